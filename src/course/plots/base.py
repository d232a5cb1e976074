"""How often people buy: what a model expects beside what was counted, and what each class will do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, thousands
from course.plots.style import INK, NAIVE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def frequencies(
    table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "purchases", y: str = "people"
) -> Axes:
    """How many people made 0, 1, … purchases: bars as counted, dots as expected.

    `table` is from `NBD.expected_frequencies`.
    """
    require_columns(table, "table", observed="observed", expected="expected")
    require_rows(table, "table")
    at = np.arange(len(table))
    with style():
        ax = canvas(ax)
        ax.bar(at, table["observed"], width=0.72, color=RIGHT, alpha=0.75, label="observed")
        ax.plot(at, table["expected"], color=INK, linewidth=1, linestyle=":", zorder=2)
        ax.plot(at, table["expected"], linestyle="", marker="D", markersize=6, color=NAIVE, markeredgecolor="white",
                zorder=3, label="expected")  # fmt: skip
        ax.set_xticks(at, [str(name) for name in table.index])
        ax.grid(axis="x", visible=False)
        ax.legend()
        thousands(ax, "y")
        return finish(ax, title, x, y)


def conditional_expectations(
    table: pd.DataFrame,
    after: pd.Series | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "purchases in the first period",
    y: str = "purchases in the next",
) -> Axes:
    """What those who made 0, 1, … purchases are expected to make next, with its interval, and what they made.

    table : from `NBD.conditional_expectations`. after : mean purchases in the next period by the same classes, where
    known. On the dashed line nobody would change.
    """
    require_columns(table, "table", before="before", expected="expected", low="low", high="high")
    require_rows(table, "table")
    at = np.arange(len(table))
    with style():
        ax = canvas(ax)
        ax.plot(at, table["before"], color=SOFT, linewidth=1.2, linestyle="--", label="as before")
        spread = np.vstack([table["expected"] - table["low"], table["high"] - table["expected"]]).clip(min=0)
        ax.errorbar(at, table["expected"], yerr=spread, fmt="D", color=NAIVE, markersize=6, capsize=3, label="expected")
        if after is not None:
            ax.plot(at + 0.18, after.reindex(table.index), linestyle="", marker="o", markersize=7, color=RIGHT,
                    label="observed")  # fmt: skip
        ax.set_xticks(at, [str(name) for name in table.index])
        ax.set_ylim(bottom=0)
        ax.grid(axis="x", visible=False)
        ax.legend(loc="upper left")
        return finish(ax, title, x, y)
