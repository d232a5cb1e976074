"""Scales, drivers and cross-tabs: how many factors, what classes answer, what counts, where groups differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.association import CrossTab
from course.measures.factors import Factors
from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, percent, words
from course.plots.placing import name_points
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, WIDTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.36  # inches a row needs
BOTH_WAYS = "PuOr"  # two hues that everybody can tell apart; in grey a sign is written in each cell
MARKERS = "os^Dv<>"


def scree(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """Eigenvalues against those of noise, component by component; `table` is from `parallel_analysis`.

    Full dots are kept, hollow ones not.
    """
    require_columns(table, "table", eigenvalue="eigenvalue", threshold="threshold", kept="kept")
    require_rows(table, "table")
    from matplotlib.ticker import MaxNLocator

    with style():
        ax = canvas(ax)
        at, kept = table.index.to_numpy(), table["kept"].to_numpy(dtype=bool)
        ax.plot(at, table["threshold"], color=NAIVE, linestyle=(0, (5, 2)), marker="", label="noise, upper limit")
        ax.plot(at, table["eigenvalue"], color=RIGHT, linewidth=1.2, marker="", zorder=2)
        value = table["eigenvalue"].to_numpy()
        ax.plot(at[kept], value[kept], linestyle="", marker="o", color=RIGHT, markersize=7, label="these data, kept")
        ax.plot(at[~kept], value[~kept], linestyle="", marker="o", markerfacecolor="white", markeredgecolor=RIGHT,
                markersize=7, label="these data, not above noise")  # fmt: skip
        ax.legend(loc="upper right")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylim(bottom=0)
        return finish(ax, title, "component", "eigenvalue, in items")


def loadings(found: Factors, ax: Axes | None = None, title: str = "") -> Axes:
    """Loadings as a table of colours, items sorted by the factor they load on; strong ones (.3 and more) are bold."""
    table = found.loadings
    own = table.abs().idxmax(axis=1)
    strength = table.abs().max(axis=1)
    shown = table.iloc[np.lexsort([-strength.to_numpy(), own.to_numpy()])]
    with style():
        ax = canvas(ax, height=1.5 + 0.28 * len(shown), width=min(3.4 + 0.95 * shown.shape[1], WIDTH))
        _coloured(ax, shown.to_numpy(), 1.0)
        for (row, column), value in np.ndenumerate(shown.to_numpy()):
            _number(ax, row, column, f"{value:+.2f}".replace("-", "−"), abs(value) > 0.5, abs(value) >= 0.3)
        _cells(ax, shown.index, shown.columns)
        return finish(ax, title, "factor", "")


def class_profiles(
    model: Any, ax: Axes | None = None, title: str = "", answer: Mapping[str, Any] | None = None
) -> Axes:
    """How probable one answer to each item is, one line per class; `model` is a fitted `LatentClass`.

    answer : by item, the answer that is drawn; the last one (the highest) unless named.
    """
    table = model.item_probabilities_
    items = list(dict.fromkeys(table["item"]))
    chosen = {item: table.loc[table["item"] == item, "answer"].iloc[-1] for item in items} | dict(answer or {})
    unknown = [item for item in items if not (table["answer"][table["item"] == item] == chosen[item]).any()]
    if unknown or set(chosen) - set(items):
        name = unknown[0] if unknown else sorted(set(chosen) - set(items))[0]
        raise InputError(f"answer must name items of the model and their answers, got {name!r}. There are: {items}.")
    with style():
        ax = canvas(ax)
        for k, share in model.class_shares_.items():
            rows = table[table["class"] == k].set_index(["item", "answer"])["probability"]
            line = [rows[item, chosen[item]] for item in items]
            number = int(k) - 1
            ax.plot(range(len(items)), line, marker=MARKERS[number % 7], color=PALETTE[number % len(PALETTE)],
                    label=f"class {k}: {100 * share:.0f} %")  # fmt: skip
        names = [words(f"{item}: {chosen[item]}") for item in items]
        slanted = max(map(len, names)) * len(names) > 75
        ax.set_xticks(range(len(items)), names, rotation=30 if slanted else 0, ha="right" if slanted else "center",
                      rotation_mode="anchor" if slanted else None)  # fmt: skip
        ax.set_ylim(-0.03, 1.03)
        ax.grid(axis="x", visible=False)
        percent(ax, "y")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.1)
        return finish(ax, title, "item: answer", "probability in the class", 26)


def drivers(table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "share of variance") -> Axes:
    """A bar per driver with its interval, the most important on top; `table` is from `driver_intervals`."""
    require_columns(table, "table", importance="importance", low="low", high="high")
    require_rows(table, "table")
    shown = table.sort_values("importance", kind="stable")
    rows, value = np.arange(len(shown)), shown["importance"].to_numpy()
    with style():
        ax = canvas(ax, height=1.4 + ROW * len(shown))
        ax.barh(rows, value, color=PALETTE[4], height=0.66)
        spread = np.vstack([value - shown["low"], shown["high"] - value]).clip(min=0)
        ax.errorbar(value, rows, xerr=spread, fmt="o", color=INK, markersize=4, capsize=3, linewidth=1.4)
        for row, (at, end) in enumerate(zip(value, shown["high"], strict=True)):
            ax.annotate(
                f"{100 * at:.1f} %", (max(at, end), row), xytext=(6, 0), textcoords="offset points", va="center"
            )
        ax.set_yticks(rows, [words(name) for name in shown.index])
        ax.margins(x=0.12)
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        percent(ax, "x")
        return finish(ax, title, x)


def importance_map(table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "performance") -> Axes:
    """Each driver by performance and importance in four quadrants; `table` is from `importance_performance`."""
    require_columns(table, "table", importance="importance", performance="performance", quadrant="quadrant")
    require_rows(table, "table")
    with style():
        ax = canvas(ax, height=4.6)
        act = (table["quadrant"] == "concentrate here").to_numpy()
        spots = table[["performance", "importance"]].to_numpy(dtype=float)
        for some, colour, marker in ((~act, RIGHT, "o"), (act, NAIVE, "D")):
            ax.plot(*spots[some].T, linestyle="", marker=marker, color=colour, markersize=8)
        ax.axvline(float(table["performance"].mean()), color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        ax.axhline(float(table["importance"].mean()), color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        ax.margins(x=0.2, y=0.2)
        for (across, up), name in {(0, 1): "concentrate here", (1, 1): "keep up the good work", (0, 0): "low priority",
                                   (1, 0): "possible overkill"}.items():  # fmt: skip
            ax.annotate(name, (0.01 + 0.98 * across, 0.015 + 0.97 * up), xycoords="axes fraction", color=SOFT,
                        ha="right" if across else "left", va="top" if up else "bottom", style="italic")  # fmt: skip
        percent(ax, "y")
        finish(ax, title, x, "importance, share of variance")
        name_points(ax, spots, [words(name) for name in table.index])
        return ax


def residuals(found: CrossTab, ax: Axes | None = None, title: str = "") -> Axes:
    """A cross-tab as colours: share of the row in each cell, coloured where it is out of the ordinary.

    Orange is less often than if the columns had nothing to do with each other, purple more often; white is within two
    standard errors, and cells beyond are bold and carry + or −.
    """
    shares, away = found.shares, found.residuals.to_numpy()
    with style():
        ax = canvas(ax, height=1.6 + 0.4 * len(shares))
        _coloured(ax, np.where(np.abs(away) < 2, 0, away), 6.0)
        for (row, column), value in np.ndenumerate(shares.to_numpy()):
            out = abs(away[row, column]) >= 2
            sign = (" +" if away[row, column] > 0 else " −") if out else ""
            _number(ax, row, column, f"{100 * value:.0f} %{sign}", abs(away[row, column]) > 4, out)
        _cells(ax, shares.index, shares.columns)
        return finish(ax, title, words(shares.columns.name or ""), words(shares.index.name or ""))


def _coloured(ax: Axes, values: np.ndarray, most: float) -> None:
    ax.grid(visible=False)
    ax.pcolormesh(values, cmap=BOTH_WAYS, vmin=-most, vmax=most, edgecolors="white", linewidth=1)
    ax.invert_yaxis()


def _number(ax: Axes, row: int, column: int, text: str, dark: bool, bold: bool) -> None:
    ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8.5, color="white" if dark else INK,
            fontweight="bold" if bold else "normal")  # fmt: skip


def _cells(ax: Axes, rows: pd.Index, columns: pd.Index) -> None:
    ax.set_xticks(np.arange(len(columns)) + 0.5, [words(name) for name in columns])
    ax.set_yticks(np.arange(len(rows)) + 0.5, [words(name) for name in rows])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
