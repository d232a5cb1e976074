"""Common factors: R's published fits of textbook data, laws, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import factor_analysis

# R documentation of factanal, data ability.cov (Bartholomew & Knott 1999), 112 people: one factor, and two by varimax.
ONE = {"general": 0.682, "picture": 0.384, "blocks": 0.502, "maze": 0.300, "reading": 0.877, "vocab": 0.849}
UNIQUE = {"general": 0.455, "picture": 0.589, "blocks": 0.218, "maze": 0.769, "reading": 0.052, "vocab": 0.334}
TWO = {
    "general": (0.499, 0.543), "picture": (0.156, 0.622), "blocks": (0.206, 0.860), "maze": (0.109, 0.468),
    "reading": (0.956, 0.182), "vocab": (0.785, 0.225),
}  # fmt: skip


@pytest.fixture(scope="module")
def ability(rdataset) -> pd.DataFrame:
    table = rdataset("datasets", "ability.cov").iloc[:, :6]
    names = [name.removeprefix("cov.") for name in table.columns]
    return table.set_axis(names, axis=1).set_axis(names, axis=0)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Two hundred people with two traits, three items each."""
    luck = np.random.default_rng(4)
    traits = luck.normal(size=(200, 2))
    items = np.repeat(traits, 3, axis=1) * 0.8 + 0.6 * luck.normal(size=(200, 6))
    return pd.DataFrame(10 + 3 * items, columns=list("abcxyz"))


@pytest.mark.parametrize(("item", "published"), ONE.items())
def test_ability_loads_on_one_factor_as_in_r(ability, item, published):
    assert factor_analysis(ability, 1, n=112).loadings.loc[item, 1] == pytest.approx(published, abs=6e-4)


def test_one_factor_is_not_enough_for_ability(ability):
    """R: chi square 75.18 on 9 degrees of freedom, p 1.46e-12."""
    found = factor_analysis(ability, 1, n=112)
    assert (found.chi_square, found.degrees_of_freedom) == pytest.approx((75.18, 9), abs=5e-3)
    assert found.p_value == pytest.approx(1.46e-12, rel=5e-3)


@pytest.mark.parametrize(("item", "published"), UNIQUE.items())
def test_two_factors_leave_each_ability_what_r_says(ability, item, published):
    assert 1 - factor_analysis(ability, 2, n=112).communalities[item] == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize(("item", "published"), TWO.items())
def test_ability_loads_on_two_factors_by_varimax_as_in_r(ability, item, published):
    """R's rotation stops a little early, so its third digit differs."""
    assert factor_analysis(ability, 2, n=112).loadings.loc[item].to_list() == pytest.approx(published, abs=6e-3)


def test_two_factors_are_enough_for_ability(ability):
    """R: chi square 6.11 on 4 degrees of freedom, p .191."""
    found = factor_analysis(ability, 2, n=112)
    assert (found.chi_square, found.degrees_of_freedom) == pytest.approx((6.11, 4), abs=5e-3)
    assert found.p_value == pytest.approx(0.191, abs=5e-4)


def test_24_psychological_tests_have_the_published_variances(rdataset):
    """R documentation of Harman74.cor, four factors by varimax; chi square 226.68 on 186, p .0224."""
    found = factor_analysis(rdataset("datasets", "Harman74.cor").iloc[:, :24], 4, n=145)
    assert found.variance["sum_of_squares"].to_list() == pytest.approx([3.647, 2.872, 2.657, 2.290], abs=6e-4)
    assert (found.chi_square, found.degrees_of_freedom) == pytest.approx((226.68, 186), abs=5e-3)
    assert found.p_value == pytest.approx(0.0224, abs=5e-5)


def test_the_five_traits_of_personality_are_found_each_on_its_own_items(rdataset):
    """psych's bfi: agreeableness, conscientiousness, extraversion, neuroticism, openness, five items each."""
    found = factor_analysis(rdataset("psych", "bfi").iloc[:, :25].dropna(), 5).loadings.abs()
    strongest = found.idxmax(axis=1).groupby(found.index.str[0]).agg(lambda factors: factors.mode()[0])
    assert sorted(strongest) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("rotation", ["varimax", "oblimin", "none"])
def test_loadings_and_uniqueness_give_the_correlations_back(people, rotation):
    found = factor_analysis(people, 2, rotation)
    implied = found.loadings @ found.correlations @ found.loadings.T + np.diag(1 - found.communalities)
    np.testing.assert_allclose(implied, people.corr(), atol=0.06)
    np.testing.assert_allclose(np.diag(implied), 1, atol=1e-6)
    assert found.variance["sum_of_squares"].sum() == pytest.approx(found.communalities.sum())


def test_rotation_separates_the_two_traits(people):
    loadings = factor_analysis(people, 2).loadings.abs()
    assert set(loadings.idxmax(axis=1)[:3]) != set(loadings.idxmax(axis=1)[3:])


def test_factors_that_belong_together_correlate_after_oblimin():
    luck = np.random.default_rng(1)
    one = luck.normal(size=(5_000, 1))
    traits = np.hstack([one, 0.5 * one + np.sqrt(0.75) * luck.normal(size=(5_000, 1))])
    items = np.repeat(traits, 4, axis=1) * 0.8 + 0.6 * luck.normal(size=(5_000, 8))
    found = factor_analysis(pd.DataFrame(items), 2, "oblimin")
    assert found.correlations.loc[1, 2] == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(np.sort(found.loadings.abs().max(axis=1)), 0.8, atol=0.05)


def test_each_factor_points_where_its_loadings_are_and_the_first_explains_most(people):
    found = factor_analysis(-people, 2)
    assert (found.loadings.sum() > 0).all()
    assert found.variance["sum_of_squares"].is_monotonic_decreasing


def test_scores_find_the_people(people):
    found = factor_analysis(people, 2)
    scores = found.scores(people)
    assert scores.mean().to_list() == pytest.approx([0, 0], abs=1e-9)
    mine = found.loadings[1].abs().nlargest(3).index
    assert np.corrcoef(scores[1], people[mine].sum(axis=1))[0, 1] > 0.97


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1_000), st.floats(0.1, 20))
def test_order_index_and_unit_do_not_matter(people, seed, unit):
    mixed = (5 + unit * people.sample(frac=1, random_state=seed)).set_axis(range(3, 203))
    found, again = factor_analysis(people, 2), factor_analysis(mixed, 2)
    np.testing.assert_allclose(again.loadings, found.loadings, atol=1e-5)
    assert again.chi_square == pytest.approx(found.chi_square, rel=1e-5)


def test_it_prints_loadings_and_communalities(ability):
    assert "reading  0.88         0.77" in str(factor_analysis(ability, 1, n=112))


OK = pd.DataFrame(np.random.default_rng(1).normal(size=(30, 5)), columns=list("abcde"))
OK = OK.add(np.random.default_rng(2).normal(size=30), axis=0)
WRONG = [
    (lambda: factor_analysis(OK, 0), "k must be a whole number between 1 and 2, got 0"),
    (lambda: factor_analysis(OK, 3), "5 items carry at most 2 factors"),
    (lambda: factor_analysis(OK, 1, "varimaxx"), "Did you mean 'varimax'"),
    (lambda: factor_analysis(OK.iloc[:4], 1), "persons must be a whole number at least 6, got 4"),
    (lambda: factor_analysis(OK.iloc[:0], 1), "items must not be empty"),
    (lambda: factor_analysis(OK.assign(a=3), 1), "item 'a' must vary"),
    (lambda: factor_analysis(OK.assign(f=OK["a"] + OK["b"]), 1), "must not follow from the other items"),
    (lambda: factor_analysis(OK.mask(OK > 2), 1), "must be finite numbers"),
    (lambda: factor_analysis(OK, 1).scores(OK.rename(columns={"a": "A"})), "there is no column in items named 'a'"),
    (lambda: factor_analysis(OK.corr(), 1, n=30).scores(OK), "scores need a fit to persons"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
