"""Cohorts: customers by the period of their first order, followed over time."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from course.measures import inputs
from course.measures.periods import PERIODS, period_label, period_number


def cohort_table(
    orders: Any, customer: str = "customer_id", date: str = "ordered_at", period: str = "quarter", share: bool = False
) -> pd.DataFrame:
    """Customers who ordered, by the period of their first order (rows) and periods since then (columns 0, 1, 2, …).

    Column 0 is the size of the cohort. With share=True each row is divided by it. A period after the last one in
    the table is missing, not zero; the last period may be incomplete. Customers known before the table begins look
    new in its first periods. `period` is week, month, quarter or year; `orders` a table of any engine.
    """
    inputs.one_of(period, "period", PERIODS)
    active = _active(inputs.table(orders, "orders"), customer, date, period)
    wide = active.pivot(index="cohort", columns="age", values="customers")
    last = int((active["cohort"] + active["age"]).max())
    counts = _filled(wide.reindex(columns=range(last - int(active["cohort"].min()) + 1)), last)
    counts.index = pd.Index([period_label(int(number), period) for number in counts.index], name="cohort")
    return counts.div(counts[0], axis=0) if share else counts


def _active(frame: inputs.Frame, customer: str, date: str, period: str) -> pd.DataFrame:
    """Cohort, age and number of customers active, one row each: reduced by the engine, then collected."""
    inputs.require_columns(frame, "orders", customer=customer, date=date)
    inputs.require_rows(frame, "orders")
    inputs.require_dates(frame, "orders", date)
    inputs.refuse_gaps(frame, "orders", customer, date)
    inputs.refuse_far_future(frame, "orders", date)
    number = period_number(date, period).alias("period")
    seen: Any = frame.select(nw.col(customer), number).unique()
    first = seen.group_by(customer).agg(nw.col("period").min().alias("cohort"))
    aged = seen.join(first, on=customer).with_columns(age=nw.col("period") - nw.col("cohort"))
    counted = aged.group_by("cohort", "age").agg(nw.len().alias("customers"))
    return inputs.in_memory(counted.to_native(), "orders").sort_values(["cohort", "age"]).astype("int64")


def _filled(wide: pd.DataFrame, last: int) -> pd.DataFrame:
    """Nobody came: 0; not yet observed: missing."""
    observed = wide.index.to_numpy()[:, None] + wide.columns.to_numpy()[None, :] <= last
    return wide.fillna(0.0).where(observed, np.nan)
