"""A story that a chapter tells: the popular method, the right one, and the truth, in one world after another.

The naive answer errs in a stated direction and by a stated amount; the right method's 95 % interval holds the truth and
excludes the naive answer; and the dial, one parameter of the market, has a region where the naive answer is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course.world.simulate import World

STANDARD, LARGE = 20_000, 60_000  # customers, as in course.load() and course.load("large")


@dataclass(frozen=True)
class Telling:
    """What a story comes to in one world, in the story's unit; low and high end the right method's 95 % interval."""

    naive: float
    estimate: float
    low: float
    high: float
    truth: float


@dataclass(frozen=True)
class Dial:
    """One parameter of the market, the values it is turned to, and where the naive method is right.

    right_at : the value at which the naive answer is off by at most `within`, on average, in the story's unit.
    """

    parameter: str
    values: tuple[float, ...]
    right_at: float
    within: float


@dataclass(frozen=True)
class Story:
    """One story of a chapter.

    chapter : "12"; name : a few words, unique in the chapter; unit : what the figures are.
    naive_is, right_is : the two methods, in words.
    tell : what the story comes to in a world.
    naive_error : the range in which the naive answer less the truth lies, on average; both ends have one sign.
    no_effect : the figure that would mean that there is nothing; with it, the power to exclude it is reported.
    claims_sign : the chapter says on which side of `no_effect` the truth lies, so power must be at least .9.
    """

    chapter: str
    name: str
    unit: str
    naive_is: str
    right_is: str
    tell: Callable[[World], Telling]
    naive_error: tuple[float, float]
    dial: Dial
    customers: int = STANDARD
    no_effect: float | None = None
    claims_sign: bool = False

    @property
    def label(self) -> str:
        """Return the name by which the story is asked for, as "12 programme"."""
        return f"{self.chapter} {self.name}"

    def world(self, seed: int, turned_to: float | None = None) -> World:
        """Return the world of a seed, the dial turned to a value or left as it is."""
        changed = {} if turned_to is None else {self.dial.parameter: turned_to}
        return World(self.customers, seed=seed, parameters=changed)
