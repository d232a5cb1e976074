"""Gamma-gamma against its published fit, simulated customers, laws, bad input; customers' value from both models."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import BetaGeometric, GammaGamma, ParetoNBD, customer_value


@pytest.fixture(scope="module")
def fitted(cdnow_summary) -> GammaGamma:
    return GammaGamma().fit(cdnow_summary)


def simulated(customers: int, seed: int, p: float, q: float, v: float) -> pd.DataFrame:
    luck = np.random.default_rng(seed)
    x = luck.geometric(0.3, customers)
    nu = luck.gamma(q, 1 / v, customers)
    return pd.DataFrame({"frequency": x, "monetary_value": luck.gamma(p * x, 1 / nu) / x})


# Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value: CDNOW, 946 repeat buyers.
@pytest.mark.parametrize(("name", "published"), [("p", 6.2488), ("q", 3.7446), ("v", 15.4477)])
def test_parameters_of_cdnow_are_as_published(fitted, name, published):
    assert fitted.params_[name] == pytest.approx(published, abs=2e-3)


def test_946_customers_of_cdnow_bought_again(fitted):
    assert fitted.n_ == 946


def test_how_often_and_how_much_hardly_go_together_as_published(fitted):
    assert fitted.correlation_ == pytest.approx(0.11, abs=5e-3)


# The documentation of lifetimes prints the first customers of CDNOW.
@pytest.mark.parametrize(("customer", "published"), [(1, 24.658619), (2, 18.911489), (3, 35.170981)])
def test_expected_spend_of_cdnow_is_as_published(fitted, cdnow_summary, customer, published):
    assert fitted.expected_spend(cdnow_summary)[customer] == pytest.approx(published, abs=5e-4)


def test_a_new_customer_is_expected_to_spend_what_all_do(fitted):
    p, q, v = fitted.params_
    assert fitted.expected_spend() == pytest.approx(p * v / (q - 1))
    never = pd.DataFrame({"frequency": [0], "monetary_value": [0.0]})
    assert fitted.expected_spend(never).item() == fitted.expected_spend()


def test_many_purchases_count_for_themselves_and_few_for_everybody(fitted):
    same = pd.DataFrame({"frequency": [1, 5, 5_000], "monetary_value": [100.0] * 3})
    found = fitted.expected_spend(same)
    assert found.is_monotonic_increasing
    assert fitted.expected_spend() < found[0] < found[1]
    assert found[2] == pytest.approx(100, abs=0.05)


def test_it_finds_the_parameters_that_made_the_data():
    true = {"p": 4.0, "q": 3.0, "v": 20.0}
    found = GammaGamma().fit(simulated(60_000, 3, **true))
    assert ((found.params_ - pd.Series(true)) / found.standard_errors_).abs().max() < 3


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 10**6))
def test_order_of_rows_index_and_other_columns_do_not_matter(cdnow_summary, fitted, seed):
    mixed = cdnow_summary.sample(frac=1, random_state=seed).reset_index(drop=True).assign(x="y")
    assert GammaGamma().fit(mixed).params_.equals(fitted.params_)


def test_the_unit_of_money_scales_v_alone(cdnow_summary, fitted):
    cents = cdnow_summary.assign(monetary_value=100 * cdnow_summary["monetary_value"])
    found = GammaGamma().fit(cents)
    np.testing.assert_allclose(found.params_ / [1, 1, 100], fitted.params_, rtol=1e-5)
    assert found.log_likelihood_ == pytest.approx(fitted.log_likelihood_ - 946 * np.log(100))


def test_it_prints_its_parameters(fitted):
    assert repr(fitted) == "GammaGamma: p 6.249, q 3.745, v 15.45"
    assert repr(GammaGamma()) == "GammaGamma (not fitted)"


@pytest.mark.parametrize("model", [BetaGeometric, ParetoNBD])
def test_value_adds_up_what_each_week_brings(cdnow_summary, fitted, model):
    purchases, few = model().fit(cdnow_summary), cdnow_summary.head(50)
    found = customer_value(purchases, fitted, few, horizon=52, margin=0.3, discount=0.15)
    by_week = [purchases.expected_purchases(k, few) for k in range(53)]
    weeks = 365.2425 / 7
    added = sum((by_week[k] - by_week[k - 1]) * 1.15 ** (-k / weeks) for k in range(1, 53))
    pd.testing.assert_series_equal(found, (added * 0.3 * fitted.expected_spend(few)).rename("customer_value"))


def test_without_discount_value_is_purchases_times_money_whatever_the_steps(cdnow_summary, fitted):
    purchases = ParetoNBD().fit(cdnow_summary)
    found = customer_value(purchases, fitted, cdnow_summary, horizon=39, discount=0)
    expected = purchases.expected_purchases(39, cdnow_summary) * fitted.expected_spend(cdnow_summary)
    np.testing.assert_allclose(found, expected)


FEW = pd.DataFrame({"frequency": [1] * 12, "monetary_value": [5.0] * 12})
WRONG = [
    (lambda: GammaGamma().fit(FEW.iloc[:0]), "frequency must not be empty"),
    (lambda: GammaGamma().fit(FEW.iloc[:5]), "ten repeat buyers or more, got 5"),
    (lambda: GammaGamma().fit(FEW.assign(monetary_value=-1.0)), "monetary_value must be at least 0, got -1"),
    (lambda: GammaGamma().fit(FEW.assign(monetary_value=0.0)), "monetary_value must be above 0 for repeat buyers"),
    (lambda: GammaGamma().fit(FEW.assign(monetary_value=np.nan)), "monetary_value must be finite numbers"),
    (lambda: GammaGamma().fit(FEW.rename(columns={"monetary_value": "money"})), "named 'monetary_value'"),
    (lambda: GammaGamma().fit(FEW), "did not converge"),
    (lambda: GammaGamma().expected_spend(), "GammaGamma must be fitted first"),
    (lambda: customer_value(FEW, GammaGamma(), FEW, 5), "purchases must be a fitted model with .expected_purchases"),
    (lambda: customer_value(BetaGeometric(), GammaGamma(), FEW, 0), "horizon must be a whole number between 1"),
    (lambda: customer_value(BetaGeometric(), GammaGamma(), FEW, 5, discount=-1), "discount must be a number of at"),
    (lambda: customer_value(BetaGeometric(), GammaGamma(), FEW, 5, unit="weeks"), "Did you mean 'week'"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
