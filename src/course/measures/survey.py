"""What a survey says: scores with their intervals, scales and their reliability, weights that mend who answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile, share_with_interval

_ROUNDS, _CLOSE = 1_000, 1e-10  # of raking


class Score(Estimate):
    """A survey's figure and how sure it is: an `Estimate` whose figure is also called `value`."""

    @property
    def value(self) -> float:
        """The figure itself, as `estimate`."""
        return self.estimate


def nps(scores: Any, weights: Any = None, level: float = 0.95) -> Score:
    """Net promoter score: percent of promoters (9, 10) less percent of detractors (0–6), −100 to 100.

    scores : one answer on 0–10 per person, "how likely are you to recommend us?". weights : as in `weighted_mean`.
    The interval is about the score of all whom those who answered stand for. Source: Reichheld (2003).

    >>> nps([10] * 50 + [8] * 30 + [3] * 20)
    30 (standard error 7.81, 0.95 interval 14.69 to 45.31, n 100)
    """
    answers = _answers(scores, "scores", 0, 10)
    side = 100.0 * ((answers >= 9).astype(float) - (answers <= 6))
    return weighted_mean(side, np.ones(len(side)) if weights is None else weights, level=level)


def csat(scores: Any, satisfied: int = 4, best: int = 5, level: float = 0.95) -> Score:
    """Customer satisfaction: percent of answers of at least `satisfied` on 1–`best`, with Wilson's interval."""
    inputs.integer(satisfied, "satisfied", 2, inputs.integer(best, "best", 2), "Use 4 on a scale from 1 to 5.")
    answers = _answers(scores, "scores", 1, best)
    share, low, high = share_with_interval(int((answers >= satisfied).sum()), len(answers), level)
    error = np.sqrt(share * (1 - share) / len(answers))
    return Score(100 * share, float(100 * error), 100 * low, 100 * high, level, len(answers))


def ces(scores: Any, best: int = 7, level: float = 0.95) -> Score:
    """Customer effort score: mean agreement with "the firm made it easy for me", 1–`best`; high is little effort.

    Source: Dixon, Freeman & Toman (2010).
    """
    answers = _answers(scores, "scores", 1, inputs.integer(best, "best", 2))
    return weighted_mean(answers, np.ones(len(answers)), level=level)


def weighted_mean(values: Any, weights: Any, raked: Any = None, level: float = 0.95) -> Score:
    """Mean of people who count `weights` each, with its interval.

    raked : the columns that the weights were raked on, where they were; then only what these do not explain is luck,
    and the interval is narrower. Linearised standard error of a ratio, of raked weights by Deville & Särndal (1992).
    """
    numbers, weight = inputs.numbers(values, "values"), inputs.numbers(weights, "weights", low=0)
    if len(numbers) != len(weight):
        raise InputError(f"values and weights must be equally long, got {len(numbers)} and {len(weight)} rows.")
    if weight.sum() == 0:
        raise invalid("weights", 0, "above 0 for somebody", "Somebody must count.")
    mean = float(weight @ numbers / weight.sum())
    away = numbers - mean if raked is None else _unexplained(numbers, weight, raked)
    error = float(np.sqrt(np.sum((weight * away) ** 2)) / weight.sum())
    half = normal_quantile(level) * error
    return Score(mean, error, mean - half, mean + half, level, len(numbers))


def rake(frame: Any, targets: Mapping[str, Any]) -> pd.Series:
    """Weights of mean 1 that give the people in `frame` the shares of everybody in each column of `targets`.

    frame : those who answered, one row per person. targets : by column, a Series of the counts or shares that its
    levels have in the population. A weight mends what depends on these columns alone: among people who are alike in
    them, those who answer must be like those who do not. Iterative proportional fitting; source: Deming & Stephan
    (1940).

    Errors: a level that the population lacks, or that nobody who answered has: merge it with its neighbour.
    """
    people = inputs.in_memory(frame, "frame")
    inputs.require_rows(people, "frame")
    inputs.require_rows(targets, "targets", 'Name a column and its shares: {"gender": counts}.')
    margins = [_margin(people, column, wanted) for column, wanted in targets.items()]
    weight = np.ones(len(people))
    for _ in range(_ROUNDS):
        most = 0.0
        for level, share in margins:
            factor = (share / np.bincount(level, weight / len(people)))[level]
            weight, most = weight * factor, max(most, float(np.abs(factor - 1).max()))
        if most < _CLOSE:
            return pd.Series(weight, index=people.index, name="weight")
    raise InputError(
        f"targets must fit together, but their weights had not settled after {_ROUNDS} rounds. Use wider classes."
    )


def cronbach_alpha(items: Any) -> float:
    """How well items measure one thing: k / (k − 1) × (1 − sum of the items' variances / variance of their sum).

    items : one column per item, all keyed the same way, one row per person. Source: Cronbach (1951).
    """
    answers = _table(items, "items")
    k = inputs.integer(answers.shape[1], "number of items", 2, next_step="One item cannot agree with itself.")
    inputs.integer(len(answers), "rows of items", 2, next_step="Alpha is about differences between people.")
    total = answers.sum(axis=1).var()
    if total == 0:
        raise InputError("items must differ between people, but everybody has the same sum. Check the columns.")
    return float(k / (k - 1) * (1 - answers.var().sum() / total))


def servqual_gaps(expected: Any, perceived: Any, level: float = 0.95) -> pd.DataFrame:
    """Quality as people see it less what they expect; one row per dimension, the largest shortfall first.

    expected, perceived : one row per person, one column per dimension, in the same order; a dimension is the column's
    name without "expected_" or "perceived_". Columns: `expected` and `perceived` (means), `gap` (perceived −
    expected), its `standard_error` from the differences within persons, `low`, `high`. Source: Parasuraman, Zeithaml
    & Berry (1988).
    """
    wanted, got = _table(expected, "expected", "expected_"), _table(perceived, "perceived", "perceived_")
    if wanted.shape != got.shape or list(wanted.columns) != list(got.columns):
        said = f"{wanted.shape[0]} × {list(wanted.columns)} and {got.shape[0]} × {list(got.columns)}"
        raise InputError(f"expected and perceived must be about the same people and dimensions, got {said}.")
    rows = {}
    for name in wanted.columns:
        gap = weighted_mean(got[name].to_numpy() - wanted[name].to_numpy(), np.ones(len(got)), level=level)
        means = {"expected": wanted[name].mean(), "perceived": got[name].mean(), "gap": gap.value}
        rows[name] = means | {"standard_error": gap.standard_error, "low": gap.low, "high": gap.high}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("dimension").sort_values("gap", kind="stable")


def _answers(scores: Any, argument: str, low: int, high: int) -> np.ndarray:
    """Return answers on a scale of whole numbers."""
    inputs.numbers(scores, argument, low=low, high=high)
    return inputs.whole(scores, argument)


def _table(frame: Any, argument: str, prefix: str = "") -> pd.DataFrame:
    """Return columns of numbers without gaps, the prefix taken off their names."""
    table = inputs.in_memory(frame, argument)
    inputs.require_rows(table, argument)
    return pd.DataFrame({str(c).removeprefix(prefix): inputs.numbers(table[c], str(c)) for c in table.columns})


def _unexplained(numbers: np.ndarray, weight: np.ndarray, raked: Any) -> np.ndarray:
    """Return what a weighted regression on the levels of the raked columns leaves."""
    levels = inputs.in_memory(raked, "raked").astype("str")
    if len(levels) != len(numbers):
        raise InputError(f"values and raked must be equally long, got {len(numbers)} and {len(levels)} rows.")
    design, root = pd.get_dummies(levels, dtype=float).to_numpy(), np.sqrt(weight)
    slope, *_ = np.linalg.lstsq(design * root[:, None], numbers * root)
    return np.asarray(numbers - design @ slope)


def _margin(people: pd.DataFrame, column: Any, wanted: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the level of each person, as a position, and the share that each level shall have."""
    inputs.require_columns(people, "frame", targets=column)
    counts = pd.Series(wanted)
    if not counts.index.is_unique:
        raise InputError(f"targets[{column!r}] must name each level once. Add the rows of a level up first.")
    share = inputs.numbers(counts, f"targets[{column!r}]", low=0)
    if share.sum() == 0:
        raise invalid(f"targets[{column!r}]", 0, "above 0 for some level", "Somebody must be there.")
    counts, share = counts[share > 0], share[share > 0]
    level = pd.Index(counts.index).get_indexer(pd.Index(people[column]))
    if (level < 0).any():
        stranger = people[column].iloc[int(np.argmax(level < 0))]
        raise invalid(column, stranger, f"one of {list(counts.index)}", "Leave these people out, or add the level.")
    absent = counts.index[np.bincount(level, minlength=len(counts)) == 0]
    if len(absent):
        raise InputError(f"nobody in frame has {column} {absent[0]!r}, so no weight can stand for it. Merge classes.")
    return level, share / share.sum()
