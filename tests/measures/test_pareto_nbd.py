"""Pareto/NBD against its published fit, against integrals, and against customers who are simulated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln

from course.errors import InputError
from course.measures import BetaGeometric, ParetoNBD, rfm_summary
from course.measures.pareto_nbd import _log_lives

# Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model, and the spreadsheet beside it: CDNOW, 2,357 customers.
PUBLISHED = [("r", 0.55328), ("alpha", 10.5776), ("s", 0.60621), ("beta", 11.668)]


@pytest.fixture(scope="module")
def fitted(cdnow_summary) -> ParetoNBD:
    return ParetoNBD().fit(cdnow_summary)


def simulated(customers: int, seed: int, r: float, alpha: float, s: float, beta: float) -> pd.DataFrame:
    """Customers who buy and leave as the model says, observed for 26 to 78 weeks."""
    luck = np.random.default_rng(seed)
    rate, leaving = luck.gamma(r, 1 / alpha, customers), luck.gamma(s, 1 / beta, customers)
    age = luck.uniform(26, 78, customers)
    there = np.minimum(luck.exponential(size=customers) / np.maximum(leaving, 1e-300), age)
    x = luck.poisson(rate * there)
    last = there * luck.random(customers) ** (1 / np.maximum(x, 1))  # the latest of x moments
    return pd.DataFrame({"frequency": x, "recency": np.where(x > 0, last, 0), "T": age})


@pytest.mark.parametrize(("name", "published"), PUBLISHED)
def test_parameters_of_cdnow_are_as_published(fitted, name, published):
    assert fitted.params_[name] == pytest.approx(published, rel=2e-5)


def test_log_likelihood_of_cdnow_is_as_published(fitted):
    assert fitted.log_likelihood_ == pytest.approx(-9594.974, abs=1e-3)


def test_expected_purchases_of_a_new_customer_in_a_year_are_as_published(fitted):
    assert fitted.expected_purchases(52) == pytest.approx(1.4734, abs=5e-5)


@pytest.mark.parametrize("s", [0.4, 0.999999, 1.0, 2.5])
@pytest.mark.parametrize(("alpha", "beta"), [(10.0, 3.0), (3.0, 10.0), (5.0, 5.0)])
@pytest.mark.parametrize(("x", "recency", "age"), [(0, 0.0, 30.0), (2, 11.0, 30.0), (60, 29.0, 30.0), (3, 30.0, 30.0)])
def test_the_likelihood_is_the_integral_over_when_the_customer_left(alpha, beta, s, x, recency, age):
    r = 0.6

    def leaves_at(u):
        return s * (alpha + u) ** -(r + x) * (beta + u) ** -(s + 1)

    stayed = (alpha + age) ** -(r + x) * (beta + age) ** -s
    either = stayed + quad(leaves_at, recency, age, epsabs=0, epsrel=1e-10)[0]
    found = _log_lives((r, alpha, s, beta), np.array([x]), np.array([recency]), np.array([age]))
    assert np.exp(found[0] - found[1]).item() == pytest.approx(stayed / either, rel=1e-8)
    assert found[0].item() == pytest.approx(np.log(stayed))


def test_heavy_buyers_do_not_overflow(fitted):
    heavy = pd.DataFrame({"frequency": [5_000, 900], "recency": [38.0, 3.0], "T": [38.9, 38.9]})
    alive = fitted.probability_alive(heavy)
    assert 0 < alive[0] < 0.01
    assert alive[1] < 1e-100 or alive[1] == 0
    assert np.isfinite(fitted.expected_purchases(39, heavy)).all()


def test_the_likelihood_is_the_sum_over_customers(fitted, cdnow_summary):
    r, alpha, s, beta = fitted.params_
    x, recency, age = (cdnow_summary[name].to_numpy() for name in ("frequency", "recency", "T"))
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    each = first + _log_lives(fitted.params_, x, recency, age)[1]
    assert each.sum() == pytest.approx(fitted.log_likelihood_, abs=1e-6)


def test_who_bought_once_may_have_left(fitted, cdnow_summary):
    once = cdnow_summary[cdnow_summary["frequency"] == 0]
    assert fitted.probability_alive(once).max() < 0.5
    assert BetaGeometric().fit(cdnow_summary).probability_alive(once).min() == 1


def test_it_forecasts_cdnow_as_bgnbd_does(fitted, cdnow_summary):
    mine, other = (model.expected_purchases(39, cdnow_summary).sum() for model in
                   (fitted, BetaGeometric().fit(cdnow_summary)))  # fmt: skip
    assert mine == pytest.approx(other, rel=0.02)


@pytest.mark.parametrize("rate", [0.0027, 0.05])
def test_discounted_purchases_add_up_what_each_week_brings(fitted, rate):
    who = pd.DataFrame({"frequency": [0, 2, 12], "recency": [0, 30.4, 35.0], "T": [38.9, 38.9, 38.9]})
    ends = np.concatenate([np.arange(0, 200, 0.5), np.geomspace(200, 20_000, 4_000)])
    by = np.array([fitted.expected_purchases(end, who) for end in ends])
    middle = (ends[1:] + ends[:-1]) / 2
    added = (np.diff(by, axis=0) * np.exp(-rate * middle)[:, None]).sum(axis=0)
    np.testing.assert_allclose(fitted.discounted_purchases(rate, who), added, rtol=1e-3)


def test_it_finds_the_parameters_that_made_the_data():
    true = {"r": 0.8, "alpha": 9.0, "s": 0.7, "beta": 12.0}
    found = ParetoNBD().fit(simulated(60_000, 5, **true))
    assert ((found.params_ - pd.Series(true)) / found.standard_errors_).abs().max() < 3


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10**6))
def test_order_of_rows_index_and_other_columns_do_not_matter(cdnow_summary, fitted, luck):
    places = np.random.default_rng(luck).permutation(len(cdnow_summary))
    found = ParetoNBD().fit(cdnow_summary.iloc[places].assign(name="x").reset_index(drop=True))
    assert found.params_.equals(fitted.params_)


@pytest.mark.parametrize("factor", [7.0, 12 / 365.2425 * 7])
def test_another_unit_of_time_scales_alpha_and_beta_alone(cdnow_summary, fitted, factor):
    other = cdnow_summary.assign(recency=cdnow_summary["recency"] * factor, T=cdnow_summary["T"] * factor)
    np.testing.assert_allclose(
        ParetoNBD().fit(other).params_ / [1, factor, 1, factor], fitted.params_, rtol=1e-5
    )  # fmt: skip


def test_customers_twice_over_give_the_same_parameters_with_smaller_errors(cdnow_summary, fitted):
    found = ParetoNBD().fit(pd.concat([cdnow_summary, cdnow_summary]))
    np.testing.assert_allclose(found.params_, fitted.params_, rtol=1e-6)
    np.testing.assert_allclose(found.standard_errors_ * 2**0.5, fitted.standard_errors_, rtol=1e-4)


def test_any_engine_will_do(cdnow_sample, fitted):
    polars = pytest.importorskip("polars")
    orders = polars.from_pandas(cdnow_sample[["customer_id", "ordered_at", "revenue"]])
    found = ParetoNBD().fit(rfm_summary(orders, end="1997-09-30"))
    np.testing.assert_allclose(found.params_, fitted.params_, rtol=1e-3)


def test_it_prints_its_parameters(fitted):
    assert repr(fitted) == "ParetoNBD: r 0.5533, alpha 10.58, s 0.6062, beta 11.67"
    assert repr(ParetoNBD()) == "ParetoNBD (not fitted)"


def table(frequency, recency, T) -> pd.DataFrame:
    return pd.DataFrame({"frequency": frequency, "recency": recency, "T": T})


STAYING = simulated(2_000, 1, 0.8, 9.0, 1e-6, 1e6)
WRONG = [
    (lambda: ParetoNBD().fit(table([], [], [])), "frequency must not be empty"),
    (lambda: ParetoNBD().fit(table([0, 1], [0, 5], [9, 4])), "recency must be at most T, got 1 other rows"),
    (lambda: ParetoNBD().fit(table([0, 0], [0, 0], [9, 9])), "got zeros only"),
    (lambda: ParetoNBD().fit(table([0, 1], [0, 1], [9, np.nan])), "T must be finite numbers"),
    (lambda: ParetoNBD().fit(table([1], [1], [9]).rename(columns={"T": "t"})), "Did you mean 't'"),
    (lambda: ParetoNBD().fit(STAYING), "did not converge"),
    (lambda: ParetoNBD().expected_purchases(3), "ParetoNBD must be fitted first"),
    (lambda: ParetoNBD().probability_alive(STAYING), "ParetoNBD must be fitted first"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_a_rate_of_zero_is_refused(fitted, cdnow_summary):
    with pytest.raises(InputError, match="rate must be a number of at least 1e-09, got 0"):
        fitted.discounted_purchases(0, cdnow_summary)
