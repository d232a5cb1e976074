"""Mechanisms of the journey, the basket and the mailing, checked by hand: no luck in them."""

import numpy as np
import pytest

from course.streams import Luck
from course.world import baskets, journey, marketing
from course.world.parameters import Parameters
from course.world.people import people

P = Parameters()


def test_the_probability_of_an_order_is_complementary_log_log():
    assert journey.visit_probability(np.array([0.2]), np.array([0.0]))[0] == pytest.approx(1 - np.exp(-0.2))
    assert journey.visit_probability(np.array([0.2]), np.array([np.log(2)]))[0] == pytest.approx(1 - np.exp(-0.4))


def test_a_first_contact_may_itself_be_an_order():
    chance = journey.first_visit(np.array([0.1, 0.1]), np.array([True, False]), P)
    assert chance == pytest.approx([1 - 0.9 * 0.1, 0.1])


def test_satisfaction_moves_a_quarter_of_the_way_to_the_last_experience():
    assert journey.satisfaction_after(np.array([1.0]), np.array([-1.0]), P) == pytest.approx([0.5])


def test_habit_grows_with_every_order_and_never_beyond_1():
    first = journey.habit_after(np.array([0.0]), P)
    assert first == pytest.approx([0.35])
    assert journey.habit_after(first, P) == pytest.approx([0.35 + 0.65 * 0.35])
    assert journey.habit_after(np.array([1.0]), P) == pytest.approx([1.0])


def _three() -> tuple:
    person = people(Luck(1), P, np.arange(1, 4))
    return person, journey.Memory.start(person, P)


def test_habit_fades_by_half_in_about_five_and_a_half_weeks():
    _, memory = _three()
    memory.habit[:], memory.last_order[:] = 1.0, 10
    now = journey.habit_now(memory, np.arange(3), 10 + 8, P)
    assert now == pytest.approx(np.full(3, np.exp(-1)))


def test_whoever_has_never_ordered_has_no_habit():
    _, memory = _three()
    assert journey.habit_now(memory, np.arange(3), 5, P) == pytest.approx(np.zeros(3))


def test_a_customer_leaves_when_the_cumulated_hazard_reaches_the_personal_threshold():
    person, memory = _three()
    begin = np.maximum(person.arrival, 0)
    assert memory.leaves == pytest.approx(begin + person.threshold / person.hazard)


def test_a_dissatisfied_customer_leaves_sooner():
    person, memory = _three()
    rows = np.arange(3)
    before = memory.leaves.copy()
    memory.satisfaction[:] = -1.0
    assert (journey.leaves_at(memory, person, P, rows) < before).all()


def test_hazard_used_up_before_an_order_is_not_used_again():
    person, memory = _three()
    rows, week = np.arange(3), int(memory.counted_to.max()) + 4
    before = memory.leaves.copy()
    journey.remember(memory, person, rows, week, np.zeros(3), P)
    assert memory.leaves == pytest.approx(before)


def test_offers_attract_those_who_like_them():
    share = baskets.offer_probability(np.array([0.0, 1.0, 9.0]), P)
    assert share == pytest.approx([0.14, 0.14 * np.exp(0.7), 0.9])


def test_the_mailing_fades_with_the_weeks_since_the_last_order_and_is_clipped():
    push = marketing.mailing_log_rate(np.array([0.0, 0.0, 5.0, -3.0]), np.array([0, 20, 0, 0]), P)
    assert push == pytest.approx([0.30, 0.30 / np.e, 1.3, -0.3])


def test_without_an_order_the_mailing_does_nothing():
    never = 80 - np.array([journey.NEVER])
    assert marketing.mailing_log_rate(np.array([1.0]), never, P) == pytest.approx([0.0])


def test_a_basket_has_between_1_and_15_lines_and_2_to_4_on_average():
    drawn = baskets.number_of_lines(Luck(1), np.arange(50_000), np.full(50_000, 0.63))
    assert (drawn.min(), drawn.max()) == (1, 15)
    assert drawn.mean() == pytest.approx(1 / (1 - 0.63), rel=0.02)


def test_only_people_whom_a_customer_has_are_bought_for():
    from course.world.simulate import World

    firm = World(customers=4_000, seed=9).observe()
    lines = firm.order_lines.merge(firm.orders[["order_id", "customer_id"]], on="order_id")
    names = {"self": "self", "household": "household", "gift": "gift recipients"}
    members = firm.members[firm.members["users"] > 0]
    for whom, relation in names.items():
        buyers = set(lines.loc[lines["for_whom"] == whom, "customer_id"])
        assert buyers <= set(members.loc[members["relation"] == relation, "customer_id"])
