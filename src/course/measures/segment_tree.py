"""Who buys: a tree of segments that a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.ordinal import _design, _levels_of, _named
from course.measures.proportions import normal_quantile


class SegmentTree:
    """Segments by yes-or-no questions about who people are, each as different in the outcome as can be.

    most : segments at most; smallest : people in a segment at least.

    After `fit`: `segments_`: one row per segment, the largest mean first: `rule`, `n`, `mean`, `low`, `high`. The
    interval is too narrow and the spread of means too wide for the people that the tree was grown on, because it looked
    for differences: judge by other people (`score`, then `lift`). Source: Breiman et al. (1984); the fit is by
    scikit-learn.
    """

    def __init__(self, most: int = 6, smallest: int = 100) -> None:
        self.most = inputs.integer(most, "most", 2, 100, "One segment is everybody.")
        self.smallest = inputs.integer(smallest, "smallest", 1)

    def fit(self, frame: Any, outcome: str, predictors: Sequence[str] | str, level: float = 0.95) -> SegmentTree:
        """Grow the tree on one row per person; `outcome`: a column of numbers, or of true and false (then a share).

        Order of rows and index do not matter. An InputError says where no question parts people.
        """
        from sklearn.tree import DecisionTreeRegressor

        people, values = people_and_outcome(frame, outcome)
        step = "Use a smaller one."
        inputs.integer(self.smallest, "smallest", 1, max(1, len(people) // 2), step)
        self._levels = _known_levels(people, predictors)
        self._columns = _design(people, list(self._levels), self._levels)
        order = np.lexsort([values, *self._columns.to_numpy().T])  # sums do not depend on the order of rows
        tree = DecisionTreeRegressor(
            max_leaf_nodes=self.most, min_samples_leaf=self.smallest, random_state=0, min_impurity_decrease=1e-12
        )
        self._tree = tree.fit(self._columns.to_numpy()[order], values[order])
        if self._tree.tree_.node_count == 1:
            raise InputError("predictors must part people, but no question does. Use a smaller `smallest`, or others.")
        self._name(values, level)
        return self

    def segment(self, frame: Any) -> pd.Series:
        """Each person's segment, 1 to the number of segments, 1 with the largest mean."""
        self._require_fit()
        table = inputs.in_memory(frame, "frame")
        inputs.require_rows(table, "frame")
        leaf = self._tree.apply(_design(table, list(self._levels), self._levels).to_numpy())
        return pd.Series(leaf, index=table.index, name="segment").map(self._number)

    def score(self, frame: Any) -> pd.Series:
        """Mean outcome of each person's segment, among those that the tree was grown on."""
        return self.segment(frame).map(self.segments_["mean"]).rename("score")

    def _name(self, values: np.ndarray, level: float) -> None:
        leaf, rules = self._tree.apply(self._columns.to_numpy()), self._rules()
        rows = {number: _described(values[leaf == number], rule, level) for number, rule in rules.items()}
        table = pd.DataFrame.from_dict(rows, orient="index").sort_values(["mean", "rule"], ascending=[False, True])
        self._number = {old: new for new, old in enumerate(table.index, 1)}
        self.segments_ = table.set_axis(pd.RangeIndex(1, len(table) + 1, name="segment"))

    def _rules(self) -> dict[int, str]:
        """Return what leads to each leaf, in words."""
        tree, names, of_words = self._tree.tree_, list(self._columns), _levels_by_column(self._levels)
        found: dict[int, str] = {}
        waiting: list[tuple[int, list[tuple[str, str, float]]]] = [(0, [])]
        while waiting:
            node, path = waiting.pop()
            if tree.children_left[node] < 0:
                found[node] = _rule(path, of_words)
                continue
            name, at = names[tree.feature[node]], float(tree.threshold[node])
            waiting.append((int(tree.children_left[node]), [*path, (name, "≤", at)]))
            waiting.append((int(tree.children_right[node]), [*path, (name, ">", at)]))
        return found

    def _require_fit(self) -> None:
        if not hasattr(self, "segments_"):
            raise InputError("SegmentTree must be fitted first: SegmentTree().fit(frame, 'orders', ['age', 'town']).")

    def __repr__(self) -> str:
        if not hasattr(self, "segments_"):
            return "SegmentTree (not fitted)"
        return str(self.segments_.map(lambda value: f"{value:.4g}" if isinstance(value, float) else value).to_string())


def people_and_outcome(frame: Any, outcome: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the table in memory and its outcome as numbers; one that does not vary is refused."""
    people = inputs.in_memory(frame, "frame")
    inputs.require_rows(people, "frame")
    inputs.require_columns(people, "frame", outcome=outcome)
    values = inputs.numbers(people[outcome], outcome)
    if np.ptp(values) == 0:
        raise InputError(f"{outcome} must vary, but all its rows are {values[0]:g}. There is nothing to explain.")
    return people, values


def _described(values: np.ndarray, rule: str, level: float) -> dict[str, Any]:
    mean, half = float(values.mean()), normal_quantile(level) * float(values.std()) / np.sqrt(len(values))
    return {"rule": rule, "n": len(values), "mean": mean, "low": mean - half, "high": mean + half}


def _known_levels(people: pd.DataFrame, predictors: Sequence[str] | str) -> dict[str, list[Any]]:
    names = _named(predictors)
    inputs.require_columns(people, "frame", **{f"predictors[{i}]": name for i, name in enumerate(names)})
    inputs.refuse_gaps(inputs.table(people[names], "frame"), "frame", *names)
    return {name: _levels_of(people[name], name) for name in names}


def _levels_by_column(levels: dict[str, list[Any]]) -> dict[str, tuple[str, Any]]:
    return {f"{name} {level}": (name, level) for name, found in levels.items() for level in found[1:]}


def _rule(path: list[tuple[str, str, float]], of_words: dict[str, tuple[str, Any]]) -> str:
    """Return the questions on the way as words; of several about one column and side the last says most."""
    latest = {(name, side): at for name, side, at in path}
    return " and ".join(_question(name, side, at, of_words) for (name, side), at in latest.items())


def _question(name: str, side: str, at: float, of_words: dict[str, tuple[str, Any]]) -> str:
    if name in of_words:
        column, level = of_words[name]
        return f"{column} {'is' if side == '>' else 'is not'} {level}"
    return f"{name} {side} {at:.4g}"
