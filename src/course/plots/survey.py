"""Surveys: who recommends, means raw and weighted against the truth, quality against expectation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures.estimate import Estimate
from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, halo, percent, words
from course.plots.style import INK, NAIVE, PALETTE, RIGHT, SOFT, TRUTH, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIDES = {
    "detractors": (range(7), "#D55E00"),
    "passives": (range(7, 9), "#D9D9D9"),
    "promoters": (range(9, 11), "#0072B2"),
}
ROW = 0.46  # inches a row needs


def recommendation(shares: pd.Series, found: Estimate, ax: Axes | None = None, title: str = "") -> Axes:
    """Bars of the answers 0–10 in three groups, the share of each group above, and the score that follows.

    shares : by answer, as `scores.value_counts(normalize=True)`; found : what `nps` returned.
    """
    require_rows(shares, "shares")
    if not set(shares.index) <= set(range(11)) or shares.sum() > 1 + 1e-6:
        raise invalid("shares", list(shares.index), "shares by answer 0 to 10", "Use value_counts(normalize=True).")
    known = shares.reindex(range(11), fill_value=0.0).astype(float)
    top = float(known.max())
    with style():
        ax = canvas(ax)
        for name, (answers, colour) in SIDES.items():
            ax.bar(list(answers), known[list(answers)], color=colour, edgecolor=SOFT, linewidth=0.6, width=0.8)
            ax.plot([answers[0] - 0.4, answers[-1] + 0.4], [1.1 * top] * 2, color=SOFT, linewidth=1.5)
            text = f"{100 * known[list(answers)].sum():.0f} %\n{name}"
            ax.annotate(text, (float(np.mean(answers)), 1.12 * top), ha="center", va="bottom", fontsize=9)  # fmt: skip
        interval = f"{100 * found.level:g} % interval {found.low:.0f} to {found.high:.0f}"
        said = f"score {found.estimate:.0f}\n{interval}\nn = {found.n:,}"
        ax.annotate(said, (-0.4, 0.98 * top), va="top", ha="left", fontweight="bold", path_effects=halo())
        ax.set_xticks(range(11))
        ax.set(ylim=(0, 1.36 * top))
        ax.grid(axis="x", visible=False)
        percent(ax, "y")
        return finish(ax, title, "would you recommend us? 0 not at all, 10 certainly", "share of answers")


def means(
    found: Mapping[str, Estimate], ax: Axes | None = None, title: str = "", x: str = "mean", truth: float | None = None
) -> Axes:
    """A dot and its interval for each way to estimate one figure (raw, weighted), and the truth as a line.

    found : by name, in the order of reading from the top; the last is drawn as the right one.
    """
    require_rows(found, "found", 'Name an estimate: {"raw": weighted_mean(…)}.')
    with style():
        ax = canvas(ax, height=1.5 + ROW * len(found))
        for row, one in enumerate(list(found.values())[::-1]):
            spread = np.array([[one.estimate - one.low], [one.high - one.estimate]]).clip(min=0)
            ax.errorbar(one.estimate, row, xerr=spread, color=RIGHT if row == 0 else NAIVE, capsize=4, markersize=8,
                        fmt="o" if row == 0 else "D")  # fmt: skip
            ax.annotate(f"{one.estimate:.3g}", (one.estimate, row), xytext=(0, 8), textcoords="offset points",
                        ha="center", va="bottom", path_effects=halo())  # fmt: skip
        if truth is not None:
            ax.axvline(truth, color=TRUTH, linewidth=1.6, linestyle="--", zorder=0)
            ax.annotate(f"truth {truth:.3g}", (truth, 1), xycoords=("data", "axes fraction"), xytext=(4, -2),
                        textcoords="offset points", va="top", ha="left", path_effects=halo())  # fmt: skip
        ax.set_yticks(range(len(found)), [words(name) for name in list(found)[::-1]])
        ax.set(ylim=(-0.5, len(found) - 0.1))
        ax.margins(x=0.15)
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        return finish(ax, title, x)


def servqual_gaps(frame: pd.DataFrame, ax: Axes | None = None, title: str = "", x: str = "mean answer") -> Axes:
    """What people expect and what they see, per dimension, the largest shortfall on top; from `servqual_gaps`.

    Beside each pair stands the gap with its interval.
    """
    require_columns(frame, "frame", expected="expected", perceived="perceived", gap="gap", low="low", high="high")
    require_rows(frame, "frame")
    frame = frame.sort_values("gap", ascending=False, kind="stable")
    rows = np.arange(len(frame))
    with style():
        ax = canvas(ax, height=1.7 + ROW * len(frame))
        ax.hlines(rows, frame["expected"], frame["perceived"], color=PALETTE[6], linewidth=2)
        ax.plot(frame["expected"], rows, linestyle="", marker="o", markersize=9, fillstyle="none", markeredgewidth=1.8,
                color=INK, label="expected")  # fmt: skip
        ax.plot(frame["perceived"], rows, linestyle="", marker="o", markersize=9, color=RIGHT, label="perceived")
        for row, (gap, low, high) in enumerate(frame[["gap", "low", "high"]].itertuples(index=False)):
            text = f"{gap:+.2f} ({low:+.2f} to {high:+.2f})".replace("-", "−")
            ax.annotate(text, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
                        va="center", fontsize=8.5)  # fmt: skip
        ax.annotate("gap (interval)", (1, 1), xycoords="axes fraction", xytext=(6, 4), textcoords="offset points",
                    color=SOFT, fontsize=8.5)  # fmt: skip
        ax.set_yticks(rows, [words(name) for name in frame.index])
        ax.set(ylim=(-0.6, len(frame) - 0.4))
        ax.margins(x=0.08)
        ax.grid(axis="y", visible=False)
        ax.tick_params(axis="y", length=0)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.1)
        return finish(ax, title, x, pad=26)
