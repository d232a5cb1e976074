from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from course.errors import InputError
from course.measures import adjusted_p_values, peeking, sample_ratio_mismatch

#: Benjamini & Hochberg (1995), section 4.1: thrombolysis in myocardial infarction, 15 comparisons.
TRIAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
TRIAL += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_sample_ratio_mismatch_of_kohavi_tang_and_xu():
    """Trustworthy Online Controlled Experiments (2020), chapter 3: 821,588 and 815,482 users, p 1.8e−6."""
    found = sample_ratio_mismatch([821_588, 815_482])
    assert found.p_value == pytest.approx(1.8e-6, abs=5e-8)
    assert found.mismatch
    assert str(found) == "sample ratio mismatch: chi² 22.77, p 1.8e-06"


def test_sizes_are_tested_against_the_shares_that_were_drawn():
    found = sample_ratio_mismatch([905, 95, 1000], shares=[9, 1, 10])
    assert (found.chi_squared, found.p_value) == pytest.approx(tuple(chisquare([905, 95, 1000], [900, 100, 1000])))
    assert found.expected == (900, 100, 1000)
    assert not found.mismatch
    assert str(found).startswith("the sizes are as drawn")


@pytest.mark.parametrize(
    ("looks", "false_alarms"), [(1, 0.05), (2, 0.083), (3, 0.107), (4, 0.126), (5, 0.142), (10, 0.193), (20, 0.248)]
)
def test_whoever_looks_often_finds_something_as_armitage_mcpherson_and_rowe_computed(looks, false_alarms):
    """Armitage, McPherson & Rowe (1969), table 2, nominal level .05."""
    assert peeking(looks) == pytest.approx(false_alarms, abs=5.1e-4)


def test_of_fifteen_comparisons_four_are_found_where_bonferroni_finds_three():
    """Benjamini & Hochberg (1995): their procedure rejects four hypotheses, Bonferroni's three."""
    assert (adjusted_p_values(TRIAL, "benjamini-hochberg") <= 0.05).sum() == 4
    assert (adjusted_p_values(TRIAL, "bonferroni") <= 0.05).sum() == 3


def test_adjusted_values_come_in_the_order_asked():
    turned = TRIAL[::-1]
    np.testing.assert_allclose(adjusted_p_values(turned)[::-1], adjusted_p_values(TRIAL))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sample_ratio_mismatch([10]), "two groups or more"),
        (lambda: sample_ratio_mismatch([0, 0]), "with people in them"),
        (lambda: sample_ratio_mismatch([10, 9.5]), "counts must be whole numbers"),
        (lambda: sample_ratio_mismatch([10, -1]), "counts must be at least 0"),
        (lambda: sample_ratio_mismatch([10, 9], [1, 1, 1]), "equally long, got 2 and 3 groups"),
        (lambda: sample_ratio_mismatch([10, 9], [1, 0]), "shares must be at least"),
        (lambda: peeking(0), "looks must be a whole number between 1 and 1000"),
        (lambda: peeking(5, level=95), "level must be a number between"),
        (lambda: adjusted_p_values([0.1, 1.2]), "p_values must be at most 1"),
        (lambda: adjusted_p_values([]), "p_values must not be empty"),
        (lambda: adjusted_p_values([0.1], "fdr"), "There are: bonferroni, holm, benjamini-hochberg"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
