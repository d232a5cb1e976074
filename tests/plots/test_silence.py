"""Orders along time, and who came back: the figure shows what the measure returned."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course import measures, plots
from course.errors import InputError

ORDERS = pd.DataFrame(
    {
        "customer_id": [1, 2, 2, 3, 3, 3],
        "ordered_at": pd.to_datetime(
            ["2024-01-10", "2024-01-05", "2024-03-01", "2024-01-01", "2024-02-01", "2024-12-31"]
        ),
    }
)


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def points_of(ax) -> list[tuple[str, float]]:
    """Return marker and height of every point drawn with a marker."""
    return [
        (line.get_marker(), y) for line in ax.lines for y in line.get_ydata() if line.get_marker() not in ("None", "")
    ]


def test_each_customer_has_a_row_with_a_dot_per_order_and_a_mark():
    groups = {"one": pd.Series({1: True}), "more": pd.Series({2: False, 3: True})}
    left, right = plots.order_histories(ORDERS, groups, title="x").axes
    assert sorted(points_of(left)) == [("o", 0), ("o", 0)]  # an order; still there
    marks = points_of(right)
    assert [height for marker, height in marks if marker == "x"] == [0]  # customer 2 left, and was there last before 3
    assert len(marks) == 5 + 2
    assert [ax.get_title(loc="left") for ax in (left, right)] == ["one", "more"]


def test_the_lines_are_the_shares_that_were_counted():
    luck = np.random.default_rng(1)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(luck.integers(0, 600, 3000), unit="D")
    frame = measures.came_back(pd.DataFrame({"customer_id": luck.geometric(0.004, 3000), "ordered_at": days}))
    ax = plots.came_back(frame, title="x")
    lines = [line for line in ax.lines if len(line.get_xdata()) and line.get_linestyle() == "-"]
    drawn = sorted(tuple(np.round(line.get_ydata(), 6)) for line in lines)
    wanted = sorted(tuple(group["share"].round(6)) for _, group in frame.groupby("orders", observed=True))
    assert drawn == wanted
    assert {text.get_text() for text in ax.texts} <= {"1 order", "2–3 orders", "4–9 orders", "10+ orders"}


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(InputError, match="groups must name at least one group"):
        plots.order_histories(ORDERS, {})
    with pytest.raises(InputError, match="no column in frame named 'silence'"):
        plots.came_back(ORDERS)
