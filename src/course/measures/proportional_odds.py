"""Does one coefficient serve the whole scale? The assumption that a model of ordered answers rests on, tested."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.ordinal import _counts, _design, _levels_of, _named, _ordered, _refuse_determined


def proportional_odds(
    frame: Any, outcome: str, predictors: Sequence[str] | str, count: str | None = None
) -> pd.DataFrame:
    """Brant's test of one coefficient for the whole scale: one row per predictor or level, "all" as the last.

    Columns: one per cut between neighbouring answers, the coefficient of a logistic regression of being above it; then
    `chi_square`, `degrees_of_freedom`, `p_value`. If one coefficient serves, those of the cuts differ by chance alone;
    a small p says that they do not. Arguments: as in `ordinal_model`. Source: Brant (1990).
    """
    columns, codes, answers = _people(frame, outcome, predictors, count)
    inputs.integer(len(answers), "answers of the outcome", 3, next_step="With two there is one cut.")
    X = np.column_stack([np.ones(len(columns)), columns.to_numpy()])
    cuts = [_above(codes > cut, X, answers[cut]) for cut in range(len(answers) - 1)]
    beta = np.array([found for found, _ in cuts])
    covariance = _joint([above for _, above in cuts], X)
    k = columns.shape[1]
    rows = [_wald(beta, covariance, [1 + column]) for column in range(k)] + [_wald(beta, covariance, range(1, k + 1))]
    names = [f"above {answer:g}" if isinstance(answer, float) else f"above {answer}" for answer in answers[:-1]]
    table = pd.DataFrame(beta[:, 1:].T, columns=names)
    table.loc[k] = np.nan
    tests = pd.DataFrame(rows, columns=["chi_square", "degrees_of_freedom", "p_value"])
    return table.join(tests).set_axis(pd.Index([*columns.columns, "all"], name="predictor"))


def _people(
    frame: Any, outcome: str, predictors: Sequence[str] | str, count: str | None
) -> tuple[pd.DataFrame, np.ndarray, list[Any]]:
    """Return predictors as numbers, one row per person, the position of each answer, and the answers in order."""
    people, names = inputs.in_memory(frame, "frame"), _named(predictors)
    inputs.require_columns(people, "frame", outcome=outcome, **{f"predictors[{i}]": n for i, n in enumerate(names)})
    inputs.require_rows(people, "frame")
    if count is not None:
        people = people.iloc[np.repeat(np.arange(len(people)), _counts(people, count).astype(int))]
    codes, answers = _ordered(people[outcome], outcome)
    columns = _design(people, names, {name: _levels_of(people[name], name) for name in names})
    _refuse_determined(((columns - columns.mean()) / columns.std(ddof=0)).to_numpy(), list(columns.columns))
    return columns, codes, answers


def _above(above: np.ndarray, X: np.ndarray, answer: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients of a logistic regression, and fitted probabilities."""
    import statsmodels.api as sm

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # whether it converged is asked below
        found = sm.GLM(above.astype(float), X, family=sm.families.Binomial()).fit(maxiter=50)
    fitted = np.asarray(found.fittedvalues)
    if not found.converged or np.abs(found.params).max() > 1e3 or fitted.min() < 1e-9 or fitted.max() > 1 - 1e-9:
        step = "Join answers or levels that nobody has in common."
        raise InputError(f"the logistic regression of answers above {answer!r} did not converge. {step}")
    return np.asarray(found.params), fitted


def _joint(fitted: list[np.ndarray], X: np.ndarray) -> np.ndarray:
    """Return the covariance of all cuts' coefficients, cuts × width on each side (Brant 1990, p. 1173)."""
    width = X.shape[1]
    inverse = [np.linalg.inv(X.T @ (X * (p * (1 - p))[:, None])) for p in fitted]
    found = np.empty((len(fitted) * width,) * 2)
    for a, low in enumerate(fitted):
        for b, high in enumerate(fitted):
            both = np.minimum(low, high) - low * high  # above the higher cut is above the lower one too
            block = inverse[a] @ (X.T @ (X * both[:, None])) @ inverse[b]
            found[a * width : (a + 1) * width, b * width : (b + 1) * width] = block
    return found


def _wald(beta: np.ndarray, covariance: np.ndarray, columns: Iterable[int]) -> tuple[float, int, float]:
    """Return the test that these coefficients are the same at every cut."""
    from scipy.stats import chi2

    cuts, width = beta.shape
    rows = []
    for column in columns:
        for cut in range(1, cuts):
            row = np.zeros((cuts, width))
            row[0, column], row[cut, column] = 1.0, -1.0
            rows.append(row.ravel())
    D = np.array(rows)
    apart = D @ beta.ravel()
    statistic = float(apart @ np.linalg.solve(D @ covariance @ D.T, apart))
    return statistic, len(rows), float(chi2.sf(statistic, len(rows)))
