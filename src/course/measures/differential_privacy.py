"""Figures that hide each single person: noise as large as one of them could matter (Dwork et al. 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs


@dataclass(frozen=True)
class Private:
    """A figure published with noise.

    value : what may be published. low, high : interval that holds the figure without noise in `level` of all draws; it
    is about the people in the table, not about those they were sampled from. epsilon : what the answer spends of the
    privacy budget; the answers about one table add up. scale : of the Laplace noise, whose mean absolute error it is.
    """

    value: float
    low: float
    high: float
    epsilon: float
    scale: float
    level: float

    def __str__(self) -> str:
        ends = f"{self.level:.4g} interval {self.low:.4g} to {self.high:.4g}"
        return f"{self.value:.4g} (epsilon {self.epsilon:.4g}, {ends})"

    __repr__ = __str__


def laplace_mechanism(
    value: float, epsilon: float, sensitivity: float = 1.0, seed: int | None = None, level: float = 0.95
) -> Private:
    """Publish a figure with Laplace noise of scale sensitivity / epsilon: epsilon-differential privacy.

    sensitivity : by how much the figure can change when one person comes or goes, 1 for a count. epsilon : above 0;
    with .1 no answer is more than 1.11 times as likely with a person than without, with 1 it is 2.7 times. seed : for a
    lesson that is to be repeated; None draws from the system, as for real people it must: who knows the seed can take
    the noise off. Floating-point noise leaks a little (Mironov 2012): this teaches, a kept library publishes.
    Source: Dwork, McSherry, Nissim & Smith (2006).
    """
    figure = inputs.between(value, "value", -np.inf, np.inf)
    scale = _scale(epsilon, sensitivity)
    return _published(figure + _noise(scale, 1, seed)[0], epsilon, scale, level)


def private_mean(
    values: Any, epsilon: float, low: float, high: float, seed: int | None = None, level: float = 0.95
) -> Private:
    """Publish the mean of values that are cut to `low` … `high` first, so that no one person can move it far.

    low, high : limits chosen without looking at the values. Their number is taken for known; the sensitivity is
    (high − low) / n. Narrow limits cost bias, wide ones noise.
    """
    numbers = inputs.numbers(values, "values")
    bottom, top = inputs.between(low, "low", -np.inf, np.inf), inputs.between(high, "high", -np.inf, np.inf)
    if bottom >= top:
        raise invalid("low", bottom, f"below high = {top:g}", "Swap them?")
    mean = float(np.clip(np.sort(numbers), bottom, top).mean())
    return laplace_mechanism(mean, epsilon, (top - bottom) / len(numbers), seed, level)


def private_counts(
    values: Any, epsilon: float, classes: Sequence[Any], seed: int | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Publish how many people are in each class: one row per class, `count, low, high`.

    classes : all that there can be, named without looking: a class that appears gives its first member away. One
    person is in one class, so that all counts together spend `epsilon` once. Counts may fall below 0; who sets them to
    0 moves the total. An answer outside the classes is an error.
    """
    names = [] if classes is None else list(classes)
    if not names or isinstance(classes, str) or not pd.Index(names).is_unique:
        raise InputError(f"classes must name each class once, got {classes!r}. List all that there can be.")
    if np.ndim(values) > 1:
        raise invalid("values", f"shape {np.shape(values)}", "one column", "Pick a column: frame['place'].")
    given = pd.Series(values)
    inputs.require_rows(given, "values")
    strange = given[~given.isin(names)]
    if len(strange):
        raise invalid("values", strange.iloc[0], f"one of {names}", "Name this class too, or leave these people out.")
    scale = _scale(epsilon, 1.0)
    counts = given.value_counts().reindex(names, fill_value=0).to_numpy() + _noise(scale, len(names), seed)
    answers = [_published(float(count), epsilon, scale, level) for count in counts]
    rows = [(answer.value, answer.low, answer.high) for answer in answers]
    return pd.DataFrame(rows, pd.Index(names, name="class"), ["count", "low", "high"])


def budget_spent(epsilons: Any) -> float:
    """What several answers about the same people spend together: the sum (sequential composition)."""
    return float(np.sum(inputs.numbers(epsilons, "epsilons", low=0)))


def _scale(epsilon: float, sensitivity: float) -> float:
    budget = inputs.between(epsilon, "epsilon", 1e-9, np.inf, "Small hides more: 0.1 to 1 are common.")
    return inputs.between(sensitivity, "sensitivity", 1e-300, np.inf, "It is 1 for a count of people.") / budget


def _noise(scale: float, size: int, seed: int | None) -> np.ndarray:
    luck = np.random.default_rng(None if seed is None else inputs.integer(seed, "seed", 0))
    return luck.laplace(0.0, scale, size)


def _published(value: float, epsilon: float, scale: float, level: float) -> Private:
    half = -scale * float(np.log(1 - inputs.between(level, "level", 0.5, 0.9999)))
    return Private(float(value), float(value - half), float(value + half), float(epsilon), scale, level)
