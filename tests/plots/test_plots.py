"""A plot draws the numbers that a measure returned: the data behind each figure are looked at."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import BetaGeometric, concentration, k_means, lorenz, rank_frequency, share_by_group
from course.measures import overlaps as overlaps_of
from course.plots.labels import _apart
from course.plots.style import PALETTE

ORDERS = pd.DataFrame({"customer_id": [1, 2, 3, 4, 4], "revenue": [10, 20, 30, 40, 60]})
COUNTS = pd.Series({"buyers": 300, "consumers": 900, "internal": pd.NA}, dtype="Int64", name="count")
WINDOWS = pd.DataFrame(
    {
        "definition": ["buyers", "buyers", "consumers", "consumers", "internal", "internal"],
        "weeks": [52, 4, 52, 4, 52, 4],
        "count": pd.array([300, 100, 900, 250, pd.NA, pd.NA], dtype="Int64"),
    }
)
DIAL = pd.DataFrame(
    {"naive": [0.9, 1.2], "right": [0.1, 0.3], "truth": [0.1, 0.32], "right_low": [0.0, 0.2], "right_high": [0.2, 0.4]},
    index=pd.Index([0.0, 0.4], name="programme_lift"),
)
COHORTS = pd.DataFrame([[1.0, 0.5, 0.25], [1.0, 0.4, np.nan]], index=["2024 Q1", "2024 Q2"])
COHORTS = COHORTS.rename_axis("cohort").rename_axis("age", axis=1)
SHARES = share_by_group([1, 1, 0, 1, 0, 0], pd.Series(["1", "1", "1", "2–3", "2–3", "2–3"], name="orders"))
SETS = overlaps_of(
    pd.DataFrame({"people": [5, 3, 9], "buyers": [True, True, False], "consumers": [True, False, False]}),
    ["buyers", "consumers"],
)
RFM = pd.DataFrame({"since_last": [0.0, 1, 2, 50, 60, 70], "revenue": [900.0, 800, 700, 10, 20, 30]})
SEGMENTS = k_means(RFM, 2)


def model() -> BetaGeometric:
    fitted = BetaGeometric()
    fitted.params_ = pd.Series({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426})
    return fitted


GRID = model().expected_purchases_grid(39, T=39, most=8, steps=8)

DRAWN = {
    "lorenz": lambda **more: plots.lorenz(concentration(ORDERS), **more),
    "rank_frequency": lambda **more: plots.rank_frequency(rank_frequency([5, 3, 1]), **more),
    "counts": lambda **more: plots.counts(COUNTS, **more),
    "counts_over_windows": lambda **more: plots.counts_over_windows(WINDOWS, **more),
    "dial": lambda **more: plots.dial(DIAL, **more),
    "heat_map": lambda **more: plots.heat_map(COHORTS, **more),
    "iso_values": lambda **more: plots.iso_values(GRID, **more),
    "shares": lambda **more: plots.shares(SHARES, **more),
    "clusters": lambda **more: plots.clusters(RFM, SEGMENTS, "since_last", "revenue", **more),
    "overlaps": lambda **more: plots.overlaps(SETS, **more),
}


def words_on(ax: Axes) -> list[str]:
    texts = [text.get_text() for text in ax.findobj(Text)]
    return [text for text in texts if text]


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes(name):
    with plots.style():
        _, (left, right) = plt.subplots(1, 2)
    assert DRAWN[name](ax=right) is right
    assert not left.lines
    assert not left.patches


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_states_the_finding_and_names_its_axes(name):
    ax = DRAWN[name](title="Few bring most of it")
    assert ax.get_title(loc="left") == "Few bring most of it"
    assert ax.get_xlabel()


@pytest.mark.parametrize("name", DRAWN)
def test_a_long_title_stays_on_the_page(name):
    ax = DRAWN[name](
        title="The count of customers changes several-fold with the definition and with the window of time"
    )
    ax.figure.draw_without_rendering()
    title = next(text for text in ax.findobj(Text) if text.get_text().startswith("The count"))
    box = title.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= ax.figure.bbox.x1


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_at_the_edge(name):
    ax = DRAWN[name](title="Short")
    ax.figure.draw_without_rendering()
    box = ax.figure.get_tightbbox()
    width, height = ax.figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.y0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02


@pytest.mark.parametrize("name", DRAWN)
def test_pictures_are_small_and_the_arguments_are_not_changed(name):
    before = [frame.copy() for frame in (COUNTS, WINDOWS, DIAL, COHORTS, SHARES, SETS, RFM)]
    assert len(plots.png(DRAWN[name]().figure)) < 60_000
    for then, now in zip(before, (COUNTS, WINDOWS, DIAL, COHORTS, SHARES, SETS, RFM), strict=True):
        assert then.equals(now)


def test_a_lorenz_curve_is_drawn_as_measured():
    curve = lorenz([10, 20, 30, 100])
    diagonal, line = plots.lorenz(curve).lines
    np.testing.assert_array_equal(line.get_xydata(), curve[["customers", "total"]])
    np.testing.assert_array_equal(diagonal.get_xydata(), [[0, 0], [1, 1]])


def test_ranks_stand_on_logarithmic_axes():
    ax = plots.rank_frequency(rank_frequency([60, 30, 10, 0]))
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 60], [2, 30], [3, 10]])


def test_bars_are_as_long_as_the_counts_and_the_largest_is_on_top():
    ax = plots.counts(COUNTS)
    assert [bar.get_width() for bar in ax.patches] == [0, 300, 900]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["internal", "buyers", "consumers"]
    assert {"300", "900"} <= set(words_on(ax))


def test_what_cannot_be_counted_says_so():
    assert "cannot be counted on these data" in words_on(plots.counts(COUNTS))


def test_each_definition_is_a_line_over_the_windows():
    ax = plots.counts_over_windows(WINDOWS)
    lines = {line.get_label(): line.get_xydata().tolist() for line in ax.lines}
    assert lines == {"buyers": [[4, 100], [52, 300]], "consumers": [[4, 250], [52, 900]]}
    assert {"buyers", "consumers", "4", "52"} <= set(words_on(ax))
    assert "internal" not in words_on(ax)


def test_a_definition_keeps_its_colour():
    all_lines = {line.get_label(): line.get_color() for line in plots.counts_over_windows(WINDOWS).lines}
    (one,) = plots.counts_over_windows(WINDOWS, sets=["consumers"], log=False).lines
    assert one.get_color() == all_lines["consumers"]
    assert len(set(PALETTE)) == len(PALETTE)


def test_a_dial_draws_each_method_and_the_truth():
    ax = plots.dial(DIAL, names={"right": "randomised"}, here=0.2)
    for role, name in {"naive": "naive", "right": "randomised", "truth": "truth"}.items():
        (line,) = [line for line in ax.lines if line.get_label() == name]
        np.testing.assert_allclose(line.get_xydata(), np.c_[DIAL.index, DIAL[role]])
    assert {"naive", "randomised", "truth", "this market", "programme lift"} <= set(words_on(ax))
    assert len(ax.collections) == 1


def test_methods_differ_in_more_than_colour():
    lines = plots.dial(DIAL).lines
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == 3


def test_a_heat_map_writes_its_numbers_and_leaves_missing_cells_white():
    ax = plots.heat_map(COHORTS)
    assert {"100%", "50%", "25%", "40%"} <= set(words_on(ax))
    cells = ax.collections[0].get_array()
    assert np.ma.getmaskarray(cells).sum() == 1
    assert [label.get_text() for label in ax.get_yticklabels()] == ["2024 Q1", "2024 Q2"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_a_large_heat_map_has_no_numbers():
    assert len(plots.heat_map(COHORTS).texts) == 5
    assert len(plots.heat_map(pd.DataFrame(np.ones((20, 20)))).texts) == 0


def test_shares_are_dots_with_their_intervals():
    ax = plots.shares(SHARES)
    dots = ax.containers[0].lines[0]
    assert list(dots.get_xdata()) == list(SHARES["share"])
    spans = [segment[:, 0] for segment in ax.containers[0].lines[2][0].get_segments()]
    np.testing.assert_allclose(spans, SHARES[["low", "high"]].to_numpy())
    assert {"1", "2–3", "n = 3"} <= set(words_on(ax))


def test_another_share_stands_beside_the_counted_one():
    belief = pd.Series({"2–3": 0.7, "1": 1.0}, name="BG/NBD")
    ax = plots.shares(SHARES, against=belief)
    assert {"counted", "BG/NBD"} <= set(words_on(ax))
    (squares,) = [line for line in ax.lines if line.get_label() == "BG/NBD"]
    assert list(squares.get_xdata()) == [1.0, 0.7]


def test_segments_are_points_with_numbered_centres():
    ax = plots.clusters(RFM, SEGMENTS, "since_last", "revenue")
    points = np.concatenate([line.get_xydata() for line in ax.lines[:2]])
    np.testing.assert_array_equal(points, RFM)
    centres = np.concatenate([line.get_xydata() for line in ax.lines[2:]])
    np.testing.assert_allclose(centres, SEGMENTS.centres)
    assert (ax.get_xscale(), ax.get_yscale()) == ("symlog", "log")


def test_of_many_customers_some_are_drawn_and_all_are_counted():
    many = pd.concat([RFM] * 5_000, ignore_index=True)
    found = k_means(many, 2)
    ax = plots.clusters(many, found, "since_last", "revenue")
    assert 2_500 < sum(len(line.get_xdata()) for line in ax.lines[:2]) < 3_500
    assert "15,000" in words_on(ax)


def test_overlaps_are_bars_beside_a_table_of_sets():
    ax = plots.overlaps(SETS)
    assert [bar.get_width() for bar in ax.patches] == [5, 3]
    (table,) = ax.child_axes
    full = table.collections[1].get_offsets()
    assert full.tolist() == [[0, 0], [1, 0], [0, 1]]
    assert [label.get_text() for label in table.get_xticklabels()] == ["buyers", "consumers"]


def test_curves_of_equal_value_carry_their_value():
    ax = plots.iso_values(GRID)
    lines = ax.collections[-1]
    labels = {text for text in words_on(ax) if text[0].isdigit()}
    assert labels
    assert labels <= {f"{level:.1f}" for level in lines.levels}


def test_labels_keep_apart_and_move_as_little_as_they_can():
    np.testing.assert_allclose(_apart(np.array([0.0, 100.0]), 12), [0, 100])
    np.testing.assert_allclose(_apart(np.array([50.0, 50.0]), 12), [44, 56])
    assert np.diff(_apart(np.array([1.0, 2, 3, 50, 51]), 12)).min() >= 12 - 1e-9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.lorenz(COHORTS), "no column in curve named 'customers'"),
        (lambda: plots.rank_frequency(COHORTS), "no column in frame named 'rank'"),
        (lambda: plots.counts_over_windows(COHORTS), "no column in frame named 'definition'"),
        (lambda: plots.counts_over_windows(WINDOWS, sets=["internal"]), "no definition that was counted 'internal'"),
        (lambda: plots.dial(COHORTS), "There are: naive, right, truth."),
        (lambda: plots.heat_map(COHORTS.head(0)), "table must not be empty"),
        (lambda: plots.shares(COHORTS), "no column in frame named 'share'"),
        (lambda: plots.clusters(RFM, SEGMENTS, "since_last", "revenues"), "Did you mean 'revenue'"),
        (lambda: plots.overlaps(COHORTS), "no column in frame named 'people'"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
