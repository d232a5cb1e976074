"""Control charts against Montgomery's examples and the published constants, laws, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import control_chart, range_constants

# Montgomery, Introduction to Statistical Quality Control: cans of orange juice, 50 a sample, cans that leak.
CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
# The same: faults on printed circuit boards, 100 boards a sample.
BOARDS = [21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15]
# The same: inside diameters of piston rings less 74 mm, in thousandths, five a sample.
RINGS = np.array([
    [30, 2, 19, -8, 8], [-5, -8, 1, 11, 4], [-12, 24, 21, 5, 2], [2, -4, -7, 15, 9], [-8, 7, 15, -11, 14],
    [9, -6, -3, -15, -7], [-5, 6, -6, 0, 5], [-15, 3, -7, 15, -12], [8, -5, 9, 5, 4], [-2, 0, -10, 7, -5],
    [-6, -2, -6, -5, -10], [4, 0, 7, 0, -4], [-17, 2, -2, -3, 12], [6, -33, -6, 0, -16], [12, 14, -2, -1, 7],
    [0, -16, 5, -2, -4], [-6, 12, -14, 5, 7], [6, 10, 18, 3, 0], [-16, 2, 3, 5, -3], [0, 10, 13, 20, 3],
    [-18, 1, 15, 5, -4], [4, -1, -10, 6, 9], [10, -11, -10, 9, 14], [15, 8, -7, 0, 10], [-18, -16, -5, 17, 13],
])  # fmt: skip

# The same: 15 samples more of piston rings.
LATER_RINGS = np.array([
    [12, 15, 30, -14, 0], [-5, 10, -10, 15, 1], [-13, -1, -15, 0, -10], [8, 10, 3, -9, 6], [3, 0, 1, -14, -3],
    [-6, 3, 15, 20, 4], [8, 2, 18, -5, 5], [1, 4, -10, -4, -2], [15, 0, 16, 25, 0], [30, 5, 0, 16, 12],
    [1, -10, -5, 10, 24], [15, 20, 24, 5, 19], [35, 10, 12, 15, 26], [17, 13, 36, 25, 26], [10, 5, 29, 0, 20],
])  # fmt: skip
# The same: nonconformities of personal computers, five a sample; viscosity of primer paint by batch.
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
PAINT = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]


@pytest.mark.parametrize(("quantity", "published"), [("centre", 0.2313), ("lower", 0.0524), ("upper", 0.4102)])
def test_p_chart_of_the_orange_juice_cans_is_as_published(quantity, published):
    assert getattr(control_chart(CANS, "p", n=50), quantity) == pytest.approx(published, abs=5e-5)


def test_samples_15_and_23_of_the_orange_juice_cans_are_out_of_control():
    assert control_chart(CANS, "p", n=50).out_of_control == [15, 23]


@pytest.mark.parametrize(("quantity", "published"), [("centre", 19.85), ("lower", 6.48), ("upper", 33.22)])
def test_c_chart_of_the_circuit_boards_is_as_published(quantity, published):
    assert getattr(control_chart(BOARDS, "c"), quantity) == pytest.approx(published, abs=0.01)


def test_samples_6_and_20_of_the_circuit_boards_are_out_of_control():
    assert control_chart(BOARDS, "c").out_of_control == [6, 20]


def without(values, *positions):
    return [value for at, value in enumerate(values, 1) if at not in positions]


@pytest.mark.parametrize(("quantity", "published"), [("centre", 0.2150), ("lower", 0.0407), ("upper", 0.3893)])
def test_p_chart_without_samples_15_and_23_is_as_published(quantity, published):
    """Montgomery's revised limits."""
    assert getattr(control_chart(without(CANS, 15, 23), "p", n=50), quantity) == pytest.approx(published, abs=5e-5)


def test_without_samples_15_and_23_sample_21_is_out_of_control():
    """As Montgomery finds with the revised limits: the 20th of those that are left."""
    assert control_chart(without(CANS, 15, 23), "p", n=50).out_of_control == [20]


@pytest.mark.parametrize(("quantity", "published"), [("centre", 19.67), ("lower", 6.36), ("upper", 32.97)])
def test_c_chart_without_samples_6_and_20_is_as_published(quantity, published):
    """Montgomery's revised limits."""
    assert getattr(control_chart(without(BOARDS, 6, 20), "c"), quantity) == pytest.approx(published, abs=5e-3)


@pytest.mark.parametrize(("quantity", "published"), [("centre", 1.93), ("lower", 0.07), ("upper", 3.79)])
def test_u_chart_of_personal_computers_is_as_published(quantity, published):
    """Montgomery: nonconformities in samples of five computers."""
    assert getattr(control_chart(COMPUTERS, "u", n=5), quantity) == pytest.approx(published, abs=5e-3)


@pytest.mark.parametrize(
    ("kind", "quantity", "published"),
    [
        ("individuals", "centre", 33.52), ("individuals", "lower", 32.24), ("individuals", "upper", 34.80),
        ("moving range", "centre", 0.48), ("moving range", "lower", 0), ("moving range", "upper", 1.57),
    ],
)  # fmt: skip
def test_charts_of_primer_paint_are_as_published(kind, quantity, published):
    """Montgomery: viscosity of aircraft primer paint, 15 batches; limits from a mean range rounded to .48."""
    assert getattr(control_chart(PAINT, kind), quantity) == pytest.approx(published, abs=6e-3)


def test_piston_rings_37_to_39_are_out_of_the_limits_of_the_first_25_as_published():
    """Montgomery: 15 more samples against limits of a process in order."""
    found = control_chart(np.vstack([RINGS, LATER_RINGS]), "xbar", reference=25)
    assert found.out_of_control == [37, 38, 39]
    assert found.upper == control_chart(RINGS, "xbar").upper


@pytest.mark.parametrize(
    ("kind", "quantity", "published"),
    [
        ("xbar", "centre", 74.001), ("xbar", "lower", 73.988), ("xbar", "upper", 74.014),
        ("r", "centre", 0.023), ("r", "lower", 0), ("r", "upper", 0.049),
    ],
)  # fmt: skip
def test_charts_of_the_piston_rings_are_as_published(kind, quantity, published):
    found = control_chart(74 + RINGS / 1000, kind)
    assert getattr(found, quantity) == pytest.approx(published, abs=6e-4)  # printed with three decimals
    assert found.out_of_control == []


# American Society for Testing and Materials, manual MNL 7: factors d2, d3, A2, D3, D4.
@pytest.mark.parametrize(
    ("size", "published"),
    [
        (2, (1.128, 0.853, 1.880, 0, 3.267)), (3, (1.693, 0.888, 1.023, 0, 2.575)),
        (4, (2.059, 0.880, 0.729, 0, 2.282)), (5, (2.326, 0.864, 0.577, 0, 2.114)),
        (7, (2.704, 0.833, 0.419, 0.076, 1.924)), (10, (3.078, 0.797, 0.308, 0.223, 1.777)),
        (25, (3.931, 0.708, 0.153, 0.459, 1.541)),
    ],
)  # fmt: skip
def test_factors_of_range_charts_are_as_published(size, published):
    d2, d3 = range_constants(size)
    factors = d2, d3, 3 / d2 / np.sqrt(size), max(0, 1 - 3 * d3 / d2), 1 + 3 * d3 / d2
    assert factors == pytest.approx(published, abs=1.1e-3)


def test_np_counts_what_p_shares():
    p, count = control_chart(CANS, "p", n=50), control_chart(CANS, "np", n=50)
    assert (count.centre, count.lower, count.upper) == pytest.approx((50 * p.centre, 50 * p.lower, 50 * p.upper))
    assert count.out_of_control == p.out_of_control


def test_samples_of_several_sizes_have_limits_of_their_own():
    found = control_chart([3, 6, 5], "p", n=[50, 100, 50])
    assert found.centre == pytest.approx(14 / 200)
    assert found.upper.to_list() == pytest.approx([0.07 + 3 * np.sqrt(0.07 * 0.93 / n) for n in (50, 100, 50)])
    units = control_chart([3, 6, 5], "u", n=[1, 2, 1])
    assert units.points.to_list() == [3, 3, 5]
    assert units.upper.iloc[1] == pytest.approx(3.5 + 3 * np.sqrt(3.5 / 2))


def test_a_u_chart_of_equal_units_is_a_c_chart():
    c, u = control_chart(BOARDS, "c"), control_chart(BOARDS, "u", n=1)
    assert (u.centre, u.lower, u.upper) == pytest.approx((c.centre, c.lower, c.upper))


def test_individuals_take_sigma_from_neighbours():
    values = [10.0, 12, 11, 13, 10]
    found, moving = control_chart(values, "individuals"), control_chart(values, "moving range")
    assert found.upper == pytest.approx(11.2 + 3 * 2 / 1.128, abs=2e-3)
    assert moving.centre == 2
    assert moving.upper == pytest.approx(3.267 * 2, abs=1e-3)
    assert np.isnan(moving.points.iloc[0])


def test_a_column_and_the_size_of_samples_are_as_good_as_a_table():
    one, other = control_chart(RINGS, "xbar"), control_chart(RINGS.ravel(), "xbar", n=5)
    assert (one.centre, one.lower) == (other.centre, other.lower)
    assert control_chart(pd.DataFrame(RINGS), "r").upper == control_chart(RINGS, "r").upper


def test_limits_rest_on_the_reference_alone():
    shifted = [*BOARDS[:20], 90, 95]
    found = control_chart(shifted, "c", reference=20)
    assert found.centre == np.mean(BOARDS[:20])
    assert {21, 22} <= set(found.out_of_control)


def test_eight_points_on_one_side_are_a_signal_before_any_is_out():
    found = control_chart([10, 11, 9, 10, 12, 8, 11, 9, 13, 13, 14, 13, 13, 14, 13, 13], "c", reference=8)
    assert found.out_of_control == []
    assert found.signals["rule"].iloc[-1] == "8 on one side"
    assert found.signals["position"].iloc[-1] == 16


def test_chance_alone_leaves_about_three_in_a_thousand_out():
    luck = np.random.default_rng(3)
    found = control_chart(luck.normal(size=(20_000, 5)), "xbar")
    assert len(found.out_of_control) / 20_000 == pytest.approx(0.0027, abs=0.0012)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from([0.01, 60.0]))
def test_the_unit_of_measurements_scales_the_chart(seed, factor):
    values = np.random.default_rng(seed).normal(10, 1, (12, 4))
    one, other = control_chart(values, "xbar"), control_chart(values * factor, "xbar")
    assert (other.lower, other.upper) == pytest.approx((one.lower * factor, one.upper * factor))
    assert other.out_of_control == one.out_of_control


def test_an_index_of_days_is_kept_and_positions_count_from_one():
    days = pd.date_range("2026-01-05", periods=26)
    found = control_chart(pd.Series(BOARDS, index=days), "c")
    assert found.points.index.equals(days)
    assert found.out_of_control == [6, 20]


def test_it_prints_centre_limits_and_what_is_out():
    assert str(control_chart(CANS, "p", n=50)) == (
        "p chart: centre 0.2313, limits 0.05243 to 0.4102; out of control: 15, 23"
    )
    assert "limits about" in str(control_chart([3, 6, 5], "p", n=[50, 100, 50]))


WRONG = [
    (lambda: control_chart([], "c"), "values must not be empty"),
    (lambda: control_chart([1, 2], "x"), "there is no kind 'x'"),
    (lambda: control_chart([1, -2], "c"), "values must be at least 0, got -2 in row 1"),
    (lambda: control_chart([1, np.nan], "c"), "values must be finite numbers"),
    (lambda: control_chart([1.5, 2], "c"), "values must be whole numbers"),
    (lambda: control_chart([1, 2], "c", n=5), "n must be left out for a c chart"),
    (lambda: control_chart([1, 2], "p"), "n must be the size of the samples"),
    (lambda: control_chart([1, 60], "p", n=50), "values must be at most n, got 60 of 50 in row 1"),
    (lambda: control_chart([1, 2], "p", n=[50, 50, 50]), "values and n must be equally long, got 2 and 3"),
    (lambda: control_chart([1, 2], "np", n=[50, 60]), "n must be one size for an np chart"),
    (lambda: control_chart([1, 2], "p", n=0), "n must be a number"),
    (lambda: control_chart([1], "c"), "reference must be a whole number between 2 and 1"),
    (lambda: control_chart([1, 2, 3], "c", reference=9), "reference must be a whole number between 2 and 3, got 9"),
    (lambda: control_chart([1.0, 2, 3], "xbar"), "n must be a whole number between 2 and 25"),
    (lambda: control_chart([1.0, 2, 3], "xbar", n=2), "n must divide the 3 values, got 2"),
    (lambda: control_chart(np.ones((3, 1)), "r"), "measurements in a sample must be"),
    (lambda: control_chart([[1.0, np.nan], [1, 2]], "r"), "values must be finite numbers"),
    (lambda: control_chart([[1.0, 2], [3.0]], "r"), "got samples of several sizes"),
    (lambda: control_chart(np.ones((3, 2)), "xbar", n=5), "n must be the number of columns, 2, or left out, got 5"),
    (lambda: control_chart([1.0, 2, 3], "individuals", n=2), "n must be left out for kind='individuals'"),
    (lambda: control_chart([1, 2], "p", n=[[50], [50, 2]]), "n must be numbers"),
    (lambda: control_chart([4.0], "individuals"), "values must be two measurements or more"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
