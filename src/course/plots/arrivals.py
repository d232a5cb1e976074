"""Every order of a firm at once: customers by their coming, weeks from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_rows
from course.plots.labels import finish, halo
from course.plots.style import INK, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COFFEE = "YlOrBr"  # light to dark: reads the same in grey
BRIGHTEST = 0.97  # quantile shown darkest, so that the first orders do not drown all others


def arrivals(table: pd.DataFrame, ax: Axes | None = None, title: str = "", size: int = 50) -> Axes:
    """Orders per customer and week as colours, dark is many; `table` is from `orders_by_arrival` with this `size`.

    Rows run downwards in the order of coming; white is before they came.
    """
    require_rows(table, "table")
    values = table.to_numpy(dtype=float)
    with style():
        ax = canvas(ax, height=5.0)
        ax.grid(visible=False)
        darkest = np.nanquantile(values, BRIGHTEST)
        shape = (0, values.shape[1], values.shape[0] * size, 0)
        image = ax.imshow(values, aspect="auto", cmap=COFFEE, vmin=0, vmax=darkest, extent=shape, interpolation="none")
        bar = ax.figure.colorbar(image, ax=ax, pad=0.02, aspect=34)
        bar.set_label("orders per customer and week")
        bar.outline.set_visible(False)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        return finish(ax, title, "week", "customers, in the order in which they came")


def remark(ax: Axes, text: str, at: tuple[float, float], to: tuple[float, float] | None = None) -> Axes:
    """Write a remark at a place of the axes (in their units), with a line to what it is about."""
    arrow = {"arrowstyle": "-", "color": INK, "linewidth": 0.9} if to else None
    ax.annotate(text, to or at, xytext=at, arrowprops=arrow, va="center", ha="left", fontsize=9, path_effects=halo())
    return ax
