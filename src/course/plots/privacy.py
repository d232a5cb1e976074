"""What a table gives away: crowds in which people hide, and how fast knowledge finds them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.measures.privacy import Anonymity
from course.plots.labels import finish, halo, percent, words
from course.plots.style import INK, NAIVE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CROWDS = (1, 2, 5, 10, 50)  # smallest size of each class of crowds


def crowds(found: Anonymity, ax: Axes | None = None, title: str = "") -> Axes:
    """Share of people by the size of the crowd in which they hide; those who are alone are hatched."""
    sizes = found.class_size.to_numpy()
    edges = [*CROWDS, np.inf]
    shares = [((sizes >= low) & (sizes < high)).mean() for low, high in pairwise(edges)]
    names = ["alone", "2–4", "5–9", "10–49", "50 or more"]
    with style():
        ax = canvas(ax)
        ax.bar(range(len(names)), shares, width=0.72, color=["white"] + [RIGHT] * 4, edgecolor=[NAIVE] + [RIGHT] * 4,
               hatch=["///"] + [""] * 4)  # fmt: skip
        for at, share in enumerate(shares):
            ax.annotate(f"{100 * share:.0f} %", (at, share), xytext=(0, 3), textcoords="offset points", ha="center",
                        fontsize=8.5)  # fmt: skip
        ax.set_xticks(range(len(names)), names)
        ax.grid(axis="x", visible=False)
        percent(ax, "y")
        return finish(ax, title, "people who are alike in what is known", "share of people")


def uniqueness(table: pd.DataFrame, ax: Axes | None = None, title: str = "", most: int = 12) -> Axes:
    """Share of people who are alone, by what is known of them, the most telling sets on top; from `uniqueness`."""
    require_columns(table, "table", columns="columns", unique="unique")
    require_rows(table, "table")
    shown = table.sort_values("unique", ascending=False, kind="stable").head(most)
    rows = np.arange(len(shown))
    with style():
        ax = canvas(ax, height=1.3 + 0.3 * len(shown))
        ax.barh(rows, shown["unique"], color=RIGHT, height=0.66)
        for row, share in zip(rows, shown["unique"], strict=True):
            ax.annotate(f"{100 * share:.0f} %", (share, row), xytext=(4, 0), textcoords="offset points", va="center",
                        fontsize=8.5)  # fmt: skip
        ax.set_yticks(rows, [words(name) for name in shown["columns"]])
        ax.set_ylim(len(shown) - 0.4, -0.6)
        ax.set_xlim(0, 1.08)
        ax.grid(axis="y", visible=False)
        percent(ax, "x")
        return finish(ax, title, "share of people who are the only ones")


def unicity(table: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "records known") -> Axes:
    """Share of people found by how many of their records are known, with its interval; `table` is from `unicity`."""
    require_columns(table, "table", known="known", share="share", low="low", high="high")
    require_rows(table, "table")
    with style():
        ax = canvas(ax)
        ax.fill_between(table["known"], table["low"], table["high"], color=RIGHT, alpha=0.15, linewidth=0)
        ax.plot(table["known"], table["share"], color=RIGHT, marker="o", label="found")
        for known, share in zip(table["known"], table["share"], strict=True):
            ax.annotate(f"{100 * share:.3g} %", (known, share), xytext=(0, 7), textcoords="offset points", ha="center",
                        path_effects=halo(), fontsize=8.5)  # fmt: skip
        ax.set_xticks(table["known"])
        ax.set_xlim(table["known"].min() - 0.4, table["known"].max() + 0.4)
        ax.set_ylim(0, 1.09)
        percent(ax, "y")
        return finish(ax, title, x, "share of people found")


def risk_and_precision(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """What each way of coarsening keeps, and how many it leaves in small crowds; `table` is from `generalisations`.

    The stairs join the best ways, whose rungs are written beside them; squares leave nobody in a small crowd.
    """
    require_columns(table, "table", precision="precision", in_small="in_small", best="best")
    require_rows(table, "table")
    best = table[table["best"]].iloc[::-1]
    ladders = list(table.columns[: table.columns.get_loc("precision")])
    with style():
        ax = canvas(ax, height=4.2)
        ax.step(best["in_small"], best["precision"], where="post", color=RIGHT, linewidth=1.4, label="best")
        for safe, marker, colour in ((False, "o", SOFT), (True, "s", RIGHT)):
            rows = table[(table["in_small"] == 0) == safe]
            ax.plot(rows["in_small"], rows["precision"], linestyle="", marker=marker, color=colour, clip_on=False,
                    markeredgecolor=INK, label="nobody" if safe else "some")  # fmt: skip
        for way in best.to_dict("records"):
            left = way["in_small"] > 0.5
            text = " + ".join(words(way[ladder]) for ladder in ladders if way[ladder] != "left out")
            ax.annotate(text, (way["in_small"], way["precision"]), xytext=(-9 if left else 9, -9), va="center",
                        textcoords="offset points", ha="right" if left else "left", path_effects=halo(),
                        fontsize=8.5)  # fmt: skip
        ax.set_ylim(-0.03, 1.05)
        ax.set_xlim(-0.02, 1.02)
        percent(ax, "x")
        return finish(ax, title, "share of people in a crowd that is too small", "precision kept (1 is all)")
