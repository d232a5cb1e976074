"""BG/NBD: buying until a customer silently leaves, judged from recency and frequency (Fader, Hardie & Lee 2005a)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.bgnbd_likelihood import PARAMETERS, Likelihood
from course.measures.histories import customers, history

#: A parameter that runs beyond these (alpha: in lengths of the longest observation) is not determined by the data.
LIMITS = (1e-4, 1e5)

#: Where the search begins, with times in lengths of the longest observation.
START = np.log([0.5, 0.3, 0.5, 1.5])

#: Nearer to 1 than this, `a` is evaluated on a line between two points around 1.
NEAR_ONE, AROUND = 5e-5, 1e-4


class BetaGeometric:
    """Purchases come at a steady personal rate; after each one the customer leaves with a personal probability.

    Rates differ between customers as Gamma(r, alpha), leaving probabilities as Beta(a, b). Times are in the unit of
    the summary, and so is alpha. A customer who bought once cannot have left, because leaving follows a *repeat*
    purchase: `probability_alive` is 1 for every one-time buyer by construction, and that is the model's limit.

    After `fit`: `params_` (r, alpha, a, b), `standard_errors_` (from the information matrix), `log_likelihood_`
    (a sum over customers). Source: Fader, Hardie & Lee (2005a), Marketing Science 24(2).
    """

    params_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float

    def fit(self, summary: Any) -> BetaGeometric:
        """Fit by maximum likelihood to one row per customer with `frequency, recency, T` (see `rfm_summary`).

        Order of rows, index and further columns do not matter. An InputError names impossible rows, data without a
        repeat purchase, and a likelihood without a maximum.
        """
        x, recency, age = history(summary)
        if not (x > 0).any():
            raise InputError("frequency must be above 0 for some customer, got zeros only. Observe them for longer.")
        scale = age.max()  # not the mean: its last digit would depend on the order of rows
        likelihood = Likelihood(x, recency / scale, age / scale)
        units = np.array([1.0, scale, 1.0, 1.0])
        logs, mean = _maximise(likelihood, units)
        self.log_likelihood_ = float(mean * len(x) - x.sum() * np.log(scale))
        self.params_ = pd.Series(np.exp(logs) * units, index=PARAMETERS)
        self.standard_errors_ = self.params_ * np.sqrt(np.diag(np.linalg.inv(likelihood.information(logs))))
        return self

    def expected_purchases(self, t: float, summary: Any = None) -> Any:
        """Expected purchases in the next `t` units of time: a Series, one number per customer of `summary`.

        Without a summary: expected repeat purchases of a new customer within `t` of the first order, a float.
        Equation 10 (equation 9 for a new customer), with Euler's transformation, which keeps it exact for heavy buyers.
        """
        self._require_fit()
        t = inputs.between(t, "t", 0, np.inf, "It is a length of time in the summary's unit.")
        if summary is None:
            return float(_mean_while_alive(t, np.zeros(1), np.zeros(1), self.params_)[0])
        x, recency, age = history(summary)
        expected = _mean_while_alive(t, x, age, self.params_) * self._alive(x, recency, age)
        return pd.Series(expected, index=customers(summary), name="expected_purchases")

    def probability_alive(self, summary: Any) -> pd.Series:
        """Probability that each customer has not left by the end of observation; 1 for every one-time buyer."""
        self._require_fit()
        return pd.Series(self._alive(*history(summary)), index=customers(summary), name="probability_alive")

    def expected_purchases_grid(self, t: float, T: float, most: int = 10, steps: int = 20) -> pd.DataFrame:
        """Expected purchases in the next `t` of customers known for `T`: an iso-value map (Fader, Hardie & Lee 2005b).

        One row per frequency 1 … `most`, one column per recency: `steps` equal steps up to `T`.
        """
        inputs.between(T, "T", 1e-12, np.inf)
        inputs.integer(most, "most", 1)
        inputs.integer(steps, "steps", 1)
        recency = np.linspace(0, T, steps + 1)[1:]
        cells = pd.MultiIndex.from_product([range(1, most + 1), recency], names=["frequency", "recency"])
        grid = cells.to_frame(index=False).assign(T=float(T))
        return self.expected_purchases(t, grid).set_axis(cells).unstack("recency")

    def _alive(self, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
        from scipy.special import expit

        r, alpha, a, b = self.params_
        again = np.maximum(x, 1)
        log_odds_gone = np.log(a / (b + again - 1)) + (r + x) * np.log((alpha + age) / (alpha + recency))
        return np.where(x > 0, expit(-log_odds_gone), 1.0)

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("BetaGeometric must be fitted first: BetaGeometric().fit(summary).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "BetaGeometric (not fitted)"
        return "BetaGeometric: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


def _maximise(likelihood: Likelihood, units: np.ndarray) -> tuple[np.ndarray, float]:
    """Newton's method with a trust region on the logarithms of the parameters: where, and the mean log-likelihood."""
    from scipy.optimize import minimize

    found = minimize(
        likelihood.value, START, jac=likelihood.gradient, hess=likelihood.hessian,
        method="trust-exact", options={"gtol": 1e-9, "maxiter": 500},
    )  # fmt: skip
    estimates = np.exp(found.x)
    if np.abs(found.jac).max() < 1e-5 and (estimates > LIMITS[0]).all() and (estimates < LIMITS[1]).all():
        return found.x, -float(found.fun)
    last = ", ".join(f"{name} {value:.3g}" for name, value in zip(PARAMETERS, estimates * units, strict=True))
    reason = "These data do not determine all four: perhaps nobody leaves. Use more customers, or observe them longer."
    raise InputError(f"the BG/NBD fit did not converge in {found.nit} steps (last: {last}). {reason}")


def _mean_while_alive(t: float, x: np.ndarray, age: np.ndarray, parameters: Iterable[float]) -> np.ndarray:
    """Expected purchases within `t` of a customer with `x` purchases who is alive at `age`."""
    from scipy.special import hyp2f1

    r, alpha, a, b = parameters
    if abs(a - 1) < NEAR_ONE:  # a removable singularity: go round it on a straight line
        low, high = (_mean_while_alive(t, x, age, (r, alpha, 1 + step, b)) for step in (-AROUND, AROUND))
        return low + (high - low) * (a - 1 + AROUND) / (2 * AROUND)
    c = a + b + x - 1
    c = np.where(np.abs(c) < 1e-9, 1e-9, c)
    z = t / (alpha + age + t)
    left = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, c, z)
    return c / (a - 1) * (1 - left)
