"""10 · Are they satisfied? The least satisfied get happier by themselves.

A mailing goes to a random half of the customers. The popular method takes the dissatisfied among them, the worst tenth
by their last answer before it, and finds their next answer two points higher. But an answer is satisfaction and chance,
and whoever answered worst had bad luck above all: the next answer is nearer the mean, written to or not. The right
method compares them with the worst tenth of those who were not written to. The dial is the chance in an answer: without
any, what is left of the rise is a real one, of satisfaction itself, and small.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import difference_in_means
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

WORST = 0.1


def mailed_at(firm: Firm) -> pd.Timestamp:
    """Return the Monday of the first week in which the mailing works."""
    return firm.market["starts"].iloc[firm.campaigns["first_week"].iloc[0]]


def worst_tenth(firm: Firm) -> pd.DataFrame:
    """Return customers whose last score before the mailing is in the lowest tenth: `before, after, written`.

    after : the first score after it; whoever did not answer before and after is left out. Ties at the tenth stay in.
    """
    answers = firm.satisfaction_survey.query("answered").sort_values("asked_at")
    early = answers["asked_at"] < mailed_at(firm)
    last = answers[early].groupby("customer_id")["recommend"].last()
    following = answers[~early].groupby("customer_id")["recommend"].first()
    scores = pd.DataFrame({"before": last, "after": following}).dropna().astype(float)
    written = firm.treatments.set_index("customer_id")["assigned"]
    return scores[scores["before"] <= scores["before"].quantile(WORST)].join(written.rename("written"))


def mailing(world: World) -> Telling:
    """What the mailing adds to the score of the worst tenth, in points; the truth is from the twin without mailing."""
    people = worst_tenth(world.observe())
    change = people["after"] - people["before"]
    found = difference_in_means(change, people["written"])
    truth = _caused(world, people.index[people["written"]])
    return Telling(float(change[people["written"]].mean()), found.estimate, found.low, found.high, truth)


def _caused(world: World, written: pd.Index) -> float:
    """Return what the mailing added to the scores that these customers would have given to their orders after it."""
    added = _would_score(world, written) - _would_score(world.do(campaigns="off"), written)
    return float(added.dropna().mean())


def _would_score(world: World, customers: pd.Index) -> pd.Series:
    """Return what these customers would have answered after the mailing, to every survey sent to them."""
    firm = world.observe()
    surveys = firm.satisfaction_survey
    late = surveys["customer_id"].isin(customers) & (surveys["asked_at"] >= mailed_at(firm))
    return world.truth.satisfaction_survey.set_index("survey_id")["recommend"].loc[surveys.loc[late, "survey_id"]]


STORIES = (
    Story(
        chapter="10",
        name="worst tenth",
        unit="points, 0–10",
        naive_is="the next answer of the worst tenth who were written to, less the one before",
        right_is="the same less that of the worst tenth who were not written to",
        tell=mailing,
        naive_error=(1.65, 2.0),
        dial=Dial("answers.noise", (0.01, 0.4, 0.8, 1.1, 1.5), right_at=0.01, within=0.6),
    ),
)
