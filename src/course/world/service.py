"""Contacts: the first one where it is not an order, questions about orders, complaints, enquiries, and the free tastings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.streams import Luck
from course.world.journey import ORDER_WIDTH
from course.world.parameters import Parameters
from course.world.people import People

CONTACT_WIDTH = 8  # a contact's id is (customer × 256 + week) × 8 + purpose
PURPOSES = ("first contact", "order question", "complaint", "enquiry", "tasting")
FIRST, QUESTION, COMPLAINT, ENQUIRY, TASTING = range(5)
CHANNELS = ("shop", "phone", "e-mail", "chat", "app", "social")
_CHANNEL_WEIGHTS = (0.30, 0.24, 0.18, 0.12, 0.10, 0.06)


@dataclass(frozen=True)
class Contacts:
    """Contacts of one block, in order of their ids."""

    contact: np.ndarray  # contact_id
    customer: np.ndarray
    week: np.ndarray
    purpose: np.ndarray
    channel: np.ndarray
    automatic: np.ndarray


def contacts(
    luck: Luck,
    parameters: Parameters,
    people: People,
    leaves: np.ndarray,
    order: np.ndarray,
    failed: np.ndarray,
    weeks: int,
) -> Contacts:
    """Draw all contacts before week `weeks`; `order` and `failed` are the block's orders and what went wrong."""
    asked = order[luck.happens("service.question", order, parameters["contact.per_order"])]
    ids = np.concatenate(
        [
            np.setdiff1d(_first(people), order, assume_unique=True) * CONTACT_WIDTH + FIRST,
            asked * CONTACT_WIDTH + QUESTION,
            order[failed] * CONTACT_WIDTH + COMPLAINT,
            _enquiries(luck, people) * CONTACT_WIDTH + ENQUIRY,
            _tastings(luck, parameters, people, leaves, weeks) * CONTACT_WIDTH + TASTING,
        ]
    )
    ids = np.unique(ids[ids // CONTACT_WIDTH % ORDER_WIDTH < weeks])
    purpose = ids % CONTACT_WIDTH
    channel = luck.choice("service.channel", ids, _CHANNEL_WEIGHTS)
    channel = np.where(purpose == TASTING, CHANNELS.index("shop"), channel)
    return Contacts(
        contact=ids,
        customer=ids // CONTACT_WIDTH // ORDER_WIDTH,
        week=ids // CONTACT_WIDTH % ORDER_WIDTH,
        purpose=purpose,
        channel=channel,
        automatic=luck.happens("service.automatic", ids, np.array([0.0, 0.1, 0.2, 0.5, 0.8, 0.1])[channel]),
    )


def days_after_order(luck: Luck, contact: np.ndarray) -> np.ndarray:
    """Draw how many days after its order a question or complaint comes: one to three."""
    return 1 + luck.whole("service.delay", contact, 3)


def _first(people: People) -> np.ndarray:
    """Return customer × 256 + week of arrivals inside the observed time."""
    new = people.arrival >= 0
    return people.customer[new] * ORDER_WIDTH + people.arrival[new]


def _enquiries(luck: Luck, people: People) -> np.ndarray:
    """Draw up to three enquiries in the half year after arrival, ordered afterwards or not."""
    slots = [people.customer * 4 + s for s in range(3)]
    begin = np.maximum(people.arrival, 0)
    found = [
        (people.customer * ORDER_WIDTH + np.minimum(begin + luck.whole("service.when", slot, 26), ORDER_WIDTH - 1))[
            luck.happens("service.enquiry", slot, 0.22)
        ]
        for slot in slots
    ]
    return np.concatenate(found)


def _tastings(luck: Luck, parameters: Parameters, people: People, leaves: np.ndarray, weeks: int) -> np.ndarray:
    """Draw the tastings that fans attend while they are there; nothing is sold at a tasting."""
    fans = np.flatnonzero(people.tasting_fan)
    cell = people.customer[fans, None] * ORDER_WIDTH + np.arange(weeks)
    there = (np.arange(weeks) >= people.arrival[fans, None]) & (np.arange(weeks) < leaves[fans, None])
    return cell[there & luck.happens("service.tasting", cell, parameters["contact.tastings"])]
