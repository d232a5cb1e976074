"""07 · What does past behaviour say? The same silence means one thing after one order, another after many.

Frequency. Of all who ordered four times or more in a year, eight in ten order again within half a year, so the sleeping
ones among them seem well worth waking. But who used to come often and has been silent for 30 to 50 weeks has left,
mostly. The right method asks nobody and models nothing: it cuts the history half a year before its end and counts how
many customers with as many orders and as long a silence came back. The dial is the hazard of leaving: where nobody
leaves, good customers come back, however long they were silent.

Recency. Who goes by the silence alone expects the same of all who have been silent for 30 to 50 weeks. Counting says
that more of those with one order come back than of those with four or more. The dial is the hazard again: where few
leave, the many orders of some and their being gone weigh about the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import came_back, count_classes, rfm_table, share_with_interval, silence_classes
from course.study.stories.story import LARGE, Dial, Story, Telling
from course.world.effects import outcome_of
from course.world.simulate import World

YEAR, HALF = 52, 26  # weeks: described by, watched for
SILENCE, ORDERS = (0, 30, 50), (1, 2, 4)  # where the classes begin: weeks, orders in the year
SILENT, ONCE, OFTEN = "30 to 50", "1", "4+"


def orders_of(firm: Firm, first: int, last: int) -> pd.DataFrame:
    """Return the orders of weeks first ≤ week < last."""
    start, orders = firm.market["starts"].min(), firm.orders
    week = (orders["ordered_at"] - start).dt.days // 7
    return orders[week.between(first, last - 1)]


def last_day(firm: Firm, week: int) -> pd.Timestamp:
    """Return the day before a week begins."""
    return firm.market["starts"].min() + pd.Timedelta(days=7 * week - 1)


def counted(firm: Firm, cut: int) -> pd.DataFrame:
    """Return who came back within half a year of a week, by `silence` then and `orders` in the year before."""
    known = orders_of(firm, cut - YEAR, cut + HALF)
    return came_back(known, last_day(firm, cut), SILENCE, ORDERS)


def sleeping(firm: Firm, week: int) -> pd.Series:
    """Return the class of orders of each customer who has been silent for long by a week."""
    table = rfm_table(orders_of(firm, week - YEAR, week), end=last_day(firm, week))
    silent = silence_classes(table["since_last"], SILENCE) == SILENT
    return count_classes(table["orders"], ORDERS)[silent]


def forecast(then: pd.DataFrame, now: pd.Series, orders: str) -> tuple[float, float, float]:
    """Share of the sleeping of a class who will order again, with its 95 % interval, as counted among others before.

    The interval is that of a share among n, as a forecast for m others: as of 1 / (1/n + 1/m) customers.
    """
    counts: Any = then[(then["silence"] == SILENT) & (then["orders"] == orders)].iloc[0]
    n = 1 / (1 / counts["n"] + 1 / (now == orders).sum())
    return share_with_interval(counts["share"] * n, n)


def order_again(world: World, now: pd.Series, orders: str) -> float:
    """Return the share of the sleeping of a class who do order in the half year after the observed weeks."""
    later = outcome_of(world.setting, world.life, "orders", (world.weeks, world.weeks + HALF)) > 0
    return float(later[now.index[now == orders] - 1].mean())


def frequency(world: World) -> Telling:
    """Share of the sleeping with four orders or more who order again; the truth is how many of them will."""
    firm = world.observe()
    then, now = counted(firm, world.weeks - HALF), sleeping(firm, world.weeks)
    like = then[then["orders"] == OFTEN]
    naive = (like["share"] * like["n"]).sum() / like["n"].sum()
    return Telling(float(naive), *forecast(then, now, OFTEN), order_again(world, now, OFTEN))


def recency(world: World) -> Telling:
    """Share who order again among the sleeping with one order, less that with four or more; the truth is who will.

    The interval of a difference of two shares: Newcombe (1998).
    """
    firm = world.observe()
    then, now = counted(firm, world.weeks - HALF), sleeping(firm, world.weeks)
    (once, once_low, once_high), (often, often_low, often_high) = (forecast(then, now, one) for one in (ONCE, OFTEN))
    low = once - often - np.hypot(once - once_low, often_high - often)
    high = once - often + np.hypot(once_high - once, often - often_low)
    truth = order_again(world, now, ONCE) - order_again(world, now, OFTEN)
    return Telling(0.0, once - often, low, high, truth)


HAZARDS = (0.0, 0.0025, 0.0075, 0.0125, 0.02)
STORIES = (
    Story(
        chapter="07",
        name="frequency",
        unit="share who order again",
        naive_is="the share of all who ordered as often",
        right_is="the share counted half a year earlier among those who had ordered as often and been silent as long",
        tell=frequency,
        naive_error=(0.68, 0.73),
        dial=Dial("leaving.hazard", HAZARDS, right_at=0.0, within=0.15),
    ),
    Story(
        chapter="07",
        name="recency",
        unit="difference of shares who order again",
        naive_is="as long a silence says the same of all: 0",
        right_is="the difference counted half a year earlier among those who had been silent as long",
        tell=recency,
        naive_error=(-0.11, -0.07),
        dial=Dial("leaving.hazard", HAZARDS, right_at=0.0025, within=0.035),
        customers=LARGE,
        no_effect=0.0,
        claims_sign=True,
    ),
)
