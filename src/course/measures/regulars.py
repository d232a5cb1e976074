"""Who comes regularly? The count under every rule "at least so many days within so many weeks"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures import inputs

DAYS_A_WEEK = 7


def regulars_by_rule(visits: Any, weeks: Iterable[int], days: Iterable[int], end: Any = None) -> pd.DataFrame:
    """How many customers came on at least so many days within the last so many weeks.

    visits : one row per visit, `customer_id` and `day` (a date or time); two visits on one day are one.
    weeks, days : the lengths of the window and the least numbers of days to try.
    end : last day of every window, included; default: the last day in `visits`.

    One row per number of days, one column per length of the window; whole numbers of customers.
    """
    lengths = _numbers(weeks, "weeks", "Name lengths in weeks, e.g. (4, 52).")
    least = _numbers(days, "days", "Name numbers of days, e.g. (1, 3).")
    came = _days_before_end(visits, end)
    counts = [_customers_with(came[came["ago"] < DAYS_A_WEEK * length], least) for length in lengths]
    table = pd.DataFrame(
        np.array(counts).T, index=pd.Index(least, name="days"), columns=pd.Index(lengths, name="weeks")
    )
    return table.astype("int64")


def _numbers(values: Any, argument: str, next_step: str) -> list[int]:
    if not isinstance(values, Iterable):
        raise invalid(argument, values, "several whole numbers", next_step)
    found = [inputs.integer(one, argument, 1) for one in values]
    inputs.require_rows(found, argument, next_step)
    return found


def _days_before_end(visits: Any, end: Any) -> pd.DataFrame:
    """Customer and days before the end of each day with a visit, days after the end left out."""
    frame = inputs.in_memory(visits, "visits")
    inputs.require_columns(frame, "visits", customer="customer_id", day="day")
    inputs.require_rows(frame, "visits")
    day = pd.to_datetime(frame["day"], errors="coerce", format="ISO8601").dt.normalize()
    known = inputs.table(pd.DataFrame({"customer_id": frame["customer_id"], "day": day}), "visits")
    inputs.refuse_gaps(known, "visits", "customer_id", "day")
    if end is None:
        inputs.refuse_far_future(known, "visits", "day")
    last = day.max() if end is None else pd.Timestamp(inputs.day(end, "end"))
    came = pd.DataFrame({"customer_id": frame["customer_id"], "ago": (last - day).dt.days}).drop_duplicates()
    return came[came["ago"] >= 0]


def _customers_with(came: pd.DataFrame, least: list[int]) -> list[int]:
    per_customer = came["customer_id"].value_counts().to_numpy()
    return [int((per_customer >= number).sum()) for number in least]
