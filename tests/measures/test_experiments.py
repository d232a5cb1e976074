from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from course.errors import InputError
from course.measures import Estimate, cuped, difference_in_means, difference_in_shares, relative_lift

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


@pytest.mark.real
def test_the_supported_work_experiment_raises_earnings_by_the_published_1794(rdataset):
    """Dehejia & Wahba (1999), table 3: $1,794 among the 445 of whom earnings in 1974 are known; error (Welch) 671."""
    people = rdataset("causaldata", "nsw_mixtape")
    found = difference_in_means(people["re78"], people["treat"])
    assert (found.estimate, found.standard_error) == pytest.approx((1794.3, 671.0), abs=0.1)


NEWCOMBE = {  # Newcombe (1998), table II, method 10: events of people in both groups, interval
    "a": (56, 70, 48, 80, 0.0524, 0.3339),
    "b": (9, 10, 3, 10, 0.1705, 0.8090),
    "c": (6, 7, 2, 7, 0.0582, 0.8062),
    "d": (5, 56, 0, 29, -0.0381, 0.1926),
    "e": (0, 10, 0, 20, -0.1611, 0.2775),
    "f": (0, 10, 0, 10, -0.2775, 0.2775),
    "g": (10, 10, 0, 20, 0.6791, 1.0),
    "h": (10, 10, 0, 10, 0.6075, 1.0),
}


def people_with(events: int, n: int) -> list[bool]:
    return [True] * events + [False] * (n - events)


@pytest.mark.parametrize("name", NEWCOMBE)
def test_two_shares_differ_as_in_newcombes_table(name):
    events, n, others, m, low, high = NEWCOMBE[name]
    found = difference_in_shares(people_with(events, n) + people_with(others, m), [True] * n + [False] * m)
    assert found.estimate == pytest.approx(events / n - others / m)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-5)


def test_a_lift_is_the_ratio_of_means_less_one_and_its_error_that_of_the_delta_method():
    found = relative_lift([3, 4, 5, 2, 2, 3], [1, 1, 1, 0, 0, 0])
    assert found.estimate == pytest.approx(4 / (7 / 3) - 1)
    parts = [1 / 3 / 4**2, (1 / 3) / 3 / (7 / 3) ** 2]
    assert found.standard_error == pytest.approx(12 / 7 * np.sqrt(sum(parts)))
    assert np.log1p([found.low, found.high]).mean() == pytest.approx(np.log(12 / 7))


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_at_fiellers_ends_the_data_are_just_as_far_from_the_ratio_as_the_level_allows(level):
    """Fieller (1954): the ends solve (mean − ratio × other mean)² = z² (error² + ratio² × other error²)."""
    luck = np.random.default_rng(3)
    values, given = luck.normal(2, 1, 60), np.arange(60) < 25
    found = relative_lift(values, given, level, interval="fieller")
    for ratio in (1 + found.low, 1 + found.high):
        off = values[given].mean() - ratio * values[~given].mean()
        error = np.hypot(values[given].std(ddof=1) / 5, ratio * values[~given].std(ddof=1) / np.sqrt(35))
        quantile = {0.8: 1.2815516, 0.95: 1.9599640}[level]
        assert abs(off) / error == pytest.approx(quantile, rel=1e-6)
    plain = relative_lift(values, given, level)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=0.05)


COMPARED = {
    "means": difference_in_means,
    "lift": relative_lift,
    "shares": lambda outcome, treated: difference_in_shares(np.asarray(outcome) > 4, treated),
}


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(12)), st.sampled_from(sorted(COMPARED)), st.sampled_from([int, bool, "boolean", "Int64"]))
def test_neither_order_nor_index_nor_dtype_of_the_rows_changes_a_comparison(order, name, kind):
    frame = pd.DataFrame({"outcome": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], "treated": [1, 0] * 6})
    turned = frame.iloc[order].set_axis([f"id {row}" for row in order])
    one = COMPARED[name](frame["outcome"], frame["treated"])
    other = COMPARED[name](turned["outcome"].astype(float), turned["treated"].astype(kind))
    assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high), rel=1e-12)


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
        (lambda: difference_in_means([], []), "outcome must not be empty"),
        (lambda: difference_in_shares([1, 0, 2], [1, 0, 0]), "event must be true or false"),
        (lambda: difference_in_shares([1, 0], [1, 1]), "people of both kinds, got 2 treated and 0 others"),
        (lambda: difference_in_shares([1, 0], [1]), "event and treated must be equally long, got 2 and 1"),
        (lambda: relative_lift([1, 2, 0, 0], [1, 1, 0, 0]), "above 0 on average, got 1.5 treated and 0 others"),
        (lambda: relative_lift(SLEEP, DRUG, interval="bootstrap"), "There are: delta, fieller"),
        (lambda: relative_lift([1, 2, -9, 10], [1, 1, 0, 0], interval="fieller"), "differ from 0 among the others"),
        (lambda: cuped([], []), "outcome must not be empty"),
        (lambda: cuped([1, 2, 3], [1, 2]), "outcome and before must be equally long, got 3 and 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
