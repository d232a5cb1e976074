"""14 · What will they do next? A curve that fits seven renewals almost perfectly, and then rises above everybody.

The popular method draws the best parabola through the shares of web subscribers left after none to seven renewals; it
explains all but half a percent of their variance, and two years later there are three times as many as began. The right
one is the shifted-beta-geometric model, two parameters that say why the curve bends: who leaves easily goes first. The
dial is how rarely people leave: where hardly anyone does, any curve will do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import ShiftedBetaGeometric
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

KNOWN, ASKED = 7, 26  # renewals: so many are known, so many ahead is the question (two years)
PERIOD = 28  # days


def cohort(firm: Firm) -> pd.DataFrame:
    """Return the web subscriptions that began early enough for seven renewals to have been due."""
    web = firm.subscriptions[firm.subscriptions["channel"] == "web"]
    end = firm.market["starts"].iloc[-1] + pd.Timedelta(weeks=1)
    return web[web["started_at"] + pd.Timedelta(days=PERIOD * KNOWN) < end]


def survivors(subscriptions: pd.DataFrame) -> pd.Series:
    """Return how many are left after 0, 1, … 7 renewals."""
    return pd.Series({t: int((subscriptions["renewals"] >= t).sum()) for t in range(KNOWN + 1)}, name="left")


def parabola(left: pd.Series, t: float) -> float:
    """Return the share left after t renewals by the parabola that fits best."""
    return float(np.polyval(np.polyfit(left.index, left / left[0], 2), t))


def renewals(world: World) -> Telling:
    """Percent left after 26 renewals; the truth is the mean of (1 − theta)^26 of the same subscribers."""
    chosen = cohort(world.observe())
    left = survivors(chosen)
    found = ShiftedBetaGeometric().fit(left).estimate(lambda model: model.survival(ASKED))
    theta = world.truth.subscriptions.set_index("subscription_id")["theta"].loc[chosen["subscription_id"]]
    truth = ((1 - theta) ** ASKED).mean()
    naive = 100 * parabola(left, ASKED)
    return Telling(naive, 100 * found.estimate, 100 * found.low, 100 * found.high, 100 * float(truth))


STORIES = (
    Story(
        chapter="14",
        name="renewals",
        unit="% left after 26 renewals",
        naive_is="the best parabola through the first seven renewals",
        right_is="shifted-beta-geometric model of the same seven renewals",
        tell=renewals,
        naive_error=(300, 350),
        dial=Dial("subscriptions.web_b", (2.0, 3.806, 10.0, 30.0, 100.0), right_at=100.0, within=10),
    ),
)
