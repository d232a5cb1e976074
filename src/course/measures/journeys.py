"""Touches and conversions put together into journeys, each of which ends in one conversion or in nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs


def journeys(
    touches: Any, conversions: Any, window: float = 30, customer: str = "customer_id", time: str = "time"
) -> pd.DataFrame:
    """One row per touch: `journey` (1, 2, …), `customer`, `time`, `channel`, `converted`; sorted by customer and time.

    touches : `customer`, `time` (a date or time), `channel`. conversions : `customer`, `time`, e.g. orders.
    window : days that a touch may lie before the conversion it belongs to.

    A touch belongs to the customer's next conversion at its own moment or later. Touches that belong to none make
    journeys that ended in nothing, parted by conversions and by silences longer than the window. Conversions without
    a touch in their window appear in no journey. Made for `attribution(…, customer="journey")`.
    """
    inputs.between(window, "window", 0, np.inf, "A month is 30 days.")
    seen = _moments(touches, "touches", customer, time, "channel")
    won = _moments(conversions, "conversions", customer, time).drop_duplicates()
    won = won.assign(end=won["time"])
    rows = pd.merge_asof(seen, won, on="time", by="customer", direction="forward", tolerance=pd.Timedelta(days=window))
    before = pd.merge_asof(
        seen[["customer", "time"]],
        won.rename(columns={"end": "before"}),
        on="time",
        by="customer",
        direction="backward",
        allow_exact_matches=False,
    )["before"]
    rows = rows.assign(before=before.to_numpy(), converted=rows["end"].notna())
    rows = rows.sort_values(["customer", "time", "channel"], ignore_index=True)
    borders = rows[["customer", "end", "before"]]
    earlier = borders.shift()
    same = borders.eq(earlier) | (borders.isna() & earlier.isna())
    silent = rows["time"].diff() > pd.Timedelta(days=window)
    begins = ~same.all(axis=1) | (silent & ~rows["converted"])
    names = {"customer": customer, "time": time}
    found = rows.assign(journey=begins.cumsum())[["journey", "customer", "time", "channel", "converted"]]
    return found.rename(columns=names)


def _moments(native: Any, argument: str, customer: str, time: str, *others: str) -> pd.DataFrame:
    """Customer, time and other columns, in order of time."""
    table = inputs.in_memory(native, argument)
    named = {"customer": customer, "time": time} | {name: name for name in others}
    inputs.require_columns(table, argument, **named)
    inputs.require_rows(table, argument)
    frame = table[list(named.values())].set_axis(list(named), axis=1)
    inputs.require_dates(inputs.table(frame, argument), argument, "time")
    inputs.refuse_gaps(inputs.table(frame, argument), argument, *named)
    return frame.assign(time=frame["time"].astype("datetime64[us]")).sort_values(
        ["time", "customer"], ignore_index=True
    )
