"""How unequal customers are: Lorenz curve, Gini coefficient, share of the top, repeat rate, ranks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile


def lorenz(values: Any) -> pd.DataFrame:
    """The Lorenz curve of one amount per customer: what share of the total the poorest share of customers has.

    One row per customer and one for the origin: `customers` and `total`, both shares from 0 to 1, smallest
    amounts first. Amounts must not be negative, and not all zero. Source: Lorenz (1905).
    """
    amounts = _amounts(values)
    shares = np.cumsum(amounts) / amounts.sum()
    shares[-1] = 1.0
    return pd.DataFrame({"customers": np.arange(len(amounts) + 1) / len(amounts), "total": np.r_[0.0, shares]})


def gini(values: Any) -> float:
    """The Gini coefficient of one amount per customer: 0 where all are equal, (n - 1) / n where one has all.

    It is one minus twice the area under the Lorenz curve, and half the mean absolute difference of two customers
    drawn with replacement, over the mean. Amounts must not be negative, and not all zero. Source: Gini (1912).

    >>> gini([1, 1, 1, 1])
    0.0
    >>> gini([0, 0, 0, 1])
    0.75
    """
    amounts = _amounts(values)
    n = len(amounts)
    return float(((2 * np.arange(1, n + 1) - n - 1) * amounts).sum() / (n * amounts.sum()))


def gini_interval(values: Any, level: float = 0.95) -> Estimate:
    """The Gini coefficient of customers as a sample, with its interval: that of all whom they stand for.

    It is the coefficient times n / (n − 1), which has nearly no bias; standard error by the jackknife, each customer
    left out once. The interval is symmetric on the scale log (G / (1 − G)), so that it ends between 0 and 1; where a
    few customers have nearly all the money, it is too short. Three customers or more who are not all equal are needed.
    Source: Davidson (2009).
    """
    from scipy.special import expit, logit

    amounts = _amounts(values)
    n = len(amounts)
    found = gini(amounts) * n / max(n - 1, 1)
    if n < 3 or not 0 < found < 1:
        step = "Take more customers." if n < 3 else "There is no inequality to be estimated from these."
        raise InputError(f"values must be of three or more customers who differ, got {n} with Gini {found:.4g}. {step}")
    error = float(np.sqrt((n - 1) * np.var(_left_out(amounts))))
    half = normal_quantile(level) * error / (found * (1 - found))
    low, high = expit(logit(found) + np.array([-half, half]))
    return Estimate(found, error, float(low), float(high), level, n)


@dataclass(frozen=True)
class Concentration:
    """How a total is spread over customers.

    customers : number of customers with at least one order.
    total : their money, in the unit of the column.
    gini : Gini coefficient of money per customer.
    curve : the Lorenz curve, as from `lorenz`.
    """

    customers: int
    total: float
    gini: float
    curve: pd.DataFrame = field(repr=False, compare=False)

    def share_of_top(self, fraction: float) -> float:
        """Share of the total that the top `fraction` of customers has; between two customers, interpolated."""
        inputs.between(fraction, "fraction", 0, 1, "Use .2 for the top fifth.")
        return float(1 - np.interp(1 - fraction, self.curve["customers"], self.curve["total"]))

    def __str__(self) -> str:
        fifth = self.share_of_top(0.2)
        return f"{self.customers:,} customers: Gini {self.gini:.3f}; the top fifth has {fifth:.1%} of the total"

    __repr__ = __str__


def concentration(orders: Any, customer: str = "customer_id", money: str = "revenue") -> Concentration:
    """How money is spread over the customers who ordered; `orders` is a table of any engine, one row per order.

    Customers without an order are not in `orders` and not counted. Money must not be negative per customer.
    """
    frame = inputs.table(orders, "orders")
    inputs.require_columns(frame, "orders", customer=customer, money=money)
    inputs.require_rows(frame, "orders")
    inputs.refuse_gaps(frame, "orders", customer, money)
    inputs.require_numbers(frame, "orders", money)
    rows = frame.select(nw.col(customer), nw.col(money).cast(nw.Float64).alias("_money"))
    amounts = _collected(rows.group_by(customer).agg(nw.col("_money").sum()))["_money"].to_numpy()
    curve = lorenz(amounts)
    return Concentration(len(amounts), float(np.sort(amounts).sum()), gini(amounts), curve)


def repeat_rate(orders: Any, customer: str = "customer_id") -> float:
    """Share of buyers with two or more orders. Every row counts, two orders on one day are two."""
    frame = inputs.table(orders, "orders")
    inputs.require_columns(frame, "orders", customer=customer)
    inputs.require_rows(frame, "orders")
    inputs.refuse_gaps(frame, "orders", customer)
    counts = _collected(frame.group_by(customer).agg(nw.len().alias("_orders")))["_orders"].to_numpy()
    return float(np.mean(counts > 1))


def rank_frequency(values: Any) -> pd.DataFrame:
    """Amounts from the largest to the smallest with their rank and share: `rank, value, share`.

    On two logarithmic axes a straight line is Zipf's law; a line bent at the head is Zipf and Mandelbrot's.
    An index, e.g. of product names, is kept; equal amounts keep the order of their labels.
    """
    amounts = inputs.numbers(values, "values", low=0)
    labels = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(amounts))
    ranked = pd.Series(amounts, index=labels).sort_index().sort_values(ascending=False, kind="stable")
    return pd.DataFrame({"rank": np.arange(1, len(ranked) + 1), "value": ranked, "share": ranked / ranked.sum()})


def _left_out(amounts: np.ndarray) -> np.ndarray:
    """Return the coefficients of a sample without its first, second, … customer; amounts are sorted."""
    n, total = len(amounts), amounts.sum()
    rank = np.arange(1, n + 1)
    above = total - np.cumsum(amounts)  # who stood above a customer moves down by one rank
    sums = (2 * rank - n - 1) @ amounts - (2 * rank - n - 1) * amounts + (total - amounts) - 2 * above
    return np.asarray(sums / ((n - 2) * (total - amounts)))


def _amounts(values: Any) -> np.ndarray:
    amounts = np.sort(inputs.numbers(values, "values", low=0))
    if amounts[-1] == 0:
        raise InputError("values must not all be 0: nothing is there to be shared. Check the column.")
    return amounts


def _collected(frame: inputs.Frame) -> nw.DataFrame[Any]:
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame
