"""Tables as colours: cohorts, recency by frequency, curves of equal value, sets and their overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, words
from course.plots.style import FAINT, INK, RIGHT, SEQUENCE, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

READABLE = 160  # cells that can still carry a number


def heat_map(
    table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "", y: str = "", numbers: str = "{:.0%}"
) -> Axes:
    """A table as colours, dark is large, with its numbers while they can be read; missing cells stay white.

    `table` is from `cohort_table`, or any frame of numbers. Rows run downwards as in the table.
    """
    require_rows(table, "table")
    values = table.to_numpy(dtype=float)
    with style():
        ax = canvas(ax, height=min(1.5 + 0.3 * len(table), 7))
        ax.grid(visible=False)
        ax.pcolormesh(values, cmap=SEQUENCE, vmin=0, vmax=np.nanmax(values), edgecolors="white", linewidth=1)
        if values.size <= READABLE:
            _write(ax, values, numbers)
        ax.set_xticks(np.arange(values.shape[1]) + 0.5, [words(name) for name in table.columns])
        ax.set_yticks(np.arange(values.shape[0]) + 0.5, [words(name) for name in table.index])
        ax.invert_yaxis()
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        finish(ax, title, x or words(table.columns.name or ""), y or words(table.index.name or ""))
        return ax


def iso_values(
    grid: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "", y: str = "", levels: int = 8
) -> Axes:
    """Curves of equal expected purchases over recency and frequency; `grid` is from `expected_purchases_grid`.

    Everybody on one curve is worth the same; on a steep one, an old habit counts for more than many purchases.
    """
    across, up = grid.columns.to_numpy(dtype=float), grid.index.to_numpy(dtype=float)
    values = grid.to_numpy(dtype=float)
    with style():
        ax = canvas(ax, height=4.4)
        ax.contourf(across, up, values, levels=levels, cmap=SEQUENCE)
        lines = ax.contour(across, up, values, levels=levels, colors=INK, linewidths=0.9)
        ax.clabel(lines, fontsize=8.5, fmt="%.1f", inline_spacing=3)
        ax.grid(visible=False)
        return finish(ax, title, x or words(grid.columns.name or ""), y or words(grid.index.name or ""))


def overlaps(frame: pd.DataFrame, ax: Axes | None = None, title: str = "", most: int = 12, x: str = "people") -> Axes:
    """How many people share each combination of sets (a table of dots, and bars); `frame` is from `overlaps`.

    The `most` largest combinations are drawn; people in no set at all are left out. Source: Lex et al. (2014), UpSet.
    """
    require_columns(frame, "frame", people="people")
    sets = [name for name in frame.columns if name != "people"]
    shown = frame[frame[sets].any(axis=1)].head(most)
    require_rows(shown, "frame")
    with style():
        ax = canvas(ax, height=2.1 + 0.3 * len(shown))
        rows = np.arange(len(shown))
        ax.barh(rows, shown["people"], color=RIGHT, height=0.62)
        for row, people in zip(rows, shown["people"], strict=True):
            ax.annotate(f"{people:,}", (people, row), xytext=(4, 0), textcoords="offset points", va="center")
        ax.set(ylim=(len(shown) - 0.4, -0.6), yticks=[])
        ax.margins(x=0.14)
        ax.grid(visible=False)
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(axis="x", length=0, labelbottom=False)
        _dots(ax, shown[sets].to_numpy(dtype=bool), [words(name) for name in sets])
        return finish(ax, title, x)


def _write(ax: Axes, values: np.ndarray, numbers: str) -> None:
    dark = 0.55 * np.nanmax(values)
    for row, column in np.argwhere(~np.isnan(values)):
        value = values[row, column]
        ax.text(column + 0.5, row + 0.5, numbers.format(value), ha="center", va="center", fontsize=8,
                color="white" if value > dark else INK)  # fmt: skip


def _dots(ax: Axes, member: np.ndarray, names: list[str]) -> None:
    """The table of sets, left of the bars: a full dot where the combination is in the set."""
    width = 0.075 * len(names)
    table = ax.inset_axes((-width - 0.02, 0, width, 1), sharey=ax)
    places: Any = np.indices(member.shape)
    rows, columns = places
    table.scatter(columns, rows, s=42, color=FAINT, zorder=2)
    table.scatter(columns[member], rows[member], s=42, color=INK, zorder=3)
    for row, found in enumerate(member):
        inside = np.flatnonzero(found)
        table.plot([inside[0], inside[-1]], [row, row], color=INK, linewidth=1.6)
    table.set_xticks(range(len(names)), names, rotation=38, ha="right", rotation_mode="anchor")
    table.set(xlim=(-0.6, len(names) - 0.4))
    table.tick_params(length=0, labelleft=False)
    table.grid(visible=False)
    table.spines[:].set_visible(False)
