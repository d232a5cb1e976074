"""Areas and persons: what a table of regions shows, scales, slopes within groups, luck, and where the stands go."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import correlation_by_scale, funnel_limits, partial_pooling, slope_within

FEWEST, PAYS, Z = 10, 1.25, 1.96  # persons in a place; times the average person; a 95 % interval


def people_of(firm) -> pd.DataFrame:
    """Return one row per person: income, place, district, region, orders, and spending in crowns."""
    where = firm.customers[["customer_id", "place_id"]].merge(firm.places, on="place_id")
    people = firm.individuals[["customer_id", "income"]].merge(where, on="customer_id")
    bought = firm.orders.groupby("customer_id")["revenue"].agg(["size", "sum"])
    bought = bought.reindex(people["customer_id"], fill_value=0).reset_index(drop=True)
    return people.assign(orders=bought["size"].astype(float), spend=bought["sum"] / 100)


# 06.1 · what a table of regions shows


@question(
    "06.1",
    binds="sentences",
    points=2,
    text="What a table of regions shows",
    hints=[
        "The table has eight rows, and each is a region. Which sentences speak about regions, and about nothing else?",
        "The nine people of the chapter show what means of towns know about a person, and what they do not.",
    ],
)
def sentences_shown(firm) -> dict:
    return {"a": "shown", "b": "not shown", "c": "not shown", "d": "shown", "e": "not shown"}


@alternative("06.1")
def by_what_they_speak_of(firm) -> dict:
    about = {"e": "persons", "d": "areas", "c": "persons", "b": "persons", "a": "areas"}
    return {letter: "shown" if what == "areas" else "not shown" for letter, what in about.items()}


@misconception("06.1", hint="You took what holds among areas for what holds among persons: the ecological fallacy.")
def all_shown(firm) -> dict:
    return dict.fromkeys("abcde", "shown")


@misconception(
    "06.1", credit=0.5, hint="One sentence about what people do is still among the shown. Regions do not know them."
)
def people_in_general(firm) -> dict:
    return {**sentences_shown(firm), "b": "shown"}


@misconception("06.1", credit=0.5, hint="A rise of somebody's income is nothing that a table of regions has seen.")
def causes_shown(firm) -> dict:
    return {**sentences_shown(firm), "e": "shown"}


@misconception(
    "06.1", credit=0.5, hint="You believe the table in nothing. About regions themselves it may be believed."
)
def nothing_shown(firm) -> dict:
    return dict.fromkeys("abcde", "not shown")


# 06.2 · mean spending by region


@question(
    "06.2",
    binds="spend_by_region",
    points=2,
    text="Mean spending by region",
    hints=[
        "Two steps: what each person spent, then the mean of these in each region.",
        "`map` gives missing values to those who never ordered. They spent nothing, which is a number.",
    ],
)
def mean_spending(firm) -> pd.Series:
    return people_of(firm).groupby("region")["spend"].mean()


@alternative("06.2")
def sums_by_heads(firm) -> pd.Series:
    people = people_of(firm)
    return people.groupby("region")["spend"].sum() / people["region"].value_counts()


@misconception(
    "06.2", credit=0.5, hint="These are means of those who ordered. The others live there too, and spent nothing."
)
def buyers_only(firm) -> pd.Series:
    people = people_of(firm)
    return people[people["orders"] > 0].groupby("region")["spend"].mean()


@misconception("06.2", hint="These are means of an order. The question is about persons, who have many orders or none.")
def per_order(firm) -> pd.Series:
    sums = people_of(firm).groupby("region")[["spend", "orders"]].sum()
    return sums["spend"] / sums["orders"]


@misconception("06.2", hint="These are means over places, where a village counts as much as a city.")
def mean_of_place_means(firm) -> pd.Series:
    return people_of(firm).groupby(["region", "place_id"])["spend"].mean().groupby("region").mean()


@misconception("06.2", hint="These are sums. A region with more people has a larger one without anybody spending more.")
def sums(firm) -> pd.Series:
    return people_of(firm).groupby("region")["spend"].sum()


# 06.3 · one link at three scales

SCALES = ("district", "region")


def _over(people: pd.DataFrame, how: str) -> dict:
    areas = {scale: people.groupby(scale)[["income", "orders"]].agg(how) for scale in SCALES}
    found = {scale: float(table["income"].corr(table["orders"])) for scale, table in areas.items()}
    return {"persons": float(people["income"].corr(people["orders"])), **found}


@question(
    "06.3",
    binds="link",
    points=3,
    atol=0.003,
    text="One link at three scales",
    hints=[
        "Three correlations of the same two columns; only the rows change: persons, district means, region means.",
        "`groupby(…)[[…]].mean()` makes the rows of a scale; `.corr` of one column with the other is the rest.",
    ],
)
def link_at_three_scales(firm) -> dict:
    return _over(people_of(firm), "mean")


@alternative("06.3")
def by_the_library(firm) -> dict:
    return correlation_by_scale(people_of(firm), "income", "orders", SCALES)["correlation"].to_dict()


@misconception(
    "06.3", credit=0.5, hint="These are squares: shares of variance. A correlation keeps its sign and is r itself."
)
def squared(firm) -> dict:
    return {scale: value**2 for scale, value in link_at_three_scales(firm).items()}


@misconception("06.3", hint="You correlated sums. Where more people live, both sums are larger: that is population.")
def of_sums(firm) -> dict:
    return _over(people_of(firm), "sum")


@misconception(
    "06.3", hint="You took the mean of the correlations inside the areas. Asked is the correlation of their means."
)
def inside_areas(firm) -> dict:
    people = people_of(firm)
    inside = {scale: [rows["income"].corr(rows["orders"]) for _, rows in people.groupby(scale)] for scale in SCALES}
    persons = float(people["income"].corr(people["orders"]))
    return {"persons": persons, **{scale: float(np.mean(values)) for scale, values in inside.items()}}


# 06.4 · a slope within groups


def _table(x: list, y: list, group: str) -> pd.DataFrame:
    return pd.DataFrame({"x": [float(one) for one in x], "y": [float(one) for one in y], "group": list(group)})


SLOPES = [
    _table([1, 2, 3, 2, 3, 4, 3, 4, 5], [4, 3, 2, 5, 4, 3, 6, 5, 4], "aaabbbccc"),
    _table([1, 3, 2, 8, 4, 9], [2, 5, 1, 4, 7, 7], "aabbcc"),
    _table([0, 10, 1, 2, 3, 4, 5], [0, 5, 9, 8, 8, 7, 6], "nnsssss"),
    _table([5, 1, 4, 2, 7, 7.5], [1, 2, 3, 4, 0, 1], "xyxyxy"),
]


@question(
    "06.4",
    binds="slope_inside",
    points=3,
    probes=SLOPES,
    text="A slope within groups",
    hints=[
        "`groupby(…).transform` gives each row the mean of its own group, so that it can be taken away.",
        "First both deviations, for each row; then two sums over all rows; then one division at the very end.",
    ],
)
def slope_of_deviations(firm):
    def slope_inside(table):
        own = table[["x", "y"]] - table.groupby("group")[["x", "y"]].transform("mean")
        return float((own["x"] * own["y"]).sum() / (own["x"] ** 2).sum())

    return slope_inside


@alternative("06.4")
def slope_of_the_library(firm):
    return lambda table: slope_within(table["x"], table["y"], table["group"]).estimate


@alternative("06.4")
def slope_by_loops(firm):
    def slope_inside(table):
        products = squares = 0.0
        for group in set(table["group"]):
            rows = table[table["group"] == group]
            products += float(((rows["x"] - rows["x"].mean()) * (rows["y"] - rows["y"].mean())).sum())
            squares += float(((rows["x"] - rows["x"].mean()) ** 2).sum())
        return products / squares

    return slope_inside


@misconception("06.4", hint="This is the slope between the groups: the line through their means.")
def slope_through_means(firm):
    def slope_inside(table):
        means = table.groupby("group")[["x", "y"]].mean()
        return float(np.polyfit(means["x"], means["y"], 1)[0])

    return slope_inside


@misconception("06.4", hint="This is the slope among all people. What differs between groups is mixed into it.")
def slope_of_all(firm):
    return lambda table: float(np.polyfit(table["x"], table["y"], 1)[0])


@misconception(
    "06.4", credit=0.5, hint="This is the mean of the groups' own slopes. Sum over all rows before you divide."
)
def mean_of_slopes(firm):
    def slope_inside(table):
        return float(np.mean([np.polyfit(rows["x"], rows["y"], 1)[0] for _, rows in table.groupby("group")]))

    return slope_inside


# 06.5 · what is kept of a lead

LEADS = [(2.0, 10, 1.0, 0.2, 3.0), (0.5, 40, 1.0, 0.2, 3.0), (9.0, 300, 5.0, 2.5, 60.0), (1.0, 1, 3.0, 1.5, 1.0)]


@question(
    "06.5",
    binds="drawn_in",
    points=3,
    probes=LEADS,
    text="What is kept of a lead",
    hints=[
        "The mean of n people varies by luck with the variance of one person, divided by n.",
        "Kept is a share: the variance between groups, of all the variance that a group's mean has.",
    ],
)
def partly_pooled(firm):
    def drawn_in(own, n, common, between, within):
        kept = between / (between + within / n)
        return common + kept * (own - common)

    return drawn_in


@alternative("06.5")
def weighted_by_precision(firm):
    def drawn_in(own, n, common, between, within):
        of_own, of_all = n / within, 1 / between
        return (of_own * own + of_all * common) / (of_own + of_all)

    return drawn_in


@misconception("06.5", credit=0.5, hint="Your share is the one that is lost, not the one that is kept.")
def what_is_lost(firm):
    def drawn_in(own, n, common, between, within):
        lost = (within / n) / (between + within / n)
        return common + lost * (own - common)

    return drawn_in


@misconception("06.5", hint="The number of people has no say in your answer. Many people make a mean trustworthy.")
def without_n(firm):
    return lambda own, n, common, between, within: common + between / (between + within) * (own - common)


@misconception("06.5", credit=0.5, hint="You draw the mean towards zero. It is drawn towards the mean of all.")
def towards_zero(firm):
    return lambda own, n, common, between, within: between / (between + within / n) * own


@misconception("06.5", hint="You halved every lead alike: a village and a city are not equally sure.")
def half_of_it(firm):
    return lambda own, n, common, between, within: (own + common) / 2


# 06.6 · the limits of a funnel


def _large_places(firm) -> tuple[pd.Series, pd.DataFrame]:
    people = people_of(firm)
    many = people[people.groupby("place_id")["orders"].transform("size") >= FEWEST]
    return many["orders"], many.groupby("place_id")["orders"].agg(n="size", mean="mean", sd="std")


def _outside(firm, half) -> float:
    orders, table = _large_places(firm)
    return float(((table["mean"] - orders.mean()).abs() > half(orders, table)).mean())


@question(
    "06.6",
    binds="outside",
    points=3,
    rtol=0,
    atol=0.004,
    text="Places outside the funnel",
    hints=[
        "The limits differ from place to place: they depend on how many persons live there.",
        "Half the width is 1.96 standard deviations of persons, divided by the root of their number.",
    ],
)
def share_outside(firm) -> float:
    return _outside(firm, lambda orders, table: Z * orders.std() / np.sqrt(table["n"]))


@alternative("06.6")
def by_funnel_limits(firm) -> float:
    orders, table = _large_places(firm)
    limits = funnel_limits(table["n"], orders.mean(), orders.std())
    inside = (table["mean"].to_numpy() >= limits["low"]) & (table["mean"].to_numpy() <= limits["high"])
    return 1 - float(inside.mean())


@misconception("06.6", hint="You used the spread of persons as it is. A mean of many varies less: where is the root?")
def limits_of_persons(firm) -> float:
    return _outside(firm, lambda orders, table: Z * orders.std())


@misconception(
    "06.6", credit=0.5, hint="You divided by the number itself, not by its root. The limits are far too narrow."
)
def without_the_root(firm) -> float:
    return _outside(firm, lambda orders, table: Z * orders.std() / table["n"])


@misconception(
    "06.6", credit=0.5, hint="These limits are one standard error wide: luck stays within in 68 of 100 cases."
)
def one_standard_error(firm) -> float:
    return _outside(firm, lambda orders, table: orders.std() / np.sqrt(table["n"]))


@misconception("06.6", credit=0.5, hint="You counted one side only. Below the lower limit is outside too.")
def only_above(firm) -> float:
    orders, table = _large_places(firm)
    return float((table["mean"] - orders.mean() > Z * orders.std() / np.sqrt(table["n"])).mean())


# 06.7 · where the stands go


def _pooled(firm) -> pd.DataFrame:
    people = people_of(firm)
    many = people.groupby("place_id")["orders"].transform("size") >= FEWEST
    return partial_pooling((people["orders"] / people["orders"].mean())[many], people["place_id"][many])


def _chosen(firm, column: str) -> list:
    table = _pooled(firm)
    return [int(place) for place in table.index[table[column] >= PAYS]]


@question(
    "06.7",
    binds="stands",
    points=3,
    ordered=False,
    text="Where the stands go",
    hints=[
        "A place's own mean promises too much where few people stand behind it. What may be expected instead?",
        "`partial_pooling` returns a table; compare its column of expected values with what a stand needs.",
    ],
)
def places_that_pay(firm) -> list:
    return _chosen(firm, "pooled")


@alternative("06.7")
def places_by_weights(firm) -> list:
    table = _pooled(firm).sort_values("pooled", ascending=False)
    return table.index[(table["pooled"] / PAYS >= 1)].to_list()


@misconception(
    "06.7", credit=0.5, hint="You believed each place's own mean. Several of these are small, and were lucky."
)
def places_by_own_mean(firm) -> list:
    return _chosen(firm, "mean")


@misconception("06.7", hint="You asked to be certain: the low end of the interval. Expected is the middle of it.")
def places_for_certain(firm) -> list:
    return _chosen(firm, "low")


@misconception("06.7", hint="You asked what may be at best: the high end of the interval. Expected is its middle.")
def places_at_best(firm) -> list:
    return _chosen(firm, "high")


@misconception("06.7", hint="These are the places of rich regions. Not each of them orders much: ask each place.")
def places_of_the_best_regions(firm) -> list:
    people = people_of(firm)
    regions = people.groupby("region")["orders"].mean() / people["orders"].mean()
    best = firm.places["region"].isin(regions.index[regions >= PAYS])
    return firm.places.loc[best, "place_id"].to_list()


# 06.8 · a note on a map


@question(
    "06.8",
    binds="note",
    points=4,
    text="A note on a map",
    rubric={
        "says that extreme cells are mostly small places, dark and light ones alike": 1,
        "says that what holds of regions need not hold of persons, in words of one's own": 1,
        "uses at least two computed numbers, one about areas and one about persons or pooled places": 1,
        "names what to do instead: pooled places for stands, and people's own orders for letters": 1,
    },
)
def five_sentences(firm) -> str:
    return "The darkest cells are mostly places with few customers, and the lightest are as small."
