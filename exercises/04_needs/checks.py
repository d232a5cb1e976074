"""What customers want: Kano's pairs, who answers, weights, readers, and what a raw survey loses."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import kano, kano_table, rake

OLD = 45  # years: the two bands are below, and this or more
BAGS, MARGIN, COST, MINDED = 4.0, 3.90, 4.35, 7  # a customer and year; crowns a bag; answer from which prices matter
OFFERS = {"nothing": 0.0, "weights": 400.0, "more": 300.0}  # crowns per 1,000 customers
READERS = [r"\b(?:price\w*|cheap\w*|discount\w*|offer\w*)\b", r"\b(?:price\w*|dear\w*|discount\w*|free)\b"]


def asked(firm) -> pd.DataFrame:
    people = firm.needs_survey.merge(firm.individuals[["customer_id", "birth_date"]], on="customer_id")
    years = (people["asked_at"] - people["birth_date"]).dt.days / 365.25
    return people.assign(years=years, band=np.where(years < OLD, "young", "old"))


def answers(firm) -> pd.DataFrame:
    people = asked(firm)
    return people[people["answered"]].astype({"price_importance": float})


# 04.1 · Kano's pairs


@question(
    "04.1",
    binds="letters",
    points=2,
    text="What the pairs mean",
    hints=[
        "Look at both answers: does having it please, does missing it hurt?",
        "Pleases and is not missed; hurts when missing and pleases nobody; both; a contradiction: four letters.",
    ],
)
def letters_of_pairs(firm) -> dict:
    return {"a": "M", "b": "A", "c": "O", "d": "Q", "e": "R"}


@alternative("04.1")
def letters_from_the_table(firm) -> dict:
    there = ["must be so", "like it", "like it", "dislike it", "dislike it"]
    missing = ["dislike it", "neutral", "dislike it", "dislike it", "like it"]
    return dict(zip("abcde", kano(there, missing), strict=True))


@misconception("04.1", credit=0.5, hint="You exchanged what is taken for granted and what delights.")
def granted_for_delight(firm) -> dict:
    return {**letters_of_pairs(firm), "a": "A", "b": "M"}


@misconception(
    "04.1", credit=0.5, hint="One pair pleases when there AND hurts when missing; A and M are one half of that."
)
def half_of_it(firm) -> dict:
    return {**letters_of_pairs(firm), "c": "A"}


@misconception(
    "04.1", credit=0.5, hint="Who dislikes both ways is not indifferent: the two answers cannot both be meant."
)
def contradiction_for_indifference(firm) -> dict:
    return {**letters_of_pairs(firm), "d": "I"}


# 04.2 · chance and bias


@question(
    "04.2",
    binds="mended",
    points=2,
    text="What mends what",
    hints=[
        "More answers of the same kind make the interval shorter. Do they move its middle?",
        "A weight uses what the firm knows of those who stayed silent. What does it know of them, and what not?",
    ],
)
def what_mends_what(firm) -> dict:
    return {"a": "more answers", "b": "weights", "c": "neither", "d": "more answers"}


@alternative("04.2")
def mends_in_another_order(firm) -> dict:
    chance = dict.fromkeys("ad", "more answers")
    return {"c": "neither", "b": "weights", **chance}


@misconception(
    "04.2", hint="You let more answers mend what comes from who answers. They come from the same people again."
)
def more_mends_bias(firm) -> dict:
    return {**what_mends_what(firm), "b": "more answers"}


@misconception("04.2", credit=0.5, hint="Nobody knows how content the silent are, so nothing can be weighted by it.")
def weights_mend_feeling(firm) -> dict:
    return {**what_mends_what(firm), "c": "weights"}


@misconception("04.2", credit=0.5, hint="A weight does not make chance smaller. It makes it a little larger.")
def weights_mend_chance(firm) -> dict:
    return {**what_mends_what(firm), "a": "weights", "d": "weights"}


# 04.3 · who answers


@question(
    "04.3",
    binds="rates",
    points=2,
    text="Who answers",
    hints=[
        "Of those who were asked and are that old: which share answered? `answered` is true or false.",
        "Merge the birth dates first; the age on the day of the survey is days / 365.25.",
    ],
)
def who_answers(firm) -> dict:
    return asked(firm).groupby("band")["answered"].mean().to_dict()


@alternative("04.3")
def who_answers_by_counting(firm) -> dict:
    people = asked(firm)
    table = pd.crosstab(people["band"], people["answered"])
    return {band: float(table.loc[band, True] / table.loc[band].sum()) for band in ("old", "young")}


@misconception(
    "04.3", hint="These are shares of those who answered: how old they are. The question is how many of each age did."
)
def turned_round(firm) -> dict:
    return answers(firm)["band"].value_counts(normalize=True).to_dict()


@misconception("04.3", credit=0.5, hint="The two are exchanged.")
def exchanged(firm) -> dict:
    right = who_answers(firm)
    return {"young": right["old"], "old": right["young"]}


@misconception("04.3", credit=0.5, hint="These are the shares who stayed silent.")
def silent(firm) -> dict:
    return {band: 1 - rate for band, rate in who_answers(firm).items()}


# 04.4 · a weighted mean


def _mean(firm, weight) -> float:
    given = answers(firm)
    return float(np.average(given["price_importance"], weights=given["band"].map(weight)))


def _shares(firm) -> tuple[pd.Series, pd.Series]:
    return (table["band"].value_counts(normalize=True) for table in (asked(firm), answers(firm)))


@question(
    "04.4",
    binds="weighted",
    points=3,
    text="The weighted mean",
    hints=[
        "Each person who answered gets a weight: the share of the band among all asked, divided by what?",
        "With the weights w, the mean is the sum of w times the answer, divided by the sum of w.",
    ],
)
def weighted_importance(firm) -> float:
    all_asked, answered = _shares(firm)
    return _mean(firm, all_asked / answered)


@alternative("04.4")
def raked_importance(firm) -> float:
    given = answers(firm)
    weight = rake(given, {"band": asked(firm)["band"].value_counts()})
    return float((weight * given["price_importance"]).sum() / weight.sum())


@misconception("04.4", hint="This is the mean of the answers as they came in: the old count too much in it.")
def raw_importance(firm) -> float:
    return float(answers(firm)["price_importance"].mean())


@misconception("04.4", credit=0.5, hint="Your weights are upside down: those who answer often count even more now.")
def upside_down(firm) -> float:
    all_asked, answered = _shares(firm)
    return _mean(firm, answered / all_asked)


@misconception("04.4", hint="You divided by everybody who was asked. Who did not answer has not said 0.")
def silent_as_zero(firm) -> float:
    return float(answers(firm)["price_importance"].sum() / len(asked(firm)))


# 04.5 · a step of raking


def _case(weights: list, groups: list, wanted: dict) -> tuple:
    return pd.Series(weights, dtype=float), pd.Series(groups), pd.Series(wanted, dtype=float)


PROBES = [
    _case([1, 1, 1, 1], ["f", "m", "m", "m"], {"f": 0.5, "m": 0.5}),
    _case([2, 1, 1, 1], ["f", "f", "m", "m"], {"f": 0.4, "m": 0.6}),
    _case([0.5, 1.5, 2, 3, 1], ["a", "b", "c", "a", "b"], {"c": 0.2, "a": 0.5, "b": 0.3}),
    _case([3, 1, 2], ["x", "y", "x"], {"x": 0.25, "y": 0.75}),
]


@question(
    "04.5",
    binds="scaled",
    points=3,
    probes=PROBES,
    text="A step of raking",
    hints=[
        "First: which share of all the weight does each group have now? `weights.groupby(groups).sum()`.",
        "Each group's weights are multiplied by wanted share / share now; `groups.map(…)` brings that to the rows.",
    ],
)
def step_of_raking(firm):
    def scaled(weights, groups, wanted):
        now = weights.groupby(groups).sum() / weights.sum()
        return weights * groups.map(wanted / now)

    return scaled


@alternative("04.5")
def step_in_a_loop(firm):
    def scaled(weights, groups, wanted):
        result = weights.copy()
        for group, share in wanted.items():
            inside = groups == group
            result[inside] = weights[inside] * share * weights.sum() / weights[inside].sum()
        return result

    return scaled


@misconception(
    "04.5", credit=0.5, hint="You counted people. In a later step they have weights already, and these count."
)
def by_heads(firm):
    def scaled(weights, groups, wanted):
        return weights * groups.map(wanted / groups.value_counts(normalize=True))

    return scaled


@misconception("04.5", hint="Your step goes the wrong way: groups with too little weight lose some.")
def wrong_way(firm):
    def scaled(weights, groups, wanted):
        now = weights.groupby(groups).sum() / weights.sum()
        return weights * groups.map(now / wanted)

    return scaled


@misconception(
    "04.5", credit=0.5, hint="The proportions are right, but your weights add up to 1; the sum should stay as it was."
)
def sum_of_one(firm):
    def scaled(weights, groups, wanted):
        now = weights.groupby(groups).sum()
        return weights * groups.map(wanted / now)

    return scaled


# 04.6 · better and worse


def _next_day(firm) -> pd.Series:
    return kano_table(firm.kano_answers).loc["next_day"]


@question(
    "04.6",
    binds="next_day",
    points=2,
    text="Better and worse",
    hints=[
        "Keep the rows of the feature, and let `measures.kano` find each person's letter.",
        "Both fractions have the same denominator: four letters, not six. One of them is negative.",
    ],
)
def better_and_worse(firm) -> dict:
    row = _next_day(firm)
    return {"better": float(row["better"]), "worse": float(row["worse"])}


@alternative("04.6")
def better_and_worse_by_hand(firm) -> dict:
    rows = firm.kano_answers[firm.kano_answers["feature"] == "next_day"]
    letter = kano(rows["with_it"], rows["without_it"])
    letter = letter[letter.isin(list("AOMI"))]
    return {"worse": -float(letter.isin(["O", "M"]).mean()), "better": float(letter.isin(["A", "O"]).mean())}


@misconception("04.6", credit=0.5, hint="R and Q are in your denominator. Only A, O, M and I belong there.")
def of_all_letters(firm) -> dict:
    row = _next_day(firm)
    return {"better": (row["A"] + row["O"]) / row["n"], "worse": -(row["O"] + row["M"]) / row["n"]}


@misconception("04.6", credit=0.5, hint="What is lost without it carries a minus sign.")
def without_the_sign(firm) -> dict:
    right = better_and_worse(firm)
    return {**right, "worse": -right["worse"]}


@misconception(
    "04.6", hint="You left out the one-dimensional: they gain with it AND lose without it, so they are in both."
)
def without_the_o(firm) -> dict:
    row = _next_day(firm)
    four = row["A"] + row["O"] + row["M"] + row["I"]
    return {"better": row["A"] / four, "worse": -row["M"] / four}


# 04.7 · two readers


def _read(firm) -> tuple[pd.Series, pd.Series]:
    wishes = firm.needs_survey["wish"].dropna()
    return tuple(wishes.str.contains(pattern, case=False) for pattern in READERS)


def _agreement(one: pd.Series, other: pd.Series) -> tuple[float, float]:
    both = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float((one == other).mean()), float(both)


@question(
    "04.7",
    binds="kappa",
    points=3,
    text="Two readers",
    hints=[
        "Three numbers: how often they agree, how often chance would, and how far they come from one to the other.",
        "By chance both say yes (share times share), or both say no. Add the two.",
    ],
)
def kappa_of_readers(firm) -> float:
    agree, chance = _agreement(*_read(firm))
    return (agree - chance) / (1 - chance)


@alternative("04.7")
def kappa_from_the_library(firm) -> float:
    from sklearn.metrics import cohen_kappa_score

    one, other = _read(firm)
    return float(cohen_kappa_score(one, other))


@misconception("04.7", hint="This is how often they agree. Two who almost always say no agree without reading.")
def plain_agreement(firm) -> float:
    return _agreement(*_read(firm))[0]


@misconception(
    "04.7",
    credit=0.5,
    hint="You let chance agree half of the time. How often it does depends on how often each says yes.",
)
def chance_of_a_coin(firm) -> float:
    return 2 * _agreement(*_read(firm))[0] - 1


@misconception("04.7", credit=0.5, hint="Chance can also agree on no. You counted only where both say yes.")
def chance_of_yes(firm) -> float:
    one, other = _read(firm)
    agree, chance = _agreement(one, other)[0], one.mean() * other.mean()
    return float((agree - chance) / (1 - chance))


# 04.8 · what a raw survey loses


def _minded(firm, least: int = MINDED) -> tuple[float, float]:
    given = answers(firm)
    all_asked, answered = _shares(firm)
    minded = given["price_importance"] >= least
    return float(minded.mean()), float(np.average(minded, weights=given["band"].map(all_asked / answered)))


def _loss(raw: float, right: float, short: float = MARGIN, over: float = COST) -> float:
    missing = 1000 * BAGS * (right - raw)
    return missing * short if missing > 0 else -missing * over


@question(
    "04.8",
    binds="raw_loss",
    points=3,
    text="What the raw survey loses",
    hints=[
        "Two shares of price-minded customers: the plain mean of `minded`, and its mean with the weights of 04.4.",
        "Times 1,000 customers and the bags of each, their difference is bags. Too few or too many?",
    ],
)
def loss_of_raw(firm) -> float:
    return _loss(*_minded(firm))


@alternative("04.8")
def loss_by_bags(firm) -> float:
    given = answers(firm).assign(minded=lambda table: table["price_importance"] >= MINDED)
    right = (given.groupby("band")["minded"].mean() * asked(firm)["band"].value_counts(normalize=True)).sum()
    bags = 1000 * BAGS * pd.Series([given["minded"].mean(), right])
    return float(max((bags[1] - bags[0]) * MARGIN, (bags[0] - bags[1]) * COST))


@misconception(
    "04.8", credit=0.5, hint="You counted missing bags at what they cost. A bag that is missing loses the margin."
)
def at_cost(firm) -> float:
    return _loss(*_minded(firm), short=COST, over=MARGIN)


@misconception("04.8", credit=0.5, hint="Your price-minded say more than 7. Those who say 7 belong to them.")
def without_the_seven(firm) -> float:
    return _loss(*_minded(firm, MINDED + 1))


@misconception("04.8", credit=0.5, hint="These are bags. What is asked for is money.")
def bags_for_money(firm) -> float:
    return _loss(*_minded(firm), short=1, over=1)


@misconception("04.8", hint="This is what all the bags ordered earn. The loss comes from those that are missing.")
def all_bags(firm) -> float:
    return 1000 * BAGS * _minded(firm)[0] * MARGIN


# 04.9 · what to pay for


@question(
    "04.9",
    binds="pay_for",
    points=2,
    given=["raw_loss"],
    text="What to pay for",
    hints=[
        "Add up for each offer: what it costs, and what is still lost after it.",
        "What is left of `raw_loss` after each offer? Ask what kind of error it is, chance or bias.",
    ],
)
def cheapest_offer(firm, raw_loss: float | None = None) -> str:
    raw_loss = loss_of_raw(firm) if raw_loss is None else raw_loss
    left = {"nothing": raw_loss, "weights": 0.0, "more": raw_loss}
    return min(OFFERS, key=lambda offer: OFFERS[offer] + left[offer])


@alternative("04.9")
def by_the_price_of_weights(firm, raw_loss: float | None = None) -> str:
    raw_loss = loss_of_raw(firm) if raw_loss is None else raw_loss
    return "weights" if raw_loss > OFFERS["weights"] else "nothing"


@misconception("04.9", hint="Ten times more answers of the same kind miss by as much. You pay and lose what you lost.")
def more_answers(firm, raw_loss: float | None = None) -> str:
    return "more"


@misconception(
    "04.9", hint="Doing this costs nothing now. Compare the price of the best offer with what you lose each year."
)
def save_the_money(firm, raw_loss: float | None = None) -> str:
    return "nothing"


# 04.10 · a value proposition


@question(
    "04.10",
    binds="proposition",
    points=4,
    text="A value proposition",
    rubric={
        "names one group of customers, by something that the firm can see or ask": 1,
        "names a need, not a product, and at least two numbers that show it": 1,
        "says what the group gets, must-be features before delights": 1,
        "says why from us: a sentence that the competitor could not print word for word": 1,
    },
)
def five_sentences(firm) -> str:
    return "For people who plan their shopping around offers: no surprise at the till."
