"""Words on a figure: names without underscores, numbers as people write them, labels that keep apart."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PER_INCH = 10.3  # characters of a title


def words(name: Any) -> str:
    """A column's name as words."""
    return str(name).replace("_", " ")


def thousands(ax: Axes, which: str) -> None:
    """Write 12,000 rather than 12000 on the x or y axis."""
    from matplotlib.ticker import FuncFormatter

    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))


def percent(ax: Axes, which: str) -> None:
    """Write 20 % rather than 0.2 on the x or y axis."""
    from matplotlib.ticker import FuncFormatter

    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.10g} %"))


def plain_log(ax: Axes, which: str) -> None:
    """On a logarithmic axis write 1, 10, 100, not powers of ten; over a short range also 2 and 5."""
    from matplotlib.ticker import LogLocator, NullFormatter

    axis, (low, high) = (ax.xaxis, ax.get_xlim()) if which == "x" else (ax.yaxis, ax.get_ylim())
    if axis.get_scale() == "log" and high / low < 2000:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    thousands(ax, which)
    axis.set_minor_formatter(NullFormatter())


def finish(ax: Axes, title: str, x: str = "", y: str = "", pad: float | None = None) -> Axes:
    """Write the finding as the title, and what each axis shows, with its unit.

    On a figure of its own the title begins at the figure's edge and may use the whole width.
    """
    from matplotlib.transforms import blended_transform_factory

    figure: Any = ax.figure
    alone = len(figure.axes) == 1
    width = figure.get_figwidth() * (1 if alone else ax.get_position().width)
    written = ax.set_title(textwrap.fill(title, int(PER_INCH * width)), loc="left", pad=pad)
    if alone:
        written.set(x=0.008, transform=blended_transform_factory(figure.transFigure, written.get_transform()))
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    return ax


def darker(colour: str) -> tuple[float, float, float]:
    """A colour of a line made dark enough to be read as a letter."""
    from matplotlib.colors import to_rgb

    return tuple(0.62 * part for part in to_rgb(colour))  # type: ignore[return-value]


def label_ends(ax: Axes, ends: list[tuple[float, float, str, str]], points: float = 12.5) -> None:
    """Write each line's name right of its end (x, y, text, colour), at least `points` apart."""
    if not ends:
        return
    figure: Any = ax.figure
    figure.draw_without_rendering()
    ends = sorted(ends, key=lambda end: end[1])
    wanted = np.array([ax.transData.transform((x, y))[1] for x, y, *_ in ends]) * 72 / figure.dpi
    for (x, y, text, colour), shift in zip(ends, _apart(wanted, points) - wanted, strict=True):
        ax.annotate(
            text, (x, y), xytext=(7, shift), textcoords="offset points", va="center", color=darker(colour),
            fontweight="bold", annotation_clip=False,
        )  # fmt: skip


def halo(colour: str = "white", width: float = 3.0) -> list[Any]:
    """An outline that keeps a label readable on top of points."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=colour)]


def _apart(wanted: np.ndarray, least: float) -> np.ndarray:
    """Positions nearest to those wanted (sorted) that are at least so far apart (pool adjacent violators)."""
    steps = least * np.arange(len(wanted))
    blocks: list[list[float]] = []
    for value in wanted - steps:
        blocks.append([value])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return np.concatenate([np.full(len(block), np.mean(block)) for block in blocks]) + steps
