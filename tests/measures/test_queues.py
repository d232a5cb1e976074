"""Queues against published figures and against customers who wait one after another; staffing; bad input."""

import heapq

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import erlang_b, erlang_c, little, queue, staffing, staffing_day

DESK = queue(arrivals=10 / 180, handling=180, agents=14)  # seconds: 10 erlangs


@pytest.mark.parametrize(
    ("quantity", "published"),
    [(DESK.waits, 0.1741), (DESK.answered_within(20), 0.8884), (erlang_c(10, 14), 0.1741)],
)
def test_ten_erlangs_on_fourteen_agents_are_as_published(quantity, published):
    assert quantity == pytest.approx(published, abs=6e-5)


def test_mean_wait_of_ten_erlangs_on_fourteen_agents_is_as_published():
    assert DESK.mean_wait == pytest.approx(7.84, abs=5e-3)


# Tables of Erlang's loss formula, as printed in textbooks of teletraffic: load at which 1 % of calls are lost.
@pytest.mark.parametrize(("agents", "load"), [(1, 0.0101), (2, 0.153), (5, 1.36), (10, 4.46), (20, 12.0), (50, 37.9)])
def test_loads_at_which_one_in_a_hundred_is_lost_are_as_published(agents, load):
    assert erlang_b(load, agents) == pytest.approx(0.01, rel=0.025)  # loads are printed with three digits


def test_from_80_to_95_percent_load_waiting_is_five_fold_with_one_agent_and_eight_fold_with_ten():
    def fold(agents: int) -> float:
        high, low = (queue(load * agents, 1, agents).mean_wait for load in (0.95, 0.8))
        return high / low

    assert fold(1) == pytest.approx(4.75)
    assert 7.5 < fold(10) < 8.5


def test_one_agent_is_the_textbooks_queue():
    """M/M/1: mean number present ρ / (1 − ρ), mean time 1 / (μ − λ) (Gross & Harris 1998)."""
    found = queue(arrivals=5, handling=1 / 6, agents=1)
    assert (found.waits, found.present, found.mean_time) == pytest.approx((5 / 6, 5, 1))


@pytest.mark.parametrize(
    ("quantity", "published"),
    [("queue", 8 / 9), ("present", 26 / 9), ("mean_wait", 8.9 / 60), ("mean_time", 28.9 / 60)],
)
def test_the_eye_clinic_of_three_doctors_is_as_published(quantity, published):
    """Gross & Harris (1998): six patients an hour, a test of 20 minutes."""
    assert getattr(queue(6, 1 / 3, 3), quantity) == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize(
    ("doctors", "published"),
    [(1, (4 / 3, 2, 2 / 3, 1, 0.667, 0.404, 0.245)), (2, (1 / 12, 3 / 4, 1 / 24, 3 / 8, 0.167, 0.022, 0.003))],
)
def test_the_county_hospital_with_one_doctor_and_with_two_is_as_published(doctors, published):
    """Hillier & Lieberman (2010): two patients an hour, 20 minutes each; waits beyond 0, 1/2 and 1 hour."""
    found = queue(2, 1 / 3, doctors)
    late = [1 - found.answered_within(hours) for hours in (0, 0.5, 1)]
    assert (found.queue, found.present, found.mean_wait, found.mean_time, *late) == pytest.approx(published, abs=6e-4)


@given(st.floats(0.1, 40), st.floats(0.05, 0.99))
def test_littles_law_holds_for_line_and_system(handling, load):
    found = queue(load * 7 / handling, handling, 7)
    assert found.queue == pytest.approx(little(rate=found.arrivals, time=found.mean_wait))
    assert found.present == pytest.approx(little(rate=found.arrivals, time=found.mean_time))
    assert found.present - found.queue == pytest.approx(found.erlangs)


def test_little_gives_the_one_that_is_left_out():
    assert little(customers=10, time=0.25) == 40
    assert little(customers=10, rate=40) == 0.25
    assert little(rate=40, time=0.25) == 10


def test_erlangs_formulas_are_related():
    for load, agents in ((0.5, 1), (10, 14), (900, 950)):
        lost = erlang_b(load, agents)
        assert erlang_c(load, agents) == pytest.approx(lost / (1 - load / agents * (1 - lost)))


def test_thousands_of_erlangs_are_no_trouble():
    assert 0 < erlang_c(5_000, 5_050) < 1
    assert staffing(5_000, 1, within=0.1, promised=0.8).agents < 5_100


def test_nobody_waits_where_nobody_calls():
    idle = queue(0, 180, 1)
    assert str(idle.wait_quantile(0.9)) == "0.0"
    assert idle.answered_within(0) == 1
    assert str(staffing(0, 180, 20)) == "1 agent answers 100.0% within 20 (promised 80%)"


def test_quantiles_and_shares_answer_each_other():
    assert DESK.wait_quantile(0.5) == 0
    assert DESK.answered_within(DESK.wait_quantile(0.95)) == pytest.approx(0.95)


def test_simulated_callers_wait_as_the_formula_says():
    luck = np.random.default_rng(8)
    came = np.cumsum(luck.exponential(1 / 4.0, 200_000))
    free, waits = [0.0] * 5, []
    for now, handling in zip(came, luck.exponential(1.0, len(came)), strict=True):
        starts = max(now, heapq.heappop(free))
        heapq.heappush(free, starts + handling)
        waits.append(starts - now)
    found = queue(4, 1, 5)
    assert np.mean(waits) == pytest.approx(found.mean_wait, rel=0.05)
    assert np.mean(np.array(waits) <= 0.5) == pytest.approx(found.answered_within(0.5), abs=0.01)


@settings(deadline=None)
@given(st.floats(0.01, 300), st.floats(0, 2), st.floats(0.05, 0.99))
def test_staffing_is_the_smallest_number_that_keeps_the_promise(load, within, promised):
    plan = staffing(load, 1, within, promised)
    assert queue(load, 1, plan.agents).answered_within(within) >= promised
    if plan.agents - 1 > load:
        assert queue(load, 1, plan.agents - 1).answered_within(within) < promised


def test_options_show_what_one_more_or_less_would_do():
    plan = staffing(10 / 180, 180, within=20, promised=0.8)
    assert plan.agents == 14
    assert plan.options.index.to_list() == [11, 12, 13, 14, 15, 16, 17]
    assert plan.options.loc[14, "mean_wait"] == pytest.approx(7.84, abs=5e-3)
    assert plan.options["answered"].is_monotonic_increasing
    assert abs(plan.by_rule - plan.agents) <= 1


def test_a_day_is_staffed_period_by_period():
    calls = pd.Series([0, 100, 30], index=["night", "noon", "evening"])
    found = staffing_day(calls, period=1800, handling=180, within=20)
    assert found["agents"].to_dict() == {"night": 0, "noon": 14, "evening": 5}
    assert found.loc["noon", "erlangs"] == pytest.approx(10)


@pytest.mark.parametrize("factor", [1 / 60, 1 / 3600])
def test_the_unit_of_time_scales_waits_alone(factor):
    found = queue(10 / 180 / factor, 180 * factor, 14)
    assert found.waits == pytest.approx(DESK.waits)
    assert found.mean_wait == pytest.approx(DESK.mean_wait * factor)
    assert staffing(10 / 180 / factor, 180 * factor, 20 * factor).agents == 14


def test_they_print_a_line():
    assert str(DESK) == "10 erlangs on 14 agents (71.4% busy): 17.4% wait, on average 7.836 over all calls"
    assert str(staffing(10 / 180, 180, 20)) == "14 agents answer 88.8% within 20 (promised 80%)"


WRONG = [
    (lambda: little(rate=3), "little takes two of customers, rate and time, got 1"),
    (lambda: little(1, 2, 3), "got 3"),
    (lambda: little(customers=3, time=0), "time must be above 0, got 0"),
    (lambda: little(customers=-3, time=1), "customers must be a number of at least 0, got -3"),
    (lambda: erlang_b(-1, 3), "erlangs must be a number of at least 0"),
    (lambda: erlang_b(1, 2.5), "agents must be a whole number"),
    (lambda: erlang_c(14, 14), "erlangs must be from 0 to below agents = 14"),
    (lambda: erlang_c(1, 0), "agents must be a whole number between 1"),
    (lambda: queue(10, 1, 9), "With more load the queue never ends"),
    (lambda: queue(np.nan, 1, 9), "arrivals must be a number"),
    (lambda: queue(1, 0, 9), "handling must be a number"),
    (lambda: staffing(1, 1, 1, promised=80), "promised must be a number between 0 and 0.999999, got 80"),
    (lambda: staffing(1, 1, -1), "within must be a number of at least 0, got -1"),
    (lambda: staffing(10**9, 1, 1), "Are both in one unit of time?"),
    (lambda: staffing_day([], 1800, 180, 20), "calls must not be empty"),
    (lambda: staffing_day([-1], 1800, 180, 20), "calls must be at least 0, got -1"),
    (lambda: DESK.answered_within(-1), "time must be a number of at least 0"),
    (lambda: DESK.wait_quantile(1), "share must be a number between 0 and 1"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
