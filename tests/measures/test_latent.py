"""Latent classes: published fits to the printed digit, laws that hold for every table, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import LatentClass, choose_classes

# Linzer & Lewis (2011), poLCA, on the slides of Agresti (2002): log-likelihood, AIC, BIC by number of classes.
CARCINOMA = {2: (-317.2568, 664.5137, 706.0739), 3: (-293.705, 633.41, 697.1357), 4: (-289.2858, 640.5717, 726.4629)}


@pytest.fixture(scope="module")
def three(carcinoma) -> LatentClass:
    return LatentClass(3).fit(carcinoma)


@pytest.fixture(scope="module")
def cheaters(cheating) -> LatentClass:
    return LatentClass(2).fit(cheating)


def probability(model: LatentClass, item: str, answer: object, one: int, column: str = "probability") -> float:
    table = model.item_probabilities_
    return table[(table["item"] == item) & (table["answer"] == answer) & (table["class"] == one)][column].item()


@pytest.mark.parametrize(("classes", "published"), CARCINOMA.items())
def test_slides_have_the_likelihood_and_criteria_of_linzer_and_lewis(carcinoma, classes, published):
    found = LatentClass(classes).fit(carcinoma)
    assert (found.log_likelihood_, found.aic_, found.bic_) == pytest.approx(published, abs=1.1e-4)


def test_slides_fall_into_the_published_shares(three):
    assert three.class_shares_.to_list() == pytest.approx([0.4447, 0.3736, 0.1817], abs=5e-5)


def test_slides_leave_the_published_deviance_and_degrees_of_freedom(three):
    assert three.g_squared_ == pytest.approx(15.26171, abs=5e-6)
    assert (three.parameters_, three.degrees_of_freedom_) == (23, 95)


@pytest.mark.parametrize(("pathologist", "one", "published"), [("A", 3, 0.5128), ("C", 1, 0.8575), ("G", 3, 0.6306)])
def test_pathologists_find_carcinoma_as_often_as_published(three, pathologist, one, published):
    """Linzer & Lewis (2011), section 5.1."""
    assert probability(three, pathologist, 1, one) == pytest.approx(published, abs=6e-5)


def test_cheaters_have_the_published_likelihood(cheaters):
    """Dayton (1998), table 3.3, as replicated in poLCA."""
    assert cheaters.log_likelihood_ == pytest.approx(-440.0271, abs=5e-5)
    assert cheaters.g_squared_ == pytest.approx(7.764, abs=5e-4)


@pytest.mark.parametrize(
    ("item", "one", "published"),
    [("a", 1, 0.02941), ("b", 1, 0.03119), ("c", 1, 0.01516), ("d", 1, 0.02644), ("a", 2, 0.18728), ("d", 2, 0.1003)],
)
def test_standard_errors_of_answers_are_those_of_polca(cheaters, item, one, published):
    assert probability(cheaters, item, 1, one, "standard_error") == pytest.approx(published, abs=1.5e-4)


def test_the_standard_error_of_a_share_is_that_of_polca(cheaters):
    assert cheaters.standard_errors_.to_list() == pytest.approx([0.07918, 0.07918], abs=1.5e-4)


@pytest.mark.parametrize(("classes", "published"), [(1, -543.6498), (2, -504.4677), (3, -503.3011)])
def test_friends_and_rules_have_the_published_likelihood(role_conflict, classes, published):
    """Goodman (1974), with the figures of poLCA."""
    assert LatentClass(classes, starts=4).fit(role_conflict).log_likelihood_ == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize(("classes", "published"), [(1, 81.084), (2, 2.720)])
def test_friends_and_rules_have_goodmans_chi_square(role_conflict, classes, published):
    assert LatentClass(classes).fit(role_conflict).g_squared_ == pytest.approx(published, abs=5e-4)


def test_the_smallest_bic_is_suggested_and_three_kinds_of_slides_are_found(carcinoma):
    table = choose_classes(carcinoma, most=4)
    assert table.index.to_list() == [1, 2, 3, 4]
    assert table.index[table["suggested"]].to_list() == [3]
    assert (np.diff(table["log_likelihood"]) > 0).all()


def test_numbers_of_classes_that_two_items_cannot_carry_are_left_out():
    table = choose_classes(pd.DataFrame({"a": [0, 0, 1, 1, 1], "b": [0, 1, 0, 1, 1]}), most=4)
    assert table.index.to_list() == [1]


def test_one_class_has_the_shares_of_answers(carcinoma):
    found = LatentClass(1).fit(carcinoma)
    assert probability(found, "A", 1, 1) == pytest.approx(carcinoma["A"].mean())
    assert found.class_table().iloc[0].to_list() == pytest.approx([1, 0, 1, 1], abs=1e-6)
    assert found.entropy_ == 1


def test_the_standard_error_of_a_share_of_answers_is_that_of_a_share():
    answers = pd.DataFrame(np.random.default_rng(1).random((4_000, 3)) < [0.3, 0.5, 0.7], columns=list("abc"))
    error = probability(LatentClass(1).fit(answers), "a", True, 1, "standard_error")
    assert error == pytest.approx(answers["a"].std() / np.sqrt(4_000), rel=0.02)


def test_probabilities_follow_bayes_and_add_up(three, carcinoma):
    each = three.probabilities(carcinoma)
    assert each.sum(axis=1).to_list() == pytest.approx([1] * len(carcinoma))
    assert each.mean().to_list() == pytest.approx(three.class_shares_.to_list(), abs=1e-5)
    assert (three.classes(carcinoma) == each.idxmax(axis=1)).all()


def test_a_missing_answer_says_nothing(three, carcinoma):
    row = carcinoma.iloc[[0]].astype(float)
    without = row.assign(G=np.nan)
    answers = [row.assign(G=float(g)) for g in (0, 1)]
    weight = [np.exp(np.logaddexp.reduce(three._joint(np.array(a.to_numpy(), dtype=int)), axis=1))[0] for a in answers]
    mixed = sum(w * three.probabilities(a).to_numpy() for w, a in zip(weight, answers, strict=True)) / sum(weight)
    np.testing.assert_allclose(three.probabilities(without), mixed, rtol=1e-6)


def test_rows_with_a_missing_answer_stay_and_the_shares_are_near(carcinoma, three):
    some = carcinoma.astype(float).mask(np.random.default_rng(1).random(carcinoma.shape) < 0.05)
    found = LatentClass(3).fit(some)
    assert found.n_ == len(carcinoma)
    assert np.isnan(found.g_squared_)
    np.testing.assert_allclose(found.class_shares_, three.class_shares_, atol=0.05)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 1_000))
def test_order_index_and_dtype_do_not_matter(role_conflict, seed):
    mixed = role_conflict.sample(frac=1, random_state=seed).set_axis(range(5, 221)).astype("float32")
    found, again = (LatentClass(2, starts=3).fit(frame) for frame in (role_conflict, mixed))
    assert again.class_shares_.to_list() == found.class_shares_.to_list()
    assert again.log_likelihood_ == found.log_likelihood_
    named = LatentClass(2, starts=3).fit(mixed.replace({1: "friend", 2: "rule"}).astype("category"))
    assert named.class_shares_.to_list() == found.class_shares_.to_list()


def test_people_who_are_asked_twice_count_twice(role_conflict):
    once, twice = (LatentClass(2, starts=5).fit(pd.concat([role_conflict] * times)) for times in (1, 2))
    assert twice.log_likelihood_ == pytest.approx(2 * once.log_likelihood_)
    assert twice.standard_errors_[1] == pytest.approx(once.standard_errors_[1] / np.sqrt(2), rel=1e-3)


def test_class_1_is_the_largest_and_its_interval_holds_it(cheaters):
    table = cheaters.class_table()
    assert table["share"].is_monotonic_decreasing
    assert ((table["low"] < table["share"]) & (table["share"] < table["high"])).all()


def test_it_prints_its_shares(three):
    assert repr(three) == "LatentClass: shares 0.4447, 0.3736, 0.1817; log-likelihood -293.7050, BIC 697.1"
    assert repr(LatentClass(3)) == "LatentClass of 3 (not fitted)"


TWO = pd.DataFrame({"tea": ["yes", "no", "yes", "no"], "cake": [0, 0, 1, 1], "jam": [0, 1, 1, 1]})
FITTED = LatentClass(1).fit(TWO)
WRONG = [
    (lambda: LatentClass(0), "classes must be a whole number between 1 and 50, got 0"),
    (lambda: LatentClass(2, starts=0), "starts must be a whole number"),
    (lambda: LatentClass(2).fit([1, 2]), "frame must be a table"),
    (lambda: LatentClass(2).fit(TWO.iloc[:0]), "frame must not be empty"),
    (lambda: LatentClass(2).fit(TWO[["tea"]]), "number of items must be a whole number at least 2, got 1"),
    (lambda: LatentClass(5).fit(TWO), "classes must be at most 4, the different rows of answers, got 5"),
    (lambda: LatentClass(3).fit(TWO), "has more parameters than 3 items with 8 possible rows"),
    (lambda: LatentClass(2).fit(TWO.assign(cake=1)), "item 'cake' must vary, but all who answered said 1"),
    (lambda: LatentClass(2).fit(TWO.assign(cake=np.nan)), "item 'cake' must vary, but nobody answered it"),
    (lambda: LatentClass(2).fit(TWO.assign(cake=["a", 1, 2, 3])), "got numbers and words mixed"),
    (
        lambda: LatentClass(2).fit(pd.concat([TWO, TWO]).mask(np.arange(24).reshape(8, 3) < 3)),
        "1 rows have none. Leave them out",
    ),
    (lambda: LatentClass(2).fit(pd.DataFrame({"a": range(40), "b": [0, 1] * 20})), "must be a question with a few"),
    (lambda: LatentClass(2).classes(TWO), "LatentClass must be fitted first"),
    (lambda: FITTED.classes(TWO.rename(columns={"cake": "cakes"})), "Did you mean 'cakes'"),
    (lambda: FITTED.classes(TWO.assign(tea="maybe")), "there is no answer to tea 'maybe'"),
    (lambda: FITTED.class_table(level=95), "level must be a number between"),
    (lambda: choose_classes(TWO, most=0), "most must be a whole number between 1 and 50"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_a_fit_that_does_not_converge_says_so(carcinoma, monkeypatch):
    monkeypatch.setattr("course.measures.latent._STEPS", 2)
    with pytest.raises(InputError, match="no start converged in 2 steps"):
        LatentClass(3, starts=2).fit(carcinoma)
