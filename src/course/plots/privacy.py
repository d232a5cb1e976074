"""What a table gives away: crowds in which people hide, and how fast knowledge finds them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.measures.privacy import Anonymity
from course.plots.labels import finish, percent, words
from course.plots.style import NAIVE, RIGHT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CROWDS = (1, 2, 5, 10, 50)  # smallest size of each class of crowds


def crowds(found: Anonymity, ax: Axes | None = None, title: str = "") -> Axes:
    """Share of people by the size of the crowd in which they hide; those who are alone in the other colour."""
    sizes = found.class_size.to_numpy()
    edges = [*CROWDS, np.inf]
    shares = [((sizes >= low) & (sizes < high)).mean() for low, high in pairwise(edges)]
    names = ["alone", "2–4", "5–9", "10–49", "50 or more"]
    with style():
        ax = canvas(ax)
        ax.bar(range(len(names)), shares, width=0.72, color=[NAIVE] + [RIGHT] * 4)
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
