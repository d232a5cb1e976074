from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import double_jeopardy, duplication

#: Four people, three brands: everybody buys A (the first twice), two also buy B, one C.
PANEL = pd.DataFrame(
    [(1, 1, "A"), (1, 2, "A"), (1, 2, "B"), (2, 3, "A"), (2, 3, "A"), (3, 4, "A"), (3, 5, "B"),
     (4, 6, "A"), (4, 6, "C")],
    columns=["customer_id", "order_id", "brand"],
)  # fmt: skip


def test_penetration_and_purchases_per_buyer_are_counted_by_hand():
    table = double_jeopardy(PANEL)
    assert table["buyers"].to_dict() == {"A": 4, "B": 2, "C": 1}
    assert table["penetration"].to_dict() == {"A": 1, "B": 0.5, "C": 0.25}
    assert table["purchases_per_buyer"].to_dict() == {"A": 5 / 4, "B": 1, "C": 1}  # two packs at once are one purchase


def test_duplication_is_counted_by_hand():
    found = duplication(PANEL)
    assert found.table.loc["A"].to_dict() == {"A": 1, "B": 0.5, "C": 0.25}
    assert found.table.loc["B"].to_dict() == {"A": 1, "B": 1, "C": 0}
    assert found.table.loc["C"].to_dict() == {"A": 1, "B": 0, "C": 1}
    assert found.coefficient == pytest.approx((0.5 + 0.25 + 1 + 0 + 1 + 0) / 6 / ((1 + 0.5 + 0.25) / 3))


def test_brands_bought_independently_have_a_coefficient_of_one():
    luck = np.random.default_rng(1)
    people, shares = np.arange(20_000), {"A": 0.5, "B": 0.3, "C": 0.1}
    parts = [pd.DataFrame({"customer_id": people, "brand": "the rest"})]
    parts += [pd.DataFrame({"customer_id": people[luck.random(20_000) < p], "brand": b}) for b, p in shares.items()]
    some = pd.concat(parts)
    assert duplication(some).coefficient == pytest.approx(1, abs=0.01)


def test_brands_that_share_all_their_buyers_have_the_inverse_of_their_penetration():
    half = pd.DataFrame({"customer_id": [1, 1, 2, 2, 3, 4], "brand": ["A", "B", "A", "B", "C", "D"]})
    assert duplication(half, least=0.4).coefficient == 1 / 0.5


def test_a_brand_below_the_least_penetration_is_left_out_and_its_buyers_still_count():
    found = duplication(PANEL, least=0.4)
    assert list(found.penetration.index) == ["A", "B"]
    assert found.penetration["B"] == 0.5
    assert str(found) == "D 1 over 2 brands"


def test_purchases_per_buyer_are_expected_to_fall_as_penetration_does():
    """w (1 − b) is one number: A 1.25 × .6 for 4 buyers, B 1 × .8 for 2, C 1 × .9 for 1; weighted mean .7857."""
    table = double_jeopardy(PANEL, people=10)
    assert table["penetration"].to_dict() == {"A": 0.4, "B": 0.2, "C": 0.1}
    assert table["expected"].to_list() == pytest.approx([0.785714 / 0.6, 0.785714 / 0.8, 0.785714 / 0.9], rel=1e-5)
    everybody = double_jeopardy(PANEL, people=4)["expected"]
    assert everybody.isna().to_dict() == {"A": True, "B": False, "C": False}


def test_the_interval_of_the_coefficient_holds_that_of_everybody_as_often_as_it_says():
    luck, held = np.random.default_rng(0), []
    everybody = luck.random((200_000, 4)) < luck.beta(1, 2, (200_000, 1)) * np.array([1, 0.7, 0.4, 0.3])
    pairs = [pd.DataFrame(dict(zip(("customer_id", "brand"), np.nonzero(everybody), strict=True)))]
    truth = duplication(pairs[0]).coefficient
    for _ in range(200):
        chosen = everybody[luck.integers(0, len(everybody), 600)]
        customer, brand = np.nonzero(chosen)
        found = duplication(pd.DataFrame({"customer_id": customer, "brand": brand}))
        held.append(found.low <= truth <= found.high)
    assert 0.91 <= np.mean(held) <= 0.985


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: double_jeopardy(PANEL.head(0)), "purchases must not be empty"),
        (lambda: double_jeopardy(PANEL, brand="maker"), "there is no column in purchases named 'maker'"),
        (lambda: double_jeopardy(PANEL.assign(brand=None)), "brand must be known in every row"),
        (lambda: double_jeopardy(PANEL, people=3), "people must be a whole number at least 4, got 3"),
        (lambda: duplication(PANEL, customer="custmer_id"), "Did you mean 'customer_id'?"),
        (lambda: duplication(PANEL, least=0.9), "two brands or more to be compared, got 1"),
        (lambda: duplication(PANEL, least=50), "least must be a number between 0 and 1, got 50"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
