"""A block of customers walks through the weeks: who orders, how it went, what they remember, who joins and leaves.

The only module that knows what happens in which order inside a week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course.streams import Luck
from course.world import desk, journey, mailing, programme
from course.world.decisions import Decisions
from course.world.ids import ORDER_WIDTH
from course.world.journey import Memory
from course.world.market import Market
from course.world.parameters import Parameters
from course.world.people import People

YEAR = 52
_LOOK_AGAIN = 4  # weeks after which those who have left are dropped from sight


@dataclass(frozen=True)
class Setting:
    """Everything that a customer's life depends on besides the customer.

    luck : decides who people are and what is done to them; fortune : decides how their weeks go. They are the same,
    except where an effect is averaged over many fortunes.
    future : weeks lived after the observed ones; nothing observed depends on their number.
    """

    luck: Luck
    fortune: Luck
    parameters: Parameters
    market: Market
    decisions: Decisions
    weeks: int
    future: int = YEAR

    @property
    def horizon(self) -> int:
        """Return the number of weeks simulated: the observed ones and those after."""
        return self.weeks + self.future


@dataclass(frozen=True)
class Visits:
    """Orders as they happened, one value each, before the baskets are filled; by customer and week."""

    row: np.ndarray  # position of the customer in the block
    week: np.ndarray
    failed: np.ndarray
    asked: np.ndarray  # the customer asks something about the order
    recovered: np.ndarray  # the failure was made good with a voucher
    slow: np.ndarray  # log deviation of handling time, 0 without a ticket
    satisfaction: np.ndarray  # remembered, after this order
    goodwill: np.ndarray  # after this order


@dataclass(frozen=True)
class InSight:
    """Those who may be there in the next four weeks, and what deciding about their week takes."""

    row: np.ndarray
    arrival: np.ndarray
    order: np.ndarray  # id of an order in week 0
    limit: np.ndarray  # of the luck with which an order is possible

    @classmethod
    def look(cls, setting: Setting, people: People, memory: Memory, week: int) -> InSight:
        """Drop those who have left, and take in those who come in the next four weeks, whatever their luck."""
        row = np.flatnonzero((people.arrival < week + _LOOK_AGAIN) & (memory.leaves > week))
        arrival = people.arrival[row]
        ceiling = max(_ceiling(setting, later) for later in range(week, min(week + _LOOK_AGAIN, setting.horizon)))
        limit = np.where(arrival >= week, 1.0, people.need[row] * np.exp(ceiling))
        return cls(row, arrival, people.customer[row] * ORDER_WIDTH, limit)


@dataclass(frozen=True)
class Treated:
    """What the firm does to whom: drawn at random, or chosen."""

    mailed: np.ndarray
    invited: np.ndarray
    joins: np.ndarray  # would accept an invitation


def treated(setting: Setting, people: People) -> Treated:
    """Return who is written to, who is invited to the programme, and who would join."""
    luck, parameters, decided = setting.luck, setting.parameters, setting.decisions
    invited = programme.to_be_invited(luck, people, parameters)
    return Treated(
        mailed=mailing.written_to(luck, people, parameters, decided.campaigns),
        invited=invited if decided.programme == "on" else np.zeros(len(people), dtype=bool),
        joins=programme.would_join(luck, people, parameters),
    )


def walk(
    setting: Setting, people: People, watch: Callable[[int, Memory], None] | None = None
) -> tuple[Visits, Treated, Memory]:
    """Live all weeks; return the orders, what was done to whom, and memory at the end of the horizon.

    watch : called with each week and the memories at its start.
    """
    plan, memory = treated(setting, people), Memory.start(people, setting.parameters)
    found: list[tuple[np.ndarray, ...]] = []
    for week in range(setting.horizon):
        if watch:
            watch(week, memory)
        if week % _LOOK_AGAIN == 0:
            seen = InSight.look(setting, people, memory, week)
        rows = _who_comes(setting, people, memory, plan, seen, week)
        found.append(_orders(setting, people, memory, plan, rows, week))
    return _by_customer(found, setting.parameters), plan, memory


def _who_comes(setting: Setting, people: People, memory: Memory, plan: Treated, seen: InSight, week: int) -> np.ndarray:
    """Return the rows of those who order this week."""
    luck = setting.fortune.uniform("journey.visit", seen.order + week)
    close = np.flatnonzero(luck < seen.limit)
    rows, arrival = seen.row[close], seen.arrival[close]
    chance = journey.visit_probability(people.need[rows], log_rate(setting, people, memory, plan, rows, week))
    new = np.flatnonzero(arrival == week)
    chance[new] = journey.first_visit(chance[new], setting.parameters)
    there = (arrival <= week) & (memory.leaves[rows] > week)
    return rows[np.flatnonzero(there & (luck[close] < chance))]


def log_rate(
    setting: Setting, people: People, memory: Memory, plan: Treated, rows: np.ndarray, week: int
) -> np.ndarray:
    """Return the whole log rate of ordering of these customers in this week."""
    parameters, world = setting.parameters, setting.market
    rate = journey.log_rate(people, memory, rows, week, world.log_price[week], parameters) + world.log_rate[week]
    member = np.flatnonzero(memory.joined[rows] <= week)
    rate[member] += programme.lift(people.need[rows[member]], parameters)
    if mailing.FIRST_WEEK <= week <= mailing.LAST_WEEK:
        mailed = np.flatnonzero(plan.mailed[rows])
        to = rows[mailed]
        rate[mailed] += mailing.log_rate(people.deal[to], week - memory.last_order[to], parameters)
    return rate


def _ceiling(setting: Setting, week: int) -> float:
    """Return what no customer's log rate exceeds this week."""
    parameters, world = setting.parameters, setting.market
    mailed = parameters["campaign.highest"] if mailing.FIRST_WEEK <= week <= mailing.LAST_WEEK else 0.0
    member = max(parameters["programme.lift"], 0.0)
    return journey.highest_log_rate(world.log_price[week], parameters) + world.log_rate[week] + mailed + member


def _orders(
    setting: Setting, people: People, memory: Memory, plan: Treated, rows: np.ndarray, week: int
) -> tuple[np.ndarray, ...]:
    """Let these customers' orders happen, and let them remember; return the orders, as `Visits` but for goodwill."""
    fortune, parameters = setting.fortune, setting.parameters
    order = people.customer[rows] * ORDER_WIDTH + week
    failed = journey.failures(fortune, order, parameters)
    asked = desk.questions(fortune, order, parameters)
    slow = _handling(setting, order, failed | asked, week)
    went = journey.experience(fortune, order, people.quality[rows], failed, parameters)
    went -= desk.waiting_cost(setting.market.desk, week, parameters) + parameters["experience.handling"] * slow
    journey.remember(memory, people, rows, week, went, parameters)
    _join(memory, plan, rows, week, programme.first_week(parameters))
    recovered = _recovered(setting, order, failed)
    return rows, np.full(len(rows), week), failed, asked, recovered, slow, memory.satisfaction[rows]


def _handling(setting: Setting, order: np.ndarray, ticket: np.ndarray, week: int) -> np.ndarray:
    """Return the log deviation of handling time of the orders with a ticket, 0 for the others."""
    slow, opened = np.zeros(len(order)), np.flatnonzero(ticket)
    agent = desk.agents(setting.fortune, order[opened])
    slow[opened] = desk.slowness(setting.fortune, setting.market.desk, setting.parameters, order[opened], agent, week)
    return slow


def _recovered(setting: Setting, order: np.ndarray, failed: np.ndarray) -> np.ndarray:
    """Return which orders failed and were made good."""
    recovered, wrong = np.zeros(len(order), dtype=bool), np.flatnonzero(failed)
    if setting.decisions.recovery == "on":
        recovered[wrong] = desk.compensated(setting.fortune, order[wrong], setting.parameters)
    return recovered


def _join(memory: Memory, plan: Treated, rows: np.ndarray, week: int, first_week: int) -> None:
    """Invite at the till those drawn, at their first order in the weeks of invitation; they join or never do."""
    if first_week <= week <= programme.LAST_WEEK:
        new = rows[plan.invited[rows] & plan.joins[rows] & (memory.joined[rows] > week)]
        memory.joined[new] = week + 1


def _by_customer(found: list[tuple[np.ndarray, ...]], parameters: Parameters) -> Visits:
    """Put the weeks together, sorted by customer and week; rows of up to 65,536 customers sort by radix."""
    whole = [np.concatenate(values) for values in zip(*found, strict=True)]
    narrow = np.uint16 if whole[0].max(initial=0) < 2**16 else np.int64
    sort = np.argsort(whole[0].astype(narrow), kind="stable")
    row, week, failed, asked, recovered, slow, satisfaction = (values[sort] for values in whole)
    goodwill = _goodwill(row, week, recovered, parameters)
    return Visits(row, week, failed, asked, recovered, slow, satisfaction, goodwill)


def _goodwill(row: np.ndarray, week: np.ndarray, recovered: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return goodwill after each order: that of a recovery now, and what is left of earlier ones.

    Every recovery is followed to the customer's last order, all at once. Where there was one before, whoever follows
    that passes later and has the last word.
    """
    new = recovered * parameters["recovery.goodwill"]
    goodwill, at = new.copy(), np.flatnonzero(recovered)
    more = np.append(row[1:] == row[:-1], False)[: len(row)]  # orders of the same customer follow
    while len(at := at[more[at]] + 1):
        left = desk.goodwill_now(goodwill[at - 1], week[at] - week[at - 1], parameters)
        goodwill[at] = left + new[at]
    return goodwill
