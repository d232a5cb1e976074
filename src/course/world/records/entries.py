"""Who is written down in which system, how often, and since when: the records, before anything is written into them.

A record's key is customer × 16 + system × 8 + copy; its number is a permutation of the key that tells nothing. Here
records stand by customer, so that blocks follow each other; where they are shown, by number (`tables.BY_NUMBER`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.world.lives import Life
from course.world.of_orders import channels
from course.world.people import CHANNELS
from course.world.service import CHANNELS as CONTACT_CHANNELS
from course.world.subscriptions import WAYS, all_subscribers
from course.world.weeks import Setting

SYSTEMS = ("shop", "web")
SHOP, WEB = 0, 1
KEY_WIDTH, SYSTEM_WIDTH = 16, 8
_ONLINE = np.isin(CHANNELS, ("web", "app"))
_NEVER = 10**6
_THIRD = 0.2  # of those with a second record in a system
_WAIT = 52  # weeks within which a duplicate comes about


@dataclass(frozen=True)
class Entries:
    """The records of one system, one value each, by customer."""

    system: int  # position in SYSTEMS
    number: np.ndarray  # record_id
    key: np.ndarray
    row: np.ndarray  # position of the customer in the block
    week: np.ndarray  # of entry

    @property
    def customer(self) -> np.ndarray:
        """Return the ids of the customers."""
        return self.key // KEY_WIDTH


def entries(setting: Setting, life: Life, system: int) -> Entries:
    """Return which records there are in a system at the end of the observed weeks."""
    since = (_in_shop_since, _in_web_since)[system](setting, life)
    row = np.flatnonzero(since < setting.weeks)
    key, week = life.people.customer[row] * KEY_WIDTH + system * SYSTEM_WIDTH, since[row]
    whole = [(key, row, week)]
    for share in (setting.parameters["records.duplicates"], _THIRD):
        whole.append(_copied(setting, *whole[-1], share))
    key, row, week = (np.concatenate(parts) for parts in zip(*whole, strict=True))
    sort = np.argsort(key, kind="stable")
    return Entries(system, setting.luck.permuted("records.number", key)[sort], key[sort], row[sort], week[sort])


def _copied(
    setting: Setting, key: np.ndarray, row: np.ndarray, week: np.ndarray, share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the records, among the observed, that copy one of these: the next key, some weeks later."""
    luck, copy = setting.luck, key + 1
    week = week + 1 + luck.whole("records.wait", copy, _WAIT)
    made = luck.happens("records.copy", copy, share) & (week < setting.weeks)
    return copy[made], row[made], week[made]


def _in_shop_since(setting: Setting, life: Life) -> np.ndarray:
    """Return the week of entry in the shops' system: who usually buys in shops or by phone, or ever did in a shop."""
    people, orders = life.people, life.orders
    usual = ~_ONLINE[people.channel]
    since = np.where(usual, people.arrival, _NEVER)
    seen = np.flatnonzero(~usual[orders.row] & (orders.week < setting.weeks))
    row = orders.row[seen]
    here = channels(setting, orders.order[seen], people.channel[row]) == CHANNELS.index("shop")
    np.minimum.at(since, row[here], orders.week[seen][here])
    return since


def _in_web_since(setting: Setting, life: Life) -> np.ndarray:
    """Return the week of entry in the web's system: who usually orders there, asked in the app, or subscribed there."""
    people, talk = life.people, life.contacts
    usual = _ONLINE[people.channel]
    since = np.where(usual, people.arrival, _NEVER)
    asked = talk.channel == CONTACT_CHANNELS.index("app")
    np.minimum.at(since, talk.customer[asked] - people.customer[0], talk.week[asked] + 1)
    who = all_subscribers(setting, life)
    online = who.way == WAYS.index("web")
    np.minimum.at(since, who.row[online], who.start[online] // 7)
    return since
