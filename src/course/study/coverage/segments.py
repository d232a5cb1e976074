"""Segments: shares in a sample of a world's customers against the shares of everybody."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from course.measures import came_back, migration, share_by_group, share_with_interval
from course.study.coverage.case import WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_CUSTOMERS, _WEEKS = 8_000, 104
_ASKED = 400  # a twentieth: that everybody is known to be finite hardly narrows what samples say
_HALF_YEAR = pd.Timedelta(weeks=26)
_STATES = {"none": 0, "one or two": 1, "three or more": 3}  # orders in half a year, at least
_SILENCE, _COUNTS = (0, 13, 39), (1, 4)


@lru_cache(maxsize=1)
def _orders(dataset: int) -> pd.DataFrame:
    return World(customers=_CUSTOMERS, seed=dataset, weeks=_WEEKS).observe().orders


def _state(orders: pd.DataFrame, customers: pd.Index, first: pd.Timestamp) -> pd.Series:
    """State of each customer in the half year from that moment on."""
    during = orders["ordered_at"].between(first, first + _HALF_YEAR, inclusive="left")
    counts = orders.loc[during, "customer_id"].value_counts().reindex(customers, fill_value=0)
    names = pd.cut(counts, [*_STATES.values(), np.inf], right=False, labels=list(_STATES))
    return pd.Series(names, index=customers)


def _drawn(case: str, dataset: int, customers: pd.Index) -> pd.Index:
    return pd.Index(luck_of(case, dataset).choice(customers, _ASKED, replace=False))


def _halves(dataset: int) -> tuple[pd.Series, pd.Series]:
    """State of all who had ordered before the last year, in each of its halves."""
    orders = _orders(dataset)
    middle = orders["ordered_at"].max() - _HALF_YEAR
    known = pd.Index(orders.loc[orders["ordered_at"] < middle - _HALF_YEAR, "customer_id"].unique())
    return _state(orders, known, middle - _HALF_YEAR), _state(orders, known, middle)


def _migration(dataset: int) -> Iterator[Found]:
    before, after = _halves(dataset)
    everybody, sample = migration(before, after), _drawn("migration", dataset, before.index)
    found = migration(before[sample], after[sample])
    rows = found.intervals.assign(truth=everybody.intervals["share"])
    for row in rows[rows["before"] == rows["after"]].to_dict("records"):
        yield Found(f"{row['before']}, again", row["truth"], row["share"], row["low"], row["high"])


def _drift(dataset: int) -> Iterator[Found]:
    before, after = _halves(dataset)
    everybody, sample = migration(before, after).drift(), _drawn("drift", dataset, before.index)
    found = migration(before[sample], after[sample]).drift().assign(truth=everybody["difference"]).rename_axis("state")
    for row in found.reset_index().to_dict("records"):
        yield Found(f"change of {row['state']}", row["truth"], row["difference"], row["low"], row["high"])


def _share(dataset: int) -> Iterator[Found]:
    _, now = _halves(dataset)
    active, sample = now.astype(str) != "none", _drawn("share", dataset, now.index)
    share, low, high = share_with_interval(int(active[sample].sum()), _ASKED)
    yield Found("ordered in half a year", float(active.mean()), share, low, high)


def _shares(dataset: int) -> Iterator[Found]:
    before, now = _halves(dataset)
    active, sample = now.astype(str) != "none", _drawn("shares", dataset, now.index)
    truth = active.groupby(before, observed=True).mean()
    found = share_by_group(active[sample], before[sample]).assign(truth=truth).rename_axis("state")
    for row in found.reset_index().to_dict("records"):
        yield Found(f"ordered after {row['state']}", row["truth"], row["share"], row["low"], row["high"])


def _came_back(dataset: int) -> Iterator[Found]:
    orders = _orders(dataset)
    cut = orders["ordered_at"].max() - _HALF_YEAR
    before = pd.Index(orders.loc[orders["ordered_at"] < cut, "customer_id"].unique())
    sample = orders[orders["customer_id"].isin(_drawn("came back", dataset, before))]
    everybody, found = (came_back(rows, cut, _SILENCE, _COUNTS) for rows in (orders, sample))
    names = ["silence", "orders"]
    for row in found.merge(everybody[[*names, "share"]], on=names, suffixes=("", "_of_all")).to_dict("records"):
        quantity = f"silent {row['silence']} weeks, {row['orders']} orders"
        yield Found(quantity, row["share_of_all"], row["share"], row["low"], row["high"])


CASES = (
    Case("migration", WORLDS, _migration, "shares"),
    Case("migration", WORLDS, _drift, "drift"),
    Case("share_with_interval", WORLDS, _share),
    Case("share_by_group", WORLDS, _shares),
    Case("came_back", WORLDS, _came_back),
)
