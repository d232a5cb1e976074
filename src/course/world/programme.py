"""The loyalty programme: who is invited at the till, who joins by choice, and what membership does.

Twelve weeks of invitations; a random half of those known is invited at the first order in that time. Nobody else
can join within the observed weeks, so those not invited who order in the same weeks are a clean comparison.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from course.streams import Luck
from course.world.parameters import Parameters
from course.world.people import People

LAST_WEEK = 51  # of invitations at the till
NOT_YET = 10**6
LEAST_NEED = 1e-9  # orders/week; where need.… is set to nothing
TIERS = ("basic", "silver", "gold")


def first_week(parameters: Parameters) -> int:
    """Return the first week of invitations: 40, the last being 51, when they take twelve weeks."""
    return LAST_WEEK + 1 - int(parameters["programme.weeks"])


def to_be_invited(luck: Luck, people: People, parameters: Parameters) -> np.ndarray:
    """Draw which of those known when it starts are invited at their first order: a random half."""
    known = people.arrival < first_week(parameters)
    return known & luck.happens("programme.invited", people.customer, parameters["programme.share"])


def join_probability(need: np.ndarray, deal: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return P(join | invited) = logit⁻¹(.35 + .30 ln(need / .1) + .4 deal): heavy buyers join more."""
    more_than_nothing = np.maximum(need, LEAST_NEED)
    return expit(
        parameters["programme.join"]
        + parameters["programme.join_need"] * np.log(more_than_nothing / 0.1)
        + parameters["programme.join_deal"] * deal
    )


def would_join(luck: Luck, people: People, parameters: Parameters) -> np.ndarray:
    """Draw who accepts when invited."""
    return luck.happens("programme.join", people.customer, join_probability(people.need, people.deal, parameters))


def lift(need: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what membership adds to the log rate: something for light and moderate buyers, nothing for heavy ones.

    Heavy buyers do not rise (Liu 2007).
    """
    return np.where(need <= parameters["programme.heavy"], parameters["programme.lift"], 0.0)


def tier(need: np.ndarray) -> np.ndarray:
    """Return the tier of members, by how much they need: position in TIERS."""
    return (need > 0.10).astype(np.int64) + (need > 0.30)
