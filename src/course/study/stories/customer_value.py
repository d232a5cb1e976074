"""15 · What is a customer worth? Two cohorts of whom as many are left are not worth the same.

A year after their start 36 of 100 subscribers are left, of the web's as of the shop's. The popular method takes each
cohort's yearly rate of staying and lets it go on: same rate, same worth. But in the web subscribers differ, those who
leave easily have left, and who is left stays; in the shop all are much alike, and leave on as before. The shifted-beta-
geometric model reads that from the shape of the two curves. The dial is how alike subscribers of one cohort are: where
they do not differ, the rate that was goes on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.measures import ShiftedBetaGeometric, discounted_lifetime, lifetime_value, renewals_due
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

WAYS = ("web", "shop")
YEAR = 13  # renewals
DISCOUNT = 1.1 ** (1 / YEAR) - 1  # 10 % a year, per renewal
FOLLOWED = 1_000  # renewals, as in the truth
SURE = 1.96  # standard errors on each side of a 95 % interval


def cohorts(world: World) -> dict[str, pd.DataFrame]:
    """Return renewals due and made at the first, second, … renewal, by where the subscription was taken out."""
    firm = world.observe()
    last, begun = firm.market["starts"].max() + pd.Timedelta(days=6), firm.subscriptions
    return {way: renewals_due(begun[begun["channel"] == way], last) for way in WAYS}


def goes_on(counts: pd.DataFrame) -> float:
    """Renewals to come, discounted, of a subscriber left after a year if the rate of that year goes on."""
    left = float(np.prod((counts["renewed"] / counts["due"]).loc[:YEAR]))
    return lifetime_value(1, left ** (1 / YEAR), DISCOUNT)


def to_come(model: ShiftedBetaGeometric) -> float:
    """Renewals to come, discounted, of a subscriber left after a year, according to the model."""
    return model.expected_renewals(YEAR, discount=DISCOUNT)


def relative_error(model: ShiftedBetaGeometric) -> float:
    """Relative standard error of `to_come`: of the model, and by chance, for so many subscribers are left."""
    further = model.survival(YEAR + np.arange(1, FOLLOWED + 1)) / model.survival(YEAR)
    one = discounted_lifetime(further, DISCOUNT)
    return float(np.hypot(model.log_error(to_come), one.sd / one.mean / np.sqrt(model.n_ * model.survival(YEAR))))


def worth(world: World) -> float:
    """Return what those left after a year went on to renew, discounted: a web subscriber's mean over a shop's."""
    truth = world.truth.subscriptions.merge(world.observe().subscriptions[["subscription_id", "channel"]])
    further = truth["renewals_in_all"] - YEAR
    value = (1 - (1 + DISCOUNT) ** -further[further >= 0]) / DISCOUNT
    mean = value.groupby(truth["channel"]).mean()
    return float(mean["web"] / mean["shop"])


def two_cohorts(world: World) -> Telling:
    """Worth of a web subscriber left after a year over that of a shop's; the truth is what they went on to do."""
    counts = cohorts(world)
    naive = {way: goes_on(one) for way, one in counts.items()}
    models = {way: ShiftedBetaGeometric().fit_renewals(one["due"], one["renewed"]) for way, one in counts.items()}
    ratio = to_come(models["web"]) / to_come(models["shop"])
    factor = np.exp(SURE * np.hypot(relative_error(models["web"]), relative_error(models["shop"])))
    return Telling(naive["web"] / naive["shop"], ratio, ratio / factor, ratio * factor, worth(world))


STORIES = (
    Story(
        chapter="15",
        name="two cohorts",
        unit="times as much",
        naive_is="the year's rate of staying, kept on in each cohort",
        right_is="a shifted-beta-geometric model of each cohort",
        tell=two_cohorts,
        naive_error=(-2.7, -2.3),
        dial=Dial("subscriptions.alike", (0.5, 1.0, 3.0, 10.0, 100.0), right_at=100.0, within=0.2),
        no_effect=1.0,
        claims_sign=True,
    ),
)
