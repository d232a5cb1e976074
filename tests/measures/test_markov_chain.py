from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import migration_value, stationary, steps_ahead, time_until


def chain(rows, states) -> pd.DataFrame:
    return pd.DataFrame(rows, index=list(states), columns=list(states), dtype=float)


# Pfeifer & Carraway (2000): the last purchase was one, two, three periods ago; after that customers are given up.
RECENCY = chain([[0.3, 0.7, 0, 0], [0.2, 0, 0.8, 0], [0.05, 0, 0, 0.95], [0, 0, 0, 1]], "1234")
# Kemeny & Snell (1960): the weather in the land of Oz, rain, nice, snow.
OZ = chain([[0.5, 0.25, 0.25], [0.5, 0, 0.5], [0.25, 0.25, 0.5]], "RNS")
# Kemeny & Snell (1960): the drunkard between home (0) and the bar (4).
DRUNKARD = chain(
    [[1, 0, 0, 0, 0], [0.5, 0, 0.5, 0, 0], [0, 0.5, 0, 0.5, 0], [0, 0, 0.5, 0, 0.5], [0, 0, 0, 0, 1]], "01234"
)
IN_OUT = chain([[0.9, 0.1], [0.3, 0.7]], ["in", "out"])

PUBLISHED = {
    "Pfeifer & Carraway: bought again after four periods": (
        lambda: steps_ahead(RECENCY, 4).loc["1", "1"],
        0.0823,
        5e-5,
    ),
    "Pfeifer & Carraway: from one period ago, gone in four": (
        lambda: steps_ahead(RECENCY, 4).loc["1", "4"],
        0.6916,
        5e-5,
    ),
    "Pfeifer & Carraway: from two periods ago, gone in four": (
        lambda: steps_ahead(RECENCY, 4).loc["2", "4"],
        0.8664,
        5e-5,
    ),
    "Pfeifer & Carraway: from three periods ago, gone in four": (
        lambda: steps_ahead(RECENCY, 4).loc["3", "4"],
        0.9766,
        5e-5,
    ),
    "Pfeifer & Carraway: value over four periods, bought last": (
        lambda: migration_value(RECENCY, [36, -4, -4, 0], 0.2, periods=4)["1"],
        49.40,
        5e-3,
    ),
    "Pfeifer & Carraway: the same, two periods ago": (
        lambda: migration_value(RECENCY, [36, -4, -4, 0], 0.2, periods=4)["2"],
        2.69,
        5e-3,
    ),
    "Pfeifer & Carraway: the same, three periods ago": (
        lambda: migration_value(RECENCY, [36, -4, -4, 0], 0.2, periods=4)["3"],
        -1.98,
        5e-3,
    ),
    "Kemeny & Snell: rain in Oz in the long run": (lambda: stationary(OZ)["R"], 0.4, 1e-9),
    "Kemeny & Snell: nice weather in Oz in the long run": (lambda: stationary(OZ)["N"], 0.2, 1e-9),
    "Kemeny & Snell: from rain to nice weather": (lambda: time_until(OZ, "N")["R"], 4.0, 1e-9),
    "Kemeny & Snell: from nice weather to rain": (lambda: time_until(OZ, "R")["N"], 8 / 3, 1e-9),
    "Kemeny & Snell: from rain to snow": (lambda: time_until(OZ, "S")["R"], 10 / 3, 1e-9),
    "Kemeny & Snell: until the next nice day": (lambda: time_until(OZ, "N")["N"], 5.0, 1e-9),
    "Kemeny & Snell: rain after two days of Oz": (lambda: steps_ahead(OZ, 2).loc["R", "R"], 0.4375, 1e-9),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_figure(name):
    found, expected, close = PUBLISHED[name]
    assert found() == pytest.approx(expected, abs=close)


def test_the_drunkard_walks_three_four_or_three_blocks():
    """Kemeny & Snell (1960): with home and bar put together."""
    rows = DRUNKARD.rename(index={"4": "0"}, columns={"4": "0"})
    ends = rows.T.groupby(level=0).sum().T.groupby(level=0).mean()
    assert time_until(ends, "0").to_list() == pytest.approx([1, 3, 4, 3])


def test_value_for_ever_is_what_long_sums_come_to():
    rewards = pd.Series({"1": 36, "2": -4, "3": -4})
    for_ever = migration_value(RECENCY, rewards, 0.2)
    pd.testing.assert_series_equal(for_ever, migration_value(RECENCY, rewards, 0.2, periods=200))
    assert for_ever["3"] == pytest.approx(-4 + 0.05 / 1.2 * for_ever["1"])


def test_a_start_may_be_a_state_shares_or_numbers_of_customers():
    pd.testing.assert_series_equal(steps_ahead(IN_OUT, 1, "in"), pd.Series({"in": 0.9, "out": 0.1}, name="share"))
    people = pd.Series({"out": 100, "in": 200}, name="customers")
    assert steps_ahead(IN_OUT, 1, people).to_dict() == pytest.approx({"in": 210, "out": 90})
    assert steps_ahead(IN_OUT, 0).to_numpy().tolist() == [[1, 0], [0, 1]]


def test_what_may_never_come_takes_for_ever():
    found = time_until(DRUNKARD, "0")
    assert np.isinf(found[["1", "2", "3", "4"]]).all()
    assert found["0"] == 1
    assert time_until(RECENCY, "4")["1"] == pytest.approx(4.248, abs=5e-4)


def test_everybody_ends_in_the_one_state_that_nobody_leaves():
    assert stationary(RECENCY).to_dict() == pytest.approx({"1": 0, "2": 0, "3": 0, "4": 1})


def matrices():
    rows = st.lists(st.integers(1, 20), min_size=3, max_size=3)
    return st.lists(rows, min_size=3, max_size=3).map(
        lambda found: chain(np.array(found) / np.sum(found, axis=1, keepdims=True), "abc")
    )


@settings(deadline=None, max_examples=40)
@given(matrices(), st.permutations(list("abc")))
def test_the_long_run_stays_and_the_order_of_states_does_not_matter(matrix, order):
    share = stationary(matrix)
    assert steps_ahead(matrix, 1, share).to_numpy() == pytest.approx(share.to_numpy())
    assert share.to_numpy() * time_until(matrix, "b")["b"] == pytest.approx(share.to_numpy() / share["b"])
    other = matrix.loc[order, sorted(order)]
    assert stationary(other)[list("abc")].to_numpy() == pytest.approx(share.to_numpy())
    money = pd.Series({"a": 5.0, "b": 1.0, "c": -2.0})
    expected = migration_value(matrix, money, 0.1)
    assert migration_value(other, money, 0.1)[list("abc")].to_numpy() == pytest.approx(expected.to_numpy())


WRONG = [
    (lambda: stationary(pd.DataFrame()), "matrix must not be empty"),
    (lambda: stationary(OZ.rename(columns={"R": "rain"})), "the same states in rows and columns"),
    (lambda: stationary(OZ * 0.9), "each row of matrix must add up to 1, got 0.9 in row 'R'"),
    (lambda: stationary(OZ - 0.5), "matrix, row 'R', must be at least 0, got -0.25"),
    (lambda: stationary(OZ.replace(0.5, np.nan)), "finite numbers"),
    (lambda: stationary(DRUNKARD), "got 2: 0; 4. Where customers end depends on where they start"),
    (lambda: time_until(OZ, "rain"), "there is no state 'rain'"),
    (lambda: steps_ahead(OZ, -1), "steps must be a whole number at least 0, got -1"),
    (lambda: steps_ahead(OZ, 1, "Snow"), "there is no state 'Snow'"),
    (lambda: steps_ahead(OZ, 1, [1, 2]), "start must have a number per state, got 2 for 3 states"),
    (lambda: steps_ahead(OZ, 1, {"R": -1}), "start must be at least 0"),
    (lambda: migration_value(OZ, {"Q": 1}, 0.1), "there is no state in rewards 'Q'"),
    (lambda: migration_value(OZ, [1, np.nan, 2], 0.1), "rewards must be finite numbers"),
    (lambda: migration_value(OZ, [1, 2, 3], -0.1), "rate must be a number of at least 0"),
    (lambda: migration_value(OZ, [1, 2, 3], 0), "rate must be above 0 where there is no end"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
