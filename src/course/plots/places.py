"""Places and what stands behind their figures: funnels, pooled means, one correlation on several maps, shops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import require_columns, require_rows
from course.plots.labels import darker, finish, halo, plain_log, words
from course.plots.placing import name_points
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 12  # places whose names can be told apart
ROW = 0.42  # inches a row needs
MARKERS = "os^Dvph8"


def funnel(
    table: pd.DataFrame,
    limits: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    x: str = "people behind the mean",
    y: str = "mean",
) -> Axes:
    """A point per group, its mean against how many people stand behind it, and the limits between which luck keeps it.

    table : one row per group, `n` and `mean` (as from `partial_pooling`). limits : from `funnel_limits` for numbers of
    people that span the table's, e.g. `np.geomspace(n.min(), n.max(), 50)`. Groups outside are marked, a dozen or fewer
    of them named.
    """
    require_columns(table, "table", n="n", mean="mean")
    require_columns(limits, "limits", low="low", high="high")
    require_rows(table, "table")
    curve = limits.sort_index()
    people = curve.index.to_numpy(dtype=float)
    low, high = (np.interp(table["n"], people, curve[end]) for end in ("low", "high"))
    outside = (table["mean"] < low) | (table["mean"] > high)
    with style():
        ax = canvas(ax, height=4.2)
        ax.fill_between(people, curve["low"], curve["high"], color=RIGHT, alpha=0.12, linewidth=0)
        for end in ("low", "high"):
            ax.plot(people, curve[end], color=RIGHT, linewidth=1.4)
        ax.plot(people, (curve["low"] + curve["high"]) / 2, color=SOFT, linewidth=1, linestyle="--")
        for chosen, look in ((~outside, {"marker": "o", "color": SOFT, "markersize": 4.5}),
                             (outside, {"marker": "D", "color": NAIVE, "markersize": 6.5})):  # fmt: skip
            ax.plot(table["n"][chosen], table["mean"][chosen], linestyle="", **look)
        ax.set_xscale("log")
        plain_log(ax, "x")
        seen = np.array([table["mean"].min(), table["mean"].max()])
        ax.set_ylim(*(seen + 0.08 * np.ptp(seen) * np.array([-1, 1]) if np.ptp(seen) else ax.get_ylim()))
        finish(ax, title, x, y)
        if outside.sum() <= NAMED:
            name_points(
                ax, table.loc[outside, ["n", "mean"]].to_numpy(), [words(name) for name in table.index[outside]]
            )
        return ax


def pooled(table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "mean", most: int = 24) -> Axes:
    """Each group's own mean (hollow), and where `partial_pooling` (`table`) draws it (full, with its interval).

    Groups stand by size, the largest on top, with their number of people; of many, `most` are drawn, evenly taken.
    """
    require_columns(table, "table", n="n", mean="mean", pooled="pooled", low="low", high="high")
    require_rows(table, "table")
    by_size = table.sort_values("n", ascending=False, kind="stable")
    shown = by_size.iloc[np.unique(np.linspace(0, len(by_size) - 1, min(most, len(by_size))).round().astype(int))]
    rows = np.arange(len(shown))[::-1]
    with style():
        ax = canvas(ax, height=1.5 + 0.24 * len(shown))
        spread = np.vstack([shown["pooled"] - shown["low"], shown["high"] - shown["pooled"]]).clip(min=0)
        ax.hlines(rows, shown["mean"], shown["pooled"], color=NAIVE, linewidth=1.2, zorder=1)
        ax.errorbar(shown["pooled"], rows, xerr=spread, fmt="o", color=RIGHT, markersize=5, elinewidth=1, capsize=2,
                    zorder=3, label="drawn towards the others")  # fmt: skip
        ax.plot(shown["mean"], rows, linestyle="", marker="s", markersize=5.5, fillstyle="none", markeredgewidth=1.3,
                color=NAIVE, zorder=2, label="own mean")  # fmt: skip
        ax.set_yticks(rows, [f"{words(name)} ({n:,})" for name, n in shown["n"].items()], fontsize=8.5)
        ax.set_ylim(-0.7, len(shown) - 0.3)
        ax.grid(axis="y", visible=False)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        return finish(ax, title, x, words(table.index.name or ""), 26)


def correlations_by_scale(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """One correlation per scale with its interval, persons on top; `table` is from `correlation_by_scale`."""
    require_columns(table, "table", areas="areas", correlation="correlation", low="low", high="high")
    require_rows(table, "table")
    rows = np.arange(len(table))[::-1]
    known = table["low"].notna()
    with style():
        ax = canvas(ax, height=1.4 + ROW * len(table))
        ax.axvline(0, color=INK, linewidth=1)
        spread = np.vstack([table["correlation"] - table["low"], table["high"] - table["correlation"]])
        ax.errorbar(table["correlation"], rows, xerr=np.where(known, spread, 0), fmt="o", color=RIGHT, capsize=3,
                    markersize=7)  # fmt: skip
        for row, (value, areas) in zip(rows, table[["correlation", "areas"]].itertuples(index=False), strict=True):
            ax.annotate(f"{value:.2f}", (value, row), xytext=(0, 8), textcoords="offset points", ha="center",
                        fontsize=8.5, path_effects=halo())  # fmt: skip
            ax.annotate(f"n = {areas:,.0f}", (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0),
                        textcoords="offset points", va="center", fontsize=8, color=SOFT)  # fmt: skip
        ax.set_yticks(rows, [words(name) for name in table.index])
        ax.set(xlim=(-1.05, 1.05), ylim=(-0.6, len(table) - 0.3))
        ax.grid(axis="y", visible=False)
        return finish(ax, title, "correlation", words(table.index.name or ""))


def catchment(
    places: pd.DataFrame, shares: pd.DataFrame, shops: pd.DataFrame, ax: Axes | None = None, title: str = ""
) -> Axes:
    """Where people of each place shop most, and how clearly: colour is the shop, a large point a large share.

    places : `x`, `y` (km) on the index of `shares`. shares : places × shops from `huff`. shops : `x`, `y`, on the
    columns of `shares`, at most eight.
    """
    require_columns(places, "places", x="x", y="y")
    require_columns(shops, "shops", x="x", y="y")
    require_rows(shares, "shares")
    if len(shares.columns) > len(MARKERS):
        step = "Draw a region, or those that pull most."
        raise InputError(f"shares must be of at most {len(MARKERS)} shops, got {len(shares.columns)}. {step}")
    first, at = shares.idxmax(axis=1), places.loc[shares.index]
    with style():
        ax = canvas(ax, height=5.2, width=5.8)
        for shop, colour, marker in zip(shares.columns, PALETTE, MARKERS, strict=False):
            here = (first == shop).to_numpy()
            size = 8 + 60 * shares.loc[here, shop].to_numpy() ** 2
            ax.scatter(at["x"][here], at["y"][here], s=size, color=colour, marker=marker, linewidths=0, alpha=0.8)
            where: Any = shops.loc[shop, ["x", "y"]].to_numpy(dtype=float)
            ax.plot(*where, marker=marker, markersize=13, color=colour, markeredgecolor=INK, markeredgewidth=1.5)
            ax.annotate(words(shop), where, xytext=(0, 13), textcoords="offset points", ha="center", fontsize=9,
                        fontweight="bold", color=darker(colour), path_effects=halo())  # fmt: skip
        ax.set(aspect="equal")
        ax.margins(0.08)
        ax.grid(visible=False)
        return finish(ax, title, "from the west, km", "from the south, km")
