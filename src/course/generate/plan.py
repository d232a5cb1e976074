"""What is to be made: how many customers, which weeks, seed, parameters, tables and truth; cut into fixed blocks."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from course.errors import InputError, invalid, unknown
from course.world.parameters import MARKET_VERSION
from course.world.simulate import World
from course.world.weeks import YEAR, Setting

FORMAT = 1
BLOCK = 32_768
TRUTHS = ("none", "shared", "expected")


@dataclass(frozen=True)
class Plan:
    """A market to be written to a folder.

    customers, weeks, seed, parameters : as `World` takes them.
    tables : names of observed tables; all of them when none is named.
    truth : "none"; "shared": the hidden tables, with effects under this world's luck; "expected": with effects
        expected over re-drawn lucks too, which takes some forty times as long.
    block : customers a block. No value depends on it; it is kept so that equal plans give equal files.

    Errors: InputError for an argument outside its range, an unknown parameter, table or truth.
    """

    customers: int
    weeks: int = 104
    seed: int = 7
    parameters: Mapping[str, float] = field(default_factory=dict)
    tables: Sequence[str] = ()
    truth: str = "none"
    block: int = BLOCK
    version: str = MARKET_VERSION

    def __post_init__(self) -> None:
        world = World(self.customers, self.weeks, self.seed, self.parameters)
        if self.truth not in TRUTHS:
            raise unknown("truth", self.truth, TRUTHS)
        if isinstance(self.block, bool) or not isinstance(self.block, int) or self.block < 1:
            raise invalid("block", self.block, "a whole number from 1", f"Leave it out for {BLOCK:,}.")
        plain = {"customers": world.customers, "weeks": world.weeks, "seed": world.seed}
        for name, value in {**plain, "parameters": world.parameters.changed, "tables": _ordered(self.tables)}.items():
            object.__setattr__(self, name, value)

    @property
    def blocks(self) -> int:
        """Return the number of blocks."""
        return -(-self.customers // self.block)

    def ids(self, number: int) -> np.ndarray:
        """Return the ids of the customers of one block, counted from 0."""
        first = number * self.block + 1
        return np.arange(first, min(first + self.block, self.customers + 1))

    @property
    def world(self) -> World:
        """Return the world to be written, the same object at every call in this process."""
        return _world(self.text)

    @property
    def setting(self) -> Setting:
        """Return what all blocks share; the year after is lived only where the truth about it is wanted."""
        return dataclasses.replace(self.world.setting, future=0 if self.truth == "none" else YEAR)

    @property
    def content(self) -> dict[str, Any]:
        """Return the plan as it is written to `plan.json`."""
        return {"format": FORMAT, **dataclasses.asdict(self), "tables": list(self.tables)}

    @property
    def text(self) -> str:
        """Return the plan as text: equal plans have equal texts."""
        return json.dumps(self.content, sort_keys=True)

    @property
    def id(self) -> str:
        """Return 16 hex digits that only equal plans share; every finished block carries them."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@cache
def _world(text: str) -> World:
    plan = json.loads(text)
    return World(plan["customers"], plan["weeks"], plan["seed"], plan["parameters"])


def _ordered(tables: Sequence[str]) -> tuple[str, ...]:
    """Return the tables asked for, all when none is, in the order of the data dictionary."""
    from course.tables import OBSERVED, TRUTH

    if isinstance(tables, str):
        raise invalid("tables", tables, "a list of names", f'For example ["{tables}"].')
    for name in tables:
        if str(name).removeprefix("truth.") in TRUTH and name not in OBSERVED:
            raise InputError(f"{name!r} is a hidden table. Leave it out: truth shared writes all of them.")
        if name not in OBSERVED:
            raise unknown("table", name, OBSERVED)
    return tuple(name for name in OBSERVED if name in tables or not tables)
