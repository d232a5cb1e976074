"""Reliability of a scale: published alphas and intervals, and laws that hold for every table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import alpha_interval, cronbach_alpha, feldt_interval, item_statistics

LUCK = np.random.default_rng(1)
ITEMS = pd.DataFrame(LUCK.normal(size=(40, 1)) + LUCK.normal(size=(40, 4)), columns=list("abcd")).round(2)


def test_the_standard_error_is_that_of_bonett_and_wright_2015():
    """ci.cronbach(.05, .85, 7, 89) of statpsych: SE 0.02456518; its interval, .7971 to .8931, has n (k − 1) degrees."""
    found = feldt_interval(0.85, n=89, k=7)
    assert found.standard_error == pytest.approx(0.02456518, abs=5e-9)
    assert (found.low, found.high) == pytest.approx((0.7971254, 0.8931436), abs=1e-4)


def test_the_interval_is_that_of_evans():
    """Evans' function after Feldt: alpha .913 of 873 people and 20 items, .9044024 to .9211588."""
    found = feldt_interval(0.913, n=873, k=20)
    assert (found.low, found.high) == pytest.approx((0.9044024, 0.9211588), abs=5e-8)


def test_attitude_has_its_published_alpha_inside_its_interval(rdataset):
    found = alpha_interval(rdataset("datasets", "attitude"))
    assert found.estimate == pytest.approx(0.8431, abs=5e-5)
    assert found.low < 0.8431 < found.high
    assert found.n == 30


def test_alpha_if_deleted_is_alpha_without_the_item(rdataset):
    attitude = rdataset("datasets", "attitude")
    found = item_statistics(attitude)
    for name in attitude.columns:
        rest = attitude.drop(columns=name)
        assert found.loc[name, "alpha_if_deleted"] == pytest.approx(cronbach_alpha(rest))
        assert found.loc[name, "item_rest"] == pytest.approx(attitude[name].corr(rest.sum(axis=1)))
        assert found.loc[name, "item_total"] == pytest.approx(attitude[name].corr(attitude.sum(axis=1)))
    assert found["mean"].tolist() == pytest.approx(attitude.mean().tolist())
    assert found["sd"].tolist() == pytest.approx(attitude.std().tolist())


def test_of_two_items_none_can_be_left_out():
    assert item_statistics(ITEMS[["a", "b"]])["alpha_if_deleted"].isna().all()


def test_an_item_that_everybody_answers_alike_has_no_correlation():
    found = item_statistics(ITEMS.assign(e=3))
    assert found.loc["e", ["item_total", "item_rest"]].isna().all()
    assert found.loc["e", "alpha_if_deleted"] == pytest.approx(cronbach_alpha(ITEMS))


@given(st.permutations(range(40)), st.permutations(list("abcd")), st.floats(0.1, 100), st.floats(-50, 50))
def test_order_of_people_and_items_unit_and_origin_change_nothing(rows, columns, unit, origin):
    other = (ITEMS.iloc[list(rows)][list(columns)] * unit + origin).set_axis([0] * 40)
    assert cronbach_alpha(other) == pytest.approx(cronbach_alpha(ITEMS))
    assert alpha_interval(other).low == pytest.approx(alpha_interval(ITEMS).low)
    pd.testing.assert_series_equal(
        item_statistics(other)["item_rest"].sort_index(), item_statistics(ITEMS)["item_rest"], atol=1e-8
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: alpha_interval(ITEMS[["a"]]), "One item cannot agree with itself"),
        (lambda: alpha_interval(ITEMS.iloc[:0]), "items must not be empty"),
        (lambda: alpha_interval(ITEMS.iloc[:2]), "n must be a whole number at least 3, got 2"),
        (lambda: alpha_interval(ITEMS.assign(a="often")), "Convert text with pd.to_numeric"),
        (lambda: alpha_interval(ITEMS.assign(a=np.nan)), "a must be finite numbers"),
        (lambda: alpha_interval(ITEMS, level=95), "level must be a number between"),
        (lambda: item_statistics(pd.DataFrame({"a": [1, 2], "b": [2, 1]})), "everybody has the same sum"),
        (lambda: feldt_interval(1.2, 30, 5), "alpha must be"),
        (lambda: feldt_interval(0.8, 30, 1), "k must be a whole number at least 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
