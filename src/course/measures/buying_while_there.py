"""The NBD in a market that people leave: how often customers buy while there, and who of the silent still is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.fading import Cohorts, FadingOrders, _survival

START = np.log([0.5, 10.0])  # r, and alpha in weeks
LIMITS = [(np.log(1e-3), np.log(1e3)), (np.log(1e-3), np.log(1e6))]


class NBDWhileThere:
    """Purchases at gamma distributed personal rates, as in the NBD, by those who have not left.

    Who made no purchase in the last period has left, or is there and buys seldom. The NBD alone takes everybody for
    there; here orders that fade with age say how many have left (see `FadingOrders`, whose suppositions these are),
    and the counts of the last period how often the others buy. `params_` holds r and alpha (in weeks), of those who
    are there, and hazard and spread of leaving.
    """

    params_: pd.Series

    def fit(
        self, orders: Any, period: int = 52, end: Any = None, customer: str = "customer_id", date: str = "ordered_at"
    ) -> NBDWhileThere:
        """Fit to all orders of customers who came in the time observed; counts are of the last `period` weeks.

        Everybody says how orders fade; counts are of those who came before the period began. Maximum likelihood, of
        leaving first. Errors: as for `FadingOrders`, and a period before which nobody came.
        """
        self.fading_ = FadingOrders().fit(orders, end, customer, date)
        self._cohorts, self._period = self.fading_._cohorts, inputs.integer(period, "period", 1)
        if not (self._cohorts.ages >= period).any():
            step = "Somebody must have come before it began."
            raise invalid("period", period, f"below {self._cohorts.weeks}, the weeks observed", step)
        self._lived = Lived.fitted(self._cohorts, self._period, self.fading_.params_.to_numpy())
        self.params_ = pd.concat([pd.Series({"r": self._lived.r, "alpha": self._lived.alpha}), self.fading_.params_])
        return self

    def probability_there(self, x: Any) -> np.ndarray:
        """Probability that who made `x` purchases in the last period is still there at its end."""
        return self._fitted().there(inputs.whole(np.atleast_1d(x), "x"))

    def expected_purchases(self, x: Any) -> np.ndarray:
        """Expected purchases, in a next period of the same length, of those who made `x` in the last.

        P(still there) × (r + x) / (α + t) × the weeks that who is there now will stay, on average.
        """
        found, count = self._fitted(), inputs.whole(np.atleast_1d(x), "x")
        return found.there(count) * (found.r + count) / (found.alpha + self._period) * found.weeks_to_stay

    def share_there(self, x: int = 0, level: float = 0.95, resamples: int = 40, seed: int = 1) -> Estimate:
        """Share of those with `x` purchases in the last period who are still there; interval by resampled customers.

        It allows for the luck of these customers too; `n` counts them.
        """
        found, count = self._fitted(), np.array([inputs.integer(x, "x", 0)], dtype=float)
        people = int((_counts(self._cohorts, self._period) == x).sum())
        if people == 0:
            raise InputError(f"x must be a number of purchases that somebody made, got {x}. Try 0.")
        luck, logs = np.random.default_rng(seed), np.log(self.fading_.params_.to_numpy())
        share, others = float(found.there(count)[0]), []
        for _ in range(inputs.integer(resamples, "resamples", 2)):
            other = self._cohorts.resampled(luck)
            others.append(Lived.fitted(other, self._period, np.exp(other.fitted(logs))).there(count)[0])
        error = np.sqrt(np.var(others, ddof=1) + share * (1 - share) / people)
        return Estimate.normal(share, error, people, level)

    def _fitted(self) -> Lived:
        if not hasattr(self, "params_"):
            raise InputError("NBDWhileThere must be fitted first: NBDWhileThere().fit(orders).")
        return self._lived

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "NBDWhileThere (not fitted)"
        return "NBDWhileThere: " + ", ".join(f"{name} {value:.4g}" for name, value in self.params_.items())


@dataclass(frozen=True)
class Lived:
    """Rates of those who are there, and for how much of the last period customers were.

    present : shares of customers; weeks : of the period that they lived, one value each. The last is the whole period,
    of those who are still there. weeks_to_stay : of the next period, by those.
    """

    r: float
    alpha: float
    present: np.ndarray
    weeks: np.ndarray
    weeks_to_stay: float

    @classmethod
    def fitted(cls, cohorts: Cohorts, period: int, leaving: np.ndarray) -> Lived:
        """Fit rates to the counts of the last period, given hazard and spread of leaving."""
        from scipy.optimize import minimize

        known = cohorts.ages >= period
        present, weeks, stay = _presence(cohorts.ages[known] + 0.5, cohorts.times[known], period, np.log(leaving))
        value, row = np.unique(_counts(cohorts, period)[known], return_inverse=True)
        number = np.bincount(row, cohorts.times[known])

        def misfit(logs: np.ndarray) -> float:
            r, alpha = np.exp(logs)
            return -float(number @ np.log(_probability(value, r, alpha, weeks) @ present)) / number.sum()

        tight = {"ftol": 1e-15, "gtol": 1e-9}
        found = minimize(misfit, START, jac="3-point", method="L-BFGS-B", bounds=LIMITS, options=tight)
        r, alpha = np.exp(found.x)
        return cls(float(r), float(alpha), present, weeks, stay)

    def there(self, x: np.ndarray) -> np.ndarray:
        """Probability of being there at the end, by purchases in the period."""
        chance = _probability(x, self.r, self.alpha, self.weeks) * self.present
        return chance[:, -1] / chance.sum(axis=1)


def _counts(cohorts: Cohorts, period: int) -> np.ndarray:
    """Purchases of the last period by customer; −1 for who came later than it began."""
    recent = cohorts.week >= cohorts.weeks - period
    counts = np.bincount(cohorts.customer[recent], minlength=len(cohorts.came))
    return np.where(cohorts.ages >= period, counts, -1)


def _presence(
    age: np.ndarray, times: np.ndarray, period: int, logs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Shares of customers by the weeks of the last period that they were there, and how long the others will stay."""
    value, row = np.unique(age, return_inverse=True)
    number = np.bincount(row, times)
    week = np.arange(-period, period + 1)
    there = np.array([number @ _survival(logs, value + at) for at in week]) / number.sum()
    past, coming = there[: period + 1], there[period:]
    present = np.r_[1 - past[0], past[:-1] - past[1:], past[-1]]
    weeks = np.r_[0.0, np.arange(period) + 0.5, float(period)]
    return present, weeks, float((coming[:-1] + coming[1:]).sum() / 2 / coming[0])


def _probability(x: np.ndarray, r: float, alpha: float, weeks: np.ndarray) -> np.ndarray:
    """Negative binomial probability of x purchases (rows) in so many weeks (columns)."""
    from scipy.special import gammaln, xlogy

    x = np.asarray(x, dtype=float)[:, None]
    part = weeks / (alpha + weeks)
    return np.exp(gammaln(r + x) - gammaln(r) - gammaln(x + 1) + r * np.log1p(-part) + xlogy(x, part))
