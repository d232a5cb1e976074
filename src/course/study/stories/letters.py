"""The spring mailing as an experiment, for the chapters that learn from it (09, 13): who was drawn, what came after."""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import rfm_table

LETTERS = 1_000  # what figures are given for
QUARTER = 13  # weeks
ADDED = 6  # lines


def weeks_of(firm: Firm) -> tuple[int, int]:
    """Return the weeks in which the letter works, as first ≤ week < last."""
    campaign = firm.campaigns.iloc[0]
    return int(campaign["first_week"]), int(campaign["last_week"]) + 1


def orders_of(firm: Firm, first: int, last: int) -> pd.DataFrame:
    """Return number, customer and money of the orders of weeks first ≤ week < last."""
    orders, start = firm.orders, firm.market["starts"].min()
    during = ((orders["ordered_at"] - start).dt.days // 7).between(first, last - 1)
    return orders.loc[during, ["order_id", "customer_id", "ordered_at", "revenue"]]


def experiment(firm: Firm) -> pd.DataFrame:
    """Return one row per customer with an order before the letter: what was known, who was drawn, orders then.

    since_last : weeks; orders : until then; lately : in the last quarter of these; written : to them, by chance;
    after : orders in the weeks of the letter.
    """
    first, last = weeks_of(firm)
    before = orders_of(firm, 0, first)
    people = rfm_table(before, end=firm.market["starts"].min() + pd.Timedelta(days=7 * first - 1))
    spans = {"lately": (first - QUARTER, first), "after": (first, last)}
    counts = {name: orders_of(firm, *span)["customer_id"].value_counts() for name, span in spans.items()}
    drawn = firm.treatments.set_index("customer_id")["assigned"]
    return people.assign(
        **{name: count.reindex(people.index, fill_value=0) for name, count in counts.items()},
        written=drawn.reindex(people.index),
    )


def on_offer(firm: Firm) -> pd.Series:
    """Return by customer the share of lines bought on offer before the letter, few lines drawn towards everybody's.

    A share of one line is 0 or 1 by chance: to each customer's lines six are added with the share of all lines.
    """
    before = orders_of(firm, 0, weeks_of(firm)[0])[["order_id", "customer_id"]]
    lines = firm.order_lines[["order_id", "on_offer"]].merge(before, on="order_id")
    found = lines.groupby("customer_id")["on_offer"].agg(["sum", "size"])
    return ((found["sum"] + ADDED * lines["on_offer"].mean()) / (found["size"] + ADDED)).rename("on_offer")
