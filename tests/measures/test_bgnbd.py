"""BG/NBD against Fader, Hardie & Lee (2005a), against its own integrals, and against customers who are simulated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import gammaln, roots_jacobi

from course.errors import InputError
from course.measures import BetaGeometric, rfm_summary
from course.measures.bgnbd import _mean_while_alive
from course.measures.bgnbd_likelihood import Likelihood

ALICE = pd.DataFrame({"frequency": [2], "recency": [30.43], "T": [38.86]})  # the customer of the paper's example


@pytest.fixture(scope="module")
def fitted(cdnow_summary) -> BetaGeometric:
    return BetaGeometric().fit(cdnow_summary)


def simulated(customers: int, seed: int, r: float, alpha: float, a: float, b: float) -> pd.DataFrame:
    """Customers who buy and leave as the model says, observed for 13 to 39 weeks."""
    luck = np.random.default_rng(seed)
    rate, leaves = luck.gamma(r, 1 / alpha, customers), luck.beta(a, b, customers)
    age = luck.uniform(13, 39, customers)
    x, recency, now, there = np.zeros(customers), np.zeros(customers), np.zeros(customers), np.ones(customers, bool)
    while there.any():
        now = now + luck.exponential(size=customers) / rate
        there &= now < age
        x, recency = x + there, np.where(there, now, recency)
        there &= luck.random(customers) > leaves
    return pd.DataFrame({"frequency": x, "recency": recency, "T": age})


@pytest.mark.parametrize(("name", "published"), [("r", 0.24259), ("alpha", 4.41353), ("a", 0.79289), ("b", 2.42575)])
def test_parameters_of_cdnow_are_as_published(fitted, name, published):
    assert fitted.params_[name] == pytest.approx(published, abs=1e-5)


def test_log_likelihood_of_cdnow_is_as_published(fitted):
    assert fitted.log_likelihood_ == pytest.approx(-9582.426, abs=1e-3)


def test_expected_purchases_of_the_papers_customer_are_as_published(fitted):
    assert fitted.expected_purchases(39, ALICE).item() == pytest.approx(1.2259, abs=5e-5)


def test_probability_that_the_papers_customer_is_alive_is_as_published(fitted):
    assert fitted.probability_alive(ALICE).item() == pytest.approx(0.7266, abs=5e-5)


def test_expected_purchases_of_all_customers_are_as_published(fitted, cdnow_summary):
    assert fitted.expected_purchases(39, cdnow_summary).sum() == pytest.approx(1653.4, abs=0.05)


def test_they_fall_short_of_the_purchases_that_came(cdnow_sample):
    later = cdnow_sample[cdnow_sample["ordered_at"] > "1997-09-30"]
    assert len(later.drop_duplicates(["customer_id", "ordered_at"])) == 1882


def test_unrounded_weeks_from_the_log_change_the_fourth_digit_only(cdnow_sample, fitted):
    exact = BetaGeometric().fit(rfm_summary(cdnow_sample, end="1997-09-30"))
    np.testing.assert_allclose(exact.params_, fitted.params_, rtol=1e-4)
    assert exact.log_likelihood_ == pytest.approx(-9582.43, abs=0.005)


def test_the_likelihood_is_the_sum_of_what_the_paper_gives_for_each_customer(fitted, cdnow_summary):
    r, alpha, a, b = fitted.params_
    x, t, T = (cdnow_summary[name].to_numpy() for name in ("frequency", "recency", "T"))
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    second = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed, left = (alpha + T) ** -(r + x), a / np.maximum(b + x - 1, 1e-9) * (alpha + t) ** -(r + x)
    assert (first + second + np.log(stayed + (x > 0) * left)).sum() == pytest.approx(fitted.log_likelihood_, abs=1e-6)


def test_derivatives_are_those_of_the_likelihood(cdnow_summary):
    likelihood = Likelihood(*(cdnow_summary[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T")))
    for logs in (np.array([-1.4, 1.5, -0.2, 0.9]), np.array([0.3, -1.0, 1.2, -0.7])):
        np.testing.assert_allclose(likelihood.gradient(logs), approx_fprime(logs, likelihood.value, 1e-7), atol=1e-6)
        slopes = approx_fprime(logs, likelihood.gradient, 1e-7)
        np.testing.assert_allclose(likelihood.hessian(logs), slopes, atol=1e-5)


@pytest.mark.parametrize("a", [0.3, 0.79, 0.99999, 1.0, 1.3, 20.0])
@pytest.mark.parametrize("x", [0, 1, 30, 400])
@pytest.mark.parametrize("t", [1.0, 52.0, 2000.0])
def test_expected_purchases_are_the_mean_over_what_is_not_known(a, x, t):
    """With leaving probability p and rate λ a customer buys (1 − exp(−λpt)) / p times; λ and p are averaged out."""
    r, alpha, b, T = 0.24, 4.4, 2.4, 30.0

    p, weight = roots_jacobi(200, b + x - 1, a - 1)  # Gauss's rule for the Beta(a, b + x) that p follows
    p, weight = (1 + p) / 2, weight / weight.sum()
    expected = weight @ ((1 - (1 + p * t / (alpha + T)) ** -(r + x)) / p)
    found = _mean_while_alive(t, np.array([x]), np.array([T]), (r, alpha, a, b)).item()
    assert found == pytest.approx(expected, rel=1e-6)


def test_a_one_time_buyer_is_alive_by_construction(fitted, cdnow_summary):
    once = cdnow_summary[cdnow_summary["frequency"] == 0]
    assert (fitted.probability_alive(once) == 1).all()


def test_the_same_silence_says_more_about_a_frequent_buyer(fitted):
    silent = pd.DataFrame({"frequency": [1, 4, 12], "recency": [20.0] * 3, "T": [38.0] * 3})
    assert fitted.probability_alive(silent).is_monotonic_decreasing


def test_expected_purchases_grow_with_time_and_begin_at_nothing(fitted, cdnow_summary):
    none, some, more = (fitted.expected_purchases(t, cdnow_summary) for t in (0, 10, 39))
    assert none.abs().max() < 1e-12
    assert ((some > 0) & (some < more)).all()


def test_a_new_customer_is_one_who_has_just_bought(fitted):
    new = pd.DataFrame({"frequency": [0], "recency": [0.0], "T": [0.0]})
    assert fitted.expected_purchases(39) == pytest.approx(fitted.expected_purchases(39, new).item())


def test_the_grid_holds_the_expectation_of_each_cell(fitted):
    grid = fitted.expected_purchases_grid(39, T=38.86, most=5, steps=10)
    assert grid.shape == (5, 10)
    assert (grid.index.name, grid.columns.name) == ("frequency", "recency")
    cell = pd.DataFrame({"frequency": [4], "recency": [grid.columns[6]], "T": [38.86]})
    assert grid.loc[4].iloc[6] == pytest.approx(fitted.expected_purchases(39, cell).item())


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6))
def test_order_of_rows_index_and_other_columns_do_not_matter(cdnow_summary, fitted, luck):
    places = np.random.default_rng(luck).permutation(len(cdnow_summary))
    other = cdnow_summary.iloc[places].assign(name="x").reset_index(drop=True)
    found = BetaGeometric().fit(other)
    assert found.params_.equals(fitted.params_)
    assert found.log_likelihood_ == fitted.log_likelihood_


@pytest.mark.parametrize("factor", [7.0, 12 / 365.2425 * 7, 1000.0])
def test_another_unit_of_time_scales_alpha_alone(cdnow_summary, fitted, factor):
    other = cdnow_summary.assign(recency=cdnow_summary["recency"] * factor, T=cdnow_summary["T"] * factor)
    found = BetaGeometric().fit(other)
    np.testing.assert_allclose(found.params_ / [1, factor, 1, 1], fitted.params_, rtol=1e-6)
    np.testing.assert_allclose(
        found.expected_purchases(39 * factor, other), fitted.expected_purchases(39, cdnow_summary), rtol=1e-6
    )


def test_customers_twice_over_give_the_same_parameters_with_smaller_errors(cdnow_summary, fitted):
    found = BetaGeometric().fit(pd.concat([cdnow_summary, cdnow_summary]))
    np.testing.assert_allclose(found.params_, fitted.params_, rtol=1e-6)
    np.testing.assert_allclose(found.standard_errors_ * 2**0.5, fitted.standard_errors_, rtol=1e-5)


def test_it_finds_the_parameters_that_made_the_data():
    true = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 3.0}
    found = BetaGeometric().fit(simulated(100_000, 5, **true))
    distance = (found.params_ - pd.Series(true)) / found.standard_errors_
    assert distance.abs().max() < 3


@pytest.mark.slow
def test_its_intervals_hold_the_truth_as_often_as_they_say():
    """200 datasets of 4,000 customers: 95 % intervals of log parameters; a binomial test at 1 % allows 180 to 198."""
    true = pd.Series({"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 3.0})
    held = pd.Series(0, index=true.index)
    for seed in range(200):
        found = BetaGeometric().fit(simulated(4_000, seed, **true))
        width = 1.96 * found.standard_errors_ / found.params_
        held += (np.log(found.params_ / true).abs() < width).astype(int)
    assert held.between(180, 198).all()


def test_any_engine_will_do(cdnow_summary, fitted):
    polars = pytest.importorskip("polars")
    table = polars.from_pandas(cdnow_summary.reset_index(names="customer_id"))
    assert BetaGeometric().fit(table.lazy()).params_.equals(fitted.params_)
    assert fitted.probability_alive(table).index.to_list() == cdnow_summary.index.to_list()


def test_it_prints_its_parameters(fitted):
    assert repr(fitted) == "BetaGeometric: r 0.2426, alpha 4.414, a 0.7929, b 2.426"
    assert repr(BetaGeometric()) == "BetaGeometric (not fitted)"


def table(frequency, recency, T) -> pd.DataFrame:
    return pd.DataFrame({"frequency": frequency, "recency": recency, "T": T})


STAYING = simulated(3_000, 1, 0.5, 6.0, 1e-9, 1.0)

WRONG = [
    (lambda: BetaGeometric().fit(table([], [], [])), "frequency must not be empty"),
    (lambda: BetaGeometric().fit(table([0, 1], [0, 5], [9, 4])), "recency must be at most T, got 1 other rows"),
    (lambda: BetaGeometric().fit(table([0, 1], [3, 5], [9, 9])), "recency must be 0 where frequency is 0"),
    (lambda: BetaGeometric().fit(table([0, 1], [0, 0], [9, 9])), "Merge orders of one day"),
    (lambda: BetaGeometric().fit(table([0, 0], [0, 0], [9, 9])), "got zeros only"),
    (lambda: BetaGeometric().fit(table([0.5, 1], [0, 1], [9, 9])), "frequency must be whole numbers, got 0.5"),
    (lambda: BetaGeometric().fit(table([1, -1], [1, 1], [9, 9])), "frequency must be at least 0, got -1"),
    (lambda: BetaGeometric().fit(table([1, 1], [1, np.nan], [9, 9])), "recency must be finite numbers"),
    (
        lambda: BetaGeometric().fit(table([1, 1], [1, 1], [9, 9]).rename(columns={"T": "t"})),
        "column in summary named 'T'",
    ),
    (lambda: BetaGeometric().fit([1, 2]), "summary must be a table"),
    (lambda: BetaGeometric().fit(STAYING), "did not converge"),
    (lambda: BetaGeometric().expected_purchases(3), "must be fitted first"),
    (lambda: BetaGeometric().probability_alive(ALICE), "BetaGeometric().fit(summary)"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_a_negative_time_is_refused(fitted):
    with pytest.raises(InputError, match="t must be a number of at least 0, got -1"):
        fitted.expected_purchases(-1)
