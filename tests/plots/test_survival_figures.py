"""Figures of survival: steps, who is at risk, hazards, cohorts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import hazard_model, median_time, survival_curve

LUCK = np.random.default_rng(1)
PEOPLE = pd.DataFrame({"member": LUCK.integers(0, 2, 200), "age_decades": LUCK.normal(5, 1, 200)})
LIFE, SEEN = LUCK.exponential(np.where(PEOPLE["member"], 40, 20)), LUCK.uniform(10, 60, 200)
PEOPLE = PEOPLE.assign(weeks=np.minimum(LIFE, SEEN), left=LIFE <= SEEN)
CURVES = {
    "members": survival_curve(*PEOPLE.loc[PEOPLE["member"] == 1, ["weeks", "left"]].to_numpy(float).T),
    "other_buyers": survival_curve(*PEOPLE.loc[PEOPLE["member"] == 0, ["weeks", "left"]].to_numpy(float).T),
}
HAZARDS = hazard_model(PEOPLE, "weeks", "left")
COHORTS = pd.DataFrame(
    [[1.0, 0.5, 0.4, 0.3], [1.0, 0.4, 0.3, np.nan], [1.0, 0.6, np.nan, np.nan]],
    index=["2024 Q1", "2024 Q2", "2024 Q3"],
)
DRAWN = {
    "survival": lambda **more: plots.survival(CURVES, **more),
    "survival of one": lambda **more: plots.survival(CURVES["members"], **more),
    "hazard_ratios": lambda **more: plots.hazard_ratios(HAZARDS, **more),
    "retention": lambda **more: plots.retention(COHORTS, **more),
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


def test_curves_begin_with_everybody_and_step_down():
    ax = plots.survival(CURVES)
    for name, curve in CURVES.items():
        drawn = line(ax, name.replace("_", " "))
        assert drawn[0].tolist() == [0, 1]
        np.testing.assert_array_equal(drawn[1:], curve[["time", "survival"]])
    assert {one.get_drawstyle() for one in ax.lines if len(one.get_xdata()) > 2} == {"steps-post"}


def test_it_is_marked_where_half_are_left():
    ax = plots.survival(CURVES)
    marks = [one.get_xydata()[0].tolist() for one in ax.lines if one.get_marker() == "o"]
    assert marks == [[median_time(curve), 0.5] for curve in CURVES.values()]
    few = survival_curve([1, 2, 3, 4], [1, 0, 0, 0])
    assert not [one for one in plots.survival(few).lines if one.get_marker() == "o"]


def test_who_is_at_risk_stands_below_each_tick():
    ax = plots.survival(CURVES)
    assert {"still at risk", "members", "other buyers"} <= set(written(ax))
    for curve in CURVES.values():
        at_20 = curve.loc[curve["time"] >= 20, "at_risk"].iloc[0]
        assert f"{at_20}" in [text.get_text() for text in ax.texts if text.xy == (20, 0)]


def test_hazards_are_sorted_and_those_that_may_be_nothing_are_hollow():
    ax, table = plots.hazard_ratios(HAZARDS), HAZARDS.hazard_ratios().sort_values("ratio")
    points = [one for one in ax.lines if one.get_marker() == "o"]
    assert [float(one.get_xdata()[0]) for one in points] == table["ratio"].tolist()
    hollow = [one.get_markerfacecolor() == "white" for one in points]
    assert hollow == ((table["low"] <= 1) & (table["high"] >= 1)).tolist()
    np.testing.assert_allclose([bars.get_segments()[0][:, 0] for bars in ax.collections], table[["low", "high"]])
    assert ax.get_xscale() == "log"
    assert [label.get_text() for label in ax.get_yticklabels()] == ["member", "age decades"]


def test_cohorts_are_lines_and_the_first_and_last_that_can_be_followed_are_named():
    ax = plots.retention(COHORTS)
    np.testing.assert_array_equal(line(ax, "2024 Q1"), [[1, 0.5], [2, 0.4], [3, 0.3]])
    np.testing.assert_array_equal(line(ax, "2024 Q2"), [[1, 0.4], [2, 0.3], [3, np.nan]])
    assert len(ax.lines) == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.survival({}), "curves must not be empty"),
        (lambda: plots.survival({"a": PEOPLE}), "named 'time'"),
        (lambda: plots.retention(COHORTS.head(0)), "table must not be empty"),
        (lambda: plots.retention(COHORTS.tail(1)), "cohorts that are followed for two periods must not be empty"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
