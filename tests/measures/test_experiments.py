from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from course.errors import InputError
from course.measures import Estimate, cuped, difference_in_means, power, sample_size

#: Hours of extra sleep under two drugs (Student 1908).
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
SLEEP, DRUG = FIRST + SECOND, [1] * 10 + [0] * 10


def test_students_sleep_data_give_the_interval_that_r_prints():
    """Help page of R's t.test: mean of group 1 .75, of group 2 2.33, 95 percent interval −3.3654832 to .2054832."""
    found = difference_in_means(SLEEP, DRUG)
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=1e-7)
    assert found.estimate == pytest.approx(0.75 - 2.33)
    assert found.estimate / found.standard_error == pytest.approx(-1.8608, abs=5e-5)


@pytest.mark.parametrize("level", [0.9, 0.99])
def test_groups_of_unequal_size_and_variance_are_compared_as_by_welch(level):
    luck = np.random.default_rng(1)
    some, others = luck.normal(0, 1, 40), luck.normal(1, 5, 9)
    found = difference_in_means(np.r_[some, others], np.arange(49) < 40, level)
    compared = CompareMeans(DescrStatsW(some), DescrStatsW(others))
    assert (found.low, found.high) == pytest.approx(compared.tconfint_diff(1 - level, usevar="unequal"))
    assert found.n == 49
    assert found.level == level


def test_people_are_matched_by_position_and_their_order_does_not_matter():
    frame = pd.DataFrame({"outcome": SLEEP, "treated": DRUG}).sample(frac=1, random_state=1)
    shuffled = difference_in_means(frame["outcome"], frame["treated"].eq(1).to_numpy())
    assert shuffled.estimate == pytest.approx(difference_in_means(SLEEP, DRUG).estimate)


def test_an_outcome_that_nobody_varies_in_has_an_interval_of_no_width():
    found = difference_in_means([2, 2, 1, 1], [1, 1, 0, 0])
    assert (found.low, found.estimate, found.high) == (1, 1, 1)


def test_an_estimate_reads_as_a_sentence_and_knows_what_it_holds():
    found = Estimate(1.5, 0.5, 0.5, 2.5, 0.95, 1_200)
    assert str(found) == "1.5 (standard error 0.5, 0.95 interval 0.5 to 2.5, n 1,200)"
    assert found.holds(0.5)
    assert not found.holds(2.6)


def test_what_was_known_before_narrows_the_interval_as_the_square_of_the_correlation():
    luck = np.random.default_rng(2)
    before, treated = luck.normal(size=4_000), luck.random(4_000) < 0.5
    outcome = 5 + 0.8 * before + 0.6 * luck.normal(size=4_000) + 0.1 * treated
    plain, adjusted = (difference_in_means(values, treated) for values in (outcome, cuped(outcome, before)))
    correlation = np.corrcoef(outcome, before)[0, 1]
    assert adjusted.standard_error / plain.standard_error == pytest.approx(np.sqrt(1 - correlation**2), rel=0.01)
    assert adjusted.holds(0.1)
    assert cuped(outcome, before).mean() == pytest.approx(outcome.mean())


def test_what_tells_nothing_changes_nothing():
    assert cuped([1, 2, 3], [7, 7, 7]).tolist() == [1, 2, 3]


def test_power_is_that_of_rs_help_page():
    """power.t.test(n = 20, delta = 1, sd = 1): power .8689528; (power = .90, delta = 1): 22.02110 in each group.

    Its default leaves out the chance, 2e-7 here, that the interval lies on the wrong side of 0.
    """
    assert power(effect=1, sd=1, n=40) == pytest.approx(0.8689528 + 2e-7, abs=1e-7)
    assert sample_size(effect=1, sd=1, wanted=0.9) == np.ceil(2 * 22.02110)


@pytest.mark.parametrize(("effect", "share"), [(0.2, 0.5), (-0.5, 0.2), (0.05, 0.9)])
def test_power_of_unequal_groups_is_that_of_statsmodels(effect, share):
    expected = TTestIndPower().power(abs(effect) / 2, nobs1=600 * share, alpha=0.1, ratio=(1 - share) / share)
    assert power(effect, 2, 600, share, level=0.9) == pytest.approx(expected)


def test_an_effect_that_does_not_exist_is_found_as_often_as_the_level_says():
    assert power(effect=0, sd=1, n=500, level=0.95) == pytest.approx(0.05)


def test_an_effect_beyond_doubt_is_found_for_certain():
    assert power(effect=1e6, sd=1, n=10_000) == 1
    assert sample_size(effect=1e6, sd=1) == 4


def test_one_person_fewer_is_too_few():
    n = sample_size(effect=0.11, sd=1.3, wanted=0.8, share=0.3)
    assert power(0.11, 1.3, n, 0.3) >= 0.8 > power(0.11, 1.3, n - 1, 0.3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: difference_in_means([1, 2, 3], [1, 0]), "equally long, got 3 and 2"),
        (lambda: difference_in_means([1, 2, 3], [1, 0, 0]), "got 1 treated and 2 others"),
        (lambda: difference_in_means([1, 2, 3, 4], ["a", "b", "a", "b"]), "treated must be true or false"),
        (lambda: difference_in_means([1, 2, 3, np.nan], [1, 1, 0, 0]), "outcome must be finite numbers"),
        (lambda: difference_in_means(SLEEP, DRUG, level=95), "level must be a number between 0.5 and 0.9999, got 95"),
        (lambda: difference_in_means([1, 2, 3, 4], pd.array([1, 0, None, 1])), "in every row, got 1 missing"),
        (lambda: difference_in_means([1, 2], np.eye(2)), "treated must be one column of true and false"),
        (lambda: power(np.inf, 1, 20), "effect must be a number, got inf"),
        (lambda: cuped([1, 2, 3], [1, 2]), "outcome and before must be equally long, got 3 and 2"),
        (lambda: power(1, 0, 20), "sd must be"),
        (lambda: power(1, 1, 3), "Two treated and two others are the least"),
        (lambda: power(1, 1, 20, share=1), "Use .5 to treat every other"),
        (lambda: sample_size(1, 1, wanted=80), "wanted must be a number between 0.05 and 0.9999, got 80"),
        (lambda: sample_size(0, 1), "effect must be large enough to be found, got 0 at sd 1"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
