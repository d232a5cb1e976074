"""Pareto/NBD: buying until a customer silently leaves, at any time (Schmittlein, Morrison & Colombo 1987)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.curvature import curvature, slope
from course.measures.histories import customers, history

PARAMETERS = ["r", "alpha", "s", "beta"]

#: A parameter that runs beyond these (times in lengths of the longest observation) is not determined by the data.
LIMITS = (1e-4, 1e4)

#: Where the search begins, with times in lengths of the longest observation.
START = np.log([0.5, 0.3, 0.5, 0.3])

_FLAT = 1e-6  # slope of the mean log-likelihood where its top is reached


class ParetoNBD:
    """Purchases come at a steady personal rate until the customer leaves, which happens at a steady personal rate too.

    Purchase rates differ between customers as Gamma(r, alpha), rates of leaving as Gamma(s, beta). Times are in the
    unit of the summary, and so are alpha and beta. Unlike BG/NBD, a customer who bought once may have left.

    After `fit`: `params_` (r, alpha, s, beta), `standard_errors_` (from the observed information), `log_likelihood_` (a
    sum over customers). Source: Schmittlein, Morrison & Colombo (1987), Management Science 33(1).
    """

    params_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float

    def fit(self, summary: Any) -> ParetoNBD:
        """Fit by maximum likelihood to one row per customer with `frequency, recency, T` (see `rfm_summary`).

        Order of rows, index and further columns do not matter. An InputError names impossible rows, data without a
        repeat purchase, and a likelihood without a maximum.
        """
        x, recency, age = history(summary)
        if not (x > 0).any():
            raise InputError("frequency must be above 0 for some customer, got zeros only. Observe them for longer.")
        scale = age.max()
        rows, many = np.unique(np.column_stack([x, recency / scale, age / scale]), axis=0, return_counts=True)
        weight = many / len(x)
        logs = _maximise(lambda at: -float(weight @ _log_likelihood(at, *rows.T)), scale)
        units = np.array([1.0, scale, 1.0, scale])
        self.params_ = pd.Series(np.exp(logs) * units, index=PARAMETERS)
        total = float(many @ _log_likelihood(logs, *rows.T))
        self.log_likelihood_ = total - float(x.sum() * np.log(scale))
        information = curvature(lambda at: -float(weight @ _log_likelihood(at, *rows.T)), logs) * len(x)
        self.standard_errors_ = self.params_ * np.sqrt(np.diag(np.linalg.inv(information)))
        return self

    def expected_purchases(self, t: float, summary: Any = None) -> Any:
        """Expected purchases in the next `t` units of time: a Series, one number per customer of `summary`.

        Without a summary: expected repeat purchases of a new customer within `t` of the first order, a float.
        Equations 22 and 17 of Schmittlein, Morrison & Colombo (1987).
        """
        self._require_fit()
        t = inputs.between(t, "t", 0, np.inf, "It is a length of time in the summary's unit.")
        if summary is None:
            return float(self._while_alive(t, np.zeros(1), np.zeros(1))[0])
        x, recency, age = history(summary)
        expected = self._while_alive(t, x, age) * self._alive(x, recency, age)
        return pd.Series(expected, index=customers(summary), name="expected_purchases")

    def probability_alive(self, summary: Any) -> pd.Series:
        """Probability that each customer has not left by the end of observation."""
        self._require_fit()
        return pd.Series(self._alive(*history(summary)), index=customers(summary), name="probability_alive")

    def discounted_purchases(self, rate: float, summary: Any) -> pd.Series:
        """Expected purchases of all time to come, each counting exp(−rate · time until then): one row per customer.

        rate : per unit of time, continuously compounded: log(1 + yearly rate) / 52 for weeks; above 0. Known as
        discounted expected residual transactions (DERT). Source: Fader, Hardie & Lee (2005b).
        """
        from scipy.special import hyperu

        self._require_fit()
        rate = inputs.between(rate, "rate", 1e-9, np.inf, "0.0027 is about 15 % a year, in weeks.")
        x, recency, age = history(summary)
        r, alpha, s, beta = self.params_
        ahead = (beta + age) * hyperu(1.0, 2.0 - s, rate * (beta + age))  # discounted time that the living have left
        worth = self._alive(x, recency, age) * (r + x) / (alpha + age) * ahead
        return pd.Series(worth, index=customers(summary), name="discounted_purchases")

    def _while_alive(self, t: float, x: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Expected purchases within `t` of a customer with `x` purchases who is alive at `age`."""
        r, alpha, s, beta = self.params_
        longer = np.log1p(t / (beta + age))
        left = longer if abs(s - 1) < 1e-12 else -np.expm1(-(s - 1) * longer) / (s - 1)  # the same at s = 1
        return np.asarray((r + x) * (beta + age) / (alpha + age) * left)

    def _alive(self, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
        stayed, either = _log_lives(self.params_, x, recency, age)
        return np.exp(stayed - either)

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("ParetoNBD must be fitted first: ParetoNBD().fit(summary).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "ParetoNBD (not fitted)"
        return "ParetoNBD: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


def _log_likelihood(logs: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Log-likelihood of each customer."""
    from scipy.special import gammaln

    r, alpha, s, beta = np.exp(logs)
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return np.asarray(first + _log_lives((r, alpha, s, beta), x, recency, age)[1])


def _log_lives(
    at: Iterable[float], x: np.ndarray, recency: np.ndarray, age: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms, up to a common factor, of: bought so and stayed until T; the same or left between recency and T.

    The second adds s ∫ (alpha + u)^−(r+x) (beta + u)^−(s+1) du from recency to T.
    """
    r, alpha, s, beta = at
    stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    early, late = (_log_tail((r, alpha, s, beta), x, since) for since in (recency, age))
    with np.errstate(divide="ignore"):  # nobody can leave between the last purchase and T where they are one moment
        left = early + np.log(-np.expm1(np.minimum(late - early, 0.0)))
    return stayed, np.logaddexp(stayed, np.log(s / (r + s + x)) + left)


def _log_tail(at: Iterable[float], x: np.ndarray, since: np.ndarray) -> np.ndarray:
    """Logarithm of (r + s + x) ∫ (alpha + u)^−(r+x) (beta + u)^−(s+1) du from `since` on.

    A hypergeometric function, after Euler's transformation: one that lies between 1 and the reciprocal of 1 − z,
    so that no power overflows for heavy buyers.
    """
    from scipy.special import hyp2f1

    r, alpha, s, beta = at
    c = r + s + x + 1
    if alpha >= beta:
        z = (alpha - beta) / (alpha + since)
        return np.log(hyp2f1(1.0, r + x, c, z)) - (r + x) * np.log(alpha + since) - s * np.log(beta + since)
    z = (beta - alpha) / (beta + since)
    powers = (1 - r - x) * np.log(alpha + since) - (s + 1) * np.log(beta + since)
    return np.asarray(np.log(hyp2f1(1.0, s + 1.0, c, z)) + powers)


def _maximise(loss: Any, scale: float) -> np.ndarray:
    """Logarithms of the parameters where the likelihood is largest; one that has no top is an error."""
    from scipy.optimize import minimize

    bounds = [tuple(np.log(LIMITS))] * 4
    found = minimize(loss, START, jac=lambda at: slope(loss, at), method="L-BFGS-B", bounds=bounds,
                     options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 500})  # fmt: skip
    at = found.x
    inside = (np.abs(at) < np.log(LIMITS[1]) - 0.01).all()
    for _ in range(3 if inside else 0):  # Newton's last steps, so that the start does not show
        at = at - np.linalg.solve(curvature(loss, at), slope(loss, at))
    if inside and np.abs(slope(loss, at)).max() < _FLAT and np.isfinite(loss(at)) and loss(at) < found.fun + 1e-9:
        return np.asarray(at)
    values = np.exp(found.x) * [1.0, scale, 1.0, scale]
    last = ", ".join(f"{name} {value:.3g}" for name, value in zip(PARAMETERS, values, strict=True))
    reason = "These data do not determine all four: perhaps nobody leaves. Use more customers, or observe them longer."
    raise InputError(f"the Pareto/NBD fit did not converge (last: {last}). {reason}")
