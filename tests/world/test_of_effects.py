"""The table of effects says of every customer what `effect` and `expected_effect` say, block by block."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from course.world.columns import frame
from course.world.effects import effect, expected_effect
from course.world.of_effects import EXPECTED, KEPT, OUTCOMES, columns, effects
from course.world.simulate import World, live


@pytest.fixture(scope="module")
def world():
    return World(customers=300, seed=4)


@pytest.fixture(scope="module")
def table(world):
    return effects(world, expected=True)


def rows(table, intervention, outcome):
    return table.query("intervention == @intervention and outcome == @outcome").reset_index(drop=True)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("kept", KEPT, ids=[name for name, *_ in KEPT])
def test_differences_are_those_of_twins(world, table, kept, outcome):
    name, without, with_it, first, weeks = kept
    twins = effect(world.do(**without), world.do(**with_it), outcome, (first, first + weeks))
    ours = rows(table, name, outcome)
    theirs = twins[twins["customer_id"].isin(ours["customer_id"])].reset_index(drop=True)
    assert (ours["value_without"] == theirs["first"]).all()
    assert (ours["value_with"] == theirs["second"]).all()
    assert (ours["difference"] == theirs["difference"]).all()
    assert (ours[["first_week", "weeks"]] == [first, weeks]).all(axis=None)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", EXPECTED)
def test_expected_differences_are_those_of_twins(world, table, name, outcome):
    _, without, with_it, first, weeks = next(kept for kept in KEPT if kept[0] == name)
    twins = expected_effect(world.do(**without), world.do(**with_it), outcome, (first, first + weeks))
    ours = rows(table, name, outcome)
    theirs = twins[twins["customer_id"].isin(ours["customer_id"])].reset_index(drop=True).round(4)
    assert_frame_equal(ours[["expected_difference", "mc_se"]], theirs[["expected_difference", "mc_se"]])
    assert ours["mc_se"].gt(0).any()


@pytest.fixture(scope="module")
def larger():
    return effects(World(customers=1_000, seed=9), expected=True)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", EXPECTED)
def test_what_happened_scatters_around_what_was_expected_as_its_error_says(larger, name, outcome):
    """A world's own luck is one more draw: its variance is 16 mc_se², that of the mean of 16 draws mc_se²."""
    ours = rows(larger, name, outcome)
    off, variance = ours["difference"] - ours["expected_difference"], 17 * ours["mc_se"] ** 2
    assert abs(off.sum()) < 3 * np.sqrt(variance.sum())
    assert 1 / 2 < (off**2).sum() / variance.sum() < 2


def test_the_other_differences_are_not_averaged(table):
    assert table[~table["intervention"].isin(EXPECTED)]["expected_difference"].isna().all()


def test_nothing_is_averaged_unless_asked_for(world, table):
    plain = world.truth.effects
    assert plain["mc_se"].isna().all()
    columns = list(plain.columns[:8])
    assert_frame_equal(plain[columns], table[columns])


def test_a_block_has_the_rows_of_its_customers(world, table):
    block = frame(columns(world.setting, live(world.setting, np.arange(101, 151)), expected=True))
    assert_frame_equal(block, table.query("101 <= customer_id <= 150").reset_index(drop=True))


def test_whoever_has_not_come_yet_has_no_row(world, table):
    assert set(table["customer_id"]) == set(world.observe().customers["customer_id"])


@pytest.mark.parametrize(
    ("weeks", "names"),
    [(1, {"recovery", "prices"}), (53, {"recovery", "prices", "training", "competitor", "programme"})],
)
def test_an_intervention_that_has_not_begun_is_not_there(weeks, names):
    assert set(World(customers=40, weeks=weeks).truth.effects["intervention"]) == names
