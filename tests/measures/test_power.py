"""How many people an experiment takes: against R's help pages, Cohen's table, Kohavi's rule and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from course.errors import InputError
from course.measures import detectable_effect, power, power_curve, power_of_shares, sample_size, sample_size_of_shares


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


@pytest.mark.parametrize("n", [12, 52, 400, 4_002])
def test_power_is_known_however_large_the_effect(n):
    """Regression: scipy has no lower tail for a shift of 10 and a few others."""
    sizes = np.linspace(0, 30, 61) / np.sqrt(n / 4)
    found = [power(effect, 1, n) for effect in sizes]
    assert (np.diff(found) > -1e-9).all()
    assert found[-1] == pytest.approx(1)


def test_one_person_fewer_is_too_few():
    n = sample_size(effect=0.11, sd=1.3, wanted=0.8, share=0.3)
    assert power(0.11, 1.3, n, 0.3) >= 0.8 > power(0.11, 1.3, n - 1, 0.3)


@pytest.mark.parametrize(("d", "in_each_group"), [(0.2, 393), (0.5, 64), (0.8, 26)])
def test_cohens_table_of_people_per_group(d, in_each_group):
    """Cohen (1988), table 2.4.1, power .80 at the two-sided 5 % level."""
    assert sample_size(effect=d, sd=1) / 2 == pytest.approx(in_each_group, abs=0.6)


def test_kohavis_rule_of_thumb_is_sixteen_variances_over_the_squared_effect():
    """Kohavi, Tang & Xu (2020): n = 16 σ² / δ² in each group for a power of 80 %; van Belle (2008)."""
    assert sample_size(effect=0.3, sd=10) / 2 == pytest.approx(16 * 10**2 / 0.3**2, rel=0.02)


def test_power_of_two_shares_is_that_of_rs_help_page():
    """power.prop.test(n = 50, p1 = .50, p2 = .75): power .740; (power = .90): n 76.7 in each group."""
    assert power_of_shares(0.5, 0.75, n=100) == pytest.approx(0.740, abs=5e-4)
    assert sample_size_of_shares(0.5, 0.75, wanted=0.9) == np.ceil(2 * 76.65)


def test_an_experiment_of_shares_finds_them_as_often_as_its_power_says():
    luck, n = np.random.default_rng(5), 300
    with_it, without = luck.binomial(n, 0.15, 4000), luck.binomial(n, 0.10, 4000)
    pooled = (with_it + without) / (2 * n)
    z = (with_it - without) / n / np.sqrt(2 * pooled * (1 - pooled) / n)
    assert power_of_shares(0.10, 0.15, 2 * n) == pytest.approx((abs(z) > 1.96).mean(), abs=0.025)


def test_shares_of_nobody_and_everybody_are_told_apart_for_certain():
    assert power_of_shares(0, 1, 20) == 1
    assert power_of_shares(0, 0, 20) == 0


@pytest.mark.parametrize(("sd", "n", "wanted", "share"), [(3, 400, 0.8, 0.5), (0.2, 1_000, 0.9, 0.2)])
def test_the_detectable_effect_has_just_the_power_wanted(sd, n, wanted, share):
    assert power(detectable_effect(sd, n, wanted, share), sd, n, share) == pytest.approx(wanted)


def test_a_power_curve_has_a_row_per_effect_and_size():
    curve = power_curve([0.1, 0.2], sd=1, sizes=[100, 400, 1600])
    assert curve.shape == (6, 3)
    assert curve.query("effect == .2 and n == 400")["power"].item() == pytest.approx(power(0.2, 1, 400))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: power(np.inf, 1, 20), "effect must be a number, got inf"),
        (lambda: power(1, 0, 20), "sd must be"),
        (lambda: power(1, 1, 3), "Two treated and two others are the least"),
        (lambda: power(1, 1, 20, share=1), "Use .5 to treat every other"),
        (lambda: power(1, 1, 20, level=5), "level must be a number between 0.5 and 0.9999"),
        (lambda: sample_size(1, 1, wanted=80), "wanted must be a number between 0.05 and 0.9999, got 80"),
        (lambda: sample_size(0, 1), "effect must be large enough to be found, got 0 at sd 1"),
        (lambda: power_of_shares(5, 10, 100), "Write 5 % as .05."),
        (lambda: power_of_shares(0.1, np.nan, 100), "second must be a number between 0 and 1, got nan"),
        (lambda: power_of_shares(0.1, 0.2, 2), "n must be a number of at least 4"),
        (lambda: sample_size_of_shares(0.1, 0.1), "Equal shares are never found"),
        (lambda: detectable_effect(-1, 100), "sd must be"),
        (lambda: detectable_effect(1, 100, wanted=0.05), "wanted must be a number between 0.06"),
        (lambda: power_curve([], 1, [10]), "effects and sizes must not be empty"),
        (lambda: power_curve([1], 1, [1]), "n must be a number of at least 4"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
