"""What each customer is expected to spend next: expected purchases times what a purchase has been worth so far."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.bgnbd import BetaGeometric
from course.measures.common_dropout import CommonDropout
from course.measures.rfm import rfm_summary


def expected_revenue(orders: Any, t: float, end: Any = None) -> pd.Series:
    """Expected revenue of each customer in the next `t` weeks, in the unit of `revenue`.

    BG/NBD expected purchases (Fader, Hardie & Lee 2005a) times the customer's mean revenue per day with an order.
    Where the data show nobody leaving, or all leaving alike, BG/NBD cannot be fitted; then `CommonDropout` is.
    `orders` and `end` are as in `rfm_summary`. Means of one or two orders are uncertain: chapter 15 shrinks them.
    """
    orders = inputs.in_memory(orders, "orders")
    summary = rfm_summary(orders, end=end)
    try:
        purchases = BetaGeometric().fit(summary).expected_purchases(t, summary)
    except InputError:
        purchases = CommonDropout().fit(summary).expected_purchases(t, summary)
    return (purchases * _mean_revenue(orders, end).reindex(purchases.index)).rename("expected_revenue")


def _mean_revenue(frame: pd.DataFrame, end: Any) -> pd.Series:
    """Revenue per day with an order, by customer."""
    day = frame["ordered_at"].dt.normalize()
    kept = frame if end is None else frame[day <= pd.Timestamp(inputs.day(end, "end"))]
    by_customer = kept.assign(_day=day).groupby("customer_id")
    return by_customer["revenue"].sum() / by_customer["_day"].nunique()
