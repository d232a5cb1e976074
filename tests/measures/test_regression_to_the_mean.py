from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import regression_to_the_mean


@pytest.mark.real
def test_galtons_children_of_tall_parents_are_two_thirds_as_far_from_the_mean(rdataset):
    """Galton (1886): a ratio of 2 to 3; the slope of children on mid-parents in his table is .6463."""
    families = rdataset("HistData", "Galton")
    found = regression_to_the_mean(families["parent"], families["child"], end="highest")
    assert found.slope == pytest.approx(0.6463, abs=5e-5)
    assert found.after == pytest.approx(found.expected, abs=0.5)
    assert found.change < 0


def test_the_worst_tenth_improves_untreated_as_much_as_is_expected():
    luck = np.random.default_rng(1)
    feeling = luck.normal(size=20_000)
    before, after = (feeling + luck.normal(size=20_000) for _ in range(2))
    found = regression_to_the_mean(before, after)
    assert found.n == 2_000
    assert found.change > 1
    assert found.after == pytest.approx(found.expected, abs=0.05)


def test_all_who_are_as_low_as_the_last_are_in():
    found = regression_to_the_mean([1, 1, 1, 5, 5], [2, 3, 4, 5, 5], share=0.2)
    assert (found.n, found.before, found.after) == (3, 1, 3)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_people_does_not_matter(order):
    before, after = np.array([1, 1, 2, 3, 5, 8, 8, 9]), np.array([2, 1, 1, 4, 4, 7, 9, 6])
    one, other = (regression_to_the_mean(before[o], after[o], 0.3) for o in (list(range(8)), list(order)))
    assert (one.after, one.expected, one.n) == pytest.approx((other.after, other.expected, other.n))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: regression_to_the_mean([], []), "before must not be empty"),
        (lambda: regression_to_the_mean([3, 3, 3], [1, 2, 3]), "three people who differ or more"),
        (lambda: regression_to_the_mean([1, 2, 3], [1, 2]), "equally long, got 3 and 2"),
        (lambda: regression_to_the_mean([1, 2, np.nan], [1, 2, 3]), "before must be finite numbers"),
        (lambda: regression_to_the_mean([1, 2, 3], [1, 2, 3], share=10), "Use .1 for the worst tenth"),
        (lambda: regression_to_the_mean([1, 2, 3], [1, 2, 3], end="worst"), "There are: lowest, highest"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
