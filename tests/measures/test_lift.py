from __future__ import annotations

import numpy as np
import pytest

from course.errors import InputError
from course.measures import gains, lift

TEN = list(range(10, 0, -1))  # scores, the best first


def test_lift_is_the_mean_of_the_best_over_the_mean_of_all():
    assert lift(TEN, [5, 3, 2, 0, 0, 0, 0, 0, 0, 0], share=0.1).estimate == pytest.approx(5.0)
    assert lift(TEN, [5, 3, 2, 0, 0, 0, 0, 0, 0, 0], share=0.2).estimate == pytest.approx(4.0)


def test_people_are_matched_by_position_whatever_their_order():
    luck = np.random.default_rng(1)
    score, outcome, order = luck.random(500), luck.poisson(1, 500), luck.permutation(500)
    assert lift(score[order], outcome[order]).estimate == pytest.approx(lift(score, outcome).estimate)


def test_equal_scores_at_the_border_share_what_is_left():
    """The best tenth of ten people is one of the two who share the best score: half of each."""
    assert lift([2, 2, 1, 1, 1, 1, 1, 1, 1, 1], [6, 2, 1, 1, 0, 0, 0, 0, 0, 0], share=0.1).estimate == pytest.approx(4)


def test_a_score_that_says_nothing_has_lift_one():
    assert lift(np.zeros(50), np.arange(50)).estimate == pytest.approx(1)
    assert lift(TEN, TEN, share=1).estimate == pytest.approx(1)


def test_no_score_has_more_lift_than_the_share_allows():
    outcome = [100] + [0] * 99
    assert lift(outcome, outcome, share=0.05).estimate == pytest.approx(20)


def test_the_interval_holds_the_lift_of_all_people_as_often_as_it_says():
    luck, held = np.random.default_rng(2), []
    score = luck.normal(size=2_000_000)
    rate = np.exp(0.5 * score)
    truth = rate[score > np.quantile(score, 0.9)].mean() / rate.mean()
    for _ in range(150):
        score = luck.normal(size=1_500)
        found = lift(score, luck.poisson(np.exp(0.5 * score)), resamples=60)
        held.append(found.holds(truth))
    assert 0.9 <= np.mean(held) <= 0.99


def test_gains_rise_from_the_best_to_everybody():
    table = gains(TEN, [5, 3, 2, 0, 0, 0, 0, 0, 0, 0], parts=5)
    assert table["people"].to_list() == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert table["outcome"].to_list() == pytest.approx([0.8, 1, 1, 1, 1])
    assert table["lift"].iloc[0] == pytest.approx(4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: lift([], []), "score must not be empty"),
        (lambda: lift([1, 2], [1]), "must be equally long, got 2 and 1 rows"),
        (lambda: lift([1, np.nan], [1, 1]), "score must be finite numbers, got nan in row 1"),
        (lambda: lift([1, 2], [1, -1]), "outcome must be at least 0, got -1 in row 1"),
        (lambda: lift([1, 2], [0, 0]), "got zeros only"),
        (lambda: lift([1, 2], [1, 0], share=10), "share must be a number between 0.0001 and 1, got 10"),
        (lambda: lift([1, 2], [1, 0], resamples=1), "resamples must be a whole number at least 2"),
        (lambda: lift(["a", "b"], [1, 0]), "score must be numbers"),
        (lambda: gains([1, 2], [1, 0], parts=0), "parts must be a whole number at least 1"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
