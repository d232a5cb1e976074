"""What customers are worth: do models keep track of what happened, who renews, who is still there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import integer, numbers, require_columns, require_rows, true_or_false
from course.measures.sbg import ShiftedBetaGeometric
from course.plots.labels import finish, label_ends, percent, thousands, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINES = ("--", "-.", ":", (0, (1, 1)))
BINS = np.linspace(0, 1, 21)


def tracking(
    table: pd.DataFrame,
    known: float | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "weeks",
    y: str = "purchases so far",
) -> Axes:
    """Purchases so far as counted, and as models expected them; right of the dashed line they had not seen them.

    table : one row per point in time (the index), `actual` and one column per model, all cumulative. known : until when
    the models were fitted.
    """
    require_columns(table, "table", actual="actual")
    require_rows(table, "table")
    models = [name for name in table if name != "actual"]
    require_rows(models, "columns of table beside actual", "Add what a model expects.")
    ends = [(table.index[-1], float(table["actual"].iloc[-1]), "actual", INK)]
    with style():
        ax = canvas(ax)
        ax.plot(table.index, table["actual"], color=INK, linewidth=2.4, label="actual")
        for number, name in enumerate(models):
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(table.index, table[name], color=colour, linestyle=LINES[number % len(LINES)], label=words(name))
            ends.append((table.index[-1], float(table[name].iloc[-1]), words(name), colour))
        if known is not None:
            ax.axvline(known, color=SOFT, linewidth=1.2, linestyle="--")
            ax.annotate("fitted until here", (known, 1), xycoords=("data", "axes fraction"), xytext=(-4, -2),
                        textcoords="offset points", ha="right", va="top", color=SOFT)  # fmt: skip
        ax.set_ylim(bottom=0)
        thousands(ax, "y")
        finish(ax, title, x, y)
        label_ends(ax, ends)
        return ax


def retention_curve(
    observed: Any,
    model: ShiftedBetaGeometric,
    known: int | None = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "renewals",
) -> Axes:
    """How many of a cohort are left after 0, 1, 2, … renewals: dots as observed, the line by the fitted model.

    observed : shares (or counts, divided by the first) from the start on. known : how many renewals the model has
    seen; its line is dashed and the dots are hollow beyond.
    """
    from matplotlib.ticker import MaxNLocator

    left = numbers(observed, "observed", low=0)
    if left[0] == 0:
        raise InputError("observed must begin with a cohort above 0, got none. Begin at the start: 1, .8, .7, ….")
    at = np.arange(len(left))
    seen = len(left) - 1 if known is None else integer(known, "known", 1, len(left) - 1)
    curve = model.survival(at)
    with style():
        ax = canvas(ax)
        ax.plot(at[: seen + 1], curve[: seen + 1], color=RIGHT, label="model")
        later, inside = at >= seen, at <= seen
        if seen < at[-1]:
            ax.plot(at[later], curve[later], color=RIGHT, linestyle="--", label="model, what it had not seen")
        for some, face, name in ((inside, NAIVE, "observed"), (~inside, "white", "observed later")):
            if some.any():
                ax.plot(at[some], left[some] / left[0], linestyle="", marker="o", markersize=6, color=NAIVE,
                        markerfacecolor=face, markeredgewidth=1.5, label=name)  # fmt: skip
        ax.set_ylim(0, 1.03)
        percent(ax, "y")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend()
        return finish(ax, title, x, "share still there")


def alive(
    probability: Iterable[float],
    truth: Any = None,
    ax: Axes | None = None,
    title: str = "",
    x: str = "probability that a customer is still there",
    y: str = "customers",
) -> Axes:
    """How many customers are still there with which probability; `probability` is from `probability_alive`.

    truth : true or false per customer, in the same order: then the bars are parted into who is there and who has gone.
    The dashed line is the mean: the share of customers that should be there.
    """
    chances = numbers(probability, "probability", low=0, high=1)
    mean = float(chances.mean())
    with style():
        ax = canvas(ax)
        if truth is None:
            ax.hist(chances, BINS, color=RIGHT, edgecolor="white", linewidth=0.8)
        else:
            there = true_or_false(truth, "truth")
            if len(there) != len(chances):
                raise InputError(f"truth must be as long as probability, got {len(there)} and {len(chances)} rows.")
            ax.hist([chances[there], chances[~there]], BINS, stacked=True, color=[RIGHT, PALETTE[1]],
                    edgecolor="white", linewidth=0.8, label=["there", "gone"])  # fmt: skip
            for bar in ax.containers[-1]:
                bar.set_hatch("///")
            ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        ax.axvline(mean, color=INK, linewidth=1.4, linestyle="--")
        ax.annotate(f"mean {100 * mean:.3g} %", (mean, 1), xycoords=("data", "axes fraction"), xytext=(4, -2),
                    textcoords="offset points", va="top")  # fmt: skip
        ax.set_xlim(0, 1)
        percent(ax, "x")
        thousands(ax, "y")
        return finish(ax, title, x, y, None if truth is None else 26)
