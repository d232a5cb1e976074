"""A desk and its quality: control charts, what staffing buys, waiting against load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.measures.control import ControlChart
from course.measures.inputs import require_columns, require_rows
from course.measures.queues import Staffing
from course.plots.labels import finish, label_ends, percent, whole_numbers
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def control_chart(chart: ControlChart, ax: Axes | None = None, title: str = "", x: str = "sample", y: str = "") -> Axes:
    """The points of a process between its limits; those out of control are squares with their number."""
    values = chart.points.to_numpy()
    at = np.arange(1, len(values) + 1)
    out = np.array(chart.out_of_control, dtype=int)
    with style():
        ax = canvas(ax)
        ax.axhline(chart.centre, color=SOFT, linewidth=1.2)
        for limit in (chart.lower, chart.upper):
            each = np.broadcast_to(np.asarray(limit, dtype=float), len(values))
            ax.step(np.r_[at - 0.5, at[-1] + 0.5], np.r_[each, each[-1]], where="post", color=INK, linewidth=1,
                    linestyle=(0, (4, 3)))  # fmt: skip
        ax.plot(at, values, color=RIGHT, linewidth=1.2, marker="o", markersize=4)
        ax.plot(out, values[out - 1], linestyle="", marker="s", markersize=8, color=NAIVE)
        for position in out.tolist():
            ax.annotate(str(position), (position, values[position - 1]), xytext=(7, 0), textcoords="offset points",
                        va="center", fontsize=8.5)  # fmt: skip
        whole_numbers(ax, "x")
        if chart.kind == "p":
            percent(ax, "y")
        return finish(ax, title, x, y or chart.kind)


def staffing(plan: Staffing, ax: Axes | None = None, title: str = "", unit: str = "") -> Axes:
    """What each number of agents promises: share answered in time, the promise as a line, the plan marked."""
    options = plan.options
    within = f"{plan.within:g} {unit}".rstrip()
    with style():
        ax = canvas(ax)
        ax.axhline(plan.promised, color=SOFT, linewidth=1.2, linestyle=(0, (4, 3)))
        ax.plot(options.index, options["answered"], color=RIGHT, marker="o")
        ax.plot(plan.agents, options["answered"].loc[plan.agents], marker="s", markersize=9, color=NAIVE)
        ax.annotate(f"{plan.agents} agents", (plan.agents, options["answered"].loc[plan.agents]), xytext=(9, -12),
                    textcoords="offset points", fontweight="bold")  # fmt: skip
        ax.annotate("promised", (options.index[0], plan.promised), xytext=(0, 4), textcoords="offset points",
                    fontsize=8.5, color=SOFT)  # fmt: skip
        ax.set_xticks(list(options.index))
        ax.set_ylim(0, 1.03)
        percent(ax, "y")
        return finish(ax, title, "agents", f"answered within {within}")


def waiting(table: pd.DataFrame, ax: Axes | None = None, title: str = "", y: str = "mean wait") -> Axes:
    """Mean wait against load, one line per number of agents: the index is the load of an agent, 0 to 1."""
    require_rows(table, "table")
    with style():
        ax = canvas(ax)
        ends = []
        for number, column in enumerate(table.columns):
            colour = PALETTE[number % len(PALETTE)]
            ax.plot(table.index, table[column], color=colour, marker="os^Dv<>"[number % 7], markersize=4)
            ends.append((float(table.index[-1]), float(table[column].iloc[-1]), f"{column} agents", colour))
        percent(ax, "x")
        ax.set_ylim(bottom=0)
        finish(ax, title, "load of an agent", y)
        label_ends(ax, ends)
        return ax


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
