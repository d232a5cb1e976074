"""Figures of effects: the numbers behind each are those that the measure returned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import Estimate, balance, event_study, power_curve, qini

LUCK = np.random.default_rng(1)
WAYS = {"naive": Estimate.normal(55, 2, 4000), "matched": Estimate.normal(9, 2.4, 3000),
        "drawn_at_random": Estimate.normal(-4.4, 5.1, 4000)}  # fmt: skip
PANEL = pd.DataFrame(
    [(unit, week, LUCK.normal() + 2 * (unit < 5 and week >= 3 + unit % 2), 3 + unit % 2 if unit < 5 else None)
     for unit in range(12) for week in range(7)], columns=["unit", "week", "orders", "first"],
)  # fmt: skip
STUDY = event_study(PANEL, "unit", "week", "orders", "first")
SCORE, TREATED = LUCK.normal(size=400), LUCK.random(400) < 0.5
OUTCOME = LUCK.normal(size=400) + TREATED * (SCORE > 0)
RANKED = qini(SCORE, TREATED, OUTCOME)
PEOPLE = pd.DataFrame({"age": LUCK.normal(50, 9, 400) + TREATED, "orders_before": LUCK.poisson(3, 400) + 2 * TREATED})
BEFORE = balance(PEOPLE, TREATED)
AFTER = balance(PEOPLE, TREATED, np.where(TREATED, 1, np.exp(0.3 * PEOPLE["orders_before"])))
POWER = power_curve([0.2, 0.5], 1, [50, 100, 200])

DRAWN = {
    "estimates": lambda **more: plots.estimates(WAYS, 4.6, **more),
    "event_study": lambda **more: plots.event_study(STUDY, **more),
    "qini": lambda **more: plots.qini(RANKED, **more),
    "balance": lambda **more: plots.balance(BEFORE, AFTER, **more),
    "power_curve": lambda **more: plots.power_curve(POWER, **more),
}


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def rows_of(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def line(ax, label: str) -> np.ndarray:
    handles, labels = ax.get_legend_handles_labels()
    handle = handles[labels.index(label)]
    return np.asarray((handle if hasattr(handle, "get_xydata") else handle.lines[0]).get_xydata())


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name, keeps_to_its_axes):
    keeps_to_its_axes(DRAWN[name], "Half of it was there before")


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_a_long_title_stays_on_the_page(name, stays_on_the_page):
    title = "Those who would have bought more anyhow are the ones who joined, and nine tenths is theirs"
    stays_on_the_page(DRAWN[name], title)


def test_ways_are_read_from_the_top_and_those_that_miss_the_truth_are_hollow():
    ax = plots.estimates(WAYS, truth=6.0)
    assert rows_of(ax) == ["drawn at random", "matched", "naive"]
    points = [one for one in ax.lines if one.get_marker() in ("o", "D")]
    assert [float(one.get_xdata()[0]) for one in points] == [-4.4, 9, 55]
    assert [one.get_marker() for one in points] == ["D", "o", "D"]
    assert points[0].get_markerfacecolor() == "white"
    ends = [bars.get_segments()[0][:, 0] for bars in ax.collections]
    np.testing.assert_allclose(ends, [[one.low, one.high] for one in list(WAYS.values())[::-1]])
    assert any(list(one.get_xdata()) == [6.0, 6.0] for one in ax.lines)
    assert "truth 6" in written(ax)
    assert "−4.4 (−14.4 to 5.6)" in written(ax)


def test_without_a_truth_no_way_is_right_or_wrong():
    ax = plots.estimates(WAYS)
    assert {one.get_marker() for one in ax.lines} == {"o", "None", "|"}
    assert not any("truth" in text for text in written(ax))


def test_effects_stand_before_and_after_the_beginning():
    ax, table = plots.event_study(STUDY), STUDY.by_time
    for name, part in (("before", table["since"] < 0), ("after", table["since"] >= 0)):
        np.testing.assert_array_equal(line(ax, name), table.loc[part, ["since", "estimate"]])
    assert "treatment begins" in written(ax)
    drawn = np.concatenate([[bar[:, 1] for bar in bars.get_segments()] for bars in ax.collections])
    np.testing.assert_allclose(drawn, table[["low", "high"]])


def test_a_ranking_stands_above_the_line_of_luck():
    ax = plots.qini(RANKED)
    np.testing.assert_array_equal(line(ax, f"by score (Qini {RANKED.coefficient:.3g})"), RANKED.curve)
    np.testing.assert_array_equal(line(ax, "random"), [[0, 0], [1, RANKED.curve["gain"].iloc[-1]]])
    two = plots.qini({"trees": RANKED, "by_luck": qini(-SCORE, TREATED, OUTCOME)})
    assert any(text.startswith("by luck (Qini ") for text in written(two))


def test_the_column_that_differs_most_is_on_top_and_its_change_is_seen():
    ax = plots.balance(BEFORE, AFTER)
    assert rows_of(ax) == ["age", "orders before"]
    for name, table in (("before", BEFORE), ("after", AFTER)):
        np.testing.assert_array_equal(line(ax, name)[:, 0], table["difference"])
    assert plots.balance(BEFORE).get_legend() is None


def test_chances_rise_along_a_line_for_each_effect():
    ax = plots.power_curve(POWER.sample(frac=1, random_state=1), unit="€")
    np.testing.assert_array_equal(line(ax, "0.2"), POWER.loc[POWER["effect"] == 0.2, ["n", "power"]])
    assert {"effect 0.2 €", "effect 0.5 €"} <= set(written(ax))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.estimates({}), "results must not be empty"),
        (lambda: plots.qini({}), "result must not be empty"),
        (lambda: plots.balance(PEOPLE), "there is no column in before named 'difference'"),
        (lambda: plots.balance(BEFORE, PEOPLE), "there is no column in after named 'difference'"),
        (lambda: plots.power_curve(POWER.head(0)), "table must not be empty"),
        (lambda: plots.power_curve(POWER[["n"]]), "there is no column in table named 'effect'"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
