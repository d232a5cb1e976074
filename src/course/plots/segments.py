"""How many segments, how clear and how steady they are, who moves between them, and what channels are credited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import one_of, require_columns, require_rows
from course.measures.migration import Migration
from course.measures.stability import Stability
from course.plots.grids import heat_map
from course.plots.groups import ROW
from course.plots.labels import finish, thousands, words
from course.plots.style import FAINT, INK, NAIVE, PALETTE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What each rule looks at, and what is good.
RULES: dict[str, str] = {
    "gap": "gap, with its error",
    "silhouette": "silhouette, large is good",
    "bic": "BIC of mixtures, small is good",
    "inertia": "inertia, look for an elbow",
}
NAMES = {"markov": "Markov", "shapley": "Shapley"}  # people; other rules are called as they are
LOOKS = ("o", "s", "^", "D", "v", "P", "X")  # markers of rules of attribution


def number_of_segments(
    criteria: pd.DataFrame, rule: str = "gap", ax: Axes | None = None, title: str = "", chosen: Any = None
) -> Axes:
    """One rule over the number of segments; `criteria` is from `choose_k`, `rule` one of gap, silhouette, bic, inertia.

    chosen : the number to be marked, e.g. that of `suggested_k`; none where it is missing.
    """
    one_of(rule, "rule", RULES)
    require_columns(criteria, "criteria", rule=rule, gap_error="gap_error")
    require_rows(criteria, "criteria", "Make it with choose_k.")
    ks, values = criteria.index.to_numpy(dtype=float), criteria[rule].to_numpy(dtype=float)
    with style():
        ax = canvas(ax)
        ax.plot(ks, values, color=RIGHT, marker="o")
        if rule == "gap":
            ax.errorbar(ks, values, yerr=criteria["gap_error"], fmt="none", ecolor=RIGHT, elinewidth=1.4, capsize=4)
        if chosen is not None and not pd.isna(chosen):
            _mark(ax, float(chosen), float(criteria.loc[chosen, rule]))
        ax.set_xticks(ks, [f"{k:g}" for k in ks])
        ax.margins(x=0.06, y=0.2)
        thousands(ax, "y")
        return finish(ax, title, "number of segments", RULES[rule])


def stability(found: Mapping[Any, Stability], ax: Axes | None = None, title: str = "") -> Axes:
    """Agreement of segmentations over samples, a dot each and the mean as a line, by name of `found`.

    `found` maps a number of segments, or the name of a segmentation, to what `stability` or `split_half` returned.
    """
    require_rows(found, "found", "For example {k: stability(frame, k) for k in (2, 3, 4)}.")
    with style():
        ax = canvas(ax, height=1.5 + 1.4 * ROW * len(found))
        for row, result in enumerate(found.values()):
            values = result.values.to_numpy(dtype=float)
            apart = 0.16 * np.resize([0, 1, -1, 2, -2], len(values)) / 2
            ax.plot(values, row + apart, linestyle="", marker="o", markersize=5, color=RIGHT, alpha=0.55,
                    markeredgewidth=0)  # fmt: skip
            ax.plot([result.mean, result.mean], [row - 0.33, row + 0.33], color=TRUTH, linewidth=2.4)
            ax.annotate(f"{result.mean:.2f}", (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0),
                        textcoords="offset points", va="center", fontweight="bold")  # fmt: skip
        ax.set_yticks(range(len(found)), [words(name) for name in found])
        ax.set_ylim(len(found) - 0.4, -0.6)
        ax.set_xlim(right=1.02)
        ax.grid(axis="y", visible=False)
        return finish(ax, title, "adjusted Rand index (1: the same segments; line: mean)")


def silhouette_profile(frame: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """Every customer's silhouette as a thin bar, by segment, the best on top; `frame` is from `silhouettes`.

    Bars left of zero are nearer to another segment than to their own. Source: Rousseeuw (1987).
    """
    require_columns(frame, "frame", segment="segment", silhouette="silhouette")
    require_rows(frame, "frame", "Make it with silhouettes(frame, labels).")
    gap = max(1, len(frame) // 40)
    with style():
        ax = canvas(ax, height=4.2)
        begin = 0
        for place, (segment, rows) in enumerate(frame.groupby("segment", sort=False)):
            places = begin + np.arange(len(rows))
            ax.fill_betweenx(
                places, 0, rows["silhouette"], step="mid", color=PALETTE[place % len(PALETTE)], linewidth=0
            )
            name = f"segment {segment}" if isinstance(segment, (int, np.integer)) else words(segment)
            ax.annotate(f"{name}, {len(rows):,}", (1, places.mean()), xycoords=("axes fraction", "data"),
                        xytext=(6, 0), textcoords="offset points", va="center")  # fmt: skip
            begin += len(rows) + gap
        mean = float(frame["silhouette"].mean())
        ax.axvline(mean, color=TRUTH, linewidth=1.4, linestyle=(0, (4, 3)))
        ax.axvline(0, color=SOFT, linewidth=0.8)
        ax.set(ylim=(begin - gap + len(frame) * 0.02, -len(frame) * 0.02), yticks=[])
        ax.set_xlim(right=1)
        ax.grid(axis="y", visible=False)
        return finish(ax, title, f"silhouette of each customer (dashed: mean {mean:.2f})")


def migration(found: Migration, ax: Axes | None = None, title: str = "", period: str = "period") -> Axes:
    """Transition shares as a table of colours; `found` is from `migration`. Customers before stand beside each row.

    period : how long a step is, in words, for the axes: "quarter".
    """
    table, n = found.shares.astype(float), found.counts.sum(axis=1)
    named = table.set_axis([f"{words(state)}  (n = {n[state]:,})" for state in table.index])
    named = named.set_axis([words(state) for state in table.columns], axis=1)
    return heat_map(named, ax, title, x=f"one {period} later", y=f"in a {period}", numbers="{:.0%}")


def flows(
    found: Migration, ax: Axes | None = None, title: str = "", names: tuple[str, str] = ("before", "after")
) -> Axes:
    """Customers before (left) and after (right) as stacked bars, and who went where as bands between them.

    Bands have the colour of the state they come from. `found` is from `migration`; `names` stand above the bars.
    """
    counts = found.counts.to_numpy(dtype=float)
    gap = 0.04 * found.n
    left, right = (_bars(counts.sum(axis=side), gap) for side in (1, 0))
    with style():
        ax = canvas(ax, height=4.4)
        ax.set_axis_off()
        from_left, into_right = left.copy(), right.copy()
        for here, there in np.argwhere(counts > 0):
            _band(ax, from_left[here], into_right[there], counts[here, there], PALETTE[here % len(PALETTE)])
            from_left[here] += counts[here, there]
            into_right[there] += counts[here, there]
        for place, starts, sums, side in (
            (0, left, counts.sum(axis=1), "right"),
            (1, right, counts.sum(axis=0), "left"),
        ):
            _stack(ax, place, starts, sums, [words(state) for state in found.counts.index], side)
            ax.annotate(names[place], (place, 1), xycoords=("data", "axes fraction"), xytext=(0, 5),
                        textcoords="offset points", ha="center", color=SOFT)  # fmt: skip
        lowest = max(left[-1] + counts[-1].sum(), right[-1] + counts[:, -1].sum())
        ax.set(xlim=(-0.45, 1.45), ylim=(1.03 * lowest, -0.01 * lowest))
        return finish(ax, title, pad=26)


def attribution(
    credits: pd.DataFrame,
    ax: Axes | None = None,
    title: str = "",
    truth: pd.Series | None = None,
    x: str = "conversions credited",
) -> Axes:
    """What each rule credits to each channel, and the truth where it is known; `credits` is from `attribution`.

    truth : by channel, in the unit of `credits` (e.g. what twins say the channel added): a black line per channel.
    """
    require_rows(credits, "credits", "Make it with attribution(touches).")
    if truth is not None and not set(credits.index) <= set(truth.index):
        missing = sorted(set(credits.index) - set(truth.index))
        raise InputError(f"truth must know every channel, got none for {', '.join(map(str, missing))}.")
    rows, rules = np.arange(len(credits)), list(credits.columns)
    apart = np.linspace(-0.3, 0.3, len(rules)) if len(rules) > 1 else np.zeros(1)
    with style():
        ax = canvas(ax, height=1.6 + 0.15 * len(rules) * len(credits))
        for place, rule in enumerate(rules):
            ax.plot(credits[rule], rows + apart[place], linestyle="", marker=LOOKS[place % len(LOOKS)], markersize=6.5,
                    color=PALETTE[place % len(PALETTE)], markeredgecolor=INK, markeredgewidth=0.5,
                    label=NAMES.get(rule, words(rule)))  # fmt: skip
        if truth is not None:
            known = truth.reindex(credits.index).to_numpy(dtype=float)
            ax.vlines(known, rows - 0.4, rows + 0.4, color=TRUTH, linewidth=2.6, label=words(truth.name or "truth"))
        for border in rows[:-1] + 0.5:
            ax.axhline(border, color=FAINT, linewidth=1)
        ax.set_yticks(rows, [words(name) for name in credits.index])
        ax.set(ylim=(len(rows) - 0.5, -0.5), xlim=(min(0.0, ax.get_xlim()[0]), None))
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        ax.legend(loc="upper left", bbox_to_anchor=(1, 1), handletextpad=0.3)
        return finish(ax, title, x)


def rfm_grid(grid: pd.DataFrame, ax: Axes | None = None, title: str = "", numbers: str = "{:.0%}") -> Axes:
    """Customers by score of recency (across) and of frequency (up) as a table of colours; `grid` is from `rfm_grid`."""
    named = grid.rename_axis(index="F: 1 few orders, high is many", columns="R: 1 long silence, high is short")
    return heat_map(named, ax, title, numbers=numbers)


def _mark(ax: Axes, k: float, value: float) -> None:
    """A ring around the number that was chosen."""
    ax.plot([k], [value], marker="o", markersize=15, fillstyle="none", markeredgewidth=2.2, color=NAIVE)
    ax.annotate(f"{k:g}", (k, value), xytext=(0, 13), textcoords="offset points", ha="center", fontweight="bold")


def _bars(sums: np.ndarray, gap: float) -> np.ndarray:
    """Where each bar of a stack begins."""
    return np.concatenate([[0.0], np.cumsum(sums + gap)[:-1]])


def _band(ax: Axes, left: float, right: float, width: float, colour: str) -> None:
    """A band of people from the left bar to the right one, bent like an S."""
    along = np.linspace(0, 1, 40)
    bent = left + (right - left) * (3 * along**2 - 2 * along**3)
    ax.fill_between(0.04 + 0.92 * along, bent, bent + width, color=colour, alpha=0.45, linewidth=0)


def _stack(ax: Axes, place: float, starts: np.ndarray, sums: np.ndarray, names: list[str], side: str) -> None:
    """A bar per state with its name and number beside it."""
    ax.bar(place, sums, width=0.08, bottom=starts, color=[PALETTE[n % len(PALETTE)] for n in range(len(sums))])
    for start, size, name in zip(starts, sums, names, strict=True):
        text = f"{name}\n{size:,.0f}"
        away = -9 if side == "right" else 9
        ax.annotate(text, (place + 0.04 * np.sign(away), start + size / 2), xytext=(away, 0), ha=side, va="center",
                    textcoords="offset points", linespacing=1.25)  # fmt: skip
