"""Shifted-beta-geometric: the published fits, survival, expected renewals, and cohorts that began at any time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln, hyp2f1

from course.errors import InputError
from course.measures import ShiftedBetaGeometric, renewals_due

#: Survivors per 1,000 in years 0–7 (Fader & Hardie 2007, table 1).
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


@pytest.fixture(scope="module")
def high_end() -> ShiftedBetaGeometric:
    return ShiftedBetaGeometric().fit(HIGH_END)


def test_the_high_end_segment_gives_the_published_parameters(high_end):
    assert high_end.params_.round(4).to_dict() == {"alpha": 0.6681, "beta": 3.8061}
    assert round(high_end.log_likelihood_, 1) == -1611.2


def test_the_regular_segment_gives_the_published_parameters():
    found = ShiftedBetaGeometric().fit(REGULAR)
    assert found.params_.round(3).to_dict() == {"alpha": 0.704, "beta": 1.182}
    assert round(found.log_likelihood_, 1) == -1680.3


def test_twelve_years_are_foreseen_from_seven(high_end):
    """Fader & Hardie (2007): of the high-end segment 420 of 1,000 were left after ten years, 382 after twelve."""
    assert high_end.survival(12) == pytest.approx(0.382, abs=0.01)


def test_survival_is_the_product_of_retention_and_a_ratio_of_beta_functions(high_end):
    t = np.arange(30)
    alpha, beta = high_end.params_
    np.testing.assert_allclose(high_end.survival(t), np.exp(betaln(alpha, beta + t) - betaln(alpha, beta)))
    np.testing.assert_allclose(high_end.survival(t[1:]) / high_end.survival(t[:-1]), high_end.retention(t[1:]))
    assert high_end.survival(0) == 1
    assert isinstance(high_end.survival(7), float)


def test_the_likelihood_is_that_of_the_paper(high_end):
    survival, left = high_end.survival(np.arange(8)), np.array(HIGH_END)
    by_hand = -np.diff(left) @ np.log(-np.diff(survival)) + left[-1] * np.log(survival[-1])
    assert high_end.log_likelihood_ == pytest.approx(by_hand)


def test_expected_renewals_add_up_the_survival_to_come(high_end):
    to_come = high_end.survival(np.arange(14, 20_000)) / high_end.survival(13)
    assert high_end.expected_renewals(13, periods=39) == pytest.approx(to_come[:39].sum())
    discounted = to_come * 1.01 ** -np.arange(1, len(to_come) + 1)
    assert high_end.expected_renewals(13, discount=0.01) == pytest.approx(discounted.sum())
    assert high_end.expected_renewals(0, periods=1) == pytest.approx(high_end.retention(1))


@pytest.mark.parametrize(("made", "discount"), [(0, 0.1), (3, 0.1), (12, 0.02)])
def test_residual_lifetime_is_the_papers_hypergeometric_function(high_end, made, discount):
    """Fader & Hardie (2010): (beta + n − 1) / (alpha + beta + n − 1) · F(1, beta + n; alpha + beta + n; 1/(1 + d))."""
    alpha, beta = high_end.params_
    published = (beta + made) / (alpha + beta + made)
    published *= hyp2f1(1, beta + made + 1, alpha + beta + made + 1, 1 / (1 + discount))
    assert high_end.residual_lifetime(made, discount) == pytest.approx(published, rel=1e-6)


def test_without_end_expected_renewals_are_a_ratio_where_they_are_finite():
    alike = ShiftedBetaGeometric().fit_renewals(*_cohort(8, 92.7, 10**6, 40))
    alpha, beta = alike.params_
    assert alike.expected_renewals(13) == pytest.approx((beta + 13) / (alpha - 1))
    assert alike.expected_renewals(13) == pytest.approx(alike.expected_renewals(13, periods=20_000), rel=1e-3)


@pytest.mark.parametrize(("alpha", "beta"), [(0.668, 3.806), (2.0, 5.0), (0.3, 0.4)])
def test_a_large_cohort_gives_back_what_it_was_made_with(alpha, beta):
    found = ShiftedBetaGeometric().fit_renewals(*_cohort(alpha, beta, 10**7, 20))
    assert found.params_.to_list() == pytest.approx([alpha, beta], rel=1e-4)


def test_who_is_not_due_yet_says_nothing():
    due, renewed = _cohort(0.668, 3.806, 10**7, 20)
    due[:3], renewed[:3] = 2 * due[:3], 2 * renewed[:3]  # as many who began later, and were due three times so far
    found = ShiftedBetaGeometric().fit_renewals(due, renewed)
    assert found.params_.to_list() == pytest.approx([0.668, 3.806], rel=1e-4)
    assert found.n_ == 2 * 10**7


def test_subscribers_who_do_not_differ_follow_one_common_probability():
    found = ShiftedBetaGeometric().fit(1000 * 0.9 ** np.arange(8))
    assert found.params_.sum() == pytest.approx(1e6)
    assert found.retention([1, 7, 30]) == pytest.approx(0.9, abs=1e-4)
    assert found.estimate(lambda model: model.survival(7)).holds(0.9**7)


def test_the_top_of_the_likelihood_is_found_where_a_first_search_gives_up():
    luck = np.random.default_rng(5)
    for _ in range(300):
        due = np.sort(luck.integers(100, 2000, 8))[::-1]
        renewed = luck.binomial(due, luck.uniform(0.3, 0.9, 8))
        found = ShiftedBetaGeometric().fit_renewals(due, renewed)
        before, common = np.arange(8), 1 - renewed.sum() / due.sum()
        for spread in (0.001, 0.01, 0.1):
            stays = 1 - common / (1 + before * spread)
            other = (due - renewed) @ np.log(1 - stays) + renewed @ np.log(stays)
            assert found.log_likelihood_ >= other - 1e-6


def test_standard_errors_are_the_spread_of_many_cohorts():
    luck = np.random.default_rng(1)
    due, renewed = _cohort(0.668, 3.806, 20_000, 13)
    fits = [ShiftedBetaGeometric().fit_renewals(due, luck.binomial(due, renewed / due)) for _ in range(200)]
    drawn, stated = np.array([fit.params_ for fit in fits]), np.array([fit.standard_errors_ for fit in fits])
    assert stated.mean(axis=0) == pytest.approx(drawn.std(axis=0), rel=0.15)


def test_nineteen_intervals_of_twenty_hold_what_they_are_about():
    luck = np.random.default_rng(2)
    due, renewed = _cohort(0.668, 3.806, 1000, 10)
    drawn = [ShiftedBetaGeometric().fit_renewals(due, luck.binomial(due, renewed / due)) for _ in range(200)]
    alpha, beta = 0.668, 3.806
    truth = np.exp(betaln(alpha, beta + 26) - betaln(alpha, beta))
    held = sum(fit.estimate(lambda model: model.survival(26)).holds(truth) for fit in drawn)
    assert 180 <= held <= 198  # 95 % of 200, give or take a binomial's one in a hundred


def test_an_interval_is_symmetric_on_the_logarithm_and_wider_at_a_higher_level(high_end):
    found, wider = (high_end.estimate(lambda model: model.survival(20), level) for level in (0.95, 0.99))
    assert found.low * found.high == pytest.approx(found.estimate**2)
    assert wider.low < found.low < found.estimate < found.high < wider.high
    assert found.estimate == high_end.survival(20)
    assert found.n == 1000


def test_renewals_are_counted_from_the_dates_of_subscriptions():
    """Known until 28 March: Ana renewed twice and goes on; Bo left at his second; Cy was never due; Di left later."""
    subscriptions = pd.DataFrame(
        {
            "started_at": pd.to_datetime(["2024-01-10", "2024-01-01", "2024-03-15", "2024-02-02"]),
            "ended_at": pd.to_datetime([None, "2024-02-26", None, "2024-03-29"]),
        }
    )
    found = renewals_due(subscriptions, "2024-03-28")
    assert found.index.to_list() == [1, 2]
    assert found["due"].to_list() == [3, 2]
    assert found["renewed"].to_list() == [3, 1]


def test_a_renewal_on_the_last_day_counts_and_one_on_the_day_after_does_not():
    subscriptions = pd.DataFrame({"started_at": pd.to_datetime(["2024-01-01", "2024-01-02"]), "ended_at": pd.NaT})
    assert renewals_due(subscriptions, "2024-01-29")["due"].to_list() == [1]
    assert renewals_due(subscriptions, "2024-01-28")["due"].to_list() == []


FRAME = pd.DataFrame({"started_at": pd.to_datetime(["2024-01-01"]), "ended_at": pd.NaT})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: ShiftedBetaGeometric().fit([100, 90]), "survivors must be a start and two renewals or more"),
        (lambda: ShiftedBetaGeometric().fit([100, 90, 95]), "survivors must be counts that never rise"),
        (lambda: ShiftedBetaGeometric().fit([100, 90, np.nan]), "survivors must be finite numbers"),
        (lambda: ShiftedBetaGeometric().fit([100, 100, 100]), "got counts where nobody left"),
        (lambda: ShiftedBetaGeometric().fit([100, 0, 0]), "got counts where everybody left at the first renewal"),
        (lambda: ShiftedBetaGeometric().fit_renewals([5, 4], [3]), "equally long, two renewals or more, got 2 and 1"),
        (lambda: ShiftedBetaGeometric().fit_renewals([5, 4], [4, 5]), "renewed must be at most due"),
        (lambda: ShiftedBetaGeometric().fit_renewals([0, 4], [0, 2]), "due above 0 at first"),
        (lambda: ShiftedBetaGeometric().fit_renewals([5, 0], [3, 0]), "due must be above 0 at a second renewal"),
        (
            lambda: renewals_due(FRAME.assign(ended_at=pd.Timestamp("2024-01-09")), "2024-03-01"),
            "28 days or more",
        ),
        (lambda: renewals_due(FRAME.astype("str"), "2024-03-01"), "started_at must be a column of dates"),
        (lambda: ShiftedBetaGeometric().survival(3), "must be fitted first"),
        (lambda: ShiftedBetaGeometric().estimate(lambda model: 1.0), "must be fitted first"),
        (lambda: ShiftedBetaGeometric().fit(HIGH_END).survival(1.5), "t must be whole numbers"),
        (lambda: ShiftedBetaGeometric().fit(HIGH_END).retention(0), "t must be at least 1"),
        (
            lambda: ShiftedBetaGeometric().fit(HIGH_END).expected_renewals(),
            "with alpha 0.668 (1 or less)",
        ),
        (lambda: ShiftedBetaGeometric().fit(HIGH_END).expected_renewals(-1), "made must be a whole number at least 0"),
        (lambda: ShiftedBetaGeometric().fit(HIGH_END).expected_renewals(periods=0), "periods must be a whole number"),
        (lambda: ShiftedBetaGeometric().fit(HIGH_END).estimate(lambda m: m.survival(1), 95), "level must be a number"),
        (lambda: renewals_due(FRAME, "2024-03-01", stop="left"), "no column in subscriptions named 'left'"),
        (lambda: renewals_due(FRAME, "soon"), "end must be a day"),
        (lambda: renewals_due(FRAME.assign(started_at=pd.NaT), "2024-03-01"), "started_at must be known"),
        (lambda: renewals_due(FRAME.head(0), "2024-03-01"), "subscriptions must not be empty"),
        (lambda: renewals_due(FRAME, "2024-03-01", days=0), "days must be a whole number"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_next_step(wrong, said):
    with pytest.raises(InputError) as caught:
        wrong()
    assert said in str(caught.value)


def _cohort(alpha: float, beta: float, people: int, renewals: int) -> tuple[np.ndarray, np.ndarray]:
    """Expected numbers due and renewed of a cohort, rounded to people."""
    t = np.arange(renewals + 1)
    left = np.rint(people * np.exp(betaln(alpha, beta + t) - betaln(alpha, beta))).astype(int)
    return left[:-1].copy(), left[1:].copy()
