"""DPMO and sigma against the published conversion table, exact intervals, capability, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from course.errors import InputError
from course.measures import capability, defects_per_million, dpmo, sigma_level

# Harry & Schroeder (2000): long-term defects per million at each sigma level, with the shift of 1.5.
TABLE = [(2, 308_538), (3, 66_807), (4, 6_210), (5, 233), (6, 3.4)]


@pytest.mark.parametrize(("sigma", "defects"), TABLE)
def test_the_conversion_table_is_as_published(sigma, defects):
    assert dpmo(sigma) == pytest.approx(defects, abs=0.5 if defects > 10 else 0.05)
    assert sigma_level(defects) == pytest.approx(sigma, abs=2e-3)


@given(st.floats(-1, 7), st.sampled_from([0, 1.5]))
def test_sigma_and_dpmo_are_inverse_to_each_other(sigma, shift):
    assert sigma_level(dpmo(sigma, shift), shift) == pytest.approx(sigma, abs=1e-6)


def test_without_a_shift_three_sigmas_leave_1350():
    assert dpmo(3, shift=0) == pytest.approx(1349.9, abs=0.05)


@pytest.mark.parametrize(("defects", "n"), [(12, 6000), (0, 500), (500, 500)])
def test_the_interval_is_exact(defects, n):
    found = defects_per_million(defects, n)
    assert (found.low / 1e6, found.high / 1e6) == pytest.approx(proportion_confint(defects, n, method="beta"))


def test_opportunities_are_counted_in_each_unit():
    assert defects_per_million(12, 2_000, 3).estimate == 2000
    assert defects_per_million(12, 2_000, 3).n == 6000


def test_capability_is_room_over_three_sigmas():
    values = np.random.default_rng(0).normal(10, 1, 50_000)
    found = capability(values, lower=7, upper=16)
    assert found.cp == pytest.approx(1.5, abs=0.02)
    assert found.cpk == pytest.approx(1.0, abs=0.02)
    assert found.low < found.cpk < found.high
    assert found.dpmo == pytest.approx(dpmo(3, shift=0), rel=0.1)
    assert capability(values, upper=16).cp is None
    assert capability(values, upper=16).cpk == pytest.approx(2.0, abs=0.02)


def test_it_prints_cp_cpk_and_what_is_beyond():
    shown = str(capability([10, 11, 9, 10.5, 9.5, 10], 7, 13))
    assert shown == "Cp 1.41, Cpk 1.41 (0.498 to 2.33), 22.09 defects per million, n 6"


WRONG = [
    (lambda: dpmo("six"), "sigma must be a number"),
    (lambda: dpmo(np.nan), "sigma must be a number"),
    (lambda: sigma_level(0), "dpmo must be above 0 and below 1,000,000"),
    (lambda: sigma_level(-3), "dpmo must be a number between 0 and 1e+06, got -3"),
    (lambda: defects_per_million(5, 0), "units must be a whole number at least 1"),
    (lambda: defects_per_million(5, 4), "defects must be a whole number between 0 and 4, got 5"),
    (lambda: defects_per_million(-1, 4), "defects must be a whole number"),
    (lambda: capability([1, 2]), "number of values must be"),
    (lambda: capability([1, 2, 3]), "capability needs lower, upper, or both"),
    (lambda: capability([1, 2, 3], 5, 4), "lower must be below upper = 4, got 5"),
    (lambda: capability([1, 1, 1], 0, 4), "values must differ"),
    (lambda: capability([0.1] * 7, 0, 4), "values must differ"),
    (lambda: capability([1, np.nan, 1], 0, 4), "values must be finite numbers"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
