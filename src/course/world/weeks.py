"""A block of customers walks through the weeks: who orders, how it went, what they remember, who joins and leaves.

The only module that knows what happens in which order inside a week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

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
_LOOK_AHEAD = 4  # weeks


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


@dataclass(frozen=True)
class Prospects:
    """Those whose luck may be enough for an order in one of the weeks ahead, by week; and how it would go."""

    row: np.ndarray  # position of the customer in the block
    week: np.ndarray
    luck: np.ndarray  # they order if it is below the probability
    arrives: np.ndarray  # it is the week of their first contact
    failed: np.ndarray
    asked: np.ndarray
    recovered: np.ndarray
    slow: np.ndarray
    went: np.ndarray  # experience, in sd units

    def __getitem__(self, some: np.ndarray) -> Prospects:
        return Prospects(*(getattr(self, field.name)[some] for field in fields(self)))


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
    setting: Setting,
    people: People,
    plan: Treated,
    memory: Memory,
    weeks: range,
    watch: Callable[[int, Memory], None] | None = None,
) -> Visits:
    """Live these weeks: people remember, and their orders are returned.

    watch : called with each week and the memories at its start.
    """
    found: list[Prospects] = []
    satisfied: list[np.ndarray] = []
    for first in range(weeks.start, weeks.stop, _LOOK_AHEAD):
        next_weeks = range(first, min(first + _LOOK_AHEAD, weeks.stop))
        ahead = _look(setting, people, memory, plan, next_weeks)
        came: list[np.ndarray] = []
        for week in next_weeks:
            if watch:
                watch(week, memory)
            came.append(_who_comes(setting, people, memory, plan, ahead, week))
            rows = ahead.row[came[-1]]
            journey.remember(memory, people, rows, week, ahead.went[came[-1]], setting.parameters)
            _join(memory, plan, rows, week, programme.first_week(setting.parameters))
            satisfied.append(memory.satisfaction[rows])
        found.append(ahead[np.concatenate(came)])
    return _by_customer(found, satisfied)


def _look(setting: Setting, people: People, memory: Memory, plan: Treated, weeks: range) -> Prospects:
    """Return who may order in these weeks: most people's luck rules it out, whatever happens."""
    seen = np.flatnonzero((people.arrival < weeks.stop) & (memory.leaves > weeks.start))
    order = people.customer[seen] * ORDER_WIDTH
    limit = people.need[seen] * np.exp(_ceiling(setting, people, plan, seen, weeks))
    limit[people.arrival[seen] >= weeks.start] = 1.0
    close, luck = zip(*(setting.fortune.low("journey.visit", order + week, limit) for week in weeks), strict=True)
    row, week = seen[np.concatenate(close)], np.repeat(weeks, [len(one) for one in close])
    arrival, drawn = people.arrival[row], np.concatenate(luck)
    drawn[np.flatnonzero(arrival > week)] = 1.0  # nobody orders before the first contact
    return Prospects(row, week, drawn, arrival == week, *_fate(setting, people, row, week))


def _who_comes(
    setting: Setting, people: People, memory: Memory, plan: Treated, ahead: Prospects, week: int
) -> np.ndarray:
    """Return the positions, among those who may, of those who order this week."""
    first, last = np.searchsorted(ahead.week, (week, week + 1))
    rows, arrives = ahead.row[first:last], np.flatnonzero(ahead.arrives[first:last])
    rate = log_rate(setting, people, memory, plan, rows, week)
    chance = journey.visit_probability(people.need[rows], rate)
    chance[arrives] = journey.first_visit(chance[arrives], setting.parameters)
    return first + np.flatnonzero((ahead.luck[first:last] < chance) & (memory.leaves[rows] > week))


def log_rate(
    setting: Setting, people: People, memory: Memory, plan: Treated, rows: np.ndarray, week: int
) -> np.ndarray:
    """Return the whole log rate of ordering of these customers in this week."""
    parameters, world = setting.parameters, setting.market
    rate = journey.log_rate(people, memory, rows, week, world.log_price[week], parameters) + world.log_rate[week]
    if week > programme.first_week(parameters):
        member = np.flatnonzero(memory.joined[rows] <= week)
        rate[member] += programme.lift(people.need[rows[member]], parameters)
    if mailing.FIRST_WEEK <= week <= mailing.LAST_WEEK:
        mailed = np.flatnonzero(plan.mailed[rows])
        to = rows[mailed]
        rate[mailed] += mailing.log_rate(people.deal[to], week - memory.last_order[to], parameters)
    return rate


def _ceiling(setting: Setting, people: People, plan: Treated, rows: np.ndarray, weeks: range) -> np.ndarray | float:
    """Return what the log rate of these customers does not exceed in these weeks."""
    parameters, world = setting.parameters, setting.market
    highest = max(journey.highest_log_rate(world.log_price[week], parameters) + world.log_rate[week] for week in weeks)
    highest += max(parameters["programme.lift"], 0.0)
    if weeks[-1] < mailing.FIRST_WEEK or mailing.LAST_WEEK < weeks[0]:
        return highest
    just_now = mailing.log_rate(people.deal[rows], np.zeros(len(rows)), parameters)
    return highest + np.maximum(just_now, 0.0) * plan.mailed[rows]


def _fate(setting: Setting, people: People, rows: np.ndarray, week: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return how orders would go: failed, asked about, recovered, slowly handled, and the experience they are."""
    fortune, parameters, at = setting.fortune, setting.parameters, setting.market.desk
    order = people.customer[rows] * ORDER_WIDTH + week
    failed, asked = journey.failures(fortune, order, parameters), desk.questions(fortune, order, parameters)
    recovered, slow = np.zeros(len(order), dtype=bool), np.zeros(len(order))
    wrong, opened = np.flatnonzero(failed), np.flatnonzero(failed | asked)
    recovered[wrong] = desk.compensated(fortune, order[wrong], parameters) & (setting.decisions.recovery == "on")
    agent = desk.agents(fortune, order[opened])
    slow[opened] = desk.slowness(fortune, at, parameters, order[opened], agent, week[opened])
    went = journey.experience(fortune, order, people.quality[rows], failed, parameters)
    went -= desk.waiting_cost(at, week, parameters) + parameters["experience.handling"] * slow
    return failed, asked, recovered, slow, went


def _join(memory: Memory, plan: Treated, rows: np.ndarray, week: int, first_week: int) -> None:
    """Invite at the till those drawn, at their first order in the weeks of invitation; they join or never do."""
    if first_week <= week <= programme.LAST_WEEK:
        new = rows[plan.invited[rows] & plan.joins[rows] & (memory.joined[rows] > week)]
        memory.joined[new] = week + 1


def _by_customer(found: list[Prospects], satisfied: list[np.ndarray]) -> Visits:
    """Put the weeks together, sorted by customer and week; rows of up to 65,536 customers sort by radix."""
    row = np.concatenate([one.row for one in found])
    narrow = np.uint16 if row.max(initial=0) < 2**16 else np.int64
    sort = np.argsort(row.astype(narrow), kind="stable")
    names = ("week", "failed", "asked", "recovered", "slow")
    whole = {name: np.concatenate([getattr(one, name) for one in found])[sort] for name in names}
    return Visits(row[sort], **whole, satisfaction=np.concatenate(satisfied)[sort])
