"""What became of a block of customers, as arrays; and how blocks are put together."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.world.baskets import Lines
from course.world.people import People
from course.world.service import Contacts


@dataclass(frozen=True)
class Orders:
    """Orders of one block, by customer and week, next year's included."""

    order: np.ndarray  # order_id = customer × 256 + week
    row: np.ndarray  # position of the customer in the block
    week: np.ndarray
    failed: np.ndarray
    experience: np.ndarray
    revenue: np.ndarray  # cents
    cost: np.ndarray  # cents, of the goods


@dataclass(frozen=True)
class Ending:
    """What customers carry at the end of the observed weeks (the truth), and when they left or will leave."""

    satisfaction: np.ndarray
    habit: np.ndarray
    last_order: np.ndarray
    leaves: np.ndarray
    written_to: np.ndarray
    opened: np.ndarray
    clicked: np.ndarray


@dataclass(frozen=True)
class Life:
    """One block of customers and all that happened to them."""

    people: People
    orders: Orders
    lines: Lines
    contacts: Contacts
    ending: Ending


def join(lives: list[Life]) -> Life:
    """Put blocks of consecutive customers together: positions inside a block become positions in the whole."""
    if len(lives) == 1:
        return lives[0]
    customers = np.cumsum([0, *(len(life.people) for life in lives[:-1])])
    orders = np.cumsum([0, *(len(life.orders.order) for life in lives[:-1])])
    moved = [
        dataclasses.replace(
            life,
            orders=dataclasses.replace(life.orders, row=life.orders.row + c),
            lines=dataclasses.replace(life.lines, order=life.lines.order + o),
        )
        for life, c, o in zip(lives, customers, orders, strict=True)
    ]
    return Life(
        **{part.name: _stack([getattr(life, part.name) for life in moved]) for part in dataclasses.fields(Life)}
    )


def _stack(parts: list[Any]) -> Any:
    """Concatenate dataclasses of arrays, field by field."""
    fields = dataclasses.fields(parts[0])
    return type(parts[0])(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields})
