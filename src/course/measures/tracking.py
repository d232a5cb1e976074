"""Does a model of purchases keep up? Repeat purchases of everybody as they came, and as the model expects them."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.periods import DAYS


class Purchases(Protocol):
    """A fitted model of purchases: `BetaGeometric` or `ParetoNBD`."""

    def expected_purchases(self, t: float) -> Any:
        """Expected repeat purchases of a new customer within `t`."""


def tracking(
    orders: Any,
    model: Purchases,
    end: Any = None,
    unit: str = "week",
    customer: str = "customer_id",
    date: str = "ordered_at",
) -> pd.DataFrame:
    """Cumulated repeat purchases of all customers by time since the first order of all: `actual`, `expected`.

    orders : one row per order, also of weeks in which the model was not fitted; orders of one day are one purchase.
    model : fitted, in the same `unit`. end : the last day looked at (default: the latest in the table). One row per
    unit of time, the index counts it from 1. Expected: the sum over customers of what a new customer buys within the
    time since their own first order. Source: Fader & Hardie (2001), as "tracking plot".
    """
    if not hasattr(model, "expected_purchases"):
        raise invalid("model", type(model).__name__, "a fitted model with .expected_purchases", "Fit it first.")
    length = DAYS[inputs.one_of(unit, "unit", DAYS)]
    frame = inputs.dated_orders(orders, customer, date)
    days = pd.DataFrame({"who": frame[customer].to_numpy(), "day": frame[date].dt.normalize().to_numpy()})
    days = days.drop_duplicates()
    last = days["day"].max() if end is None else pd.Timestamp(inputs.day(end, "end"))
    days = days[days["day"] <= last]
    inputs.require_rows(days, "orders up to end", "The first order is later.")
    since = ((days["day"] - days["day"].min()).dt.days / length).to_numpy()
    first = pd.Series(since).groupby(days["who"].to_numpy()).transform("min").to_numpy()
    steps = int(np.floor(((last - days["day"].min()).days + 1) / length + 1e-9))
    if steps < 1:
        raise InputError(f"orders must reach over a {unit} or more, got less. Choose a shorter unit.")
    times = np.arange(1, steps + 1)
    repeats = np.sort(since[since > first])
    came, many = np.unique(first[since == first], return_counts=True)
    expected = [sum(n * model.expected_purchases(t - at) for at, n in zip(came, many, strict=True) if at < t)
                for t in times]  # fmt: skip
    table = {"actual": np.searchsorted(repeats, times, side="left"), "expected": np.array(expected, dtype=float)}
    return pd.DataFrame(table, index=pd.Index(times, name=unit))
