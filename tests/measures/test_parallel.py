"""Parallel analysis and sampling adequacy: published figures, laws, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import parallel_analysis, sampling_adequacy

# R's psych, KMO(Thurstone): by item, and overall .88.
THURSTONE = {
    "Sentences": 0.86, "Vocabulary": 0.86, "Sent.Completion": 0.90, "First.Letters": 0.86, "Four.Letter.Words": 0.88,
    "Suffixes": 0.92, "Letter.Series": 0.85, "Pedigrees": 0.93, "Letter.Group": 0.87,
}  # fmt: skip


@pytest.fixture(scope="module")
def thurstone(rdataset) -> pd.DataFrame:
    table = rdataset("psych", "Thurstone")
    return table.set_axis(table.columns, axis=0)


@pytest.fixture(scope="module")
def bfi(rdataset) -> pd.DataFrame:
    return rdataset("psych", "bfi").iloc[:, :25].dropna()


@pytest.mark.parametrize(("item", "published"), THURSTONE.items())
def test_adequacy_of_thurstones_tests_is_as_published(thurstone, item, published):
    assert sampling_adequacy(thurstone, n=213).items[item] == pytest.approx(published, abs=5e-3)


def test_overall_adequacy_of_thurstones_tests_is_as_published(thurstone):
    assert sampling_adequacy(thurstone, n=213).overall == pytest.approx(0.88, abs=5e-3)


def test_24_psychological_tests_keep_three_components(rdataset):
    """Holzinger & Swineford's tests (Harman 1976, example 7.4), 145 pupils, as psych::fa.parallel counts components."""
    table = rdataset("datasets", "Harman74.cor").iloc[:, :24]
    found = parallel_analysis(table, n=145)
    assert found["kept"].sum() == 3
    assert found["eigenvalue"].head(4).to_list() == pytest.approx([8.135, 2.096, 1.693, 1.502], abs=5e-4)


def test_personality_has_five_components_above_noise(bfi):
    """The 25 items were written for five traits (Goldberg 1999)."""
    assert parallel_analysis(bfi)["kept"].sum() == 5


def test_noise_has_no_component():
    noise = pd.DataFrame(np.random.default_rng(3).normal(size=(400, 8)))
    assert parallel_analysis(noise)["kept"].sum() == 0


def test_noise_is_that_of_normal_people_drawn_one_by_one():
    luck = np.random.default_rng(1)
    tables = (np.corrcoef(luck.normal(size=(40, 5)), rowvar=False) for _ in range(3000))
    drawn = np.array([np.linalg.eigvalsh(table)[::-1] for table in tables])
    found = parallel_analysis(pd.DataFrame(np.eye(5)), n=40, draws=3000)
    np.testing.assert_allclose(found["noise_mean"], drawn.mean(axis=0), atol=0.01)
    np.testing.assert_allclose(found["threshold"], np.quantile(drawn, 0.95, axis=0), atol=0.03)


def test_eigenvalues_add_up_to_the_items_and_only_the_first_are_kept(bfi):
    found = parallel_analysis(bfi)
    assert found["eigenvalue"].sum() == pytest.approx(25)
    assert found["kept"].is_monotonic_decreasing


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 50))
def test_order_index_and_unit_do_not_matter(seed, unit):
    luck = np.random.default_rng(1)
    items = pd.DataFrame(luck.normal(size=(80, 4)) + luck.normal(size=(80, 1)), columns=list("abcd"))
    mixed = (unit * items.sample(frac=1, random_state=seed)).set_axis(range(7, 87))
    pd.testing.assert_frame_equal(parallel_analysis(mixed, draws=50), parallel_analysis(items, draws=50))
    assert sampling_adequacy(mixed).overall == pytest.approx(sampling_adequacy(items).overall)


def test_people_and_their_correlations_say_the_same(bfi):
    one, other = parallel_analysis(bfi, draws=50), parallel_analysis(bfi.corr(), draws=50, n=len(bfi))
    pd.testing.assert_frame_equal(one, other)
    assert sampling_adequacy(bfi).chi_square == pytest.approx(sampling_adequacy(bfi.cov(), n=len(bfi)).chi_square)


def test_bartletts_test_finds_nothing_in_noise():
    luck = np.random.default_rng(1)
    small = [sampling_adequacy(pd.DataFrame(luck.normal(size=(60, 4)))).p_value < 0.05 for _ in range(400)]
    assert 0.02 < np.mean(small) < 0.09


def test_it_prints_the_overall_measure_first(thurstone):
    assert str(sampling_adequacy(thurstone, n=213)).startswith("KMO 0.88, lowest Letter.Series 0.85")


OK = pd.DataFrame(np.random.default_rng(1).normal(size=(10, 3)), columns=["calm", "curious", "kind"])
WRONG = [
    (lambda: parallel_analysis([1, 2]), "items must be a table"),
    (lambda: parallel_analysis(OK.iloc[:0]), "items must not be empty"),
    (lambda: parallel_analysis(OK[["calm"]]), "number of items must be a whole number at least 2, got 1"),
    (lambda: parallel_analysis(OK.iloc[:3]), "persons must be a whole number at least 4, got 3"),
    (lambda: parallel_analysis(OK.assign(calm=1.0)), "item 'calm' must vary"),
    (lambda: parallel_analysis(OK.assign(twice=2 * OK["kind"])), "must not follow from the other items"),
    (lambda: parallel_analysis(OK.assign(calm="no")), "calm must be numbers"),
    (lambda: parallel_analysis(OK.mask(OK > 1)), "must be finite numbers"),
    (lambda: parallel_analysis(OK, draws=1), "draws must be a whole number at least 20"),
    (lambda: parallel_analysis(OK, quantile=95), "quantile must be a number between 0.5 and 0.999"),
    (lambda: parallel_analysis(OK, n=10), "items must be square and symmetric where n is given"),
    (lambda: sampling_adequacy(OK.corr(), n=2), "n must be a whole number at least 4, got 2"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
