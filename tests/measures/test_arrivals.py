"""Customers in the order in which they came, their orders week by week."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import orders_by_arrival

PEOPLE = pd.DataFrame(
    {
        "customer_id": [1, 2, 3, 4, 5],
        "first_contact": pd.to_datetime(["2024-01-10", "2023-12-01", "2024-01-01", "2024-01-17", "2024-01-18"]),
    }
)
ORDERS = pd.DataFrame(
    {
        "customer_id": [2, 3, 2, 1, 1, 4, 9],
        "ordered_at": pd.to_datetime(
            [
                "2024-01-01 08:00",
                "2024-01-02",
                "2024-01-07 23:59",
                "2024-01-10",
                "2024-01-21",
                "2024-01-17",
                "2024-01-03",
            ],
            format="ISO8601",
        ),
    }
)


def test_groups_follow_the_order_of_coming_and_share_orders_evenly():
    table = orders_by_arrival(PEOPLE, ORDERS, size=2)
    assert list(table.index) == list(pd.to_datetime(["2023-12-01", "2024-01-10", "2024-01-18"]))
    assert table.loc["2023-12-01"].tolist() == [1.5, 0, 0]  # customers 2 and 3: three orders in week 0


def test_nobody_is_there_before_the_first_of_the_group_came():
    table = orders_by_arrival(PEOPLE, ORDERS, size=2)
    assert np.isnan(table.loc["2024-01-10", 0])
    assert table.loc["2024-01-10", [1, 2]].tolist() == [0.5, 1.0]
    assert table.loc["2024-01-18"].isna().tolist() == [True, True, False]


def test_the_last_group_may_be_smaller_and_strangers_are_left_out():
    table = orders_by_arrival(PEOPLE, ORDERS, size=5)
    assert table.iloc[0].sum() * 5 == pytest.approx(6)


def test_weeks_begin_on_monday_whatever_day_the_first_order_fell_on():
    wednesday_and_monday = ORDERS.iloc[[3, 4]].assign(ordered_at=pd.to_datetime(["2024-01-10", "2024-01-15"]))
    assert orders_by_arrival(PEOPLE, wednesday_and_monday, size=5).iloc[0].tolist() == [0.2, 0.2]


@pytest.mark.parametrize(
    ("people", "orders", "size", "said"),
    [
        (PEOPLE, ORDERS, 0, "size"),
        (PEOPLE.drop(columns="first_contact"), ORDERS, 2, "first_contact"),
        (PEOPLE, ORDERS.head(0), 2, "orders must not be empty"),
        (PEOPLE.head(0), ORDERS, 2, "customers must not be empty"),
    ],
)
def test_what_cannot_be_used_is_named(people, orders, size, said):
    with pytest.raises(InputError, match=said):
        orders_by_arrival(people, orders, size=size)
