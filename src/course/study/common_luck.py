"""What a twin's shared luck is worth: by how much it lowers the variance of an estimated effect.

The effect of an intervention is estimated by simulating the market twice, without and with it. The ratio is the
variance of the difference when the two have luck of their own over its variance when they share it: as many times
more customers it would take without twins. Customers are independent given the market, so the variance of a total is
the sum of the customers' variances, and one world of some size suffices to estimate it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
import pandas as pd

from course.errors import invalid
from course.world.effects import Moments, fortunes, outcome_of
from course.world.of_effects import KEPT, OUTCOMES
from course.world.simulate import World, live

KEYS = ["intervention", "outcome"]


def variance_ratios(seeds: Iterable[int] = (1, 2, 3), customers: int = 20_000, draws: int = 16) -> pd.DataFrame:
    """One row per intervention and outcome: `intervention, outcome, other_people, same_people`, means over the seeds.

    other_people : against two worlds of different seeds, where other people live.
    same_people : against two worlds of the same people whose weeks are drawn anew; a tenth of the customers, `draws`
        times. Missing where nothing ever differs. About half a minute a seed.
    """
    if not (asked := list(seeds)):
        raise invalid("seeds", asked, "at least one seed", "variance_ratios(seeds=[1]) takes one.")
    tables = [_of_seed(seed, customers, draws) for seed in asked]
    return pd.concat(tables).groupby(KEYS, sort=False).mean().reset_index()


def _of_seed(seed: int, customers: int, draws: int) -> pd.DataFrame:
    world = partial(World, seed=seed)
    ours = other_people(world(customers=customers).truth.effects)
    return ours.merge(same_people(world(customers=max(customers // 10, 100)), draws), on=KEYS)


def other_people(effects: pd.DataFrame) -> pd.DataFrame:
    """`intervention, outcome, other_people` from `truth.effects`, from the variances among its customers.

    Two worlds without shared luck have var(without) + var(with) a customer; twins var(difference).
    """
    spread = effects.groupby(KEYS, sort=False)[["value_without", "value_with", "difference"]].var()
    ratio = (spread["value_without"] + spread["value_with"]) / spread["difference"].where(lambda own: own > 0)
    return ratio.rename("other_people").reset_index()


def same_people(world: World, draws: int = 16) -> pd.DataFrame:
    """`intervention, outcome, same_people`, from the variances of each customer's outcomes over re-drawn weeks."""
    rows = [(name, outcome, ratio) for name, *kept in KEPT for outcome, ratio in _ratios(world, kept, draws)]
    return pd.DataFrame(rows, columns=[*KEYS, "same_people"])


def _ratios(world: World, kept: list, draws: int) -> Iterator[tuple[str, float]]:
    """Yield an outcome and its ratio."""
    without, with_it, first, weeks = kept
    ids = np.arange(1, world.customers + 1)
    spread = {outcome: [Moments(len(ids)) for _ in range(3)] for outcome in OUTCOMES}
    settings = [fortunes(world.do(**decided).setting, draws) for decided in (without, with_it)]
    for pair in zip(*settings, strict=True):
        lives = [live(setting, ids) for setting in pair]
        for outcome, moments in spread.items():
            span = (first, first + weeks)
            one, other = (outcome_of(at, life, outcome, span) for at, life in zip(pair, lives, strict=True))
            for moment, values in zip(moments, (one, other, other - one), strict=True):
                moment.add(values)
    for outcome, moments in spread.items():
        without_own, with_own, shared = (float((moment.error**2).sum()) for moment in moments)
        yield outcome, (without_own + with_own) / shared if shared > 0 else np.nan
