"""Lines: concentration, ranks, counts over windows, and the dial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import unknown
from course.measures.concentration import Concentration
from course.measures.inputs import one_of, require_columns
from course.measures.roles import DEFINITIONS
from course.plots.labels import finish, label_ends, percent, plain_log, thousands, words
from course.plots.style import NAIVE, PALETTE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: How each role of the dial is drawn: apart in colour, in lightness and in dashes.
ROLES: dict[str, dict[str, Any]] = {
    "naive": {"color": NAIVE, "linestyle": (0, (5, 2)), "marker": "s"},
    "right": {"color": RIGHT, "linestyle": "-", "marker": "o"},
    "truth": {"color": TRUTH, "linestyle": (0, (1, 1)), "marker": ""},
}


def lorenz(curve: Concentration | pd.DataFrame, ax: Axes | None = None, title: str = "", of: str = "revenue") -> Axes:
    """The Lorenz curve below the line of equality; `curve` is from `lorenz` or `concentration`."""
    frame = curve.curve if isinstance(curve, Concentration) else curve
    require_columns(frame, "curve", customers="customers", total="total")
    with style():
        ax = canvas(ax, height=4.6, width=5.4)
        ax.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        ax.plot(frame["customers"], frame["total"], color=RIGHT)
        ax.fill_between(frame["customers"], frame["total"], frame["customers"], color=RIGHT, alpha=0.12, linewidth=0)
        ax.text(0.5, 0.53, "everybody the same", color=SOFT, rotation=45, ha="center", va="bottom",
                rotation_mode="anchor", transform_rotates_text=True)  # fmt: skip
        ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        percent(ax, "x")
        percent(ax, "y")
        return finish(ax, title, "customers, from the smallest up", f"share of {of}")


def rank_frequency(frame: pd.DataFrame, ax: Axes | None = None, title: str = "", of: str = "product") -> Axes:
    """Share by rank on two logarithmic axes; `frame` is from `rank_frequency`."""
    require_columns(frame, "frame", rank="rank", share="share")
    shown = frame[frame["share"] > 0]
    with style():
        ax = canvas(ax)
        ax.loglog(shown["rank"], 100 * shown["share"], linestyle="", marker="o", markersize=4, color=RIGHT)
        for which in "xy":
            plain_log(ax, which)
        return finish(ax, title, f"rank of the {of}", "share of all, %")


def counts_over_windows(
    frame: pd.DataFrame, ax: Axes | None = None, title: str = "", log: bool = True, sets: list[str] | None = None
) -> Axes:
    """One line per definition over the length of the window; `frame` is from `count_by_definition`.

    Definitions that could not be counted are left out; `sets` draws some of the others. log=False gives a linear
    axis of counts from zero.
    """
    require_columns(frame, "frame", definition="definition", weeks="weeks", count="count")
    known = frame.dropna(subset=["count"])
    chosen = [name for name in DEFINITIONS if name in set(known["definition"])] if sets is None else sets
    for name in chosen:
        one_of(name, "definition that was counted", set(known["definition"]))
    with style():
        ax = canvas(ax, height=4.2)
        ends = [_one_definition(ax, known[known["definition"] == name], name) for name in chosen]
        weeks = sorted(known["weeks"].unique())
        ax.set_xscale("log")
        ax.set_xticks(weeks, [str(week) for week in weeks], minor=False)
        ax.minorticks_off()
        if log:
            ax.set_yscale("log")
            plain_log(ax, "y")
        else:
            ax.set_ylim(bottom=0)
            thousands(ax, "y")
        finish(ax, title, "length of the window, weeks", "people counted")
        label_ends(ax, ends)
        return ax


def dial(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    y: str = "",
    names: Mapping[str, str] | None = None,
    here: float | None = None,
) -> Axes:
    """The naive and the right method against the truth over one parameter of the market.

    frame : one row per value of the parameter (the index, whose name is written below), columns `naive`, `right`,
        `truth`, or some of them; columns such as `right_low` and `right_high` draw a band.
    names : what to call the lines, e.g. {"naive": "all others", "right": "randomised"}. here : the market's value.
    """
    drawn = [role for role in ROLES if role in frame]
    if not drawn:
        raise unknown("line in frame.columns: " + ", ".join(map(str, frame.columns)), "naive", ROLES)
    shown = {role: (names or {}).get(role, role) for role in drawn}
    with style():
        ax = canvas(ax)
        ends = [_one_line(ax, frame, role, shown[role]) for role in drawn]
        finish(ax, title, words(frame.index.name or ""), y)
        if here is not None:
            ax.axvline(here, color=SOFT, linewidth=1, linestyle=(0, (1, 2)), zorder=0)
            ax.annotate("this market", (here, 1), xycoords=("data", "axes fraction"), xytext=(4, -3),
                        textcoords="offset points", va="top", fontsize=8, color=SOFT)  # fmt: skip
        label_ends(ax, ends)
        return ax


def _one_definition(ax: Axes, rows: pd.DataFrame, name: str) -> tuple[float, float, str, str]:
    number = list(DEFINITIONS).index(name)  # a definition keeps its colour whichever others are drawn
    rows, colour = rows.sort_values("weeks"), PALETTE[number]
    counts = rows["count"].astype(float).to_numpy()
    ax.plot(rows["weeks"], counts, marker="os^Dv<>"[number], color=colour, label=words(name))
    return float(rows["weeks"].iloc[-1]), float(counts[-1]), words(name), colour


def _one_line(ax: Axes, frame: pd.DataFrame, role: str, name: str) -> tuple[float, float, str, str]:
    look = ROLES[role]
    at = frame.index.to_numpy(dtype=float)
    low, high = f"{role}_low", f"{role}_high"
    if low in frame and high in frame:
        ax.fill_between(at, frame[low], frame[high], color=look["color"], alpha=0.15, linewidth=0)
    ax.plot(at, frame[role], label=name, **look)
    last = int(np.argmax(at))
    return float(at[last]), float(frame[role].iloc[last]), name, look["color"]
