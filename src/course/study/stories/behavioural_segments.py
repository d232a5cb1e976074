"""07 · What does past behaviour say? Good customers who fell silent do not come back as good customers do.

The popular method goes by how often somebody came: of all who ordered four times or more in a year, eight in ten order
again within half a year, so the sleeping ones among them seem well worth waking. But who used to come often and has
been silent for 30 to 50 weeks has left, mostly. The right method asks nobody and models nothing: it cuts the history
half a year before its end and counts how many customers with as many orders and as long a silence came back. The dial
is the hazard of leaving: where nobody leaves, good customers come back, however long they were silent.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from course.firm import Firm
from course.measures import came_back, count_classes, rfm_table, share_with_interval, silence_classes
from course.study.stories.story import Dial, Story, Telling
from course.world.effects import outcome_of
from course.world.simulate import World

YEAR, HALF = 52, 26  # weeks: described by, watched for
SILENCE, ORDERS = (0, 30, 50), (1, 4)  # where the classes begin: weeks, orders in the year
SILENT, OFTEN = "30 to 50", "4+"


def orders_of(firm: Firm, first: int, last: int) -> pd.DataFrame:
    """Return the orders of weeks first ≤ week < last."""
    start, orders = firm.market["starts"].min(), firm.orders
    week = (orders["ordered_at"] - start).dt.days // 7
    return orders[week.between(first, last - 1)]


def last_day(firm: Firm, week: int) -> pd.Timestamp:
    """Return the day before a week begins."""
    return firm.market["starts"].min() + pd.Timedelta(days=7 * week - 1)


def counted(firm: Firm, cut: int) -> pd.DataFrame:
    """Return who came back within half a year of a week, by silence then, among those who had ordered often."""
    known = orders_of(firm, cut - YEAR, cut + HALF)
    found = came_back(known, last_day(firm, cut), SILENCE, ORDERS)
    return found[found["orders"] == OFTEN].set_index("silence")


def sleeping(firm: Firm, week: int) -> pd.Index:
    """Return who ordered often in the year before a week and has been silent for long by then."""
    table = rfm_table(orders_of(firm, week - YEAR, week), end=last_day(firm, week))
    silent = silence_classes(table["since_last"], SILENCE) == SILENT
    return table.index[silent & (count_classes(table["orders"], ORDERS) == OFTEN)]


def silence(world: World) -> Telling:
    """Share of the sleeping who order again within half a year; the truth is how many of them will.

    The interval is that of a share counted among n, as a forecast for m others: as of 1 / (1/n + 1/m) customers.
    """
    firm = world.observe()
    then, now = counted(firm, world.weeks - HALF), sleeping(firm, world.weeks)
    silent: Any = then.loc[SILENT]
    n = 1 / (1 / silent["n"] + 1 / len(now))
    share, low, high = share_with_interval(silent["share"] * n, n)
    later = outcome_of(world.setting, world.life, "orders", (world.weeks, world.weeks + HALF)) > 0
    everybody = (then["share"] * then["n"]).sum() / then["n"].sum()
    return Telling(float(everybody), share, low, high, float(later[now - 1].mean()))


STORIES = (
    Story(
        chapter="07",
        name="silence",
        unit="share who order again",
        naive_is="the share of all who ordered as often",
        right_is="the share counted half a year earlier among those who had ordered as often and been silent as long",
        tell=silence,
        naive_error=(0.68, 0.73),
        dial=Dial("leaving.hazard", (0.0, 0.0025, 0.0075, 0.0125, 0.02), right_at=0.0, within=0.15),
    ),
)
