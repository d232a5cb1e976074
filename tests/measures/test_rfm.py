from __future__ import annotations

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import rfm_grid, rfm_score, rfm_summary, rfm_table
from course.measures.inputs import in_memory

ORDERS = pd.DataFrame(
    {
        "customer_id": [7, 7, 7, 7, 8, 9, 9],
        "ordered_at": pd.to_datetime(
            [
                "2025-01-06 09:00",
                "2025-01-06 18:00",
                "2025-01-20 23:59",
                "2025-02-03 00:00",
                "2025-01-13 12:00",
                "2025-01-27 12:00",
                "2025-02-10 12:00",
            ]
        ),
        "revenue": [100, 50, 300, 500, 80, 10, 20],
    }
)


def engine(name: str, frame: pd.DataFrame):
    if name == "pandas":
        return frame
    if name == "dask":
        dask = pytest.importorskip("dask.dataframe")
        return dask.from_pandas(frame, npartitions=3)
    polars = pytest.importorskip("polars")
    if name == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        return duckdb.from_df(frame)
    table = polars.from_pandas(frame)
    return table.lazy() if name == "polars lazy" else table


ENGINES = ["pandas", "polars", "polars lazy", "duckdb", "dask"]


def by_customer(result) -> pd.DataFrame:
    frame = in_memory(result, "result")
    frame = frame if frame.index.name == "customer_id" else frame.set_index("customer_id")
    return frame.sort_index()


def test_the_first_customer_of_cdnow_is_as_published(cdnow_sample):
    first = rfm_summary(cdnow_sample, end="1997-09-30").loc[1]
    assert (first["frequency"], round(first["recency"], 2), round(first["T"], 2)) == (2, 30.43, 38.86)


def test_the_summary_of_cdnow_is_as_published(cdnow_sample, cdnow_summary):
    summary = rfm_summary(cdnow_sample, end="1997-09-30")
    assert (summary["frequency"].to_numpy() == cdnow_summary["frequency"].to_numpy()).all()
    for name in ("recency", "T", "monetary_value"):
        assert np.abs(summary[name].to_numpy() - cdnow_summary[name].to_numpy()).max() < 0.00501
    assert (summary["frequency"] > 0).sum() == 946


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("measure", [rfm_summary, rfm_table])
@pytest.mark.parametrize("end", [None, "1997-09-30"])
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_every_engine_gives_the_same_numbers(cdnow_sample, name, measure, end):
    expected = by_customer(measure(cdnow_sample, end=end))
    found = by_customer(measure(engine(name, cdnow_sample), end=end))
    pd.testing.assert_frame_equal(found, expected, check_index_type=False, check_dtype=False)


@pytest.mark.parametrize("name", ["polars lazy", "duckdb"])
def test_a_lazy_table_stays_lazy(name):
    table = engine(name, ORDERS)
    assert type(rfm_summary(table)) is type(table)


def test_orders_of_one_day_are_one_purchase():
    found = rfm_summary(ORDERS).loc[7]
    assert found["frequency"] == 2
    assert found["recency"] == 4.0
    assert found["T"] == 5.0


def test_monetary_value_is_the_mean_of_the_repeat_purchases():
    assert rfm_summary(ORDERS)["monetary_value"].to_dict() == {7: 400.0, 8: 0.0, 9: 20.0}


def test_a_one_time_buyer_has_frequency_recency_and_money_of_zero():
    assert rfm_summary(ORDERS).loc[8].to_dict() == {"frequency": 0, "recency": 0, "T": 4, "monetary_value": 0}


def test_orders_after_the_end_are_left_out_and_the_end_itself_counts():
    found = rfm_summary(ORDERS, end="2025-01-20")
    assert list(found.index) == [7, 8]
    assert found.loc[7].to_dict() == {"frequency": 1, "recency": 2, "T": 2, "monetary_value": 300}


@pytest.mark.parametrize(
    "end", ["2025-03-03", date(2025, 3, 3), pd.Timestamp("2025-03-03 15:00"), np.datetime64("2025-03-03")]
)
def test_the_end_is_a_day_in_any_notation(end):
    assert rfm_summary(ORDERS, end=end, unit="day")["T"].to_dict() == {7: 56, 8: 49, 9: 35}


@pytest.mark.parametrize(("unit", "days"), [("day", 1), ("week", 7), ("month", 365.2425 / 12), ("year", 365.2425)])
def test_a_unit_of_time_only_divides_the_days(unit, days):
    times = rfm_summary(ORDERS, unit=unit)[["recency", "T"]]
    pd.testing.assert_frame_equal(times * days, rfm_summary(ORDERS, unit="day")[["recency", "T"]])


def test_days_are_counted_over_leap_years_and_centuries():
    days = pd.to_datetime(["1899-12-31", "1900-03-01", "2000-03-01", "2024-03-01"])
    orders = pd.DataFrame({"customer_id": 1, "ordered_at": days, "revenue": 1})
    expected = (date(2024, 3, 1) - date(1899, 12, 31)).days
    assert rfm_summary(orders, unit="day").loc[1, "recency"] == expected


def test_dates_without_a_time_do_as_well():
    polars = pytest.importorskip("polars")
    table = polars.from_pandas(ORDERS).with_columns(polars.col("ordered_at").cast(polars.Date))
    pd.testing.assert_frame_equal(by_customer(rfm_summary(table)), rfm_summary(ORDERS), check_dtype=False)


def test_columns_may_have_any_name_and_money_may_be_absent():
    renamed = ORDERS.set_axis(["who", "when", "spent"], axis=1)
    found = rfm_summary(renamed, customer="who", date="when", money=None)
    assert list(found.columns) == ["frequency", "recency", "T"]
    assert found.index.name == "who"


def test_the_marketers_recency_is_the_time_since_the_last_order():
    summary, table = rfm_summary(ORDERS), rfm_table(ORDERS)
    pd.testing.assert_series_equal(table["since_last"], summary["T"] - summary["recency"], check_names=False)
    assert table["orders"].to_dict() == {7: 4, 8: 1, 9: 2}
    assert table["revenue"].to_dict() == {7: 950, 8: 80, 9: 30}


def test_the_argument_is_not_changed():
    before = ORDERS.copy()
    rfm_summary(ORDERS)
    pd.testing.assert_frame_equal(ORDERS, before)


def test_pandas_is_answered_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rfm_summary(ORDERS)
        rfm_table(ORDERS)


transactions = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 400), st.integers(0, 5000)), min_size=1, max_size=40
).map(
    lambda rows: pd.DataFrame(
        {
            "customer_id": [who for who, _, _ in rows],
            "ordered_at": pd.Timestamp("2024-01-01") + pd.to_timedelta([day * 17 for _, day, _ in rows], unit="h"),
            "revenue": [money for _, _, money in rows],
        }
    )
)


@settings(deadline=None, max_examples=40)
@given(transactions, st.randoms(use_true_random=False))
def test_order_of_rows_other_columns_index_and_kind_of_ids_do_not_matter(orders, luck):
    places = list(range(len(orders)))
    luck.shuffle(places)
    other = orders.iloc[places].assign(note="x", customer_id=lambda frame: "c" + frame["customer_id"].astype(str))
    found = rfm_summary(other.set_axis(places, axis=0))
    expected = rfm_summary(orders)
    assert list(found.index) == [f"c{who}" for who in expected.index]
    np.testing.assert_allclose(found.to_numpy(), expected.to_numpy())


@settings(deadline=None, max_examples=40)
@given(transactions)
def test_the_summary_is_what_plain_pandas_says(orders):
    found = rfm_summary(orders, unit="day")
    for who, rows in orders.assign(day=orders["ordered_at"].dt.normalize()).groupby("customer_id"):
        days = rows.groupby("day")["revenue"].sum()
        assert found.loc[who, "frequency"] == len(days) - 1
        assert found.loc[who, "recency"] == (days.index[-1] - days.index[0]).days
        assert found.loc[who, "monetary_value"] == pytest.approx(days.iloc[1:].mean() if len(days) > 1 else 0)


def test_quintiles_of_ten_different_customers_are_two_each():
    table = pd.DataFrame({"since_last": range(10), "orders": range(1, 11), "revenue": range(10, 110, 10)})
    found = rfm_score(table)
    assert list(found["R"]) == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert list(found["F"]) == list(found["M"]) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert list(found["score"].iloc[[0, -1]]) == ["511", "155"]


def test_equal_customers_score_the_same():
    table = pd.DataFrame({"since_last": [3.0] * 5, "orders": [1, 1, 1, 1, 9], "revenue": [5, 5, 6, 7, 8]})
    found = rfm_score(table)
    assert list(found["R"]) == [1, 1, 1, 1, 1]
    assert list(found["F"]) == [1, 1, 1, 1, 5]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_rows(values, luck):
    table = pd.DataFrame({"since_last": values, "orders": values, "revenue": values})
    places = list(range(len(values)))
    luck.shuffle(places)
    pd.testing.assert_frame_equal(rfm_score(table.iloc[places]).sort_index(), rfm_score(table))


WRONG = [
    (dict(orders=[1, 2]), "orders must be a table"),
    (dict(orders="orders.csv"), "pd.read_csv"),
    (dict(orders=ORDERS.head(0)), "orders must not be empty"),
    (dict(customer="customer"), "Did you mean 'customer_id'"),
    (dict(date="orderd_at"), "Name another one with date="),
    (dict(money="revenu"), "'revenue'"),
    (dict(unit="fortnight"), "there is no unit 'fortnight'"),
    (dict(end="the end"), "end must be a day"),
    (dict(end=20251231), "end must be a day"),
    (dict(end="2024-12-31"), "The first order is later than 2024-12-31"),
    (dict(orders=ORDERS.assign(ordered_at="2025-01-01")), "pd.to_datetime"),
    (dict(orders=ORDERS.assign(revenue=-5)), "revenue must be at least 0, got -5 in row 0 and in 6 more rows"),
    (dict(orders=ORDERS.assign(revenue=[1, np.nan, 1, 1, 1, 1, 1])), "finite numbers, got nan in row 1"),
    (dict(orders=ORDERS.assign(revenue="a lot")), "revenue must be numbers"),
    (dict(orders=ORDERS.assign(customer_id=[None, 1, 1, 1, 1, 1, 1])), "got 1 missing"),
    (
        dict(orders=ORDERS.assign(ordered_at=pd.Timestamp("2205-01-01"))),
        "more than 2 years in the future, got 2205-01-01",
    ),
    (dict(orders=ORDERS.assign(ordered_at=pd.NaT)), "dropna(subset=['ordered_at'])"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(arguments, words):
    with pytest.raises(InputError) as caught:
        rfm_summary(**({"orders": ORDERS} | arguments))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (dict(bins=1), "bins must be a whole number between 2 and 9, got 1"),
        (dict(bins=2.5), "got 2.5"),
        (dict(table=ORDERS), "no column in table named 'since_last'"),
        (
            dict(table=pd.DataFrame({"since_last": [-1.0], "orders": [1], "revenue": [1]})),
            "since_last must be at least 0",
        ),
        (dict(table=pd.DataFrame({"since_last": [], "orders": [], "revenue": []})), "table must not be empty"),
    ],
)
def test_bad_input_to_the_score_is_named(arguments, words):
    with pytest.raises(InputError) as caught:
        rfm_score(**({"table": rfm_table(ORDERS)} | arguments))
    assert words in str(caught.value)


def test_a_date_far_ahead_is_left_out_where_the_end_is_named():
    slip = pd.concat([ORDERS, ORDERS.head(1).assign(ordered_at=pd.Timestamp("2205-01-01"))])
    pd.testing.assert_frame_equal(rfm_summary(slip, end="2025-02-10"), rfm_summary(ORDERS))


@pytest.mark.parametrize("name", ["polars", "polars lazy", "duckdb"])
def test_dates_and_their_times_give_every_engine_the_same_days(name):
    """Databases keep dates and count days later: dates alone, a day's last second, and an end must agree."""
    late = ORDERS.assign(ordered_at=ORDERS["ordered_at"].dt.normalize() + pd.Timedelta("23:59:59"))
    for measure in (rfm_summary, rfm_table):
        for end in (None, "2025-01-20"):
            expected = measure(ORDERS, end=end, unit="day")
            found = by_customer(measure(engine(name, late), end=end, unit="day"))
            pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_shares_of_customers_by_score_add_up_to_all():
    scores = rfm_score(rfm_table(ORDERS), bins=3)
    grid = rfm_grid(scores)
    assert grid.to_numpy().sum() == pytest.approx(1)
    assert list(grid.index) == sorted(scores["F"].unique(), reverse=True)
    means = rfm_grid(scores, [10, 20, 30])
    assert means.loc[scores.loc[7, "F"], scores.loc[7, "R"]] == 10
    assert int(means.notna().to_numpy().sum()) == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: rfm_grid(rfm_table(ORDERS)), "no column in scores named 'R'"),
        (lambda: rfm_grid(rfm_score(rfm_table(ORDERS)).head(0)), "scores must not be empty"),
        (lambda: rfm_grid(rfm_score(rfm_table(ORDERS)), [1, 2]), "values must be as long as scores, got 2 and 3 rows"),
    ],
)
def test_bad_input_to_the_grid_is_named(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
