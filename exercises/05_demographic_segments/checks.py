"""Demographic segments: which base, orders by age, V, lift, the people a tree has not seen, a proxy, a decision."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import SegmentTree, cross_tab, lift

CUT = pd.Timestamp("2024-12-30")  # the last 52 weeks of the data begin here
BANDS = ["under 30", "30 to 44", "45 to 59", "60 and older"]
TRAITS = ["age", "gender", "income", "education", "occupation", "family", "household", "mother_tongue"]
COPIES, COST, BRINGS = 250, 2.60, 2.00  # booklets per 1,000 customers; crowns a copy; crowns from a copy on average


def described(firm, people: pd.DataFrame) -> pd.DataFrame:
    age = (CUT - people["birth_date"]).dt.days / 365.25
    late = firm.orders[firm.orders["ordered_at"] >= CUT].groupby("customer_id").size()
    band = pd.cut(age, [0, 30, 45, 60, 120], right=False, labels=BANDS).astype(str)
    return people.assign(age=age, band=band, last_year=late.reindex(people.index, fill_value=0))


def with_customers(firm) -> pd.DataFrame:
    kept = firm.customers[["customer_id", "first_contact", "channel", "place_id"]]
    return firm.individuals.merge(kept, on="customer_id").set_index("customer_id")


def known(firm) -> pd.DataFrame:
    """Return people in touch for 52 weeks or longer, with their age and their orders of these weeks."""
    people = with_customers(firm)
    return described(firm, people[people["first_contact"] < CUT])


def everybody(firm) -> pd.DataFrame:
    return described(firm, with_customers(firm))


# 05.1 · which base


@question(
    "05.1",
    binds="bases",
    points=1,
    text="Which base of segmentation",
    hints=[
        "Ask of each sentence: is it who they are, where they live, what they did, or what they think?",
        "What a census asks for is demographic, whatever you suspect behind it.",
    ],
)
def bases_of_segments(firm) -> dict:
    return {"a": "demographic", "b": "behavioural", "c": "geographic", "d": "psychographic", "e": "demographic"}


@alternative("05.1")
def bases_in_another_order(firm) -> dict:
    words = ["demographic", "psychographic", "geographic", "behavioural", "demographic"]
    return dict(zip("edcba", words, strict=True))


@misconception(
    "05.1", credit=0.5, hint="To be retired is not something one does at the shop: it is an answer in a census."
)
def retired_as_behaviour(firm) -> dict:
    return {**bases_of_segments(firm), "e": "behavioural"}


@misconception(
    "05.1", credit=0.5, hint="You took a habit seen at the till for a conviction. What did the firm observe?"
)
def habit_as_value(firm) -> dict:
    return {**bases_of_segments(firm), "b": "psychographic"}


@misconception("05.1", credit=0.5, hint="Where somebody lives is a base of its own: it needs a map, not a form.")
def place_as_trait(firm) -> dict:
    return {**bases_of_segments(firm), "c": "demographic"}


# 05.2 · orders by age


@question(
    "05.2",
    binds="by_age",
    points=2,
    text="Orders by age",
    hints=[
        "`people` has one row per person, with `band` and `last_year`; group by the one, take the mean of the other.",
        "Those who ordered nothing belong to the mean. They are in `people` with a zero.",
    ],
)
def orders_by_age(firm) -> pd.Series:
    return known(firm).groupby("band")["last_year"].mean()


@alternative("05.2")
def by_sums(firm) -> pd.Series:
    people = known(firm)
    return pd.Series(
        {b: people.loc[people["band"] == b, "last_year"].sum() / (people["band"] == b).sum() for b in BANDS}
    )


@misconception(
    "05.2", credit=0.5, hint="This is the mean among those who ordered; the others of that age are left out."
)
def among_buyers(firm) -> pd.Series:
    people = known(firm)
    return people[people["last_year"] > 0].groupby("band")["last_year"].mean()


@misconception(
    "05.2", credit=0.5, hint="These means have newcomers in them, who had less than a year to order. Use `people`."
)
def with_newcomers(firm) -> pd.Series:
    return everybody(firm).groupby("band")["last_year"].mean()


@misconception("05.2", hint="These are all orders of an age group. A large group has many, however little each orders.")
def all_orders(firm) -> pd.Series:
    return known(firm).groupby("band")["last_year"].sum().astype(float)


# 05.3 · how strong


def counts(firm) -> pd.DataFrame:
    people = known(firm)
    return pd.crosstab(people["band"], people["channel"])


def chi2(table: pd.DataFrame) -> float:
    expected = np.outer(table.sum(axis=1), table.sum()) / table.to_numpy().sum()
    return float(((table - expected) ** 2 / expected).to_numpy().sum())


@question(
    "05.3",
    binds="strength",
    points=2,
    text="How strong, with V",
    hints=[
        "Four steps: count, expect, chi², V. One call does them all.",
        "V is the root of chi² over two things: the number of people, and one less than the smaller side of the table.",
    ],
)
def strength_of_age(firm) -> float:
    return cross_tab(known(firm), "band", "channel").v


@alternative("05.3")
def strength_by_hand(firm) -> float:
    table = counts(firm)
    return float(np.sqrt(chi2(table) / table.to_numpy().sum() / (min(table.shape) - 1)))


@misconception("05.3", hint="This is chi². It grows with the number of people, so it cannot say how strong.")
def chi2_for_v(firm) -> float:
    return chi2(counts(firm))


@misconception("05.3", hint="This is p: how often chance alone would do as much. It says how sure, not how strong.")
def p_for_v(firm) -> float:
    return cross_tab(known(firm), "band", "channel").p


@misconception("05.3", credit=0.5, hint="Your number is chi² over the people, before the smaller side and the root.")
def without_root(firm) -> float:
    return chi2(counts(firm)) / len(known(firm))


@misconception("05.3", credit=0.5, hint="The table has four rows and four columns; you divided by the people alone.")
def without_the_side(firm) -> float:
    return float(np.sqrt(chi2(counts(firm)) / len(known(firm))))


# 05.4 · lift as a function


def _case(scores: list, outcome: list, share: float) -> tuple:
    return pd.Series(scores), pd.Series(outcome), share


PROBES = [
    _case([8, 7, 6, 5, 4, 3, 2, 1], [3, 7, 0, 4, 2, 0, 0, 0], 0.25),
    _case([1, 5, 2, 4, 3], [0, 2, 5, 1, 2], 0.4),
    _case([0.3, 0.1, 0.9, 0.7, 0.2, 0.5, 0.4, 0.8, 0.6, 1.0], [1, 0, 4, 3, 2, 2, 0, 1, 6, 1], 0.1),
    _case([2, 9, 4, 7], [10.0, 30.0, 20.0, 20.0], 0.5),
]


@question(
    "05.4",
    binds="my_lift",
    points=2,
    probes=PROBES,
    text="Lift as a function",
    hints=[
        "Who is best? Sort by the score, not by the outcome.",
        "Two means: of the outcome of the best, and of the outcome of all. Divide.",
    ],
)
def lift_function(firm):
    def my_lift(scores, outcome, share):
        best = scores.sort_values(ascending=False).index[: round(share * len(scores))]
        return outcome[best].mean() / outcome.mean()

    return my_lift


@alternative("05.4")
def lift_by_rank(firm):
    def my_lift(scores, outcome, share):
        place = scores.rank(ascending=False, method="first")
        return float(np.mean(outcome[place <= round(share * len(scores))]) / np.mean(outcome))

    return my_lift


@misconception(
    "05.4", credit=0.5, hint="This is the share of everything that the best have, not yet set against theirs."
)
def share_of_total(firm):
    def my_lift(scores, outcome, share):
        best = scores.nlargest(round(share * len(scores))).index
        return outcome[best].sum() / outcome.sum()

    return my_lift


@misconception("05.4", credit=0.5, hint="You compared the best with the rest. Lift compares them with everybody.")
def against_the_rest(firm):
    def my_lift(scores, outcome, share):
        best = scores.nlargest(round(share * len(scores))).index
        return outcome[best].mean() / outcome.drop(best).mean()

    return my_lift


@misconception("05.4", hint="You picked by the outcome itself. On the day of the choice nobody knows it.")
def by_the_outcome(firm):
    def my_lift(scores, outcome, share):
        return outcome.nlargest(round(share * len(scores))).mean() / outcome.mean()

    return my_lift


@misconception("05.4", hint="You picked those with the *lowest* score.")
def upside_down(firm):
    def my_lift(scores, outcome, share):
        return outcome[scores.nsmallest(round(share * len(scores))).index].mean() / outcome.mean()

    return my_lift


# 05.5 · the lift among others


def halves(firm) -> tuple[pd.DataFrame, pd.DataFrame]:
    people = known(firm)
    return people[people.index % 2 == 1], people[people.index % 2 == 0]


def grown_on(people: pd.DataFrame) -> SegmentTree:
    return SegmentTree(most=100, smallest=30).fit(people, "last_year", TRAITS)


def quarter(tree: SegmentTree, people: pd.DataFrame) -> float:
    return lift(tree.score(people), people["last_year"], share=0.25, resamples=2).estimate


@question(
    "05.5",
    binds="lift_others",
    points=2,
    text="The lift among others",
    hints=[
        "Grow the tree on one half. Whose orders must it not have seen when you judge it?",
        "`tree.score(…)` works on people whom the tree has never met; hand it the other half, and their own orders.",
    ],
)
def lift_among_others(firm) -> float:
    odd, even = halves(firm)
    return quarter(grown_on(odd), even)


@alternative("05.5")
def lift_from_segments(firm) -> float:
    odd, even = halves(firm)
    tree = grown_on(odd)
    means = tree.segments_["mean"]
    return lift(tree.segment(even).map(means), even["last_year"], share=0.25, resamples=2).estimate


@misconception(
    "05.5", hint="This is the lift among the people on whom the tree was grown: their luck counts as knowledge."
)
def lift_among_the_known(firm) -> float:
    odd, _ = halves(firm)
    return quarter(grown_on(odd), odd)


@misconception("05.5", hint="You judged by everybody. Half of them are the people on whom the tree was grown.")
def lift_among_all(firm) -> float:
    odd, _ = halves(firm)
    return quarter(grown_on(odd), known(firm))


@misconception("05.5", hint="The tree was grown on everybody, so that it had seen the people by whom you judge it.")
def grown_on_all(firm) -> float:
    return quarter(grown_on(known(firm)), halves(firm)[1])


# 05.6 · the tongue and the place


def tongues(firm) -> pd.DataFrame:
    local = firm.places.set_index("place_id")["language"].rename("local")
    return known(firm).join(local, on="place_id")


def ratio(people: pd.DataFrame) -> float:
    means = people.groupby("mother_tongue")["last_year"].mean()
    return float(means["Meridian"] / means["Fernish"])


@question(
    "05.6",
    binds="ratios",
    points=3,
    text="The tongue and the place",
    hints=[
        "Three comparisons of the same two tongues: among all people, and in each kind of place by itself.",
        "`firm.places` has the `language` of each place; join it to `people` by `place_id`.",
        "Each ratio is the mean of Meridian speakers over that of Fernish speakers; `other` is left out.",
    ],
)
def ratios_of_tongues(firm) -> dict:
    people = tongues(firm)
    inside = {place: ratio(people[people["local"] == place]) for place in ["Fernish", "Meridian"]}
    return {"everywhere": ratio(people), "Fernish places": inside["Fernish"], "Meridian places": inside["Meridian"]}


@alternative("05.6")
def ratios_from_a_table(firm) -> dict:
    people = tongues(firm)
    table = people.pivot_table(index="local", columns="mother_tongue", values="last_year", aggfunc="mean")
    found = (table["Meridian"] / table["Fernish"]).rename(lambda place: f"{place} places").to_dict()
    means = [people.loc[people["mother_tongue"] == tongue, "last_year"].mean() for tongue in ["Meridian", "Fernish"]]
    return {"everywhere": means[0] / means[1]} | found


@misconception("05.6", credit=0.5, hint="Your ratios are upside down: the question puts Meridian above.")
def turned_over(firm) -> dict:
    return {name: 1 / value for name, value in ratios_of_tongues(firm).items()}


@misconception("05.6", hint="You added up orders. There are many more Meridian speakers, so their sum is large anyway.")
def ratios_of_sums(firm) -> dict:
    people = tongues(firm)
    parts = {"everywhere": people} | {f"{place} places": group for place, group in people.groupby("local")}
    sums = {name: group.groupby("mother_tongue")["last_year"].sum() for name, group in parts.items()}
    return {name: float(total["Meridian"] / total["Fernish"]) for name, total in sums.items()}


@misconception(
    "05.6", credit=0.5, hint="You counted everybody who is not a Fernish speaker. Other tongues are left out."
)
def others_as_meridian(firm) -> dict:
    people = tongues(firm)
    people["mother_tongue"] = people["mother_tongue"].replace("other", "Meridian")
    parts = {"everywhere": people} | {f"{place} places": group for place, group in people.groupby("local")}
    return {name: ratio(group) for name, group in parts.items()}


@misconception("05.6", credit=0.5, hint="The two kinds of places are exchanged.")
def places_exchanged(firm) -> dict:
    right = ratios_of_tongues(firm)
    return {**right, "Fernish places": right["Meridian places"], "Meridian places": right["Fernish places"]}


# 05.7 · to whom goes the booklet


def own_or_right(firm, number: float | None) -> float:
    return lift_among_others(firm) if number is None else number


def booklet_at(number: float) -> dict:
    profit = COPIES * (number * BRINGS - COST)
    return {"break_even": COST / BRINGS, "profit": profit, "send": bool(profit > 0)}


@question(
    "05.7",
    binds="booklet",
    points=3,
    given=["lift_others"],
    rtol=0.01,
    text="To whom goes the booklet",
    hints=[
        "A copy to the group brings the lift times what it brings on average. Set that against what the copy costs.",
        "The break-even lift makes both equal. Above it the mailing pays, below it does not.",
        "The profit is that of one copy times the number of copies, not times the number of customers.",
    ],
)
def booklet_by_own_lift(firm, lift_others=None) -> dict:
    return booklet_at(own_or_right(firm, lift_others))


@alternative("05.7")
def booklet_by_break_even(firm, lift_others=None) -> dict:
    needed, found = COST / BRINGS, own_or_right(firm, lift_others)
    return {
        "send": bool(found > needed),
        "profit": (found - needed) * BRINGS * COPIES,
        "break_even": needed,
    }


@misconception(
    "05.7", hint="You decided by the lift among the people on whom the tree was grown. Next year will not repeat it."
)
def booklet_by_the_promise(firm, lift_others=None) -> dict:
    return booklet_at(lift_among_the_known(firm))


@misconception("05.7", credit=0.5, hint="Your profit is that of a copy to everybody. Only the best quarter gets one.")
def copies_to_all(firm, lift_others=None) -> dict:
    right = booklet_at(own_or_right(firm, lift_others))
    return {**right, "profit": right["profit"] * 1000 / COPIES}


@misconception("05.7", credit=0.5, hint="Your break-even lift is turned over: what a copy brings above what it costs.")
def break_even_turned_over(firm, lift_others=None) -> dict:
    return {**booklet_at(own_or_right(firm, lift_others)), "break_even": BRINGS / COST}


@misconception("05.7", hint="A lift above 1 is better than chance, but it pays only above the break-even lift.")
def send_above_one(firm, lift_others=None) -> dict:
    found = own_or_right(firm, lift_others)
    return {"break_even": 1.0, "profit": COPIES * (found - 1) * BRINGS, "send": bool(found > 1)}


# 05.8 · a note


@question(
    "05.8",
    binds="note",
    points=4,
    text="A note to the head of marketing",
    rubric={
        "It says by which people the agency's lift was computed, and why such a lift is too large.": 1,
        "It gives the lift among other people from the writer's own data, and compares it with the break-even lift.": 1,
        "It says why the mother tongue must not be taken for a cause here, and what it stands for.": 1,
        "It proposes what to use instead, and says when demographics are the right base all the same.": 1,
    },
)
def note(firm) -> str:
    promised, checked = lift_among_the_known(firm), lift_among_others(firm)
    return (
        f"The agency's lift of {promised:.2f} was computed on the people from whose orders its segments were made. "
        "Their luck is in it. I grew the same tree on half of our customers and judged it by the other half: there the "
        f"best quarter orders {checked:.2f} times the average. Only this may be set against the break-even lift, "
        f"which is {COST / BRINGS:.2f}. Please also strike the mother tongue from the list. In the same kind of place, "
        "people of both tongues order about equally often; the tongue stands for poor towns, which order less whoever "
        "lives there. Instead, sort by last year's orders, which tell far more. Where we have no orders yet, for "
        "newcomers and new streets, age and family are better than nothing: there use a few large segments, checked on "
        "people they have not seen."
    )
