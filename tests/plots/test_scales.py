"""Figures of scales, drivers and cross-tabs draw what the measures returned."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import (
    LatentClass,
    cross_tab,
    driver_intervals,
    factor_analysis,
    importance_performance,
    parallel_analysis,
)

_LUCK = np.random.default_rng(3)
ITEMS = pd.DataFrame(
    np.repeat(_LUCK.normal(size=(300, 2)), 3, axis=1) * 0.8 + 0.6 * _LUCK.normal(size=(300, 6)),
    columns=["calm_one", "calm_two", "calm_three", "kind_one", "kind_two", "kind_three"],
)
OVERALL = ITEMS @ [1, 0.5, 0.2, 0, 0, 0.1] + _LUCK.normal(size=300)
YES = (ITEMS > 0).replace({True: "yes", False: "no"})
PEOPLE = pd.DataFrame({"age": ["young"] * 60 + ["old"] * 60, "tea": ["green"] * 45 + ["black"] * 55 + ["green"] * 20})
NOISE, FACTORS = parallel_analysis(ITEMS, draws=50), factor_analysis(ITEMS, 2)
CLASSES = LatentClass(2, starts=2).fit(YES)
IMPORTANT = driver_intervals(ITEMS, OVERALL, draws=100)
MAP = importance_performance(ITEMS, OVERALL)
TAB = cross_tab(PEOPLE, "age", "tea")

DRAWN = {
    "scree": lambda **more: plots.scree(NOISE, **more),
    "loadings": lambda **more: plots.loadings(FACTORS, **more),
    "class_profiles": lambda **more: plots.class_profiles(CLASSES, **more),
    "drivers": lambda **more: plots.drivers(IMPORTANT, **more),
    "importance_map": lambda **more: plots.importance_map(MAP, **more),
    "residuals": lambda **more: plots.residuals(TAB, **more),
}


def words_on(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes(name):
    with plots.style():
        _, (left, right) = plt.subplots(1, 2)
    assert DRAWN[name](ax=right) is right
    assert not left.lines
    assert not left.patches


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_states_the_finding_names_its_axes_and_stays_on_the_page(name):
    ax = DRAWN[name](title="The first three items count and the others hardly do, which is what the simulation put in")
    ax.figure.draw_without_rendering()
    assert ax.get_title(loc="left").startswith("The first three")
    assert ax.get_xlabel()
    box, (width, height) = ax.figure.get_tightbbox(), ax.figure.get_size_inches()
    assert box.x0 > -0.02
    assert box.y0 > -0.02
    assert box.x1 < width + 0.02
    assert box.y1 < height + 0.02
    assert width <= 7


def test_a_scree_shows_eigenvalues_noise_and_what_is_kept():
    noise, all_of_them, kept, left = plots.scree(NOISE).lines
    np.testing.assert_array_equal(all_of_them.get_ydata(), NOISE["eigenvalue"])
    np.testing.assert_array_equal(noise.get_ydata(), NOISE["threshold"])
    assert len(kept.get_xdata()) == NOISE["kept"].sum() == 2
    assert len(left.get_xdata()) == 4


def test_loadings_are_written_with_their_sign_and_the_items_of_a_factor_stand_together():
    ax = plots.loadings(FACTORS)
    order = [label.get_text().split()[0] for label in ax.get_yticklabels()]
    assert order in (["calm"] * 3 + ["kind"] * 3, ["kind"] * 3 + ["calm"] * 3)
    written = {text.get_text() for text in ax.texts}
    expected = {f"{value:+.2f}".replace("-", "−") for value in FACTORS.loadings.to_numpy().ravel()}
    assert written == expected


def test_classes_are_lines_over_the_items():
    ax = plots.class_profiles(CLASSES)
    table = CLASSES.item_probabilities_.query("answer == 'yes'")
    for k, line in enumerate(ax.lines, 1):
        np.testing.assert_array_equal(line.get_ydata(), table[table["class"] == k]["probability"])
    assert f"class 1: {100 * CLASSES.class_shares_[1]:.0f} %" in words_on(ax)


def test_another_answer_can_be_drawn():
    line = plots.class_profiles(CLASSES, answer=dict.fromkeys(ITEMS, "no")).lines[0]
    table = CLASSES.item_probabilities_.query("answer == 'no'")
    np.testing.assert_array_equal(line.get_ydata(), table[table["class"] == 1]["probability"])


def test_drivers_are_bars_with_the_most_important_on_top():
    ax = plots.drivers(IMPORTANT)
    assert [bar.get_width() for bar in ax.patches] == sorted(IMPORTANT["importance"])
    assert ax.get_yticklabels()[-1].get_text() == "calm one"


def test_what_to_concentrate_on_is_drawn_apart():
    ax = plots.importance_map(MAP)
    fine, act = ax.lines[:2]
    assert len(act.get_xdata()) == (MAP["quadrant"] == "concentrate here").sum()
    assert len(fine.get_xdata()) + len(act.get_xdata()) == 6
    assert {"calm one", "kind three", "low priority"} <= set(words_on(ax))


def test_cells_out_of_the_ordinary_carry_a_sign():
    assert {"75 % +", "25 % −"} <= set(words_on(plots.residuals(TAB)))
    quiet = cross_tab(PEOPLE.assign(tea=["green", "black"] * 60), "age", "tea")
    assert {text.get_text() for text in plots.residuals(quiet).texts} == {"50 %"}


def test_pictures_are_small_and_the_arguments_are_not_changed():
    before = [frame.copy() for frame in (NOISE, IMPORTANT, MAP)]
    for name in DRAWN:
        assert len(plots.png(DRAWN[name]().figure)) < 60_000
    for then, now in zip(before, (NOISE, IMPORTANT, MAP), strict=True):
        assert then.equals(now)


WRONG = [
    (lambda: plots.scree(NOISE.drop(columns="kept")), "there is no column in table named 'kept'"),
    (lambda: plots.scree(NOISE.iloc[:0]), "table must not be empty"),
    (lambda: plots.drivers(MAP), "there is no column in table named 'low'"),
    (lambda: plots.importance_map(IMPORTANT), "there is no column in table named 'performance'"),
    (lambda: plots.class_profiles(CLASSES, answer={"calm": "yes"}), "answer must name items of the model"),
    (lambda: plots.class_profiles(CLASSES, answer={"calm_one": "never"}), "answer must name items of the model"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[f"{words} {k}" for k, (_, words) in enumerate(WRONG)])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
