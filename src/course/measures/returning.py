"""Who came back: history cut in two, the first part describes each customer, the second says who ordered again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.proportions import share_by_group

SILENCE = (0, 4, 13, 26, 39, 52)  # weeks: a month, a quarter, half a year, three quarters, a year
COUNTS = (1, 2, 4, 10)  # orders


def count_classes(counts: Any, starts: Sequence[int] = COUNTS) -> pd.Series:
    """Put counts into classes "1", "2–3", "4–9", "10+", in this order; `starts` are the smallest counts of each.

    A count below the first start belongs to no class (missing). The index stays.
    """
    series = pd.Series(counts)
    inputs.whole(series, "counts")
    edges = _edges(starts)
    ends = [f"–{high - 1}" if high - low > 1 else "" for low, high in pairwise(edges)]
    labels = [f"{low:g}{end}" for low, end in zip(edges, ends, strict=False)] + [f"{edges[-1]:g}+"]
    return _cut(series, edges, labels)


def silence_classes(weeks: Any, starts: Sequence[float] = SILENCE) -> pd.Series:
    """Put lengths of silence into classes "0 to 4", …, "52+", each without its upper end. The index stays."""
    series = pd.Series(weeks)
    inputs.numbers(series, "weeks", low=0)
    edges = _edges(starts)
    labels = [f"{low:g} to {high:g}" for low, high in pairwise(edges)] + [f"{edges[-1]:g}+"]
    return _cut(series, edges, labels)


def came_back(
    orders: Any,
    cut: Any = None,
    silence: Sequence[float] = SILENCE,
    counts: Sequence[int] = COUNTS,
    customer: str = "customer_id",
    date: str = "ordered_at",
) -> pd.DataFrame:
    """How many of those who were silent until `cut` came back later, by length of silence and number of orders.

    One row per class of silence at the cut (weeks since the last order) and of orders until then, both sorted:
    `silence, orders, n` customers, `share` who ordered at least once after the cut, `low, high` of its 95 % interval
    (Wilson). `cut` is the last day of the first part; by default the day in the middle of the table, rounded down.
    Nothing but orders is needed, and nobody has to say who left. Classes without a customer are left
    out, and so are customers in no class.
    """
    days = _days(orders, customer, date)
    last = _middle(days["day"]) if cut is None else pd.Timestamp(inputs.day(cut, "cut"))
    before, later = days[days["day"] <= last], days[days["day"] > last]
    if before.empty or later.empty:
        raise invalid("cut", str(cut), f"a day from {days['day'].min():%Y-%m-%d}, before {days['day'].max():%Y-%m-%d}")
    known = before.groupby("customer")["day"].agg(["max", "size"])
    weeks, returned = (last - known["max"]).dt.days / 7, known.index.isin(later["customer"])
    classes = pd.DataFrame({"silence": silence_classes(weeks, silence), "orders": count_classes(known["size"], counts)})
    inside = classes.notna().all(axis=1).to_numpy()
    inputs.require_rows(classes[inside], "classes of customers", "Begin silence at 0 and counts at 1.")
    groups, returned = pd.Series(zip(*classes[inside].to_numpy().T, strict=True)), returned[inside]
    return _tidy(share_by_group(returned, groups), silence, counts)


def _tidy(shares: pd.DataFrame, silence: Sequence[float], counts: Sequence[int]) -> pd.DataFrame:
    """Rows by class of silence, then of orders, in their natural order."""
    pairs = pd.DataFrame(shares.index.tolist(), columns=["silence", "orders"])
    pairs["silence"] = pairs["silence"].astype(silence_classes([silence[0]], silence).dtype)
    pairs["orders"] = pairs["orders"].astype(count_classes([counts[0]], counts).dtype)
    joined = pd.concat([pairs, shares.reset_index(drop=True)], axis=1)
    return joined.sort_values(["silence", "orders"], ignore_index=True)


def _days(orders: Any, customer: str, date: str) -> pd.DataFrame:
    frame = inputs.dated_orders(orders, customer, date)
    return pd.DataFrame({"customer": frame[customer].to_numpy(), "day": pd.to_datetime(frame[date]).dt.normalize()})


def _middle(days: pd.Series) -> pd.Timestamp:
    first, last = days.min(), days.max()
    if last == first:
        raise InputError(f"orders must span at least two days, got {first:%Y-%m-%d} only. Observe for longer.")
    return first + pd.Timedelta(days=(last - first).days // 2)


def _edges(starts: Iterable[float]) -> list[float]:
    edges = list(starts)
    if len(edges) < 1 or not np.all(np.diff(edges) > 0):
        raise invalid("starts", edges, "numbers that rise", "For example (1, 2, 4, 10).")
    return edges


def _cut(series: pd.Series, edges: list[float], labels: list[str]) -> pd.Series:
    return pd.Series(pd.cut(series, [*edges, np.inf], right=False, labels=labels), index=series.index)
