"""Types and targets: states that overlap, precedence, a random mailing, the cheapest action, whom to write to."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import by_precedence, difference_in_means, rfm_table

SENT, OVER, END = 80, 88, 104  # weeks: the letter goes out; its effect is over; the data end
TALK, LETTER = 3.5, 0.9  # crowns
SAVED, HARM = 12, 2  # crowns: what a talk saves, what a letter does, where somebody is angry
ENOUGH = 0.85  # of what the reference's list earns: from here on all lists are equally good


def moment(firm, week: int) -> pd.Timestamp:
    """The start of a week."""
    return firm.market["starts"].min() + pd.Timedelta(weeks=week)


def within(firm, table: pd.DataFrame, date: str, until: int, weeks: int) -> pd.DataFrame:
    """The rows of the last so many weeks before week `until`."""
    return table[(table[date] >= moment(firm, until - weeks)) & (table[date] < moment(firm, until))]


def lines_of(firm) -> pd.DataFrame:
    return firm.order_lines.merge(firm.orders[["order_id", "customer_id", "ordered_at"]], on="order_id")


# 09.1 · the insistent


@question(
    "09.1",
    binds="insistent",
    text="How many are insistent",
    hints=[
        "Keep the contacts of the last `52` weeks only, then count them per customer.",
        "`value_counts()` counts per customer; how many of these counts reach three?",
    ],
)
def insistent(firm) -> int:
    counts = within(firm, firm.contacts, "contacted_at", END, 52)["customer_id"].value_counts()
    return int((counts >= 3).sum())


@misconception("09.1", credit=0.5, hint="You counted the contacts of both years. The rule looks back one year.")
def in_both_years(firm) -> int:
    return int((firm.contacts["customer_id"].value_counts() >= 3).sum())


@misconception("09.1", credit=0.5, hint='You left out those with exactly three. "At least three" includes them.')
def more_than_three(firm) -> int:
    counts = within(firm, firm.contacts, "contacted_at", END, 52)["customer_id"].value_counts()
    return int((counts > 3).sum())


@misconception("09.1", hint="That is a number of contacts. The question asks for customers.")
def contacts_for_customers(firm) -> int:
    return len(within(firm, firm.contacts, "contacted_at", END, 52))


@alternative("09.1")
def by_groups(firm) -> int:
    late = firm.contacts[firm.contacts["contacted_at"] >= moment(firm, END - 52)]
    return len(late.groupby("customer_id").filter(lambda rows: len(rows) >= 3)["customer_id"].unique())


# 09.2 · more than one state


def three_states(firm) -> pd.DataFrame:
    """New, insistent and loyal, one row per customer on file."""
    customers = firm.customers.set_index("customer_id")
    contacts = within(firm, firm.contacts, "contacted_at", END, 52)["customer_id"].value_counts()
    orders = within(firm, firm.orders, "ordered_at", END, 13)["customer_id"].value_counts()
    return pd.DataFrame(
        {
            "new": customers["first_contact"] >= moment(firm, END - 13),
            "insistent": contacts.reindex(customers.index, fill_value=0) >= 3,
            "loyal": orders.reindex(customers.index, fill_value=0) >= 4,
        }
    )


@question(
    "09.2",
    binds="several",
    points=2,
    text="In more than one state",
    hints=[
        "Make one column of true and false per state, one row per customer on file.",
        "The sum over the columns says in how many states a customer is.",
        "Divide the number with two or more by the number with one or more.",
    ],
)
def several(firm) -> float:
    how_many = three_states(firm).sum(axis=1)
    return float((how_many >= 2).sum() / (how_many >= 1).sum())


@misconception(
    "09.2",
    credit=0.5,
    hint="You divided by everybody on file. The question is about those who are in a state at all.",
)
def of_everybody(firm) -> float:
    return float((three_states(firm).sum(axis=1) >= 2).mean())


@misconception(
    "09.2",
    credit=0.5,
    hint="You divided by the sum of the three counts. Whoever is in two states is in that sum twice.",
)
def of_all_ticks(firm) -> float:
    states = three_states(firm)
    return float((states.sum(axis=1) >= 2).sum() / states.to_numpy().sum())


@misconception("09.2", hint="That is the other part: the share of those who are in one state only.")
def in_one_only(firm) -> float:
    return 1 - several(firm)


@alternative("09.2")
def by_sets(firm) -> float:
    states = three_states(firm)
    sets = [set(states.index[states[name]]) for name in states]
    pairs = [one & other for place, one in enumerate(sets) for other in sets[:place]]
    return len(set().union(*pairs)) / len(set().union(*sets))


# 09.3 · what may be compared


@question(
    "09.3",
    binds="fair",
    text="What may be compared",
    hints=[
        "Ask of each: who or what decided which customer is on which side?",
        "A group may be formed by anything that was known before the letters went out, by nothing that came after.",
    ],
)
def fair(firm) -> dict:
    return {"a": True, "b": False, "c": True, "d": False, "e": False}


@misconception("09.3", credit=0.5, hint="You trust b. Who opens a letter is not drawn: interest decides it.")
def opened_is_fair(firm) -> dict:
    return {**fair(firm), "b": True}


@misconception(
    "09.3",
    credit=0.5,
    hint="You trust d. The letter itself made some people order, so it decides who is in it.",
)
def buyers_are_fair(firm) -> dict:
    return {**fair(firm), "d": True}


@misconception(
    "09.3", credit=0.5, hint="You distrust c. Inside a group that was formed before, the draw is as fair as in all."
)
def groups_are_unfair(firm) -> dict:
    return {**fair(firm), "c": False}


@misconception(
    "09.3", credit=0.5, hint="You trust e. Between the two spans there is a season, and everything else that changed."
)
def before_and_after(firm) -> dict:
    return {**fair(firm), "e": True}


@alternative("09.3")
def by_list(firm) -> dict:
    return {letter: letter in ("a", "c") for letter in "abcde"}


# 09.4 · precedence as a function


def tables_to_type(firm) -> list:
    few = pd.DataFrame({"loyal": [True, True, False, False], "angry": [True, False, True, False]}, index=[7, 3, 9, 4])
    own = three_states(firm).head(300)
    return [
        (few, ["angry", "loyal"]),
        (few, ["loyal", "angry"]),
        (own, ["insistent", "new", "loyal"]),
        (own, ["loyal", "new", "insistent"]),
    ]


@question(
    "09.4",
    binds="type_of",
    points=2,
    text="A rule of precedence",
    probes=tables_to_type,
    hints=[
        "Begin with `other` for everybody.",
        "Go through the order backwards and let each state overwrite what stands there.",
        "A column of true and false in square brackets picks rows to write to; `reversed` turns a list round.",
    ],
)
def type_of(firm):
    def rule(states, order):
        result = pd.Series("other", index=states.index)
        for name in reversed(order):
            result[states[name]] = name
        return result

    return rule


@alternative("09.4")
def by_the_library(firm):
    return lambda states, order: by_precedence(states, order, otherwise="other").astype(str)


@misconception("09.4", credit=0.5, hint="In your result the *last* state of the order wins. The first one shall win.")
def last_wins(firm):
    return lambda states, order: type_of(firm)(states, list(reversed(order)))


@misconception("09.4", credit=0.5, hint="You went by the order of the columns. The order is handed in separately.")
def by_columns(firm):
    return lambda states, order: type_of(firm)(states, list(states.columns))


@misconception("09.4", credit=0.5, hint="Whoever is in no state is missing from your result, or counts as the first.")
def nobody_is_other(firm):
    return lambda states, order: states[order].idxmax(axis=1)


# 09.5 · the effect


def outcome(firm) -> pd.DataFrame:
    """One row per customer of the mailing: `written`, and `margin` in the eight weeks, in crowns."""
    lines = within(firm, lines_of(firm), "ordered_at", OVER, OVER - SENT)
    unit_cost = lines["product_id"].map(firm.products.set_index("product_id")["unit_cost"])
    margin = ((lines["price_paid"] - unit_cost) * lines["quantity"]).groupby(lines["customer_id"]).sum() / 100
    written = firm.treatments.set_index("customer_id")["assigned"]
    return pd.DataFrame({"written": written, "margin": margin.reindex(written.index, fill_value=0.0)})


@question(
    "09.5",
    binds="effect",
    points=2,
    text="The effect of the letter",
    atol=0.005,
    hints=[
        "`margin` has only customers with an order. What is the margin of the others?",
        "Bring `margin` to all customers of `letter` with `.reindex(…, fill_value=0)`.",
        "Then compare two means: with a letter, and without.",
    ],
)
def added_by_letter(firm) -> float:
    seen = outcome(firm)
    return float(seen.loc[seen["written"], "margin"].mean() - seen.loc[~seen["written"], "margin"].mean())


@misconception(
    "09.5",
    hint=(
        "You compared only customers who ordered in these weeks. A letter also works by making somebody order at all, "
        "and those people are then in one group and not in the other."
    ),
)
def among_buyers(firm) -> float:
    seen = outcome(firm)
    seen = seen[seen["margin"] > 0]
    return float(seen.loc[seen["written"], "margin"].mean() - seen.loc[~seen["written"], "margin"].mean())


@misconception("09.5", hint="You compared those who *opened* the letter with all others. Nobody drew who opens it.")
def by_opening(firm) -> float:
    seen, opened = outcome(firm), firm.treatments.set_index("customer_id")["opened"]
    return float(seen.loc[opened, "margin"].mean() - seen.loc[~opened, "margin"].mean())


@misconception("09.5", credit=0.5, hint="That is a difference of totals. The groups are not equally large: use means.")
def of_totals(firm) -> float:
    seen = outcome(firm)
    return float(seen.loc[seen["written"], "margin"].sum() - seen.loc[~seen["written"], "margin"].sum())


@misconception(
    "09.5", credit=0.5, hint="You divided the margin of each group by the number of all. Divide by the group's own."
)
def per_head_of_all(firm) -> float:
    return of_totals(firm) / len(outcome(firm))


@alternative("09.5")
def by_difference(firm) -> float:
    seen = outcome(firm)
    return difference_in_means(seen["margin"], seen["written"]).estimate


# 09.6 · the interval


def ends(firm, width: float = 1.96, root: bool = True) -> list:
    seen = outcome(firm)
    groups = [seen.loc[seen["written"] == got, "margin"] for got in (True, False)]
    error = sum(group.var() / (len(group) if root else 1) for group in groups) ** 0.5
    middle = groups[0].mean() - groups[1].mean()
    return [float(middle - width * error), float(middle + width * error)]


@question(
    "09.6",
    binds="interval",
    points=2,
    text="Its interval",
    atol=0.01,
    hints=[
        "Each mean has an error of its own: standard deviation by the root of the number of people.",
        "The two errors add up in squares.",
        "Take `1.96` errors to either side of the effect.",
    ],
)
def interval(firm) -> list:
    return ends(firm)


@alternative("09.6")
def by_welch(firm) -> list:
    seen = outcome(firm)
    found = difference_in_means(seen["margin"], seen["written"])
    return [found.low, found.high]


@misconception(
    "09.6",
    hint="Your interval says where single *customers* lie. You did not divide by the root of the number of people.",
)
def of_customers(firm) -> list:
    return ends(firm, root=False)


@misconception("09.6", credit=0.5, hint="That is one standard error to either side: an interval of about two thirds.")
def one_error(firm) -> list:
    return ends(firm, width=1)


@misconception(
    "09.6",
    hint="You added the errors themselves. Errors of independent groups add up in squares, then take the root.",
)
def errors_added(firm) -> list:
    seen = outcome(firm)
    groups = [seen.loc[seen["written"] == got, "margin"] for got in (True, False)]
    half = 1.96 * sum(group.std() / len(group) ** 0.5 for group in groups)
    middle = groups[0].mean() - groups[1].mean()
    return [float(middle - half), float(middle + half)]


# 09.7 · from which probability on


@question(
    "09.7",
    binds="threshold",
    points=2,
    text="Talk or letter",
    given=["effect"],
    hints=[
        "Fill a table of two rows (angry or not) and two columns (talk or letter) with costs; a gain is negative.",
        "Write down the expected cost of each action with an unknown probability.",
        "Set the two equal and solve. What the talk saves stands against what it wastes.",
    ],
)
def threshold(firm, effect=None) -> float:
    effect = added_by_letter(firm) if effect is None else effect
    angry = {"talk": TALK - SAVED, "letter": LETTER + HARM}
    calm = {"talk": TALK, "letter": LETTER - effect}
    saves, wastes = angry["letter"] - angry["talk"], calm["talk"] - calm["letter"]
    return wastes / (saves + wastes)


@misconception(
    "09.7", hint="That is the probability from which on anger is the likelier state. What do the two mistakes cost?"
)
def one_half(firm, effect=None) -> float:
    return 0.5


@misconception("09.7", credit=0.5, hint="You forgot that a letter to somebody who is not angry brings something, too.")
def without_the_gain(firm, effect=None) -> float:
    return threshold(firm, 0.0)


@misconception(
    "09.7", credit=0.5, hint="That is a ratio of costs, the *odds*. Odds over one plus odds is a probability."
)
def odds(firm, effect=None) -> float:
    return threshold(firm, effect) / (1 - threshold(firm, effect))


@misconception("09.7", credit=0.5, hint="That is the probability of *not* being angry at which both cost the same.")
def turned_round(firm, effect=None) -> float:
    return 1 - threshold(firm, effect)


@alternative("09.7")
def by_equation(firm, effect=None) -> float:
    effect = added_by_letter(firm) if effect is None else effect

    def more(p):  # what the talk costs more than the letter
        return p * (TALK - SAVED) + (1 - p) * TALK - p * (LETTER + HARM) - (1 - p) * (LETTER - effect)

    return more(0) / (more(0) - more(1))


# 09.8 · whom to write to


def known(firm) -> pd.DataFrame:
    """Those with an order before the letter, as marketers count."""
    before = firm.orders[firm.orders["ordered_at"] < moment(firm, SENT)]
    return rfm_table(before, end=moment(firm, SENT) - pd.Timedelta(days=1))


def top(firm, score: pd.Series) -> list:
    """The best tenth of those with an order before the letter."""
    people = known(firm).index
    return [int(one) for one in score.reindex(people, fill_value=0).nlargest(len(people) // 10).index]


def earned(answer, firm) -> float:
    """What letters to these customers earn, against the reference's list; from .85 of it on all are equal.

    A list of another length or with a customer twice earns nothing.
    """
    chosen = pd.Index(pd.Series(list(answer)).astype("int64"))
    people = known(firm).index
    if len(chosen) != len(people) // 10 or chosen.has_duplicates or not chosen.isin(people).all():
        return -1.0
    effects = firm.truth.effects
    effects = effects[(effects["intervention"] == "campaigns") & (effects["outcome"] == "profit")]
    gain = effects.set_index("customer_id")["difference"]
    best = gain.reindex(by_offers_and_share(firm)).sum()
    return min(float(gain.reindex(chosen).fillna(0).sum() / best), ENOUGH)


def late_offers(firm) -> pd.Series:
    """Lines bought on offer within the half year before the letter, by customer."""
    late = within(firm, lines_of(firm), "ordered_at", SENT, 26)
    return late[late["on_offer"]]["customer_id"].value_counts()


def share_on_offer(firm) -> pd.Series:
    """Share of all lines before the letter bought on offer, by customer, six usual lines added to each."""
    lines = within(firm, lines_of(firm), "ordered_at", SENT, SENT)
    found = lines.groupby("customer_id")["on_offer"].agg(["sum", "size"])
    return (found["sum"] + 6 * lines["on_offer"].mean()) / (found["size"] + 6)


@question(
    "09.8",
    binds="chosen",
    points=3,
    text="Whom to write to",
    decision=earned,
    hints=[
        "Whom does a letter *change*? The chapter found a group in which it earns most.",
        "Two things must come together: they like offers, and they were there lately.",
        "Look at what was bought on offer lately, and at how large a part of all it is.",
    ],
)
def by_offers_and_share(firm) -> list:
    return top(firm, late_offers(firm) * share_on_offer(firm))


@alternative("09.8")
def by_logarithms(firm) -> list:
    people, late = known(firm).index, late_offers(firm)
    score = np.log(late) + np.log(share_on_offer(firm).reindex(late.index))
    order = score.reindex(people, fill_value=-np.inf).sort_values(ascending=False, kind="stable")
    return order.index[: len(people) // 10].tolist()


# A decision is judged by what it earns, and so are these: the best of them stands first.


@misconception(
    "09.8",
    credit=0.25,
    hint=(
        "Your list earns about as much as the tenth that spent most so far. The best customers are not those whom a "
        "letter changes most, and some of them have gone."
    ),
)
def by_money(firm) -> list:
    return top(firm, known(firm)["revenue"])


@misconception(
    "09.8",
    hint=(
        "Your list earns about as much as one by the size of the household: little more than names from a hat. Who "
        "people are says hardly anything about what a letter does."
    ),
)
def by_household(firm) -> list:
    return top(firm, firm.individuals.set_index("customer_id")["household"])


@misconception(
    "09.8",
    hint=(
        "Your list loses money, as one of the longest silent does. Who has not been there for a long time does not "
        "open the letter."
    ),
)
def by_silence(firm) -> list:
    return top(firm, known(firm)["since_last"])


# 09.9 · a note


@question(
    "09.9",
    binds="note",
    points=4,
    text="A note to the head of sales",
    rubric={
        "It says that a clear picture (or a large silhouette) is no evidence that the segments react differently.": 1,
        "It gives the effect of the letter with its interval, and says why the random draw makes it an effect.": 1,
        "It proposes whom to write to, by a rule on columns that the firm has, and judges it in money.": 1,
        (
            "It names a limit: a segment too small for its interval, a choice and a measurement on the same people, "
            "states that pass, or a firm where all react alike."
        ): 1,
    },
)
def note(firm) -> str:
    low, high = interval(firm)
    return (
        "I would not choose the family segments because their picture is clear. The picture shows that households "
        "come in lumps; it does not show that families react to a letter in another way than singles. We have "
        f"evidence on that. Chance drew who got the spring letter, so the two halves were alike before it, and the "
        f"difference afterwards is its effect: {added_by_letter(firm):.2f} crowns of margin a customer (95 % interval "
        f"{low:.2f} to {high:.2f}) at a price of {LETTER:.2f}. The effect is far from equal. It is largest among those "
        "who bought things on offer within the last half year, and about nothing among the long silent. I propose to "
        "write to the tenth with most such lines, weighed by their share; in the mailing, letters to them earned "
        "several times as much as "
        "letters to families. A limit: I found this group in the same mailing in which I measured it, so part of its "
        "lead is luck. Draw by lot again next time, within the group, and measure there."
    )
