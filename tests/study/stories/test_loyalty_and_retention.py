import pandas as pd
import pytest

from course import World
from course.study.stories import loyalty_and_retention as loyalty


@pytest.fixture(scope="module")
def world():
    return World(3_000, seed=3)


@pytest.fixture(scope="module")
def people(world):
    return loyalty.known_customers(world.observe())


def test_the_orders_of_the_known_are_counted_before_during_and_after_the_invitations(world, people):
    orders = world.observe().orders
    orders = orders[orders["customer_id"].isin(people.index)]
    until = orders["ordered_at"] < pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=80)
    assert people[["before", "invited", "after"]].to_numpy().sum() == until.sum()


def test_every_member_came_to_the_till_and_was_to_be_invited(people):
    members = people[people["member"]]
    assert len(members) > 0
    assert (members["invited"] > 0).all()
    assert members["assigned"].all()
    assert members["came"].between(40, 51).all()


def test_a_programme_that_nobody_gains_from_causes_nothing():
    idle = World(1_000, seed=3, parameters={"programme.lift": 0.0})
    assert loyalty.caused(idle, loyalty.known_customers(idle.observe())) == 0
