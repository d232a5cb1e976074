"""Published segmentations, rules for their number, and whether they come back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import (
    choose_k,
    k_means,
    mixture,
    scale,
    silhouette,
    silhouettes,
    split_half,
    stability,
    suggested_k,
)

# What R says: cluster's manual of silhouette (Rousseeuw 1987) for Ruspini's points, mclust (Scrucca et al. 2016) for
# the geyser, kmeans on scaled arrests with 25 starts (Boehmke 2018; R scales with n − 1, hence 49/50).
PUBLISHED = {
    "ruspini, silhouette of four": ("ruspini", lambda f: _looks(f, 4), 0.737657, 1e-6),
    "ruspini, silhouette of three": ("ruspini", lambda f: _looks(f, 3), 0.632704, 1e-4),
    "ruspini, inertia of four": ("ruspini", lambda f: k_means(f, 4, scaled=False).inertia, 12881.05, 5e-3),
    "faithful, BIC of two clouds": ("faithful", lambda f: mixture(f, 2, scaled=False).bic, 2322.192, 5e-3),
    "faithful, log likelihood of two clouds": (
        "faithful",
        lambda f: mixture(f, 2, scaled=False).log_likelihood,
        -1130.264,
        5e-3,
    ),
    "arrests, inertia of four": ("arrests", lambda f: k_means(f, 4).inertia * 49 / 50, 56.40317, 5e-5),
    "arrests, inertia of two": ("arrests", lambda f: k_means(f, 2).inertia * 49 / 50, 102.8624, 5e-5),
}


def _looks(frame: pd.DataFrame, k: int) -> float:
    return silhouette(frame, k_means(frame, k, scaled=False).labels, scaled=False)


@pytest.fixture(scope="session")
def tables(rdataset):
    return {
        "ruspini": rdataset("cluster", "ruspini"),
        "faithful": rdataset("datasets", "faithful"),
        "arrests": rdataset("datasets", "USArrests").select_dtypes("number"),
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_figure(name, tables):
    table, measure, expected, close = PUBLISHED[name]
    assert measure(tables[table]) == pytest.approx(expected, abs=close)


def test_the_sizes_of_ruspinis_groups_are_as_published(tables):
    """Kaufman & Rousseeuw (1990): 20, 23, 17 and 15 points."""
    assert sorted(k_means(tables["ruspini"], 4, scaled=False).sizes) == [15, 17, 20, 23]


def test_all_rules_find_the_four_groups_of_ruspini(tables):
    assert suggested_k(choose_k(tables["ruspini"], range(1, 8), scaled=False))[["silhouette", "gap"]].to_list() == [
        4,
        4,
    ]


def test_two_kinds_of_eruption(tables):
    assert suggested_k(choose_k(tables["faithful"], range(1, 6))).to_list() == [2, 2, 2]


# Settings of the simulation in Tibshirani, Walther & Hastie (2001), table 1, in which the gap found the right number
# in at least 49 of 50 samples (a: no segments in ten dimensions; b: three in two).
def _uniform(luck) -> pd.DataFrame:
    return pd.DataFrame(luck.random((200, 10)))


def _three(luck) -> pd.DataFrame:
    centres = np.repeat([(0, 0), (0, 5), (5, -3)], [25, 25, 50], axis=0)
    return pd.DataFrame(centres + luck.standard_normal(centres.shape))


@pytest.mark.parametrize(("draw", "k"), [(_uniform, 1), (_three, 3)], ids=["a", "b"])
def test_the_gap_finds_the_number_in_the_settings_of_its_authors(draw, k):
    found = [
        suggested_k(choose_k(draw(np.random.default_rng(seed)), range(1, 5), scaled=False, references=8))["gap"]
        for seed in range(3)
    ]
    assert sum(one == k for one in found) >= 2


def test_halves_agree_on_groups_and_not_on_noise(tables):
    assert split_half(tables["ruspini"], 4, samples=6, scaled=False).mean > 0.95
    noise = pd.DataFrame(np.random.default_rng(1).random((200, 2)))
    assert split_half(noise, 5, samples=6).mean < 0.8


def test_halves_are_stricter_than_samples():
    luck = np.random.default_rng(2)
    noise = pd.DataFrame(luck.standard_normal((150, 3)))
    assert split_half(noise, 4, samples=10).mean < stability(noise, 4, samples=10).mean


def test_each_customers_silhouette_has_the_mean_of_all(tables):
    frame = tables["ruspini"]
    labels = k_means(frame, 4, scaled=False).labels
    found = silhouettes(frame, labels, scaled=False)
    assert found["silhouette"].mean() == pytest.approx(silhouette(frame, labels, scaled=False))
    assert found["segment"].is_monotonic_increasing
    assert (found.groupby("segment")["silhouette"].diff().dropna() <= 0).all()


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10**6))
def test_order_index_and_dtype_do_not_matter(seed):
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame({"orders": luck.integers(0, 9, 60), "revenue": luck.integers(0, 90, 60)})
    places = luck.permutation(len(frame))
    other = frame.iloc[places].set_axis([f"c{place}" for place in places]).astype({"orders": float, "revenue": "int32"})
    for measure in (k_means, mixture):
        found, expected = measure(other, 3), measure(frame, 3)
        assert (found.labels.to_numpy() == expected.labels.to_numpy()[places]).all()
        pd.testing.assert_frame_equal(found.centres, expected.centres)
    pd.testing.assert_frame_equal(choose_k(other, [2, 3], references=2), choose_k(frame, [2, 3], references=2))
    for steady in (stability, split_half):
        assert steady(other, 3, samples=3).mean == steady(frame, 3, samples=3).mean


def test_other_engines_and_units_give_the_same_labels(tables):
    polars = pytest.importorskip("polars")
    frame = tables["faithful"]
    expected = k_means(frame, 2).labels.to_list()
    assert k_means(polars.from_pandas(frame), 2).labels.to_list() == expected
    assert k_means(frame.assign(waiting=frame["waiting"] * 60), 2).labels.to_list() == expected


def test_a_cloud_that_nobody_most_probably_belongs_to_keeps_its_number():
    luck = np.random.default_rng(0)
    frame = pd.DataFrame({"orders": luck.standard_normal(40), "revenue": luck.standard_normal(40)})
    for k in range(1, 9):
        found = mixture(frame, k)
        assert list(found.sizes.index) == list(found.probabilities.columns) == list(range(1, k + 1))
        assert found.sizes.sum() == 40


def test_one_column_may_be_named_to_take_logarithms():
    frame = pd.DataFrame({"orders": [1, 2, 3], "revenue": [1, 10, 100]})
    pd.testing.assert_frame_equal(scale(frame, log="revenue"), scale(frame, log=["revenue"]))


FEW = pd.DataFrame({"orders": [1, 2, 3, 4], "revenue": [4.0, 2, 8, 1]})
WRONG = [
    (lambda: choose_k(FEW, 3), "ks must be several numbers of segments, got 3. Name them, e.g. ks=range(1, 9)"),
    (lambda: choose_k(FEW, "3"), "ks must be several numbers of segments"),
    (lambda: choose_k(FEW, [1, 2.5]), "ks must be a whole number between 1 and 3, got 2.5"),
    (lambda: choose_k(FEW, range(1, 9)), "k must stay below the distinct rows"),
    (lambda: choose_k(FEW.head(1)), "must vary, all its rows are equal"),
    (lambda: choose_k(FEW.head(1), scaled=False), "ks must be a whole number between 1 and 1, got 2"),
    (lambda: k_means(FEW[[]], 2), "frame must have columns of numbers, got none"),
    (lambda: k_means(FEW.head(1), 1), "must vary"),
    (lambda: k_means(FEW.assign(orders=[1, 2, np.nan, 4]), 2), "orders must be finite numbers, got nan in row 2"),
    (lambda: k_means(FEW.assign(orders=[1, 2, np.inf, 4]), 2), "orders must be finite numbers, got inf in row 2"),
    (lambda: mixture(FEW, 5), "k must be a whole number between 1 and 4, got 5. k cannot exceed the distinct rows"),
    (lambda: mixture(FEW.assign(kind=1), 2), "column 'kind' must vary"),
    (lambda: stability(FEW, 5), "k must be a whole number between 2 and 4, got 5"),
    (lambda: split_half(FEW, 3), "got 3. Each half needs twice as many distinct rows"),
    (lambda: split_half(FEW, 2, samples=0), "samples must be a whole number at least 2"),
    (lambda: silhouette(FEW, [1, 2, 3, 4]), "labels must put some rows together"),
    (lambda: silhouettes(FEW, [1, 1, 2]), "labels must be as long as frame"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
