"""A plan says what is to be made, and cuts it into blocks that cover every customer once."""

import dataclasses
import pickle

import numpy as np
import pytest

from course.errors import InputError
from course.generate import BLOCK, Plan
from course.tables import OBSERVED
from course.world.simulate import World


def test_blocks_cover_every_customer_once():
    plan = Plan(customers=1_234, block=500)
    assert plan.blocks == 3
    assert (np.concatenate([plan.ids(number) for number in range(3)]) == np.arange(1, 1_235)).all()


@pytest.mark.parametrize(("customers", "blocks"), [(1, 1), (BLOCK, 1), (BLOCK + 1, 2), (10 * BLOCK, 10)])
def test_a_block_has_32768_customers_the_last_one_the_rest(customers, blocks):
    assert Plan(customers).blocks == blocks
    assert BLOCK == 32_768


def test_all_tables_are_made_unless_some_are_named():
    assert list(Plan(10).tables) == list(OBSERVED)
    assert list(Plan(10, tables=["orders", "customers"]).tables) == ["customers", "orders"]


def test_a_plan_reaches_a_worker_as_it_is():
    plan = Plan(10, seed=2**200, parameters={"leaving.hazard": 0.01})
    again = pickle.loads(pickle.dumps(plan))
    assert again == plan
    assert again.text == plan.text


def test_equal_plans_share_a_world_and_it_is_the_one_asked_for():
    plan = Plan(10, weeks=30, seed=3, parameters={"leaving.hazard": 0.01})
    assert plan.world is dataclasses.replace(plan).world
    assert plan.world.origin == World(10, 30, 3, {"leaving.hazard": 0.01}).origin


@pytest.mark.parametrize(("truth", "horizon"), [("none", 104), ("shared", 156), ("expected", 156)])
def test_the_year_after_is_lived_only_for_the_truth_about_it(truth, horizon):
    assert Plan(10, truth=truth).setting.horizon == horizon


BAD = [
    ({"customers": 0}, "customers must be a whole number from 1 to"),
    ({"customers": 2.5}, "customers must be a whole number"),
    ({"customers": 2**50}, "customers must be a whole number from 1 to"),
    ({"weeks": 205}, "weeks must be a whole number from 1 to 204"),
    ({"seed": -1}, "seed must be a whole number from 0"),
    ({"tables": ["order"]}, "there is no table 'order'. Did you mean 'orders'?"),
    (
        {"tables": ["orders", "truth.customers"]},
        "'truth.customers' is a hidden table. Leave it out: truth shared",
    ),
    ({"tables": ["effects"]}, "'effects' is a hidden table."),
    ({"tables": "orders"}, "tables must be a list of names"),
    ({"truth": "all"}, "there is no truth 'all'. There are: none, shared, expected."),
    ({"block": 0}, "block must be a whole number from 1, got 0. Leave it out for 32,768."),
    ({"block": 2.0}, "block must be a whole number from 1"),
    ({"parameters": {"leaving.hazard": -1}}, "parameters['leaving.hazard'] must be 0 or more (1/week), got -1"),
    ({"parameters": {"experience.failure": 1.5}}, "parameters['experience.failure'] must be between 0 and 1"),
    ({"parameters": {"leaving.hazrd": 1}}, "Did you mean 'leaving.hazard'?"),
    (
        {"parameters": {"people.organisations": 0.7, "people.internal": 0.6}},
        "people.organisations and people.internal are shares of all customers and must not sum to more than 1, got 1.3",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), BAD, ids=[str(arguments) for arguments, _ in BAD])
def test_a_plan_that_cannot_be_is_refused_before_anything_is_written(arguments, message):
    with pytest.raises(InputError) as caught:
        Plan(**{"customers": 10, **arguments})
    assert message in str(caught.value)
