from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import concentration, gini, gini_interval, lorenz, rank_frequency, repeat_rate

AMOUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(lambda values: sum(values) > 0)


def test_cdnow_is_as_concentrated_as_counted(cdnow_master):
    found = concentration(cdnow_master)
    assert found.customers == 23_570
    assert found.gini == pytest.approx(0.634, abs=0.001)
    assert found.share_of_top(0.2) == pytest.approx(0.677, abs=0.001)


def test_half_of_the_buyers_of_cdnow_ordered_once(cdnow_master):
    assert repeat_rate(cdnow_master) == pytest.approx(1 - 0.505, abs=0.0005)


def test_gini_of_two_customers_by_hand():
    assert gini([0, 1]) == 0.5
    assert gini([1, 3]) == 0.25


def test_gini_is_zero_where_all_are_equal_and_near_one_where_one_has_all():
    assert gini([5] * 7) == 0
    assert gini([0] * 99 + [1]) == pytest.approx(0.99)


#: Ten incomes, the example of the R packages ineq and DescTools.
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def test_gini_of_ten_incomes_is_as_published():
    """R package ineq: .4620911."""
    assert gini(INCOMES) == pytest.approx(0.4620911, abs=5e-8)


def test_the_corrected_gini_of_ten_incomes_is_as_published():
    """R package DescTools, unbiased: .5134346."""
    assert gini_interval(INCOMES).estimate == pytest.approx(0.5134346, abs=5e-8)


@settings(deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=3, max_size=20, unique=True))
def test_the_error_of_gini_is_that_of_leaving_each_customer_out(values):
    n = len(values)
    without = [gini(values[:i] + values[i + 1 :]) * (n - 1) / (n - 2) for i in range(n)]
    error = np.sqrt((n - 1) / n * ((without - np.mean(without)) ** 2).sum())
    assert gini_interval(values).standard_error == pytest.approx(error, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("draw", "truth"), [("exponential", 0.5), ("uniform", 1 / 3)])
def test_the_interval_of_gini_holds_that_of_everybody_as_often_as_it_says(draw, truth):
    luck = np.random.default_rng(3)
    held = [gini_interval(getattr(luck, draw)(size=300)).holds(truth) for _ in range(300)]
    assert 0.925 <= np.mean(held) <= 0.98


@given(AMOUNTS)
def test_gini_is_half_the_mean_absolute_difference_over_the_mean(values):
    array = np.array(values, dtype=float)
    expected = np.abs(array[:, None] - array[None, :]).mean() / (2 * array.mean())
    assert gini(values) == pytest.approx(expected)


@given(AMOUNTS)
def test_gini_is_one_minus_twice_the_area_under_the_lorenz_curve(values):
    curve = lorenz(values)
    assert gini(values) == pytest.approx(1 - 2 * np.trapezoid(curve["total"], curve["customers"]))


@given(AMOUNTS, st.integers(1, 9), st.randoms(use_true_random=False))
def test_gini_depends_neither_on_the_order_nor_on_the_currency(values, factor, luck):
    other = [factor * value for value in values]
    luck.shuffle(other)
    assert gini(other) == pytest.approx(gini(values))


@given(AMOUNTS)
def test_a_lorenz_curve_runs_from_nobody_to_everybody_and_never_above_the_diagonal(values):
    curve = lorenz(values)
    assert curve.iloc[0].to_list() == [0, 0]
    assert curve.iloc[-1].to_list() == [1, 1]
    assert (curve["total"] <= curve["customers"] + 1e-12).all()
    assert (curve["total"].diff().dropna() >= -1e-12).all()


def test_the_top_fifth_of_five_customers_is_the_largest():
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 3, 4, 5], "revenue": [3, 3, 1, 1, 1, 1]})
    found = concentration(orders)
    assert found.share_of_top(0.2) == pytest.approx(0.6)
    assert found.share_of_top(0.4) == pytest.approx(0.7)
    assert found.share_of_top(1) == 1
    assert found.total == 10


def test_it_prints_a_sentence():
    orders = pd.DataFrame({"customer_id": [1, 2], "revenue": [1, 3]})
    assert repr(concentration(orders)) == "2 customers: Gini 0.250; the top fifth has 30.0% of the total"


@pytest.mark.parametrize("engine", ["polars", "lazy", "duckdb"])
def test_other_engines_say_the_same(cdnow_sample, engine):
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    table = {
        "polars": lambda: polars.from_pandas(cdnow_sample),
        "lazy": lambda: polars.from_pandas(cdnow_sample).lazy(),
        "duckdb": lambda: duckdb.from_df(cdnow_sample),
    }[engine]()
    assert concentration(table).gini == pytest.approx(concentration(cdnow_sample).gini)
    assert repeat_rate(table) == repeat_rate(cdnow_sample)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_the_repeat_rate_counts_customers_with_two_orders(customers):
    orders = pd.DataFrame({"customer_id": customers})
    assert repeat_rate(orders) == pytest.approx((orders["customer_id"].value_counts() > 1).mean())


def test_ranks_begin_with_the_largest_and_keep_names():
    found = rank_frequency(pd.Series({"tea": 1, "coffee": 6, "cup": 3}))
    assert list(found.index) == ["coffee", "cup", "tea"]
    assert list(found["rank"]) == [1, 2, 3]
    assert list(found["share"]) == pytest.approx([0.6, 0.3, 0.1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gini([]), "values must not be empty, got 0 rows"),
        (lambda: gini([1, -2]), "values must be at least 0, got -2 in row 1"),
        (lambda: gini([1, np.nan]), "values must be finite numbers, got nan in row 1"),
        (lambda: gini([0, 0]), "values must not all be 0"),
        (lambda: gini(["a"]), "values must be numbers"),
        (lambda: gini(pd.DataFrame({"a": [1, 2]})), "Pick a column"),
        (lambda: gini_interval([1, 2]), "values must be of three or more customers who differ, got 2"),
        (lambda: gini_interval([2, 2, 2]), "There is no inequality to be estimated"),
        (lambda: gini_interval([1, 2, -3]), "values must be at least 0, got -3 in row 2"),
        (lambda: gini_interval([1, 2, 3], level=95), "level must be a number between 0.5 and 0.9999"),
        (lambda: lorenz([np.inf]), "got inf in row 0"),
        (lambda: concentration(pd.DataFrame({"customer_id": [1], "revenu": [2]})), "Did you mean 'revenu'"),
        (lambda: concentration(pd.DataFrame({"customer_id": [1], "revenue": [None]})), "revenue must be known"),
        (lambda: concentration(pd.DataFrame({"customer_id": [], "revenue": []})), "orders must not be empty"),
        (lambda: concentration([1]), "orders must be a table"),
        (lambda: repeat_rate(pd.DataFrame({"who": [1]})), "Name another one with customer="),
        (lambda: rank_frequency([-1]), "values must be at least 0"),
        (
            lambda: concentration(pd.DataFrame({"customer_id": [1], "revenue": [2]})).share_of_top(20),
            "fraction must be a number between 0 and 1, got 20. Use .2 for the top fifth.",
        ),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
