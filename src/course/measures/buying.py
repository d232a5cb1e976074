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
STEP = 1e-3  # in logarithms, for the curvature of the likelihood
CLOSE = {"xatol": 1e-10, "fatol": 1e-10, "maxiter": 4_000}
FEW, MANY = -7.0, 12.0  # log r beyond which non-buyers are without number, and people do not differ


class NBD:
    """Negative binomial distribution: Poisson purchases whose rates differ between people as a gamma distribution.

    P(X = x) = Γ(r + x) / (Γ(r) x!) · (α / (α + t))^r · (t / (α + t))^x, with mean rt/α. A small r means
    that people differ a lot. `params_` holds r and alpha (alpha in periods), `standard_errors_` theirs (from the
    information matrix of their logarithms), `log_likelihood_` is a sum.
    """

    params_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float

    def fit(self, counts: Any, period: float = 1.0, buyers_only: bool = False) -> NBD:
        """Fit by maximum likelihood to one count of purchases per person, non-buyers included, over `period`.

        buyers_only : only people who bought were counted, as on a firm's own books; how many did not follows from the
        others (the distribution without its zeros), and is far less sure.

        An InputError says so where nobody bought, or where counts vary no more than at random (no finite r), or of
        buyers only where they are compatible with any number of non-buyers (r runs to 0).
        """
        purchases = inputs.whole(counts, "counts", low=int(buyers_only))
        self._period = inputs.between(period, "period", 1e-12, np.inf)
        self._values, self._people = np.unique(purchases, return_counts=True)
        self._buyers_only = buyers_only
        logs = self._of_buyers(purchases) if buyers_only else self._of_all(purchases)
        self._covariance = self._covariance_at(logs)
        r, mean = np.exp(logs)
        self.params_ = pd.Series({"r": float(r), "alpha": float(r * self._period / mean)})
        variance = [self._covariance[0, 0], np.array([1, -1]) @ self._covariance @ np.array([1, -1])]
        self.standard_errors_ = self.params_ * np.sqrt(variance)
        self.log_likelihood_ = self._log_likelihood(r, mean)
        return self

    @classmethod
    def from_penetration(cls, penetration: float, purchases_per_buyer: float, period: float = 1.0) -> NBD:
        """The NBD of which so many buy, and so often, over `period`: from two published figures, without the counts.

        penetration : share of all people who bought; r is such that (1 + mean / r)^−r of them did not ("mean and
        zeros"). What asks for the counts (frequencies, intervals) cannot be had. Source: Ehrenberg (1959).
        """
        inputs.between(penetration, "penetration", 1e-6, 1 - 1e-6, "It is a share of all people.")
        inputs.between(purchases_per_buyer, "purchases_per_buyer", 1, np.inf, "A buyer makes one purchase at least.")
        found, mean = cls(), penetration * purchases_per_buyer
        r = shape_of_zeros(mean, penetration, "purchases_per_buyer")
        found._period = inputs.between(period, "period", 1e-12, np.inf)
        found.params_ = pd.Series({"r": r, "alpha": r * found._period / mean})
        return found

    def probability(self, x: Any, period: float | None = None) -> np.ndarray:
        """Probability of `x` purchases by a person taken at random, over `period` (default: the one fitted)."""
        self._require_fit()
        time = self._period if period is None else inputs.between(period, "period", 0, np.inf)
        r, alpha = self.params_["r"], self.params_["alpha"]
        return np.exp(_log_probability(np.asarray(x, dtype=float), r, r * time / alpha))

    def expected_frequencies(self, most: int = 10) -> pd.DataFrame:
        """People by number of purchases: `observed` and `expected`, for 0, 1, … and "`most`+"; of buyers from 1 on."""
        self._require_counts()
        inputs.integer(most, "most", 2 if self._buyers_only else 1)
        observed = np.bincount(np.minimum(self._values, most).astype(int), self._people, minlength=most + 1)
        chance = self.probability(np.arange(most))
        people = self._people.sum() / (1 - chance[0]) if self._buyers_only else self._people.sum()
        labels = pd.Index([*map(str, range(most)), f"{most}+"], name="purchases")
        expected = np.r_[people * chance, people * (1 - chance.sum())]
        table = pd.DataFrame({"observed": observed.astype(int), "expected": expected}, index=labels)
        return table.iloc[1:] if self._buyers_only else table

    def repeat_buying(self, periods: Any) -> pd.DataFrame:
        """How buying grows with the length of time, and repeats: one row per length in `periods` (unit as in the fit).

        penetration : share of all people who buy; purchases_per_buyer. Of two such periods one after the other:
        repeat_share : of the buyers of the first, who buy in the second too; repeat_purchases : by each of these, in
        the second; new_purchases : by each buyer of the second who did not buy in the first. Source: Ehrenberg (1988).
        """
        self._require_fit()
        times = inputs.numbers(np.atleast_1d(periods), "periods", low=1e-12)
        r, alpha = self.params_["r"], self.params_["alpha"]
        none, none_in_both = (alpha / (alpha + times)) ** r, (alpha / (alpha + 2 * times)) ** r
        buy, new = 1 - none, none - none_in_both
        both, by_new = buy - new, none * r * times / (alpha + times)
        columns = {
            "penetration": buy,
            "purchases_per_buyer": r * times / alpha / buy,
            "repeat_share": both / buy,
            "repeat_purchases": (r * times / alpha - by_new) / both,
            "new_purchases": by_new / new,
        }
        return pd.DataFrame(columns, index=pd.Index(times, name="period"))

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
        self._require_counts()
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
        by_logs = np.array([expected * (r / (r + before) - r / (r + mean)), expected * r / (r + mean)])
        luck = expected + expected**2 / (r + before)
        return np.asarray((by_logs * (self._covariance @ by_logs)).sum(axis=0) + luck / people)

    def _of_all(self, purchases: np.ndarray) -> np.ndarray:
        """Return log r and log mean: the mean is that of the counts."""
        from scipy.optimize import minimize_scalar

        mean = _mean_of_overdispersed(purchases)
        best = minimize_scalar(lambda log: -self._log_likelihood(np.exp(log), mean), bounds=(-12, 12), options=TIGHT)
        return np.array([best.x, np.log(mean)])

    def _of_buyers(self, purchases: np.ndarray) -> np.ndarray:
        """Return log r and log mean that fit best to the counts of buyers; the mean is of all people."""
        from scipy.optimize import minimize

        if purchases.max() == 1:
            raise InputError("counts must hold somebody who bought twice, got ones only. Observe for a longer time.")
        start = np.log([1.0, purchases.mean() / 2])
        best = minimize(lambda logs: -self._log_likelihood(*np.exp(logs)), start, method="Nelder-Mead", options=CLOSE)
        if not FEW < best.x[0] < MANY:
            step = "Count non-buyers too." if best.x[0] < 0 else "People who do not differ are Poisson."
            raise InputError(f"counts must tell how people differ, but r runs to {np.exp(best.x[0]):.2g}. {step}")
        return np.asarray(best.x)

    def _covariance_at(self, logs: np.ndarray) -> np.ndarray:
        """Return the covariance of log r and log mean, from the curvature of the likelihood."""
        steps = STEP * np.array([[1, 0], [0, 1]])

        def at(*moves: np.ndarray) -> float:
            return self._log_likelihood(*np.exp(logs + np.sum(moves, axis=0)))

        bend = [[at(i, j) - at(i, -j) - at(-i, j) + at(-i, -j) for j in steps] for i in steps]
        return np.linalg.inv(-np.array(bend) / (4 * STEP**2))

    def _log_likelihood(self, r: float, mean: float) -> float:
        total = float((self._people * _log_probability(self._values, r, mean)).sum())
        if not self._buyers_only:
            return total
        return total - float(self._people.sum() * np.log(-np.expm1(_log_probability(np.zeros(1), r, mean))[0]))

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("NBD must be fitted first: NBD().fit(counts).")

    def _require_counts(self) -> None:
        self._require_fit()
        if not hasattr(self, "_values"):
            raise InputError("NBD must be fitted to counts for this, got a penetration: NBD().fit(counts).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "NBD (not fitted)"
        return f"NBD: r {self.params_['r']:.4g}, alpha {self.params_['alpha']:.4g}"


def shape_of_zeros(mean: float, penetration: float, argument: str) -> float:
    """Return r of the NBD of this mean of which so many buy: (1 + mean / r)^−r = 1 − penetration."""
    from scipy.optimize import brentq

    def away(log: float) -> float:
        return float(-np.exp(log) * np.log1p(mean / np.exp(log)) - np.log1p(-penetration))

    if away(MANY) >= 0:
        step = "Buyers who do not differ are Poisson; check whether the rate is per buyer."
        raise InputError(f"{argument} must be larger for so many buyers, got {mean / penetration:.4g}. {step}")
    return float(np.exp(brentq(away, -50.0, MANY, xtol=1e-13)))


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
