"""Who is left: survival curves with those at risk, hazard ratios, subscribers and the model of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.measures.inputs import numbers, require_columns, require_rows
from course.measures.sbg import ShiftedBetaGeometric
from course.measures.survival import HazardModel, median_time
from course.plots.labels import darker, finish, percent, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = ("-", (0, (5, 2)), (0, (1, 1)), (0, (5, 1, 1, 1)))


def survival(
    curves: Mapping[str, pd.DataFrame] | pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "time"
) -> Axes:
    """Survival curves with their intervals as bands, and how many were still looked at, written below.

    curves : from `survival_curve`, by the name of the group; one curve needs no name.
    """
    named = {"": curves} if isinstance(curves, pd.DataFrame) else dict(curves)
    require_rows(named, "curves")
    end = max(float(curve["time"].iloc[-1]) for curve in named.values())
    with style():
        ax = canvas(ax, height=3.8 + 0.18 * len(named))
        for number, (name, curve) in enumerate(named.items()):
            _one_curve(ax, curve, words(name), number, end)
        ax.axhline(0.5, color=SOFT, linewidth=0.8, linestyle=(0, (1, 2)))
        ax.set(xlim=(0, end), ylim=(0, 1.02))
        percent(ax, "y")
        if len(named) > 1:
            ax.legend(loc="upper right")
        lines = "\n" * len(named)
        return finish(ax, title, f"{lines}{x} (numbers: people at risk)", "left")


def _one_curve(ax: Axes, curve: pd.DataFrame, name: str, number: int, end: float) -> None:
    """Draw a curve as far as it is known, its median as a mark, and who is at risk below."""
    require_columns(curve, "curve", time="time", survival="survival", low="low", high="high", at_risk="at_risk")
    colour = PALETTE[number % len(PALETTE)]
    time, share = np.r_[0, curve["time"]], np.r_[1.0, curve["survival"]]
    low, high = (np.r_[1.0, curve[side]] for side in ("low", "high"))  # missing where nobody is left: no band
    ax.fill_between(time, low, high, step="post", color=colour, alpha=0.15, linewidth=0)
    ax.step(time, share, where="post", color=colour, linestyle=DASHES[number % 4], label=name or "left")
    middle = median_time(curve)
    if np.isfinite(middle):
        ax.plot(middle, 0.5, marker="os^D"[number % 4], color=colour, markersize=7, markeredgecolor="white")
    for at in np.linspace(0, end, 6):
        later = curve.loc[curve["time"] >= at, "at_risk"]
        known = f"{int(later.iloc[0]):,}" if len(later) else "0"
        ax.annotate(known, (at, 0), xytext=(0, -26 - 12 * number), textcoords="offset points", ha="center",
                    fontsize=8, color=darker(colour), annotation_clip=False)  # fmt: skip


def hazard_ratios(model: HazardModel, ax: Axes | None = None, title: str = "") -> Axes:
    """Hazard ratios with their intervals on a logarithmic axis; left of 1 a column delays the event."""
    table = model.hazard_ratios()
    rows = np.arange(len(table))
    with style():
        ax = canvas(ax, height=1.3 + 0.4 * len(table))
        ax.axvline(1, color=INK, linewidth=1)
        ax.hlines(rows, table["low"], table["high"], color=RIGHT, linewidth=2)
        ax.plot(table["ratio"], rows, linestyle="", marker="o", color=RIGHT)
        ax.set_xscale("log")
        ticks = [
            tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10) if table["low"].min() / 2 < tick < table["high"].max() * 2
        ]
        ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        ax.minorticks_off()
        ax.set_yticks(rows, [words(name) for name in table.index])
        ax.set_ylim(len(table) - 0.4, -0.6)
        ax.grid(axis="y", visible=False)
        return finish(ax, title, "hazard ratio of one unit more")


def retention(
    observed: Any, model: ShiftedBetaGeometric | None = None, periods: int = 0, ax: Axes | None = None, title: str = ""
) -> Axes:
    """Share of a cohort that is left after each renewal: as counted, and as the model fitted to them goes on.

    observed : subscribers left, first all of them, as handed to `fit`. periods : how far the model looks ahead.
    """
    left = numbers(observed, "observed", low=0)
    with style():
        ax = canvas(ax)
        if model is not None:
            ahead = np.arange(max(periods, len(left) - 1) + 1)
            ax.plot(ahead, model.survival(ahead), color=NAIVE, linestyle=(0, (5, 2)), label="model")
        ax.plot(np.arange(len(left)), left / left[0], linestyle="", marker="o", color=RIGHT, label="counted")
        ax.axvline(len(left) - 1, color=SOFT, linewidth=0.8, linestyle=(0, (1, 2)))
        ax.set_ylim(0, 1.03)
        percent(ax, "y")
        ax.legend()
        return finish(ax, title, "renewals", "left")
