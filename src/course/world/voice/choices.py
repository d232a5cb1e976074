"""Choice tasks: three bags of coffee on paper, one chosen; a conditional logit with known coefficients (McFadden 1974).

Willingness to pay for a feature is −coefficient ÷ price coefficient, in crowns a bag.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from course.streams import Luck
from course.world.parameters import Parameters

TASKS, ALTERNATIVES, VERSIONS = 6, 3, 4
PRICES = np.array([690, 790, 890, 990])  # cents a bag
FEATURES = ("fresh", "organic", "next_day")
_CENTS = 100
_PROFILES = 32  # four prices × two levels of three features
_STEP, _TURN = 25, (0, 11, 21)  # the most informative of all such pairs with an odd step


@cache
def design() -> np.ndarray:
    """Return the design, versions × tasks × alternatives × (price in cents, fresh, organic, next day): a constant.

    A customer answers version `customer_id % 4`. A profile's number has the price as its last base-4 digit and the
    features as the three bits above it; tasks lie 25 profiles apart, alternatives 11 and 10.
    """
    task = np.arange(VERSIONS * TASKS).reshape(VERSIONS, TASKS, 1)
    profile = (_STEP * task + np.array(_TURN)) % _PROFILES
    bits = [(profile >> shift) & 1 for shift in (2, 3, 4)]
    return np.stack([PRICES[profile % 4], *bits], axis=-1)


def worth(luck: Luck, customer: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what each person makes of a crown and of the three features (customers × 4), in logit.

    The same for everybody, unless people differ.
    """
    mean = np.array([parameters[f"choice.{name}"] for name in ("price", *FEATURES)])
    if not parameters["choice.differ"]:
        return np.broadcast_to(mean, (len(customer), len(mean)))
    own = luck.normal("needs.worth", customer[:, None] * len(mean) + np.arange(len(mean)))
    return mean + parameters["choice.differ"] * own


def chosen(luck: Luck, customer: np.ndarray, worth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw the choices of these customers; return what was shown (customers × 6 × 3 × 4), and what was chosen.

    Extreme-value luck on every alternative makes the choice probabilities exactly logit.
    """
    shown = design()[customer % VERSIONS]
    alternative = np.arange(TASKS * ALTERNATIVES).reshape(TASKS, ALTERNATIVES)
    luck_of = luck.exponential("needs.choice", customer[:, None, None] * 32 + alternative)
    utility = np.einsum("ctaf,cf->cta", shown, worth / np.array([_CENTS, 1, 1, 1]))
    liked = utility - np.log(luck_of)
    best = np.maximum(np.maximum(liked[..., 0], liked[..., 1]), liked[..., 2])
    return shown, liked == best[..., None]
