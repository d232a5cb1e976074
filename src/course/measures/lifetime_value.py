"""What a customer is worth: margins to come, as long as they come, at what they are worth today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.periods import DAYS

_MOST_STEPS = 10_000


class Purchases(Protocol):
    """A fitted model of purchases: `BetaGeometric` or `ParetoNBD`."""

    def expected_purchases(self, t: float, summary: Any = None) -> Any:
        """Expected purchases in the next `t` units of time."""


class Spend(Protocol):
    """A fitted model of money per purchase: `GammaGamma`."""

    def expected_spend(self, summary: Any = None) -> Any:
        """Expected mean money of a purchase."""


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


def customer_value(  # noqa: PLR0913 - two models, and how to value what they say
    purchases: Purchases,
    spend: Spend,
    summary: Any,
    horizon: int,
    margin: float = 1.0,
    discount: float = 0.1,
    unit: str = "week",
) -> pd.Series:
    """What each customer is worth over the next `horizon` units of time, today: one number per row of `summary`.

    purchases, spend : fitted models, e.g. `BetaGeometric` or `ParetoNBD`, and `GammaGamma`. margin : share of revenue
    that is left after costs. discount : a yearly rate. unit : of time in the summary (day, week, month, quarter, year).
    In the unit of money of the summary. Purchases of each unit of time count at its end:
    Σ_k (purchases by k − purchases by k − 1) · spend · margin · (1 + discount)^(−k in years).
    Source: Fader, Hardie & Lee (2005b).
    """
    steps = inputs.integer(horizon, "horizon", 1, _MOST_STEPS, "It counts units of time, e.g. 52 weeks.")
    share = inputs.between(margin, "margin", -np.inf, np.inf, "0.3 means that thirty percent of revenue is left.")
    rate = inputs.between(discount, "discount", 0, np.inf, "0.1 is ten percent a year.")
    year = DAYS["year"] / DAYS[inputs.one_of(unit, "unit", DAYS)]
    for name, model, method in (("purchases", purchases, "expected_purchases"), ("spend", spend, "expected_spend")):
        if not hasattr(model, method):
            raise invalid(
                name, type(model).__name__, f"a fitted model with .{method}", "See BetaGeometric, GammaGamma."
            )
    money = spend.expected_spend(summary)
    worth, before = money * 0.0, money * 0.0
    for k in range(1, steps + 1):
        by_now = purchases.expected_purchases(k, summary)
        worth, before = worth + (by_now - before) * (1 + rate) ** (-k / year), by_now
    return (worth * money * share).rename("customer_value")
