from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score

from course.errors import InputError
from course.measures import choose_k, k_means, mixture, scale, silhouette, stability, suggested_k
from course.measures.number_of_segments import _boxes

IRIS = load_iris(as_frame=True)
FLOWERS = IRIS.data.set_axis(["sepal_length", "sepal_width", "petal_length", "petal_width"], axis=1)


def blobs(centres, each: int = 60, spread: float = 1.0, seed: int = 1) -> pd.DataFrame:
    luck = np.random.default_rng(seed)
    points = np.concatenate([centre + spread * luck.standard_normal((each, 2)) for centre in np.array(centres)])
    return pd.DataFrame(points, columns=["orders", "revenue"])


THREE = blobs([(0, 0), (10, 0), (5, 20)])


@pytest.fixture(scope="module")
def iris():
    return k_means(FLOWERS, 3, scaled=False)


def test_inertia_of_iris_is_as_published(iris):
    assert iris.inertia == pytest.approx(78.8514, abs=5e-5)


def test_agreement_with_the_species_of_iris_is_as_published(iris):
    assert adjusted_rand_score(IRIS.target, iris.labels) == pytest.approx(0.7302, abs=5e-5)


def test_bic_of_two_normal_clouds_in_iris_is_as_published():
    """Fraley & Raftery's mclust gives −574.0178 with its sign turned for two clouds of any shape (VVV)."""
    assert mixture(FLOWERS, 2, scaled=False).bic == pytest.approx(574.0178, abs=1e-3)


def test_segment_one_has_the_largest_mean_of_the_column_named():
    for name in FLOWERS:
        centres = k_means(FLOWERS, 3, sort_by=name, scaled=False).centres
        assert centres[name].is_monotonic_decreasing
        assert list(centres.index) == [1, 2, 3]


def test_without_a_name_the_last_column_sorts(iris):
    assert iris.sorted_by == "petal_width"
    assert iris.centres["petal_width"].is_monotonic_decreasing


def test_centres_are_means_in_the_frames_own_units():
    found = k_means(THREE, 3)
    pd.testing.assert_frame_equal(found.centres, THREE.groupby(found.labels).mean())
    assert found.sizes.to_list() == [60, 60, 60]


def test_inertia_is_the_sum_of_squared_distances_in_the_units_clustered():
    found = k_means(THREE, 3)
    points = scale(THREE)
    around = points - points.groupby(found.labels).transform("mean")
    assert found.inertia == pytest.approx((around**2).to_numpy().sum())


def test_scaling_keeps_one_column_from_deciding_alone():
    """Revenue in cents hides two groups that differ in orders; scaled, they are found."""
    luck = np.random.default_rng(0)
    group = np.repeat([0, 1], 100)
    frame = pd.DataFrame({"orders": 3 + 9 * group + luck.standard_normal(200), "cents": 50_000 * luck.random(200)})
    assert adjusted_rand_score(group, k_means(frame, 2, scaled=False).labels) < 0.1
    assert adjusted_rand_score(group, k_means(frame, 2).labels) > 0.9


def test_scaled_columns_have_mean_zero_and_deviation_one():
    found = scale(THREE)
    np.testing.assert_allclose(found.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(found.std(ddof=0), 1)


def test_logarithms_may_be_taken_of_some_columns():
    frame = THREE - THREE.min()
    pd.testing.assert_series_equal(scale(frame, log=["orders"])["revenue"], scale(frame)["revenue"])
    pd.testing.assert_frame_equal(scale(frame, log=True), scale(np.log1p(frame)))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6))
def test_order_of_rows_and_index_do_not_matter(seed):
    places = np.random.default_rng(seed).permutation(len(FLOWERS))
    found = k_means(FLOWERS.iloc[places].set_axis([f"f{place}" for place in places]), 3, scaled=False)
    expected = k_means(FLOWERS, 3, scaled=False)
    assert found.inertia == expected.inertia
    assert (found.labels.to_numpy() == expected.labels.to_numpy()[places]).all()
    assert found.labels.index[0] == f"f{places[0]}"


def test_a_mixture_says_how_probably_a_row_belongs_to_each_segment():
    found = mixture(THREE, 3)
    np.testing.assert_allclose(found.probabilities.sum(axis=1), 1)
    assert (found.probabilities.idxmax(axis=1) == found.labels).all()
    assert found.centres["revenue"].is_monotonic_decreasing
    assert found.bic == pytest.approx(-2 * found.log_likelihood + (3 * 5 + 2) * np.log(180))


def test_separate_groups_come_back_in_every_bootstrap_sample():
    found = stability(THREE, 3, samples=5)
    assert found.worst == pytest.approx(1)
    assert len(found.values) == 5


def test_segments_of_noise_do_not():
    noise = pd.DataFrame(np.random.default_rng(2).random((200, 2)))
    assert stability(noise, 5, samples=8).mean < 0.9


def test_all_rules_find_three_separate_groups():
    two_are_near = blobs([(0, 0), (20, 0), (24, 6)])
    assert suggested_k(choose_k(two_are_near, range(1, 7))).to_dict() == {"silhouette": 3, "bic": 3, "gap": 3}


def test_the_silhouette_of_the_irises_is_as_published():
    """Three clusters of k-means on the raw flowers: .5528; two: .6810 (examples of scikit-learn)."""
    assert silhouette(FLOWERS, k_means(FLOWERS, 3, scaled=False).labels, scaled=False) == pytest.approx(
        0.5528, abs=5e-5
    )
    assert silhouette(FLOWERS, k_means(FLOWERS, 2, scaled=False).labels, scaled=False) == pytest.approx(
        0.6810, abs=5e-5
    )


def test_lumps_look_perfect_and_noise_does_not():
    lumps = pd.DataFrame({"people": [1, 2, 3] * 20})
    assert silhouette(lumps, lumps["people"]) == pytest.approx(1)
    noise = pd.DataFrame(np.random.default_rng(3).random((200, 2)), columns=["orders", "revenue"])
    assert silhouette(noise, k_means(noise, 3).labels) < 0.5


def test_the_silhouette_is_that_of_choosing_k():
    labels = k_means(THREE, 3).labels
    assert silhouette(THREE, labels) == pytest.approx(choose_k(THREE, [3], references=2).loc[3, "silhouette"])


def test_the_gap_is_the_log_inertia_of_boxes_less_that_of_the_data():
    """Tibshirani, Walther & Hastie (2001), with the error of a mean over so many boxes."""
    boxes = _boxes(scale(THREE), 4)
    expected = np.log([KMeans(3, n_init=20, random_state=1).fit(box.to_numpy()).inertia_ for box in boxes])
    found = choose_k(THREE, [3], references=4).loc[3]
    assert found["gap"] == pytest.approx(expected.mean() - np.log(k_means(THREE, 3).inertia), abs=5e-3)
    assert found["gap_error"] == pytest.approx(expected.std() * (1 + 1 / 4) ** 0.5, abs=5e-3)


def test_the_gap_finds_one_group_where_there_is_one():
    """Tibshirani, Walther & Hastie (2001): the rule may answer one, which silhouettes cannot."""
    criteria = choose_k(blobs([(0, 0)], each=200), range(1, 5))
    assert np.isnan(criteria.loc[1, "silhouette"])
    assert suggested_k(criteria)["gap"] == 1


def test_the_gap_is_missing_where_it_grows_to_the_end():
    criteria = pd.DataFrame(
        {"silhouette": [np.nan, 0.5], "bic": [9.0, 8.0], "gap": [0.0, 1.0], "gap_error": [0.1, 0.1]}, index=[1, 2]
    )
    assert suggested_k(criteria).isna().to_dict() == {"silhouette": False, "bic": False, "gap": True}


def test_criteria_have_one_row_for_each_number():
    found = choose_k(THREE, [4, 2, 2], references=3)
    assert list(found.index) == [2, 4]
    assert list(found.columns) == ["inertia", "silhouette", "bic", "gap", "gap_error"]


def test_results_print_the_same_everywhere(iris):
    assert str(iris).splitlines()[0] == "3 segments, sorted by petal_width, inertia 78.8514"
    assert str(iris).splitlines()[-1].split() == ["3", "5.006", "3.428", "1.462", "0.246", "50"]
    assert str(stability(THREE, 3, samples=3)) == "adjusted Rand index over 3 samples: mean 1.00, worst 1.00"
    assert str(mixture(THREE, 2)).startswith("2 segments, sorted by revenue, BIC ")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: silhouette(THREE, [1, 2]), "labels must be as long as frame, got 2 and 180 rows"),
        (lambda: silhouette(THREE, [1] * 180), "labels must name two segments or more, got one"),
        (lambda: silhouette(THREE, [None, *[1] * 179]), "labels must be known in every row"),
        (lambda: suggested_k(pd.DataFrame()), "there is no column in criteria named 'silhouette'"),
        (lambda: suggested_k(choose_k(THREE, [1, 3], references=2)), "criteria must be for consecutive k, got [1, 3]"),
        (lambda: k_means(THREE, 0), "k must be a whole number between 1 and 180, got 0"),
        (lambda: k_means(THREE.head(4), 5), "between 1 and 4, got 5. k cannot exceed the distinct rows."),
        (lambda: k_means(pd.concat([THREE.head(2)] * 9), 3), "between 1 and 2, got 3"),
        (lambda: k_means(THREE, 2.5), "got 2.5"),
        (lambda: k_means(THREE.head(0), 2), "frame must not be empty"),
        (lambda: k_means(THREE, 2, sort_by="revenues"), "Did you mean 'revenue'"),
        (lambda: k_means(THREE.assign(name="x"), 2), "name must be numbers, got 'str'"),
        (lambda: k_means(THREE.assign(orders=np.nan), 2), "orders must be finite numbers"),
        (lambda: k_means(THREE.assign(kind=1), 2), "column 'kind' must vary"),
        (lambda: k_means(THREE, 2, log=True), "orders must be at least 0"),
        (lambda: k_means(THREE, 2, log=["order"]), "Did you mean 'orders'"),
        (lambda: k_means(THREE, 2, log=True, scaled=False), "log needs scaled=True"),
        (lambda: k_means([1, 2], 2), "frame must be a table"),
        (lambda: mixture(THREE, 0), "k must be a whole number"),
        (lambda: stability(THREE, 1), "One segment is always the same"),
        (lambda: stability(THREE, 2, samples=1), "samples must be a whole number at least 2"),
        (lambda: choose_k(THREE, []), "Name numbers of segments"),
        (lambda: choose_k(THREE.head(3), [3]), "k must stay below the distinct rows"),
        (lambda: choose_k(THREE, references=1), "references must be a whole number at least 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
