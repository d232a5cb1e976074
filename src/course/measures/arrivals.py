"""Customers in the order in which they came, week by week: how a customer base renews itself and fades."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs

WEEK = pd.Timedelta(days=7)


def orders_by_arrival(
    customers: Any,
    orders: Any,
    size: int = 50,
    customer: str = "customer_id",
    first: str = "first_contact",
    date: str = "ordered_at",
) -> pd.DataFrame:
    """Orders per customer and week of customers who came one after the other.

    One row per group of `size` customers in the order of their first contact (equal days by number), labelled with
    the day on which the group's first member came; one column per week from the Monday of the first order. Missing
    where nobody of the group had come yet; 0 where they had come and nobody ordered. The last group may be smaller.
    """
    inputs.integer(size, "size", 1)
    people = inputs.dated_orders(customers, customer, first, "customers")
    bought = inputs.dated_orders(orders, customer, date)
    inputs.refuse_repeats(people, "customers", customer)
    inputs.require_joinable(people, bought, customer, ("customers", "orders"))
    came = people.sort_values([first, customer]).reset_index(drop=True)
    group = pd.Series(came.index // size, index=came[customer])
    monday = _monday(bought[date].min())
    week = (bought[date] - monday) // WEEK
    counted = _counted(bought[customer].map(group), week, int(group.iloc[-1]) + 1) / _sizes(group)[:, None]
    starts = came[first].iloc[::size].to_numpy()
    there = np.arange(counted.shape[1]) >= _weeks_until(starts, monday)[:, None]
    return pd.DataFrame(
        np.where(there | (counted > 0), counted, np.nan), index=pd.Index(starts, name="came")
    ).rename_axis(columns="week")


def _counted(group: pd.Series, week: pd.Series, groups: int) -> np.ndarray:
    """Orders by group and week; orders of people who are not on the list are left out."""
    known = group.notna().to_numpy()
    table = np.zeros((groups, int(week.max()) + 1))
    np.add.at(table, (group.to_numpy()[known].astype(int), week.to_numpy()[known].astype(int)), 1)
    return table


def _sizes(group: pd.Series) -> np.ndarray:
    return np.bincount(group.to_numpy()).astype(float)


def _monday(moment: pd.Timestamp) -> pd.Timestamp:
    return moment.normalize() - pd.Timedelta(days=moment.weekday())


def _weeks_until(starts: np.ndarray, monday: pd.Timestamp) -> np.ndarray:
    return np.asarray((pd.DatetimeIndex(starts) - monday) // WEEK)
