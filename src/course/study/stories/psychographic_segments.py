"""08 · What do they value? k-means finds price hunters and organics among people who differ by chance alone.

Everybody who answered the needs survey chose one of three bags six times, and all weigh price and features alike. The
popular method makes four segments from what was chosen and reads off how they differ: significant, and pure noise. The
right one makes the segments from three of the tasks and looks at the other three. The dial is how much people differ:
where tastes are strong, what was chosen once is chosen again, and the popular method is right.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.measures import Estimate, difference_in_means, k_means
from course.study.stories.story import Dial, Story, Telling
from course.world.effects import fortunes
from course.world.simulate import World
from course.world.voice import choices

VALUES = ["fresh", "organic", "next_day", "price"]
SEGMENTS, ASKED_AGAIN = 4, 20


def leanings(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return by customer how much more of each value was chosen a task than by others who were shown the same bags."""
    usual = tasks.groupby(["task", "alternative", *VALUES])["chosen"].transform("mean")
    more = tasks[VALUES].astype(float).mul(tasks["chosen"] - usual, axis=0)
    return more.groupby(tasks["customer_id"]).sum() / tasks["task"].nunique()


def asked_again(world: World, tasks: pd.DataFrame) -> pd.DataFrame:
    """Return the tasks as the same people would choose another time: how often, of twenty times, each bag is chosen."""
    customer = tasks["customer_id"].unique()
    worth = choices.worth(world.setting.luck, customer, world.parameters)
    settings = fortunes(world.setting, ASKED_AGAIN)
    chosen = np.mean([choices.chosen(setting.fortune, customer, worth)[1] for setting in settings], axis=0)
    return tasks.assign(chosen=chosen.ravel())


def apart(tasks: pd.DataFrame, segments: pd.Series) -> Estimate:
    """Return how many cents dearer the bags are that the dearest segment chooses than those of the cheapest one."""
    ends = segments[segments.isin([1, SEGMENTS])]
    return difference_in_means(leanings(tasks)["price"].loc[ends.index], ends == 1)


def price_hunters(world: World) -> Telling:
    """Difference of prices chosen between the dearest and the cheapest of four segments made from the first tasks.

    The truth is that of the same people in the last three tasks, asked again.
    """
    tasks = world.observe().choice_tasks
    first, last = tasks[tasks["task"] <= 3], tasks[tasks["task"] > 3]
    segments = k_means(leanings(first), SEGMENTS, sort_by="price").labels
    again = asked_again(world, tasks).loc[last.index]
    found, truth = apart(last, segments), apart(again, segments).estimate
    return Telling(apart(first, segments).estimate, found.estimate, found.low, found.high, truth)


STORIES = (
    Story(
        chapter="08",
        name="price hunters",
        unit="cents a bag",
        naive_is="the difference between segments in the choices that they were made from",
        right_is="their difference in choices that they were not made from",
        tell=price_hunters,
        naive_error=(82.0, 95.0),
        dial=Dial("choice.differ", (0.0, 0.5, 1.0, 2.0, 5.0), right_at=5.0, within=25.0),
    ),
)
