"""Service: is a process as it always was, how many agents a promise takes, how waits grow with the load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.control import ControlChart
from course.measures.inputs import require_columns, require_rows
from course.measures.queues import Staffing
from course.plots.labels import finish, halo, label_ends, percent
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINES = ("-", "--", "-.", ":")
LETTERS = 75  # of names of samples that have room below the axis
KINDS = {
    "p": "share defective", "np": "defectives", "c": "defects", "u": "defects per unit", "xbar": "mean", "r": "range",
    "individuals": "measurement", "moving range": "moving range",
}  # fmt: skip


def control_chart(chart: ControlChart, ax: Axes | None = None, title: str = "", x: str = "sample", y: str = "") -> Axes:
    """The points of a process in order, its centre and limits; `chart` is from `control_chart`.

    Points beyond a limit are large diamonds with their positions. The vertical line ends the samples that the limits
    rest on, where not all do.
    """
    values = chart.points.to_numpy(dtype=float)
    at, out = np.arange(1, len(values) + 1), np.array(chart.out_of_control, dtype=int)
    with style():
        ax = canvas(ax)
        for limit, name in ((chart.upper, "upper limit"), (chart.lower, "lower limit")):
            _step(ax, np.broadcast_to(limit, len(values)), name)
        ax.axhline(chart.centre, color=INK, linewidth=1.2, label="centre")
        ax.plot(at, values, color=RIGHT, linewidth=1.2, marker="o", markersize=4.5, label="samples")
        ax.plot(out, values[out - 1], linestyle="", marker="D", markersize=9, color=NAIVE, markeredgecolor=INK,
                label="out of control")  # fmt: skip
        for position in out:
            up = values[position - 1] > chart.centre
            ax.annotate(str(position), (position, values[position - 1]), xytext=(0, 8 if up else -8), ha="center",
                        textcoords="offset points", va="bottom" if up else "top", path_effects=halo(),
                        fontweight="bold")  # fmt: skip
        if chart.reference < len(values):
            ax.axvline(chart.reference + 0.5, color=SOFT, linewidth=1, linestyle="--")
        ax.margins(x=0.01, y=0.14)
        ax.set_xlim(0.4, len(values) + 0.6)
        ax.grid(visible=False)
        _name_samples(ax, chart.points.index)
        if chart.kind == "p":
            percent(ax, "y")
        finish(ax, title, x, y or KINDS[chart.kind])
        _name_lines(ax, chart)
        return ax


def staffing(
    plan: Staffing, ax: Axes | None = None, title: str = "", x: str = "agents", unit: str = "", y: str = ""
) -> Axes:
    """The share of calls answered in time by number of agents, and the promise as a line; `plan` is from `staffing`.

    Hatched bars break the promise, the dark one is the smallest number that keeps it; below stands the mean wait.
    unit : of time.
    """
    table, rows = plan.options, np.arange(len(plan.options))
    waits = [f"{agents}\n{wait:.3g} {unit}".strip() for agents, wait in table["mean_wait"].items()]
    with style():
        ax = canvas(ax)
        for row, (agents, share) in enumerate(zip(table.index.to_numpy(), table["answered"], strict=True)):
            fewer = agents < plan.agents
            colour = RIGHT if agents == plan.agents else PALETTE[4]
            ax.bar(row, share, width=0.7, color="white" if fewer else colour, edgecolor=NAIVE if fewer else colour,
                   hatch="///" if fewer else None)  # fmt: skip
            ax.annotate(f"{100 * share:.3g} %", (row, share), xytext=(0, 3), textcoords="offset points", ha="center",
                        path_effects=halo())  # fmt: skip
        ax.axhline(plan.promised, color=INK, linewidth=1.4, linestyle="--")
        ax.annotate(f"promised {100 * plan.promised:.0f} %", (1, plan.promised), xycoords=("axes fraction", "data"),
                    xytext=(5, 0), textcoords="offset points", va="center")  # fmt: skip
        ax.set_xticks(rows, waits)
        ax.set_ylim(0, 1.09)
        ax.grid(axis="x", visible=False)
        percent(ax, "y")
        within = f"{plan.within:g} {unit}".strip()
        return finish(ax, title, f"{x}, and the mean wait of all calls", y or f"share answered within {within}")


def waiting(
    table: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    x: str = "share of time that agents are busy",
    y: str = "mean wait, in handling times",
) -> Axes:
    """How the mean wait grows with the load, a line per number of agents.

    table : one row per point, `agents, occupancy, mean_wait` (as `queue` returns, one per load). Lines that end up
    close share the room at the right edge.
    """
    require_columns(table, "table", agents="agents", occupancy="occupancy", mean_wait="mean_wait")
    require_rows(table, "table")
    ends = []
    with style():
        ax = canvas(ax)
        for number, (agents, rows) in enumerate(table.sort_values("occupancy").groupby("agents")):
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(rows["occupancy"], rows["mean_wait"], color=colour, linestyle=LINES[number % len(LINES)],
                    label=str(agents))  # fmt: skip
            text = f"{agents} agent{'' if agents == 1 else 's'}"
            ends.append((rows["occupancy"].iloc[-1], rows["mean_wait"].iloc[-1], text, colour))
        ax.set_ylim(bottom=0)
        percent(ax, "x")
        finish(ax, title, x, y)
        label_ends(ax, ends)
        return ax


def _step(ax: Axes, limit: np.ndarray, name: str) -> None:
    """Draw a limit; one per point as steps, each as wide as its sample."""
    edges = np.arange(len(limit) + 1) + 0.5
    ax.step(edges, np.r_[limit, limit[-1]], where="post", color=NAIVE, linewidth=1.3, linestyle=(0, (5, 2)), label=name)


def _name_lines(ax: Axes, chart: ControlChart) -> None:
    """Write centre and limits right of the last sample."""
    scale, sign = (100, " %") if chart.kind == "p" else (1, "")
    for name, line in (("upper", chart.upper), ("centre", chart.centre), ("lower", chart.lower)):
        last = float(np.broadcast_to(line, len(chart.points))[-1])
        text = f"{name} {scale * last:.3g}{sign}".replace("-", "−")
        ax.annotate(text, (1, last), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
                    va="center", fontsize=8.5, annotation_clip=False)  # fmt: skip


def _name_samples(ax: Axes, names: pd.Index) -> None:
    """Write what the samples are called, as many as have room; numbers are left to the axis."""
    if pd.api.types.is_numeric_dtype(names):
        return
    every = -(-sum(len(str(name)) + 2 for name in names) // LETTERS)
    shown = range(0, len(names), every)
    ax.set_xticks([at + 1 for at in shown], [str(names[at]) for at in shown])


def day_of_agents(table: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """Agents needed by time of day as steps, the load as a line; `table` is from `staffing_day`."""
    require_columns(table, "table", agents="agents", erlangs="erlangs")
    at = np.arange(len(table) + 1) - 0.5
    with style():
        ax = canvas(ax)
        ax.step(at, np.r_[table["agents"], table["agents"].iloc[-1]], where="post", color=RIGHT, label="agents needed")
        ax.plot(np.arange(len(table)), table["erlangs"], color=NAIVE, linewidth=1.4,
                linestyle=(0, (4, 2)), label="load, erlangs")  # fmt: skip
        step = max(1, len(table) // 10)
        ax.set_xticks(range(0, len(table), step), [str(name) for name in table.index[::step]])
        ax.set_ylim(bottom=0)
        ax.legend()
        return finish(ax, title, "time of day", "agents")
