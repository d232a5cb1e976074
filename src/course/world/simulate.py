"""The story in order: people, their weeks, their baskets, their contacts. The only module that knows the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np

from course.errors import invalid
from course.firm import Firm, Tables
from course.streams import Luck
from course.world import baskets, journey, marketing, service
from course.world.assortment import unit_costs
from course.world.baskets import Lines
from course.world.decisions import Decisions
from course.world.ids import ORDER_WIDTH
from course.world.lives import Ending, Life, Orders, join
from course.world.market import Market, market
from course.world.parameters import Parameters
from course.world.people import People, people

YEAR = 52
BLOCK = 16_384
MOST_WEEKS = 204
MOST_CUSTOMERS = 2**40  # ids × 256 × 16 stay below 2^63


@dataclass(frozen=True)
class Setting:
    """Everything that a customer's life depends on besides the customer."""

    luck: Luck
    parameters: Parameters
    market: Market
    decisions: Decisions
    weeks: int

    @property
    def horizon(self) -> int:
        """Return the number of weeks simulated: the observed ones and the year after."""
        return self.weeks + YEAR


def live(setting: Setting, customer: np.ndarray) -> Life:
    """Live the lives of the customers with these ids (consecutive) under a setting."""
    luck, parameters = setting.luck, setting.parameters
    person = people(luck, parameters, customer)
    week, row, failed, went, ending = _weeks(setting, person)
    order = person.customer[row] * ORDER_WIDTH + week
    lines = baskets.fill(luck, parameters, setting.market, person, baskets.Occasions(order, row, week))
    revenue, cost = _money(lines, len(order), setting)
    orders = Orders(order, row, week, failed, went, revenue, cost)
    seen, until = week < setting.weeks, np.minimum(ending.leaves, setting.weeks)
    talk = service.contacts(luck, parameters, person, until, order[seen], failed[seen])
    return Life(person, orders, lines, talk, ending)


def _weeks(setting: Setting, person: People) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, Ending]:
    """Walk through the weeks; return orders (week, row, failed, experience) by customer and week, and the ending."""
    parameters, luck = setting.parameters, setting.luck
    memory = journey.Memory.start(person, parameters)
    mailed = marketing.written_to(luck, person, parameters, setting.decisions.campaigns)
    gap_at_mailing = np.zeros(len(person))
    found: list[tuple[np.ndarray, ...]] = []
    at_end = _state(memory)
    for week in range(setting.horizon):
        if week == marketing.FIRST_WEEK:
            gap_at_mailing = week - memory.last_order
        if week == setting.weeks:
            at_end = _state(memory)
        found.append(_one_week(setting, person, memory, mailed, week))
    week_of = np.concatenate([np.full(len(rows), week) for week, (rows, *_) in enumerate(found)])
    row, failed, went = (np.concatenate(parts) for parts in zip(*found, strict=True))
    sort = np.lexsort((week_of, row))
    opened = mailed & marketing.opened(luck, person.customer, gap_at_mailing, parameters)
    ending = Ending(**at_end, leaves=memory.leaves, written_to=mailed, opened=opened,
                    clicked=marketing.clicked(luck, person.customer, opened, person.deal))  # fmt: skip
    return week_of[sort], row[sort], failed[sort], went[sort], ending


def _one_week(
    setting: Setting, person: People, memory: journey.Memory, mailed: np.ndarray, week: int
) -> tuple[np.ndarray, ...]:
    """Let everybody who is there live one week; return rows, failed and experience of those who ordered."""
    parameters, luck, world = setting.parameters, setting.luck, setting.market
    rows = memory.present(person, week)
    habit = journey.habit_now(memory, rows, week, parameters)
    rate = journey.log_rate(person, memory, rows, habit, world.log_price[week], parameters) + world.log_rate[week]
    if marketing.FIRST_WEEK <= week <= marketing.LAST_WEEK:
        push = marketing.mailing_log_rate(person.deal[rows], week - memory.last_order[rows], parameters)
        rate = rate + np.where(mailed[rows], push, 0.0)
    order = person.customer[rows] * ORDER_WIDTH + week
    chance = journey.visit_probability(person.need[rows], rate)
    came = journey.visits(luck, order, journey.first_visit(chance, person.arrival[rows] == week, parameters))
    rows, order = rows[came], order[came]
    failed = journey.failures(luck, order, parameters)
    went = journey.experience(luck, order, person.quality[rows], failed, parameters)
    journey.remember(memory, person, rows, week, went, parameters)
    return rows, failed, went


def _state(memory: journey.Memory) -> dict[str, np.ndarray]:
    """Return a copy of what is remembered now."""
    return {name: getattr(memory, name).copy() for name in ("satisfaction", "habit", "last_order")}


def _money(lines: Lines, orders: int, setting: Setting) -> tuple[np.ndarray, np.ndarray]:
    """Return revenue and cost of goods by order, in cents."""
    unit_cost = unit_costs()[lines.product]
    sums = (np.bincount(lines.order, lines.quantity * amount, orders) for amount in (lines.price, unit_cost))
    revenue, cost = (np.rint(total).astype(np.int64) for total in sums)
    return revenue, cost


class World:
    """A market whose truth is known: `observe()` gives what the company has, `truth` what it cannot see.

    customers : number of customers, 1 or more. Customer 17 is the same in a world of any size.
    weeks : observed weeks, 1–204; the year after is simulated too, as the truth about next year.
    seed : whole number from 0. Same seed, same world, on every machine.
    parameters : values to change, by the names in `truth.parameters`.

    Errors: InputError for an argument outside its range or an unknown parameter.
    """

    def __init__(
        self, customers: int = 2_000, weeks: int = 104, seed: int = 7, parameters: Mapping[str, Any] | None = None
    ) -> None:
        self.customers = _whole("customers", customers, 1, MOST_CUSTOMERS)
        self.weeks = _whole("weeks", weeks, 1, MOST_WEEKS)
        self.luck = Luck(seed)
        self.seed = self.luck.seed
        self.parameters = Parameters(parameters)
        self.decisions = Decisions()

    def do(self, **interventions: object) -> World:
        """Return a twin: the same people with the same luck under another decision.

        competitor, campaigns : "on" or "off"; campaigns also a list of customer ids who get the mailing.
        prices : a factor above 0 on all of the firm's prices.

        `do()` without a decision changes nothing: the twin is equal in every cell.
        Errors: InputError for an unknown intervention or a value it does not take.
        """
        twin = World(**self.origin)
        twin.decisions = self.decisions.changed(**interventions)
        return twin

    def observe(self) -> Firm:
        """Return what the company has: the observed tables, with the truth under `.truth`."""
        from course.world.observe import observe

        return observe(self)

    @cached_property
    def truth(self) -> Tables:
        """Return what nobody in the market can see: `truth.customers`, `truth.parameters`."""
        from course.world.truth import truth_tables

        return truth_tables(self)

    @property
    def origin(self) -> dict[str, Any]:
        """Return the arguments that make this world, decisions apart."""
        made = {"customers": self.customers, "weeks": self.weeks, "seed": self.seed}
        return {**made, "parameters": dict(self.parameters.changed)} if self.parameters.changed else made

    @cached_property
    def setting(self) -> Setting:
        """Return what all blocks of this world share."""
        made = market(self.luck, self.parameters, self.decisions.prices, self.decisions.competitor == "on")
        return Setting(self.luck, self.parameters, made, self.decisions, self.weeks)

    @cached_property
    def life(self) -> Life:
        """Return everybody's life, lived block by block."""
        return join(list(self.blocks()))

    def blocks(self, size: int = BLOCK) -> Iterator[Life]:
        """Yield the lives of consecutive blocks of customers; the size of a block changes nothing."""
        for first in range(1, self.customers + 1, size):
            yield live(self.setting, np.arange(first, min(first + size, self.customers + 1)))

    def __repr__(self) -> str:
        return f"World(customers={self.customers}, weeks={self.weeks}, seed={self.seed})"


def _whole(argument: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise invalid(
            argument, value, f"a whole number from {low:,} to {high:,}", f"World({argument}={max(low, 100)}) works."
        )
    return int(value)
