"""What lies behind a battery of items: a few factors that explain why answers go together."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.parallel import correlations

ROTATIONS = ("varimax", "oblimin", "none")


@dataclass(frozen=True)
class Factors:
    """A common factor model: item = Σ loading × factor + its own rest; everything standardised.

    loadings : one row per item, one column per factor 1 … k. After an oblique rotation they are the pattern.
    communalities : share of each item's variance that the factors explain; 1 − it is the item's uniqueness.
    variance : one row per factor: `sum_of_squares` of its loadings (in items), its `share` of all variance and the
        `cumulative` share.
    correlations : of the factors; the identity unless the rotation is oblique.
    chi_square, degrees_of_freedom, p_value : likelihood-ratio test (Bartlett's) that so many factors are enough; a
        small p says that they are not. n : persons.

    Factor 1 explains most; each points where the sum of its loadings is positive. There are no standard errors.
    """

    loadings: pd.DataFrame = field(compare=False)
    communalities: pd.Series = field(compare=False)
    variance: pd.DataFrame = field(compare=False)
    correlations: pd.DataFrame = field(compare=False)
    chi_square: float
    degrees_of_freedom: int
    p_value: float
    n: int
    rotation: str
    _means: pd.Series = field(repr=False, compare=False)
    _spread: pd.Series = field(repr=False, compare=False)

    def scores(self, items: Any) -> pd.DataFrame:
        """Each person's factors by regression (Thomson 1951), mean 0; one row per person, with the index of `items`."""
        if self._means.isna().any():
            raise InputError("scores need a fit to persons; this one was to correlations. Fit to the answers.")
        table = inputs.in_memory(items, "items")
        inputs.require_rows(table, "items")
        inputs.require_columns(table, "items", **{f"items[{i}]": name for i, name in enumerate(self._means.index)})
        values = pd.DataFrame({c: inputs.numbers(table[c], str(c)) for c in self._means.index}, index=table.index)
        standard = (values - self._means) / self._spread
        structure = self.loadings.to_numpy() @ self.correlations.to_numpy()
        implied = structure @ self.loadings.to_numpy().T
        np.fill_diagonal(implied, 1.0)
        weights = np.linalg.solve(implied, structure)
        return pd.DataFrame(standard.to_numpy() @ weights, index=table.index, columns=self.loadings.columns)

    def __str__(self) -> str:
        test = f"chi² {self.chi_square:.4g} on {self.degrees_of_freedom} degrees of freedom, p {self.p_value:.3g}"
        shown = self.loadings.round(2).assign(communality=self.communalities.round(2)).to_string()
        return f"{self.loadings.shape[1]} factors ({self.rotation}), n {self.n:,}, {test}\n{shown}"

    __repr__ = __str__


def factor_analysis(items: Any, k: int, rotation: str = "varimax", n: int | None = None) -> Factors:
    """Fit k common factors by maximum likelihood (statsmodels), then rotate them.

    items : one column of numbers per item, one row per person, nothing missing; or correlations (or covariances) of
    `n` persons. rotation : "varimax" (factors uncorrelated; rows normalised as Kaiser 1958), "oblimin" (direct
    quartimin, factors may correlate) or "none".

    Errors: more factors than the items can carry, a Heywood case (an item without any variance of its own), a fit that
    does not converge. Sources: Lawley & Maxwell (1971); Kaiser (1958); Jennrich & Sampson (1966).
    """
    from scipy.stats import chi2

    inputs.one_of(rotation, "rotation", ROTATIONS)
    matrix, people = correlations(items, n)
    R, p = matrix.to_numpy(), len(matrix)
    inputs.integer(k, "k", 1, _most(p), f"{p} items carry at most {_most(p)} factors.")
    raw = _fitted(R, k, people)
    loadings, between = _rotated(raw, rotation)
    unique = 1 - (raw**2).sum(axis=1)
    degrees = ((p - k) ** 2 - p - k) // 2
    statistic = (people - 1 - (2 * p + 5) / 6 - 2 * k / 3) * _discrepancy(R, raw, unique)
    names = pd.Index(range(1, k + 1), name="factor")
    means, spread = _units(items, matrix.index, n)
    return Factors(
        loadings=pd.DataFrame(loadings, index=matrix.index.rename("item"), columns=names),
        communalities=pd.Series(1 - unique, index=matrix.index.rename("item"), name="communality"),
        variance=_variance(loadings, between, names),
        correlations=pd.DataFrame(between, index=names, columns=names),
        chi_square=float(statistic),
        degrees_of_freedom=degrees,
        p_value=float(chi2.sf(statistic, degrees)) if degrees else float("nan"),
        n=people,
        rotation=rotation,
        _means=means,
        _spread=spread,
    )


def _most(p: int) -> int:
    """Return the largest number of factors that leaves degrees of freedom: (p − k)² ≥ p + k."""
    return max([1, *(k for k in range(1, p) if (p - k) ** 2 >= p + k)])


def _fitted(R: np.ndarray, k: int, people: int) -> np.ndarray:
    from statsmodels.multivariate.factor import Factor

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it converged is asked below
        model = Factor(corr=R, n_factor=k, method="ml", nobs=people)
        try:
            found = model.fit(maxiter=5_000, tol=1e-8)
            loadings, unique = found.loadings, found.uniqueness
        except (ValueError, np.linalg.LinAlgError):
            loadings, unique = np.full((len(R), k), np.nan), np.full(len(R), np.nan)
    if not np.isfinite(loadings).all() or not found.mle_retvals.success:
        raise InputError(f"k must be a number of factors for which the fit converges, got {k}. Use fewer factors.")
    if unique.min() < 5e-3:
        step = "Use fewer factors, or leave out an item that repeats another."
        raise InputError(f"k = {k} leaves an item without any variance of its own (a Heywood case). {step}")
    return np.asarray(loadings)


def _rotated(raw: np.ndarray, rotation: str) -> tuple[np.ndarray, np.ndarray]:
    """Return loadings in the stated order and direction, and the factors' correlations."""
    from statsmodels.multivariate.factor_rotation import rotate_factors

    loadings, between = raw, np.eye(raw.shape[1])
    if rotation != "none" and raw.shape[1] > 1:
        length = np.sqrt((raw**2).sum(axis=1, keepdims=True))
        method = ("varimax",) if rotation == "varimax" else ("quartimin",)
        turned, T = rotate_factors(raw / length, *method, tol=1e-7, max_tries=2_000)
        loadings, between = turned * length, T.T @ T
    order = np.argsort(-((loadings @ between) * loadings).sum(axis=0), kind="stable")
    sign = np.where(loadings[:, order].sum(axis=0) < 0, -1.0, 1.0)
    return loadings[:, order] * sign, between[np.ix_(order, order)] * np.outer(sign, sign)


def _variance(loadings: np.ndarray, between: np.ndarray, names: pd.Index) -> pd.DataFrame:
    squares = ((loadings @ between) * loadings).sum(axis=0)
    table = pd.DataFrame({"sum_of_squares": squares, "share": squares / len(loadings)}, index=names)
    return table.assign(cumulative=table["share"].cumsum())


def _discrepancy(R: np.ndarray, raw: np.ndarray, unique: np.ndarray) -> float:
    implied = raw @ raw.T + np.diag(unique)
    log_ratio = np.linalg.slogdet(implied)[1] - np.linalg.slogdet(R)[1]
    return float(log_ratio + np.trace(np.linalg.solve(implied, R)) - len(R))


def _units(items: Any, names: pd.Index, n: int | None) -> tuple[pd.Series, pd.Series]:
    """Return mean and standard deviation of each item; missing where only correlations are known."""
    if n is not None:
        return pd.Series(np.nan, index=names), pd.Series(np.nan, index=names)
    table = inputs.in_memory(items, "items").astype(float)
    return table.mean().set_axis(names), table.std().set_axis(names)
