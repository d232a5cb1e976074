"""The story in order: people, their weeks, their baskets, their contacts. The only module that knows the order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np

from course.errors import invalid
from course.firm import Firm, Tables
from course.streams import Luck
from course.world import baskets, service
from course.world.decisions import Decisions
from course.world.ids import ORDER_WIDTH
from course.world.journey import Memory
from course.world.lives import Life, Orders, join
from course.world.market import market
from course.world.parameters import Parameters
from course.world.people import people
from course.world.weeks import Setting, walk

BLOCK = 16_384
MOST_WEEKS = 204
MOST_CUSTOMERS = 2**40  # ids × 256 × 16 stay below 2^63


def live(setting: Setting, customer: np.ndarray) -> Life:
    """Live the lives of the customers with these ids (consecutive) under a setting."""
    fortune, parameters = setting.fortune, setting.parameters
    person = people(setting.luck, parameters, customer)
    at_end: dict[str, Memory] = {}

    def watch(week: int, memory: Memory) -> None:
        if week == setting.weeks:
            at_end["now"] = memory.state()

    visits, plan, memory = walk(setting, person, watch)
    order = person.customer[visits.row] * ORDER_WIDTH + visits.week
    occasions = baskets.Occasions(order, visits.row, visits.week)
    bought = baskets.fill(fortune, parameters, setting.market, person, occasions)
    orders = Orders(order, visits, bought.revenue, bought.cost)
    seen, until = visits.week < setting.weeks, np.minimum(memory.leaves, setting.weeks)
    tickets = service.Tickets(visits.asked[seen], visits.failed[seen])
    talk = service.contacts(fortune, parameters, person, until, order[seen], tickets)
    return Life(person, plan, orders, bought.lines, talk, at_end.get("now", memory), memory)


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

        programme, campaigns, training, recovery, competitor : "on" or "off".
        campaigns : also a list of customer ids who get the mailing.
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
        made = market(self.luck, self.parameters, self.decisions)
        return Setting(self.luck, self.luck, self.parameters, made, self.decisions, self.weeks)

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
            argument, value, f"a whole number from {low:,} to {high:,}", f"For example {argument}={max(low, 100)}."
        )
    return int(value)
