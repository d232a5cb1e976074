"""Pandas: what an expression gives, filter, group, date, join, one plot, a decision, an error read aloud."""

import matplotlib.pyplot as plt
import pandas as pd

from course.grading import alternative, misconception, question

LARGE = 5_000  # cents
EARNS, COSTS = 0.05, 0.0045  # crowns on a crown of presents; crowns for a crown of all revenue


# a1.1 · what an expression gives


@question(
    "a1.1",
    binds="gives",
    points=2,
    text="What a line gives",
    hints=[
        "Run each of the five in a cell of its own and look at what comes out: many rows, one column, one value?",
        "A comparison answers for each row. What do square brackets, and what does a sum, make of such answers?",
    ],
)
def what_it_gives(firm) -> dict:
    return {
        "a": "a mask",
        "b": "rows",
        "c": "one number",
        "d": "a number for each channel",
        "e": "the name of a channel",
    }


@alternative("a1.1")
def the_same_in_pairs(firm) -> dict:
    found = ["the name of a channel", "a number for each channel", "one number", "rows", "a mask"]
    return dict(zip("edcba", found, strict=True))


@misconception(
    "a1.1",
    credit=0.5,
    hint="You exchanged the comparison and what it is good for: alone it is only ticks; in square brackets it selects.",
)
def mask_for_rows(firm) -> dict:
    return {**what_it_gives(firm), "a": "rows", "b": "a mask"}


@misconception("a1.1", credit=0.5, hint="A group gives one value for each pile. A sum of ticks gives only one in all.")
def groups_for_a_number(firm) -> dict:
    return {**what_it_gives(firm), "c": "a number for each channel", "d": "one number"}


@misconception(
    "a1.1", credit=0.5, hint="`idxmax` does not return the largest value but the label at which it stands in the index."
)
def label_for_value(firm) -> dict:
    return {**what_it_gives(firm), "c": "the name of a channel", "e": "one number"}


# a1.2 · two conditions


@question(
    "a1.2",
    binds="large_in_shop",
    text="Large orders in the shop",
    hints=[
        "Two masks, each in round brackets, with a sign between them that keeps a row only where both are true.",
        "The number of rows with a tick is the sum of the mask. And mind the unit of `revenue`.",
    ],
)
def large_orders_in_shop(firm) -> int:
    orders = firm.orders
    return int(((orders["channel"] == "shop") & (orders["revenue"] > LARGE)).sum())


@alternative("a1.2")
def by_query(firm) -> int:
    return len(firm.orders.query("channel == 'shop' and revenue > @LARGE"))


@misconception(
    "a1.2", hint="This counts orders that fulfil one condition or the other. The question asks for both at once."
)
def either_of_them(firm) -> int:
    orders = firm.orders
    return int(((orders["channel"] == "shop") | (orders["revenue"] > LARGE)).sum())


@misconception("a1.2", credit=0.5, hint="You compared cents with crowns: nearly every order is above 50 cents.")
def crowns_for_cents(firm) -> int:
    orders = firm.orders
    return int(((orders["channel"] == "shop") & (orders["revenue"] > LARGE / 100)).sum())


@misconception("a1.2", hint="This is the number of large orders over all channels.")
def over_all_channels(firm) -> int:
    return int((firm.orders["revenue"] > LARGE).sum())


# a1.3 · different customers by group


@question(
    "a1.3",
    binds="users",
    points=2,
    text="Customers of each channel",
    hints=[
        "Split the orders by channel. Which column of each pile holds what you want to count?",
        "A customer with ten orders by app is one user of the app. There is a method that counts different values.",
    ],
)
def users_of_each_channel(firm) -> pd.Series:
    return firm.orders.groupby("channel")["customer_id"].nunique()


@alternative("a1.3")
def without_repeats(firm) -> pd.Series:
    return firm.orders.drop_duplicates(["channel", "customer_id"])["channel"].value_counts()


@misconception("a1.3", hint="These are orders. A customer who ordered ten times over one channel is one user of it.")
def orders_of_each_channel(firm) -> pd.Series:
    return firm.orders.groupby("channel").size()


@misconception(
    "a1.3",
    hint="This is the channel over which customers first got in touch, from `customers`; they need not order over it.",
)
def channel_of_the_first_contact(firm) -> pd.Series:
    return firm.customers["channel"].value_counts()


@misconception(
    "a1.3", credit=0.5, hint="You counted each customer once, at the first order. Who used two channels counts in both."
)
def each_customer_once(firm) -> pd.Series:
    return firm.orders.sort_values("ordered_at").drop_duplicates("customer_id")["channel"].value_counts()


# a1.4 · a month, to its last hour


@question(
    "a1.4",
    binds="in_december",
    points=2,
    text="Orders of one month",
    hints=[
        "`ordered_at` has an hour. A date that you write as a text stands for its midnight.",
        "A month ends when the next one begins. Look at the largest moment that your filter keeps.",
    ],
)
def orders_in_december(firm) -> int:
    moments = firm.orders["ordered_at"]
    return int(moments.between("2024-12-01", "2025-01-01", inclusive="left").sum())


@alternative("a1.4")
def by_period(firm) -> int:
    return int((firm.orders["ordered_at"].dt.to_period("M") == pd.Period("2024-12")).sum())


@misconception("a1.4", credit=0.5, hint="The last day is missing: as a text it is the midnight with which it begins.")
def without_the_last_day(firm) -> int:
    moments = firm.orders["ordered_at"]
    return int(((moments >= "2024-12-01") & (moments <= "2024-12-31")).sum())


@misconception("a1.4", credit=0.5, hint="Both Decembers are in your count: `.dt.month` does not know the year.")
def both_decembers(firm) -> int:
    return int((firm.orders["ordered_at"].dt.month == 12).sum())


@misconception("a1.4", hint="You counted different customers. The question asks for orders.")
def customers_in_december(firm) -> int:
    orders = firm.orders
    inside = orders["ordered_at"].between("2024-12-01", "2025-01-01", inclusive="left")
    return orders.loc[inside, "customer_id"].nunique()


# a1.5 · a join


def lines_with_category(firm) -> pd.DataFrame:
    named = firm.order_lines.merge(firm.products[["product_id", "category"]], on="product_id")
    named["amount"] = named["quantity"] * named["price_paid"] / 100
    return named


@question(
    "a1.5",
    binds="by_category",
    points=3,
    text="Revenue by category",
    hints=[
        "Three steps: a join that brings the category to each line, a column with the money of the line, a group.",
        "The table of lines has no revenue of its own: compute it from two columns, then go from cents to crowns.",
    ],
)
def revenue_by_category(firm) -> pd.Series:
    return lines_with_category(firm).groupby("category")["amount"].sum()


@alternative("a1.5")
def looked_up_in_a_dictionary(firm) -> pd.Series:
    category = firm.order_lines["product_id"].map(firm.products.set_index("product_id")["category"])
    cents = firm.order_lines["quantity"] * firm.order_lines["price_paid"]
    return cents.groupby(category).sum() / 100


@misconception(
    "a1.5",
    hint="You added up the totals of whole orders, once for each of their lines. Add up the money of the lines.",
)
def totals_after_the_join(firm) -> pd.Series:
    both = firm.orders.merge(lines_with_category(firm), on="order_id")
    return both.groupby("category")["revenue"].sum() / 100


@misconception("a1.5", credit=0.5, hint="A line may hold several units. You added up the price of one of each.")
def quantity_forgotten(firm) -> pd.Series:
    return lines_with_category(firm).groupby("category")["price_paid"].sum() / 100


@misconception(
    "a1.5", hint="These are units sold. A machine and a bag of tea are one unit each; the question is about money."
)
def units_for_money(firm) -> pd.Series:
    return lines_with_category(firm).groupby("category")["quantity"].sum().astype(float)


# a1.6 and a1.7 · presents by month


def by_month(firm) -> tuple[pd.DataFrame, pd.Series]:
    """Return all lines with month and amount, and who of them is a present."""
    dated = firm.order_lines.merge(firm.orders[["order_id", "ordered_at"]], on="order_id")
    dated["amount"] = dated["quantity"] * dated["price_paid"]
    dated["month"] = dated["ordered_at"].dt.month
    return dated, dated["for_whom"] == "gift"


def share_of_presents(firm) -> pd.Series:
    dated, gift = by_month(firm)
    return dated[gift].groupby("month")["amount"].sum() / dated.groupby("month")["amount"].sum()


def _drawn(values: pd.Series):
    _, axes = plt.subplots()
    axes.plot(values.index, values)
    return axes


@question(
    "a1.6",
    binds="presents",
    points=3,
    plot="lines",
    text="Presents over the year",
    hints=[
        "The date is in `orders`, the mark of a present in `lines`: join first. `.dt.month` is the same in both years.",
        "Two sums by month, one of presents and one of everything; then divide the first by the second, and draw.",
    ],
)
def presents_over_the_year(firm):
    return _drawn(share_of_presents(firm))


@alternative("a1.6")
def by_table_of_sums(firm) -> pd.Series:
    dated, gift = by_month(firm)
    sums = dated.assign(gift=gift).pivot_table(index="month", columns="gift", values="amount", aggfunc="sum")
    return sums[True] / sums.sum(axis=1)


@misconception(
    "a1.6", credit=0.5, hint="This is the share of lines. The question is about money: quantity times price."
)
def share_of_lines(firm):
    dated, gift = by_month(firm)
    return _drawn(gift.groupby(dated["month"]).mean())


@misconception(
    "a1.6",
    hint="Your twelve shares add up to 1: they say how presents spread over the year, not their part in each month.",
)
def share_of_all_presents(firm):
    dated, gift = by_month(firm)
    sums = dated[gift].groupby("month")["amount"].sum()
    return _drawn(sums / sums.sum())


@misconception("a1.6", hint="This is the money spent on presents. Divide it by all money of the same month.")
def money_for_share(firm):
    dated, gift = by_month(firm)
    return _drawn(dated[gift].groupby("month")["amount"].sum() / 100)


@question(
    "a1.7",
    binds="open_in",
    points=3,
    ordered=False,
    text="When the wrapping desk is open",
    hints=[
        "Take 100 crowns of a month's revenue: how many are presents, what does the desk earn, what does it cost?",
        "Your line of the question before has all you need. From which share on does the desk earn more than it costs?",
    ],
)
def months_that_pay(firm) -> list:
    share = share_of_presents(firm)
    return [int(month) for month in share.index if EARNS * share[month] > COSTS]


@alternative("a1.7")
def by_profit_in_crowns(firm) -> list:
    dated, gift = by_month(firm)
    profit = (EARNS * dated["amount"].where(gift, 0) - COSTS * dated["amount"]).groupby(dated["month"]).sum()
    return profit.index[profit > 0].to_list()


@misconception("a1.7", hint="Over the whole year the desk costs more than it earns. Look at each month by itself.")
def all_the_year(firm) -> list:
    return list(range(1, 13))


@misconception(
    "a1.7",
    credit=0.5,
    hint="A season is more than you need: in some of these months presents are hardly more frequent than in spring.",
)
def last_quarter(firm) -> list:
    return [10, 11, 12]


@misconception("a1.7", hint="You turned it round: in these months the desk costs more than it earns.")
def turned_round(firm) -> list:
    return [month for month in range(1, 13) if month not in months_that_pay(firm)]


# a1.8 · errors read aloud


@question(
    "a1.8",
    binds="letter",
    points=4,
    text="A colleague's three lines",
    rubric={
        "names the first error, says in plain words why one yes or no is wanted, and mends it (sign and brackets)": 1,
        "names the second error and how the right name of the column is found": 1,
        "says that the last day is missing, and that the sum becomes too small": 1,
        "says that each order is counted once for each of its lines, and that the sum becomes too large": 1,
    },
)
def letter_to_a_colleague(firm) -> str:
    return "First a ValueError: `and` wants one yes or no. Then a KeyError. A day is missing; orders are repeated."
