"""Brands that share their buyers: double jeopardy as points and their norm, duplication as a table of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.brands import Duplication
from course.measures.inputs import require_columns, require_rows
from course.plots.grids import heat_map
from course.plots.labels import finish, percent, words
from course.plots.placing import name_points
from course.plots.style import NAIVE, RIGHT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def double_jeopardy(
    table: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    expected: pd.Series | None = None,
    x: str = "penetration",
    y: str = "purchases per buyer",
) -> Axes:
    """A point per brand, how many buy it against how often; `table` is from `double_jeopardy`.

    expected : purchases per buyer of each brand by a norm, by default the column `expected` if there is one (or e.g.
    `NBDDirichlet().fit_panel(…).brands()["purchases_per_buyer"]`): drawn as a line with its points.
    """
    require_columns(table, "table", penetration="penetration", purchases_per_buyer="purchases_per_buyer")
    require_rows(table, "table")
    norm = table.get("expected") if expected is None else expected.reindex(table.index)
    with style():
        ax = canvas(ax)
        if norm is not None:
            line = pd.DataFrame({"x": table["penetration"], "y": norm}).sort_values(["x", "y"])
            ax.plot(line["x"], line["y"], color=NAIVE, linewidth=1.6, zorder=2, label="expected")
        ax.plot(table["penetration"], table["purchases_per_buyer"], linestyle="", marker="o", markersize=8, color=RIGHT,
                zorder=3, label="observed")  # fmt: skip
        ax.margins(x=0.14, y=0.16)
        if norm is not None:
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        percent(ax, "x")
        finish(ax, title, x, y, None if norm is None else 26)
        name_points(ax, table[["penetration", "purchases_per_buyer"]].to_numpy(), [words(name) for name in table.index])
        return ax


def duplication(found: Duplication, ax: Axes | None = None, title: str = "", x: str = "also buy") -> Axes:
    """Of the buyers of the row's brand, the share who also buy the column's; `found` is from `duplication`.

    Its law: down a column all shares are alike, D times the penetration of the column's brand. The diagonal is empty.
    """
    table = found.table.where(~np.eye(len(found.table), dtype=bool))
    shares = [f"{words(name)}\n{share:.0%} buy it" for name, share in found.penetration.items()]
    with style():
        ax = canvas(ax, height=min(1.7 + 0.42 * len(table), 7))
    heat_map(table.set_axis(shares, axis=1), ax, title, x, "buyers of")
    return ax
