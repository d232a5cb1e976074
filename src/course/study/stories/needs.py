"""04 · What do customers want? The survey's mean is that of who answers.

The popular method averages the answers. The old answer more often and care less about low prices, so the mean is far
too low, and a larger sample has the same mean. The right one gives each answer the weight that makes the answers as
old, as recent and as female as all who were asked. The dial is how much the wish depends on age: at 0 who answers does
not matter.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import rake, weighted_mean
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

ASKED = "price_importance"
RECENT = pd.Timedelta(weeks=26)
BANDS = [0, *range(22, 80, 3), 200]  # years; the ends are wider: few of the young answer, few are very old


def asked(firm: Firm) -> pd.DataFrame:
    """Return everybody asked: the answers, and what the firm knows of all of them: age band, gender, recent order."""
    people = firm.needs_survey.merge(firm.individuals[["customer_id", "birth_date", "gender"]], on="customer_id")
    years = (people["asked_at"] - people["birth_date"]).dt.days / 365.25
    orders = firm.orders.merge(people[["customer_id", "asked_at"]], on="customer_id")
    lately = orders["ordered_at"].between(orders["asked_at"] - RECENT, orders["asked_at"])
    return people.assign(
        age=pd.cut(years, BANDS, right=False).astype("str"),
        recent=people["customer_id"].isin(orders.loc[lately, "customer_id"]),
    )


def price_importance(world: World) -> Telling:
    """Mean importance of low prices, 0–10; the truth is the mean of what everybody asked would have said."""
    people = asked(world.observe())
    answers = people[people["answered"]]
    known = ["age", "gender", "recent"]
    weights = rake(answers, {name: people[name].value_counts() for name in known})
    found = weighted_mean(answers[ASKED], weights, raked=answers[known])
    truth = world.truth.needs[ASKED].mean()
    return Telling(float(answers[ASKED].mean()), found.value, found.low, found.high, float(truth))


STORIES = (
    Story(
        chapter="04",
        name="survey",
        unit="points, 0–10",
        naive_is="the mean of the answers",
        right_is="the answers raked to the age, gender and recent orders of everybody asked",
        tell=price_importance,
        naive_error=(-0.8, -0.6),
        dial=Dial("survey.importance_age", (-0.12, -0.085, -0.04, 0.0, 0.04), right_at=0.0, within=0.1),
    ),
)
