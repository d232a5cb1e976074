"""A randomised experiment inside the market finds the truth as often as its interval says.

The experiment: the spring mailing goes to a random half of the customers known in week 80, the outcome is their orders
in weeks 80 to 103, all of them observed; the estimate is the difference of means with Welch's interval.

The truth: the mean over just these customers of orders with the mailing less orders without it, both lived under the
luck of this world. That makes the claim all but exact, because the assignment is then the only thing left to chance: a
customer's two outcomes exist before it is drawn (a law in test_interventions.py). The interval errs on the safe side by
the variance of the effects among customers (Neyman 1923); under shared luck that is a thirtieth of the outcomes'
variance, and adds .2 to a coverage of 95 per cent.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import binomtest

from course.measures import Estimate, difference_in_means
from course.world.effects import outcome_of
from course.world.simulate import World

WINDOW = (80, 104)


class Experiment(NamedTuple):
    estimate: Estimate
    truth: float
    of_openers: Estimate  # those who opened the letter against all others: what nobody drew
    spread: float  # variance of the effects over that of the outcomes


def experiment(seed: int, customers: int) -> Experiment:
    world = World(customers=customers, seed=seed)
    every_one, nobody = world.do(campaigns=range(1, customers + 1)), world.do(campaigns="off")
    drawn = world.observe().treatments
    known = drawn["customer_id"].to_numpy() - 1
    orders, with_it, without = (outcome_of(one.setting, one.life, "orders", WINDOW)[known]
                                for one in (world, every_one, nobody))  # fmt: skip
    return Experiment(
        difference_in_means(orders, drawn["assigned"]),
        float((with_it - without).mean()),
        difference_in_means(orders, drawn["opened"]),
        float((with_it - without).var() / (with_it.var() + without.var())),
    )


def covers(found: list[Experiment]) -> int:
    return sum(one.estimate.holds(one.truth) for one in found)


def is_what_chance_allows(covered: int, seeds: int) -> bool:
    return binomtest(covered, seeds, 0.95).pvalue >= 0.01


def test_a_few_experiments_find_the_truth():
    found = [experiment(seed, 1_000) for seed in range(1, 21)]
    assert is_what_chance_allows(covers(found), len(found))
    assert all(one.truth > 0 for one in found)
    assert np.mean([one.spread for one in found]) < 0.05  # adds less than .3 per cent to the coverage


@pytest.mark.slow
def test_two_hundred_experiments_find_the_truth_as_often_as_they_say():
    found = [experiment(seed, 3_000) for seed in range(1, 201)]
    assert is_what_chance_allows(covers(found), len(found))
    off = np.array([one.estimate.estimate - one.truth for one in found])
    errors = np.array([one.estimate.standard_error for one in found])
    assert abs(off.mean()) < 3 * off.std() / np.sqrt(len(off))
    assert off.std() == pytest.approx(np.sqrt((errors**2).mean()), rel=0.15)
    assert sum(one.of_openers.holds(one.truth) for one in found) < 0.05 * len(found)
