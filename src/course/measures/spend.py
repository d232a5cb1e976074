"""What a purchase is worth: means of few purchases pulled towards everybody's (gamma-gamma; Fader & Hardie 2013)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.curvature import curvature, slope
from course.measures.histories import customers

PARAMETERS = ["p", "q", "v"]
LIMITS = (1e-3, 1e6)
START = np.log([2.0, 2.0, 1.0])
_FLAT = 1e-6


class GammaGamma:
    """Money per purchase varies around a personal mean, and these means vary between customers.

    A purchase of one customer is Gamma(p, nu), nu of customers Gamma(q, v); v is in the unit of money. The model takes
    how much a customer spends and how often for unrelated: `correlation_` says how far that is so.

    After `fit`: `params_` (p, q, v), `standard_errors_` (from the observed information), `log_likelihood_` (a sum over
    repeat buyers), `n_` (how many), `correlation_` (of frequency and mean money among them).
    Source: Fader, Hardie & Lee (2005b), after Colombo & Jiang (1999).
    """

    params_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float
    correlation_: float
    n_: int

    def fit(self, summary: Any) -> GammaGamma:
        """Fit by maximum likelihood to one row per customer with `frequency, monetary_value` (see `rfm_summary`).

        Who never bought again says nothing about money per repeat purchase and is left out. Errors: InputError for
        repeat buyers with a mean of 0 or less, fewer than ten of them, and data that do not determine all three.
        """
        x, money = _spent(summary)
        kept = x > 0
        if kept.sum() < 10:
            raise InputError(f"summary must hold ten repeat buyers or more, got {int(kept.sum())}. Use more customers.")
        if (money[kept] <= 0).any():
            bad = int(np.flatnonzero(kept & (money <= 0))[0])
            raise InputError(
                f"monetary_value must be above 0 for repeat buyers, got {money[bad]:g} in row {bad}. "
                "Leave purchases without money out before rfm_summary."
            )
        scale = float(np.exp(np.log(np.sort(money[kept])).mean()))  # sorted: the same sum in any order of rows
        rows, many = np.unique(np.column_stack([x[kept], money[kept] / scale]), axis=0, return_counts=True)
        self._fit(rows, many, scale)
        self.correlation_ = _correlation(np.repeat(rows, many, axis=0))
        return self

    def _fit(self, rows: np.ndarray, many: np.ndarray, scale: float) -> None:
        self.n_ = int(many.sum())
        weight = many / self.n_

        def loss(at: np.ndarray) -> float:
            return -float(weight @ _log_likelihood(at, *rows.T))

        logs = _maximise(loss, scale)
        self.params_ = pd.Series(np.exp(logs) * [1.0, 1.0, scale], index=PARAMETERS)
        self.log_likelihood_ = float((-loss(logs) - np.log(scale)) * self.n_)
        self.standard_errors_ = self.params_ * np.sqrt(np.diag(np.linalg.inv(curvature(loss, logs) * self.n_)))

    def expected_spend(self, summary: Any = None) -> Any:
        """Expected mean money of a customer's purchases, in the unit of money: a Series, one per row of `summary`.

        A weighted mean of what the customer spent and what everybody spends; the more purchases, the more their own
        counts. Without a summary: that of a new customer, a float, which is also everybody's.
        """
        self._require_fit()
        p, q, v = self.params_
        if q <= 1:
            raise InputError(f"q must be above 1 for a mean to exist, got {q:.4g}. A few purchases dominate the rest.")
        everybody = p * v / (q - 1)
        if summary is None:
            return float(everybody)
        x, money = _spent(summary)
        own = p * x / (p * x + q - 1)
        return pd.Series(own * money + (1 - own) * everybody, index=customers(summary), name="expected_spend")

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("GammaGamma must be fitted first: GammaGamma().fit(summary).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "GammaGamma (not fitted)"
        return "GammaGamma: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


def _spent(summary: Any) -> tuple[np.ndarray, np.ndarray]:
    frame = inputs.in_memory(summary, "summary")
    inputs.require_columns(frame, "summary", frequency="frequency", money="monetary_value")
    return inputs.whole(frame["frequency"], "frequency"), inputs.numbers(frame["monetary_value"], "monetary_value", 0)


def _log_likelihood(logs: np.ndarray, x: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Log-density of each customer's mean over x purchases."""
    from scipy.special import gammaln

    p, q, v = np.exp(logs)
    px = p * x
    shape = gammaln(px + q) - gammaln(px) - gammaln(q)
    share = x * mean / (x * mean + v)  # of the customer's own money
    return np.asarray(shape - np.log(mean) + px * np.log(share) + q * np.log1p(-share))


def _correlation(rows: np.ndarray) -> float:
    return float(np.corrcoef(rows.T)[0, 1]) if (np.ptp(rows, axis=0) > 0).all() else 0.0


def _maximise(loss: Any, scale: float) -> np.ndarray:
    from scipy.optimize import minimize

    bounds = [tuple(np.log(LIMITS))] * 3
    found = minimize(loss, START, jac=lambda at: slope(loss, at), method="L-BFGS-B", bounds=bounds,
                     options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 1000})  # fmt: skip
    at, ends = found.x, np.log(LIMITS)
    inside = ((at > ends[0] + 0.01) & (at < ends[1] - 0.01)).all()
    for _ in range(3 if inside else 0):
        at = at - np.linalg.solve(curvature(loss, at), slope(loss, at))
    if inside and np.abs(slope(loss, at)).max() < _FLAT and loss(at) < found.fun + 1e-9:
        return np.asarray(at)
    values = zip(PARAMETERS, np.exp(found.x) * [1.0, 1.0, scale], strict=True)
    last = ", ".join(f"{name} {value:.3g}" for name, value in values)
    reason = "These data do not determine all three: perhaps customers do not differ. Use more customers."
    raise InputError(f"the gamma-gamma fit did not converge (last: {last}). {reason}")
