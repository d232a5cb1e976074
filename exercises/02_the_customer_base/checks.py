"""The customer base: measures, how unequal it is, who stays, what the silent bring, and what they may cost."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import cohort_table, count_classes, repeat_rate
from course.measures import gini as library_gini

START, YEAR = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-30")  # the first day of each of the two years
CLASSES = [0, 1, 2, 4, 10]


def external(firm) -> pd.DataFrame:
    """Return customers outside the firm, by number."""
    return firm.customers[firm.customers["kind"] != "internal"].set_index("customer_id")


def of_external(firm) -> pd.DataFrame:
    return firm.orders[firm.orders["customer_id"].isin(external(firm).index)]


def two_years(firm) -> tuple[pd.DataFrame, pd.DataFrame]:
    orders = of_external(firm)
    return orders[orders["ordered_at"] < YEAR], orders[orders["ordered_at"] >= YEAR]


def known(firm, before: pd.Timestamp = START) -> pd.Index:
    customers = external(firm)
    return customers.index[customers["first_contact"] < before]


def counts(orders: pd.DataFrame, ids: pd.Index) -> pd.Series:
    return orders.groupby("customer_id").size().reindex(ids, fill_value=0)


# 02.1 · which measure


@question(
    "02.1",
    binds="measures_for",
    points=2,
    text="Which measure answers which question",
    hints=[
        "Ask of each: is it about money or about orders? About one window, two windows, or many?",
        "Two of the sentences are about one window only. One is about a group that came in the same period.",
    ],
)
def measure_by_question(firm) -> dict:
    return {
        "a": "Lorenz curve",
        "b": "repeat rate",
        "c": "retention rate",
        "d": "cohort table",
        "e": "conditional expectation",
    }


@alternative("02.1")
def from_pairs(firm) -> dict:
    names = ["conditional expectation", "cohort table", "retention rate", "repeat rate", "Lorenz curve"]
    return dict(zip("edcba", names, strict=True))


@misconception("02.1", credit=0.5, hint="You exchanged the rate of one window and the rate of two.")
def repeat_for_retention(firm) -> dict:
    return {**measure_by_question(firm), "b": "retention rate", "c": "repeat rate"}


@misconception("02.1", credit=0.5, hint="One of the two follows a group through many periods; the other compares two.")
def cohorts_for_retention(firm) -> dict:
    return {**measure_by_question(firm), "c": "cohort table", "d": "retention rate"}


@misconception("02.1", credit=0.5, hint="One of the two looks back on money, the other forward to orders.")
def lorenz_for_expectation(firm) -> dict:
    return {**measure_by_question(firm), "a": "conditional expectation", "e": "Lorenz curve"}


# 02.2 · the top tenth


def _share(amounts: pd.Series) -> float:
    return float(amounts.nlargest(len(amounts) // 10).sum() / amounts.sum())


@question(
    "02.2",
    binds="top_tenth",
    points=2,
    text="Share of the top tenth",
    hints=[
        "First one amount per buyer, then rank the buyers.",
        "How many buyers are a tenth? `len(…) // 10` of them; `.nlargest(…)` picks them.",
    ],
)
def share_of_top_tenth(firm) -> float:
    return _share(two_years(firm)[1].groupby("customer_id")["revenue"].sum())


@alternative("02.2")
def by_sorting(firm) -> float:
    amounts = np.sort(two_years(firm)[1].groupby("customer_id")["revenue"].sum().to_numpy())
    return float(amounts[len(amounts) - len(amounts) // 10 :].sum() / amounts.sum())


@misconception("02.2", hint="You ranked by the number of orders and added up orders. The question is about money.")
def orders_for_money(firm) -> float:
    return _share(two_years(firm)[1].groupby("customer_id").size())


@misconception("02.2", hint="You took the largest orders. A customer may have many; add them up first.")
def largest_orders(firm) -> float:
    return _share(two_years(firm)[1]["revenue"])


@misconception("02.2", credit=0.5, hint="This is the share over both years. The window is the second one.")
def both_years(firm) -> float:
    return _share(of_external(firm).groupby("customer_id")["revenue"].sum())


@misconception("02.2", credit=0.5, hint="Non-buyers are in your ranking, so your tenth has too many people in it.")
def with_non_buyers(firm) -> float:
    spent = two_years(firm)[1].groupby("customer_id")["revenue"].sum()
    return _share(spent.reindex(external(firm).index, fill_value=0))


# 02.3 · Gini as a function

PROBES = [([1, 1, 1, 1],), ([0, 0, 0, 1],), ([30, 10, 20],), ([5, 1, 9, 2, 2],), ([100.5, 3, 0, 40, 7, 7],)]


@question(
    "02.3",
    binds="gini",
    points=3,
    probes=PROBES,
    text="The Gini coefficient as a function",
    hints=[
        "Take the mean of the absolute differences over all pairs, each customer with itself too.",
        "The mean difference is then divided by twice the mean amount.",
        "An array with a row and a column for each customer holds all pairs: see `[:, None]` in NumPy.",
    ],
)
def gini_of_pairs(firm):
    def gini(amounts):
        a = np.asarray(amounts, dtype=float)
        return np.abs(a[:, None] - a[None, :]).mean() / (2 * a.mean())

    return gini


@alternative("02.3")
def gini_of_the_library(firm):
    return lambda amounts: library_gini(amounts)


@misconception("02.3", credit=0.5, hint="Your number is twice as large: it is the mean difference over the mean.")
def not_halved(firm):
    return lambda amounts: 2 * library_gini(amounts)


@misconception(
    "02.3", credit=0.5, hint="You left out the pairs of a customer with itself. Here they count, with difference zero."
)
def without_own_pairs(firm):
    return lambda amounts: library_gini(amounts) * len(amounts) / (len(amounts) - 1)


@misconception("02.3", hint="This takes the amounts in the order in which they come. They must be sorted first.")
def not_sorted(firm):
    def gini(amounts):
        a = np.asarray(amounts, dtype=float)
        rank = np.arange(1, len(a) + 1)
        return float(((2 * rank - len(a) - 1) * a).sum() / (len(a) * a.sum()))

    return gini


# 02.4 · two rates


@question(
    "02.4",
    binds="rates",
    points=3,
    text="Repeat rate and retention rate",
    hints=[
        "Both rates are shares of the same people: the individuals who bought in the first year.",
        "For the first rate count orders within the first year; for the second look who is found in the second year.",
    ],
)
def two_rates(firm) -> dict:
    first, second = _of_individuals(firm)
    bought = first.groupby("customer_id").size()
    return {"repeat": float((bought >= 2).mean()), "retention": float(bought.index.isin(second["customer_id"]).mean())}


def _of_individuals(firm) -> list[pd.DataFrame]:
    ids = firm.customers.loc[firm.customers["kind"] == "individual", "customer_id"]
    return [year[year["customer_id"].isin(ids)] for year in two_years(firm)]


@alternative("02.4")
def by_sets(firm) -> dict:
    first, second = _of_individuals(firm)
    buyers = set(first["customer_id"])
    return {"repeat": repeat_rate(first), "retention": len(buyers & set(second["customer_id"])) / len(buyers)}


@misconception("02.4", credit=0.5, hint="The two rates are exchanged. Which one looks at one window only?")
def rates_exchanged(firm) -> dict:
    right = two_rates(firm)
    return {"repeat": right["retention"], "retention": right["repeat"]}


@misconception(
    "02.4", credit=0.5, hint="Your retention is a share of the second year's buyers. It asks about the first's."
)
def of_the_second_year(firm) -> dict:
    first, second = _of_individuals(firm)
    later = set(second["customer_id"])
    return {**two_rates(firm), "retention": len(later & set(first["customer_id"])) / len(later)}


@misconception("02.4", credit=0.5, hint="Your repeat rate counts orders of both years; the window is the first.")
def repeat_of_both_years(firm) -> dict:
    first, second = _of_individuals(firm)
    return {**two_rates(firm), "repeat": repeat_rate(pd.concat([first, second]))}


@misconception("02.4", hint="You divided by everybody on the books. Both rates are shares of buyers.")
def of_everybody(firm) -> dict:
    first, _ = _of_individuals(firm)
    part = first["customer_id"].nunique() / (firm.customers["kind"] == "individual").sum()
    return {name: value * part for name, value in two_rates(firm).items()}


# 02.5 · cohorts of newcomers


def _newcomers(firm) -> pd.DataFrame:
    orders = of_external(firm)
    return orders[~orders["customer_id"].isin(known(firm))]


@question(
    "02.5",
    binds="next_quarter",
    points=3,
    text="Newcomers in the quarter after",
    hints=[
        "Who had been known before 2024 is no newcomer: take their orders out before you build the table.",
        "`cohort_table(orders, share=True)` has a column for each quarter since the first order.",
        "The last cohort has no quarter after it yet: its row is missing, not zero.",
    ],
)
def share_in_next_quarter(firm) -> pd.Series:
    return cohort_table(_newcomers(firm), share=True)[1].dropna()


@alternative("02.5")
def cohorts_by_hand(firm) -> pd.Series:
    orders = _newcomers(firm)
    quarter = orders["ordered_at"].dt.to_period("Q")
    first = quarter.groupby(orders["customer_id"]).min()
    active = set(zip(orders["customer_id"], quarter, strict=True))
    came_again = pd.Series([(who, when + 1) in active for who, when in first.items()], index=first.index)
    shares = came_again.groupby(first).mean().iloc[:-1]
    return shares.set_axis([f"{q.year} Q{q.quarter}" for q in shares.index])


@misconception(
    "02.5", credit=0.5, hint="Your first row is too good: customers known before the records began are in it."
)
def with_the_old_base(firm) -> pd.Series:
    return cohort_table(of_external(firm), share=True)[1].dropna()


@misconception("02.5", hint="These are numbers of customers. Divide each by the size of its cohort.")
def numbers_for_shares(firm) -> pd.Series:
    return cohort_table(_newcomers(firm))[1].dropna()


@misconception(
    "02.5", credit=0.5, hint="This is the second quarter after the first order; the question asks for the next."
)
def a_quarter_late(firm) -> pd.Series:
    return cohort_table(_newcomers(firm), share=True)[2].dropna()


# 02.6 · what each class did next


def _classes(firm) -> tuple[pd.Series, pd.Series]:
    first, second = two_years(firm)
    return count_classes(counts(first, known(firm)), CLASSES), counts(second, known(firm))


@question(
    "02.6",
    binds="came_after",
    points=3,
    text="What each class did in the next year",
    hints=[
        "Begin with everybody known before 2024, not with those who bought: who made no order needs a row as well.",
        "`.reindex(ids, fill_value=0)` gives a zero to who is not found among the orders, in both years.",
        "Then the mean of the second year's counts by the class of the first year's.",
    ],
)
def mean_orders_after(firm) -> pd.Series:
    group, after = _classes(firm)
    return after.groupby(group, observed=True).mean().rename(None)


@alternative("02.6")
def by_sum_and_size(firm) -> pd.Series:
    group, after = _classes(firm)
    names = group.astype(str)
    return (after.groupby(names).sum() / names.value_counts()).rename(None)


@misconception("02.6", hint="These means leave out who ordered nothing in the second year. Their zeros count.")
def only_who_came_back(firm) -> pd.Series:
    group, after = _classes(firm)
    return after[after > 0].groupby(group[after > 0], observed=True).mean()


@misconception(
    "02.6", hint="These are shares of customers who ordered again. The question asks for the mean number of orders."
)
def shares_for_means(firm) -> pd.Series:
    group, after = _classes(firm)
    return (after > 0).groupby(group, observed=True).mean()


@misconception(
    "02.6", credit=0.5, hint="Who came during 2024 is in your table, and had only a part of that year to order."
)
def with_who_came_later(firm) -> pd.Series:
    ids = known(firm, YEAR)
    first, second = two_years(firm)
    return counts(second, ids).groupby(count_classes(counts(first, ids), CLASSES), observed=True).mean()


@misconception(
    "02.6", hint="You described customers by the second year and counted the first: the future explains the past."
)
def turned_round(firm) -> pd.Series:
    first, second = two_years(firm)
    before = counts(first, known(firm))
    return before.groupby(count_classes(counts(second, known(firm)), CLASSES), observed=True).mean()


# 02.7 and 02.8 · what the silent bring, and what they may cost


def _margins(firm) -> pd.DataFrame:
    """Return the second year's orders with their contribution margin, in crowns."""
    lines = firm.order_lines.merge(firm.products[["product_id", "unit_cost"]], on="product_id")
    margin = (lines["quantity"] * (lines["price_paid"] - lines["unit_cost"])).groupby(lines["order_id"]).sum() / 100
    return two_years(firm)[1].assign(margin=lambda orders: orders["order_id"].map(margin))


def _silent(firm) -> pd.Index:
    return known(firm).difference(two_years(firm)[0]["customer_id"])


@question(
    "02.7",
    binds="silent_worth",
    points=3,
    rtol=0.01,
    text="What a silent customer brings",
    hints=[
        "Who is silent: known before 2024, and not among the first year's orders.",
        "Add up the margins of their orders in the second year.",
        "Divide by the number of all silent customers; most of them brought nothing.",
    ],
)
def crowns_of_the_silent(firm) -> float:
    margins, silent = _margins(firm), _silent(firm)
    return margins.loc[margins["customer_id"].isin(silent), "margin"].sum() / len(silent)


@alternative("02.7")
def mean_with_zeros(firm) -> float:
    brought = _margins(firm).groupby("customer_id")["margin"].sum()
    return brought.reindex(_silent(firm), fill_value=0).mean()


@misconception("02.7", hint="You divided by those who came back. An account is kept for every silent customer.")
def per_customer_who_came_back(firm) -> float:
    brought = _margins(firm).groupby("customer_id")["margin"].sum()
    return brought.reindex(_silent(firm)).mean()


@misconception("02.7", credit=0.5, hint="This is revenue. The goods have a cost; `margin` has it taken off.")
def revenue_for_margin(firm) -> float:
    margins, silent = _margins(firm), _silent(firm)
    return margins.loc[margins["customer_id"].isin(silent), "revenue"].sum() / 100 / len(silent)


@misconception("02.7", hint="This is the margin of an average order. How many orders does a silent customer make?")
def margin_of_an_order(firm) -> float:
    margins = _margins(firm)
    return margins.loc[margins["customer_id"].isin(_silent(firm)), "margin"].mean()


@misconception("02.7", hint="This is what all known customers bring on average, the busy ones included.")
def of_all_known(firm) -> float:
    brought = _margins(firm).groupby("customer_id")["margin"].sum()
    return brought.reindex(known(firm), fill_value=0).mean()


COSTS = {"entry in the files": 0.30, "catalogue": 1.50, "yearbook": 5.00, "hamper": 12.00}


@question(
    "02.8",
    binds="keep",
    points=3,
    ordered=False,
    given=["silent_worth"],
    text="What a silent customer may cost",
    hints=[
        "Compare the cost of each with what a silent customer brings on average.",
        "What costs more than it brings is left out, whatever it does for the firm's picture of itself.",
    ],
)
def what_pays(firm, silent_worth=None) -> list:
    worth = crowns_of_the_silent(firm) if silent_worth is None else silent_worth
    return [name for name, cost in COSTS.items() if cost < worth]


@alternative("02.8")
def by_difference(firm, silent_worth=None) -> list:
    worth = crowns_of_the_silent(firm) if silent_worth is None else silent_worth
    return sorted((name for name in COSTS if worth - COSTS[name] > 0), reverse=True)


@misconception("02.8", hint="Nothing is kept in your answer: silence is taken for the end. Did none of them come back?")
def all_gone(firm, silent_worth=None) -> list:
    return []


@misconception("02.8", hint="Everything is kept in your answer. Some of it costs more than a silent customer brings.")
def all_waiting(firm, silent_worth=None) -> list:
    return list(COSTS)


@misconception(
    "02.8",
    credit=0.5,
    hint="One thing in your list costs more than they bring, though less than a steady market would pay.",
)
def one_too_many(firm, silent_worth=None) -> list:
    return [*what_pays(firm, silent_worth), "yearbook"]


# 02.9 · a page for the owner


@question(
    "02.9",
    binds="page",
    points=4,
    text="A page for the owner",
    rubric={
        "names the base and its window before any number": 1,
        "uses at least two computed numbers, one about those who stay and one about the silent": 1,
        "says what the three numbers on the firm's page do not show, and why": 1,
        "proposes one decision about the silent, with its cost or gain, and what would change it": 1,
    },
)
def a_page_for_the_owner(firm) -> str:
    return "Our base is who was on the books a year ago."
