"""Uplift: whom does a treatment move? Learners, the gain of a ranking, and what a rule for choosing people is worth."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import difference_in_means


class TLearner:
    """Two models, one of the treated and one of the others; uplift is the difference of their predictions.

    estimator : any scikit-learn regressor; by default boosted trees, kept small. Source: Künzel et al. (2019).
    """

    def __init__(self, estimator: Any = None) -> None:
        self.estimator = estimator

    def fit(self, features: Any, treated: Any, outcome: Any) -> TLearner:
        """Fit to one row per person: features known before, true or false treated at random, and what came after."""
        X, given, values = _experiment(features, treated, outcome)
        self.features_ = list(inputs.in_memory(features, "features").columns)
        self.models_ = self._fitted(X, given, values)
        return self

    def predict(self, features: Any) -> pd.Series:
        """Expected outcome with the treatment less that without, one number per person; columns are found by name."""
        if not hasattr(self, "models_"):
            name = type(self).__name__
            raise InputError(f"{name} must be fitted first: {name}().fit(features, treated, outcome).")
        frame = inputs.in_memory(features, "features")
        inputs.require_columns(frame, "features", **{f"features[{i}]": c for i, c in enumerate(self.features_)})
        return pd.Series(self._uplift(_matrix(frame[self.features_])), index=frame.index, name="uplift")

    def _fitted(self, X: np.ndarray, given: np.ndarray, values: np.ndarray) -> list[Any]:
        return [_clone(self.estimator).fit(X[group], values[group]) for group in (given, ~given)]

    def _uplift(self, X: np.ndarray) -> np.ndarray:
        treated, others = (model.predict(X) for model in self.models_)
        return treated - others


class SLearner(TLearner):
    """One model with the treatment as a feature; uplift is what switching it on adds. Source: Künzel et al. (2019)."""

    def _fitted(self, X: np.ndarray, given: np.ndarray, values: np.ndarray) -> list[Any]:
        return [_clone(self.estimator).fit(np.column_stack([given, X]), values)]

    def _uplift(self, X: np.ndarray) -> np.ndarray:
        on, off = (self.models_[0].predict(np.column_stack([np.full(len(X), way), X])) for way in (1, 0))
        return on - off


class XLearner(TLearner):
    """Models of individual effects: each outcome less what the other group's model expects of the same person.

    The two are weighted by the share treated. Source: Künzel et al. (2019).
    """

    def _fitted(self, X: np.ndarray, given: np.ndarray, values: np.ndarray) -> list[Any]:
        treated, others = super()._fitted(X, given, values)
        effects = (values[given] - others.predict(X[given]), treated.predict(X[~given]) - values[~given])
        self.share_ = float(given.mean())
        pairs = zip((given, ~given), effects, strict=True)
        return [_clone(self.estimator).fit(X[group], effect) for group, effect in pairs]

    def _uplift(self, X: np.ndarray) -> np.ndarray:
        of_treated, of_others = (model.predict(X) for model in self.models_)
        return (1 - self.share_) * of_treated + self.share_ * of_others


@dataclass(frozen=True)
class Qini:
    """What is gained by treating people in the order of their scores.

    curve : `share` of people treated, from 0 to 1, and `gain`: outcome per person of all above treating nobody.
    area : under the curve (AUUC). coefficient : between the curve and the straight line of a random order, 0 for one.
    """

    area: float
    coefficient: float
    curve: pd.DataFrame = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"Qini coefficient {self.coefficient:.4g}, area under the curve {self.area:.4g}"

    __repr__ = __str__


def cross_fitted(
    learner: TLearner, features: Any, treated: Any, outcome: Any, folds: int = 2, seed: int = 0
) -> pd.Series:
    """Uplift of each person from a learner that never saw that person's outcome: `uplift`, with the features' index.

    People are split at random into `folds`; each fold is scored by the learner fitted to the others. A ranking may
    be judged on the outcomes of the same people only if it was made like this. Source: Chernozhukov et al. (2018).
    """
    from sklearn.model_selection import KFold

    X, given, values = _experiment(features, treated, outcome)
    learner = copy(learner)  # the caller's stays as it was
    frame = inputs.in_memory(features, "features")
    scores = np.empty(len(X))
    inputs.integer(folds, "folds", 2, len(X) // 4, "Two halves are enough for thousands of people.")
    for others, fold in KFold(folds, shuffle=True, random_state=inputs.integer(seed, "seed", 0)).split(X):
        learner.fit(frame.iloc[others], given[others], values[others])
        scores[fold] = learner.predict(frame.iloc[fold])
    return pd.Series(scores, index=frame.index, name="uplift")


def qini(uplift: Any, treated: Any, outcome: Any) -> Qini:
    """The gain of treating people from the highest score down, in a randomised experiment; matched by position.

    gain(φ) = (sum of outcomes of the treated − that of the others × treated / others) / all treated, each among the
    share φ with the highest scores; people with equal scores come in together. Source: Radcliffe & Surry (2011).
    """
    given, values, score = _matched(treated, outcome, inputs.numbers(uplift, "uplift"), "uplift")
    order = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.diff(score[order], append=-np.inf))  # the last of each run of equal scores
    sums = [np.cumsum(one[order])[last] for one in (given, ~given, values * given, values * ~given)]
    share, gain = np.r_[0, (last + 1) / len(score)], np.r_[0, _gain(*sums)]
    area = float(np.trapezoid(gain, share))
    return Qini(area, area - float(gain[-1]) / 2, pd.DataFrame({"share": share, "gain": gain}))


def policy_value(outcome: Any, treated: Any, chosen: Any, against: Any = None, level: float = 0.95) -> Estimate:
    """What treating the `chosen` is worth, per person of all: mean outcome above treating nobody, or `against`.

    treated : drawn at random, whoever is chosen; chosen, against : true or false per person, from what was known
    before (a score from `cross_fitted`, a rule). Whom both rules choose cancels out, so that two good rules are
    compared on the people about whom they differ. Sum of differences in means, weighted by shares of people; normal
    interval. Multiply by all ÷ chosen for the worth per person treated. Source: Hitsch & Misra (2018).
    """
    from scipy.special import ndtri

    given, values, rule = _matched(treated, outcome, inputs.true_or_false(chosen, "chosen"), "chosen")
    other = np.zeros_like(rule) if against is None else inputs.true_or_false(against, "against")
    _matched(treated, outcome, other, "against")
    parts = [_part(values, given, rule & ~other), _part(values, given, other & ~rule)]
    estimate, error = parts[0][0] - parts[1][0], float(np.hypot(parts[0][1], parts[1][1]))
    half = float(ndtri(0.5 + inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.") / 2)) * error
    return Estimate(estimate, error, estimate - half, estimate + half, level, len(values))


def _part(values: np.ndarray, given: np.ndarray, group: np.ndarray) -> tuple[float, float]:
    """Share of the group in all, times the effect in it and its standard error; nothing for an empty group."""
    if not group.any():
        return 0.0, 0.0
    found, share = difference_in_means(values[group], given[group]), float(group.mean())
    return share * found.estimate, share * found.standard_error


def _gain(treated: np.ndarray, others: np.ndarray, of_treated: np.ndarray, of_others: np.ndarray) -> np.ndarray:
    expected = np.divide(of_others * treated, others, out=np.zeros(len(others)), where=others > 0)
    return (of_treated - expected) / treated[-1]


def _clone(estimator: Any) -> Any:
    from sklearn.base import clone
    from sklearn.ensemble import HistGradientBoostingRegressor

    small = {"max_iter": 60, "learning_rate": 0.08, "max_leaf_nodes": 8, "min_samples_leaf": 100}
    return HistGradientBoostingRegressor(**small, early_stopping=False) if estimator is None else clone(estimator)


def _experiment(features: Any, treated: Any, outcome: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    X = _matrix(inputs.in_memory(features, "features"))
    given, values, _ = _matched(treated, outcome, X, "features")
    return X, given, values


def _matrix(frame: pd.DataFrame) -> np.ndarray:
    inputs.require_rows(frame, "features")
    inputs.require_rows(frame.columns, "columns of features", "Name what was known of people before.")
    return np.column_stack([inputs.numbers(frame[name], str(name)) for name in frame.columns])


def _matched(treated: Any, outcome: Any, other: np.ndarray, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Treatment and outcome of as many people as `other` has rows, with people of both kinds."""
    given, values = inputs.true_or_false(treated, "treated"), inputs.numbers(outcome, "outcome")
    if not len(given) == len(values) == len(other):
        counts = f"{len(given)}, {len(values)} and {len(other)}"
        raise InputError(f"treated, outcome and {name} must be equally long, got {counts} rows.")
    if min(given.sum(), (~given).sum()) < 2:
        raise InputError(f"treated must hold two people of each kind or more, got {given.sum()} of {len(given)}.")
    return given, values, other
