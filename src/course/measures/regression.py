"""What goes with buying, each column with the others held still: a regression with honest intervals."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.ordinal import _design, _refuse_determined
from course.measures.proportions import normal_quantile
from course.measures.segment_tree import _known_levels, people_and_outcome

KINDS = ("linear", "logistic", "count")


def regression(
    frame: Any, outcome: str, predictors: Sequence[str] | str, kind: str = "linear", level: float = 0.95
) -> pd.DataFrame:
    """One row per term: `estimate`, `standard_error`, `low`, `high`, `p_value`; the first is the intercept.

    kind : "linear" (outcome in its own unit), "logistic" (true or false; log-odds), "count" (purchases; log rate,
    Poisson). Words count by level, against the first (as in
    `ordinal_model`). Standard errors are robust to unequal spread (HC3 where linear, as
    MacKinnon & White 1985; else the sandwich of Huber 1967), so counts may vary more than Poisson's. For `logistic` and
    `count` a further column `ratio` = exp(estimate), of odds or of rates.
    """
    inputs.one_of(kind, "kind", KINDS)
    people, values = people_and_outcome(frame, outcome)
    columns = _columns(people, predictors)
    inputs.integer(
        len(columns), "rows of frame", columns.shape[1] + 2, next_step="There must be more people than terms."
    )
    if kind == "logistic":
        values = inputs.true_or_false(values, outcome).astype(float)
    if kind == "count":
        inputs.whole(values, outcome)
    names = pd.Index(["intercept", *columns.columns], name="term")
    estimate, error = _regressed(np.column_stack([np.ones(len(columns)), columns.to_numpy()]), values, kind)
    return _terms(names, estimate, error, kind, level)


def _columns(people: pd.DataFrame, predictors: Sequence[str] | str) -> pd.DataFrame:
    levels = _known_levels(people, predictors)
    columns = _design(people, list(levels), levels)
    _refuse_determined(((columns - columns.mean()) / columns.std(ddof=0)).to_numpy(), list(columns.columns))
    return columns


def _regressed(X: np.ndarray, y: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    import statsmodels.api as sm

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # whether it converged is asked below
        if kind == "linear":
            found = sm.OLS(y, X).fit(cov_type="HC3")
        else:
            family = sm.families.Binomial() if kind == "logistic" else sm.families.Poisson()
            found = sm.GLM(y, X, family=family).fit(cov_type="HC1", maxiter=100)
        estimate, error = np.asarray(found.params), np.asarray(found.bse)
    if kind != "linear" and (not found.converged or np.abs(estimate[1:] * X[:, 1:].std(axis=0)).max(initial=0) > 12):
        step = "A predictor foretells the outcome without fail: leave it out, or join levels."
        raise InputError(f"the {kind} regression did not converge. {step}")
    return estimate, error


def _terms(names: pd.Index, estimate: np.ndarray, error: np.ndarray, kind: str, level: float) -> pd.DataFrame:
    from scipy.special import ndtr

    half = normal_quantile(level) * error
    columns = {"estimate": estimate, "standard_error": error, "low": estimate - half, "high": estimate + half}
    table = pd.DataFrame(columns, index=names).assign(p_value=2 * ndtr(-np.abs(estimate / error)))
    return table if kind == "linear" else table.assign(ratio=np.exp(estimate))
