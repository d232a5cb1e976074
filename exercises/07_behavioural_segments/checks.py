"""Silence and frequency: three numbers, scores, segments, who came back, and whom to invite."""

import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import BetaGeometric, count_classes, expected_revenue, k_means, rfm_score, rfm_summary, rfm_table

LOGS = ["orders", "revenue"]


def last_day(firm) -> pd.Timestamp:
    return firm.orders["ordered_at"].max().normalize()


def orders_of_five(firm) -> pd.Series:
    """Moments of the orders of one customer: the smallest number among those with exactly five orders."""
    sizes = firm.orders.groupby("customer_id").size()
    return firm.orders.loc[firm.orders["customer_id"] == sizes.index[sizes == 5].min(), "ordered_at"]


def row_of_five(firm, table: pd.DataFrame) -> pd.Series:
    return table.loc[rfm_table(firm.orders).query("orders == 5").index.min()]


# 07.1 · silence


@question(
    "07.1",
    binds="silence_weeks",
    text="Silence in weeks",
    rtol=0.002,
    hints=[
        "Between which two days does a silence lie?",
        "Take the customer's last order and the last day of the data; `.normalize()` turns a moment into its day.",
        "A difference of days has `.days`; a week has seven of them.",
    ],
)
def silence_weeks(firm) -> float:
    return (last_day(firm) - orders_of_five(firm).max().normalize()).days / 7


@misconception("07.1", credit=0.5, hint="That is the silence in days; the question asks for weeks.")
def silence_in_days(firm) -> float:
    return silence_weeks(firm) * 7


@misconception(
    "07.1",
    hint=(
        "You measured from the customer's first order. That is the customer's age, T; silence begins with the "
        "last order."
    ),
)
def age_for_silence(firm) -> float:
    return float(row_of_five(firm, rfm_summary(firm.orders))["T"])


@misconception(
    "07.1",
    hint=(
        "You measured from the first order to the last. That is recency in the models' sense; silence is what "
        "comes after it."
    ),
)
def recency_for_silence(firm) -> float:
    return float(row_of_five(firm, rfm_summary(firm.orders))["recency"])


@alternative("07.1")
def silence_by_table(firm) -> float:
    return float(row_of_five(firm, rfm_table(firm.orders))["since_last"])


# 07.2 · one-time buyers


@question(
    "07.2",
    binds="one_time_share",
    text="Share of one-time buyers",
    hints=[
        "Count orders per customer first.",
        "Of all customers who have ordered, how many did so exactly once?",
    ],
)
def one_time_share(firm) -> float:
    return float((firm.orders["customer_id"].value_counts() == 1).mean())


@misconception("07.2", credit=0.5, hint="You divided by everybody on file. A buyer has ordered at least once.")
def of_everybody_on_file(firm) -> float:
    return float((firm.orders["customer_id"].value_counts() == 1).sum() / len(firm.customers))


@misconception("07.2", hint="That is a share of *orders*. One-time buyers are many and have few of the orders.")
def of_orders(firm) -> float:
    return float((firm.orders["customer_id"].value_counts() == 1).sum() / len(firm.orders))


@misconception(
    "07.2", hint="In `rfm_summary`, `frequency` counts repeat purchases: who ordered once has 0 there, not 1."
)
def frequency_of_one(firm) -> float:
    return float((rfm_summary(firm.orders)["frequency"] == 1).mean())


@alternative("07.2")
def without_repeat(firm) -> float:
    return float((rfm_table(firm.orders)["orders"] <= 1).mean())


# 07.3 · two recencies


@question(
    "07.3",
    binds="both",
    text="Two meanings of recency",
    atol=0.05,
    rtol=0,
    hints=[
        "Two calls of the library have one of the two columns each.",
        "`rfm_table` has the marketer's number, `rfm_summary` the model's.",
        "Take the first ten rows with `.head(10)`; both tables are sorted by customer.",
    ],
)
def both(firm) -> pd.DataFrame:
    marketer = rfm_table(firm.orders)["since_last"].rename("marketer")
    model = rfm_summary(firm.orders)["recency"].rename("model")
    return pd.concat([marketer, model], axis=1).head(10).round(1)


@misconception("07.3", credit=0.5, hint="The columns are exchanged: a marketer counts from the last order to today.")
def exchanged(firm) -> pd.DataFrame:
    return both(firm).rename(columns={"marketer": "model", "model": "marketer"})


@misconception(
    "07.3",
    credit=0.5,
    hint="Your columns are in days. The question asks for weeks, and a week has seven of them.",
)
def in_days(firm) -> pd.DataFrame:
    return (both(firm) * 7).round(1)


@misconception(
    "07.3",
    hint="In your column `model` stands T, the time from the first order to the end. Recency ends with the last order.",
)
def age_as_recency(firm) -> pd.DataFrame:
    return both(firm).assign(model=rfm_summary(firm.orders)["T"].round(1))


@alternative("07.3")
def by_dates(firm) -> pd.DataFrame:
    day = firm.orders["ordered_at"].dt.normalize()
    ends = day.groupby(firm.orders["customer_id"]).agg(["min", "max"]).head(10)
    weeks = {"marketer": last_day(firm) - ends["max"], "model": ends["max"] - ends["min"]}
    return pd.DataFrame({name: (span.dt.days / 7).round(1) for name, span in weeks.items()})


# 07.4 · an F score as a function


def counts_to_score(firm) -> list:
    few = pd.Series([1, 1, 1, 1, 2, 2, 3, 5, 8, 13])
    return [few, pd.Series([4, 4, 4]), pd.Series(range(1, 11)), rfm_table(firm.orders)["orders"]]


@question(
    "07.4",
    binds="f_score",
    points=2,
    text="An F score by hand",
    probes=counts_to_score,
    hints=[
        "For one customer: how many customers have *fewer* orders? What share of all is that?",
        "The score is 1 plus the whole number of fifths in that share. `//` divides and drops the rest.",
        '`counts.rank(method="min") - 1` says for each row how many rows are strictly smaller.',
    ],
)
def f_score(firm):
    def score(counts):
        fewer = counts.rank(method="min") - 1
        return (1 + fewer * 5 // len(counts)).astype(int)

    return score


@misconception(
    "07.4",
    credit=0.5,
    hint=(
        "Your classes are equally large, so that customers with equal counts get different scores. Equal "
        "customers score the same."
    ),
)
def ties_apart(firm):
    def score(counts):
        return (1 + (counts.rank(method="first") - 1) * 5 // len(counts)).astype(int)

    return score


@misconception(
    "07.4",
    credit=0.5,
    hint=(
        "You counted customers who are worse *or equal*. The best would then have a score of 6; count only those "
        "who are strictly worse."
    ),
)
def worse_or_equal(firm):
    def score(counts):
        return (1 + counts.rank(method="max") * 5 // len(counts)).astype(int)

    return score


@misconception("07.4", hint="Your score is upside down: 5 is for the most orders. Only for silence is little good.")
def upside_down(firm):
    def score(counts):
        return 6 - f_score(firm)(counts)

    return score


@alternative("07.4")
def row_by_row(firm):
    def score(counts):
        return counts.map(lambda own: 1 + int((counts < own).sum()) * 5 // len(counts))

    return score


# 07.5 · who came back


def cut_of(firm) -> pd.Timestamp:
    """Nine months (39 weeks) before the last day."""
    return last_day(firm) - pd.Timedelta(weeks=39)


def returned(firm) -> pd.Series:
    """Share who came back, by class of orders, among those silent for 13 to 26 weeks at the cut."""
    cut, day = cut_of(firm), firm.orders["ordered_at"].dt.normalize()
    known = rfm_table(firm.orders, end=cut)
    later = firm.orders.loc[day > cut, "customer_id"]
    quiet = known[(known["since_last"] >= 13) & (known["since_last"] < 26)]
    return pd.Series(quiet.index.isin(later), index=quiet.index).groupby(count_classes(quiet["orders"])).mean()


@question(
    "07.5",
    binds="returned",
    points=2,
    text="Who came back",
    hints=[
        "Stand on the day of the cut: describe every customer with the orders until then, that day included.",
        "Who is silent for 13 to 26 weeks on that day? Who of them is found among the orders after it?",
        "`rfm_table(orders, end=cut)` describes; `.index.isin(…)` finds; `count_classes` makes the classes.",
    ],
)
def returned_by_count(firm) -> pd.Series:
    return returned(firm).rename(index=str)


@misconception(
    "07.5",
    hint=(
        "You described the customers with their whole history. On the day of the cut nobody could know what they "
        "would order later."
    ),
)
def with_the_future(firm) -> pd.Series:
    cut, day = cut_of(firm), firm.orders["ordered_at"].dt.normalize()
    known, whole = rfm_table(firm.orders, end=cut), rfm_table(firm.orders)
    quiet = known[(known["since_last"] >= 13) & (known["since_last"] < 26)]
    back = pd.Series(quiet.index.isin(firm.orders.loc[day > cut, "customer_id"]), index=quiet.index)
    return back.groupby(count_classes(whole.loc[quiet.index, "orders"])).mean().rename(index=str)


@misconception(
    "07.5",
    credit=0.5,
    hint=(
        "These are all customers known on that day. The question is about those who had been silent for 13 to 26 weeks."
    ),
)
def of_everybody(firm) -> pd.Series:
    cut, day = cut_of(firm), firm.orders["ordered_at"].dt.normalize()
    known = rfm_table(firm.orders, end=cut)
    back = pd.Series(known.index.isin(firm.orders.loc[day > cut, "customer_id"]), index=known.index)
    return back.groupby(count_classes(known["orders"])).mean().rename(index=str)


@misconception(
    "07.5", credit=0.5, hint="You measured the silence at the end of the data. Measure it on the day of the cut."
)
def silent_at_the_end(firm) -> pd.Series:
    cut, day = cut_of(firm), firm.orders["ordered_at"].dt.normalize()
    known, whole = rfm_table(firm.orders, end=cut), rfm_table(firm.orders)
    since = whole["since_last"].reindex(known.index)
    quiet = known[(since >= 13) & (since < 26)]
    back = pd.Series(quiet.index.isin(firm.orders.loc[day > cut, "customer_id"]), index=quiet.index)
    return back.groupby(count_classes(quiet["orders"])).mean().rename(index=str)


@alternative("07.5")
def by_classes(firm) -> pd.Series:
    from course.measures import came_back

    found = came_back(firm.orders, cut_of(firm)).set_index(["silence", "orders"])["share"]
    return found.loc["13 to 26"].rename(index=str)


# 07.6 · segments


def money_share(firm, **settings) -> float:
    table = rfm_table(firm.orders)
    first = k_means(table, k=4, sort_by="revenue", **settings).labels == 1
    return float(table.loc[first, "revenue"].sum() / table["revenue"].sum())


@question(
    "07.6",
    binds="first_segment",
    points=2,
    text="Segments on scaled columns",
    rtol=0.01,
    hints=[
        "Make the table of three numbers, then four segments of it.",
        "Orders and revenue differ by factors: take their logarithms, `log=[…]`.",
        "`found.labels == 1` marks the members of the first segment; compare their money with all money.",
    ],
)
def first_segment(firm) -> float:
    return money_share(firm, log=LOGS)


@alternative("07.6")
def by_the_largest_mean(firm) -> float:
    table = rfm_table(firm.orders)
    labels = k_means(table, k=4, sort_by="revenue", log=LOGS).labels
    money = table["revenue"].groupby(labels)
    return float(money.sum()[money.mean().idxmax()] / table["revenue"].sum())


@misconception("07.6", hint="Your segments are slices of money: the columns were not scaled.")
def unscaled(firm) -> float:
    return money_share(firm, scaled=False)


@misconception("07.6", credit=0.5, hint="You scaled the columns but took no logarithms of orders and revenue.")
def without_logs(firm) -> float:
    return money_share(firm)


@misconception(
    "07.6",
    credit=0.5,
    hint="That is the segment's share of the *customers*; the question asks for its share of the money.",
)
def share_of_customers(firm) -> float:
    return float((k_means(rfm_table(firm.orders), k=4, sort_by="revenue", log=LOGS).labels == 1).mean())


# 07.7 · whom to invite


def seats(firm) -> int:
    """One seat for every twenty customers who have ordered."""
    return firm.orders["customer_id"].nunique() // 20


def worth(answer, firm) -> float:
    """Next year's profit of the invited, against that of the best by expected revenue; from .95 of it on all are equal.

    A list of another length or with a customer twice is worth nothing.
    """
    chosen = pd.Index(pd.Series(list(answer)).astype("int64"))
    if len(chosen) != seats(firm) or chosen.has_duplicates:
        return 0.0
    profit = firm.truth.customers.set_index("customer_id")["profit_next_year"]
    best = profit.reindex(by_expected_revenue(firm)).sum()
    return min(float(profit.reindex(chosen).fillna(0).sum() / best), 0.95)


@question(
    "07.7",
    binds="invited",
    points=3,
    text="Whom to invite",
    decision=worth,
    hints=[
        "Who will bring most *next* year? What somebody brought so far is not yet an answer.",
        "Two things must come together: how many orders are to be expected, and how much an order brings.",
        "BG/NBD gives the first from `rfm_summary`; the second is revenue over orders. One call does both.",
    ],
)
def by_expected_revenue(firm) -> list:
    return [int(one) for one in expected_revenue(firm.orders, t=52).nlargest(seats(firm)).index]


@alternative("07.7")
def by_the_models_parts(firm) -> list:
    summary = rfm_summary(firm.orders)
    table = rfm_table(firm.orders)
    expected = BetaGeometric().fit(summary).expected_purchases(52, summary)
    each = table["revenue"] / table["orders"]
    return [int(one) for one in (expected * each).nlargest(seats(firm)).index]


# A decision is judged by what it earns, and so are these: the best of them stands first.


@misconception(
    "07.7",
    credit=0.5,
    hint=(
        "Your list does about as well as sorting by money spent so far. Some of these customers left long ago: "
        "which of your numbers would show it?"
    ),
)
def by_past_money(firm) -> list:
    return [int(one) for one in rfm_table(firm.orders)["revenue"].nlargest(seats(firm)).index]


@misconception(
    "07.7",
    credit=0.25,
    hint=(
        "Your list does about as well as sorting by the number of orders so far. It has the gone among its names, "
        "and it is blind to how much an order brings."
    ),
)
def by_past_orders(firm) -> list:
    return [int(one) for one in rfm_table(firm.orders)["orders"].nlargest(seats(firm)).index]


@misconception(
    "07.7",
    hint=(
        "Your list does about as well as adding up the three scores. A fifth of all customers share each score, "
        "and a silence counts alike for everybody: weigh it against the customer's rhythm."
    ),
)
def by_score(firm) -> list:
    total = rfm_score(rfm_table(firm.orders))[["R", "F", "M"]].sum(axis=1)
    return [int(one) for one in total.nlargest(seats(firm)).index]


# 07.8 · a note


@question(
    "07.8",
    binds="note",
    points=4,
    text="A note to the head of marketing",
    rubric={
        "It says what the same silence means for rare and for frequent customers, and why.": 1,
        "It supports this with numbers counted from the firm's own orders, and says how they were counted.": 1,
        "It judges the plan in money or in letters thrown away, and proposes whom to write to instead.": 1,
        (
            "It names a limit: customers with one order, a change of rhythm such as a holiday, or a firm where "
            "nobody leaves."
        ): 1,
    },
)
def note(firm) -> str:
    counted = returned_by_count(firm)
    return (
        "I would not send these letters. A silence means what the customer's rhythm makes of it. Who used to order "
        "every other week and has not come for half a year has almost surely left; who orders once a year is merely "
        "between two orders. I cut our orders nine months before the end and counted who came back. Of those silent "
        f"for 13 to 26 weeks, {100 * counted['1']:.0f} in 100 with one order came back, of those with ten or more "
        f"{100 * counted['10+']:.0f} in 100; after longer silences the difference turns further. A letter to somebody "
        "who is gone is postage thrown away. Write instead to those whom the model expects to order: rank by expected "
        "orders times money per order. Two limits. Of customers with a single order neither the count nor BG/NBD can "
        "say who is still there. And where frequent customers pause for a season and return, count again before you "
        "believe this."
    )
