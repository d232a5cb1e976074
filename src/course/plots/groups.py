"""Groups beside each other: bars of counts, shares with intervals, clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.measures.clusters import Clusters
from course.measures.inputs import require_columns
from course.measures.mixtures import Mixture
from course.plots.labels import finish, halo, percent, plain_log, thousands, words
from course.plots.style import NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HALF = np.array([16, 6])  # points: half the width and height of a segment's size
BESIDE = {(13, 0): "left", (-13, 0): "right", (0, -17): "center", (0, 17): "center"}  # where it may stand, in points
ROW = 0.36  # inches a row of bars or dots needs
POINTS = 3_000  # more only make a figure heavy


def counts(series: pd.Series, ax: Axes | None = None, title: str = "", x: str = "people counted") -> Axes:
    """Horizontal bars with their numbers, the largest on top; `series` is from `count_roles`, or any counts by name.

    What could not be counted says so instead of a bar of length zero.
    """
    known = series.astype("Float64").sort_values(na_position="first", kind="stable")
    values, missing = known.to_numpy(dtype=float, na_value=np.nan), known.isna().to_numpy()
    with style():
        ax = canvas(ax, height=1.3 + ROW * len(known))
        ax.barh(range(len(known)), np.where(missing, 0, values), color=RIGHT, height=0.7)
        for row, (value, unknown) in enumerate(zip(values, missing, strict=True)):
            text = "cannot be counted on these data" if unknown else f"{value:,.0f}"
            ax.annotate(text, (0 if unknown else value, row), xytext=(5, 0), textcoords="offset points",
                        va="center", color=SOFT if unknown else None, style="italic" if unknown else None)  # fmt: skip
        ax.set_yticks(range(len(known)), [words(name) for name in known.index])
        ax.margins(x=0.12)
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        thousands(ax, "x")
        return finish(ax, title, x)


def shares(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    x: str = "share",
    against: pd.Series | None = None,
) -> Axes:
    """A dot and its interval per group, with the number of customers; `frame` is from `share_by_group`.

    against : another share per group, on the same index (e.g. what a model says), drawn as hollow squares; its name
    stands in the legend beside "counted".
    """
    require_columns(frame, "frame", share="share", low="low", high="high", n="n")
    rows = np.arange(len(frame))[::-1]
    with style():
        ax = canvas(ax, height=1.4 + ROW * 1.2 * len(frame))
        spread = np.vstack([frame["share"] - frame["low"], frame["high"] - frame["share"]])
        ax.errorbar(frame["share"], rows, xerr=spread.clip(min=0), fmt="o", color=RIGHT, capsize=3, markersize=7,
                    label="counted")  # fmt: skip
        if against is not None:
            ax.plot(against.reindex(frame.index), rows, linestyle="", marker="s", markersize=8, fillstyle="none",
                    markeredgewidth=1.8, color=NAIVE, label=words(against.name or "model"))  # fmt: skip
            handles, names = ax.get_legend_handles_labels()
            ax.legend(handles[::-1], names[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        for row, n in zip(rows, frame["n"], strict=True):
            ax.annotate(f"n = {n:,}", (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0),
                        textcoords="offset points", va="center", fontsize=8, color=SOFT)  # fmt: skip
        ax.set_yticks(rows, [words(name) for name in frame.index])
        ax.set(xlim=(-0.02, 1.02), ylim=(-0.6, len(frame) - 0.4))
        ax.grid(axis="y", visible=False)
        percent(ax, "x")
        pad = None if against is None else 26
        return finish(ax, title, x, words(frame.index.name or ""), pad)


def clusters(
    frame: pd.DataFrame, found: Clusters | Mixture, x: str, y: str, ax: Axes | None = None, title: str = ""
) -> Axes:
    """Customers in two columns of `frame` on logarithmic axes, coloured by segment; `found` is from `k_means`.

    Each segment's number stands at its centre (the mean in the frame's own units), its size beside it. Of many
    customers about 3,000 are drawn, evenly taken. Write units with `ax.set_xlabel`.
    """
    require_columns(frame, "frame", x=x, y=y)
    drawn = np.arange(0, len(frame), max(1, round(len(frame) / POINTS)))
    with style():
        ax = canvas(ax, height=4.6)
        for segment in found.sizes.index:
            rows = frame.iloc[drawn[(found.labels == segment).to_numpy()[drawn]]]
            ax.plot(rows[x], rows[y], linestyle="", marker="o", markersize=2.8, alpha=0.5, markeredgewidth=0,
                    color=_colour(segment), rasterized=True)  # fmt: skip
        for segment, *mean in zip(found.sizes.index, found.centres[x], found.centres[y], strict=True):
            centre: Any = tuple(mean)
            ax.plot(*centre, marker="o", markersize=20, color="white", markeredgewidth=2,
                    markeredgecolor=_colour(segment))  # fmt: skip
            ax.annotate(str(segment), centre, ha="center", va="center", fontweight="bold")
        for which, name in (("x", x), ("y", y)):
            _log_axis(ax, which, float(frame[name].min()))
        _write_sizes(ax, found.sizes, found.centres[[x, y]].to_numpy())
        return finish(ax, title, words(x), words(y))


def _write_sizes(ax: Axes, sizes: pd.Series, centres: np.ndarray) -> None:
    """Write each size on that side of its centre where it is farthest from other centres, sizes and the edges."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    spots = ax.transData.transform(centres) * 72 / figure.dpi
    low, high = (np.array(corner) * 72 / figure.dpi for corner in (ax.bbox.p0, ax.bbox.p1))
    taken = list(spots)
    for size, spot, centre in zip(sizes, spots, centres, strict=True):
        room = {}
        for x, y in BESIDE:
            middle = spot + np.array([np.sign(x) * 28, y])
            others = [np.hypot(*(middle - other)) for other in taken if other is not spot]
            edges = [*(middle - low - HALF), *(high - middle - HALF)]
            room[x, y] = min([*others, 40]) if min(edges) > 0 else 0
        best = max(room, key=lambda beside: room[beside])
        taken.append(spot + np.array([np.sign(best[0]) * 28, best[1]]))
        ax.annotate(f"{size:,}", tuple(centre), xytext=best, ha=BESIDE[best], va="center", textcoords="offset points",
                    fontsize=8.5, path_effects=halo())  # fmt: skip


def _colour(segment: Any) -> str:
    return PALETTE[(int(segment) - 1) % len(PALETTE)]


def _log_axis(ax: Axes, which: str, smallest: float) -> None:
    """A logarithmic axis; linear below 1 where there are zeros, which have no logarithm."""
    scale = ax.set_xscale if which == "x" else ax.set_yscale
    if smallest > 0:
        scale("log")
    else:
        scale("symlog", linthresh=1)
    plain_log(ax, which)
