"""Mechanisms of the journey, the basket and the mailing, checked by hand: no luck in them."""

import numpy as np
import pytest

from course.streams import Luck
from course.world import baskets, desk, journey, mailing, programme
from course.world.parameters import Parameters
from course.world.people import people

P = Parameters()


def test_the_probability_of_an_order_is_complementary_log_log():
    assert journey.visit_probability(np.array([0.2]), np.array([0.0]))[0] == pytest.approx(1 - np.exp(-0.2))
    assert journey.visit_probability(np.array([0.2]), np.array([np.log(2)]))[0] == pytest.approx(1 - np.exp(-0.4))


def test_a_first_contact_may_itself_be_an_order():
    assert journey.first_visit(np.array([0.1]), P) == pytest.approx([1 - 0.9 * (1 - P["visit.first"])])


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
    memory.hazard = journey.weekly_hazard(person, memory, rows, P)
    assert (journey.leaves_at(memory, person, rows) < before).all()


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
    push = mailing.log_rate(np.array([0.0, 0.0, 5.0, -3.0]), np.array([0, 20, 0, 0]), P)
    assert push == pytest.approx([0.30, 0.30 / np.e, 1.3, -0.3])


def test_without_an_order_the_mailing_does_nothing():
    never = 80 - np.array([journey.NEVER])
    assert mailing.log_rate(np.array([1.0]), never, P) == pytest.approx([0.0])


def test_a_basket_has_between_1_and_15_lines_and_2_to_4_on_average():
    drawn = baskets.number_of_lines(Luck(1), np.arange(50_000), np.full(50_000, 0.63))
    assert (drawn.min(), drawn.max()) == (1, 15)
    assert drawn.mean() == pytest.approx(1 / (1 - 0.63), rel=0.02)


def test_who_always_wants_one_more_gets_15_lines_and_who_never_does_1():
    drawn = baskets.number_of_lines(Luck(1), np.arange(100), np.repeat([1.0, 0.0], 50))
    assert (drawn[:50] == 15).all()
    assert (drawn[50:] == 1).all()


def test_only_people_whom_a_customer_has_are_bought_for():
    from course.world.simulate import World

    firm = World(customers=4_000, seed=9).observe()
    lines = firm.order_lines.merge(firm.orders[["order_id", "customer_id"]], on="order_id")
    names = {"self": "self", "household": "household", "gift": "gift recipients"}
    members = firm.members[firm.members["users"] > 0]
    for whom, relation in names.items():
        buyers = set(lines.loc[lines["for_whom"] == whom, "customer_id"])
        assert buyers <= set(members.loc[members["relation"] == relation, "customer_id"])


def test_heavy_buyers_get_nothing_from_the_programme():
    assert programme.lift(np.array([0.05, 0.30, 0.31]), P) == pytest.approx([0.11, 0.11, 0.0])


def test_those_who_need_more_and_like_offers_join_more():
    chance = programme.join_probability(np.array([0.1, 0.3, 0.1]), np.array([0.0, 0.0, 1.0]), P)
    assert chance[0] == pytest.approx(1 / (1 + np.exp(-0.35)))
    assert (chance[1:] > chance[0]).all()


def test_waiting_is_eight_fold_from_80_to_95_percent_load_with_ten_agents():
    at = desk.desk(Luck(1), P)
    assert at.wait[65] / at.wait[10] == pytest.approx(8.07, abs=0.01)
    assert desk.waiting_cost(at, 10, P) == 0
    assert desk.waiting_cost(at, 65, P) == pytest.approx(P["experience.waiting"] * (at.wait[65] - at.wait[10]))


def test_three_quarters_of_the_agents_are_trained_the_slowest_first():
    at = desk.desk(Luck(1), P)
    trained = at.trained_in < desk.UNTRAINED
    assert trained.sum() == 36
    assert at.skill[trained].min() > at.skill[~trained].max()
    assert (at.trained_in[trained].min(), at.trained_in[trained].max()) == (30, 76)


def test_a_trained_agent_answers_faster():
    with_it, without = desk.desk(Luck(1), P), desk.desk(Luck(1), P, training=False)
    agent = int(np.argmin(with_it.trained_in))
    order = np.arange(200)
    ask = (Luck(1), P, order, np.full(200, agent), 100)
    slow, slower = desk.slowness(ask[0], with_it, *ask[1:]), desk.slowness(ask[0], without, *ask[1:])
    assert slower - slow == pytest.approx(np.full(200, 0.20))


def test_goodwill_fades_over_ten_weeks():
    assert desk.goodwill_now(np.array([1.1]), np.array([10.0]), P) == pytest.approx([1.1 / np.e])


def test_no_customer_exceeds_the_ceiling_that_saves_the_exact_probability():
    from course.world.simulate import World
    from course.world.weeks import _ceiling, log_rate, treated

    world = World(customers=500, seed=5)
    person = people(world.luck, P, np.arange(1, 501))
    memory, plan = journey.Memory.start(person, P), treated(world.setting, person)
    memory.satisfaction[:], memory.habit[:], memory.joined[:] = 9.0, 1.0, 0
    for first in (0, 44, 76, 78, 84, 86, 100):
        ceiling = _ceiling(world.setting, person, plan, np.arange(500), range(first, first + 4))
        for week in range(first, first + 4):
            memory.last_order[:] = week
            assert (log_rate(world.setting, person, memory, plan, np.arange(500), week) <= ceiling).all()
