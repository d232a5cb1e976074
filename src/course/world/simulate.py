"""The story in order: people, their weeks, their baskets, their contacts. The only module that knows the order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from numbers import Integral
from typing import Any

import numpy as np

from course.errors import invalid
from course.firm import Firm, Tables
from course.streams import Luck
from course.world import baskets, service
from course.world.baskets import Lines
from course.world.decisions import Decisions
from course.world.ids import ORDER_WIDTH
from course.world.journey import Memory
from course.world.lives import Life, Orders, join
from course.world.market import market
from course.world.parameters import Parameters
from course.world.people import People, people
from course.world.weeks import Setting, Visits, treated, walk

BLOCK = 16_384
MOST_WEEKS = 204
MOST_CUSTOMERS = 2**40  # ids × 256 × 16 stay below 2^63


def live(setting: Setting, customer: np.ndarray) -> Life:
    """Live the lives of the customers with these ids (consecutive) under a setting, to the end of its horizon."""
    return live_on(setting, live_until_now(setting, customer))


def live_until_now(setting: Setting, customer: np.ndarray) -> Life:
    """Live the observed weeks of these customers."""
    fortune, parameters = setting.fortune, setting.parameters
    person = people(setting.luck, parameters, customer)
    plan, memory = treated(setting, person), Memory.start(person, parameters)
    orders, lines = _shopping(setting, person, walk(setting, person, plan, memory, range(setting.weeks)))
    until = np.minimum(memory.leaves, setting.weeks)
    tickets = service.Tickets(orders.visits.asked, orders.visits.failed)
    talk = service.contacts(fortune, parameters, person, until, orders.order, tickets)
    return Life(person, plan, orders, lines, talk, memory, memory)


def live_on(setting: Setting, life: Life) -> Life:
    """Live the weeks after the observed ones too."""
    if not setting.future:
        return life
    person, memory = life.people, life.now.state()
    visits = walk(setting, person, life.treated, memory, range(setting.weeks, setting.horizon))
    return life.followed(*_shopping(setting, person, visits), memory)


def _shopping(setting: Setting, person: People, visits: Visits) -> tuple[Orders, Lines]:
    """Return the orders of these visits, baskets filled."""
    order = person.customer[visits.row] * ORDER_WIDTH + visits.week
    occasions = baskets.Occasions(order, visits.row, visits.week)
    bought = baskets.fill(setting.fortune, setting.parameters, setting.market, person, occasions)
    return Orders(order, visits, bought.revenue, bought.cost), bought.lines


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
        """Return what nobody in the market can see: the hidden tables."""
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
        """Return everybody's life, the year after included."""
        return live_on(self.setting, self._until_now)

    @property
    def life_seen(self) -> Life:
        """Return everybody's life in the observed weeks, or the whole life where it has been lived."""
        return self.life if "life" in vars(self) else self._until_now

    @cached_property
    def _until_now(self) -> Life:
        return join(list(self.blocks(live=live_until_now)))

    def blocks(self, size: int = BLOCK, live: Callable[[Setting, np.ndarray], Life] = live) -> Iterator[Life]:
        """Yield the lives of consecutive blocks of customers; the size of a block changes nothing."""
        for first in range(1, self.customers + 1, size):
            yield live(self.setting, np.arange(first, min(first + size, self.customers + 1)))

    def __repr__(self) -> str:
        made = ", ".join(f"{name}={value!r}" for name, value in self.origin.items())
        others = vars(self.decisions).items() - vars(Decisions()).items()
        decided = ", ".join(f"{name}={_short(value)}" for name, value in sorted(others, key=str))
        return f"World({made})" + (f".do({decided})" if decided else "")


def _short(decision: object) -> str:
    """Return a decision as it is written; a long list of customers as their number."""
    return f"[{len(decision):,} ids]" if isinstance(decision, frozenset) else repr(decision)


def _whole(argument: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise invalid(
            argument, value, f"a whole number from {low:,} to {high:,}", f"For example {argument}={max(low, 100)}."
        )
    return int(value)
