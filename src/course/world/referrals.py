"""Referrals: some new customers come because somebody told them.

The referrer is looked for among the customers of the same group of 64 ids with a smaller id, so no customer's table
depends on how customers are cut into blocks. Who is pleased with the firm, needs its goods often and would still be
there is named more often; all this is read from traits that a customer has anyway, so nobody changes for having
referred. Being referred does nothing either: referred customers stay no longer and buy no more than others who came
in the same week. Whatever differs between them is chance.
"""

from __future__ import annotations

import numpy as np

from course.streams import Luck
from course.world.calendar import date_of
from course.world.columns import Columns
from course.world.lives import Life
from course.world.neighbours import GROUP, Neighbourhood, neighbourhood
from course.world.parameters import Parameters
from course.world.people import INDIVIDUAL, People
from course.world.weeks import Setting

_TRAITS = ("kind", "arrival", "threshold", "hazard", "quality", "need")


def keenness(quality: np.ndarray, need: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return how readily somebody refers: exp(1.3 × quality) × (need / .1 a week)^.5."""
    return np.exp(parameters["referrals.quality"] * quality) * (need / 0.1) ** parameters["referrals.need"]


def referred(luck: Luck, people: People, parameters: Parameters) -> np.ndarray:
    """Draw which individuals come by referral, if there is somebody who can have referred them: from week 2 on."""
    new = (people.arrival >= 2) & (people.kind == INDIVIDUAL)
    return new & luck.happens("referrals.referred", people.customer, parameters["referrals.share"])


def referrals(setting: Setting, life: Life) -> Columns:
    """Return who of the new customers came by referral, through whom, and the day of the week before they came."""
    person, luck = life.people, setting.luck
    rows = np.flatnonzero(referred(luck, person, setting.parameters) & (person.arrival < setting.weeks))
    new, arrival = person.customer[rows], person.arrival[rows]
    weight = _weights(setting, neighbourhood(setting, life, _TRAITS), new, arrival)
    some = weight.sum(axis=1) > 0
    new, arrival, weight = new[some], arrival[some], weight[some]
    place = _pick(luck.uniform("referrals.referrer", new), weight)
    return {
        "customer_id": new,
        "referrer_id": new // GROUP * GROUP + place,
        "referred_at": date_of(arrival - 1, luck.whole("referrals.day", new, 7)),
    }


def _weights(setting: Setting, among: Neighbourhood, new: np.ndarray, arrival: np.ndarray) -> np.ndarray:
    """Return the keenness of the ids of each new customer's group (new customers × 64), 0 for whoever cannot refer.

    Only a smaller id can, of an individual who came two weeks earlier or more and would still be there.
    """
    ids = (new // GROUP * GROUP)[:, None] + np.arange(GROUP)
    inside = (ids >= among.first) & (ids < new[:, None])
    position = np.where(inside, ids - among.first, 0)
    trait = among.traits
    there = (trait["arrival"][position] < arrival[:, None] - 1) & (_stays_to(trait)[position] > arrival[:, None])
    may = inside & there & (trait["kind"] == INDIVIDUAL)[position]
    return np.where(may, keenness(trait["quality"], trait["need"], setting.parameters)[position], 0.0)


def _stays_to(trait: dict[str, np.ndarray]) -> np.ndarray:
    """Return the week in which somebody would leave at satisfaction 0."""
    with np.errstate(divide="ignore"):
        return np.maximum(trait["arrival"], 0) + trait["threshold"] / trait["hazard"]


def _pick(u: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return for each row the position drawn in proportion to its weights."""
    cumulative = np.cumsum(weight, axis=1)
    return (u[:, None] * cumulative[:, -1:] >= cumulative).sum(axis=1)
