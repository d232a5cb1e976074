"""What customers write in answer to an open question, made from sentences with a known topic."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

VARIANTS = 4

# Topic: four wishes of the open question, each long and as an addition.
_SENTENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "taste": (
        ("Roast a little lighter, I want to taste the bean.", "a lighter roast"),
        ("A coffee with less acid would suit me.", "something less acid"),
        ("Please bring back the old recipe.", "the old recipe"),
        ("Fresher beans, with the day of roasting on the bag.", "fresher beans"),
    ),
    "price": (
        ("Lower prices, everything is getting dearer.", "lower prices"),
        ("A discount for those who buy often.", "a discount for regulars"),
        ("More offers on what I really drink.", "more offers"),
        ("A cheaper everyday blend.", "a cheap everyday blend"),
    ),
    "delivery": (
        ("Delivery on the next day, also at weekends.", "next-day delivery"),
        ("Free shipping for small orders.", "free shipping"),
        ("Let me choose the hour at which the parcel comes.", "a choice of hours"),
        ("A place to collect parcels near the station.", "a collection point"),
    ),
    "staff": (
        ("Somebody in the shop who can advise me.", "better advice"),
        ("The same person to talk to each time.", "a person who knows me"),
        ("Friendlier answers when something goes wrong.", "friendlier answers"),
        ("Train your people, they should know the beans.", "staff who know the beans"),
    ),
    "waiting": (
        ("A second till on Saturdays, the queue is too long.", "a second till"),
        ("Answer the telephone faster.", "faster answers"),
        ("Reply to e-mails on the same day.", "replies on the same day"),
        ("An express counter for regulars.", "an express counter"),
    ),
    "packaging": (
        ("Less plastic, please.", "less plastic"),
        ("Bags that can be closed again.", "bags that close"),
        ("Refill my own jar in the shop.", "refills"),
        ("Smaller packs for people who live alone.", "smaller packs"),
    ),
    "app": (
        ("An app that remembers my last order.", "an app with memory"),
        ("A website that works on my old telephone.", "a simpler website"),
        ("Paying with one touch.", "one-touch paying"),
        ("A reminder before I run out.", "reminders"),
    ),
    "choice": (
        ("More decaf.", "more decaf"),
        ("More green teas, and some from small farms.", "more green teas"),
        ("A tasting set with a bit of everything.", "a tasting set"),
        ("Keep the favourites and stop changing the range.", "a steady range"),
    ),
}


TOPICS = tuple(_SENTENCES)


@cache
def wishes() -> tuple[str, ...]:
    """Return all wishes: a topic's sentence (topic × variant) and nothing more, or another topic added."""
    return tuple(
        _SENTENCES[topic][variant][0] + added
        for topic, variant in product(TOPICS, range(VARIANTS))
        for added in ("", *(f" And {_SENTENCES[other][variant][1]}." for other in TOPICS if other != topic))
    )


def wish_number(topic: np.ndarray, variant: np.ndarray, added: np.ndarray) -> np.ndarray:
    """Return the number of the wish; added : 0 for nothing, else which of the 7 other topics, from 1."""
    return (topic * VARIANTS + variant) * len(TOPICS) + added
