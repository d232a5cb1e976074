from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import huff, huff_decay

SIZE = [100, 50]
DISTANCE = pd.DataFrame([[2.0, 1.0], [1.0, 4.0]], index=["Hill", "Dale"], columns=["large", "small"])


def test_a_shop_half_as_large_and_half_as_far_pulls_twice_as_much():
    """Hill: 100 / 2² = 25 against 50 / 1² = 50."""
    shares = huff(SIZE, DISTANCE, decay=2)
    assert shares.loc["Hill"].to_list() == pytest.approx([1 / 3, 2 / 3])
    assert shares.loc["Dale"].to_list() == pytest.approx([100, 50 / 16] / np.float64(100 + 50 / 16))


def test_without_decay_size_alone_counts_and_with_much_the_nearest_shop():
    assert huff(SIZE, DISTANCE, decay=0).to_numpy() == pytest.approx(np.array([[2 / 3, 1 / 3]] * 2))
    assert huff(SIZE, DISTANCE, decay=60).to_numpy() == pytest.approx(np.array([[0, 1], [1, 0]]))


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0, 5))
def test_units_of_size_and_distance_do_not_matter(size, distance, decay):
    scaled = huff(np.array(SIZE) * size, DISTANCE * distance, decay)
    assert scaled.to_numpy() == pytest.approx(huff(SIZE, DISTANCE, decay).to_numpy())


def made(luck: np.random.Generator, decay: float, each: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size, distance = luck.uniform(50, 500, 6), luck.uniform(0.5, 60, (30, 6))
    shares = huff(size, distance, decay).to_numpy()
    return np.array([luck.multinomial(each, row) for row in shares]), size, distance


@pytest.mark.parametrize("decay", [0.0, 0.8, 2.0])
def test_it_finds_the_decay_that_made_the_visits(decay):
    found = huff_decay(*made(np.random.default_rng(1), decay, 20_000))
    assert found.estimate == pytest.approx(decay, abs=0.01)
    assert found.n == 600_000


def test_its_interval_holds_the_decay_as_often_as_it_says():
    luck = np.random.default_rng(2)
    held = [huff_decay(*made(luck, 2.0, 20)).holds(2.0) for _ in range(300)]
    assert 0.92 <= np.mean(held) <= 0.98


def test_at_the_estimate_people_went_as_far_as_expected():
    visits, size, distance = made(np.random.default_rng(3), 1.5, 50)
    shares = huff(size, distance, huff_decay(visits, size, distance).estimate).to_numpy()
    expected = visits.sum(axis=1, keepdims=True) * shares
    assert (visits * np.log(distance)).sum() == pytest.approx((expected * np.log(distance)).sum())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: huff([1, 2, 3], DISTANCE), "distance must be a table of places × 3 shops, got shape (2, 2)"),
        (lambda: huff([1, 0], DISTANCE), "size must be above 0, got 0"),
        (lambda: huff(SIZE, DISTANCE * 0), "distance must be above 0, got 0. Use half a kilometre"),
        (lambda: huff(SIZE, DISTANCE, decay=-1), "decay must be a number between 0 and 100, got -1"),
        (lambda: huff_decay([[1, 2]], SIZE, DISTANCE), "visits must have the shape of distance, (2, 2), got (1, 2)"),
        (lambda: huff_decay([[1, 2], [3, -1]], SIZE, DISTANCE), "visits must be at least 0, got -1"),
        (lambda: huff_decay([[0, 0], [0, 0]], SIZE, DISTANCE), "visits must hold a choice"),
        (lambda: huff_decay([[5, 5], [0, 0]], SIZE, [[1, 1], [1, 2]]), "visits must hold a choice"),
        (lambda: huff_decay([[0, 5], [5, 0]], SIZE, DISTANCE), "must not all be to the nearest shop"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
