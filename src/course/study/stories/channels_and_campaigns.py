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

from course.measures import TLearner, cross_fitted, difference_in_means
from course.study.stories.letters import LETTERS, experiment, on_offer, weeks_of
from course.study.stories.story import Dial, Story, Telling
from course.world.effects import effect
from course.world.simulate import World

LIKELIEST = 0.4  # share of the customers, longest silence first
BEST = 0.1  # share of the customers, highest uplift first
KNOWN_BEFORE = ["since_last", "orders", "lately", "on_offer"]


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
    people = experiment(firm).join(on_offer(firm))
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
        naive_error=(57, 67),
        dial=Dial("leaving.hazard", (0.0, 0.0075, 0.02, 0.05, 0.1), right_at=0.1, within=6),
    ),
    Story(
        chapter="13",
        name="uplift",
        unit="orders saved per 1,000 letters",
        naive_is="the letter's mean effect in percent, of what the list orders without one",
        right_is="the difference in means in the best tenth of a ranking that has not seen its outcomes",
        tell=uplift,
        naive_error=(-530, -460),
        dial=Dial("campaign.deal", (0.0, 0.2, 0.4, 0.6, 0.8), right_at=0.0, within=60),
        no_effect=0.0,
        claims_sign=True,
    ),
)
