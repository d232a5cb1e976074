"""Client, buyer, consumer, clientele: words, counts, a rule of thumb, and decisions."""

import matplotlib.pyplot as plt
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import count_by_definition, roles

HALF_YEAR, YEAR = 182, 364  # days
WINDOWS = (4, 13, 26, 52, 104)  # weeks
STAND = pd.Timestamp("2024-12-30")  # the day after the one on which 01.7 stands


def last_day(firm) -> pd.Timestamp:
    return firm.orders["ordered_at"].max().normalize()


def orders_within(firm, days: int) -> pd.DataFrame:
    return firm.orders[firm.orders["ordered_at"] >= last_day(firm) - pd.Timedelta(days=days - 1)]


def of_kind(firm, *kinds: str) -> pd.Series:
    return firm.customers.loc[firm.customers["kind"].isin(kinds), "customer_id"]


def external(firm) -> pd.Series:
    return of_kind(firm, "individual", "organisation")


# 01.1 · words


@question(
    "01.1",
    binds="words",
    points=2,
    text="Which word fits",
    hints=[
        "Ask of each: did they interact, did they pay, do they use it, do they belong to the firm, is it many or one?",
        "One sentence is about many people together, one about somebody inside the firm; the rest follows.",
    ],
)
def words_in_place(firm) -> dict:
    return {"a": "buyer", "b": "consumer", "c": "client", "d": "internal customer", "e": "clientele"}


@alternative("01.1")
def in_another_order(firm) -> dict:
    words = ["clientele", "internal customer", "client", "consumer", "buyer"]
    return dict(zip("edcba", words, strict=True))


@misconception(
    "01.1", credit=0.5, hint="You exchanged who pays and who uses. Who drinks the coffee need not have bought it."
)
def buyer_for_consumer(firm) -> dict:
    return {**words_in_place(firm), "a": "consumer", "b": "buyer"}


@misconception(
    "01.1", credit=0.5, hint="The hotel has bought nothing yet, but it has interacted. Which word asks for no more?"
)
def buyer_before_buying(firm) -> dict:
    return {**words_in_place(firm), "a": "client", "c": "buyer"}


@misconception("01.1", credit=0.5, hint="One word means many people together, another one of them. Which is which?")
def one_for_many(firm) -> dict:
    return {**words_in_place(firm), "c": "clientele", "e": "client"}


# 01.2 · buyers in a window


@question(
    "01.2",
    binds="buyers",
    points=2,
    text="Buyers of the last half year",
    hints=[
        "Three steps: keep the orders of the window, keep those of external customers, count customers.",
        "`.normalize()` turns a moment into its day. The first day of the window lies 181 days before the last one.",
        "A customer with several orders counts once: `.nunique()`.",
    ],
)
def buyers_of_the_half_year(firm) -> int:
    recent = orders_within(firm, HALF_YEAR)
    return recent.loc[recent["customer_id"].isin(external(firm)), "customer_id"].nunique()


@alternative("01.2")
def buyers_from_roles(firm) -> int:
    start = last_day(firm) - pd.Timedelta(days=HALF_YEAR - 1)
    return int(roles(firm, start=start, end=last_day(firm))["buyers"].sum())


@misconception("01.2", hint="You counted orders. Somebody who ordered ten times is one customer.")
def orders_for_customers(firm) -> int:
    return int(orders_within(firm, HALF_YEAR)["customer_id"].isin(external(firm)).sum())


@misconception(
    "01.2", credit=0.5, hint="Your count has the firm's own cafés and departments in it; the question leaves them out."
)
def internal_ones_too(firm) -> int:
    return orders_within(firm, HALF_YEAR)["customer_id"].nunique()


@misconception("01.2", hint="This is the count for 26 days. The window is 26 weeks.")
def days_for_weeks(firm) -> int:
    recent = orders_within(firm, 26)
    return recent.loc[recent["customer_id"].isin(external(firm)), "customer_id"].nunique()


# 01.3 and 01.4 · those who drink


def year_buyers(firm) -> pd.Series:
    individuals = of_kind(firm, "individual")
    return individuals[individuals.isin(orders_within(firm, YEAR)["customer_id"])]


def members_of(firm, ids: pd.Series, *relations: str) -> pd.DataFrame:
    members = firm.members
    return members[members["customer_id"].isin(ids) & members["relation"].isin(relations)]


@question(
    "01.3",
    binds="drinkers",
    points=2,
    text="Who drinks at home",
    hints=[
        "A row of `members` is a group behind a customer. Which rows belong to the buyers, and to their homes?",
        "`people` says how many there are, `users` how many of them drink it. Add up the right one.",
    ],
)
def drinkers_at_home(firm) -> int:
    return members_of(firm, year_buyers(firm), "self", "household")["users"].sum()


@alternative("01.3")
def by_relation(firm) -> int:
    behind = firm.members.merge(year_buyers(firm), on="customer_id").groupby("relation")["users"].sum()
    return int(behind["self"] + behind["household"])


@misconception(
    "01.3", credit=0.5, hint="You counted everybody who lives there. Not all of them drink it: `users` says who does."
)
def everybody_at_home(firm) -> int:
    return members_of(firm, year_buyers(firm), "self", "household")["people"].sum()


@misconception(
    "01.3", hint="You counted the buyers who drink it. Others in their households drink it too, without ever paying."
)
def only_the_buyers(firm) -> int:
    return members_of(firm, year_buyers(firm), "self")["users"].sum()


@misconception(
    "01.3", credit=0.5, hint="People who are given it as a present are in your sum, and they do not live there."
)
def presents_too(firm) -> int:
    return members_of(firm, year_buyers(firm), "self", "household", "gift recipients")["users"].sum()


@question(
    "01.4",
    binds="not_for_me",
    points=2,
    text="Buyers who do not drink",
    hints=[
        "Every individual has one row `self` in `members`; `users` is 1 there, or 0.",
        "The mean of a column of true and false is the share of true.",
    ],
)
def buyers_who_do_not_drink(firm) -> float:
    return (members_of(firm, year_buyers(firm), "self")["users"] == 0).mean()


@alternative("01.4")
def by_counting(firm) -> float:
    drinking = members_of(firm, year_buyers(firm), "self")["users"].sum()
    return 1 - drinking / len(year_buyers(firm))


@misconception(
    "01.4", hint="This is the share of lines bought for somebody else. The question is about people, not about lines."
)
def lines_for_others(firm) -> float:
    orders = orders_within(firm, YEAR)
    lines = firm.order_lines[firm.order_lines["order_id"].isin(orders["order_id"])]
    return (lines["for_whom"] != "self").mean()


@misconception("01.4", hint="You divided by everybody in the households. The question is about the buyers alone.")
def of_the_households(firm) -> float:
    homes = members_of(firm, year_buyers(firm), "self", "household")
    return ((homes["relation"] == "self") & (homes["users"] == 0)).sum() / homes["people"].sum()


@misconception("01.4", credit=0.5, hint="This is the share who do drink it. The question asks for the others.")
def buyers_who_drink(firm) -> float:
    return 1 - buyers_who_do_not_drink(firm)


# 01.5 · the rule of thumb as a function


def _table(*rows: tuple) -> pd.DataFrame:
    ids, moments = zip(*rows, strict=True)
    return pd.DataFrame({"customer_id": ids, "ordered_at": pd.to_datetime(list(moments), format="ISO8601")})


SMALL = _table(
    (1, "2025-06-30 18:45"),
    (1, "2025-06-24 09:00"),
    (2, "2025-06-24 00:05"),
    (3, "2025-06-23 23:50"),
    (4, "2025-06-30 08:00"),
)
OTHER = _table((5, "2025-01-05"), (6, "2025-07-01"), (5, "2025-06-30"), (7, "2025-06-10 12:00"), (8, "2024-06-30"))
PROBES = [
    (SMALL, 1, "2025-06-30"),
    (SMALL, 2, "2025-06-30"),
    (OTHER, 4, "2025-06-30"),
    (OTHER, 60, "2025-07-01"),
    (OTHER.head(2), 1, "2025-03-01"),
]


@question(
    "01.5",
    binds="customers_within",
    points=3,
    probes=PROBES,
    text="The rule as a function",
    hints=[
        "The window ends when the day `end` is over: at midnight after it, `pd.Timestamp(end) + pd.Timedelta(days=1)`.",
        "From that midnight go back `weeks` weeks; keep what lies between, then count different customers.",
    ],
)
def rule_of_thumb(firm):
    def customers_within(orders, weeks, end):
        after = pd.Timestamp(end) + pd.Timedelta(days=1)
        inside = orders["ordered_at"].between(after - pd.Timedelta(weeks=weeks), after, inclusive="left")
        return orders.loc[inside, "customer_id"].nunique()

    return customers_within


@alternative("01.5")
def rule_by_days(firm):
    def customers_within(orders, weeks, end):
        ago = (pd.Timestamp(end) - orders["ordered_at"].dt.normalize()).dt.days
        return len(set(orders.loc[(ago >= 0) & (ago < 7 * weeks), "customer_id"]))

    return customers_within


@misconception(
    "01.5", hint="The day `end` itself is missing: `ordered_at` has an hour, and midnight is the day's beginning."
)
def without_the_last_day(firm):
    def customers_within(orders, weeks, end):
        end = pd.Timestamp(end)
        inside = orders["ordered_at"].between(end - pd.Timedelta(days=7 * weeks - 1), end)
        return orders.loc[inside, "customer_id"].nunique()

    return customers_within


@misconception("01.5", credit=0.5, hint="Your window is a day too long: the day `end` is one of its days.")
def a_day_too_long(firm):
    def customers_within(orders, weeks, end):
        end = pd.Timestamp(end)
        inside = orders["ordered_at"].between(
            end - pd.Timedelta(weeks=weeks), end + pd.Timedelta(days=1), inclusive="left"
        )
        return orders.loc[inside, "customer_id"].nunique()

    return customers_within


@misconception("01.5", credit=0.5, hint="Orders after `end` are in your count. On that day nobody knew them yet.")
def with_the_future(firm):
    def customers_within(orders, weeks, end):
        start = pd.Timestamp(end) - pd.Timedelta(days=7 * weeks - 1)
        return orders.loc[orders["ordered_at"] >= start, "customer_id"].nunique()

    return customers_within


@misconception("01.5", hint="You counted orders. Somebody who ordered twice is one customer.")
def rows_for_customers(firm):
    def customers_within(orders, weeks, end):
        after = pd.Timestamp(end) + pd.Timedelta(days=1)
        return int(orders["ordered_at"].between(after - pd.Timedelta(weeks=weeks), after, inclusive="left").sum())

    return customers_within


# 01.6 · the count over the window


def _drawn(counts: list[float]):
    _, axes = plt.subplots()
    axes.plot(list(WINDOWS), counts)
    return axes


@question(
    "01.6",
    binds="growth",
    points=3,
    plot="lines",
    text="The count over the window",
    hints=[
        "Compute five counts first; then `growth.plot(weeks, counts)`.",
        "`count_by_definition(firm, windows=…)` counts them all; keep the rows of the definition that you need.",
    ],
)
def counts_by_window(firm):
    counts = count_by_definition(firm, windows=WINDOWS)
    return _drawn(counts.loc[counts["definition"] == "buyers", "count"].astype(float).to_list())


@alternative("01.6")
def counted_by_hand(firm):
    ours = external(firm)
    inside = [orders_within(firm, 7 * weeks)["customer_id"] for weeks in WINDOWS]
    return pd.Series([float(ids[ids.isin(ours)].nunique()) for ids in inside], index=list(WINDOWS))


@misconception("01.6", hint="This line grows too fast: it counts orders, not customers.")
def orders_by_window(firm):
    return _drawn([float(len(orders_within(firm, 7 * weeks))) for weeks in WINDOWS])


@misconception(
    "01.6", credit=0.5, hint="The firm's own cafés and departments are in your line; draw external customers."
)
def everybody_by_window(firm):
    return _drawn([float(orders_within(firm, 7 * weeks)["customer_id"].nunique()) for weeks in WINDOWS])


@misconception("01.6", hint="This line counts who drinks what was bought. Draw those who bought it.")
def consumers_by_window(firm):
    counts = count_by_definition(firm, windows=WINDOWS)
    return _drawn(counts.loc[counts["definition"] == "consumers", "count"].astype(float).to_list())


# 01.7 · the rule on the past


def _latest_and_again(firm) -> tuple[pd.Series, pd.Series]:
    orders = firm.orders[firm.orders["customer_id"].isin(external(firm))]
    latest = orders[orders["ordered_at"] < STAND].groupby("customer_id")["ordered_at"].max()
    later = orders.loc[orders["ordered_at"] >= STAND, "customer_id"]
    return latest >= STAND - pd.Timedelta(days=HALF_YEAR), pd.Series(latest.index.isin(later), index=latest.index)


@question(
    "01.7",
    binds="come_again",
    points=3,
    text="The half-year rule on the past",
    hints=[
        "Split the orders at the end of the first year. Everything that the rule may know lies before.",
        "The rule looks at the latest order of each customer before the split; `groupby(…)[…].max()` gives it.",
        "Then look who is found among the customers of the second part; the mean of true and false is a share.",
    ],
)
def shares_come_again(firm) -> dict:
    counted, again = _latest_and_again(firm)
    return {"counted": again[counted].mean(), "not counted": again[~counted].mean()}


@alternative("01.7")
def shares_by_group(firm) -> dict:
    counted, again = _latest_and_again(firm)
    found = again.groupby(counted).mean()
    return {"not counted": float(found[False]), "counted": float(found[True])}


@misconception("01.7", credit=0.5, hint="The two shares are exchanged: whom the rule counts has ordered more lately.")
def exchanged(firm) -> dict:
    right = shares_come_again(firm)
    return {"counted": right["not counted"], "not counted": right["counted"]}


@misconception("01.7", hint="You turned it round: the share of those who came again that the rule had counted.")
def turned_round(firm) -> dict:
    counted, again = _latest_and_again(firm)
    return {"counted": counted[again].mean(), "not counted": (~counted)[again].mean()}


@misconception(
    "01.7", credit=0.5, hint="“Not counted” has people in it who had never ordered by then. Take only those who had."
)
def with_strangers(firm) -> dict:
    counted, again = _latest_and_again(firm)
    known = firm.customers[firm.customers["first_contact"] < STAND]
    others = known.loc[known["customer_id"].isin(external(firm)), "customer_id"]
    others = others[~others.isin(counted.index[counted])]
    later = firm.orders.loc[firm.orders["ordered_at"] >= STAND, "customer_id"]
    return {"counted": again[counted].mean(), "not counted": others.isin(later).mean()}


# 01.8 · who gets the card

CARD, RATES = 0.40, {"gift recipients": 0.015, "household": 0.002, "buyers": 0.0}  # crowns a person; new customers


def worth_of_a_new_customer(firm) -> float:
    """Return the mean contribution margin of a new individual's first 52 weeks, in crowns."""
    lines = firm.order_lines.merge(firm.products[["product_id", "unit_cost"]], on="product_id")
    lines["margin"] = lines["quantity"] * (lines["price_paid"] - lines["unit_cost"]) / 100
    orders = firm.orders.merge(lines.groupby("order_id")["margin"].sum(), on="order_id")
    new = firm.customers.query("kind == 'individual' and '2024-01-08' <= first_contact < '2024-12-30'")
    first = orders.merge(new[["customer_id", "first_contact"]], on="customer_id")
    in_time = first["ordered_at"] < first["first_contact"] + pd.Timedelta(weeks=52)
    return first.loc[in_time, "margin"].sum() / len(new)


@question(
    "01.8",
    binds="send_to",
    points=3,
    ordered=False,
    text="Who gets the card",
    hints=[
        "For one person reached, compare what the card costs with what it brings: the rate times `worth`.",
        "A group belongs on the list when a card to one of its members brings more than it costs.",
    ],
)
def groups_that_pay(firm) -> list:
    worth = worth_of_a_new_customer(firm)
    return [group for group, rate in RATES.items() if rate * worth > CARD]


@alternative("01.8")
def by_the_rate_that_breaks_even(firm) -> list:
    breaks_even = CARD / worth_of_a_new_customer(firm)
    return sorted(group for group in RATES if RATES[group] > breaks_even)


@misconception(
    "01.8", hint="To all together it may pay, and still lose with two of the three. Look at each group by itself."
)
def everybody_gets_one(firm) -> list:
    return list(RATES)


@misconception(
    "01.8", credit=0.5, hint="One of the two earns, the other costs more than it brings: a household drinks already."
)
def to_the_household_too(firm) -> list:
    return ["gift recipients", "household"]


@misconception(
    "01.8", hint="Buyers are easiest to reach, but they are customers already: their cards bring nobody new."
)
def to_the_buyers(firm) -> list:
    return ["buyers"]


# 01.9 · one number for everything


@question(
    "01.9",
    binds="slide",
    points=4,
    text="Five sentences for the next slide",
    rubric={
        "names a decision before it names a number": 1,
        "gives the definition (who counts) and the window for it": 1,
        "uses at least two computed numbers, and they differ for a reason that is said": 1,
        "says why one number for everything serves no decision well": 1,
    },
)
def five_sentences(firm) -> str:
    return "For the mailing a customer is who bought within the last 16 weeks."
