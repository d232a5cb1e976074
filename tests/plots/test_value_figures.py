"""Figures of value: models beside what happened, renewals, who is still there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import ShiftedBetaGeometric

WEEKS = np.arange(1, 21)
TRACKED = pd.DataFrame({"actual": 10.0 * WEEKS, "a_model": 9.5 * WEEKS, "another": 12.0 * WEEKS}, index=WEEKS)
LEFT = [1000, 869, 743, 653, 593, 551, 517, 491, 468]
MODEL = ShiftedBetaGeometric().fit(LEFT[:6])
CHANCES = np.array([0.02, 0.03, 0.5, 0.97, 0.98, 0.98])
THERE = [False, False, True, True, True, False]
DRAWN = {
    "tracking": lambda **more: plots.tracking(TRACKED, 10, **more),
    "retention_curve": lambda **more: plots.retention_curve(LEFT, MODEL, 5, **more),
    "alive": lambda **more: plots.alive(CHANCES, THERE, **more),
}


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def line(ax, label: str) -> np.ndarray:
    handles, labels = ax.get_legend_handles_labels()
    return np.asarray(handles[labels.index(label)].get_xydata())


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name, keeps_to_its_axes):
    keeps_to_its_axes(DRAWN[name], "Half are gone")


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_a_long_title_stays_on_the_page(name, stays_on_the_page):
    title = "What comes next is told by a model that was simple enough to be wrong in ways that are known"
    stays_on_the_page(DRAWN[name], title)


def test_models_stand_beside_what_happened():
    ax = plots.tracking(TRACKED, known=10)
    for name in TRACKED:
        np.testing.assert_array_equal(line(ax, name.replace("_", " "))[:, 1], TRACKED[name])
    assert any(list(one.get_xdata()) == [10, 10] for one in ax.lines)
    assert {"actual", "a model", "another", "fitted until here"} <= set(written(ax))


def test_renewals_that_the_model_had_not_seen_are_hollow():
    ax = plots.retention_curve(LEFT, MODEL, known=5)
    np.testing.assert_array_equal(line(ax, "observed")[:, 1], np.array(LEFT[:6]) / 1000)
    np.testing.assert_array_equal(line(ax, "observed later")[:, 0], [6, 7, 8])
    np.testing.assert_array_equal(line(ax, "model")[:, 1], MODEL.survival(range(6)))
    np.testing.assert_array_equal(line(ax, "model, what it had not seen")[:, 1], MODEL.survival(range(5, 9)))


def test_a_model_that_has_seen_everything_has_no_dashes():
    assert "observed later" not in written(plots.retention_curve(LEFT, MODEL))
    assert "model, what it had not seen" not in written(plots.retention_curve(LEFT, MODEL))


def test_customers_are_counted_by_their_chance_and_parted_by_what_is_true():
    ax = plots.alive(CHANCES, THERE)
    there, gone = ([bar.get_height() for bar in bars] for bars in ax.containers)
    assert (sum(there), sum(gone)) == (3, 3)
    assert gone[0] == 2
    assert f"mean {100 * CHANCES.mean():.3g} %" in written(ax)
    assert plots.alive(CHANCES).patches[0].get_height() == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.tracking(TRACKED[["another"]]), "named 'actual'"),
        (lambda: plots.tracking(TRACKED[["actual"]]), "columns of table beside actual must not be empty"),
        (lambda: plots.retention_curve([0, 0], MODEL), "observed must begin with a cohort above 0"),
        (lambda: plots.retention_curve(LEFT, MODEL, 9), "known must be"),
        (lambda: plots.alive([2.0]), "at most 1"),
        (lambda: plots.alive(CHANCES, [True]), "truth must be as long as probability, got 1 and 6 rows"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
