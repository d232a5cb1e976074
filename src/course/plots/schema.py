"""The map of tables: boxes with rows and keys, a line for every reference."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish
from course.plots.layers import Layers, layered
from course.plots.style import INK, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BOX = (0.72, 0.7)  # width and height of a table where neighbours are 1 apart
PASSING = 0.4  # height that a line needs where it passes a column of tables
_WIDEST = 156  # letters × points that fit into a box


def tables_map(tables: pd.DataFrame, references: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """One box per table (name, rows, key); a line from each table to those it refers to, on its left.

    tables : one row per table: `table`, `rows`, `key` ("" where there is none). references : `table`, `to_table`.
    A table stands one column to the right of everything that it refers to.
    """
    require_columns(tables, "tables", table="table", rows="rows", key="key")
    require_columns(references, "references", table="table", to="to_table")
    require_rows(tables, "tables")
    pairs = list(references[["table", "to_table"]].drop_duplicates().itertuples(index=False, name=None))
    spots = layered(list(tables["table"]), pairs, PASSING)
    with style():
        ax = canvas(ax, height=1.0 + 0.62 * spots.height)
        for way in spots.ways:
            _line(ax, spots, way)
        for name, rows, key in tables[["table", "rows", "key"]].itertuples(index=False):
            _box(ax, spots.at[name], name, rows, key)
        ax.set(xlim=(-0.4, spots.width - 0.6), ylim=(spots.height / 2, -spots.height / 2))
        ax.axis("off")
        return finish(ax, title)


def _line(ax: Axes, spots: Layers, way: list[str]) -> None:
    """Draw one smooth line from the left edge of the first box to the right edge of the last, with a head there."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    for here, there in pairwise(way):
        (x0, y0), (x1, y1) = spots.at[here], spots.at[there]
        start, end = x0 - BOX[0] / 2, x1 + BOX[0] / 2
        bend = (start + end) / 2
        points += [(start, y0), (bend, y0), (bend, y1), (end, y1), (x1 - BOX[0] / 2, y1)]
    points = points[:-1]  # the last table is not passed
    codes = [Path.MOVETO, *[Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO] * (len(way) - 1)][:-1]
    look = {"arrowstyle": "-|>,head_length=4,head_width=2.2", "color": SOFT, "linewidth": 1.1, "zorder": 1}
    ax.add_patch(FancyArrowPatch(path=Path(_without_repeats(points), codes), **look))


def _without_repeats(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Leave out a point that says again where the pen is."""
    return [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]


def _box(ax: Axes, spot: tuple[float, float], name: str, rows: int, key: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = spot
    look = {"boxstyle": "round,pad=0,rounding_size=0.06", "facecolor": "white", "edgecolor": RIGHT, "linewidth": 1.3}
    ax.add_patch(FancyBboxPatch((x - BOX[0] / 2, y - BOX[1] / 2), *BOX, zorder=2, **look))
    said = [
        (name, -0.19, min(9.5, _WIDEST / len(name)), INK),
        (f"{rows:,} row{'' if rows == 1 else 's'}", 0.02, 8.5, INK),
    ]
    said.append((f"key: {key}" if key else "no key of one column", 0.21, 7.5, SOFT))
    for text, below, size, colour in said:
        weight = "bold" if text == name else "normal"
        ax.text(x, y + below, text, ha="center", va="center", size=size, color=colour, weight=weight, zorder=3)
