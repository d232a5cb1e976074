"""What customers want: the Kano map and its shares, what features are worth, shares of choices, topics of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.measures.topics import Topics
from course.plots.labels import finish, percent, thousands, words
from course.plots.placing import name_points
from course.plots.style import FAINT, INK, PALETTE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.42  # inches a row needs
CATEGORIES = {
    "M": ("must-be", "#0B3C5D"), "O": ("one-dimensional", "#0072B2"), "A": ("attractive", "#56B4E9"),
    "I": ("indifferent", "#D9D9D9"), "R": ("reverse", "#E69F00"), "Q": ("questionable", "#FFFFFF"),
}  # fmt: skip
LIGHT = ("A", "I", "R", "Q")  # dark letters are read on these
QUADRANTS = {(0.0, 1.0): "attractive", (1.0, 1.0): "one-dimensional", (1.0, 0.0): "must-be", (0.0, 0.0): "indifferent"}
LEAST = 0.06  # share of a bar on which a number has room


def kano_map(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """Each feature by what satisfaction loses without it (x) and gains with it (y); `table` is from `kano_table`.

    Thin lines are the intervals; the quadrants are named after the category that ends up there.
    """
    require_columns(table, "table", better="better", worse="worse", low="better_low", high="worse_high")
    require_rows(table, "table")
    known = table.dropna(subset=["better", "worse"])
    x, y = -known["worse"].to_numpy(), known["better"].to_numpy()
    with style():
        ax = canvas(ax, height=5.0)
        ax.set(xlim=(0, 1), ylim=(0, 1))
        for value in (ax.axhline, ax.axvline):
            value(0.5, color=SOFT, linewidth=1, linestyle="--")
        for (right, up), name in QUADRANTS.items():
            ax.annotate(name, (right, up), xytext=(-8 if right else 8, -8 if up else 8), textcoords="offset points",
                        ha="right" if right else "left", va="top" if up else "bottom", color=SOFT,
                        style="italic")  # fmt: skip
        across = np.vstack([x + known["worse_high"], -known["worse_low"] - x]).clip(min=0)
        along = np.vstack([y - known["better_low"], known["better_high"] - y]).clip(min=0)
        ax.errorbar(x, y, xerr=across, yerr=along, fmt="none", ecolor=SOFT, elinewidth=1.2, capsize=0)
        ax.plot(x, y, linestyle="", marker="o", markersize=8, color=RIGHT, markeredgecolor="white")
        ax.grid(visible=False)
        percent(ax, "x")
        percent(ax, "y")
        finish(ax, title, "satisfaction lost without it (−worse)", "satisfaction gained with it (better)")
        name_points(ax, np.column_stack([x, y]), [words(name) for name in known.index])
        return ax


def kano_shares(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """How many call each feature what, a bar of 100 % per feature; `table` is from `kano_table`.

    The letters stand on the parts, so that colours are not needed; who misses a feature most is on top.
    """
    require_columns(table, "table", **{name: name for name in (*CATEGORIES, "n", "worse")})
    require_rows(table, "table")
    table = table.sort_values("worse", ascending=False, kind="stable")
    with style():
        ax = canvas(ax, height=1.7 + ROW * len(table))
        left = np.zeros(len(table))
        for letter, (name, colour) in CATEGORIES.items():
            share = (table[letter] / table["n"]).to_numpy()
            ax.barh(range(len(table)), share, left=left, height=0.72, color=colour, edgecolor=SOFT, linewidth=0.6,
                    hatch="///" if letter == "R" else None, label=f"{letter} {name}")  # fmt: skip
            for row in np.flatnonzero(share >= LEAST):
                ax.annotate(f"{letter} {100 * share[row]:.0f}", (left[row] + share[row] / 2, row), ha="center",
                            va="center", fontsize=8.5, color=INK if letter in LIGHT else "white")  # fmt: skip
            left += share
        ax.set_yticks(range(len(table)), [words(name) for name in table.index])
        ax.set(xlim=(0, 1))
        _rows_only(ax)
        percent(ax, "x")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2, fontsize=8.5)
        return finish(ax, title, "share of people asked", pad=44)


def worth(
    frame: pd.DataFrame, ax: Axes | None = None, title: str = "", unit: str = "", truth: pd.Series | None = None
) -> Axes:
    """What each attribute is worth, with its interval, the dearest on top; `frame` is from `ChoiceModel.worth`.

    unit : of the price. truth : the true worth by attribute where it is known, drawn as hollow squares. An interval
    without ends reaches over the whole figure.
    """
    require_columns(frame, "frame", estimate="estimate", low="low", high="high")
    require_rows(frame, "frame")
    frame = frame.sort_values("estimate", kind="stable")
    ends = frame[["low", "high"]].replace([np.inf, -np.inf], np.nan).to_numpy()
    inside = np.concatenate([ends[np.isfinite(ends)], frame["estimate"], [0.0]])
    room = 0.06 * (np.ptp(inside) or 1.0)
    with style():
        ax = canvas(ax, height=1.6 + ROW * len(frame))
        ax.axvline(0, color=SOFT, linewidth=1)
        low, high = inside.min() - room, inside.max() + room
        _dots(ax, frame["estimate"], frame["low"].clip(lower=low), frame["high"].clip(upper=high), "estimate, interval")
        if truth is not None:
            ax.plot(truth.reindex(frame.index), range(len(frame)), linestyle="", marker="s", markersize=10,
                    fillstyle="none", markeredgewidth=1.8, color=TRUTH, label="truth")  # fmt: skip
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        ax.set(xlim=(low, high), ylim=(-0.6, len(frame) - 0.4))
        ax.set_yticks(range(len(frame)), [words(name) for name in frame.index])
        _rows_only(ax)
        thousands(ax, "x")
        return finish(
            ax, title, "willingness to pay" + (f", {unit}" if unit else ""), pad=26 if truth is not None else None
        )


def choice_shares(
    frame: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "share that would choose it"
) -> Axes:
    """Bars of the shares of alternatives on offer together, with intervals; `frame` is from `ChoiceModel.shares`."""
    require_columns(frame, "frame", share="share", low="low", high="high")
    require_rows(frame, "frame")
    frame = frame.iloc[::-1]
    rows = np.arange(len(frame))
    with style():
        ax = canvas(ax, height=1.4 + ROW * len(frame))
        ax.barh(rows, frame["share"], height=0.66, color=PALETTE[4])
        spread = np.vstack([frame["share"] - frame["low"], frame["high"] - frame["share"]]).clip(min=0)
        ax.errorbar(frame["share"], rows, xerr=spread, fmt="none", ecolor=INK, elinewidth=1.5, capsize=4)
        for row, (share, high) in enumerate(zip(frame["share"], frame["high"], strict=True)):
            ax.annotate(f"{100 * share:.0f} %", (high, row), xytext=(6, 0), textcoords="offset points", va="center")
        ax.set_yticks(rows, [words(name) for name in frame.index])
        ax.set(xlim=(0, min(1.0, 1.15 * float(frame["high"].max())) + 0.04))
        _rows_only(ax)
        percent(ax, "x")
        return finish(ax, title, x)


def topics(found: Topics, ax: Axes | None = None, title: str = "", most: int = 6) -> Axes:
    """A bar per topic as long as its share of all that is written, its heaviest words beside it; from `topics`."""
    shares = found.shares.to_numpy()[::-1]
    lines = [", ".join(found.top_words.loc[topic].dropna()[:most]) for topic in found.shares.index[::-1]]
    with style():
        ax = canvas(ax, height=1.3 + 0.34 * len(shares))
        ax.barh(range(len(shares)), shares, height=0.7, color=RIGHT)
        for row, (share, line) in enumerate(zip(shares, lines, strict=True)):
            ax.annotate(line, (share, row), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8.5)
        ax.set_yticks(range(len(shares)), [str(topic) for topic in found.shares.index[::-1]])
        ax.set(xlim=(0, 2.6 * float(shares.max())))
        _rows_only(ax)
        percent(ax, "x")
        return finish(ax, title, "share of what is written", "topic")


def _dots(ax: Axes, estimate: pd.Series, low: Any, high: Any, label: str) -> None:
    spread = np.vstack([estimate - low, high - estimate]).clip(min=0)
    ax.errorbar(estimate, np.arange(len(estimate)), xerr=spread, fmt="o", color=RIGHT, capsize=3, markersize=7,
                label=label)  # fmt: skip


def _rows_only(ax: Axes) -> None:
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_color(FAINT)
