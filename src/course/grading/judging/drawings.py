"""What a figure shows, as data: its lines, bars and points. Colours, titles and sizes are not looked at.

`question(…, plot="lines")` compares lines, "bars" bars, "points" the points of a scatter plot. The reference
returns a figure, its axes, or the data alone: a Series (one line, or bars by label), a DataFrame (a line per
column; for points its first two columns).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.grading.judging.answers import Outcome, compare, not_a
from course.grading.judging.kinds import counted, kind_of
from course.grading.judging.tolerance import Rules

PLOTS = ("lines", "bars", "points")
Drawing = list[pd.DataFrame]


def drawn(value: Any, plot: str) -> Drawing | None:
    """Return one frame x, y per line, bar series or point cloud; None where the value is no figure.

    x is missing where the axis shows dates or the bars carry no labels of their own.
    """
    if kind_of(value) in ("series", "frame"):
        return _from_data(value, plot)
    axes = list(_axes_of(value))
    return [frame for each in axes for frame in READERS[plot](each)] if axes else None


def close_figures(value: Any) -> None:
    """Close the figures of a reference, so that a notebook does not show them."""
    import matplotlib.pyplot as plt

    for axes in _axes_of(value):
        plt.close(axes.figure)


def compare_drawings(given: Drawing | None, wanted: Drawing, plot: str, rules: Rules, words: str = "") -> Outcome:
    """Judge right when each of the reference's lines is among the drawn ones; further ones are allowed."""
    if given is None:
        return Outcome(False, not_a("drawing", words))
    rules = dataclasses.replace(rules, ordered=plot == "lines" or rules.ordered)
    missing = sum(not any(_same(one, other, rules) for one in given) for other in wanted)
    if not missing:
        return Outcome(True)
    what = {"lines": "line", "bars": "series of bars", "points": "cloud of points"}[plot]
    several = {"lines": "lines", "bars": "series of bars", "points": "clouds of points"}[plot]
    return Outcome(
        False, f"Your figure has {counted(len(given), what, several)}; {missing} asked for is not among them."
    )


def _same(given: pd.DataFrame, wanted: pd.DataFrame, rules: Rules) -> bool:
    columns = [name for name in ("x", "y") if not wanted[name].isna().all()]
    if given[columns].isna().all().any():
        columns = ["y"]
    return compare(given[columns], wanted[columns], rules).right


def _axes_of(value: Any) -> Iterable[Any]:
    """Yield the axes of a figure, an array of axes, or of what a plot function returned."""
    if hasattr(value, "get_lines") and hasattr(value, "patches") and hasattr(value, "containers"):
        return [value]
    if isinstance(value, (list, tuple, np.ndarray)):
        items = value.ravel() if isinstance(value, np.ndarray) else value
        found = [axes for item in items[:100] for axes in _axes_of(item)]
        return list({id(axes): axes for axes in found}.values())
    if kind_of(value) != "drawing":
        return []
    figure = getattr(value, "figure", value)
    own = getattr(value, "axes", None)
    return [own] if hasattr(own, "containers") else list(getattr(figure, "axes", []))


def _frame(x: Any, y: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"x": np.asarray(x), "y": np.asarray(y, dtype=float)})
    return frame.sort_values("x", kind="stable", ignore_index=True)


def _nowhere(count: int) -> np.ndarray:
    return np.full(count, np.nan)


def _lines(axes: Any) -> Drawing:
    unlabelled = axes.xaxis.have_units()  # dates and categories: their numbers depend on who converted them
    pieces = [np.asarray(line.get_xydata(), dtype=float) for line in axes.get_lines()]
    return [_frame(_nowhere(len(xy)) if unlabelled else xy[:, 0], xy[:, 1]) for xy in pieces if len(xy)]


def _bars(axes: Any) -> Drawing:
    groups = [group for group in axes.containers if hasattr(group, "patches") and len(group.patches)]
    return [_bar_series(axes, group) for group in groups]


def _bar_series(axes: Any, group: Any) -> pd.DataFrame:
    lying = getattr(group, "orientation", "vertical") == "horizontal"
    labels = [label.get_text() for label in (axes.get_yticklabels() if lying else axes.get_xticklabels())]
    place = np.argsort([bar.get_y() if lying else bar.get_x() for bar in group.patches], kind="stable")
    heights = np.array([bar.get_width() if lying else bar.get_height() for bar in group.patches])[place]
    own = len(labels) == len(heights) and not all(_is_number(label) for label in labels)
    return _frame(labels if own else _nowhere(len(heights)), heights)


def _is_number(text: str) -> bool:
    try:
        float(text.replace("−", "-").replace(",", ""))
    except ValueError:
        return False
    return True


def _points(axes: Any) -> Drawing:
    clouds = [np.ma.filled(each.get_offsets(), np.nan) for each in axes.collections if hasattr(each, "get_offsets")]
    return [_frame(cloud[:, 0], cloud[:, 1]) for cloud in clouds if len(cloud)]


READERS = {"lines": _lines, "bars": _bars, "points": _points}


def _from_data(value: Any, plot: str) -> Drawing:
    if plot == "points":
        return [_frame(value.iloc[:, 0], value.iloc[:, 1])]
    columns = [value] if isinstance(value, pd.Series) else [value[name] for name in value.columns]
    return [_frame(_positions(column.index, plot), column) for column in columns]


def _positions(index: pd.Index, plot: str) -> Any:
    if plot == "bars":
        own = not pd.api.types.is_numeric_dtype(index.dtype)
        return [str(label) for label in index] if own else _nowhere(len(index))
    return index if pd.api.types.is_numeric_dtype(index.dtype) else _nowhere(len(index))
