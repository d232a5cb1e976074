"""Neighbours: customers of the same group of 64 consecutive ids. Their traits are known in any block.

Who somebody is, is a function of luck and id alone. So a block that begins inside a group draws the few ids before it
once more, and finds the neighbours that any other block would find.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.world.lives import Life, once
from course.world.people import People, people
from course.world.stack import take
from course.world.weeks import Setting

GROUP = 64


@dataclass(frozen=True)
class Neighbourhood:
    """Traits of a block of customers and of the ids before it in its first group, in order of id."""

    first: int  # the first id
    traits: dict[str, np.ndarray]

    @property
    def ids(self) -> np.ndarray:
        """Return the ids."""
        return self.first + np.arange(len(next(iter(self.traits.values()))))


def neighbourhood(setting: Setting, life: Life, traits: tuple[str, ...]) -> Neighbourhood:
    """Return these traits of the block and of the ids before it in the group of its first customer."""
    before, block = _before(setting, life), life.people
    both = {name: np.concatenate([getattr(before, name), getattr(block, name)]) for name in traits}
    return Neighbourhood(int(block.customer[0]) - len(before), both)


@once
def _before(setting: Setting, life: Life) -> People:
    """Return the people before the block in the group of its first customer."""
    first = int(life.people.customer[0])
    before = np.arange(max(first // GROUP * GROUP, 1), first)
    return people(setting.luck, setting.parameters, before) if len(before) else take(life.people, before)
