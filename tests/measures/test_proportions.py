from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from course.errors import InputError
from course.measures import share_by_group, share_with_interval


@pytest.mark.parametrize(("successes", "n"), [(0, 5), (2, 10), (7, 7), (50, 1000)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_the_interval_is_wilsons(successes, n, level):
    share, low, high = share_with_interval(successes, n, level)
    assert share == successes / n
    assert (low, high) == pytest.approx(proportion_confint(successes, n, 1 - level, method="wilson"))


def test_the_churn_rate_of_the_telco_data_is_the_published_one(rdataset):
    """IBM's sample data: 1,869 of 7,043 customers left, 26.537 %."""
    left = rdataset("modeldata", "wa_churn")["churn"].eq("Yes")
    share, low, high = share_with_interval(int(left.sum()), len(left))
    assert share == pytest.approx(0.26537, abs=5e-6)
    assert low < share < high


def test_groups_are_counted_in_order_and_by_position():
    orders = pd.Series([10, 1, 10, 1, 1], index=list("abcde"), name="orders")
    found = share_by_group([True, False, True, True, False], orders)
    assert found.index.name == "orders"
    assert found["n"].to_dict() == {1: 3, 10: 2}
    assert found["share"].to_dict() == pytest.approx({1: 1 / 3, 10: 1})


def test_categories_keep_their_order_and_rows_without_a_group_are_left_out():
    groups = pd.cut(pd.Series([5, 15, 99, 25]), [0, 10, 20, 30], labels=["few", "some", "many"])
    assert list(share_by_group([1, 0, 1, 1], groups).index) == ["few", "some", "many"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: share_with_interval(3, 2), "successes must be a number between 0 and 2, got 3"),
        (lambda: share_with_interval(0, 0), "A share of nobody does not exist"),
        (lambda: share_with_interval(1, 2, level=95), "level must be a number between 0.5 and 0.9999, got 95"),
        (lambda: share_by_group([1, 0], ["a"]), "equally long, got 2 and 1"),
        (lambda: share_by_group([3, 0], ["a", "b"]), "event must be true or false"),
        (lambda: share_by_group([], []), "event must not be empty"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
