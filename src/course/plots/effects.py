"""Effects with their intervals: several methods beside the truth, time since treatment, whom it helps, balance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.estimate import Estimate
from course.measures.event_study import EventStudy
from course.measures.inputs import require_columns, require_rows
from course.measures.uplift import Qini
from course.plots.labels import finish, percent, whole_numbers, words
from course.plots.style import INK, NAIVE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def estimates(
    found: Mapping[str, Estimate],
    truth: float | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "effect",
    shares: bool = False,
) -> Axes:
    """Several methods' estimates with their intervals, one below the other; the truth as a line through all.

    Those whose interval misses the truth are squares in the other colour. shares : write .2 as 20 %.
    """
    require_rows(found, "found", "Name the methods: {'naive': …, 'randomised': …}.")
    with style():
        ax = canvas(ax, height=1.2 + 0.5 * len(found))
        for row, (name, one) in enumerate(found.items()):
            misses = truth is not None and not one.holds(truth)
            look = {"color": NAIVE, "marker": "s"} if misses else {"color": RIGHT, "marker": "o"}
            ax.plot([one.low, one.high], [row, row], color=look["color"], linewidth=2)
            ax.plot(one.estimate, row, linestyle="", label=name, **look)
        if truth is not None:
            ax.axvline(truth, color=TRUTH, linewidth=1.4, linestyle=(0, (1, 1)))
            ax.annotate("truth", (truth, 1), xycoords=("data", "axes fraction"), xytext=(4, -2),
                        textcoords="offset points", va="top", fontsize=8.5)  # fmt: skip
        ax.axvline(0, color=SOFT, linewidth=0.8, zorder=0)
        ax.set_yticks(range(len(found)), [words(name) for name in found])
        ax.set_ylim(len(found) - 0.4, -0.8)
        ax.grid(axis="y", visible=False)
        if shares:
            percent(ax, "x")
        return finish(ax, title, x)


def event_study(
    found: EventStudy, ax: Axes | None = None, title: str = "", x: str = "periods since treatment", y: str = "effect"
) -> Axes:
    """Effects by periods since treatment with their intervals; before it, hollow, nothing should be seen."""
    table = found.by_time.dropna(subset=["estimate"])
    with style():
        ax = canvas(ax)
        ax.axhline(0, color=SOFT, linewidth=1)
        ax.axvline(-0.5, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        for rows, filled in ((table[table["since"] < 0], False), (table[table["since"] >= 0], True)):
            ax.vlines(rows["since"], rows["low"], rows["high"], color=RIGHT if filled else SOFT, linewidth=1.6)
            ax.plot(rows["since"], rows["estimate"], linestyle="", marker="o", color=RIGHT if filled else SOFT,
                    markerfacecolor=RIGHT if filled else "white", label="after" if filled else "before")  # fmt: skip
        ax.annotate("treated from here on", (-0.5, 1), xycoords=("data", "axes fraction"), xytext=(4, -2),
                    textcoords="offset points", va="top", fontsize=8.5)  # fmt: skip
        whole_numbers(ax, "x")
        return finish(ax, title, x, y)


def qini(found: Qini, ax: Axes | None = None, title: str = "", y: str = "outcomes gained") -> Axes:
    """What is gained by treating the share of people for whom most is expected; the straight line treats by chance."""
    curve = found.curve
    with style():
        ax = canvas(ax)
        share, gained = curve.iloc[:, 0].to_numpy(), curve.iloc[:, 1].to_numpy()
        ax.plot(share, gained, color=RIGHT, label="by expected uplift")
        ax.plot([0, share[-1]], [0, gained[-1]], color=SOFT, linewidth=1.4, linestyle=(0, (4, 3)), label="by chance")
        ax.fill_between(share, gained, share / share[-1] * gained[-1], color=RIGHT, alpha=0.12, linewidth=0)
        ax.axhline(0, color=SOFT, linewidth=0.8)
        percent(ax, "x")
        ax.legend(loc="upper left")
        return finish(ax, title, "share of people treated, the most promising first", y)


def balance(before: pd.DataFrame, after: pd.DataFrame | None = None, ax: Axes | None = None, title: str = "") -> Axes:
    """How alike the treated and the others are, column by column, in standard deviations; both from `balance`.

    Hollow circles as they were, full ones after weighting or matching; beyond the dashed lines (.1) look closer.
    """
    require_columns(before, "before", difference="difference")
    order = before["difference"].abs().sort_values(kind="stable").index
    rows = np.arange(len(order))
    with style():
        ax = canvas(ax, height=1.4 + 0.32 * len(order))
        for limit in (-0.1, 0.1):
            ax.axvline(limit, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.plot(before["difference"].loc[order], rows, linestyle="", marker="o", markerfacecolor="white", color=NAIVE,
                markeredgewidth=1.6, label="before")  # fmt: skip
        if after is not None:
            ax.plot(after["difference"].loc[order], rows, linestyle="", marker="o", color=RIGHT, label="after")
            ax.legend(loc="lower right")
        ax.set_yticks(rows, [words(name) for name in order])
        ax.set_ylim(-0.6, len(order) - 0.4)
        ax.grid(axis="y", visible=False)
        return finish(ax, title, "difference of means, standard deviations")
