"""What a customer is worth: margins to come, as long as they come, at what they are worth today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs


@dataclass(frozen=True)
class Lifetime:
    """Periods to come of one customer, discounted: their mean, and how much customers differ (standard deviation)."""

    mean: float
    sd: float

    def __str__(self) -> str:
        return f"{self.mean:.4g} periods (standard deviation {self.sd:.4g})"

    __repr__ = __str__


def lifetime_value(margin: float, retention: float, discount: float) -> float:
    """Worth of a customer who stays each period with one and the same probability: margin · r / (1 + d − r).

    margin : per period, the next one counting (1 + d)^−1 if the customer stays until then. retention : r, per period.
    discount : d, per period. Where customers differ in r, those who are left are worth more than their average r
    says; see `ShiftedBetaGeometric`. Source: Gupta & Lehmann (2003).

    >>> lifetime_value(margin=100, retention=0.8, discount=0.12)
    250.0
    """
    r = inputs.between(retention, "retention", 0, 1, "0.8 means that eight in ten stay.")
    d = inputs.between(discount, "discount", 0, np.inf, "0.1 is ten percent per period.")
    if r == 1 and d == 0:
        raise InputError("retention must be below 1 or discount above 0, got 1 and 0: the sum would have no end.")
    return float(inputs.between(margin, "margin", -np.inf, np.inf) * r / (1 + d - r))


def discounted_lifetime(survival: Any, discount: float = 0.0) -> Lifetime:
    """Periods to come, each counting (1 + d)^−k, from the shares that are left after 1, 2, … further periods.

    survival : between 0 and 1, never rising; periods after its end do not count. discount : d, per period.
    Mean: Σ S(k) (1 + d)^−k. The standard deviation is that of one customer's discounted periods; those of n customers
    add up to a mean that is off by sd / √n.

    >>> discounted_lifetime([0.5, 0.25, 0.125])
    0.875 periods (standard deviation 1.053)
    """
    left = inputs.numbers(survival, "survival", low=0, high=1)
    if (np.diff(left) > 0).any():
        raise InputError("survival must never rise. Who left does not come back; check the order of its values.")
    rate = inputs.between(discount, "discount", 0, np.inf, "0.01 is one percent per period.")
    worth = np.cumsum((1 + rate) ** -np.arange(1.0, len(left) + 1))  # of exactly so many periods
    exactly = -np.diff(left, append=0)
    mean = float(exactly @ worth)
    variance = float(exactly @ worth**2) - mean**2
    return Lifetime(mean, float(np.sqrt(max(variance, 0.0))))
