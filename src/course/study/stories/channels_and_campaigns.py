"""13 · Whom should we write to? The likeliest to leave are not the likeliest to be moved.

Half of the customers, drawn at random, get a letter. What it saves are the orders that would not have come without it.

Likeliest to leave. The popular list has the customers who have been silent for longest, and its success is counted: so
many ordered after the letter. Almost all of them would have ordered without it, for the silent do not open mail. The
right method subtracts the orders of those whom chance left without a letter. The dial is the hazard of leaving: where
whoever is silent has left, nobody on the list orders anyway.

Uplift. The popular calculation takes the letter's mean effect, so many percent more orders, and expects it of any list
in proportion to what the people on it order. An uplift model is fitted to one half of the experiment and ranks the
other, the best tenth get the letter, and its worth is measured where the model has not looked. The dial is how much
liking of offers matters: where it does not, a letter brings everybody who reads it about the same percentage.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import TLearner, cross_fitted, difference_in_means, rfm_table
from course.study.stories.story import Dial, Story, Telling
from course.world.effects import effect
from course.world.simulate import World

LETTERS = 1_000
LIKELIEST = 0.4  # share of the customers, longest silence first
BEST = 0.1  # share of the customers, highest uplift first
QUARTER = 13  # weeks
KNOWN_BEFORE = ["since_last", "orders", "lately", "lines", "on_offer"]


def weeks_of(firm: Firm) -> tuple[int, int]:
    """Return the weeks in which the letter works, as first ≤ week < last."""
    campaign = firm.campaigns.iloc[0]
    return int(campaign["first_week"]), int(campaign["last_week"]) + 1


def experiment(firm: Firm) -> pd.DataFrame:
    """Return one row per customer with an order before the letter: what was known, whether written to, orders then.

    `since_last` weeks, `orders` until then, `written` by chance, and `after`: orders in the weeks of the letter.
    """
    first, last = weeks_of(firm)
    start, orders = firm.market["starts"].min(), firm.orders
    week = (orders["ordered_at"] - start).dt.days // 7
    people = rfm_table(orders[week < first], end=start + pd.Timedelta(days=7 * first - 1))
    written = firm.treatments.set_index("customer_id")["assigned"]
    counts = {"lately": (first - QUARTER, first), "after": (first, last)}
    for name, (begin, end) in counts.items():
        during = orders.loc[week.between(begin, end - 1), "customer_id"].value_counts()
        people[name] = during.reindex(people.index, fill_value=0)
    return people.assign(written=written.reindex(people.index))


def bought_on_offer(firm: Firm) -> pd.DataFrame:
    """Return by customer the lines bought before the letter, and the share of them bought on offer."""
    first, _ = weeks_of(firm)
    start, orders = firm.market["starts"].min(), firm.orders
    before = orders.loc[(orders["ordered_at"] - start).dt.days < 7 * first, ["order_id", "customer_id"]]
    lines = firm.order_lines[["order_id", "on_offer"]].merge(before, on="order_id").groupby("customer_id")["on_offer"]
    return pd.DataFrame({"lines": lines.size(), "on_offer": lines.mean()})


def saved(world: World, names: pd.Index) -> float:
    """Return the orders that letters to just these customers save, per 1,000: twins, in the weeks of the letter."""
    nobody, they = world.do(campaigns="off"), world.do(campaigns=names)
    found = effect(nobody, they, "orders", weeks_of(world.observe()))
    return LETTERS * float(found["difference"].sum()) / len(names)


def measured(world: World, group: pd.DataFrame, naive: float) -> Telling:
    """Return what a list saves per 1,000 letters: those written to less the others on it, and by twins."""
    found = difference_in_means(group["after"], group["written"])
    return Telling(
        LETTERS * naive,
        LETTERS * found.estimate,
        LETTERS * found.low,
        LETTERS * found.high,
        saved(world, group.index),
    )


def likeliest_to_leave(world: World) -> Telling:
    """Orders saved per 1,000 letters to the longest silent; the naive answer counts all their orders after the letter.

    The truth is what letters to just these people add, among the same people with the same luck.
    """
    people = experiment(world.observe())
    group = people.nlargest(int(LIKELIEST * len(people)), "since_last")
    return measured(world, group, naive=group.loc[group["written"], "after"].mean())


def uplift(world: World) -> Telling:
    """Orders saved per 1,000 letters to the tenth with the highest uplift; the naive answer is in proportion to orders.

    The truth is what letters to just these people add, among the same people with the same luck.
    """
    firm = world.observe()
    people = experiment(firm).join(bought_on_offer(firm))
    score = cross_fitted(TLearner(), people[KNOWN_BEFORE], people["written"], people["after"])
    group = people.loc[score.nlargest(int(BEST * len(people))).index]
    with_it, without = (people.loc[people["written"] == way, "after"].mean() for way in (True, False))
    return measured(world, group, naive=(with_it / without - 1) * group.loc[~group["written"], "after"].mean())


STORIES = (
    Story(
        chapter="13",
        name="likeliest to leave",
        unit="orders saved per 1,000 letters",
        naive_is="all orders of those written to",
        right_is="the difference in means between those written to and not, by chance",
        tell=likeliest_to_leave,
        naive_error=(50, 75),
        dial=Dial("leaving.hazard", (0.0, 0.0075, 0.02, 0.05, 0.1), right_at=0.1, within=15),
    ),
    Story(
        chapter="13",
        name="uplift",
        unit="orders saved per 1,000 letters",
        naive_is="the letter's mean effect in percent, of what the list orders without one",
        right_is="the difference in means in the best tenth of a ranking that has not seen its outcomes",
        tell=uplift,
        naive_error=(-500, -350),
        dial=Dial("campaign.deal", (0.0, 0.2, 0.4, 0.6, 0.8), right_at=0.0, within=100),
        no_effect=0.0,
        claims_sign=True,
    ),
)
