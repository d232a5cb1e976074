"""How long small markets take: a whole one, a student's dataset, and where the time goes, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import numpy as np
from clock import measure, seconds

import course
from course.world import baskets, service, weeks
from course.world.journey import Memory
from course.world.people import people
from course.world.simulate import World, live_on, live_until_now

ASKED = {2_000: "0.2 s", 20_000: "2 s"}  # for all observed tables
STUDENTS = ("customers", "orders", "order_lines")
SLOWEST = 8  # tables named one by one
Row = tuple[str, str, str]


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark. Every repetition is another market."""
    seed = count(1_000)
    for customers, asked in ASKED.items():
        took = measure(lambda customers=customers: _made(World(customers, seed=next(seed))), repeat)
        yield f"{customers:,} customers, all observed tables", str(took), f"asked for: {asked}"
    for more in ((), ("truth.customers",)):
        took = measure(lambda more=more: _student(next(seed), (*STUDENTS, *more)), repeat)
        asked = "asked for: 0.3 s" if not more else "the year after is lived for it"
        yield f"a student's dataset: {', '.join((*STUDENTS, *more))}", str(took), asked
    for customers in ASKED:
        yield from _stages(customers, repeat)


def _made(world: World) -> None:
    """Build every observed table of a world."""
    firm = world.observe()
    for name in firm:
        firm[name]


def _student(number: int, tables: tuple[str, ...]) -> None:
    """Load some tables of a student whom nobody has seen before."""
    firm = course.load(student=f"student {number}")
    for name in tables:
        hidden = name.startswith("truth.")
        firm.truth[name.removeprefix("truth.")] if hidden else firm[name]


# Where the time goes ---------------------------------------------------------------------------------------------


def _stages(customers: int, repeat: int) -> Iterator[Row]:
    """Yield what each stage of living takes, in one block, then each table as a frame."""
    took = {name: measure(stage, repeat) for name, stage in _living(World(customers, seed=7)).items()}
    for name, one in took.items():
        yield f"{customers:,} customers, stage: {name}", str(one), ""
    tables = {name: measure(build, repeat) for name, build in _tables(World(customers, seed=7)).items()}
    slow = sorted(tables, key=lambda name: -tables[name].processor)
    for name in slow[:SLOWEST]:
        yield f"{customers:,} customers, table: {name}", str(tables[name]), "as a frame"
    rest = sum(tables[name].processor for name in slow[SLOWEST:])
    yield f"{customers:,} customers, the other {len(slow) - SLOWEST} tables", f"processor {seconds(rest)}", "as frames"


def _living(world: World) -> dict[str, Callable[[], Any]]:
    """Return the stages of living, each on what the ones before it gave."""
    setting, ids = world.setting, np.arange(1, world.customers + 1)
    fortune, parameters = setting.fortune, setting.parameters
    person, life = people(setting.luck, parameters, ids), live_until_now(setting, ids)
    plan, orders = weeks.treated(setting, person), life.orders
    occasions = baskets.Occasions(orders.order, orders.row, orders.week)
    until = np.minimum(life.now.leaves, setting.weeks)
    tickets = service.Tickets(orders.visits.asked, orders.visits.failed)
    return {
        "the market's weeks and shelf": lambda: World(world.customers, seed=7).setting,
        "people": lambda: people(setting.luck, parameters, ids),
        "weeks": lambda: weeks.walk(setting, person, plan, Memory.start(person, parameters), range(setting.weeks)),
        "baskets": lambda: baskets.fill(fortune, parameters, setting.market, person, occasions),
        "contacts": lambda: service.contacts(fortune, parameters, person, until, orders.order, tickets),
        "the year after": lambda: live_on(setting, life),
    }


def _tables(world: World) -> dict[str, Callable[[], Any]]:
    """Return what builds each table of a world whose observed weeks have been lived; nothing is kept."""
    life = world.life_seen

    def build(name: str) -> None:
        life.kept.clear()
        world.observe()[name]

    return {name: partial(build, name) for name in world.observe().tables}
