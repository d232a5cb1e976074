"""Records of one person: how weights tell matches from others, and what each threshold finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import numbers, require_columns, require_rows
from course.plots.labels import finish, label_ends, percent, thousands
from course.plots.style import INK, NAIVE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def match_weights(
    weight: Any,
    match: Any = None,
    threshold: float | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "weight of a pair, log2 (m / u)",
) -> Axes:
    """How many pairs have which weight; `weight` is from `FellegiSunter.weight`, on a logarithmic axis of pairs.

    match : true for pairs of one person, where known: these are drawn apart. threshold : pairs right of it are taken.
    """
    values = numbers(weight, "weight")
    is_match = np.zeros(len(values), dtype=bool) if match is None else np.asarray(match, dtype=bool)
    if len(is_match) != len(values):
        raise InputError(f"weight and match must be equally long, got {len(values)} and {len(is_match)} pairs.")
    edges = np.histogram_bin_edges(values, bins=40)
    with style():
        ax = canvas(ax)
        if match is None:
            ax.hist(values, edges, color=RIGHT, alpha=0.8)
        else:
            ax.hist(values[~is_match], edges, color=SOFT, alpha=0.55, label="other pairs")
            ax.hist(values[is_match], edges, histtype="step", color=RIGHT, linewidth=2.2, label="of one person")
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        ax.set_yscale("log")
        thousands(ax, "y")
        ax.grid(axis="x", visible=False)
        if threshold is not None:
            ax.axvline(threshold, color=INK, linewidth=1.4, linestyle="--")
            ax.annotate("taken →", (threshold, 0.96), xycoords=("data", "axes fraction"), xytext=(4, 0),
                        textcoords="offset points", va="top", fontsize=9)  # fmt: skip
        return finish(ax, title, x, "pairs", None if match is None else 26)


def precision_recall(
    table: pd.DataFrame, threshold: float | None = None, ax: Axes | None = None, title: str = "", x: str = "threshold"
) -> Axes:
    """Precision and recall at every threshold; `table` is from `precision_recall`.

    threshold : the one chosen, marked with its two figures.
    """
    require_columns(table, "table", threshold="threshold", precision="precision", recall="recall")
    require_rows(table, "table")
    rising = table.sort_values("threshold")
    with style():
        ax = canvas(ax)
        ends = []
        for name, colour, line in (("precision", RIGHT, "-"), ("recall", NAIVE, "--")):
            ax.plot(rising["threshold"], rising[name], color=colour, linestyle=line, drawstyle="steps-pre")
            ends.append((float(rising["threshold"].iloc[-1]), float(rising[name].iloc[-1]), name, colour))
        ax.set_ylim(-0.03, 1.05)
        percent(ax, "y")
        finish(ax, title, x, "share")
        label_ends(ax, ends)
        if threshold is not None:
            _mark(ax, rising, threshold)
        return ax


def _mark(ax: Axes, rising: pd.DataFrame, threshold: float) -> None:
    """Mark the lowest threshold that takes the same pairs, and write its precision and recall."""
    row = rising.iloc[min(int(np.searchsorted(rising["threshold"], threshold)), len(rising) - 1)]
    ax.axvline(threshold, color=INK, linewidth=1, linestyle=":")
    for name, colour, side, aligned in (("precision", RIGHT, 7, "left"), ("recall", NAIVE, -7, "right")):
        ax.plot(threshold, row[name], marker="o", markersize=7, color=colour, markeredgecolor="white")
        ax.annotate(f"{row[name]:.0%}", (threshold, row[name]), xytext=(side, -12), textcoords="offset points",
                    ha=aligned, fontsize=8.5)  # fmt: skip
