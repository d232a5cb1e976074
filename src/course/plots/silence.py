"""Orders along time and the silence after them: who came, when, who came back, and who is still there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import require_columns, require_rows
from course.plots.labels import _apart, darker, finish, percent
from course.plots.style import FAINT, INK, NAIVE, RIGHT, SOFT, WIDTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.105  # inches a customer's row needs
NAMES = 1.0  # inches the names of lines need
SHADES = ("#9ECAE1", "#4292C6", "#08519C", "#1A1A1A")  # few orders to many: dark is more, also in grey
MARKERS = "os^Dv"


def order_histories(
    orders: pd.DataFrame, groups: Mapping[str, pd.Series], title: str = "", customer: str = "customer_id"
) -> Figure:
    """One row per customer, one dot per order, one panel per group; at the end whether the customer is still there.

    orders : one row per order, with `customer` and `ordered_at`.
    groups : by the panel's title, true or false (still there) for each customer to draw, on the customer's number.
    Customers stand in the order of their last order; the panels share the axis of time.
    """
    require_columns(orders, "orders", customer=customer, ordered_at="ordered_at")
    if not groups:
        raise InputError("groups must name at least one group of customers, got none.")
    import matplotlib.pyplot as plt

    rows = max(len(members) for members in groups.values())
    with style():
        figure, axes = plt.subplots(1, len(groups), figsize=(WIDTH, 1.5 + ROW * rows), sharex=True, squeeze=False)
        for ax, (name, there) in zip(axes[0], groups.items(), strict=True):
            _panel(ax, orders[orders[customer].isin(there.index)], there, customer, orders["ordered_at"].max())
            ax.set_title(name, fontsize=10, fontweight="normal", pad=4)
        _legend(axes[0, 0])
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold", wrap=True)
    return figure


def came_back(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    x: str = "weeks of silence",
    y: str = "came back later",
) -> Axes:
    """Who came back by length of silence, one line per number of orders; `frame` is from `came_back`.

    Bars are 95 % intervals. Each line's name stands at its beginning.
    """
    require_columns(frame, "frame", silence="silence", orders="orders", share="share", low="low", high="high")
    require_rows(frame, "frame")
    lengths = list(
        frame["silence"].cat.categories[frame["silence"].cat.codes.min() : frame["silence"].cat.codes.max() + 1]
    )
    counts = [name for name in frame["orders"].cat.categories if (frame["orders"] == name).any()]
    with style():
        ax = canvas(ax, height=4.2)
        shades = _shades(len(counts))
        starts = [
            _one_count(ax, frame[frame["orders"] == name], lengths, str(name), shades[i], i - (len(counts) - 1) / 2)
            for i, name in enumerate(counts)
        ]
        ax.set_xticks(range(len(lengths)), [str(name) for name in lengths])
        ax.set(ylim=(-0.04, 1.04), xlim=(-_room(ax, len(lengths)), len(lengths) - 0.6))
        percent(ax, "y")
        finish(ax, title, x, y)
        _label_starts(ax, starts)
        return ax


def _one_count(
    ax: Axes, rows: pd.DataFrame, lengths: list[Any], name: str, colour: str, beside: float
) -> tuple[float, float, str, str]:
    """Draw one line, a little beside the others so that intervals can be told apart; return its beginning and name."""
    at = np.array([lengths.index(value) for value in rows["silence"]]) + 0.05 * beside
    share = rows["share"].to_numpy()
    spread = np.vstack([share - rows["low"], rows["high"] - share]).clip(min=0)
    marker = MARKERS[SHADES.index(colour)]
    ax.errorbar(at, share, yerr=spread, color=colour, marker=marker, markersize=5.5, linewidth=1.8, elinewidth=1,
                capsize=2)  # fmt: skip
    return float(at[0]), float(share[0]), f"{name} {'order' if name == '1' else 'orders'}", colour


def _room(ax: Axes, classes: int) -> float:
    """Return how far the axis must begin before the first class, so that the names of the lines fit there."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    inches = ax.get_window_extent().width / figure.dpi
    return NAMES * (classes - 0.6) / max(inches - NAMES, 1.0)


def _label_starts(ax: Axes, starts: list[tuple[float, float, str, str]], points: float = 12.5) -> None:
    """Write each line's name left of its beginning, at least `points` apart."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    starts = sorted(starts, key=lambda start: start[1])
    wanted = np.array([ax.transData.transform((x, y))[1] for x, y, *_ in starts]) * 72 / figure.dpi
    for (x, y, text, colour), shift in zip(starts, _apart(wanted, points) - wanted, strict=True):
        ax.annotate(text, (x, y), xytext=(-8, shift), textcoords="offset points", ha="right", va="center",
                    color=darker(colour), fontweight="bold")  # fmt: skip


def _shades(number: int) -> list[str]:
    """Return colours from light to dark for so many lines."""
    places = np.linspace(0, len(SHADES) - 1, max(number, 2)).round().astype(int)
    return [SHADES[place] for place in places]


def _panel(ax: Axes, orders: pd.DataFrame, there: pd.Series, customer: str, end: pd.Timestamp) -> None:
    last = orders.groupby(customer)["ordered_at"].max().sort_values(kind="stable")
    place = pd.Series(np.arange(len(last)), index=last.index)
    ax.hlines(place, last, end, color=FAINT, linewidth=0.8, zorder=1)
    ax.plot(orders["ordered_at"], orders[customer].map(place), linestyle="", marker="o", markersize=2.6, color=INK,
            markeredgewidth=0, zorder=2)  # fmt: skip
    mark = end + pd.Timedelta(days=24)
    for stays, look in ((True, _STILL_THERE), (False, _GONE)):
        chosen = place[there.reindex(place.index).to_numpy(dtype=bool) == stays]
        ax.plot([mark] * len(chosen), chosen, linestyle="", clip_on=False, zorder=3, **look)
    ax.set(yticks=[], ylim=(-1, len(last)), xlim=(orders["ordered_at"].min() - pd.Timedelta(days=10), mark))
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    _months(ax)


_STILL_THERE: dict[str, Any] = {"marker": "o", "markersize": 5, "color": RIGHT}
_GONE: dict[str, Any] = {"marker": "x", "markersize": 4.5, "color": NAIVE, "markeredgewidth": 1.4}


def _legend(ax: Axes) -> None:
    """Say below the first panel what the marks mean."""
    shown = [
        ax.plot([], [], linestyle="", **look, label=label)[0]
        for label, look in (("still there", _STILL_THERE), ("gone for good", _GONE))
    ]
    dot = ax.plot([], [], linestyle="", marker="o", markersize=3, color=INK, label="an order")[0]
    ax.figure.legend(handles=[dot, *shown], loc="outside lower left", ncols=3, handletextpad=0.2, fontsize=9)


def _months(ax: Axes) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    where = AutoDateLocator(minticks=3, maxticks=6)
    ax.xaxis.set_major_locator(where)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(where))
    ax.tick_params(axis="x", labelsize=8.5, color=SOFT)
