"""The Bass model against its published fit, curves that it made itself, laws, bad input."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import BassModel

# Room air conditioners in the United States, 1949–1961, thousands (Bass 1969).
CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]


# Srinivasan & Mason (1986), table 2, nonlinear least squares.
@pytest.mark.parametrize(("name", "published", "digits"), [("p", 0.0094, 5e-5), ("q", 0.3748, 5e-5), ("m", 18_713, 1)])
def test_room_air_conditioners_are_as_published(name, published, digits):
    assert BassModel().fit(CONDITIONERS).params_[name] == pytest.approx(published, abs=digits)


def curve(p: float, q: float, m: float, periods: int) -> np.ndarray:
    at = np.arange(periods + 1.0)
    share = (1 - np.exp(-(p + q) * at)) / (1 + q / p * np.exp(-(p + q) * at))
    return m * np.diff(share)


@pytest.mark.parametrize(("p", "q"), [(0.01, 0.4), (0.03, 0.38), (0.1, 0.2)])
def test_a_curve_gives_back_what_it_was_made_with(p, q):
    found = BassModel().fit(curve(p, q, 5_000, 20))
    assert found.params_.to_list() == pytest.approx([p, q, 5_000], rel=1e-4)
    assert found.sigma_ < 1e-3


def test_sales_are_highest_where_the_peak_is():
    found = BassModel().fit(CONDITIONERS)
    assert found.peak_ == pytest.approx(np.log(0.37483 / 0.0094416) / (0.37483 + 0.0094416), rel=1e-3)
    assert found.sales(30).idxmax() in (10, 11)


def test_all_sales_together_are_the_market():
    found = BassModel().fit(CONDITIONERS)
    assert found.sales(200).sum() == pytest.approx(found.params_["m"])


def test_the_unit_of_sales_scales_the_market_alone():
    one, other = BassModel().fit(CONDITIONERS), BassModel().fit(pd.Series(CONDITIONERS) * 1000)
    np.testing.assert_allclose(other.params_ / [1, 1, 1000], one.params_, rtol=1e-5)
    np.testing.assert_allclose(other.standard_errors_ / [1, 1, 1000], one.standard_errors_, rtol=1e-4)


def test_it_prints_its_parameters():
    assert repr(BassModel().fit(CONDITIONERS)) == "BassModel: p 0.009442, q 0.3748, m 1.871e+04"
    assert repr(BassModel()) == "BassModel (not fitted)"


WRONG = [
    (lambda: BassModel().fit([]), "sales must not be empty"),
    (lambda: BassModel().fit([1, 2, 3]), "periods of sales must be a whole number at least 5, got 3"),
    (lambda: BassModel().fit([0] * 8), "got zeros only"),
    (lambda: BassModel().fit([1, 2, -3, 4, 5]), "sales must be at least 0, got -3 in row 2"),
    (lambda: BassModel().fit([1, 2, np.nan, 4, 5]), "sales must be finite numbers"),
    (lambda: BassModel().fit([1, 2, 4, 8, 16, 32, 64]), "sales must determine the size of the market"),
    (lambda: BassModel().sales(5), "BassModel must be fitted first"),
    (lambda: BassModel().fit(CONDITIONERS).sales(0), "periods must be a whole number at least 1"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
