"""World takes what its docstring says and refuses the rest in a sentence."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from course.errors import InputError
from course.world.effects import effect
from course.world.ids import ORDER_WIDTH
from course.world.simulate import World

BAD_WORLDS = [
    ({"customers": 0}, "customers must be a whole number from 1"),
    ({"customers": -5}, "customers must be a whole number from 1"),
    ({"customers": 2.5}, "customers must be a whole number from 1"),
    ({"customers": "many"}, "customers must be a whole number from 1"),
    ({"weeks": 0}, "weeks must be a whole number from 1 to 204"),
    ({"weeks": 205}, "weeks must be a whole number from 1 to 204"),
    ({"weeks": None}, "weeks must be a whole number from 1 to 204"),
    ({"seed": -1}, "seed must be a whole number from 0"),
    ({"parameters": {"visit.habbit": 1}}, "Did you mean 'visit.habit'?"),
]


@pytest.mark.parametrize(("arguments", "message"), BAD_WORLDS, ids=[str(a) for a, _ in BAD_WORLDS])
def test_a_world_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(InputError) as caught:
        World(**arguments)
    assert message in str(caught.value)


BAD_DECISIONS = [
    ({"price": 1.1}, "Did you mean 'prices'?"),
    ({"prices": 0}, "prices must be a factor above 0"),
    ({"prices": "high"}, "prices must be a factor above 0"),
    ({"programme": True}, 'programme must be "on" or "off"'),
    ({"training": 1}, 'training must be "on" or "off"'),
    ({"competitor": "maybe"}, 'competitor must be "on" or "off"'),
    ({"campaigns": 3}, 'campaigns must be "on" or "off"'),
    ({"campaigns": ["ana"]}, "a list of customer ids"),
]


@pytest.mark.parametrize(("decision", "message"), BAD_DECISIONS, ids=[str(d) for d, _ in BAD_DECISIONS])
def test_a_decision_that_does_not_exist_is_refused(decision, message):
    with pytest.raises(InputError) as caught:
        World(customers=10).do(**decision)
    assert message in str(caught.value)


def test_numpy_whole_numbers_are_whole_numbers():
    assert World(customers=np.int64(12), weeks=np.int32(3), seed=np.int64(4)).customers == 12


@pytest.mark.parametrize("weeks", [1, 2, 81, 204])
def test_every_number_of_weeks_gives_all_tables(weeks):
    firm = World(customers=60, weeks=weeks, seed=1).observe()
    for table in firm.tables:
        assert firm[table] is not None
    assert len(firm.market) == weeks
    assert len(firm.truth.customers) == len(firm.customers)


def test_one_customer_is_a_world():
    assert len(World(customers=1, seed=1).observe().customers) <= 1


def test_a_world_can_be_made_again_from_its_firm():
    world = World(customers=100, seed=4, parameters={"leaving.hazard": 0.02})
    assert World(**world.observe().origin).observe().digest() == world.observe().digest()


def test_an_effect_is_second_minus_first():
    world = World(customers=500, seed=4)
    change = effect(world, world.do(competitor="off"), "orders")
    assert list(change.columns) == ["customer_id", "first", "second", "difference"]
    assert (change["difference"] == change["second"] - change["first"]).all()
    assert len(change) == 500


def test_the_cost_of_a_mailing_is_in_the_profit_of_the_weeks_it_is_sent_in():
    world = World(customers=400, seed=4)
    off, on = world.do(campaigns="off"), world.do(campaigns=[1, 2, 3])
    known = on.life.treated.mailed.sum()
    assert (effect(off, on, "profit", window=(0, 80))["difference"] == 0).all()
    margin = effect(off, on, "profit")["difference"].sum()
    bought = effect(off, on, "revenue")["difference"].sum()
    if bought == 0:
        assert margin == -90 * known


BAD_EFFECTS = [
    (lambda w: effect(w, w.do(), "sales"), "there is no outcome 'sales'"),
    (lambda w: effect(w, World(customers=20, seed=5), "orders"), "effect compares twins"),
    (lambda w: effect(w, World(customers=20, parameters={"leaving.hazard": 0.1}), "orders"), "different parameters"),
    (lambda w: effect(w, w.do(), "orders", window=(5, 5)), "window must be two weeks"),
    (lambda w: effect(w, w.do(), "orders", window=(0, 500)), "window must be two weeks"),
]


@pytest.mark.parametrize(("call", "message"), BAD_EFFECTS, ids=[message for _, message in BAD_EFFECTS])
def test_an_effect_that_makes_no_sense_is_refused(call, message):
    with pytest.raises(InputError) as caught:
        call(World(customers=20))
    assert message in str(caught.value)


def test_what_the_company_sees_does_not_wait_for_the_year_after():
    world = World(customers=200, seed=4)
    firm = world.observe()
    for table in firm.tables:
        assert firm[table] is not None
    assert firm.truth.reviews is not None
    assert world.life_seen.orders.week.max() < world.weeks
    assert world.life.orders.week.max() >= world.weeks


def test_it_does_not_matter_when_the_year_after_is_lived():
    first, later = World(customers=400, weeks=97, seed=4), World(customers=400, weeks=97, seed=4)
    truth = first.truth.customers
    observed = later.observe().digest()
    assert_frame_equal(later.truth.customers, truth)
    assert first.observe().digest() == observed


def test_orders_and_lines_lie_by_customer_and_week_the_year_after_included():
    life = World(customers=400, seed=4).life
    assert (np.diff(life.orders.order) > 0).all()
    assert (np.diff(life.lines.line) > 0).all()
    assert (life.orders.order == life.people.customer[life.orders.row] * ORDER_WIDTH + life.orders.week).all()


def test_a_world_says_what_tells_it_from_others():
    world = World(customers=30, seed=2, parameters={"leaving.hazard": 0.01})
    assert repr(world) == "World(customers=30, weeks=104, seed=2, parameters={'leaving.hazard': 0.01})"
    assert repr(world.do(programme="off", campaigns=[1, 2])).endswith(".do(campaigns=[2 ids], programme='off')")
    assert repr(world.do()) == repr(world)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda world: World(parameters=["a"]), "parameters must be a mapping of names to numbers, got ['a']"),
        (lambda world: effect(world, world.do(), "orders", window=60), "window must be two weeks (first, last)"),
        (lambda world: effect(world.observe(), world, "orders"), "effect compares two worlds, got Firm and World"),
    ],
)
def test_what_is_no_mapping_no_window_or_no_world_is_refused(call, said):
    with pytest.raises(InputError) as caught:
        call(World(customers=30, seed=2))
    assert said in str(caught.value)
