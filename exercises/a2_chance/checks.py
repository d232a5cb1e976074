"""Chance: what an interval says, middle, resampling, size of a sample, a line, members and a lottery."""

import numpy as np
import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import difference_in_means

SIZE, TIMES = 300, 2_000  # of the sample of orders, and how often it is resampled
START, SECOND = "2024-10-07", "2025-01-01"  # the programme begins; the second year begins
MARGIN, COST = 12, 12  # crowns an order brings; crowns an invitation costs


# a2.1 · what an interval says


@question(
    "a2.1",
    binds="sentences",
    points=2,
    text="What an interval says",
    hints=[
        "An interval is about one number of all customers together, and allows for chance in drawing. For what else?",
        "Ask of each sentence: does it speak of the luck of drawing? An interval speaks of nothing else.",
    ],
)
def what_an_interval_says(firm) -> dict:
    return {"a": True, "b": False, "c": True, "d": False, "e": True}


@alternative("a2.1")
def by_the_true_ones(firm) -> dict:
    return {letter: letter in "ace" for letter in "edcba"}


@misconception(
    "a2.1",
    credit=0.5,
    hint="One of your sentences is about single customers. The interval is about one share of them all.",
)
def about_single_customers(firm) -> dict:
    return {**what_an_interval_says(firm), "b": True}


@misconception(
    "a2.1",
    credit=0.5,
    hint="Who is asked at the till is no matter of luck. The interval knows of luck alone and stays short.",
)
def interval_sees_bias(firm) -> dict:
    return {**what_an_interval_says(firm), "d": True}


@misconception(
    "a2.1", credit=0.5, hint="The length goes with the square root: for which size of a sample is it halved?"
)
def twice_for_half(firm) -> dict:
    return {**what_an_interval_says(firm), "c": False}


# a2.2 · the middle


@question(
    "a2.2",
    binds="middle",
    points=2,
    text="The middle of the orders",
    hints=[
        "First turn cents into crowns; then each of the three is one call.",
        "For the share, make a mask of the orders that are smaller than the mean; the mean of a mask is a share.",
    ],
)
def middle_of_the_orders(firm) -> dict:
    crowns = firm.orders["revenue"] / 100
    return {"mean": crowns.mean(), "median": crowns.median(), "below": (crowns < crowns.mean()).mean()}


@alternative("a2.2")
def by_sorting(firm) -> dict:
    crowns = np.sort(firm.orders["revenue"].to_numpy()) / 100
    mean = crowns.sum() / len(crowns)
    return {"mean": mean, "median": np.quantile(crowns, 0.5), "below": np.searchsorted(crowns, mean) / len(crowns)}


@misconception("a2.2", credit=0.5, hint="Mean and median are exchanged: which of them do a few large orders pull up?")
def middle_exchanged(firm) -> dict:
    right = middle_of_the_orders(firm)
    return {**right, "mean": right["median"], "median": right["mean"]}


@misconception("a2.2", hint="These are sums of customers. The question is about single orders.")
def middle_of_the_customers(firm) -> dict:
    crowns = firm.orders.groupby("customer_id")["revenue"].sum() / 100
    return {"mean": crowns.mean(), "median": crowns.median(), "below": (crowns < crowns.mean()).mean()}


@misconception(
    "a2.2", credit=0.5, hint="Half of the orders are below the median, always. The question asks about the mean."
)
def below_the_median(firm) -> dict:
    return {**middle_of_the_orders(firm), "below": 0.5}


# a2.3 and a2.4 · an interval by resampling, and a shorter one


def sample_and_picks(firm) -> tuple[np.ndarray, np.ndarray]:
    luck = np.random.default_rng(11)
    crowns = firm.orders.sort_values("order_id")["revenue"].to_numpy() / 100
    sample = luck.choice(crowns, size=SIZE, replace=False)
    return sample, luck.integers(0, SIZE, size=(TIMES, SIZE))


def resampled_means(firm) -> np.ndarray:
    sample, picks = sample_and_picks(firm)
    return sample[picks].mean(axis=1)


@question(
    "a2.3",
    binds="interval",
    points=3,
    text="An interval by resampling",
    hints=[
        "One mean for each resample, that is for each row: `.mean(axis=1)` goes along the rows.",
        "Sort the means in your head: which two leave out 2.5 percent at each end? `np.quantile` finds them.",
    ],
)
def interval_of_the_mean(firm) -> tuple:
    means = resampled_means(firm)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


@alternative("a2.3")
def by_a_loop(firm) -> tuple:
    sample, picks = sample_and_picks(firm)
    means = [float(sample[row].sum()) / SIZE for row in picks]
    return tuple(pd.Series(means).quantile([0.025, 0.975]))


@misconception("a2.3", hint="Between these lie single orders. The question is how much the mean of 300 of them varies.")
def spread_of_the_orders(firm) -> tuple:
    sample, _ = sample_and_picks(firm)
    return tuple(np.quantile(sample, [0.025, 0.975]))


@misconception(
    "a2.3",
    credit=0.5,
    hint="You went one standard deviation to each side: that holds about two thirds, not 95 percent.",
)
def one_standard_deviation(firm) -> tuple:
    means = resampled_means(firm)
    return means.mean() - means.std(), means.mean() + means.std()


@misconception("a2.3", credit=0.5, hint="You left out five percent at each end. Together they may be five.")
def five_at_each_end(firm) -> tuple:
    return tuple(np.quantile(resampled_means(firm), [0.05, 0.95]))


@misconception("a2.3", hint="These are means of each of the 300 places, down the columns. A resample is a row.")
def along_the_columns(firm) -> tuple:
    sample, picks = sample_and_picks(firm)
    return tuple(np.quantile(sample[picks].mean(axis=0), [0.025, 0.975]))


@question(
    "a2.4",
    binds="needed",
    points=2,
    given=["interval"],
    text="How many orders are needed",
    hints=[
        "By which factor must the interval become shorter? “One crown more or less” is half of its length.",
        "The length goes with one over the square root of the size: half the length needs four times as many.",
    ],
)
def orders_needed(firm, interval=None) -> float:
    low, high = interval_of_the_mean(firm) if interval is None else interval
    return float(SIZE * ((high - low) / 2) ** 2)


@alternative("a2.4")
def by_standard_errors(firm, interval=None) -> float:
    low, high = interval_of_the_mean(firm) if interval is None else interval
    return ((high - low) * SIZE**0.5 / 2) ** 2


@misconception("a2.4", hint="You shortened in proportion. Twice as many orders do not halve the length.")
def in_proportion(firm, interval=None) -> float:
    low, high = interval_of_the_mean(firm) if interval is None else interval
    return SIZE * (high - low) / 2


@misconception(
    "a2.4", credit=0.5, hint="You made the whole interval one crown long. One crown more or less is twice that."
)
def whole_length(firm, interval=None) -> float:
    low, high = interval_of_the_mean(firm) if interval is None else interval
    return SIZE * (high - low) ** 2


@misconception("a2.4", hint="You took the root where a square belongs: a shorter interval needs many more orders.")
def root_for_square(firm, interval=None) -> float:
    low, high = interval_of_the_mean(firm) if interval is None else interval
    return SIZE * ((high - low) / 2) ** 0.5


# a2.5 · a line


def two_years(firm) -> pd.DataFrame:
    first = firm.orders["ordered_at"] < SECOND
    years = firm.orders[first].groupby("customer_id").size().to_frame("first")
    years["second"] = firm.orders[~first].groupby("customer_id").size()
    return years.fillna(0)


def line_of(x: pd.Series, y: pd.Series) -> dict:
    slope, intercept = np.polyfit(x, y, 1)
    return {"slope": slope, "intercept": intercept, "of ten": intercept + 10 * slope}


@question(
    "a2.5",
    binds="line",
    points=2,
    text="A regression line",
    hints=[
        "`np.polyfit(x, y, 1)` returns the slope first, then the intercept. Which of the two years is x?",
        "What the line expects is its height at ten: the intercept and ten times the slope.",
    ],
)
def second_year_on_first(firm) -> dict:
    years = two_years(firm)
    return line_of(years["first"], years["second"])


@alternative("a2.5")
def by_the_formula(firm) -> dict:
    years = two_years(firm)
    off = years - years.mean()
    slope = (off["first"] * off["second"]).sum() / (off["first"] ** 2).sum()
    intercept = years["second"].mean() - slope * years["first"].mean()
    return {"slope": slope, "intercept": intercept, "of ten": intercept + slope * 10}


@misconception(
    "a2.5", hint="You drew the first year on the second. The line is to foretell the second year from the first."
)
def axes_exchanged(firm) -> dict:
    years = two_years(firm)
    return line_of(years["second"], years["first"])


@misconception(
    "a2.5", credit=0.5, hint="The slope that you give is the correlation, which has no unit. The slope has one."
)
def correlation_for_slope(firm) -> dict:
    years = two_years(firm)
    r = years["first"].corr(years["second"])
    intercept = years["second"].mean() - r * years["first"].mean()
    return {"slope": r, "intercept": intercept, "of ten": intercept + 10 * r}


@misconception(
    "a2.5", credit=0.5, hint="Those who did not order again are missing: their second year is nought, not unknown."
)
def only_who_came_again(firm) -> dict:
    years = two_years(firm)
    years = years[years["second"] > 0]
    return line_of(years["first"], years["second"])


# a2.6 and a2.7 · members, and a lottery


def candidates(firm) -> pd.DataFrame:
    people = firm.memberships.set_index("customer_id")[["assigned", "joined_at"]]
    people["member"] = people["joined_at"].notna()
    moments, ids = firm.orders["ordered_at"], firm.orders["customer_id"]
    people["before"] = ids[moments < START].value_counts()
    people["after"] = ids[moments >= SECOND].value_counts()
    return people.fillna({"before": 0, "after": 0})


@question(
    "a2.6",
    binds="times",
    points=2,
    text="Members and others, before and after",
    hints=[
        "Group `people` by `member` and take the means of two columns.",
        "A ratio of means: the mean of the members divided by the mean of all others, once for each column.",
    ],
)
def times_as_often(firm) -> dict:
    means = candidates(firm).groupby("member")[["before", "after"]].mean()
    return (means.loc[True] / means.loc[False]).to_dict()


@alternative("a2.6")
def by_masks(firm) -> dict:
    people = candidates(firm)
    inside, outside = people[people["member"]], people[~people["member"]]
    return {name: inside[name].mean() / outside[name].mean() for name in ("after", "before")}


@misconception("a2.6", credit=0.5, hint="Before and after are exchanged.")
def times_exchanged(firm) -> dict:
    right = times_as_often(firm)
    return {"after": right["before"], "before": right["after"]}


@misconception("a2.6", hint="These are ratios of sums. There are many more others than members; compare means.")
def ratio_of_sums(firm) -> dict:
    sums = candidates(firm).groupby("member")[["before", "after"]].sum()
    return (sums.loc[True] / sums.loc[False]).to_dict()


@misconception("a2.6", hint="These are differences of means. The question asks how many *times* as often.")
def differences(firm) -> dict:
    means = candidates(firm).groupby("member")[["before", "after"]].mean()
    return (means.loc[True] - means.loc[False]).to_dict()


@misconception("a2.6", hint="You compared those whom the lot drew with the rest. Not all of them became members.")
def by_the_lot(firm) -> dict:
    means = candidates(firm).groupby("assigned")[["before", "after"]].mean()
    return (means.loc[True] / means.loc[False]).to_dict()


@question(
    "a2.7",
    binds="pays",
    points=3,
    text="Should everybody be invited",
    hints=[
        "Twice the same: a difference of two means, times what an order brings, against what an invitation costs.",
        '`difference_in_means(people["after"], people[…]).estimate` is the difference for a column of true and false.',
    ],
)
def invitation_pays(firm) -> dict:
    people = candidates(firm)
    found = {name: difference_in_means(people["after"], people[name]).estimate for name in ("member", "assigned")}
    return {"by members": bool(MARGIN * found["member"] > COST), "by lot": bool(MARGIN * found["assigned"] > COST)}


@alternative("a2.7")
def by_group_means(firm) -> dict:
    people = candidates(firm)
    more = [people.groupby(name)["after"].mean().diff().iloc[-1] for name in ("member", "assigned")]
    return dict(zip(("by members", "by lot"), [bool(orders * MARGIN > COST) for orders in more], strict=True))


@misconception("a2.7", hint="The lot knows nothing of coffee. Look at the difference it finds: is it a whole order?")
def pays_by_both(firm) -> dict:
    return {"by members": True, "by lot": True}


@misconception(
    "a2.7",
    credit=0.5,
    hint="Members do order many times more than others. Judged by that alone, it would earn its cost.",
)
def pays_by_neither(firm) -> dict:
    return {"by members": False, "by lot": False}


@misconception("a2.7", hint="The two are exchanged: which difference is the large one?")
def pays_exchanged(firm) -> dict:
    return {"by members": False, "by lot": True}


# a2.8 · a poster


@question(
    "a2.8",
    binds="answer",
    points=4,
    text="Answer to a poster",
    rubric={
        "puts the ratio before the programme beside the ratio after it": 1,
        "names another explanation: heavy buyers join more often, or a third thing makes people buy and join": 1,
        "names the lottery (or an experiment) as what can show an effect, and gives its number": 1,
        "says how sure the number is, with an interval, and that a larger sample would not mend the comparison": 1,
    },
)
def answer_to_the_poster(firm) -> str:
    return "They ordered more before there was a programme. The lot finds next to nothing, give or take a little."
