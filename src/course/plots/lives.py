"""Single customers' orders as ticks in time, one row per life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from course.plots.labels import finish
from course.plots.style import RIGHT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def lives(orders: Mapping[str, pd.Series], ax: Axes | None = None, title: str = "") -> Axes:
    """One row per life, named by the keys, from the top; a tick per moment of its series (an order)."""
    with style():
        ax = canvas(ax, height=1.2 + 0.42 * len(orders))
        for row, moments in enumerate(orders.values()):
            ax.vlines(moments, row - 0.32, row + 0.32, color=RIGHT, linewidth=1.6)
        ax.set_yticks(range(len(orders)), list(orders))
        ax.set_ylim(len(orders) - 0.4, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", visible=False)
        return finish(ax, title, "day of the order")
