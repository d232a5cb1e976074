"""What became of a block of customers, as arrays; and how blocks are put together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np

from course.world.baskets import Lines
from course.world.journey import Memory
from course.world.people import People
from course.world.service import Contacts
from course.world.stack import stack, take
from course.world.weeks import Setting, Treated, Visits

Made = TypeVar("Made")


@dataclass(frozen=True)
class Orders:
    """Orders of one block, by customer and week, next year's included."""

    order: np.ndarray  # order_id = customer × 256 + week
    visits: Visits  # who, when, and how it went
    revenue: np.ndarray  # cents
    cost: np.ndarray  # cents, of the goods

    @property
    def row(self) -> np.ndarray:
        """Return the position of each order's customer in the block."""
        return self.visits.row

    @property
    def week(self) -> np.ndarray:
        """Return the week of each order."""
        return self.visits.week


@dataclass(frozen=True)
class Life:
    """One block of customers and all that happened to them."""

    people: People
    treated: Treated
    orders: Orders
    lines: Lines
    contacts: Contacts
    now: Memory  # at the end of the observed weeks
    last: Memory  # at the end of the weeks after, where they are lived
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False)  # by `once`

    def first_order_from(self, week: int) -> np.ndarray:
        """Return by customer the position of the first order in or after a week; −1 where there is none."""
        starts, ends = self._span_of_orders
        at = starts + self._orders_before(week)
        return np.where(at < ends, at, -1)

    def last_order_before(self, week: int) -> np.ndarray:
        """Return by customer the position of the last order before a week; −1 where there is none."""
        starts, _ = self._span_of_orders
        before = self._orders_before(week)
        return np.where(before > 0, starts + before - 1, -1)

    def _orders_before(self, week: int) -> np.ndarray:
        return np.bincount(self.orders.row[self.orders.week < week], minlength=len(self.people))

    def followed(self, orders: Orders, lines: Lines, last: Memory) -> Life:
        """Return the life with what came afterwards; orders and lines lie by customer and week, as their ids do."""
        orders, lines = stack([self.orders, orders]), stack([self.lines, lines])
        return dataclasses.replace(
            self,
            orders=take(orders, np.argsort(orders.order, kind="stable")),
            lines=take(lines, np.argsort(lines.line, kind="stable")),
            last=last,
        )

    @cached_property
    def _span_of_orders(self) -> tuple[np.ndarray, np.ndarray]:
        """Return by customer where the orders start and end: they lie by customer, then by week."""
        count = np.bincount(self.orders.row, minlength=len(self.people))
        ends = np.cumsum(count)
        return ends - count, ends


def once(make: Callable[[Setting, Life], Made]) -> Callable[[Setting, Life], Made]:
    """Keep with the life what several tables need of it: it is made at the first use. A life has one setting."""
    name = f"{make.__module__}.{make.__name__}"

    @wraps(make)
    def kept(setting: Setting, life: Life) -> Made:
        if name not in life.kept:
            life.kept[name] = make(setting, life)
        made: Made = life.kept[name]
        return made

    return kept


def join(lives: list[Life]) -> Life:
    """Put blocks of consecutive customers together: positions inside a block become positions in the whole."""
    if len(lives) == 1:
        return lives[0]
    customers = np.cumsum([0, *(len(life.people) for life in lives[:-1])])
    moved = [_moved(life, int(before)) for life, before in zip(lives, customers, strict=True)]
    whole: Life = stack(moved)
    return whole


def _moved(life: Life, customers: int) -> Life:
    """Return a block whose positions count from the first customer of the whole."""
    visits = dataclasses.replace(life.orders.visits, row=life.orders.row + customers)
    return dataclasses.replace(life, orders=dataclasses.replace(life.orders, visits=visits))
