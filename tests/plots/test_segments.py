"""The data behind the figures of segments, migration and attribution."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import measures, plots
from course.errors import InputError
from course.plots.style import WIDTH

LUCK = np.random.default_rng(1)
POINTS = pd.DataFrame(
    np.repeat([[0, 0], [9, 0], [5, 9]], 20, axis=0) + LUCK.standard_normal((60, 2)), columns=["x", "y"]
)
LABELS = measures.k_means(POINTS, 3).labels
CRITERIA = measures.choose_k(POINTS, range(1, 6), references=3)
STEADY = {f"{k} segments": measures.split_half(POINTS, k, samples=4) for k in (2, 3)}
MOVES = measures.migration(list("aaabbc"), list("aabbca"))
TOUCHES = pd.DataFrame(
    {
        "customer_id": [1, 1, 2, 3],
        "time": [1, 2, 1, 1],
        "channel": ["mail", "ads", "ads", "mail"],
        "converted": [1, 1, 1, 0],
    }
)
CREDITS = measures.attribution(TOUCHES)
TRUTH = pd.Series({"ads": 0.5, "mail": 0.25}, name="truth")
SCORES = measures.rfm_score(pd.DataFrame({"since_last": [1, 2, 3, 4, 5], "orders": [9, 7, 5, 2, 1], "revenue": 1}))

DRAWN = {
    "number_of_segments": lambda **more: plots.number_of_segments(CRITERIA, **more),
    "stability": lambda **more: plots.stability(STEADY, **more),
    "silhouette_profile": lambda **more: plots.silhouette_profile(measures.silhouettes(POINTS, LABELS), **more),
    "migration": lambda **more: plots.migration(MOVES, **more),
    "flows": lambda **more: plots.flows(MOVES, **more),
    "attribution": lambda **more: plots.attribution(CREDITS, **more),
    "rfm_grid": lambda **more: plots.rfm_grid(measures.rfm_grid(SCORES), **more),
}


def words_on(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name):
    with plots.style():
        _, (left, right) = plt.subplots(1, 2)
    assert DRAWN[name](ax=right, title="This is seen") is right
    assert right.get_title(loc="left") == "This is seen"
    assert not left.has_data()


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_makes_a_figure_as_wide_as_a_page(name):
    assert DRAWN[name]().figure.get_figwidth() == WIDTH


@pytest.mark.parametrize("rule", ["gap", "silhouette", "bic", "inertia"])
def test_a_rule_is_drawn_over_the_number_of_segments(rule):
    ax = plots.number_of_segments(CRITERIA, rule, chosen=3)
    line, ring = ax.lines[0], ax.lines[-1]
    np.testing.assert_allclose(line.get_ydata(), CRITERIA[rule])
    assert list(line.get_xdata()) == [1, 2, 3, 4, 5]
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (3, CRITERIA.loc[3, rule])


def test_the_gap_has_its_error():
    ends = plots.number_of_segments(CRITERIA, "gap").collections[0].get_segments()
    np.testing.assert_allclose([high[1] - low[1] for low, high in ends], 2 * CRITERIA["gap_error"])


def test_no_number_is_marked_where_a_rule_says_nothing():
    assert len(plots.number_of_segments(CRITERIA, "bic", chosen=pd.NA).lines) == 1


def test_every_sample_and_the_mean_are_drawn():
    lines = plots.stability(STEADY).lines
    for (dots, mean), found in zip((lines[:2], lines[2:]), STEADY.values(), strict=True):
        np.testing.assert_allclose(dots.get_xdata(), found.values)
        np.testing.assert_allclose(mean.get_xdata(), found.mean)


def test_silhouettes_stand_by_segment_with_its_size():
    ax = plots.silhouette_profile(measures.silhouettes(POINTS, LABELS))
    assert len(ax.collections) == 3
    assert {"segment 1, 20", "segment 2, 20", "segment 3, 20"} <= set(words_on(ax))


def test_a_migration_shows_its_shares_and_how_many_they_rest_on():
    ax = plots.migration(MOVES, period="quarter")
    np.testing.assert_allclose(ax.collections[0].get_array().ravel(), MOVES.shares.to_numpy(dtype=float).ravel())
    assert {"a  (n = 3)", "b  (n = 2)", "67%", "one quarter later"} <= set(words_on(ax))


def test_bars_of_flows_are_customers_before_and_after():
    ax = plots.flows(MOVES, names=("May", "June"))
    heights = [bar.get_height() for bar in ax.patches]
    assert heights == [3, 2, 1, 3, 2, 1]
    assert {"May", "June", "a\n3"} <= set(words_on(ax))
    assert len(ax.collections) == (MOVES.counts > 0).to_numpy().sum()


def test_each_rule_has_its_credits_beside_the_truth():
    ax = plots.attribution(CREDITS, truth=TRUTH)
    for line, rule in zip(ax.lines, CREDITS, strict=False):
        np.testing.assert_allclose(line.get_xdata(), CREDITS[rule])
    np.testing.assert_allclose([points[0][0] for points in ax.collections[0].get_segments()], [0.5, 0.25])
    assert {"Markov", "last touch", "truth"} <= set(words_on(ax))


def test_marks_of_rules_differ_without_colour():
    ax = plots.attribution(CREDITS)
    markers = [line.get_marker() for line in ax.lines if line.get_marker() not in ("", "None", None)]
    assert len(set(markers)) == len(CREDITS.columns)


def test_the_grid_has_frequent_buyers_on_top():
    ax = plots.rfm_grid(measures.rfm_grid(SCORES))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["5", "4", "3", "2", "1"]
    np.testing.assert_allclose(ax.collections[0].get_array().reshape(5, 5)[0], [0, 0, 0, 0, 0.2])


WRONG = [
    (lambda: plots.number_of_segments(CRITERIA, "gaps"), "Did you mean 'gap'"),
    (lambda: plots.number_of_segments(CRITERIA.head(0)), "Make it with choose_k"),
    (lambda: plots.stability({}), "found must not be empty"),
    (lambda: plots.silhouette_profile(POINTS), "no column in frame named 'segment'"),
    (lambda: plots.attribution(CREDITS, truth=TRUTH[["ads"]]), "truth must know every channel, got none for mail"),
    (lambda: plots.attribution(CREDITS.head(0)), "credits must not be empty"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
