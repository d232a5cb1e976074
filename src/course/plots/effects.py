"""Effects: ways to estimate one beside the truth, before and after, whom to treat, are groups alike, enough people?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.estimate import Estimate
from course.measures.event_study import EventStudy
from course.measures.inputs import require_columns, require_rows
from course.measures.uplift import Qini
from course.plots.labels import finish, halo, label_ends, percent, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.42  # inches a row needs
LINES = ("-", "--", "-.", ":")
LOOK = 0.1  # standardised difference from which groups are looked at


def estimates(
    results: Mapping[str, Estimate],
    truth: float | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "effect, in the unit of the outcome",
) -> Axes:
    """One effect estimated in several ways, each a point with its interval, read from the top; the truth as a line.

    A full circle is an interval that holds the truth, a hollow diamond one that does not.
    """
    require_rows(results, "results", 'Name an estimate: {"naive": difference_in_means(…)}.')
    names = list(results)[::-1]
    with style():
        ax = canvas(ax, height=1.5 + ROW * len(names))
        ax.axvline(0, color=SOFT, linewidth=1)
        if truth is not None:
            ax.axvline(truth, color=TRUTH, linewidth=1.6, linestyle="--")
            ax.annotate(f"truth {truth:.3g}", (truth, 1), xycoords=("data", "axes fraction"), xytext=(0, 2),
                        textcoords="offset points", va="bottom", ha="center")  # fmt: skip
        for row, name in enumerate(names):
            _interval(ax, results[name], row, truth)
        ax.set_yticks(range(len(names)), [words(name) for name in names])
        ax.set(ylim=(-0.6, len(names) - 0.3))
        ax.margins(x=0.08)
        _rows_only(ax)
        return finish(ax, title, x, pad=None if truth is None else 22)


def event_study(
    result: EventStudy,
    ax: Axes | None = None,
    title: str = "",
    x: str = "periods since treatment began",
    y: str = "effect, in the unit of the outcome",
) -> Axes:
    """The effect by period since treatment, with intervals; `result` is from `event_study`.

    Hollow points stand before treatment, where nothing should be seen, full ones after.
    """
    from matplotlib.ticker import MaxNLocator

    table = result.by_time
    require_rows(table, "result.by_time")
    with style():
        ax = canvas(ax)
        ax.axhline(0, color=SOFT, linewidth=1)
        ax.axvline(-0.5, color=INK, linewidth=1.2, linestyle="--")
        for part, face, name in ((table["since"] < 0, "white", "before"), (table["since"] >= 0, RIGHT, "after")):
            some = table[part]
            spread = np.vstack([some["estimate"] - some["low"], some["high"] - some["estimate"]]).clip(min=0)
            ax.errorbar(some["since"], some["estimate"], yerr=spread, fmt="o", color=RIGHT, markerfacecolor=face,
                        capsize=2, linewidth=1.4, label=name)  # fmt: skip
        ax.annotate("treatment begins", (-0.5, 1), xycoords=("data", "axes fraction"), xytext=(-4, -2), ha="right",
                    textcoords="offset points", va="top", path_effects=halo())  # fmt: skip
        ax.margins(y=0.12)
        ax.grid(axis="x", visible=False)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        return finish(ax, title, x, y)


def qini(
    result: Qini | Mapping[str, Qini],
    ax: Axes | None = None,
    title: str = "",
    x: str = "share of people treated, highest scores first",
    y: str = "gain per person of all",
) -> Axes:
    """What is gained by treating people in the order of their scores, and in random order (dashed); from `qini`.

    result : one, or several rankings of the same experiment by name, which end at the same point.
    """
    found = {"": result} if isinstance(result, Qini) else dict(result)
    require_rows(found, "result", 'Name a ranking: {"trees": qini(…)}.')
    with style():
        ax = canvas(ax)
        ax.axhline(0, color=SOFT, linewidth=1)
        end = next(iter(found.values())).curve.iloc[-1]
        ax.plot([0, end["share"]], [0, end["gain"]], color=INK, linewidth=1.4, linestyle=(0, (5, 3)), label="random")
        for number, (name, one) in enumerate(found.items()):
            label = f"{words(name) or 'by score'} (Qini {one.coefficient:.3g})"
            ax.plot(one.curve["share"], one.curve["gain"], color=PALETTE[number % len(PALETTE)],
                    linestyle=LINES[number % len(LINES)], label=label)  # fmt: skip
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.1)
        percent(ax, "x")
        return finish(ax, title, x, y, 26)


def balance(
    before: pd.DataFrame,
    after: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "difference of means, in standard deviations of the treated",
) -> Axes:
    """How far the treated are from the others, a row per column, the furthest on top; tables are from `balance`.

    after : the same after matching or weighting. Within the dotted lines (±.1) groups are alike.
    """
    require_columns(before, "before", difference="difference")
    require_rows(before, "before")
    shown = before["difference"].sort_values(key=abs, kind="stable")
    rows = np.arange(len(shown))
    with style():
        ax = canvas(ax, height=1.6 + 0.32 * len(shown))
        ax.axvline(0, color=SOFT, linewidth=1)
        for side in (-LOOK, LOOK):
            ax.axvline(side, color=SOFT, linewidth=1.2, linestyle=":")
        first = "as they are" if after is None else "before"
        ax.plot(shown, rows, linestyle="", marker="D", markersize=7, markerfacecolor="white", markeredgewidth=1.6,
                color=NAIVE, label=first)  # fmt: skip
        if after is not None:
            require_columns(after, "after", difference="difference")
            then = after["difference"].reindex(shown.index)
            ax.hlines(rows, shown, then, color=PALETTE[6], linewidth=1.2, zorder=1)
            ax.plot(then, rows, linestyle="", marker="o", markersize=7, color=RIGHT, label="after")
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        ax.set_yticks(rows, [words(name) for name in shown.index])
        ax.set(ylim=(-0.6, len(shown) - 0.4))
        _rows_only(ax)
        return finish(ax, title, x, pad=None if after is None else 26)


def power_curve(
    table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "people in all", unit: str = ""
) -> Axes:
    """The chance to find an effect against the number of people, a line per effect; `table` is from `power_curve`.

    unit : of the effects. The dotted line is the usual wish, 80 %.
    """
    require_columns(table, "table", effect="effect", n="n", power="power")
    require_rows(table, "table")
    ends = []
    with style():
        ax = canvas(ax)
        ax.axhline(0.8, color=SOFT, linewidth=1.2, linestyle=":")
        for number, (effect, rows) in enumerate(table.sort_values("n").groupby("effect")):
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(rows["n"], rows["power"], color=colour, linestyle=LINES[number % len(LINES)], label=f"{effect:g}")
            ends.append((rows["n"].iloc[-1], rows["power"].iloc[-1], f"effect {effect:g} {unit}".strip(), colour))
        ax.set_ylim(0, 1.03)
        percent(ax, "y")
        ax.xaxis.set_major_formatter("{x:,.0f}")
        finish(ax, title, x, "chance to find the effect")
        label_ends(ax, ends)
        return ax


def _interval(ax: Axes, one: Estimate, row: int, truth: float | None) -> None:
    misses = truth is not None and not one.holds(truth)
    spread = np.array([[one.estimate - one.low], [one.high - one.estimate]]).clip(min=0)
    ax.errorbar(one.estimate, row, xerr=spread, color=NAIVE if misses else RIGHT, fmt="D" if misses else "o",
                markerfacecolor="white" if misses else RIGHT, markersize=7, markeredgewidth=1.8, capsize=4)  # fmt: skip
    text = f"{one.estimate:.3g} ({one.low:.3g} to {one.high:.3g})".replace("-", "−")
    ax.annotate(text, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
                va="center", fontsize=8.5)  # fmt: skip


def _rows_only(ax: Axes) -> None:
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
