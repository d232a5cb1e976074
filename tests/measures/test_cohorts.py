from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import cohort_table

ORDERS = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 2, 2, 3, 4],
        "ordered_at": pd.to_datetime(
            ["2024-01-05", "2024-01-06", "2024-07-01", "2024-03-31", "2024-04-01", "2024-05-05", "2024-10-01"]
        ),
    }
)


def test_customers_are_counted_by_first_quarter_and_age():
    found = cohort_table(ORDERS)
    assert list(found.index) == ["2024 Q1", "2024 Q2", "2024 Q4"]
    assert found.loc["2024 Q1"].to_list() == [2, 1, 1, 0]
    assert found.loc["2024 Q2"].iloc[:3].to_list() == [1, 0, 0]


def test_the_future_is_missing_not_zero():
    found = cohort_table(ORDERS)
    assert found.loc["2024 Q2"].isna().to_list() == [False, False, False, True]
    assert found.loc["2024 Q4"].isna().to_list() == [False, True, True, True]


def test_shares_are_of_the_cohort():
    assert cohort_table(ORDERS, share=True).loc["2024 Q1"].to_list() == [1, 0.5, 0.5, 0]


@pytest.mark.parametrize(
    ("period", "labels"),
    [
        ("week", ["2024-01-01", "2024-03-25", "2024-04-29", "2024-09-30"]),
        ("month", ["2024-01", "2024-03", "2024-05", "2024-10"]),
        ("quarter", ["2024 Q1", "2024 Q2", "2024 Q4"]),
        ("year", ["2024"]),
    ],
)
def test_periods_are_those_of_the_calendar(period, labels):
    assert list(cohort_table(ORDERS, period=period).index) == labels


def test_every_buyer_of_cdnow_belongs_to_one_cohort_and_quarters_are_as_pandas_counts(cdnow_master):
    found = cohort_table(cdnow_master)
    quarters = cdnow_master.assign(quarter=cdnow_master["ordered_at"].dt.to_period("Q"))
    expected = quarters.groupby("quarter")["customer_id"].nunique()
    assert found.loc["1997 Q1"].to_list() == expected.to_list()


@pytest.mark.parametrize("engine", ["polars", "lazy", "duckdb", "dask"])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_other_engines_say_the_same(engine):
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    dask = pytest.importorskip("dask.dataframe")
    table = {
        "polars": lambda: polars.from_pandas(ORDERS),
        "lazy": lambda: polars.from_pandas(ORDERS).lazy(),
        "duckdb": lambda: duckdb.from_df(ORDERS),
        "dask": lambda: dask.from_pandas(ORDERS, npartitions=2),
    }[engine]()
    pd.testing.assert_frame_equal(cohort_table(table), cohort_table(ORDERS))


def test_order_of_rows_and_kind_of_ids_do_not_matter():
    other = ORDERS.sample(frac=1, random_state=1).assign(customer_id=lambda rows: rows["customer_id"].astype(str))
    pd.testing.assert_frame_equal(cohort_table(other), cohort_table(ORDERS))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (dict(period="quarterly"), "Did you mean 'quarter'"),
        (dict(customer="customer"), "Did you mean 'customer_id'"),
        (dict(orders=ORDERS.head(0)), "orders must not be empty"),
        (dict(orders=ORDERS.assign(ordered_at="today")), "pd.to_datetime"),
        (dict(orders=ORDERS.assign(ordered_at=pd.Timestamp("2999-01-01"))), "years in the future, got 2999-01-01"),
        (dict(orders=ORDERS.assign(ordered_at=pd.NaT)), "ordered_at must be known in every row"),
        (dict(orders="orders.csv"), "orders must be a table"),
        (dict(orders=ORDERS.assign(customer_id=np.nan)), "customer_id must be known in every row of orders, got 7"),
    ],
)
def test_bad_input_is_named_with_the_next_step(arguments, words):
    with pytest.raises(InputError) as caught:
        cohort_table(**({"orders": ORDERS} | arguments))
    assert words in str(caught.value)
