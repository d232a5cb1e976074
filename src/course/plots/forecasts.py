"""Forecasts: the past and the fan of what may come, errors by how far ahead, how something new spreads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.diffusion import BassModel
from course.measures.inputs import numbers, require_columns, require_rows
from course.plots.labels import finish, label_ends, thousands, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINES = ("-", "--", "-.", ":")
MARKERS = "osD^v<>X"


def forecast(
    history: Any,
    table: pd.DataFrame,
    actual: Any = None,
    ax: Axes | None = None,
    title: str = "",
    y: str = "value",
) -> Axes:
    """The past, the forecast with its interval as a fan, and what happened then, where it is known.

    history : values in order, at equal distances; the index of a Series (dates, numbers of periods) is the x axis if
    `table` goes on with one of its kind. table : `forecast` and, for the fan, `low, high`, from a forecaster. actual :
    as many values as were forecast.
    """
    require_columns(table, "table", forecast="forecast")
    require_rows(table, "table")
    past, ahead = _places(history, table)
    with style():
        ax = canvas(ax)
        ax.plot(past, numbers(history, "history"), color=INK, linewidth=1.4, label="past")
        if {"low", "high"} <= set(table):
            ax.fill_between(ahead, table["low"], table["high"], color=PALETTE[4], alpha=0.45, linewidth=0,
                            label="interval")  # fmt: skip
        ax.plot(ahead, table["forecast"], color=RIGHT, linestyle="--", label="forecast")
        if actual is not None:
            then = numbers(actual, "actual")
            if len(then) != len(table):
                raise InputError(f"actual must be as long as the forecast, got {len(then)} and {len(table)} values.")
            ax.plot(ahead, then, linestyle="", marker="o", markersize=5, color=NAIVE, markeredgecolor="white",
                    markeredgewidth=0.8, label="what happened")  # fmt: skip
        ax.margins(x=0.02)
        _few_dates(ax, past)
        thousands(ax, "y")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.1)
        name = past.name if isinstance(past, pd.Index) else None
        return finish(ax, title, words(name or "period"), y, 26)


def errors_by_horizon(
    tables: pd.DataFrame | Mapping[str, pd.DataFrame],
    ax: Axes | None = None,
    title: str = "",
    x: str = "periods ahead",
    y: str = "mean absolute error",
) -> Axes:
    """How errors grow with the distance, a line per method; tables are from `rolling_origin`, by name of the method.

    Each point is the mean absolute error over all origins. Methods belong beside each other only on the same origins.
    """
    from matplotlib.ticker import MaxNLocator

    found = {"": tables} if isinstance(tables, pd.DataFrame) else dict(tables)
    require_rows(found, "tables", 'Name a method: {"last value": rolling_origin(…)}.')
    ends = []
    with style():
        ax = canvas(ax)
        for number, (name, table) in enumerate(found.items()):
            require_columns(table, f"tables[{name!r}]", ahead="ahead", error="error")
            require_rows(table, f"tables[{name!r}]")
            error = table["error"].abs().groupby(table["ahead"]).mean()
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(error.index, error, color=colour, linestyle=LINES[number % len(LINES)], label=words(name),
                    marker=MARKERS[number % len(MARKERS)])  # fmt: skip
            ends.append((error.index[-1], error.iloc[-1], words(name), colour))
        ax.set_ylim(bottom=0)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        thousands(ax, "y")
        finish(ax, title, x, y)
        label_ends(ax, ends)
        return ax


def diffusion(
    model: BassModel,
    sales: Any,
    ax: Axes | None = None,
    title: str = "",
    periods: int | None = None,
    x: str = "period since launch",
) -> Axes:
    """First purchases as counted (dots) and by the model (line), with its peak; `model` is a fitted `BassModel`.

    periods : how far the line goes; half as far again as the sales unless given.
    """
    from matplotlib.ticker import MaxNLocator

    sold = numbers(sales, "sales")
    line = model.sales(max(periods or len(sold) * 3 // 2, len(sold)))
    p, q, m = model.params_
    with style():
        ax = canvas(ax)
        at = line.index.to_numpy()
        known = len(sold)
        ax.plot(at[:known], line[:known], color=RIGHT, label="model")
        ax.plot(at[known - 1 :], line[known - 1 :], color=RIGHT, linestyle="--", label="forecast")
        ax.plot(at[:known], sold, linestyle="", marker="o", markersize=6, color=NAIVE, markeredgecolor="white",
                label="counted")  # fmt: skip
        if 0 < model.peak_ < len(line):
            ax.axvline(model.peak_ + 0.5, color=SOFT, linewidth=1.2, linestyle=":")  # period t ends at time t
            ax.annotate(f"peak {model.peak_:.3g} after launch", (model.peak_ + 0.5, 0), xytext=(4, 6), color=SOFT,
                        textcoords="offset points")  # fmt: skip
        said = f"innovation p {p:.3g}\nimitation q {q:.3g}\nmarket m {m:,.0f}"
        ax.annotate(said, (1, 1), xycoords="axes fraction", ha="right", va="top")
        ax.set_ylim(bottom=0)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        thousands(ax, "y")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.1)
        return finish(ax, title, x, "first purchases per period", 26)


def _places(history: Any, table: pd.DataFrame) -> tuple[Any, Any]:
    """Return where past and forecast stand: their own indexes if one goes on from the other, else 1, 2, 3, …."""
    n = len(history)
    dated = isinstance(history, pd.Series) and n and type(history.index[-1]) is type(table.index[0])
    if dated and history.index[-1] < table.index[0]:
        return history.index, table.index
    return np.arange(1, n + 1), np.arange(n + 1, n + 1 + len(table))


def _few_dates(ax: Axes, places: Any) -> None:
    """Write so few dates that they keep apart; a year only where it begins."""
    if not isinstance(places, pd.DatetimeIndex):
        return
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(maxticks=8)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
