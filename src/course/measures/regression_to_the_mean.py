"""The extreme of one measurement are less extreme at the next, by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.errors import InputError, invalid
from course.measures import inputs

ENDS = ("lowest", "highest")


@dataclass(frozen=True)
class RegressionToTheMean:
    """What became of the most extreme, beside what would have become of them untreated, in the unit of the scores.

    before, after : their means. expected : mean after = everybody's mean after + slope × (before − everybody's mean
    before); slope : of after on before, among everybody. n : how many they are.
    """

    before: float
    after: float
    expected: float
    slope: float
    n: int

    @property
    def change(self) -> float:
        """What it looks like: after less before."""
        return self.after - self.before

    def __str__(self) -> str:
        means = f"{self.before:.4g} before, {self.after:.4g} after"
        return f"{means}, {self.expected:.4g} expected of the same {self.n:,} by themselves (slope {self.slope:.4g})"

    __repr__ = __str__


def regression_to_the_mean(before: Any, after: Any, share: float = 0.1, end: str = "lowest") -> RegressionToTheMean:
    """How far the lowest (or highest) `share` of scores come back to the mean, and how far they had to.

    before, after : one score per person and time, matched by position. Nobody's score is cut off in a tie: all who are
    as low as the last one chosen are in. Where `after` is far from `expected`, something else moved them.
    Source: Galton (1886).

    >>> regression_to_the_mean([1, 2, 3, 4, 5], [2, 2, 3, 4, 4], share=0.2)
    1 before, 2 after, 1.8 expected of the same 1 by themselves (slope 0.6)
    """
    inputs.one_of(end, "end", ENDS)
    first, second = inputs.numbers(before, "before"), inputs.numbers(after, "after")
    if len(first) != len(second):
        raise InputError(f"before and after must be equally long, got {len(first)} and {len(second)} rows.")
    if len(first) < 3 or first.min() == first.max():
        raise invalid("before", f"{len(first)} scores, {len(set(first))} different", "three people who differ or more")
    inputs.between(share, "share", 1 / len(first), 1, "Use .1 for the worst tenth.")
    away = first if end == "lowest" else -first
    chosen = away <= np.sort(away)[max(int(share * len(first)), 1) - 1]
    off = first - first.mean()
    slope = float(off @ second / (off @ off))
    start = float(first[chosen].mean())
    expected = float(second.mean() + slope * (start - first.mean()))
    return RegressionToTheMean(start, float(second[chosen].mean()), expected, slope, int(chosen.sum()))
