"""Survival: curves with those still at risk below, what multiplies a hazard, cohorts that melt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.measures.survival import HazardModel, median_time
from course.plots.labels import darker, finish, percent, plain_log, words
from course.plots.style import PALETTE, RIGHT, SEQUENCE, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.42  # inches a row needs
LINE = 0.17  # inches a line of numbers needs
LINES = ("-", "--", "-.", ":")


def survival(
    curves: pd.DataFrame | Mapping[str, pd.DataFrame],
    ax: Axes | None = None,
    title: str = "",
    x: str = "time",
    y: str = "share without the event",
) -> Axes:
    """Survival curves as steps with their intervals, marks where half are left, and who is still at risk below.

    curves : from `survival_curve`, one, or several by the name of the group. At risk is whoever was still looked at
    just before the first event at or after a tick.
    """
    found = {"": curves} if isinstance(curves, pd.DataFrame) else dict(curves)
    require_rows(found, "curves", 'Name a curve: {"members": survival_curve(…)}.')
    for name, curve in found.items():
        columns = {column: column for column in ("time", "survival", "low", "high", "at_risk")}
        require_columns(curve, f"curves[{name!r}]", **columns)
        require_rows(curve, f"curves[{name!r}]")
    with style():
        ax = canvas(ax, height=4.2 + LINE * len(found))
        ax.axhline(0.5, color=SOFT, linewidth=1, linestyle=":")
        for number, (name, curve) in enumerate(found.items()):
            _steps(ax, curve, words(name), PALETTE[number % len(PALETTE)], LINES[number % len(LINES)])
        ax.set(ylim=(0, 1.03))
        ax.set_xlim(0, 1.01 * max(float(curve["time"].max()) for curve in found.values()))
        percent(ax, "y")
        several = len(found) > 1 or "" not in found
        if several:
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.1)
        finish(ax, title, x, y, 26 if several else None)
        _at_risk(ax, found)
        return ax


def hazard_ratios(
    model: HazardModel, ax: Axes | None = None, title: str = "", x: str = "one unit more multiplies the hazard by"
) -> Axes:
    """By how much each column multiplies the hazard, with its interval, the largest on top; from `hazard_model`.

    The axis is logarithmic: doubled and halved are equally far from 1. Hollow points have an interval that holds 1.
    """
    table = model.hazard_ratios().sort_values("ratio", kind="stable")
    with style():
        ax = canvas(ax, height=1.5 + ROW * len(table))
        ax.set_xscale("log")
        ax.axvline(1, color=SOFT, linewidth=1.2)
        for row, (ratio, low, high) in enumerate(table[["ratio", "low", "high"]].itertuples(index=False)):
            spread = np.array([[ratio - low], [high - ratio]]).clip(min=0)
            ax.errorbar(ratio, row, xerr=spread, fmt="o", color=RIGHT, capsize=4, markersize=7, markeredgewidth=1.6,
                        markerfacecolor="white" if low <= 1 <= high else RIGHT)  # fmt: skip
            ax.annotate(f"× {ratio:.3g} ({low:.3g} to {high:.3g})", (1, row), xycoords=("axes fraction", "data"),
                        xytext=(6, 0), textcoords="offset points", va="center", fontsize=8.5)  # fmt: skip
        ax.set_yticks(range(len(table)), [words(name) for name in table.index])
        ax.set(ylim=(-0.6, len(table) - 0.4))
        ax.margins(x=0.08)
        plain_log(ax, "x")
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        return finish(ax, title, x)


def retention(
    table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "", y: str = "share that ordered"
) -> Axes:
    """The share of each cohort that ordered, by time since its first order; `table` is `cohort_table(…, share=True)`.

    The darker a line, the older the cohort; the first and the last that are followed for two periods are named. For
    every number use `heat_map`.
    """
    import matplotlib as mpl

    require_rows(table, "table")
    shown = table.iloc[:, 1:]  # at age 0 everybody ordered, by definition
    known = shown[shown.notna().sum(axis=1) > 1]
    require_rows(known, "cohorts that are followed for two periods", "Follow them for longer.")
    last = len(known) - 1
    with style():
        ax = canvas(ax)
        colours = mpl.colormaps[SEQUENCE](np.linspace(1.0, 0.35, len(known)))
        for number, (name, line) in enumerate(known.iterrows()):
            end = number in (0, last)
            ax.plot(line.index, line, color=colours[number], linewidth=2.2 if end else 1.1, markersize=6,
                    marker="os"[number > 0] if end else "", label=str(name) if end else None,
                    zorder=3 if end else 2)  # fmt: skip
        ax.set_ylim(bottom=0)
        percent(ax, "y")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        axis = words(table.columns.name or "") or "periods since the first order"
        return finish(ax, title, x or axis, y, 26)


def _steps(ax: Axes, curve: pd.DataFrame, label: str, colour: str, line: str) -> None:
    """Draw one curve from time 0, and where it has half left."""
    time = np.r_[0.0, curve["time"]]
    value, low, high = (np.r_[1.0, curve[name]] for name in ("survival", "low", "high"))
    ax.fill_between(time, low, high, step="post", color=colour, alpha=0.18, linewidth=0)
    ax.step(time, value, where="post", color=colour, linestyle=line, label=label)
    half = median_time(curve)
    if np.isfinite(half):
        ax.plot([half, half], [0, 0.5], color=colour, linewidth=1.2, linestyle=line)
        ax.plot(half, 0.5, marker="o", markersize=6, color=colour, markeredgecolor="white")


def _at_risk(ax: Axes, curves: Mapping[str, pd.DataFrame]) -> None:
    """Write below the axis how many were still looked at just before each tick."""
    figure = ax.figure
    figure.draw_without_rendering()  # type: ignore[union-attr]
    ticks = [tick for tick in ax.get_xticks() if ax.get_xlim()[0] <= tick <= ax.get_xlim()[1]]
    below = -38.0  # points below the axis: past ticks and label
    ax.annotate("still at risk", (0, 0), xycoords="axes fraction", xytext=(-18, below), textcoords="offset points",
                ha="right", va="top", fontsize=8, color=SOFT)  # fmt: skip
    for number, (name, curve) in enumerate(curves.items()):
        colour, down = darker(PALETTE[number % len(PALETTE)]), below - (12.0 * (number + 1) if name else 0.0)
        ax.annotate(words(name), (0, 0), xycoords="axes fraction", xytext=(-18, down), textcoords="offset points",
                    ha="right", va="top", fontsize=8, color=colour)  # fmt: skip
        for tick in ticks:
            later = curve.loc[curve["time"] >= tick, "at_risk"]
            ax.annotate(f"{later.iloc[0]:,}" if len(later) else "–", (tick, 0), xycoords=("data", "axes fraction"),
                        xytext=(0, down), textcoords="offset points", ha="center", va="top", fontsize=8,
                        color=colour)  # fmt: skip
