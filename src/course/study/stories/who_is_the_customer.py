"""01 · How many customers does the firm have? Of those who came, how many are still there.

Customers leave without a word, so rules of thumb count. One takes everybody on the books for a customer and counts all
who left; its dial is the hazard of leaving. The other takes half a year of silence for leaving and misses all who buy
seldom; its dial is how many of them there are. The right method looks at the orders of those who came long ago beside
those of newcomers in the same weeks: as people leave, orders fade. It counts well and can name nobody.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import FadingOrders
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

WEEK = pd.Timedelta(weeks=1)
SILENT = 26  # weeks


def orders_of_new_customers(firm: Firm) -> pd.DataFrame:
    """Return the orders of external customers who came in the weeks observed, with an order.

    Those drawn for the loyalty programme are left out: it makes them buy more than newcomers, who are not in it.
    """
    customers, orders, drawn = firm.customers, firm.orders, firm.memberships.query("assigned")
    came = customers[(customers["kind"] != "internal") & (customers["first_contact"] >= firm.market["starts"].min())]
    came = came[~came["customer_id"].isin(drawn["customer_id"])].set_index("customer_id")["first_contact"]
    first = orders.groupby("customer_id")["ordered_at"].min()
    new = came.index[first.reindex(came.index) < came + WEEK]
    return orders[orders["customer_id"].isin(new)]


def still_there(world: World, orders: pd.DataFrame, naive: float) -> Telling:
    """Share of those who came that is still there; the truth is who has not left by the end of the weeks observed."""
    found = FadingOrders().fit(orders).share_still_there()
    there = world.truth.customers.set_index("customer_id")["still_there"]
    truth = there.loc[orders["customer_id"].unique()].mean()
    return Telling(naive, found.estimate, found.low, found.high, float(truth))


def the_books(world: World) -> Telling:
    """Everybody who came is on the books."""
    return still_there(world, orders_of_new_customers(world.observe()), naive=1.0)


def half_a_year(world: World) -> Telling:
    """A customer is who ordered within the last 26 weeks."""
    firm = world.observe()
    orders = orders_of_new_customers(firm)
    recent = orders["ordered_at"] >= firm.market["starts"].max() - (SILENT - 1) * WEEK
    naive = orders.loc[recent, "customer_id"].nunique() / orders["customer_id"].nunique()
    return still_there(world, orders, naive)


RIGHT = "orders of those who came long ago beside newcomers' in the same weeks"

STORIES = (
    Story(
        chapter="01",
        name="the books",
        unit="share of new customers",
        naive_is="everybody who came",
        right_is=RIGHT,
        tell=the_books,
        naive_error=(0.22, 0.26),
        dial=Dial("leaving.hazard", (0.0, 0.0025, 0.0075, 0.015), right_at=0.0, within=0.01),
    ),
    Story(
        chapter="01",
        name="half a year",
        unit="share of new customers",
        naive_is="who ordered in the last 26 weeks",
        right_is=RIGHT,
        tell=half_a_year,
        naive_error=(-0.17, -0.13),
        dial=Dial("need.occasional_share", (0.0, 0.3, 0.54, 0.8), right_at=0.0, within=0.06),
    ),
)
