"""02 · What does the base look like? Of those who bought nothing last year, half are still there.

One popular method takes a year without an order for the end; its dial is how many customers buy seldom. The other knows
the NBD, which says what those who bought nothing will buy in a steady market, and takes everybody for a customer who
may buy again; its dial is the hazard of leaving. The right method is the NBD of those who are there, and lets orders
that fade say how many that are.
"""

from __future__ import annotations

from course.measures import NBDWhileThere
from course.study.stories.story import Dial, Story, Telling
from course.study.stories.who_is_the_customer import WEEK, orders_of_new_customers
from course.world.simulate import World

YEAR = 52  # weeks


def silent(world: World, naive: float) -> Telling:
    """Share still there of customers who came over a year ago and ordered nothing in the last 52 weeks.

    The truth is who of them has not left by the end of the weeks observed.
    """
    firm = world.observe()
    orders = orders_of_new_customers(firm)
    found = NBDWhileThere().fit(orders, YEAR).share_there(x=0)
    last = orders.groupby("customer_id")["ordered_at"].max()
    year_ago = firm.market["starts"].max() - (YEAR - 1) * WEEK
    there = world.truth.customers.set_index("customer_id")["still_there"]
    truth = there.loc[last.index[last < year_ago]].mean()
    return Telling(naive, found.estimate, found.low, found.high, float(truth))


def gone(world: World) -> Telling:
    """Nothing last year: gone."""
    return silent(world, naive=0.0)


def steady(world: World) -> Telling:
    """Nothing last year: only waiting."""
    return silent(world, naive=1.0)


RIGHT = "the NBD of those who are there"

STORIES = (
    Story(
        chapter="02",
        name="gone",
        unit="share of the silent",
        naive_is="who ordered nothing last year is gone",
        right_is=RIGHT,
        tell=gone,
        naive_error=(-0.52, -0.42),
        dial=Dial("need.occasional_share", (0.0, 0.3, 0.54, 0.8), right_at=0.0, within=0.15),
    ),
    Story(
        chapter="02",
        name="steady",
        unit="share of the silent",
        naive_is="the NBD: nobody leaves",
        right_is=RIGHT,
        tell=steady,
        naive_error=(0.48, 0.58),
        dial=Dial("leaving.hazard", (0.0, 0.0025, 0.0075, 0.015), right_at=0.0, within=0.01),
    ),
)
