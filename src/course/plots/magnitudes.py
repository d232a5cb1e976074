"""Counts that differ by orders of magnitude: as colours with their numbers, and as a surface with one level marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_rows
from course.plots.labels import finish, halo, words
from course.plots.style import INK, NAIVE, SEQUENCE, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def magnitudes(table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "", y: str = "") -> Axes:
    """A table of counts as colours on a logarithmic scale, dark is large; what is missing, or 0, stays white.

    `table` is from `count_by_definition`, turned so that windows are columns, or any frame of counts.
    """
    require_rows(table, "table")
    values = table.to_numpy(dtype=float, na_value=np.nan)
    sizes = np.log10(np.where(values > 0, values, np.nan))
    with style():
        ax = canvas(ax, height=1.4 + 0.36 * len(table))
        ax.grid(visible=False)
        ax.pcolormesh(sizes, cmap=SEQUENCE, edgecolors="white", linewidth=1.5)
        light, dark = np.nanmin(sizes), np.nanmax(sizes)
        for row, column in np.argwhere(~np.isnan(values)):
            white = sizes[row, column] > light + 0.6 * (dark - light)
            ax.text(column + 0.5, row + 0.5, f"{values[row, column]:,.0f}", ha="center", va="center", fontsize=9.5,
                    color="white" if white else INK)  # fmt: skip
        ax.set_xticks(np.arange(values.shape[1]) + 0.5, [words(name) for name in table.columns])
        ax.set_yticks(np.arange(values.shape[0]) + 0.5, [words(name) for name in table.index])
        ax.invert_yaxis()
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        return finish(ax, title, x or words(table.columns.name or ""), y or words(table.index.name or ""))


def surface(
    table: pd.DataFrame, mark: tuple[float, str], ax: Axes | None = None, title: str = "", x: str = "", y: str = ""
) -> Axes:
    """Curves of equal count over the columns (x) and rows (y) of a table; the curve of `mark`
    (a count, its name) stands out.

    `table` is from `regulars_by_rule`: its labels must be numbers.
    """
    across, up = table.columns.to_numpy(dtype=float), table.index.to_numpy(dtype=float)
    from matplotlib.ticker import MaxNLocator

    values, (level, name) = table.to_numpy(dtype=float), mark
    with style():
        ax = canvas(ax, height=4.4)
        ax.contourf(across, up, values, levels=12, cmap=SEQUENCE)
        steps = [step for step in MaxNLocator(6).tick_values(0, values.max()) if step > values.min()]
        lines = ax.contour(across, up, values, levels=steps, colors="white", linewidths=0.8)
        ax.clabel(lines, fontsize=8.5, fmt=lambda value: f"{value:,.0f}", inline_spacing=4, colors=INK)
        if values.min() < level < values.max():
            marked = ax.contour(across, up, values, levels=[level], colors=NAIVE, linewidths=2.6)
            for text in ax.clabel(marked, fontsize=9, fmt=lambda _: name, colors=NAIVE, inline_spacing=4):
                text.set(path_effects=halo(), fontweight="bold")
        ax.grid(visible=False)
        return finish(ax, title, x or words(table.columns.name or ""), y or words(table.index.name or ""))
