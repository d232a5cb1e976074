"""Noise hides one person: the definition itself, errors and intervals as promised, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import budget_spent, laplace_mechanism, private_counts, private_mean


@given(st.floats(0.05, 3))
def test_no_answer_is_much_likelier_with_a_person_than_without(epsilon):
    """The definition of Dwork et al. (2006), on the density of answers about 100 and about 101 people."""
    scale = laplace_mechanism(100, epsilon, seed=1).scale
    answers = np.linspace(60, 140, 401)
    with_them, without = (np.exp(-np.abs(answers - count) / scale) for count in (101, 100))
    assert np.abs(np.log(with_them / without)).max() <= epsilon * (1 + 1e-9)


def test_the_mean_absolute_error_is_sensitivity_over_epsilon():
    answers = np.array([laplace_mechanism(50, 0.5, 2.0, seed=seed).value for seed in range(4_000)])
    assert np.abs(answers - 50).mean() == pytest.approx(4.0, rel=0.05)
    assert answers.mean() == pytest.approx(50, abs=0.3)


def test_nineteen_of_twenty_intervals_hold_the_figure_without_noise():
    held = sum(found.low <= 50 <= found.high for found in (laplace_mechanism(50, 1, seed=s) for s in range(4_000)))
    assert held / 4_000 == pytest.approx(0.95, abs=0.012)


def test_a_mean_of_many_people_needs_little_noise():
    values = np.random.default_rng(1).normal(40, 10, 10_000)
    found = private_mean(values, epsilon=0.5, low=0, high=100, seed=3)
    assert found.scale == pytest.approx(100 / 10_000 / 0.5)
    assert found.value == pytest.approx(np.clip(values, 0, 100).mean(), abs=0.2)


def test_one_person_with_a_fortune_moves_the_mean_no_more_than_the_limits_allow():
    poor, rich = ([10.0] * 99 + [last] for last in (10.0, 1e9))
    one, other = (private_mean(values, 1, 0, 100, seed=5).value for values in (poor, rich))
    assert other - one <= 100 / 100


def test_counts_of_all_classes_come_with_noise_of_their_own():
    found = private_counts(["a"] * 500 + ["b"] * 20, 1.0, ["a", "b", "c"], seed=2)
    assert found.index.to_list() == ["a", "b", "c"]
    assert found.loc["a", "count"] == pytest.approx(500, abs=10)
    noise = found["count"] - [500, 20, 0]
    assert noise.nunique() == 3
    assert ((found["low"] < [500, 20, 0]) & (found["high"] > [500, 20, 0])).all()


def test_the_same_seed_gives_the_same_noise_and_none_gives_new():
    assert laplace_mechanism(5, 1, seed=1) == laplace_mechanism(5, 1, seed=1)
    assert laplace_mechanism(5, 1) != laplace_mechanism(5, 1)


def test_order_of_people_does_not_matter():
    values = np.random.default_rng(1).normal(size=50)
    assert private_mean(values, 1, -1, 1, seed=1) == private_mean(values[::-1], 1, -1, 1, seed=1)


def test_budgets_add_up():
    assert budget_spent([0.1, 0.5, 0.4]) == pytest.approx(1.0)


def test_it_prints_what_may_be_published():
    found = laplace_mechanism(100, 1, seed=1)
    assert str(found) == f"{found.value:.4g} (epsilon 1, 0.95 interval {found.low:.4g} to {found.high:.4g})"


WRONG = [
    (lambda: laplace_mechanism(5, 0), "epsilon must be a number of at least 1e-09, got 0"),
    (lambda: laplace_mechanism(5, -1), "epsilon must be a number"),
    (lambda: laplace_mechanism(np.nan, 1), "value must be a number"),
    (lambda: laplace_mechanism(5, 1, sensitivity=0), "sensitivity must be a number"),
    (lambda: laplace_mechanism(5, 1, seed=-1), "seed must be a whole number"),
    (lambda: laplace_mechanism(5, 1, level=95), "level must be a number between"),
    (lambda: private_mean([], 1, 0, 1), "values must not be empty"),
    (lambda: private_mean([1, np.nan], 1, 0, 1), "values must be finite numbers"),
    (lambda: private_mean([1], 1, 5, 1), "low must be below high = 1, got 5"),
    (lambda: private_counts(["a"], 1, []), "classes must name each class once"),
    (lambda: private_counts(["a"], 1, ["a", "a"]), "classes must name each class once"),
    (lambda: private_counts(["a", "z"], 1, ["a", "b"]), "values must be one of ['a', 'b'], got 'z'"),
    (lambda: private_counts(["a"], 1, None), "classes must name each class once, got None"),
    (lambda: private_counts(["a", "b"], 1, "ab"), "classes must name each class once, got 'ab'"),
    (lambda: private_counts(pd.DataFrame({"a": [1]}), 1, [1]), "values must be one column, got 'shape (1, 1)'"),
    (lambda: private_counts(pd.Series([], dtype=str), 1, ["a"]), "values must not be empty"),
    (lambda: budget_spent([-1]), "epsilons must be at least 0"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
