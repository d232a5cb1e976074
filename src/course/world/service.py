"""Contacts: the first one where it is no order, questions about orders, complaints, enquiries, free tastings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course.streams import Luck
from course.world.ids import CONTACT_WIDTH, ORDER_WIDTH
from course.world.parameters import Parameters
from course.world.people import People

PURPOSES = ("first contact", "order question", "complaint", "enquiry", "tasting")
FIRST, QUESTION, COMPLAINT, ENQUIRY, TASTING = range(5)
CHANNELS = ("shop", "phone", "e-mail", "chat", "app", "social")
_CHANNEL_WEIGHTS = (0.30, 0.24, 0.18, 0.12, 0.10, 0.06)


class Tickets(NamedTuple):
    """Which orders were asked about, and which went wrong."""

    asked: np.ndarray
    failed: np.ndarray


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
    luck: Luck, parameters: Parameters, people: People, until: np.ndarray, order: np.ndarray, tickets: Tickets
) -> Contacts:
    """Draw all contacts.

    until : by customer, the week before which everything happens (the customer has left, or nobody watches).
    order : the block's orders before then, ascending; tickets : which of them were asked about, and which went wrong.
    """
    first = _first(people, until)
    first = first[np.append(order, -1)[np.searchsorted(order, first)] != first]
    weeks_of = {
        FIRST: first,
        QUESTION: order[tickets.asked],
        COMPLAINT: order[tickets.failed],
        ENQUIRY: _enquiries(luck, parameters, people, until),
        TASTING: _tastings(luck, parameters, people, until),
    }
    ids = _once(np.concatenate([cell * CONTACT_WIDTH + purpose for purpose, cell in weeks_of.items()]))
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


def _once(ids: np.ndarray) -> np.ndarray:
    """Return ids sorted, each once; ten times as fast as np.unique, which hashes."""
    ids = np.sort(ids)
    return ids[np.diff(ids, prepend=-1) > 0]


def days_after_order(luck: Luck, contact: np.ndarray) -> np.ndarray:
    """Draw how many days after its order a question or complaint comes: one to three."""
    return 1 + luck.whole("service.delay", contact, 3)


def _first(people: People, until: np.ndarray) -> np.ndarray:
    """Return customer × 256 + week of arrivals inside the observed time."""
    new = (people.arrival >= 0) & (people.arrival < until)
    return people.customer[new] * ORDER_WIDTH + people.arrival[new]


def _enquiries(luck: Luck, parameters: Parameters, people: People, until: np.ndarray) -> np.ndarray:
    """Draw up to three enquiries in the half year after arrival, ordered afterwards or not."""
    slot = people.customer[:, None] * 4 + np.arange(3)
    week = np.maximum(people.arrival, 0)[:, None] + luck.whole("service.when", slot, 26)
    comes = luck.happens("service.enquiry", slot, parameters["contact.enquiry"]) & (week < until[:, None])
    return (people.customer[:, None] * ORDER_WIDTH + week)[comes]


def _tastings(luck: Luck, parameters: Parameters, people: People, until: np.ndarray) -> np.ndarray:
    """Draw the tastings that fans attend while they are there; nothing is sold at a tasting."""
    fans = np.flatnonzero(people.tasting_fan)
    week = np.arange(max(int(np.ceil(until[fans].max(initial=0))), 1))
    cell = people.customer[fans, None] * ORDER_WIDTH + week
    there = (week >= people.arrival[fans, None]) & (week < until[fans, None])
    return cell[there & luck.happens("service.tasting", cell, parameters["contact.tastings"])]
