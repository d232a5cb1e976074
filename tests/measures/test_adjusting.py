"""Nearest neighbours, weighting, doubly robust, balance: what each finds, laws, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import balance, difference_in_means, doubly_robust, inverse_probability, nearest_neighbours

METHODS = (nearest_neighbours, inverse_probability, doubly_robust)


def people(seed: int, n: int = 1_500, effect: float = 2.0) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Who is older or richer is treated more often, and has more anyway."""
    luck = np.random.default_rng(seed)
    known = pd.DataFrame({"age": luck.normal(40, 10, n), "income": luck.normal(30, 5, n)})
    pull = (known["age"] - 40) / 10 + (known["income"] - 30) / 10
    treated = pd.Series(luck.random(n) < 1 / (1 + np.exp(0.5 - pull)))
    return known["age"] / 5 + known["income"] / 5 + effect * treated + luck.normal(0, 1, n), treated, known


@pytest.mark.parametrize("method", METHODS)
def test_the_effect_is_found_where_the_naive_difference_is_not(method):
    outcome, treated, known = people(1)
    assert method(outcome, treated, known).holds(2)
    assert not difference_in_means(outcome, treated).holds(2)


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10**6), st.sampled_from(METHODS))
def test_order_of_rows_index_and_units_do_not_matter(seed, method):
    outcome, treated, known = people(2, 300)
    places = np.random.default_rng(seed).permutation(300)
    other = method(outcome.iloc[places], treated.iloc[places].astype(int), known.iloc[places] * [12.0, 0.01] + 5)
    expected = method(outcome, treated, known)
    assert (other.estimate, other.standard_error) == pytest.approx((expected.estimate, expected.standard_error))


def test_neighbours_at_the_same_place_serve_together():
    found = nearest_neighbours([5, 1, 3, 9], [1, 0, 0, 1], pd.DataFrame({"x": [1, 1, 1, 1.5]}), adjusted=False)
    assert found.estimate == (5 - 2 + 9 - 2) / 2


def test_weighting_makes_the_groups_alike():
    _, treated, known = people(3, 4_000)
    score = 1 / (1 + np.exp(0.5 - (known["age"] - 40) / 10 - (known["income"] - 30) / 10))
    before, after = balance(known, treated), balance(known, treated, np.where(treated, 1, score / (1 - score)))
    assert before["difference"].abs().min() > 0.2
    assert after["difference"].abs().max() < 0.1


def test_balance_takes_each_class_of_a_word():
    found = balance(pd.DataFrame({"shop": ["a", "b", "a", "b"]}), [1, 1, 0, 0])
    assert found.index.to_list() == ["shop = a", "shop = b"]
    assert found["difference"].to_list() == [0, 0]


OUTCOME, TREATED, KNOWN = people(4, 60)
CERTAIN = KNOWN.assign(age=np.where(TREATED, 60.0, 20.0))
WRONG = [
    *((lambda m=m: m([], [], KNOWN[:0]), "must not be empty") for m in METHODS),
    *((lambda m=m: m(OUTCOME[:5], TREATED, KNOWN), "must be equally long") for m in METHODS),
    *((lambda m=m: m(OUTCOME, [True] * 60, KNOWN), "treated must hold two people of each kind") for m in METHODS),
    *((lambda m=m: m(OUTCOME, TREATED, KNOWN.where(KNOWN["age"] > 40)), "must be finite numbers") for m in METHODS),
    *((lambda m=m: m(OUTCOME.where(OUTCOME > 14), TREATED, KNOWN), "outcome must be finite") for m in METHODS),
    *((lambda m=m: m(OUTCOME, OUTCOME, KNOWN), "treated must be true or false") for m in METHODS),
    (lambda: nearest_neighbours(OUTCOME, TREATED, KNOWN, neighbours=60), "There are no more others than that"),
    (lambda: nearest_neighbours(OUTCOME, TREATED, KNOWN * 0), "on must differ between people"),
    (lambda: inverse_probability(OUTCOME, TREATED, CERTAIN), "got people for whom it is certain"),
    (lambda: doubly_robust(OUTCOME, TREATED, KNOWN, target="all"), "there is no target 'all'"),
    (lambda: balance(KNOWN, TREATED, weights=-np.ones(60)), "weights must be at least 0"),
    (lambda: balance(KNOWN.assign(shop=None), TREATED), "must be known in every row"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[f"{i} {words}" for i, (_, words) in enumerate(WRONG)])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
