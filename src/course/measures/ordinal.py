"""Answers on a scale: a model of ordered answers, for which 5 need not be as far from 4 as 2 is from 1."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.design import Design, refuse_useless
from course.measures.proportions import normal_quantile

LINKS = ("logit", "probit")


@dataclass(frozen=True)
class OrdinalModel:
    """P(answer ≤ j) = F(threshold j − Σ coefficient × predictor), F logistic (logit) or normal (probit).

    coefficients : one row per predictor or level: `estimate`, `standard_error`, `low`, `high`; positive means higher
        answers. For a logit `odds_ratio` = exp(estimate): how often the odds of a higher answer are multiplied.
    thresholds : between neighbouring answers, "low | high": `estimate`, `standard_error`.
    answers : in order. log_likelihood : a sum over people; deviance : −2 of it. n : people.
    """

    coefficients: pd.DataFrame = field(compare=False)
    thresholds: pd.DataFrame = field(compare=False)
    answers: list[Any] = field(compare=False)
    log_likelihood: float
    n: int
    link: str
    level: float
    _design: Design = field(repr=False, compare=False)

    @property
    def deviance(self) -> float:
        """−2 log-likelihood."""
        return -2 * self.log_likelihood

    @property
    def aic(self) -> float:
        """−2 log-likelihood + 2 × parameters."""
        return self.deviance + 2 * (len(self.coefficients) + len(self.thresholds))

    def probabilities(self, frame: Any) -> pd.DataFrame:
        """P(each answer) of people with these predictors: one row per person, one column per answer, in order."""
        table = inputs.in_memory(frame, "frame")
        shift = self._design.columns(table).to_numpy() @ self.coefficients["estimate"].to_numpy()
        below = _below(self.thresholds["estimate"].to_numpy() - shift[:, None], self.link)
        edges = np.column_stack([np.zeros(len(shift)), below, np.ones(len(shift))])
        columns = pd.Index(self.answers, name="answer")
        return pd.DataFrame(np.diff(edges, axis=1), index=table.index, columns=columns)

    def __str__(self) -> str:
        shown = self.coefficients.map(lambda value: f"{value:.4g}").to_string()
        return f"ordered {self.link}, n {self.n:,}, log-likelihood {self.log_likelihood:,.2f}\n{shown}"

    __repr__ = __str__


def ordinal_model(
    frame: Any,
    outcome: str,
    predictors: Iterable[str],
    link: str = "logit",
    weights: str | None = None,
    level: float = 0.95,
) -> OrdinalModel:
    """Fit a model of ordered answers by maximum likelihood (statsmodels), with intervals.

    frame : one row per person. outcome : the answer's column: numbers, or categories with an order
    (`pd.Categorical(…, ordered=True)`). predictors : columns; words by level, the first level left out. weights : a
    column of counts, where a row stands for several people.

    Errors: an outcome of words without an order, of one answer only, a predictor that does not vary or that follows from
    others, a fit without a maximum (a predictor that tells answers apart without fail). Source: McCullagh (1980).
    """
    inputs.one_of(link, "link", LINKS)
    normal_quantile(level)
    people, answers, codes = _people(frame, outcome, weights)
    design = Design.of(people, predictors)
    columns = design.columns(people)
    refuse_useless(columns)
    inputs.integer(len(columns), "rows of frame", columns.shape[1] + len(answers) + 1)
    estimate, covariance, value = _fitted(columns, codes, link)
    k = columns.shape[1]
    return OrdinalModel(
        coefficients=_coefficients(columns.columns, estimate[:k], covariance[:k, :k], link, level),
        thresholds=_thresholds(answers, estimate[k:], covariance[k:, k:]),
        answers=answers,
        log_likelihood=value,
        n=len(columns),
        link=link,
        level=level,
        _design=design,
    )


def _people(frame: Any, outcome: str, weights: str | None) -> tuple[pd.DataFrame, list[Any], np.ndarray]:
    """Return one row per person, the answers in order, and the position of each person's."""
    table = inputs.in_memory(frame, "frame")
    inputs.require_rows(table, "frame")
    inputs.require_columns(table, "frame", outcome=outcome)
    if weights is not None:
        inputs.require_columns(table, "frame", weights=weights)
        times = inputs.whole(table[weights], weights).astype(int)
        table = table.iloc[np.repeat(np.arange(len(table)), times)]
        inputs.require_rows(table, "frame", "All counts are 0.")
    column = table[outcome]
    if column.isna().any():
        step = f"Leave these rows out: frame.dropna(subset=[{outcome!r}])."
        raise InputError(f"{outcome} must be known in every row, got {int(column.isna().sum())} missing. {step}")
    answers = _ordered(column, outcome)
    codes = np.asarray(pd.Index(answers).get_indexer(pd.Index(column.astype(object))))
    return table, answers, codes


def _ordered(column: pd.Series, outcome: str) -> list[Any]:
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        answers = list(column.cat.remove_unused_categories().cat.categories)
    elif pd.api.types.is_numeric_dtype(column):
        answers = sorted(column.unique().tolist())
    else:
        step = "State it: pd.Categorical(column, ['low', 'high'], ordered=True)."
        raise InputError(f"{outcome} must have an order, got words. {step}")
    if len(answers) < 2:
        raise InputError(f"{outcome} must have two answers or more, all are {answers[0]!r}. There is nothing to explain.")
    if len(answers) > 30:
        raise invalid(outcome, f"{len(answers)} different values", "a scale of at most 30", "Cut it: pd.cut(column, 10).")
    return answers


def _fitted(columns: pd.DataFrame, codes: np.ndarray, link: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Return coefficients and thresholds, their covariance, and the log-likelihood."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    centre, spread = columns.mean().to_numpy(), columns.std(ddof=0).to_numpy()
    k = len(centre)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # whether it converged is asked below
        model = OrderedModel(codes, (columns.to_numpy() - centre) / spread, distr=link)
        found = model.fit(method="bfgs", disp=0, maxiter=1_000, gtol=1e-6)
        raw, covariance = np.asarray(found.params), np.asarray(found.cov_params())
    bounded = np.isfinite(covariance).all() and (np.diag(covariance) > 0).all() and np.abs(raw[:k]).max(initial=0) < 15
    if not bounded or np.sqrt(np.diag(covariance)).max() > 50:
        step = "A predictor tells some answers apart without fail: leave it out, or join levels."
        raise InputError(f"the model of ordered answers did not converge. {step}")
    gaps = np.exp(raw[k + 1 :])
    thresholds = raw[k] + np.concatenate([[0.0], np.cumsum(gaps)])
    slope = np.zeros((len(raw), len(raw)))
    slope[:k, :k] = np.diag(1 / spread)
    slope[k:, k] = 1.0
    slope[k:, :k] = centre / spread
    for gap, size in enumerate(gaps):
        slope[k + 1 + gap :, k + 1 + gap] = size
    estimate = np.concatenate([raw[:k] / spread, thresholds + centre @ (raw[:k] / spread)])
    return estimate, slope @ covariance @ slope.T, float(found.llf)


def _coefficients(names: pd.Index, found: np.ndarray, covariance: np.ndarray, link: str, level: float) -> pd.DataFrame:
    error = np.sqrt(np.diag(covariance))
    half = normal_quantile(level) * error
    columns = {"estimate": found, "standard_error": error, "low": found - half, "high": found + half}
    table = pd.DataFrame(columns, index=pd.Index(names, name="predictor"))
    return table.assign(odds_ratio=np.exp(found)) if link == "logit" else table


def _thresholds(answers: list[Any], found: np.ndarray, covariance: np.ndarray) -> pd.DataFrame:
    between = [f"{low} | {high}" for low, high in zip(answers[:-1], answers[1:], strict=True)]
    error = np.sqrt(np.diag(covariance))
    return pd.DataFrame({"estimate": found, "standard_error": error}, index=pd.Index(between, name="between"))


def _below(at: np.ndarray, link: str) -> np.ndarray:
    from scipy.special import expit, ndtr

    return np.asarray(expit(at) if link == "logit" else ndtr(at))
