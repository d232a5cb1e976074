"""Cross-tabs against published tables, laws that hold for every table, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import cross_tab


@pytest.fixture(scope="module")
def hair(rdataset) -> pd.DataFrame:
    return rdataset("datasets", "HairEyeColor")


# Friendly (2000), Visualizing Categorical Data: hair and eyes of 592 students.
@pytest.mark.parametrize(("quantity", "published"), [("chi2", 138.29), ("df", 9), ("n", 592), ("v", 0.279)])
def test_hair_and_eyes_of_students_are_as_published(hair, quantity, published):
    digits = 5e-3 if quantity == "chi2" else 5e-4
    assert getattr(cross_tab(hair, "Hair", "Eye", count="Freq"), quantity) == pytest.approx(published, abs=digits)


def test_admissions_at_berkeley_go_with_sex_as_published(rdataset):
    """Bickel, Hammel & O'Connell (1975), six departments: chi² 92.21 without correction."""
    found = cross_tab(rdataset("datasets", "UCBAdmissions"), "Admit", "Gender", count="Freq")
    assert found.chi2 == pytest.approx(92.21, abs=5e-3)
    assert found.df == 1


def test_expected_counts_and_residuals_are_those_of_independence(hair):
    found = cross_tab(hair, "Hair", "Eye", count="Freq")
    assert found.expected.loc["Blond", "Blue"] == pytest.approx(127 * 215 / 592)
    assert found.residuals.loc["Blond", "Blue"] == pytest.approx(9.97, abs=5e-3)
    np.testing.assert_allclose(found.expected.sum(), found.counts.sum())
    np.testing.assert_allclose(found.shares.sum(axis=1), 1)


def test_columns_that_determine_each_other_have_strength_one():
    found = cross_tab(pd.DataFrame({"a": list("xxyyz") * 9, "b": list("uuvvw") * 9}), "a", "b")
    assert (found.v, found.high) == (1, 1)
    assert found.v_corrected == pytest.approx(1)


def test_columns_that_are_independent_have_strength_zero():
    found = cross_tab(pd.DataFrame({"a": list("xxyy"), "b": list("uvuv")}), "a", "b")
    assert (found.chi2, found.v, found.v_corrected, found.low, found.p) == (0, 0, 0, 0, 1)


def test_the_same_shares_of_ten_times_the_people_are_as_strong_and_surer(hair):
    one = cross_tab(hair, "Hair", "Eye", count="Freq")
    ten = cross_tab(hair.assign(Freq=10 * hair["Freq"]), "Hair", "Eye", count="Freq")
    assert ten.v == pytest.approx(one.v)
    assert ten.high - ten.low < (one.high - one.low) / 2.5


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_order_index_other_columns_and_type_of_levels_do_not_matter(hair, seed):
    people = hair.loc[hair.index.repeat(hair["Freq"]), ["Hair", "Eye"]]
    mixed = people.sample(frac=1, random_state=seed).reset_index(drop=True).assign(Eye=lambda t: t["Eye"].astype("str"))
    assert str(cross_tab(mixed.assign(x=1), "Hair", "Eye")) == str(cross_tab(hair, "Hair", "Eye", count="Freq"))
    turned = cross_tab(mixed, "Eye", "Hair")
    assert turned.chi2 == pytest.approx(cross_tab(people, "Hair", "Eye").chi2)


def test_it_prints_strength_before_significance(hair):
    found = str(cross_tab(hair, "Hair", "Eye", count="Freq"))
    assert found == "Cramér's V 0.279 (0.95 interval 0.224 to 0.318); chi² 138.3, df 9, p 2.3e-25, n 592"


AB = pd.DataFrame({"age": ["young", "old", "old", "young"], "buys": [1, 0, 1, 1], "n": [3, 4, 5, 6]})
WRONG = [
    (lambda: cross_tab(AB, "agee", "buys"), "Did you mean 'age'"),
    (lambda: cross_tab(AB, "age", "age"), "columns must be another column than rows"),
    (lambda: cross_tab(AB.iloc[:0], "age", "buys"), "frame must not be empty"),
    (lambda: cross_tab(AB[AB["age"] == "old"], "age", "buys"), "age must have at least two levels, got one: 'old'"),
    (lambda: cross_tab(AB.replace("old", None), "age", "buys"), "age must be known in every row"),
    (lambda: cross_tab(AB.assign(n=-1), "age", "buys", count="n"), "n must be at least 0, got -1"),
    (lambda: cross_tab(AB.assign(n=0), "age", "buys", count="n"), "at least two levels, got one: 'nobody'"),
    (lambda: cross_tab(AB.assign(n=0.5), "age", "buys", count="n"), "n must be whole numbers"),
    (lambda: cross_tab(AB, "age", "buys", level=95), "level must be a number between 0.5 and 0.999"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
