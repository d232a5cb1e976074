"""How many are still there? Orders fade as people leave; newcomers of the same weeks are the yardstick."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate

DAYS_A_WEEK = 7
NOBODY, ALIKE, MOST = 1e-8, 1e-6, 50.0  # hazards and spreads below these are as good as 0; none is above the last
START = np.log([0.01, 1.0])


class FadingOrders:
    """Orders of customers who came long ago, beside those of newcomers in the same weeks.

    Of customers who came `age` weeks ago a share S(age) = (1 + spread · hazard · age)^(−1/spread) is still there: each
    leaves at a personal hazard, and hazards differ as a gamma distribution of mean `hazard` a week does. Whatever moves
    everybody in a week (season, prices, a competitor) moves newcomers too and cancels out, and so do differences in
    how often people buy. What is supposed, as by Schmittlein, Morrison & Colombo (1987): who stays buys as often as
    before, and those who buy often leave neither sooner nor later than others.

    The method counts those who are there and cannot name one of them. `params_` holds hazard and spread.
    """

    params_: pd.Series

    def fit(
        self, orders: Any, end: Any = None, customer: str = "customer_id", date: str = "ordered_at"
    ) -> FadingOrders:
        """Fit to all orders, up to `end` (default: the day of the last one), of customers who came in that time.

        Leave out who had bought before the first order on record. With the first order a customer comes; orders of
        that week do not count. Maximum likelihood given the orders of each week; an InputError says so where nobody
        ordered later.
        """
        self._cohorts = _cohorts(orders, end, customer, date)
        self.params_ = pd.Series(np.exp(self._cohorts.fitted(START)), index=["hazard", "spread"])
        return self

    def survival(self, age: Any) -> np.ndarray:
        """Share still there of customers who came `age` weeks ago."""
        return _survival(self._logs(), inputs.numbers(np.atleast_1d(age), "age", low=0))

    def share_still_there(self, level: float = 0.95, resamples: int = 40, seed: int = 1) -> Estimate:
        """Share of all these customers who are still there at the end; the interval comes from resampled customers.

        With fewer than some five thousand of them it is a little too narrow.
        """
        inputs.integer(resamples, "resamples", 2)
        luck, logs = np.random.default_rng(seed), self._logs()
        others = [self._cohorts.resampled(luck) for _ in range(resamples)]
        shares = [other.share(other.fitted(logs)) for other in others]
        return Estimate.normal(self._cohorts.share(logs), float(np.std(shares, ddof=1)), len(self._cohorts.came), level)

    def by_age(self, step: int = 13) -> pd.DataFrame:
        """Orders by age of the customers who make them, one row per `step` weeks, labelled with the first.

        `orders`, and `newcomers`: what as many people would order in the same weeks if none of them had left;
        `share` is the one divided by the other, before any curve is drawn through it.
        """
        return self._cohorts.by_age(self._logs(), inputs.integer(step, "step", 1))

    def _logs(self) -> np.ndarray:
        if not hasattr(self, "params_"):
            raise InputError("FadingOrders must be fitted first: FadingOrders().fit(orders).")
        return np.log(self.params_.to_numpy())

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "FadingOrders (not fitted)"
        return f"FadingOrders: hazard {self.params_['hazard']:.4g} a week, spread {self.params_['spread']:.4g}"


@dataclass(frozen=True)
class Cohorts:
    """Customers by the week in which they came, and their later orders; each customer counts `times`."""

    came: np.ndarray  # week, one value per customer
    customer: np.ndarray  # position of each order's customer
    week: np.ndarray  # of each order, after the customer's first week
    weeks: int  # observed
    times: np.ndarray

    def resampled(self, luck: np.random.Generator) -> Cohorts:
        """As many customers, drawn with replacement."""
        people = len(self.came)
        times = np.bincount(luck.integers(people, size=people), minlength=people)
        return Cohorts(self.came, self.customer, self.week, self.weeks, times)

    def fitted(self, start: np.ndarray) -> np.ndarray:
        """Logs of hazard and spread at which each week's orders are likeliest to be shared out as they are."""
        from scipy.optimize import minimize

        bounds = [(np.log(NOBODY), 0.0), (np.log(ALIKE), np.log(MOST))]
        age = np.arange(self.weeks)
        by_age, by_week, people = self._orders(self._age_of_orders), self._orders(self.week), self.people
        busy = by_week > 0

        def misfit(logs: np.ndarray) -> tuple[float, np.ndarray]:
            there, slopes = _survival(logs, age), _slopes(logs, age)
            present = _present(people, there)[busy]
            told = by_age @ np.log(there) - by_week[busy] @ np.log(present)
            moved = np.array([_present(people, there * slope)[busy] for slope in slopes])
            return -float(told) / by_week.sum(), (moved / present @ by_week[busy] - slopes @ by_age) / by_week.sum()

        # The optimum is flat: only slopes to the last digit find the same place on every processor.
        tight = {"ftol": 1e-15, "gtol": 1e-10}
        return minimize(misfit, start, jac=True, method="L-BFGS-B", bounds=bounds, options=tight).x

    def share(self, logs: np.ndarray) -> float:
        """Share still there at the end, half a week after the middle of the last week."""
        age = self.weeks - 0.5 - np.arange(self.weeks)
        return float(self.people @ _survival(logs, age) / self.people.sum())

    def by_age(self, logs: np.ndarray, step: int) -> pd.DataFrame:
        """Orders by age, and those of as many newcomers in the same weeks."""
        by_week, present = self._orders(self.week), _present(self.people, _survival(logs, np.arange(self.weeks)))
        each = np.divide(by_week, present, out=np.zeros(self.weeks), where=present > 0)  # orders per head still there
        newcomers = np.array([self.people[: self.weeks - age] @ each[age:] for age in range(1, self.weeks)])
        orders = self._orders(self._age_of_orders)[1:]
        first = pd.Index(1 + np.arange(self.weeks - 1) // step * step, name="age")
        table = pd.DataFrame({"orders": orders, "newcomers": newcomers}, first).groupby(level="age").sum()
        return table.assign(share=table["orders"] / table["newcomers"])

    @property
    def people(self) -> np.ndarray:
        """Customers by the week in which they came."""
        return np.bincount(self.came, self.times, self.weeks)

    @property
    def ages(self) -> np.ndarray:
        """Weeks since they came, one value per customer, in the last week observed."""
        return self.weeks - 1 - self.came

    @property
    def _age_of_orders(self) -> np.ndarray:
        return self.week - self.came[self.customer]

    def _orders(self, by: np.ndarray) -> np.ndarray:
        return np.bincount(by, self.times[self.customer], self.weeks)


def _survival(logs: np.ndarray, age: np.ndarray) -> np.ndarray:
    hazard, spread = np.exp(logs)
    return np.exp(-np.log1p(spread * hazard * age) / spread)


def _slopes(logs: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Derivatives of the log of survival by the logs of hazard and of spread, one row each."""
    hazard, spread = np.exp(logs)
    left = spread * hazard * age
    by_hazard = -left / (1 + left) / spread
    return np.array([by_hazard, np.log1p(left) / spread + by_hazard])


def _present(people: np.ndarray, there: np.ndarray) -> np.ndarray:
    """People still there in each week, who came in an earlier one."""
    return np.convolve(people, np.r_[0.0, there[1:]])[: len(people)]


def _cohorts(orders: Any, end: Any, customer: str, date: str) -> Cohorts:
    frame = inputs.dated_orders(orders, customer, date)
    day = pd.to_datetime(frame[date]).dt.normalize()
    last = day.max() if end is None else pd.Timestamp(inputs.day(end, "end"))
    kept = frame[day <= last]
    inputs.require_rows(kept, "orders up to end", f"The first order is later than {last:%Y-%m-%d}.")
    ago = ((last - day[day <= last]).dt.days // DAYS_A_WEEK).to_numpy()
    week = ago.max() - ago
    row = _by_history(pd.factorize(kept[customer])[0], week)
    came = pd.Series(week).groupby(row).min().to_numpy()
    later = week > came[row]
    if not later.any():
        raise InputError("orders must hold a later order of some customer, got first ones only. Observe for longer.")
    return Cohorts(came, row[later], week[later], int(ago.max()) + 1, np.ones(len(came)))


def _by_history(row: np.ndarray, week: np.ndarray) -> np.ndarray:
    """Number customers by when they ordered, so that resampling depends neither on the order of rows nor on ids."""
    order = np.lexsort((week, row))
    histories = np.split(week[order], np.cumsum(np.bincount(row))[:-1])
    first = sorted(range(len(histories)), key=lambda one: histories[one].tolist())
    return np.argsort(first)[row]
