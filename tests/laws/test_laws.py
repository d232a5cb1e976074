"""Laws of a market whose luck is addressed: size, blocks, twins and reruns change nothing they should not."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.world.lives import join
from course.world.columns import Coded, frame
from course.world.simulate import World, live
from course.world.effects import effect
from course.world.observe import BY_CUSTOMER, OF_COUNTRY



@pytest.fixture(scope="module")
def world():
    return World(customers=3_000, seed=11)


@pytest.fixture(scope="module")
def firm(world):
    return world.observe()


def test_the_same_seed_gives_the_same_digest(firm):
    assert World(customers=3_000, seed=11).observe().digest() == firm.digest()


def test_another_seed_gives_another_digest(firm):
    assert World(customers=3_000, seed=12).observe().digest() != firm.digest()


NOT_BY_CUSTOMER = {"order_lines", "crm_shop", "crm_web"}


@pytest.mark.parametrize("table", [name for name in BY_CUSTOMER if name not in NOT_BY_CUSTOMER])
def test_the_first_1000_customers_are_the_same_in_a_larger_world(firm, table):
    small = World(customers=1_000, seed=11).observe()
    larger = firm[table].query("customer_id <= 1000").reset_index(drop=True)
    assert_frame_equal(small[table], larger)


def test_the_first_1000_customers_buy_the_same_lines_in_a_larger_world(firm):
    small = World(customers=1_000, seed=11).observe()
    theirs = firm.orders.query("customer_id <= 1000")["order_id"]
    larger = firm.order_lines[firm.order_lines["order_id"].isin(theirs)].reset_index(drop=True)
    assert_frame_equal(small.order_lines, larger)


@pytest.mark.parametrize("table", ["crm_shop", "crm_web"])
def test_the_first_1000_customers_have_the_same_records_in_a_larger_world(firm, table):
    small = World(customers=1_000, seed=11).observe()
    theirs = firm.truth.links.query("customer_id <= 1000")["record_id"]
    larger = firm[table][firm[table]["record_id"].isin(theirs)].reset_index(drop=True)
    assert_frame_equal(small[table], larger)


@pytest.mark.parametrize("table", OF_COUNTRY)
def test_what_all_customers_share_does_not_depend_on_their_number(firm, table):
    assert_frame_equal(World(customers=10, seed=11).observe()[table], firm[table])


@pytest.mark.parametrize("size", [1, 257, 1_000])
def test_the_size_of_blocks_changes_nothing(size):
    whole, pieces = World(customers=1_200, seed=3), World(customers=1_200, seed=3)
    pieces.life = join(list(pieces.blocks(size))) if size > 1 else join(list(pieces.blocks(600)))
    for table in whole.observe().tables:
        assert_frame_equal(whole.observe()[table], pieces.observe()[table])


def test_no_column_of_words_lists_a_word_twice(world):
    """Parquet files of a list with a word twice differ in bytes that say nothing, from one writing to the next."""
    for name, build in BY_CUSTOMER.items():
        for column, values in build(world.setting, world.life).items():
            if isinstance(values, Coded):
                assert len(set(values.words)) == len(values.words), f"{name}.{column}"


def test_fewer_weeks_are_the_first_weeks():
    long, short = World(customers=800, seed=5, weeks=104).observe(), World(customers=800, seed=5, weeks=60).observe()
    before = long.orders["ordered_at"] < pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=60)
    assert_frame_equal(short.orders, long.orders[before].reset_index(drop=True))


def test_a_twin_without_a_decision_is_equal_in_every_cell(world, firm):
    twin = world.do()
    for table in firm.tables:
        assert_frame_equal(twin.observe()[table], firm[table])
    for table in ("customers", "weeks", "parameters"):
        assert_frame_equal(twin.truth[table], firm.truth[table])


def test_asking_for_the_decision_in_force_changes_nothing(world, firm):
    assert world.do(prices=1.0, programme="on", campaigns="on", training="on", recovery="on", competitor="on").observe().digest() == firm.digest()


def test_nobody_who_got_no_mailing_is_touched_by_taking_it_away(world):
    twin = world.do(campaigns="off")
    change = effect(world, twin, "orders", window=(0, 156))
    written = world.life.treated.mailed
    assert (change["difference"][~written] == 0).all()
    assert (change["difference"][written] != 0).any()


def test_nothing_before_the_mailing_changes_with_it(world):
    assert (effect(world, world.do(campaigns="off"), "revenue", window=(0, 80))["difference"] == 0).all()


def test_nothing_before_the_competitor_changes_without_him(world):
    twin = world.do(competitor="off")
    assert (effect(world, twin, "revenue", window=(0, 36))["difference"] == 0).all()
    assert effect(world, twin, "orders")["difference"].sum() > 0


def test_only_members_are_touched_by_the_programme_and_only_after_they_joined(world):
    off = world.do(programme="off")
    change = effect(off, world, "orders", window=(0, 156))["difference"].to_numpy()
    member = world.life.last.joined < 156
    assert (change[~member] == 0).all()
    assert (change[member] != 0).any()
    assert (effect(off, world, "orders", window=(0, 41))["difference"] == 0).all()


def test_recovery_mends_goodwill_and_changes_no_order(world):
    off = world.do(recovery="off")
    for table in ("orders", "order_lines", "contacts"):
        assert_frame_equal(off.observe()[table], world.observe()[table])
    assert goodwill(world.setting, world.life).max() > 0
    assert goodwill(off.setting, off.life).max() == 0


def test_training_touches_only_those_who_had_a_ticket_after_it_began(world):
    change = effect(world.do(training="off"), world, "orders", window=(0, 156))["difference"].to_numpy()
    visits = world.life.orders.visits
    ticket = np.bincount(visits.row[(visits.failed | visits.asked) & (visits.week >= 30)], minlength=len(change)) > 0
    assert (change[~ticket] == 0).all()


def test_who_people_are_does_not_depend_on_any_decision(world, firm):
    twin = world.do(prices=1.3, competitor="off", campaigns="off").observe()
    for table in ("individuals", "organisations", "members", "places"):
        assert_frame_equal(twin[table], firm[table])


def test_a_changed_parameter_downstream_changes_nothing_upstream(firm):
    other = World(customers=3_000, seed=11, parameters={"basket.to_offer": 0.5}).observe()
    columns = ["order_id", "customer_id", "ordered_at", "channel", "shop_id"]
    assert_frame_equal(other.orders[columns], firm.orders[columns])
    assert not other.order_lines["product_id"].equals(firm.order_lines["product_id"])


def test_a_price_rise_lowers_orders_by_about_the_elasticity():
    world = World(customers=8_000, seed=2)
    orders = effect(world, world.do(prices=1.05), "orders")
    assert orders["second"].sum() / orders["first"].sum() - 1 == pytest.approx(-0.055, abs=0.015)


def test_ids_of_orders_and_lines_carry_their_parents(firm):
    assert (firm.orders["order_id"] // 256 == firm.orders["customer_id"]).all()
    assert (firm.order_lines["line_id"] // 16 == firm.order_lines["order_id"]).all()


def test_revenue_is_the_sum_of_the_lines(firm):
    lines = firm.order_lines
    paid = (lines["quantity"] * lines["price_paid"]).groupby(lines["order_id"]).sum()
    assert (firm.orders.set_index("order_id")["revenue"] == paid).all()


def test_a_reader_who_spoils_a_table_gets_it_whole_the_next_time(firm):
    spoiled = firm.orders
    spoiled["revenue"] = 0
    spoiled.loc[0, "customer_id"] = -1
    assert firm.orders["revenue"].sum() > 0
    assert firm.orders.loc[0, "customer_id"] > 0


def test_no_other_generator_of_random_numbers_is_touched():
    state = np.random.get_state  # the old global generator is what must stay as it was
    before = state()[1].copy()
    World(customers=50).observe().digest()
    assert (state()[1] == before).all()


@pytest.mark.parametrize("weeks", [30, 104])
def test_nothing_observed_depends_on_the_weeks_lived_after(weeks):
    setting = World(customers=1_000, seed=11, weeks=weeks).setting
    ids = np.arange(1, 1_001)
    brief = dataclasses.replace(setting, future=0)
    long, short = live(setting, ids), live(brief, ids)
    assert len(short.orders.order) < len(long.orders.order)
    for build in BY_CUSTOMER.values():
        assert_frame_equal(frame(build(brief, short)), frame(build(setting, long)))
