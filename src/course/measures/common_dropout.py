"""BG/NBD in which all customers share one probability of leaving: what is left of it where people do not differ."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.histories import customers, history

NOBODY = 1e-8  # a probability of leaving below this counts as nobody leaving


class CommonDropout:
    """Purchases come at personal rates, Gamma(r, alpha); after each repeat purchase anybody leaves with probability p.

    The limit of BG/NBD as a and b grow with a / (a + b) = p. Where people do not differ in how easily they leave, and
    where nobody leaves (p = 0), the data do not determine a and b, `BetaGeometric` says so, and this model is enough.
    `params_` holds r, alpha (in the summary's unit of time) and p. Source: Fader, Hardie & Lee (2005a), before mixing.
    """

    params_: pd.Series
    log_likelihood_: float

    def fit(self, summary: Any) -> CommonDropout:
        """Fit by maximum likelihood to one row per customer with `frequency, recency, T` (see `rfm_summary`)."""
        from scipy.optimize import minimize

        x, recency, age = history(summary)
        if not (x > 0).any():
            raise InputError("frequency must be above 0 for some customer, got zeros only. Observe them for longer.")
        scale = age.mean()
        times = recency / scale, age / scale
        bounds = [(-9, 12), (-9, 12), (np.log(NOBODY / 10), 12)]
        found = minimize(lambda logs: -_log_likelihood(logs, x, *times).mean(), [0.0, 0.0, -2.0], method="L-BFGS-B",
                         bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-8, "maxiter": 1000})  # fmt: skip
        r, alpha, odds = np.exp(found.x)
        leaving = odds / (1 + odds)
        self.params_ = pd.Series({"r": r, "alpha": alpha * scale, "p": leaving if leaving > NOBODY else 0.0})
        self.log_likelihood_ = float(-found.fun * len(x) - x.sum() * np.log(scale))
        return self

    def probability_alive(self, summary: Any) -> pd.Series:
        """Probability that each customer has not left; 1 for every one-time buyer, as in BG/NBD."""
        x, recency, age = history(summary)
        r, alpha, p = self._fitted()
        odds = (x > 0) * p / (1 - p) * np.exp((r + x) * np.log((alpha + age) / (alpha + recency)))
        return pd.Series(1 / (1 + odds), index=customers(summary), name="probability_alive")

    def expected_purchases(self, t: float, summary: Any) -> pd.Series:
        """Expected purchases in the next `t`: P(alive) / p × (1 − ((alpha + T) / (alpha + T + p t))^(r + x))."""
        t = inputs.between(t, "t", 0, np.inf)
        x, _, age = history(summary)
        r, alpha, p = self._fitted()
        mean = (r + x) / (alpha + age) * t
        if p > 0:
            mean = -np.expm1(-(r + x) * np.log1p(p * t / (alpha + age))) / p
        return (self.probability_alive(summary) * mean).rename("expected_purchases")

    def _fitted(self) -> tuple[float, float, float]:
        if not hasattr(self, "params_"):
            raise InputError("CommonDropout must be fitted first: CommonDropout().fit(summary).")
        return float(self.params_["r"]), float(self.params_["alpha"]), float(self.params_["p"])

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "CommonDropout (not fitted)"
        return "CommonDropout: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


def _log_likelihood(logs: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
    """One value per customer; `logs` are those of r, alpha and the odds of leaving."""
    from scipy.special import gammaln

    r, alpha, odds = np.exp(logs)
    stayed = -(r + x) * np.log(alpha + age)
    left = np.where(x > 0, logs[2] - (r + x) * np.log(alpha + recency), -np.inf)
    return gammaln(r + x) - gammaln(r) + r * logs[1] - x * np.log1p(odds) + np.logaddexp(stayed, left)
