"""Trees of segments and regressions of who buys: published coefficients, laws, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import SegmentTree, regression

# R: glm(Survived ~ Class + Sex + Age, binomial) on Titanic, there with male and child as the levels left out.
TITANIC = {"Class 2nd": -1.0181, "Class 3rd": -1.7778, "Class Crew": -0.8577, "Sex Male": -2.4201, "Age Child": 1.0615}


@pytest.fixture(scope="module")
def titanic(rdataset) -> pd.DataFrame:
    table = rdataset("datasets", "Titanic")
    people = table.loc[table.index.repeat(table["Freq"])].reset_index(drop=True)
    return people.assign(survived=(people["Survived"] == "Yes").astype(int))


@pytest.fixture(scope="module")
def buyers() -> pd.DataFrame:
    luck = np.random.default_rng(1)
    age, town = luck.integers(18, 80, 800), luck.choice(["Ada", "Bor", "Cel"], 800)
    return pd.DataFrame(
        {"age": age, "town": town, "orders": luck.poisson(np.where((age > 50) & (town == "Bor"), 6, 2))}
    )


@pytest.mark.parametrize(("term", "published"), TITANIC.items())
def test_who_survived_the_titanic_is_as_in_r(titanic, term, published):
    found = regression(titanic, "survived", ["Class", "Sex", "Age"], "logistic")
    assert found.loc[term, "estimate"] == pytest.approx(published, abs=5e-5)
    assert found.loc[term, "ratio"] == pytest.approx(np.exp(published), rel=1e-4)


@pytest.mark.parametrize(
    ("term", "published"),
    [
        ("intercept", 66.915),
        ("Agriculture", -0.1721),
        ("Examination", -0.2580),
        ("Education", -0.8709),
        ("Catholic", 0.1041),
    ],
)
def test_fertility_in_switzerland_is_as_in_r(rdataset, term, published):
    """R: lm(Fertility ~ ., swiss)."""
    columns = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]
    found = regression(rdataset("datasets", "swiss"), "Fertility", columns)
    assert found.loc[term, "estimate"] == pytest.approx(published, abs=6e-4)


def test_a_count_regression_of_words_has_ratios_of_means(buyers):
    found = regression(buyers, "orders", ["town"], "count")
    means = buyers.groupby("town")["orders"].mean()
    assert found["ratio"].to_list() == pytest.approx(
        [means["Ada"], means["Bor"] / means["Ada"], means["Cel"] / means["Ada"]]
    )


def test_counts_that_vary_more_than_poisson_widen_the_interval(buyers):
    luck = np.random.default_rng(2)
    wild = buyers.assign(orders=luck.poisson(buyers["orders"] * luck.gamma(0.5, 2, len(buyers))))
    calm, found = (regression(frame, "orders", ["town"], "count")["standard_error"] for frame in (buyers, wild))
    assert (found > 1.3 * calm).all()


def test_the_tree_finds_the_segment_that_was_put_in(buyers):
    found = SegmentTree(most=3, smallest=50).fit(buyers, "orders", ["age", "town"])
    assert found.segments_.loc[1, "rule"] == "town is Bor and age > 50.5"
    assert found.segments_.loc[1, "mean"] == pytest.approx(6, abs=0.5)


def test_segments_part_people_and_score_is_their_mean(buyers):
    found = SegmentTree(most=4, smallest=50).fit(buyers, "orders", ["age", "town"])
    segment = found.segment(buyers)
    assert segment.value_counts().sort_index().to_list() == found.segments_["n"].to_list()
    assert found.segments_["n"].min() >= 50
    assert found.segments_["mean"].is_monotonic_decreasing
    pd.testing.assert_series_equal(
        found.score(buyers), buyers["orders"].groupby(segment).transform("mean").rename("score"), check_index=True
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_order_index_dtype_and_other_columns_do_not_matter(buyers, seed):
    mixed = buyers.sample(frac=1, random_state=seed).set_axis(range(9, 809)).astype({"age": "float64"})
    mixed = mixed.assign(town=mixed["town"].astype("category"), other=1)
    one, other = (SegmentTree(4, 50).fit(frame, "orders", ["age", "town"]).segments_ for frame in (buyers, mixed))
    pd.testing.assert_frame_equal(one, other)
    first, again = (regression(frame, "orders", ["age", "town"]) for frame in (buyers, mixed))
    pd.testing.assert_frame_equal(first, again)


def test_it_prints_its_segments(buyers):
    assert "town is Bor and age > 50.5" in repr(SegmentTree(3, 50).fit(buyers, "orders", ["age", "town"]))
    assert repr(SegmentTree()) == "SegmentTree (not fitted)"


OK = pd.DataFrame({"age": [20, 30, 40, 50, 60, 70], "town": list("aabbab"), "orders": [0, 1, 3, 2, 5, 4]})
FITTED = SegmentTree(2, 1).fit(OK, "orders", "town")
WRONG = [
    (lambda: SegmentTree(most=1), "most must be a whole number between 2 and 100, got 1"),
    (lambda: SegmentTree(smallest=0), "smallest must be a whole number"),
    (lambda: SegmentTree().fit(OK, "orders", "age"), "smallest must be a whole number between 1 and 3, got 100"),
    (lambda: SegmentTree(2, 1).fit(OK.iloc[:0], "orders", "age"), "frame must not be empty"),
    (lambda: SegmentTree(2, 1).fit(OK, "order", "age"), "Did you mean 'orders'"),
    (lambda: SegmentTree(2, 1).fit(OK, "orders", ["agee"]), "Did you mean 'age'"),
    (lambda: SegmentTree(2, 1).fit(OK, "orders", []), "predictors must be at least one column"),
    (lambda: SegmentTree(2, 1).fit(OK.assign(orders=2), "orders", "age"), "orders must vary, but all its rows are 2"),
    (
        lambda: SegmentTree(2, 1).fit(OK.assign(town=[None, *"abbab"]), "orders", "town"),
        "town must be known in every row",
    ),
    (lambda: SegmentTree(2, 1).segment(OK), "SegmentTree must be fitted first"),
    (lambda: FITTED.segment(OK.assign(town="z")), "town must be one of ['a', 'b'], got 'z'"),
    (lambda: FITTED.score(OK.iloc[:0]), "frame must not be empty"),
    (lambda: regression(OK, "orders", ["age"], "lineal"), "Did you mean 'linear'"),
    (lambda: regression(OK, "orders", ["age"], "logistic"), "orders must be true or false in every row"),
    (
        lambda: regression(OK.assign(orders=0.5 * OK["orders"]), "orders", ["age"], "count"),
        "orders must be whole numbers",
    ),
    (lambda: regression(OK.assign(orders=-OK["orders"]), "orders", ["age"], "count"), "orders must be at least 0"),
    (lambda: regression(OK.assign(age=30), "orders", ["age"]), "age must be a column that varies"),
    (lambda: regression(OK.assign(years=OK["age"] - 5), "orders", ["age", "years"]), "must not determine each other"),
    (lambda: regression(OK.iloc[:2], "orders", ["age"]), "rows of frame must be a whole number at least 3, got 2"),
    (
        lambda: regression(OK.assign(old=(OK["age"] > 45) * 1), "old", ["age"], "logistic"),
        "logistic regression did not",
    ),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
