"""What customers value: words, cuts, scales, segments that come back and segments that do not."""

from itertools import combinations

import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import cronbach_alpha, difference_in_means, k_means

ITEMS = [f"item_{n}" for n in range(1, 13)]
EARLY, LATE = ITEMS[:6], ITEMS[6:]
THRIFT, PLEASURE, EASE = ITEMS[0::3], ITEMS[1::3], ITEMS[2::3]
VALUES = ["fresh", "organic", "next_day", "price"]


def answers(firm) -> pd.DataFrame:
    survey = firm.needs_survey[firm.needs_survey["answered"]]
    return survey.set_index("customer_id")[ITEMS].astype(float)


def leanings(tasks: pd.DataFrame) -> pd.DataFrame:
    """How much more of each value a person chose per task than others who were shown the same bags."""
    usual = tasks.groupby(["task", "alternative", *VALUES])["chosen"].transform("mean")
    more = tasks[VALUES].astype(float).mul(tasks["chosen"] - usual, axis=0)
    return more.groupby(tasks["customer_id"]).sum() / tasks["task"].nunique()


# 08.1 · words


@question(
    "08.1",
    binds="words",
    points=2,
    text="Which word fits",
    hints=[
        "Ask of each: is it a habit, a ranking of what matters, a judgement, a curiosity, or a reason?",
        "A reason answers the question *what for*. One sentence has no real person in it at all.",
    ],
)
def words_in_place(firm) -> dict:
    return {"a": "persona", "b": "lifestyle", "c": "motive", "d": "value", "e": "opinion", "f": "interest"}


@alternative("08.1")
def in_another_order(firm) -> dict:
    words = ["interest", "opinion", "value", "motive", "lifestyle", "persona"]
    return dict(zip("fedcba", words, strict=True))


@misconception(
    "08.1",
    credit=0.5,
    hint="You exchanged two: what somebody does with the day, and what it is for. A small bag is bought *so that* …",
)
def habit_for_reason(firm) -> dict:
    return {**words_in_place(firm), "b": "motive", "c": "lifestyle"}


@misconception(
    "08.1",
    credit=0.5,
    hint="A judgement on one thing is not yet what somebody lives by. Which sentence weighs two goods?",
)
def judgement_for_value(firm) -> dict:
    return {**words_in_place(firm), "d": "opinion", "e": "value"}


@misconception(
    "08.1",
    credit=0.5,
    hint="To read about a thing is to be curious about it; it says little yet on how somebody spends the day.",
)
def curiosity_for_habit(firm) -> dict:
    return {**words_in_place(firm), "b": "interest", "f": "lifestyle"}


# 08.2 · a cut and what it shows


def cut_difference(firm, least: int = 4) -> dict:
    said = answers(firm)
    agrees = said["item_5"] >= least
    means = said[agrees].mean() - said[~agrees].mean()
    return {"made from": float(means["item_5"]), "not made from": float(means["item_8"])}


@question(
    "08.2",
    binds="differences",
    points=2,
    text="A cut and what it shows",
    hints=[
        "Two groups: those who agree with `item_5`, and the others. Two means of each, two subtractions.",
        "The means of all statements stand in one table per group: subtract the tables, then pick two differences.",
    ],
)
def differences_of_the_cut(firm) -> dict:
    return cut_difference(firm)


@alternative("08.2")
def by_the_library(firm) -> dict:
    said = answers(firm)
    agrees = said["item_5"] > 3
    found = {item: difference_in_means(said[item], agrees).estimate for item in ("item_5", "item_8")}
    return {"not made from": found["item_8"], "made from": found["item_5"]}


@misconception(
    "08.2", credit=0.5, hint="The two are exchanged: the cut was made in `item_5`, nobody looked at `item_8`."
)
def exchanged(firm) -> dict:
    right = cut_difference(firm)
    return {"made from": right["not made from"], "not made from": right["made from"]}


@misconception("08.2", credit=0.5, hint="Those in the middle of the scale are among your agreeing people.")
def cut_at_the_middle(firm) -> dict:
    return cut_difference(firm, least=3)


@misconception("08.2", credit=0.5, hint="You compared those who agree with everybody. They are part of everybody.")
def against_everybody(firm) -> dict:
    said = answers(firm)
    means = said[said["item_5"] >= 4].mean() - said.mean()
    return {"made from": float(means["item_5"]), "not made from": float(means["item_8"])}


# 08.3 · the alpha of a scale


@question(
    "08.3",
    binds="alpha",
    points=2,
    text="How good a scale is",
    hints=[
        "The scale of ease has every third statement, the first of them `item_3`.",
        "Two things are compared: the variances of the statements, and the variance of their sum.",
        "There is a call for it in the chapter's table; hand in the columns of this scale alone.",
    ],
)
def alpha_of_ease(firm) -> float:
    return cronbach_alpha(answers(firm)[EASE])


@alternative("08.3")
def alpha_by_hand(firm) -> float:
    four = answers(firm)[EASE]
    return float(4 / 3 * (1 - four.var().sum() / four.sum(axis=1).var()))


@misconception("08.3", hint="This is the alpha of all twelve statements. They are about three different matters.")
def alpha_of_all(firm) -> float:
    return cronbach_alpha(answers(firm))


@misconception("08.3", credit=0.5, hint="The factor in front is missing: statements over statements less one.")
def without_the_factor(firm) -> float:
    return 3 / 4 * cronbach_alpha(answers(firm)[EASE])


@misconception("08.3", hint="This is the mean correlation between two statements. A sum of four is steadier than one.")
def mean_correlation(firm) -> float:
    table = answers(firm)[EASE].corr().to_numpy()
    return float((table.sum() - 4) / 12)


@misconception("08.3", credit=0.5, hint="You took four statements in a row. They are about different matters.")
def alpha_of_neighbours(firm) -> float:
    return cronbach_alpha(answers(firm)[ITEMS[2:6]])


# 08.4 · agreement of two segmentations


PROBES = [
    (list("AAABBB"), list("XXYYYY")),
    (["a", "a", "b", "b"], [2, 2, 1, 1]),
    ([1, 1, 1, 2, 2, 3, 3, 3], [1, 2, 1, 2, 3, 3, 1, 3]),
    ([1, 2, 3, 4, 5], [1, 1, 1, 1, 2]),
    ([1, 1, 2], [1, 2, 3]),
]


@question(
    "08.4",
    binds="agreement",
    points=3,
    probes=PROBES,
    text="How often two segmentations agree",
    hints=[
        "Go through all pairs of people. `itertools.combinations(range(n), 2)` gives each pair once.",
        "A pair is judged twice: is it together in the first, is it together in the second? Compare the two verdicts.",
        "Count the pairs with the same verdict, also if the verdict is *apart*, and divide by the number of pairs.",
    ],
)
def agreement_of_pairs(firm):
    def agreement(one, other):
        pairs = list(combinations(range(len(one)), 2))
        same = [(one[i] == one[j]) == (other[i] == other[j]) for i, j in pairs]
        return sum(same) / len(pairs)

    return agreement


@alternative("08.4")
def agreement_by_counts(firm):
    def agreement(one, other):
        table = pd.crosstab(pd.Series(list(one)), pd.Series(list(other))).to_numpy()
        pairs = len(one) * (len(one) - 1) / 2
        both, first, second = (
            (counts * (counts - 1) / 2).sum() for counts in (table, table.sum(axis=1), table.sum(axis=0))
        )
        return float((pairs + 2 * both - first - second) / pairs)

    return agreement


@misconception("08.4", hint="You compared the labels. They are only names: segment 1 here may be segment 2 there.")
def same_labels(firm):
    def agreement(one, other):
        return sum(str(a) == str(b) for a, b in zip(one, other, strict=True)) / len(one)

    return agreement


@misconception("08.4", credit=0.5, hint="You counted pairs together in both. To be apart in both is to agree too.")
def only_together(firm):
    def agreement(one, other):
        pairs = list(combinations(range(len(one)), 2))
        return sum(one[i] == one[j] and other[i] == other[j] for i, j in pairs) / len(pairs)

    return agreement


@misconception("08.4", credit=0.5, hint="Nobody makes a pair with themselves: your pairs hold each person twice.")
def pairs_with_oneself(firm):
    def agreement(one, other):
        people = range(len(one))
        same = [(one[i] == one[j]) == (other[i] == other[j]) for i in people for j in people]
        return sum(same) / len(same)

    return agreement


# 08.5 · segments in answers kept back


def ranges(firm, made_from: list[str], shown: list[str]) -> pd.Series:
    said = answers(firm)
    means = said[shown].groupby(k_means(said[made_from], 4).labels).mean()
    return means.max() - means.min()


@question(
    "08.5",
    binds="kept_back",
    points=2,
    text="Segments in answers kept back",
    hints=[
        "Two halves of the statements: one makes the segments, the other judges them.",
        "`groupby(labels).mean()` has one row per segment; take the largest and the smallest in each column.",
    ],
)
def ranges_kept_back(firm) -> pd.Series:
    return ranges(firm, EARLY, LATE)


@alternative("08.5")
def ranges_sorted(firm) -> pd.Series:
    said = answers(firm)
    labels = k_means(said[EARLY], k=4, sort_by="item_1").labels
    found = {}
    for item in LATE:
        means = sorted(said[item].groupby(labels).mean())
        found[item] = means[-1] - means[0]
    return pd.Series(found)


@misconception("08.5", hint="Your segments were made from all twelve statements, so none of them was kept back.")
def made_from_all(firm) -> pd.Series:
    return ranges(firm, ITEMS, LATE)


@misconception("08.5", hint="These are differences in the statements that the segments were made from.")
def where_they_were_made(firm) -> pd.Series:
    return ranges(firm, EARLY, EARLY)


@misconception("08.5", credit=0.5, hint="You give how segments scatter; the question is how far the ends are apart.")
def scatter(firm) -> pd.Series:
    said = answers(firm)
    return said[LATE].groupby(k_means(said[EARLY], 4).labels).mean().std()


# 08.6 · whom a persona fits


def savers_of(firm) -> pd.DataFrame:
    said = answers(firm)
    labels = k_means(said, 4).labels
    means = said.groupby(labels).mean()
    score = means[THRIFT].mean(axis=1) + means[EASE].mean(axis=1) - means[PLEASURE].mean(axis=1)
    return said[labels == score.idxmax()]


@question(
    "08.6",
    binds="fits",
    points=3,
    text="Whom a persona fits",
    hints=[
        "First find the segment: three means per segment, one sum of them.",
        "Then look at its members one by one: does a person agree with each of the eight statements?",
        "`(table >= 4).all(axis=1)` is true for whoever agrees with all; its mean is a share.",
    ],
)
def fits_in_all(firm) -> float:
    return float((savers_of(firm)[THRIFT + EASE] >= 4).all(axis=1).mean())


@alternative("08.6")
def by_the_smallest_answer(firm) -> float:
    lowest = savers_of(firm)[[*EASE, *THRIFT]].min(axis=1)
    return float((lowest > 3).sum() / len(lowest))


@misconception(
    "08.6", credit=0.5, hint="These are people whose *mean* over the eight statements is high. Some disagree with one."
)
def by_the_mean(firm) -> float:
    return float((savers_of(firm)[THRIFT + EASE].mean(axis=1) >= 4).mean())


@misconception("08.6", credit=0.5, hint="You divided by everybody who answered. The persona stands for one segment.")
def of_everybody(firm) -> float:
    return float((savers_of(firm)[THRIFT + EASE] >= 4).all(axis=1).sum() / len(answers(firm)))


@misconception("08.6", hint="This is the share of single answers that fit, not of people who fit in all of them.")
def share_of_answers(firm) -> float:
    return float((savers_of(firm)[THRIFT + EASE] >= 4).to_numpy().mean())


@misconception("08.6", credit=0.5, hint="People in the middle of the scale are among yours: 3 is neither yes nor no.")
def with_the_middle(firm) -> float:
    return float((savers_of(firm)[THRIFT + EASE] >= 3).all(axis=1).mean())


# 08.7 · price hunters in other choices


def hunters(firm, made_from=range(1, 4), kept=range(4, 7), turned: bool = False) -> dict:
    tasks = firm.choice_tasks
    made, rest = (leanings(tasks[tasks["task"].isin(some)])["price"] for some in (made_from, kept))
    segments = k_means(leanings(tasks[tasks["task"].isin(made_from)]), 4, sort_by="price").labels
    first, last = (4, 1) if turned else (1, 4)
    gap = [float(part[segments == first].mean() - part[segments == last].mean()) for part in (made, rest)]
    return {"made from": gap[0], "kept back": gap[1]}


@question(
    "08.7",
    binds="price_gap",
    points=3,
    text="Price hunters in other choices",
    atol=0.06,
    hints=[
        "Make the segments from the tasks 1 to 3 alone, sorted by price: number 1 is the dearest, 4 the cheapest.",
        "`leanings` of the tasks 4 to 6 has the same people on its index; look at its column `price` by segment.",
    ],
)
def gap_of_hunters(firm) -> dict:
    return hunters(firm)


@alternative("08.7")
def by_difference_in_means(firm) -> dict:
    tasks = firm.choice_tasks
    first, last = tasks[tasks["task"] <= 3], tasks[tasks["task"] > 3]
    segments = k_means(leanings(first), k=4, sort_by="price").labels
    ends = segments[segments.isin([1, 4])]
    found = {}
    for name, part in {"kept back": last, "made from": first}.items():
        found[name] = difference_in_means(leanings(part)["price"].loc[ends.index], ends == 1).estimate
    return found


@misconception("08.7", hint="Your segments were made from all six tasks, so the last three are not kept back.")
def from_all_tasks(firm) -> dict:
    return hunters(firm, made_from=range(1, 7))


@misconception("08.7", credit=0.5, hint="You subtracted the dearest segment from the cheapest one.")
def the_other_way(firm) -> dict:
    return hunters(firm, turned=True)


@misconception("08.7", credit=0.5, hint="The halves of the tasks are exchanged: yours were made from the last three.")
def halves_exchanged(firm) -> dict:
    return hunters(firm, made_from=range(4, 7), kept=range(1, 4))


# 08.8 · which segments to act on

LEFT, POINTS = 0.5, 0.5  # at least half of the gap in prices; at least half a point between the ends


def by_the_rule(gap: dict, kept_back: pd.Series) -> dict:
    left = gap["kept back"] / gap["made from"]
    return {"choices": bool(left >= LEFT), "statements": bool(kept_back.mean() >= POINTS)}


@question(
    "08.8",
    binds="act_on",
    points=3,
    text="Which segments to act on",
    given=["price_gap", "kept_back"],
    hints=[
        "The rule has two parts. Each needs one of your own earlier answers, and a comparison with one half.",
        "What counts is what was kept back. How far segments are apart where they were made says nothing.",
    ],
)
def segments_to_act_on(firm, price_gap=None, kept_back=None) -> dict:
    return by_the_rule(price_gap or hunters(firm), ranges_kept_back(firm) if kept_back is None else kept_back)


@alternative("08.8")
def said_in_words(firm, price_gap=None, kept_back=None) -> dict:
    gap, apart = price_gap or gap_of_hunters(firm), ranges_sorted(firm) if kept_back is None else kept_back
    return {
        "statements": bool(apart.sum() >= len(apart) / 2),
        "choices": bool(2 * gap["kept back"] >= gap["made from"]),
    }


@misconception(
    "08.8",
    hint="You believe in both. The price hunters look far apart, but only in the choices that made them.",
)
def believes_in_both(firm, price_gap=None, kept_back=None) -> dict:
    return {"choices": True, "statements": True}


@misconception(
    "08.8",
    credit=0.5,
    hint="You believe in neither. Noise has segments, but not all segments are noise: look at 08.5 again.",
)
def believes_in_neither(firm, price_gap=None, kept_back=None) -> dict:
    return {"choices": False, "statements": False}


@misconception(
    "08.8", hint="You decided by which segments look farther apart where they were made. Look at what was kept back."
)
def believes_the_larger(firm, price_gap=None, kept_back=None) -> dict:
    return {"choices": True, "statements": False}


# 08.9 · a note


@question(
    "08.9",
    binds="note",
    points=4,
    text="A note on three personas",
    rubric={
        "It says that segments always differ in what they were made from, and that this proves nothing.": 1,
        "It supports the judgement with numbers from the firm's own data, from answers that were kept back.": 1,
        "It says what the firm should do about bags and prices, and what the plan would cost or risk.": 1,
        "It names a limit: who answered, choices on paper, or a market where people differ more.": 1,
    },
)
def note(firm) -> str:
    gap, fits = hunters(firm), fits_in_all(firm)
    return (
        "I would not build on these three. The agency made its groups from the same choices by which it shows how they "
        f"differ; any grouping differs there. Its ends lie {gap['made from']:.0f} cents a bag apart in the tasks that "
        f"made them, and {gap['kept back']:.0f} cents in those that did not. A p-value cannot see this: it does not "
        "know that the groups were chosen to differ. Three bags at three prices would give dear bags to people who "
        "want what all want; in the chapter that cost a sixth of the margin. Sell the one bag that everybody's choices "
        "speak for. The groups made of statements are another matter, they differ in statements kept back; but only "
        f"{100 * fits:.0f} in 100 savers fit their persona, so give her a range and no photograph. Limits: one in five "
        "answered, the old more often; the choices were made on paper; and where people differ more, choices come "
        "back. So ask the same people again before anything is printed."
    )
