"""One rule, two decisions: what a rule counts and what it earns, over the length of its window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, thousands
from course.plots.style import HEIGHT, NAIVE, RIGHT, SOFT, TRUTH, WIDTH, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def two_decisions(frame: pd.DataFrame, truth: float, marks: dict[int, str], titles: tuple[str, str]) -> Axes:
    """Above what the rule counts, below what it earns, over weeks; a vertical line where `marks` names a window.

    frame : index weeks; `counted` (customers) and `earned` (money per 1,000 customers and year). truth : the count
    that would be right. Returns the lower axes.
    """
    import matplotlib.pyplot as plt

    require_columns(frame, "frame", counted="counted", earned="earned")
    require_rows(frame, "frame")
    with style():
        _, (above, below) = plt.subplots(2, 1, figsize=(WIDTH, 1.5 * HEIGHT), sharex=True)
        above.plot(frame.index, frame["counted"], color=RIGHT)
        above.axhline(truth, color=TRUTH, linewidth=1.4, linestyle=(0, (1, 1)))
        aside = frame.index[int(0.26 * len(frame))]  # above the curve, which is still low there
        above.annotate("truth: still customers", (aside, truth), xytext=(0, 4), textcoords="offset points")
        below.plot(frame.index, frame["earned"], color=RIGHT)
        for ax in (above, below):
            ax.set_ylim(bottom=0)
            thousands(ax, "y")
        for week, name in marks.items():
            _mark(above, below, frame, week, name)
        finish(above, titles[0], "", "customers counted")
        return finish(
            below, titles[1], "the rule: bought within the last … weeks", "crowns per 1,000\ncustomers and year"
        )


def _mark(above: Axes, below: Axes, frame: pd.DataFrame, week: int, name: str) -> None:
    """Mark one window in both panels, and name it in the lower one."""
    for ax, column in ((above, "counted"), (below, "earned")):
        ax.axvline(week, color=SOFT, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
        ax.plot(week, frame[column].loc[week], marker="o", color=NAIVE, markersize=7)
    below.annotate(name, (week, 0), xytext=(4, 6), textcoords="offset points", fontsize=8.5, va="bottom")
