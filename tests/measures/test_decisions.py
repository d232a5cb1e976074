from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import best_action, by_precedence, expected_cost

STATES = pd.DataFrame({"angry": [1, 0, 0, 1], "new": [1, 1, 0, 0], "loyal": [0, 0, 0, 1]}, index=list("abcd")).astype(
    bool
)
# Statlog German credit data (Hofmann 1994): a loan to a bad customer costs 5, one refused to a good customer 1.
CREDIT = pd.DataFrame({"lend": [0, 5], "refuse": [1, 0]}, index=["good", "bad"])


def chances(*bad: float) -> pd.DataFrame:
    return pd.DataFrame({"bad": bad, "good": 1 - np.array(bad)})


def test_the_first_true_state_counts():
    found = by_precedence(STATES)
    assert found.to_dict() == {"a": "angry", "b": "new", "c": "none", "d": "angry"}
    assert list(found.cat.categories) == ["angry", "new", "loyal", "none"]
    assert by_precedence(STATES, ["loyal", "new", "angry"]).to_list() == ["new", "new", "none", "loyal"]


def test_a_bank_refuses_from_one_sixth_on():
    """Elkan (2001), equation 2, with the costs of the German credit data: p* = 1 / (1 + 5)."""
    assert best_action(chances(0.16, 0.17), CREDIT)["action"].to_list() == ["lend", "refuse"]


def test_what_an_action_costs_on_average():
    found = expected_cost(chances(0.5, 0), CREDIT)
    assert found.to_numpy().tolist() == [[2.5, 0.5], [0, 1]]
    assert list(found.columns) == ["lend", "refuse"]


def test_the_saving_is_against_one_action_for_all():
    found = best_action(chances(0.5, 0, 0, 0), CREDIT)
    assert found["cost"].to_list() == [0.5, 0, 0, 0]
    assert found["saving"].to_list() == [2, 0, 0, 0]


def test_known_types_need_no_probabilities():
    found = best_action(pd.Series(["bad", "good"], index=[7, 8]), CREDIT)
    assert found["action"].to_dict() == {7: "refuse", 8: "lend"}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_nobody_else_changes_a_customers_best_action(bad, luck):
    frame = chances(*bad)
    places = list(range(len(bad)))
    luck.shuffle(places)
    found = best_action(frame.iloc[places][["good", "bad"]], CREDIT.loc[["bad", "good"]]).sort_index()
    pd.testing.assert_frame_equal(found, best_action(frame, CREDIT))
    assert (found["saving"] >= 0).all()


WRONG = [
    (lambda: by_precedence(STATES.head(0)), "states must not be empty"),
    (
        lambda: by_precedence(STATES, ["angry", "new"]),
        "precedence must name each column of states once, 'loyal' is missing",
    ),
    (lambda: by_precedence(STATES, ["angry", "new", "royal"]), "Did you mean 'loyal'"),
    (lambda: by_precedence(STATES, ["angry", "new", "loyal", "new"]), "one stands twice"),
    (lambda: by_precedence(STATES, otherwise="new"), "otherwise must not be the name of a state"),
    (lambda: by_precedence(STATES.assign(new="x")), "new must be true or false"),
    (lambda: expected_cost(chances(0.5), CREDIT.head(0)), "costs must not be empty"),
    (lambda: expected_cost(chances(0.5), CREDIT.assign(lend=np.nan)), "costs['lend'] must be finite numbers"),
    (lambda: expected_cost(chances(0.5) * 0.5, CREDIT), "must add up to 1 in every row, got 0.5 in row 0"),
    (lambda: expected_cost(chances(1.5), CREDIT), "bad must be at most 1"),
    (lambda: expected_cost(chances(0.5).rename(columns={"bad": "badd"}), CREDIT), "Did you mean 'bad'"),
    (lambda: expected_cost(pd.Series(["god"]), CREDIT), "Did you mean 'good'"),
    (lambda: expected_cost(pd.Series([], dtype=str), CREDIT), "probabilities must not be empty"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
