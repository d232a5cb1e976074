"""Referrals: some new customers come because somebody told them.

The referrer is looked for among the customers of the same group of 64 ids with a smaller id, so no customer's table
depends on how customers are cut into blocks. Who is pleased with the firm, needs its goods often and would still be
there is named more often; all this is read from traits that a customer has anyway, so nobody changes for having
referred. Being referred does nothing either: referred customers stay no longer and buy no more than others who came
in the same week. Whatever differs between them is chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.streams import Luck
from course.world.calendar import date_of
from course.world.columns import Columns
from course.world.lives import Life
from course.world.parameters import Parameters
from course.world.people import INDIVIDUAL, People, people
from course.world.weeks import Setting

GROUP = 64


@dataclass(frozen=True)
class Candidates:
    """The traits that make a referrer: those of one block, and of the ids before it in the block's first group."""

    first: int  # the id of the first of them
    may: np.ndarray  # individuals
    arrival: np.ndarray
    stays_to: np.ndarray  # week in which they would leave, at satisfaction 0
    keenness: np.ndarray


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
    weight = _weights(_candidates(setting, person), new, arrival)
    some = weight.sum(axis=1) > 0
    new, arrival, weight = new[some], arrival[some], weight[some]
    place = _pick(luck.uniform("referrals.referrer", new), weight)
    return {
        "customer_id": new,
        "referrer_id": new // GROUP * GROUP + place,
        "referred_at": date_of(arrival - 1, luck.whole("referrals.day", new, 7)),
    }


def _candidates(setting: Setting, block: People) -> Candidates:
    """Return the traits of the block and of the ids before it in the group of its first customer."""
    first = int(block.customer[0])
    start = max(first // GROUP * GROUP, 1)
    before = people(setting.luck, setting.parameters, np.arange(start, first))
    both = {name: np.concatenate([getattr(before, name), getattr(block, name)]) for name in _TRAITS}
    with np.errstate(divide="ignore"):
        patience = both["threshold"] / both["hazard"]
    return Candidates(
        first=start,
        may=both["kind"] == INDIVIDUAL,
        arrival=both["arrival"],
        stays_to=np.maximum(both["arrival"], 0) + patience,
        keenness=keenness(both["quality"], both["need"], setting.parameters),
    )


_TRAITS = ("kind", "arrival", "threshold", "hazard", "quality", "need")


def _weights(among: Candidates, new: np.ndarray, arrival: np.ndarray) -> np.ndarray:
    """Return the keenness of the ids of each new customer's group (new customers × 64), 0 for whoever cannot refer.

    Only a smaller id can, of an individual who came two weeks earlier or more and would still be there.
    """
    ids = (new // GROUP * GROUP)[:, None] + np.arange(GROUP)
    inside = (ids >= among.first) & (ids < new[:, None])
    position = np.where(inside, ids - among.first, 0)
    there = (among.arrival[position] < arrival[:, None] - 1) & (among.stays_to[position] > arrival[:, None])
    return np.where(inside & there & among.may[position], among.keenness[position], 0.0)


def _pick(u: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return for each row the position drawn in proportion to its weights."""
    cumulative = np.cumsum(weight, axis=1)
    return (u[:, None] * cumulative[:, -1:] >= cumulative).sum(axis=1)
