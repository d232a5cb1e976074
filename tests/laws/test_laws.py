"""Laws of a market whose luck is addressed: size, blocks, twins and reruns change nothing they should not."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.streams import Luck
from course.world.columns import Coded, frame
from course.world.effects import effect
from course.world.lives import join
from course.world.observe import BY_CUSTOMER, OF_COUNTRY
from course.world.simulate import World, live
from course.world.truth import BY_CUSTOMER as HIDDEN


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


@pytest.mark.parametrize("size", [17, 18, 700])
def test_customer_17_is_the_same_in_a_world_of_any_size(firm, size):
    small = World(customers=size, seed=11).observe()
    for one, larger in ((small, firm), (small.truth, firm.truth)):
        for table in [name for name in one.tables if "customer_id" in one[name]]:
            theirs = [source[table].query("customer_id == 17").reset_index(drop=True) for source in (one, larger)]
            assert_frame_equal(*theirs, obj=table)


@pytest.mark.parametrize("first", [17, 10_000_001])
def test_a_customer_lives_alone_as_among_others(first):
    """Given the market, one life is the same whether 63 others are lived beside it or nobody, at any id."""
    setting = World(customers=1, seed=11).setting
    alone, among = live(setting, np.arange(first, first + 1)), live(setting, np.arange(first - 16, first + 48))
    for builders in (BY_CUSTOMER, HIDDEN):
        for name, build in builders.items():
            one, many = frame(build(setting, alone)), frame(build(setting, among))
            if "customer_id" in one:
                assert_frame_equal(one, many[many["customer_id"] == first].reset_index(drop=True), obj=name)


@pytest.mark.parametrize("way", ["bits", "uniform", "normal", "gamma", "whole", "choice", "cut"])
def test_a_further_stream_changes_nothing(firm, monkeypatch, way):
    """Whatever else is drawn before each draw, from another stream for the same ids: no value moves."""
    draw, others = getattr(Luck, way), []

    def drawing_more(self, name, ids, *how):
        others.append(len(draw(self, f"{name}, and something new", ids, *how)))
        return draw(self, name, ids, *how)

    monkeypatch.setattr(Luck, way, drawing_more)
    assert World(customers=3_000, seed=11).observe().digest() == firm.digest()
    assert others


@pytest.mark.parametrize("table", OF_COUNTRY)
def test_what_all_customers_share_does_not_depend_on_their_number(firm, table):
    assert_frame_equal(World(customers=10, seed=11).observe()[table], firm[table])


@pytest.mark.parametrize("size", [64, 257, 1_000])
def test_the_size_of_blocks_changes_nothing(size):
    whole, pieces = World(customers=1_200, seed=3), World(customers=1_200, seed=3)
    pieces.life = join(list(pieces.blocks(size)))
    for one, other in ((whole.observe(), pieces.observe()), (whole.truth, pieces.truth)):
        for table in one.tables:
            assert_frame_equal(one[table], other[table], obj=table)


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
    for table in firm.truth.tables:
        assert_frame_equal(twin.truth[table], firm.truth[table])


def test_asking_for_the_decision_in_force_changes_nothing(world, firm):
    twin = world.do(prices=1.0, programme="on", campaigns="on", training="on", recovery="on", competitor="on")
    assert twin.observe().digest() == firm.digest()


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
