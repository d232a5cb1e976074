"""The spring mailing: who gets it (at random, or who was chosen) and what it does to the rate of ordering."""

from __future__ import annotations

import numpy as np

from course.streams import Luck
from course.world.parameters import Parameters
from course.world.people import People

FIRST_WEEK, LAST_WEEK = 80, 87  # the mailing works in these weeks
NAME = "Spring mailing"


def known(people: People) -> np.ndarray:
    """Return who is known to the firm when the mailing goes out, and can therefore be written to."""
    return people.arrival < FIRST_WEEK


def written_to(luck: Luck, people: People, parameters: Parameters, decision: object) -> np.ndarray:
    """Return who gets the mailing: a random half ("on"), nobody ("off"), or the customers chosen."""
    if isinstance(decision, frozenset):
        return known(people) & np.isin(people.customer, np.fromiter(decision, dtype=np.int64, count=len(decision)))
    drawn = luck.happens("marketing.mailing", people.customer, parameters["campaign.share"])
    return known(people) & drawn if decision == "on" else np.zeros(len(people), dtype=bool)


def log_rate(deal: np.ndarray, weeks_since_order: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what the mailing adds to the log rate: (.30 + .60 deal) × exp(−weeks since last order / 20), clipped."""
    liking = parameters["campaign.base"] + parameters["campaign.deal"] * deal
    read = np.exp(-weeks_since_order / parameters["campaign.fading"])
    return np.clip(liking * read, -parameters["campaign.lowest"], parameters["campaign.highest"])


def opened(luck: Luck, customer: np.ndarray, weeks_since_order: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw who opens the mailing: seven in ten of those who ordered just now, ever fewer of the lapsed."""
    read = np.exp(-weeks_since_order / parameters["campaign.fading"])
    return luck.happens("marketing.opened", customer, parameters["campaign.opened"] * read)


def clicked(
    luck: Luck, customer: np.ndarray, opened: np.ndarray, deal: np.ndarray, parameters: Parameters
) -> np.ndarray:
    """Draw who, having opened it, follows the link: more of those who like offers."""
    chance = parameters["campaign.clicked"] + parameters["campaign.clicked_deal"] * deal
    return opened & luck.happens("marketing.clicked", customer, np.clip(chance, 0.02, 0.9))
