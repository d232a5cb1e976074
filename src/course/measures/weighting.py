"""Weights that mend who answered: how to make them, what they give, what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile

_ROUNDS, _CLOSE = 1_000, 1e-10  # of raking


class Score(Estimate):
    """A survey's figure and how sure it is: an `Estimate` whose figure is also called `value`."""

    @property
    def value(self) -> float:
        """The figure itself, as `estimate`."""
        return self.estimate


def weighted_mean(
    values: Any,
    weights: Any,
    raked: Any = None,
    level: float = 0.95,
    limits: tuple[float, float] | None = None,
) -> Score:
    """Mean of people who count `weights` each, with its interval.

    raked : the columns that the weights were raked on, where they were; then only what these do not explain is luck,
    and the interval is narrower. limits : the ends of the scale, where it has ends; the interval stays within them. If
    all answers are equal they say nothing of how others differ (standard error missing): whoever would answer otherwise
    is at most 1 − (1 − level)^(1 / n) of all, the rule of three, and may stand at either end.

    Linearised standard error of a ratio, of raked weights by Deville & Särndal (1992); rule of three: Hanley &
    Lippman-Hand (1983).
    """
    numbers, weight = inputs.numbers(values, "values"), inputs.numbers(weights, "weights", low=0)
    if len(numbers) != len(weight):
        raise InputError(f"values and weights must be equally long, got {len(numbers)} and {len(weight)} rows.")
    _some(weight)
    mean = float(weight @ numbers / weight.sum())
    away = numbers - mean if raked is None else _unexplained(numbers, weight, raked)
    error = float(np.sqrt(np.sum((weight * away) ** 2)) / weight.sum())
    half = normal_quantile(level) * error
    if limits is None:
        return Score(mean, error, mean - half, mean + half, level, len(numbers))
    low, high = (float(inputs.between(end, "limits", -np.inf, np.inf)) for end in limits)
    inputs.numbers(numbers, "values", low=low, high=high)
    if np.ptp(numbers[weight > 0]) == 0:
        others = float(1 - (1 - level) ** (1 / effective_sample_size(weight)))
        ends = mean - others * (mean - low), mean + others * (high - mean)
        return Score(mean, float("nan"), *ends, level, len(numbers))
    return Score(mean, error, max(mean - half, low), min(mean + half, high), level, len(numbers))


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


def design_effect(weights: Any) -> float:
    """How many times the variance of a mean the weights cost: n Σ w² / (Σ w)², 1 for equal ones. Source: Kish (1965).

    It holds for answers that have nothing to do with the weights; where weights were raked on what explains the
    answers, `weighted_mean` with `raked` knows better.
    """
    weight = _some(inputs.numbers(weights, "weights", low=0))
    return float(len(weight) * (weight**2).sum() / weight.sum() ** 2)


def effective_sample_size(weights: Any) -> float:
    """How many people with equal weights would be as sure: n / design effect. Source: Kish (1965).

    >>> effective_sample_size([1, 1, 1, 3])
    3.0
    """
    weight = _some(inputs.numbers(weights, "weights", low=0))
    return float(weight.sum() ** 2 / (weight**2).sum())


def _some(weight: np.ndarray) -> np.ndarray:
    if weight.sum() == 0:
        raise invalid("weights", 0, "above 0 for somebody", "Somebody must count.")
    return weight


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
