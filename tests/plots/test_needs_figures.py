"""Figures of needs and surveys draw the numbers that their measures returned."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Annotation, Text

from course import plots
from course.errors import InputError
from course.measures import Estimate, kano_from_counts, nps
from course.measures import servqual_gaps as gaps_of
from course.measures import topics as topics_of

COUNTS = pd.DataFrame(
    [[10, 20, 60, 7, 1, 2], [55, 10, 3, 27, 3, 2], [54, 11, 3, 27, 3, 2], [15, 10, 3, 60, 10, 2]],
    columns=list("AOMIRQ"),
    index=pd.Index(["roast_date", "tastings", "refill", "app"], name="feature"),
)
KANO = kano_from_counts(COUNTS)
WORTH = pd.DataFrame(
    {"estimate": [207.4, 46.7, 116.7], "low": [177.6, 23.5, -np.inf], "high": [242.5, 70.6, np.inf]},
    index=pd.Index(["fresh", "next_day", "organic"], name="attribute"),
)
SHARES = pd.DataFrame({"share": [0.3, 0.7], "low": [0.25, 0.65], "high": [0.35, 0.75]}, index=["plain", "fresh_roast"])
TEXTS = ["dear cost cheap"] * 9 + ["late parcel courier"] * 6
TOPICS = topics_of(TEXTS, 2, most_share=0.7)
SCORES = pd.Series([10] * 20 + [9] * 30 + [8] * 20 + [7] * 10 + [6] * 5 + [0] * 15)
SAID = SCORES.value_counts(normalize=True)
MEANS = {"raw": Estimate.normal(4.4, 0.05, 900), "weighted": Estimate.normal(5.1, 0.06, 900)}
LUCK = np.random.default_rng(1)
GAPS = gaps_of(
    pd.DataFrame(LUCK.integers(4, 8, (50, 3)), columns=["expected_a", "expected_b", "expected_c"]),
    pd.DataFrame(LUCK.integers(3, 8, (50, 3)), columns=["perceived_a", "perceived_b", "perceived_c"]),
)
DRAWN = {
    "kano_map": lambda **more: plots.kano_map(KANO, **more),
    "kano_shares": lambda **more: plots.kano_shares(KANO, **more),
    "worth": lambda **more: plots.worth(WORTH, unit="cents a bag", **more),
    "choice_shares": lambda **more: plots.choice_shares(SHARES, **more),
    "topics": lambda **more: plots.topics(TOPICS, **more),
    "recommendation": lambda **more: plots.recommendation(SAID, nps(SCORES), **more),
    "means": lambda **more: plots.means(MEANS, truth=5.11, **more),
    "servqual_gaps": lambda **more: plots.servqual_gaps(GAPS, **more),
}


def words_on(ax):
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def rows_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name):
    with plots.style():
        _, (left, right) = plt.subplots(1, 2)
    ax = DRAWN[name](ax=right, title="Few want it")
    assert ax is right
    assert ax.get_title(loc="left") == "Few want it"
    assert ax.get_xlabel()
    assert not (left.lines)
    assert not (left.patches)


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_the_picture_is_small(name):
    ax = DRAWN[name](title="What customers want is not what the firm believes that they want, as the survey shows here")
    ax.figure.draw_without_rendering()
    box, (width, height) = ax.figure.get_tightbbox(), ax.figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02
    assert len(plots.png(ax.figure)) < 60_000


def test_a_feature_stands_where_its_coefficients_say():
    points = next(line for line in plots.kano_map(KANO).lines if line.get_linestyle() == "None")
    np.testing.assert_allclose(points.get_xydata(), np.column_stack([-KANO["worse"], KANO["better"]]))


def test_names_of_features_do_not_cover_each_other_nor_other_points():
    ax = plots.kano_map(KANO)
    ax.figure.draw_without_rendering()
    names = [text for text in ax.findobj(Annotation) if text.get_text() in ("roast date", "tastings", "refill", "app")]
    boxes = [name.get_window_extent() for name in names]
    assert len(boxes) == 4
    assert not any(one.overlaps(two) for k, one in enumerate(boxes) for two in boxes[:k])
    spots = ax.transData.transform(np.column_stack([-KANO["worse"], KANO["better"]]))
    assert not any(box.contains(*spot) for box in boxes for spot in spots)


def test_a_feature_without_coefficients_is_left_out_of_the_map():
    none = kano_from_counts(
        pd.DataFrame([[0, 0, 0, 0, 3, 2], [1, 1, 1, 1, 0, 0]], columns=list("AOMIRQ"), index=["x", "y"])
    )
    assert "x" not in words_on(plots.kano_map(none))


def test_the_parts_of_a_bar_are_the_shares_of_the_categories_and_fill_it():
    ax = plots.kano_shares(KANO)
    order = KANO.sort_values("worse", ascending=False).index
    for bars, letter in zip(ax.containers, "MOAIRQ", strict=True):
        np.testing.assert_allclose([bar.get_width() for bar in bars], KANO.loc[order, letter] / KANO.loc[order, "n"])
    assert [bar.get_x() + bar.get_width() for bar in ax.containers[-1]] == pytest.approx([1] * 4)
    assert rows_of(ax)[-1] == "roast date"
    assert "M 60" in words_on(ax)


def test_worth_is_drawn_with_its_interval_the_dearest_on_top_and_endless_ones_to_the_edges():
    ax = plots.worth(WORTH, truth=pd.Series({"fresh": 200, "organic": 120, "next_day": 80}))
    assert rows_of(ax) == ["next day", "organic", "fresh"]
    dots, squares = (line for line in ax.lines if line.get_marker() in ("o", "s"))
    assert dots.get_xdata().tolist() == [46.7, 116.7, 207.4]
    assert squares.get_xdata().tolist() == [80, 120, 200]
    ends = [segment[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert ends[2] == pytest.approx([177.6, 242.5])
    assert ends[1] == pytest.approx(list(ax.get_xlim()))


def test_bars_are_the_shares_in_the_order_given_with_their_intervals():
    ax = plots.choice_shares(SHARES)
    assert rows_of(ax) == ["fresh roast", "plain"]
    assert [bar.get_width() for bar in ax.patches] == [0.7, 0.3]
    np.testing.assert_allclose(ax.collections[0].get_segments()[0][:, 0], [0.65, 0.75])
    assert {"70 %", "30 %"} <= set(words_on(ax))


def test_each_topic_is_a_bar_with_its_words():
    ax = plots.topics(TOPICS, most=2)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(TOPICS.shares.tolist()[::-1])
    assert ", ".join(TOPICS.top_words.loc[1].iloc[:2]) in words_on(ax)


def test_answers_stand_in_three_groups_beside_their_score():
    ax = plots.recommendation(SAID, nps(SCORES))
    heights = {round(bar.get_x() + 0.4): bar.get_height() for bar in ax.patches}
    assert heights == pytest.approx({n: SAID.get(n, 0.0) for n in range(11)})
    said = " ".join(words_on(ax))
    assert "20 %\ndetractors" in said
    assert "50 %\npromoters" in said
    assert "score 30\n95 % interval 15 to 45\nn = 100" in said


def test_estimates_stand_in_the_order_given_with_the_truth_as_a_line():
    ax = plots.means(MEANS, truth=5.11)
    assert rows_of(ax) == ["weighted", "raw"]
    drawn = [line.get_xdata()[0] for line in ax.lines if line.get_marker() in ("o", "D")]
    assert drawn == [5.1, 4.4]
    assert any(list(line.get_xdata()) == [5.11, 5.11] for line in ax.lines)
    np.testing.assert_allclose(ax.collections[1].get_segments()[0][:, 0], [MEANS["raw"].low, MEANS["raw"].high])


def test_expected_and_perceived_are_joined_and_the_largest_shortfall_is_on_top():
    ax = plots.servqual_gaps(GAPS)
    expected, perceived = (line.get_xdata() for line in ax.lines)
    np.testing.assert_allclose(perceived - expected, GAPS["gap"][::-1])
    assert rows_of(ax)[-1] == GAPS.index[0]
    assert any(text.startswith(f"{GAPS['gap'].iloc[0]:+.2f}".replace("-", "−")) for text in words_on(ax))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.kano_map(COUNTS), "no column in table named 'better'"),
        (lambda: plots.kano_shares(COUNTS), "no column in table named 'n'"),
        (lambda: plots.worth(WORTH.iloc[:0]), "frame must not be empty"),
        (lambda: plots.choice_shares(WORTH), "no column in frame named 'share'"),
        (lambda: plots.recommendation(SCORES.value_counts(), nps(SCORES)), "Use value_counts(normalize=True)"),
        (lambda: plots.means({}), "found must not be empty"),
        (lambda: plots.servqual_gaps(SHARES), "no column in frame named 'expected'"),
    ],
)
def test_another_table_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
