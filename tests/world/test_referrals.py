"""Referrers come from the same group of 64 ids, are pleased, and nothing about anybody depends on a referral."""

import numpy as np
import pandas as pd
import pytest

from course.world import referrals
from course.world.parameters import Parameters
from course.world.simulate import World

P = Parameters()


@pytest.fixture(scope="module")
def world():
    return World(customers=20_000, seed=4)


@pytest.fixture(scope="module")
def table(world):
    return world.observe().referrals


def test_a_pleased_customer_who_buys_often_refers_more():
    keen = referrals.keenness(np.array([0.0, 1.0, 0.0]), np.array([0.1, 0.1, 0.4]), P)
    assert keen == pytest.approx([1.0, np.exp(1.3), 2.0])


def test_one_is_picked_in_proportion_to_the_weights_and_never_one_without():
    weight = np.tile([0.0, 1.0, 0.0, 3.0, 0.0], (40_000, 1))
    drawn = referrals._pick((np.arange(40_000) + 0.5) / 40_000, weight)
    assert np.bincount(drawn).tolist() == [0, 10_000, 0, 30_000]


def test_a_referrer_has_a_smaller_id_of_the_same_group_and_came_before(world, table):
    new, who = table["customer_id"].to_numpy(), table["referrer_id"].to_numpy()
    people = world.life.people
    assert (who < new).all()
    assert (who // 64 == new // 64).all()
    assert (people.arrival[who - 1] < people.arrival[new - 1] - 1).all()
    assert (people.kind[who - 1] == 0).all()
    assert (people.kind[new - 1] == 0).all()


def test_a_referral_comes_after_the_referrers_first_contact_and_before_the_new_customers(world, table):
    first = world.observe().customers.set_index("customer_id")["first_contact"]
    assert (table["referred_at"].to_numpy() >= first.loc[table["referrer_id"]].to_numpy()).all()
    assert (table["referred_at"].to_numpy() < first.loc[table["customer_id"]].to_numpy()).all()


def test_about_12_percent_of_new_customers_are_referred(world, table):
    assert len(table) / (world.life.people.arrival >= 1).sum() == pytest.approx(0.12, abs=0.01)


def test_the_pleased_refer_several_times_as_often_as_the_displeased(world, table):
    quality = world.life.people.quality
    referred = np.bincount(table["referrer_id"] - 1, minlength=len(quality))
    low, high = np.quantile(quality, [0.2, 0.8])
    assert referred[quality > high].mean() > 3 * referred[quality < low].mean()


def test_the_referred_are_like_other_new_customers(world, table):
    people = world.life.people
    new = (people.arrival >= 2) & (people.kind == 0)
    come = np.isin(people.customer, table["customer_id"])
    for trait in (np.log(people.need), people.quality, np.log(people.hazard)):
        one, other = trait[new & come], trait[new & ~come]
        error = np.sqrt(one.var() / len(one) + other.var() / len(other))
        assert abs(one.mean() - other.mean()) < 4 * error


@pytest.mark.parametrize(("first", "last"), [(1, 300), (65, 70), (100, 163), (127, 640)])
def test_any_block_finds_the_referrers_that_the_whole_finds(world, table, first, last):
    from course.world.simulate import live

    part = referrals.referrals(world.setting, live(world.setting, np.arange(first, last + 1)))
    whole = table[table["customer_id"].between(first, last)].reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(part), whole, check_dtype=False)


@pytest.mark.parametrize("value", [-20, 20])
def test_however_much_being_pleased_counts_somebody_is_found(value):
    world = World(customers=500, seed=4, parameters={"referrals.quality": value, "referrals.need": 10})
    assert len(world.observe().referrals) == len(World(customers=500, seed=4).observe().referrals)


def test_without_referrals_nobody_else_changes(world):
    small = World(customers=1_500, seed=4)
    none = World(customers=1_500, seed=4, parameters={"referrals.share": 0.0})
    assert len(none.observe().referrals) == 0
    for table in ("customers", "orders", "order_lines", "contacts", "subscriptions"):
        pd.testing.assert_frame_equal(small.observe()[table], none.observe()[table])
