"""How often people buy in a steady market: the negative binomial distribution (Ehrenberg 1959, 1988)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import normal_quantile

#: Log of r to ten digits, so that results do not depend on where the search began.
TIGHT = {"xatol": 1e-10}
STEP = 1e-3  # in log r, for the curvature of the likelihood


class NBD:
    """Negative binomial distribution: Poisson purchases whose rates differ between people as a gamma distribution.

    P(X = x) = Γ(r + x) / (Γ(r) x!) · (α / (α + t))^r · (t / (α + t))^x, with mean rt/α. A small r means
    that people differ a lot. `params_` holds r and alpha (alpha in periods), `log_likelihood_` is a sum.
    """

    params_: pd.Series
    log_likelihood_: float

    def fit(self, counts: Any, period: float = 1.0) -> NBD:
        """Fit by maximum likelihood to one count of purchases per person, non-buyers included, over `period`.

        An InputError says so where nobody bought, or where counts vary no more than at random (no finite r).
        """
        from scipy.optimize import minimize_scalar

        purchases = inputs.whole(counts, "counts")
        self._period = inputs.between(period, "period", 1e-12, np.inf)
        self._values, self._people = np.unique(purchases, return_counts=True)
        mean = _mean_of_overdispersed(purchases)
        best = minimize_scalar(lambda log: -self._log_likelihood(np.exp(log), mean), bounds=(-12, 12), options=TIGHT)
        r = float(np.exp(best.x))
        self.params_ = pd.Series({"r": r, "alpha": r * self._period / mean})
        self.log_likelihood_ = -float(best.fun)
        return self

    def probability(self, x: Any, period: float | None = None) -> np.ndarray:
        """Probability of `x` purchases by a person taken at random, over `period` (default: the one fitted)."""
        self._require_fit()
        time = self._period if period is None else inputs.between(period, "period", 0, np.inf)
        r, alpha = self.params_["r"], self.params_["alpha"]
        return np.exp(_log_probability(np.asarray(x, dtype=float), r, r * time / alpha))

    def expected_frequencies(self, most: int = 10) -> pd.DataFrame:
        """People by number of purchases: `observed` and `expected`, for 0, 1, … and "`most`+"."""
        self._require_fit()
        inputs.integer(most, "most", 1)
        observed = np.bincount(np.minimum(self._values, most).astype(int), self._people, minlength=most + 1)
        expected = self.probability(np.arange(most)) * self._people.sum()
        labels = pd.Index([*map(str, range(most)), f"{most}+"], name="purchases")
        expected = np.r_[expected, self._people.sum() - expected.sum()]
        return pd.DataFrame({"observed": observed.astype(int), "expected": expected}, index=labels)

    def expected_purchases(self, x: Any, period: float | None = None) -> np.ndarray:
        """Expected purchases in another period of those who made `x` in the fitted one: (r + x) t / (α + t₁).

        In a steady market who bought nothing buys too: (r + 0) / (α + t₁) per unit of time. Source: Goodhardt &
        Ehrenberg (1967).
        """
        self._require_fit()
        time = self._period if period is None else inputs.between(period, "period", 0, np.inf)
        r, alpha = self.params_["r"], self.params_["alpha"]
        return (r + np.asarray(x, dtype=float)) / (alpha + self._period) * time

    def conditional_expectations(
        self, most: int = 10, period: float | None = None, level: float = 0.95
    ) -> pd.DataFrame:
        """What those who made 0, 1, … and "`most`+" purchases are expected to make in another period, on average.

        One row per class that somebody is in: `people`, their mean number of purchases `before`, `expected`, and `low`
        and `high` of an interval for the mean that they will make. It allows for the luck of the fitted period (r and
        the mean by maximum likelihood) and of the next. It supposes a steady market: that nobody leaves above all.
        """
        self._require_fit()
        inputs.integer(most, "most", 1)
        people = np.bincount(np.minimum(self._values, most).astype(int), self._people, minlength=most + 1)
        total = np.bincount(np.minimum(self._values, most).astype(int), self._people * self._values, most + 1)
        before = np.divide(total, people, out=np.zeros(most + 1), where=people > 0)
        expected = self.expected_purchases(before, period)
        half = normal_quantile(level) * np.sqrt(self._variance_of_means(before, np.maximum(people, 1), expected))
        labels = pd.Index([*map(str, range(most)), f"{most}+"], name="purchases")
        columns = {"people": people.astype(int), "before": before, "expected": expected}
        table = pd.DataFrame({**columns, "low": np.maximum(expected - half, 0), "high": expected + half}, index=labels)
        return table[table["people"] > 0]

    def _variance_of_means(self, before: np.ndarray, people: np.ndarray, expected: np.ndarray) -> np.ndarray:
        """Variance of each class's mean about `expected` = (r + x) / (r + m) · m · t / t₁: of log r, of m, and luck."""
        r, mean = self.params_["r"], self.params_["r"] * self._period / self.params_["alpha"]
        near = [self._log_likelihood(r * np.exp(step), mean) for step in (-STEP, 0.0, STEP)]
        of_log_r, of_mean = STEP**2 / (2 * near[1] - near[0] - near[2]), (mean + mean**2 / r) / self._people.sum()
        by_log_r = expected * (r / (r + before) - r / (r + mean))
        by_mean = expected * r / (mean * (r + mean))
        luck = expected + expected**2 / (r + before)
        return by_log_r**2 * of_log_r + by_mean**2 * of_mean + luck / people

    def _log_likelihood(self, r: float, mean: float) -> float:
        return float((self._people * _log_probability(self._values, r, mean)).sum())

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("NBD must be fitted first: NBD().fit(counts).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "NBD (not fitted)"
        return f"NBD: r {self.params_['r']:.4g}, alpha {self.params_['alpha']:.4g}"


def _log_probability(x: np.ndarray, r: float, mean: float) -> np.ndarray:
    from scipy.special import gammaln, xlog1py, xlogy

    share = mean / (r + mean)
    return gammaln(r + x) - gammaln(r) - gammaln(x + 1) + xlog1py(r, -share) + xlogy(x, share)


def _mean_of_overdispersed(purchases: np.ndarray) -> float:
    mean, variance = purchases.mean(), purchases.var()
    if mean == 0:
        raise InputError("counts must hold at least one purchase, got zeros only. Check the filter and the period.")
    if variance <= mean:
        found = f"counts must vary more than at random (variance above mean), got {variance:.3g} and {mean:.3g}."
        raise InputError(f"{found} Buyers who do not differ follow a Poisson distribution; include the non-buyers.")
    return float(mean)
