"""Figures of service: charts of a process, agents for a promise, waits under load."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import control_chart, queue, staffing

LATE = [8, 9, 11, 10, 12, 9, 24, 10, 8, 11]
PARCELS = [50, 60, 50, 50, 80, 60, 50, 50, 60, 50]
CHART = control_chart(LATE, "np", n=50)
SIZES = control_chart(pd.Series(LATE, [f"week {at}" for at in range(1, 11)]), "p", n=PARCELS, reference=6)
PLAN = staffing(10 / 180, 180, within=20, promised=0.8)
WAITS = pd.DataFrame(
    [(agents, load, queue(agents * load, 1, agents).mean_wait) for agents in (1, 5) for load in (0.9, 0.5, 0.1)],
    columns=["agents", "occupancy", "mean_wait"],
)
DRAWN = {
    "control_chart": lambda **more: plots.control_chart(CHART, **more),
    "control_chart of sizes": lambda **more: plots.control_chart(SIZES, **more),
    "staffing": lambda **more: plots.staffing(PLAN, **more),
    "waiting": lambda **more: plots.waiting(WAITS, **more),
}


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def lines(ax, label: str) -> list[np.ndarray]:
    return [np.asarray(one.get_xydata()) for one in ax.lines if one.get_label() == label]


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name, keeps_to_its_axes):
    alone = keeps_to_its_axes(DRAWN[name], "One week was late")
    assert alone.get_ylabel()


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_a_long_title_stays_on_the_page(name, stays_on_the_page):
    title = "More agents than the mean load needs are no waste but what it takes to answer when many call"
    stays_on_the_page(DRAWN[name], title)


def test_points_beyond_a_limit_are_marked_and_numbered():
    ax = plots.control_chart(CHART)
    np.testing.assert_array_equal(lines(ax, "samples")[0], np.column_stack([range(1, 11), LATE]))
    assert lines(ax, "out of control")[0].tolist() == [[7, 24]]
    assert "7" in written(ax)
    assert set(lines(ax, "upper limit")[0][:, 1]) == {CHART.upper}
    assert set(lines(ax, "centre")[0][:, 1]) == {CHART.centre}
    assert f"upper {CHART.upper:.3g}" in written(ax)


def test_limits_that_differ_are_steps_around_each_point():
    ax = plots.control_chart(SIZES)
    upper = lines(ax, "upper limit")[0]
    np.testing.assert_array_equal(upper[:-1], np.column_stack([np.arange(10) + 0.5, SIZES.upper]))
    assert "week 1" in written(ax)
    assert any(list(one.get_xdata()) == [6.5, 6.5] for one in ax.lines)  # the limits rest on what is left of it


def test_a_process_in_order_has_no_marks():
    ax = plots.control_chart(control_chart([9, 10, 11, 10, 9], "c"))
    assert len(lines(ax, "out of control")[0]) == 0


def test_bars_are_the_shares_answered_and_the_broken_promises_are_hatched():
    ax = plots.staffing(PLAN, unit="s")
    assert [bar.get_height() for bar in ax.patches] == PLAN.options["answered"].tolist()
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [agents < PLAN.agents for agents in PLAN.options.index]
    assert {"promised 80 %", "88.8 %", "14\n7.84 s", "share answered within 20 s"} <= set(written(ax))


def test_waits_grow_along_a_line_for_each_number_of_agents():
    ax = plots.waiting(WAITS)
    for agents, rows in WAITS.groupby("agents"):
        expected = rows.sort_values("occupancy")[["occupancy", "mean_wait"]]
        np.testing.assert_array_equal(lines(ax, str(agents))[0], expected)
    assert {"1 agent", "5 agents"} <= set(written(ax))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.waiting(PLAN.options), "there is no column in table named 'agents'"),
        (lambda: plots.waiting(WAITS.head(0)), "table must not be empty"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
