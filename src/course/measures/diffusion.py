"""A new product spreads: some buy of themselves, the others because many have (Bass 1969)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

PARAMETERS = ["p", "q", "m"]
_FAR = 100.0  # a market of so many times what was sold until now is not determined by the data


class BassModel:
    """First purchases by period: of those who have not bought yet a share p + q · (share who have) buys next.

    p : innovation, per period. q : imitation, per period. m : all who will ever buy, in the unit of sales. Share who
    have bought by t: F(t) = (1 − e^−(p+q)t) / (1 + q/p · e^−(p+q)t).

    After `fit`: `params_` (p, q, m), `standard_errors_`, `sigma_` (of the sales of a period around the curve, in their
    unit). Source: Bass (1969), Management Science 15(5); fit: Srinivasan & Mason (1986).
    """

    params_: pd.Series
    standard_errors_: pd.Series
    sigma_: float

    def fit(self, sales: Any) -> BassModel:
        """Fit to sales per period from the launch on, first purchases only, in order, without gaps.

        Least squares of sales around m (F(t) − F(t − 1)), with standard errors from its curvature. An InputError names
        fewer than five periods, and sales that do not determine the size of the market: before the peak they hardly do.
        """
        sold = inputs.numbers(sales, "sales", low=0)
        inputs.integer(len(sold), "periods of sales", 5, next_step="Wait for more of the curve.")
        if sold.sum() == 0:
            raise InputError("sales must be above 0 in some period, got zeros only. Begin at the launch.")
        values, errors, self.sigma_ = _least_squares(sold, _regression(sold))
        self.params_ = pd.Series(values, index=PARAMETERS)
        self.standard_errors_ = pd.Series(errors, index=PARAMETERS)
        return self

    def sales(self, periods: int) -> pd.Series:
        """Sales of period 1, 2, … `periods` by the model, in the unit of sales."""
        self._require_fit()
        inputs.integer(periods, "periods", 1)
        index = pd.RangeIndex(1, periods + 1, name="period")
        return pd.Series(_sales(self.params_.to_numpy(), periods), index=index, name="sales")

    @property
    def peak_(self) -> float:
        """Time from the launch to the most sales, in periods: log(q/p) / (p + q); 0 where q is at most p."""
        self._require_fit()
        p, q, _ = self.params_
        return float(np.log(q / p) / (p + q)) if q > p else 0.0

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("BassModel must be fitted first: BassModel().fit(sales).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "BassModel (not fitted)"
        return "BassModel: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


def _adopted(p: float, q: float, t: np.ndarray) -> np.ndarray:
    gone = -np.expm1(-(p + q) * t)
    return np.asarray(gone / (1 + q / p * np.exp(-(p + q) * t)))


def _sales(values: np.ndarray, periods: int) -> np.ndarray:
    p, q, m = values
    return np.asarray(m * np.diff(_adopted(p, q, np.arange(periods + 1.0))))


def _regression(sold: np.ndarray) -> np.ndarray | None:
    """Return p, q, m of the regression of Bass (1969), sales = p m + (q − p) before − q/m before².

    None where the parabola has no such roots.
    """
    before = np.r_[0.0, np.cumsum(sold)[:-1]]
    scale = sold.sum()
    known = np.column_stack([np.ones(len(sold)), before / scale, (before / scale) ** 2])
    a, b, c = np.linalg.lstsq(known, sold / scale)[0]
    inside = b * b - 4 * a * c
    if c >= 0 or inside < 0:
        return None
    m = (-b - np.sqrt(inside)) / (2 * c)
    found = np.array([a / m, -c * m, m * scale])
    return found if (found > 0).all() else None


def _refused(found: np.ndarray | None, sold: np.ndarray) -> np.ndarray:
    if found is None or found[2] > _FAR * sold.sum():
        last = "no market size" if found is None else f"m {found[2]:.3g}"
        raise InputError(
            f"sales must determine the size of the market, got {last}, with {sold.sum():.4g} sold so far. "
            "Wait until they slow down, or say m yourself from a survey."
        )
    return found


def _least_squares(sold: np.ndarray, start: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, float]:
    """Return p, q, m, their standard errors, and the spread of sales around the curve."""
    from scipy.optimize import least_squares

    scale, n = sold.sum(), len(sold)
    usual = np.array([0.03, 0.38, 2 * scale])  # means over many products (Sultan, Farley & Lehmann 1990)
    begin = np.log((usual if start is None else start) / [1, 1, scale])

    def away(logs: np.ndarray) -> np.ndarray:
        return _sales(np.exp(logs), n) - sold / scale

    low, high = np.log([1e-9, 1e-9, 1e-3]), np.log([1, 10, 1e6])
    begin = np.clip(begin, low + 1e-6, high - 1e-6)  # the regression may begin where no curve is
    found = least_squares(away, begin, bounds=(low, high),
                          xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=2_000)  # fmt: skip
    values = np.exp(found.x) * [1, 1, scale]
    _refused(values if found.success and (found.active_mask == 0).all() else None, sold)
    variance = (found.fun**2).sum() / (n - 3)
    errors = values * np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac)) * variance)
    return values, errors, float(np.sqrt(variance)) * scale
