"""What comes next: fans of forecasts, errors by how far ahead, a product that spreads, purchases followed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.measures.diffusion import BassModel
from course.measures.inputs import numbers, require_columns, require_rows
from course.plots.labels import finish, label_ends, thousands, whole_numbers, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def forecast(
    history: Any, table: pd.DataFrame, actual: Any = None, ax: Axes | None = None, title: str = "", y: str = ""
) -> Axes:
    """The past as a line, the forecast as another with its interval as a band, and what happened as points.

    table : `forecast`, and `low, high` where the method gives them, one row per step ahead.
    """
    require_columns(table, "table", forecast="forecast")
    past = numbers(history, "history")
    ahead = np.arange(len(past), len(past) + len(table))
    with style():
        ax = canvas(ax)
        ax.plot(np.arange(len(past)), past, color=SOFT, linewidth=1.4, label="known")
        if {"low", "high"} <= set(table.columns):
            ax.fill_between(ahead, table["low"], table["high"], color=RIGHT, alpha=0.18, linewidth=0, label="interval")
        ax.plot(ahead, table["forecast"], color=RIGHT, label="forecast")
        if actual is not None:
            happened = numbers(actual, "actual")
            ax.plot(
                ahead[: len(happened)], happened, linestyle="", marker="o", markersize=4, color=INK, label="happened"
            )
        ax.axvline(len(past) - 0.5, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        ax.legend(loc="upper left")
        thousands(ax, "y")
        return finish(ax, title, "period", y)


def errors_by_horizon(
    tables: Mapping[str, pd.DataFrame], ax: Axes | None = None, title: str = "", y: str = "mean absolute error"
) -> Axes:
    """Mean absolute error by steps ahead, one line per method; `tables` are from `rolling_origin`."""
    require_rows(tables, "tables")
    with style():
        ax = canvas(ax)
        ends = []
        for number, (name, table) in enumerate(tables.items()):
            require_columns(table, "table", ahead="ahead", error="error")
            colour = PALETTE[number % len(PALETTE)]
            line = table["error"].abs().groupby(table["ahead"]).mean()
            ax.plot(line.index, line, color=colour, marker="os^Dv<>"[number % 7], label=words(name))
            ends.append((float(line.index[-1]), float(line.iloc[-1]), words(name), colour))
        ax.set_ylim(bottom=0)
        whole_numbers(ax, "x")
        finish(ax, title, "steps ahead", y)
        label_ends(ax, ends)
        return ax


def diffusion(
    model: BassModel, sales: Any, periods: int = 0, ax: Axes | None = None, title: str = "", y: str = "sales"
) -> Axes:
    """Sales per period as bars, the Bass curve through them and beyond, its peak marked."""
    sold = numbers(sales, "sales", low=0)
    curve = model.sales(max(periods, len(sold)))
    with style():
        ax = canvas(ax)
        ax.bar(np.arange(1, len(sold) + 1), sold, width=0.72, color=RIGHT, alpha=0.55, label="sold")
        ax.plot(curve.index, curve, color=INK, marker="o", markersize=3, linewidth=1.4, label="model")
        peak = model.peak_ + 0.5  # a period's sales stand at its number, half a period after its middle
        ax.axvline(peak, color=NAIVE, linewidth=1.2, linestyle=(0, (4, 3)))
        ax.annotate("peak", (peak, 1), xycoords=("data", "axes fraction"), xytext=(4, -2), textcoords="offset points",
                    va="top", fontsize=8.5)  # fmt: skip
        ax.grid(axis="x", visible=False)
        ax.legend(loc="upper left")
        whole_numbers(ax, "x")
        thousands(ax, "y")
        return finish(ax, title, "period since the launch", y)


def tracking(
    table: pd.DataFrame, known: float | None = None, ax: Axes | None = None, title: str = "", x: str = "week"
) -> Axes:
    """Cumulated purchases as they came, and as a model expects them: columns `actual`, `expected`, index the time.

    known : until when the model was fitted; after the dashed line it forecasts.
    """
    require_columns(table, "table", actual="actual", expected="expected")
    with style():
        ax = canvas(ax)
        ax.plot(table.index, table["actual"], color=INK, linewidth=1.6, label="happened")
        ax.plot(table.index, table["expected"], color=RIGHT, linestyle=(0, (5, 2)), label="expected")
        if known is not None:
            ax.axvline(known, color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
            ax.annotate("forecast from here on", (known, 0), xycoords=("data", "axes fraction"), xytext=(4, 4),
                        textcoords="offset points", fontsize=8.5, color=SOFT)  # fmt: skip
        ax.legend(loc="upper left")
        ax.set_ylim(bottom=0)
        thousands(ax, "y")
        return finish(ax, title, x, "purchases until then")
