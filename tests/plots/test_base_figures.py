"""Figures of the customer base, brands, places and records: the data behind each are looked at."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import (
    NBD,
    correlation_by_scale,
    double_jeopardy,
    duplication,
    funnel_limits,
    huff,
    partial_pooling,
    precision_recall,
)

LUCK = np.random.default_rng(1)
BOUGHT = pd.DataFrame(
    {
        "customer_id": LUCK.integers(0, 60, 300),
        "order_id": np.arange(300),
        "brand": LUCK.choice(["Reef", "Dune", "Moor"], 300, p=[0.6, 0.3, 0.1]),
    }
)
BRANDS, SHARED = double_jeopardy(BOUGHT, people=100), duplication(BOUGHT)
PEOPLE = pd.DataFrame({"place": np.repeat(np.arange(8), [3, 5, 8, 10, 20, 30, 40, 60])})
PEOPLE = PEOPLE.assign(y=LUCK.normal(5, 2, len(PEOPLE)) + 6 * (PEOPLE["place"] == 6), x=LUCK.normal(size=len(PEOPLE)))
POOLED = partial_pooling(PEOPLE["y"], PEOPLE["place"])
LIMITS = funnel_limits(np.geomspace(3, 60, 40), 5, 2, 0.998)
SCALES = correlation_by_scale(PEOPLE, "x", "y", "place")
SHOPS = pd.DataFrame({"x": [10.0, 60], "y": [10.0, 50]}, index=["Harbour", "Hill"])
PLACES = pd.DataFrame({"x": [8.0, 12, 40, 62], "y": [9.0, 30, 30, 45]}, index=list("abcd"))
AWAY = pd.DataFrame(
    np.hypot(*(PLACES.to_numpy()[:, None, :] - SHOPS.to_numpy()[None]).transpose(2, 0, 1)), PLACES.index, SHOPS.index
)
SHARES = huff([100, 100], AWAY)
COUNTS = LUCK.poisson(LUCK.gamma(0.8, 2, 400))
MODEL = NBD().fit(COUNTS)
CLASSES = MODEL.conditional_expectations(5)
MATCH = np.arange(500) < 40
WEIGHT = np.where(MATCH, LUCK.normal(9, 3, 500), LUCK.normal(-12, 5, 500))
FOUND = precision_recall(WEIGHT, MATCH)

DRAWN = {
    "double_jeopardy": lambda **more: plots.double_jeopardy(BRANDS, **more),
    "duplication": lambda **more: plots.duplication(SHARED, **more),
    "funnel": lambda **more: plots.funnel(POOLED, LIMITS, **more),
    "pooled": lambda **more: plots.pooled(POOLED, **more),
    "correlations_by_scale": lambda **more: plots.correlations_by_scale(SCALES, **more),
    "catchment": lambda **more: plots.catchment(PLACES, SHARES, SHOPS, **more),
    "frequencies": lambda **more: plots.frequencies(MODEL.expected_frequencies(8), **more),
    "conditional_expectations": lambda **more: plots.conditional_expectations(CLASSES, **more),
    "match_weights": lambda **more: plots.match_weights(WEIGHT, MATCH, 0.0, **more),
    "precision_recall": lambda **more: plots.precision_recall(FOUND, 0.0, **more),
}  # fmt: skip


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def line(ax, label: str) -> np.ndarray:
    """The points of what has this label in the legend."""
    handles, labels = ax.get_legend_handles_labels()
    handle = handles[labels.index(label)]
    return np.asarray((handle if hasattr(handle, "get_xydata") else handle.lines[0]).get_xydata())


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name, keeps_to_its_axes):
    keeps_to_its_axes(DRAWN[name], "Few bring most of it")


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_a_long_title_stays_on_the_page(name, stays_on_the_page):
    title = "What brands share, what places show and what records say depends on how many stand behind it"
    ax = stays_on_the_page(DRAWN[name], title)
    assert len(plots.png(ax.figure)) < 60_000


def test_brands_stand_where_they_were_measured_and_their_norm_beside_them():
    ax = plots.double_jeopardy(BRANDS)
    np.testing.assert_array_equal(line(ax, "observed"), BRANDS[["penetration", "purchases_per_buyer"]])
    np.testing.assert_array_equal(line(ax, "expected"), BRANDS[["penetration", "expected"]].sort_values("penetration"))
    assert set(BRANDS.index) <= set(written(ax))


def test_another_norm_takes_the_place_of_the_column():
    norm = pd.Series({"Moor": 1.0, "Dune": 2.0, "Reef": 3.0})
    assert line(plots.double_jeopardy(BRANDS, expected=norm), "expected")[:, 1].tolist() == [1, 2, 3]
    assert plots.double_jeopardy(BRANDS.drop(columns="expected")).get_legend() is None


def test_shared_buyers_are_written_and_the_diagonal_is_empty():
    ax = plots.duplication(SHARED)
    off = SHARED.table.to_numpy()[~np.eye(3, dtype=bool)]
    assert sorted(text.get_text() for text in ax.texts) == sorted(f"{value:.0%}" for value in off)


def test_groups_outside_the_funnel_are_named():
    ax = plots.funnel(POOLED, LIMITS)
    inside, outside = (np.asarray(drawn.get_xydata()) for drawn in ax.lines[-2:])
    assert outside.tolist() == [[40, POOLED.loc[6, "mean"]]]
    assert len(inside) == 7
    assert "6" in [text.get_text() for text in ax.texts]


def test_means_are_drawn_to_where_they_are_pooled():
    ax = plots.pooled(POOLED)
    by_size = POOLED.sort_values("n", ascending=False)
    np.testing.assert_array_equal(line(ax, "own mean")[:, 0], by_size["mean"])
    np.testing.assert_array_equal(line(ax, "drawn towards the others")[:, 0], by_size["pooled"])
    assert ax.get_yticklabels()[0].get_text() == "7 (60)"
    assert len(line(plots.pooled(POOLED, most=3), "own mean")) == 3


def test_correlations_stand_by_scale_persons_on_top():
    ax = plots.correlations_by_scale(SCALES)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["persons", "place"]
    for value in SCALES["correlation"]:
        assert f"{value:.2f}" in written(ax)


def test_an_interval_that_is_not_known_is_not_drawn():
    few = pd.DataFrame({"areas": [3], "correlation": [0.9], "low": [np.nan], "high": [np.nan]}, index=["region"])
    assert "0.90" in written(plots.correlations_by_scale(few))


def test_each_place_has_the_mark_of_the_shop_it_goes_to_most():
    ax = plots.catchment(PLACES, SHARES, SHOPS)
    first = SHARES.idxmax(axis=1)
    for shop, drawn in zip(SHOPS.index, ax.collections, strict=True):
        np.testing.assert_array_equal(drawn.get_offsets(), PLACES[first == shop])


def test_bars_are_as_counted_and_dots_as_expected():
    table = MODEL.expected_frequencies(8)
    ax = plots.frequencies(table)
    assert [bar.get_height() for bar in ax.patches] == table["observed"].to_list()
    np.testing.assert_allclose(line(ax, "expected")[:, 1], table["expected"])


def test_what_classes_did_next_stands_beside_what_they_were_expected_to():
    table = MODEL.conditional_expectations(5)
    after = table["expected"] + 0.1
    ax = plots.conditional_expectations(table, after)
    np.testing.assert_allclose(line(ax, "expected")[:, 1], table["expected"])
    np.testing.assert_allclose(line(ax, "observed")[:, 1], after)
    np.testing.assert_allclose(line(ax, "as before")[:, 1], table["before"])


def test_all_pairs_are_in_the_bars_of_weights():
    ax = plots.match_weights(WEIGHT, MATCH)
    assert sum(bar.get_height() for bar in ax.patches if hasattr(bar, "get_height")) == 460
    assert ax.get_yscale() == "log"
    assert plots.match_weights(WEIGHT).get_legend() is None


def test_precision_and_recall_are_drawn_as_measured_and_the_choice_is_written():
    ax = plots.precision_recall(FOUND, threshold=2.0)
    rising = FOUND.sort_values("threshold")
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), rising[["threshold", "precision"]])
    np.testing.assert_array_equal(ax.lines[1].get_xydata(), rising[["threshold", "recall"]])
    taken = WEIGHT >= 2
    assert f"{MATCH[taken].mean():.0%}" in written(ax)
    assert f"{MATCH[taken].sum() / MATCH.sum():.0%}" in written(ax)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.double_jeopardy(BRANDS[["buyers"]]), "there is no column in table named 'penetration'"),
        (lambda: plots.double_jeopardy(BRANDS.head(0)), "table must not be empty"),
        (lambda: plots.funnel(POOLED, POOLED[["mean"]]), "there is no column in limits named 'low'"),
        (lambda: plots.pooled(POOLED[["n"]]), "there is no column in table named 'mean'"),
        (lambda: plots.catchment(PLACES, pd.DataFrame(np.ones((4, 9))), SHOPS), "shares must be of at most 8 shops"),
        (lambda: plots.match_weights([1, 2], [True]), "weight and match must be equally long, got 2 and 1 pairs"),
        (lambda: plots.precision_recall(FOUND.head(0)), "table must not be empty"),
        (lambda: plots.frequencies(FOUND), "there is no column in table named 'observed'"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
