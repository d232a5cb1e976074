"""A small private exercise with each way to answer, to be submitted in bad faith."""

import matplotlib.pyplot as plt
import pandas as pd

from course.grading import misconception, question


def spend(firm) -> pd.Series:
    return firm.orders.groupby("customer_id")["revenue"].sum()


@question(
    "h1.1",
    binds="top_share",
    points=2,
    text="Share of the top fifth",
    hints=["Rank customers by money."],
)
def share_of_top_fifth(firm) -> float:
    money = spend(firm)
    return money.nlargest(len(money) // 5).sum() / money.sum()


@misconception("h1.1", credit=0.5, hint="You counted orders; the question is about money.")
def counted_orders(firm) -> float:
    orders = firm.orders["customer_id"].value_counts()
    return orders.head(len(orders) // 5).sum() / orders.sum()


@question("h1.2", binds="buyers", text="Number of buyers")
def number_of_buyers(firm) -> int:
    return firm.orders["customer_id"].nunique()


@question("h1.3", binds="by_channel", text="Revenue by channel")
def revenue_by_channel(firm) -> pd.DataFrame:
    return firm.orders.groupby("channel", as_index=False)["revenue"].sum()


@question(
    "h1.4",
    binds="spread",
    text="Largest less smallest",
    probes=[pd.Series([1.0, 3.0]), pd.Series([2.0, 2.0, 8.0]), pd.Series([-5.0, 0.5])],
)
def largest_less_smallest(firm):
    return lambda values: values.max() - values.min()


@question("h1.5", binds="curve", plot="lines", text="Revenue so far, from the smallest order up")
def revenue_so_far(firm):
    _, axes = plt.subplots()
    axes.plot(firm.orders["revenue"].sort_values().cumsum().to_numpy())
    return axes


@question("h1.6", binds="advice", points=2, rubric={"names a segment": 1, "names a cost": 1}, text="Advice")
def advice(firm) -> str:
    return "Write to the heavy buyers; a letter costs 90 cents."
