"""Who a customer is on paper: name, home, telephone and e-mail, as functions of the id. Nobody's life depends on them.

Relatives: among customers of one group of 64 ids who live in the same place in homes of two or more, some share the
family name and home of the first of them. They are different people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course.streams import Luck
from course.world import country
from course.world.calendar import start_of
from course.world.lives import Life, once
from course.world.neighbours import GROUP, neighbourhood
from course.world.people import INDIVIDUAL
from course.world.records import names
from course.world.weeks import Setting

DOMAINS = ("post.example", "mail.example", "inbox.example", "meridia.example", "letters.example", "work.example")
_DOMAIN_WEIGHTS = (0.34, 0.26, 0.16, 0.12, 0.07, 0.05)
HOUSES = 90
_PHONES, _FIRST_PHONE = 10**8, 6 * 10**8
_PLACES = 192


@dataclass(frozen=True)
class Homes:
    """Where people live, one value each."""

    place: np.ndarray  # position in country.places()
    street: np.ndarray
    house: np.ndarray


@once
def heads(setting: Setting, life: Life) -> tuple[np.ndarray, np.ndarray]:
    """Return by customer whose family name and home they have: the id (mostly their own) and its mother tongue."""
    near = neighbourhood(setting, life, ("kind", "household", "place", "tongue"))
    ids, trait = near.ids, near.traits
    large = np.flatnonzero((trait["kind"] == INDIVIDUAL) & (trait["household"] > 1))
    home = (ids[large] // GROUP - ids[0] // GROUP) * _PLACES + trait["place"][large]
    first, head = np.empty(home.max(initial=-1) + 1, dtype=np.int64), np.arange(len(ids))
    first[home[::-1]] = large[::-1]  # the last one written stays: the first of each home
    joins = setting.luck.happens("identities.relative", ids[large], setting.parameters["records.relatives"])
    head[large] = np.where(joins, first[home], large)
    head = head[len(ids) - len(life.people) :]
    return ids[head], trait["tongue"][head]


def first_name(luck: Luck, customer: np.ndarray, tongue: np.ndarray, gender: np.ndarray) -> np.ndarray:
    """Draw the first name's number, by mother tongue and gender; the third gender has a name of either list."""
    which, cell = luck.cut("identities.first_name", customer, 1, 12)
    return names.first_name_table()[tongue, np.where(gender == 2, which, gender), cell]


def family_name(luck: Luck, head: np.ndarray, tongue: np.ndarray, which: str = "family") -> np.ndarray:
    """Draw the family name's number, by mother tongue; those with the same head have the same.

    which : "family" or "maiden", the one before marriage.
    """
    return names.family_name_table()[tongue, luck.bits(f"identities.{which}_name", head) >> np.uint64(52)]


def company_name(luck: Luck, customer: np.ndarray, industry: np.ndarray) -> np.ndarray:
    """Draw a company's number among the family names, by industry."""
    one = luck.whole("identities.company", customer, names.COMPANIES_EACH)
    return names.first_company() + industry * names.COMPANIES_EACH + one


def homes(luck: Luck, head: np.ndarray, place: np.ndarray) -> Homes:
    """Draw street and house number in the place where the customer lives; those with the same head share them."""
    street, house = luck.cut("identities.home", head, 16, 16)
    return Homes(place, street * names.STREETS >> 16, 1 + (house * HOUSES >> 16))


def earlier_homes(luck: Luck, customer: np.ndarray) -> Homes:
    """Draw where the customer lived before: any place, as many as live there."""
    place = luck.choice("identities.earlier_place", customer, country.place_shares())
    street, house = luck.cut("identities.earlier_home", customer, 16, 16)
    return Homes(place, street * names.STREETS >> 16, 1 + (house * HOUSES >> 16))


def birth_dates(birth_day: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return year, month and day of birth from days before week 0."""
    year, month, day = (part[birth_day] for part in _calendar())
    return year, month, day


@cache
def _calendar() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return year, month and day of the days before week 0, a hundred years back."""
    date = start_of(0) - np.arange(36_525).astype("timedelta64[D]")
    year, month, day = (date.astype(f"datetime64[{unit}]") for unit in "YMD")
    of_year, of_month = month - year.astype("datetime64[M]"), day - month.astype("datetime64[D]")
    return year.astype(np.int64) + 1970, of_year.astype(np.int64) + 1, of_month.astype(np.int64) + 1


def telephones(luck: Luck, customer: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """Draw telephone numbers of nine digits, the leading 0 apart: the one of now or an earlier one."""
    return _FIRST_PHONE + luck.whole("identities.phone", customer * 2 + earlier, _PHONES)


def mailboxes(luck: Luck, customer: np.ndarray, earlier: np.ndarray) -> np.ndarray:
    """Draw what an e-mail address, of now or an earlier one, has behind the name: domain × 100 + two digits."""
    number = luck.whole("identities.mail_number", customer * 2 + earlier, 100)
    return luck.choice("identities.mail_domain", customer * 2 + earlier, _DOMAIN_WEIGHTS) * 100 + number
