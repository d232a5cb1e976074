"""What a customer is worth: the textbook's formula, and periods to come from a survival curve."""

from __future__ import annotations

import numpy as np
import pytest

from course.errors import InputError
from course.measures import ShiftedBetaGeometric, discounted_lifetime, lifetime_value


@pytest.mark.parametrize(
    ("retention", "discount", "published"),
    [(0.6, 0.10, 1.20), (0.6, 0.16, 1.07), (0.8, 0.12, 2.50), (0.9, 0.10, 4.50), (0.9, 0.14, 3.75)],
)
def test_multiples_of_the_margin_are_those_of_the_table(retention, discount, published):
    """Margin multiples r / (1 + i − r) as tabulated by Gupta & Lehmann (2003)."""
    assert round(lifetime_value(1, retention, discount), 2) == published


def test_the_worth_is_the_sum_of_all_periods_to_come():
    k = np.arange(1, 2000)
    assert lifetime_value(70, 0.9, 0.02) == pytest.approx((70 * 0.9**k / 1.02**k).sum())
    assert lifetime_value(70, 0.9, 0.02) == pytest.approx(70 * discounted_lifetime(0.9**k, 0.02).mean)


def test_periods_to_come_have_the_mean_and_spread_of_simulated_customers():
    luck = np.random.default_rng(1)
    made = np.minimum(luck.geometric(0.2, 200_000) - 1, 30)
    worth = (1 - 1.03**-made) / 0.03
    found = discounted_lifetime(0.8 ** np.arange(1, 31), 0.03)
    assert found.mean == pytest.approx(worth.mean(), abs=4 * worth.std() / np.sqrt(len(worth)))
    assert found.sd == pytest.approx(worth.std(), rel=0.02)


def test_who_stays_for_certain_does_not_differ_from_others():
    assert discounted_lifetime([1, 1, 1]).mean == 3
    assert discounted_lifetime([1, 1, 1]).sd == 0


def test_a_model_and_its_survival_curve_say_the_same():
    model = ShiftedBetaGeometric().fit([1000, 869, 743, 653, 593, 551, 517, 491])
    left = model.survival(13 + np.arange(1, 4001)) / model.survival(13)
    assert discounted_lifetime(left, 0.0075).mean == pytest.approx(model.expected_renewals(13, discount=0.0075))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: lifetime_value(1, 80, 0.1), "retention must be a number between 0 and 1, got 80"),
        (lambda: lifetime_value(1, 0.8, -0.1), "discount must be a number of at least 0, got -0.1"),
        (lambda: lifetime_value(1, 1, 0), "the sum would have no end"),
        (lambda: lifetime_value("1", 0.8, 0.1), "margin must be a number"),
        (lambda: discounted_lifetime([0.5, 0.6]), "survival must never rise"),
        (lambda: discounted_lifetime([50, 25]), "survival must be at most 1"),
        (lambda: discounted_lifetime([]), "survival must not be empty"),
        (lambda: discounted_lifetime([0.5], -1), "discount must be a number of at least 0"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_next_step(wrong, said):
    with pytest.raises(InputError) as caught:
        wrong()
    assert said in str(caught.value)
