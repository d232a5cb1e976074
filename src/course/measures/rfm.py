"""Recency, frequency and monetary value: transactions reduced to one row per customer.

*Recency* has two meanings. In buy-till-you-die models it is the age of a customer at the last purchase:
time from first to last order, so that large is good when compared with `T`. A marketer means the time since
the last order, so that small is good; here that is `since_last`, and `since_last = T - recency`.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.periods import DAYS, day_number


def rfm_summary(
    orders: Any,
    customer: str = "customer_id",
    date: str = "ordered_at",
    money: str | None = "revenue",
    end: Any = None,
    unit: str = "week",
) -> Any:
    """One row per customer: what the buy-till-you-die models need to know.

    frequency : repeat purchases, i.e. days with an order after the first day (orders of one day are one purchase).
    recency : time from the first purchase to the last; 0 for who bought once.
    T : time from the first purchase to `end`, the last day observed (default: the latest day in the table).
    monetary_value : mean money of a repeat purchase, in the unit of `money`; the first purchase is left out,
        and it is 0 for who bought once. With money=None the column is left out.

    Times are in `unit` (day, week, month, quarter, year), not rounded: days / 7 for weeks. Orders after `end` are
    left out; without `end`, an order more than two years ahead of today is refused as a slip of the pen.
    `orders` may be pandas (the result is then indexed by customer, sorted), Polars (sorted by customer), or a lazy
    table (Polars, DuckDB, Dask: the result is lazy and unsorted); only pandas and eager Polars tables are checked for
    missing values, negative money and such dates. Source: Fader, Hardie & Lee (2005a).
    """
    days = DAYS[inputs.one_of(unit, "unit", DAYS)]
    rows = _rows(_checked(orders, customer, date, money), customer, date, money, end)
    first, last, until = (_number(rows, name) for name in ("_first", "_last", "_end"))
    repeats = nw.when(nw.col("_days") > 1).then(nw.col("_days") - 1).otherwise(1)  # who bought once: 0 / 1
    summary = _with_end(_per_customer(_purchases(rows, customer), customer), rows, "_last", end).select(
        customer,
        (nw.col("_days") - 1).cast(nw.Int64).alias("frequency"),
        ((last - first) / days).alias("recency"),
        ((until - first) / days).alias("T"),
        *([((nw.col("_total") - nw.col("_opening")) / repeats).alias("monetary_value")] if money else []),
    )
    return _finished(summary, customer)


def rfm_table(
    orders: Any,
    customer: str = "customer_id",
    date: str = "ordered_at",
    money: str = "revenue",
    end: Any = None,
    unit: str = "week",
) -> Any:
    """One row per customer, as a marketer counts.

    since_last : time from the last order to `end`, in `unit`; the marketer's recency, small is good.
    orders : number of orders, every row counts.
    revenue : sum of money, in its own unit.

    Tables, `end` and index as in `rfm_summary`.
    """
    days = DAYS[inputs.one_of(unit, "unit", DAYS)]
    rows = _rows(_checked(orders, customer, date, money), customer, date, money, end)
    reduced = rows.group_by(customer).agg(nw.len().alias("orders"), nw.col("_day").max(), nw.col("_money").sum())
    result = _with_end(reduced, rows, "_day", end).select(
        customer,
        ((_number(rows, "_end") - _number(rows, "_day")) / days).alias("since_last"),
        nw.col("orders").cast(nw.Int64),
        nw.col("_money").alias("revenue"),
    )
    return _finished(result, customer)


def rfm_score(table: Any, bins: int = 5) -> pd.DataFrame:
    """Scores 1 to `bins` (5: quintiles) for recency, frequency and money: columns R, F, M and score, e.g. "535".

    `table` is what `rfm_table` returns. A customer's score is 1 plus the whole number of fifths of all customers
    who are strictly worse: 5 means that at least four fifths are worse. Customers who are equal score the same,
    so that the classes need not be equally large. Long silence is worse; few orders and little revenue are worse.
    Source: Hughes (1994), with ties kept together.
    """
    inputs.integer(bins, "bins", 2, 9, "Five makes quintiles.")
    frame = inputs.in_memory(table, "table")
    inputs.require_columns(frame, "table", since_last="since_last", orders="orders", revenue="revenue")
    inputs.require_rows(frame, "table")
    good = {
        "R": -inputs.numbers(frame["since_last"], "since_last", low=0),
        "F": inputs.numbers(frame["orders"], "orders", low=0),
        "M": inputs.numbers(frame["revenue"], "revenue", low=0),
    }
    scores = pd.DataFrame({name: _fifths(values, bins) for name, values in good.items()}, index=frame.index)
    text = scores.astype(str)
    return scores.assign(score=text["R"] + text["F"] + text["M"])


def rfm_grid(scores: pd.DataFrame, values: Any = None) -> pd.DataFrame:
    """Customers by score: rows F, the highest first, columns R; the share of all customers in each cell.

    scores : from `rfm_score`. values : a number or boolean per customer, by position, whose mean is shown instead;
    missing where a cell is empty. Only scores that occur have a row or a column.
    """
    inputs.require_columns(scores, "scores", R="R", F="F")
    inputs.require_rows(scores, "scores", "Make them with rfm_score.")
    amounts = np.full(len(scores), 1 / len(scores)) if values is None else inputs.numbers(values, "values")
    if len(amounts) != len(scores):
        raise InputError(f"values must be as long as scores, got {len(amounts)} and {len(scores)} rows.")
    cells = pd.Series(amounts).groupby([scores["F"].to_numpy(), scores["R"].to_numpy()])
    wide = cells.sum().unstack(fill_value=0) if values is None else cells.mean().unstack()
    return wide.sort_index(ascending=False).rename_axis(index="F", columns="R")


def _fifths(values: np.ndarray, bins: int) -> np.ndarray:
    """1 + floor(bins × share strictly worse), in whole numbers, so that no rounding decides."""
    worse = np.searchsorted(np.sort(values), values, side="left")
    return 1 + worse * bins // len(values)


def _checked(orders: Any, customer: str, date: str, money: str | None) -> inputs.Frame:
    frame = inputs.table(orders, "orders")
    named = {"customer": customer, "date": date} | ({"money": money} if money else {})
    inputs.require_columns(frame, "orders", **named)
    inputs.require_rows(frame, "orders")
    inputs.require_dates(frame, "orders", date)
    inputs.refuse_gaps(frame, "orders", customer, date)
    if money and isinstance(frame, nw.DataFrame):
        inputs.numbers(frame[money], money, low=0)
    return frame


def _rows(frame: inputs.Frame, customer: str, date: str, money: str | None, end: Any) -> inputs.Frame:
    """Customer, day and money of each order up to `end`; the day is a date, or its number (`_keeps_dates`)."""
    amount = nw.col(money).cast(nw.Float64) if money else nw.lit(0.0)
    moment = nw.col(date).dt.date() if _keeps_dates(frame) else day_number(date)
    rows = frame.select(nw.col(customer), moment.alias("_day"), amount.alias("_money"))
    if end is None:
        inputs.refuse_far_future(frame, "orders", date)
        return rows
    kept = rows.filter(nw.col("_day") <= _day(frame, end))
    inputs.require_rows(kept, "orders up to end", f"The first order is later than {end}.")
    return kept


def _keeps_dates(frame: inputs.Frame) -> bool:
    """Whether days stay dates until there is one row a customer: databases count them too slowly for every order."""
    return not (frame.implementation.is_pandas_like() or frame.implementation.is_dask())


def _day(frame: inputs.Frame, end: Any) -> nw.Expr:
    last = inputs.day(end, "end")
    return nw.lit(last) if _keeps_dates(frame) else nw.lit(last.toordinal())


def _number(frame: inputs.Frame, column: str) -> nw.Expr:
    return day_number(column) if _keeps_dates(frame) else nw.col(column)


def _purchases(rows: Any, customer: str) -> Any:
    """Customer and day with at least one order, with that day's money."""
    return rows.group_by(customer, "_day").agg(nw.col("_money").sum())


def _per_customer(purchases: Any, customer: str) -> Any:
    """First and last day, number of days, money in all (`_total`) and of the first day (`_opening`)."""
    day, money = nw.col("_day"), nw.col("_money")
    found = [day.min().alias("_first"), day.max().alias("_last"), nw.len().alias("_days"), money.sum().alias("_total")]
    grouped = purchases.group_by(customer)
    if purchases.implementation.is_dask():  # which knows no first(order_by=), faster elsewhere than this join
        opening = purchases.select(customer, day.alias("_first"), money.alias("_opening"))
        return grouped.agg(*found).join(opening, on=[customer, "_first"], how="inner")
    return grouped.agg(*found, money.first(order_by="_day").alias("_opening"))


def _with_end(reduced: Any, rows: Any, latest: str, end: Any) -> Any:
    """Add the last day observed, `_end`; by default that of everybody, whose own is in the column `latest`."""
    if end is not None:
        return reduced.with_columns(_end=_day(rows, end))
    kind = rows.implementation
    if isinstance(rows, nw.DataFrame) or kind.is_dask() or kind.is_polars():
        return reduced.with_columns(_end=nw.col(latest).max())
    # A database would hold all customers for a maximum beside each; one day joined to them needs no memory.
    return reduced.join(rows.select(nw.col("_day").max().alias("_end")), how="cross")


def _finished(result: inputs.Frame, customer: str) -> Any:
    """Back to the caller's engine; in memory sorted by customer, in pandas indexed by it."""
    if isinstance(result, nw.LazyFrame):
        return result.to_native()
    native = result.sort(customer).to_native()
    return native.set_index(customer) if isinstance(native, pd.DataFrame) else native
