"""The customer records of the shops and of the web: the same persons written down twice or more, and not alike.

Errors are drawn field by field, independently given the customer, as Fellegi & Sunter (1969) suppose. The shops' system
is filled in by hand at the till; the web's by the customers themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course.world.calendar import date_of
from course.world.columns import Coded, Column, Columns, Gaps, Texts, pick
from course.world.lives import Life
from course.world.people import INDIVIDUAL
from course.world.records import handwriting, identities
from course.world.records.entries import KEY_WIDTH, SHOP, SYSTEM_WIDTH, SYSTEMS, WEB, Entries, entries
from course.world.records.identities import Homes
from course.world.records.names import SPELLINGS, TYPOS, streets, written_family_names, written_first_names
from course.world.weeks import Setting

_TYPES = ("company", "person")
_PLACES_A_DISTRICT = 4
_BITS, _AT_ONCE = 16, 4
# What can be wrong with a record besides spelling, and the parameter that says how often.
_ERRORS = {
    "maiden": "maiden",
    "moved": "moved",
    "swapped": "swapped",
    "wrong_date": "wrong_date",
    "other_format": "other_format",
    "no_birth_date": "no_birth_date",
    "no_address": "no_address",
    "no_phone": "no_phone",
    "no_email": "no_email",
    "changed_phone": "changed",
    "changed_email": "changed",
    "misspelt_email": "typo",
}


@dataclass(frozen=True)
class Sheet:
    """The records of one system and whom they are about."""

    setting: Setting
    life: Life
    found: Entries

    def of(self, trait: str) -> np.ndarray:
        """Return a trait of the customer of each record."""
        return np.asarray(getattr(self.life.people, trait)[self.found.row])

    def happens(self, error: str) -> np.ndarray:
        """Draw in which records an error happens."""
        return self._dice[error] < handwriting.rate(self.setting.parameters, _ERRORS[error]) * 2**_BITS

    @cached_property
    def _dice(self) -> dict[str, np.ndarray]:
        """Draw a number of 16 bits for each error, four from one draw."""
        names = list(_ERRORS)
        draws = range(-(-len(names) // _AT_ONCE))
        cut = (self.setting.luck.cut(f"records.errors{k}", self.found.key, *[_BITS] * _AT_ONCE) for k in draws)
        return dict(zip(names, (dice for fields in cut for dice in fields), strict=False))

    def spelling(self, field: str, without: tuple[str, ...] = ()) -> np.ndarray:
        """Draw how a name was written, as an offset into its spellings."""
        weights = handwriting.spelling_weights(self.setting.parameters, self.found.system, without)
        return self.setting.luck.choice(f"records.{field}", self.found.key, weights)

    @cached_property
    def person(self) -> np.ndarray:
        """Return which records are about individuals."""
        return self.of("kind") == INDIVIDUAL

    @cached_property
    def head(self) -> tuple[np.ndarray, np.ndarray]:
        """Return by record whose family name and home the customer has, and that person's mother tongue."""
        head, tongue = identities.heads(self.setting, self.life)
        return head[self.found.row], tongue[self.found.row]

    @cached_property
    def first_name(self) -> np.ndarray:
        """Return the number of the first name, −1 for companies."""
        name = identities.first_name(self.setting.luck, self.found.customer, self.of("tongue"), self.of("gender"))
        return np.where(self.person, name, -1)

    @cached_property
    def last_name(self) -> np.ndarray:
        """Return the number of the family name or company."""
        company = identities.company_name(self.setting.luck, self.found.customer, self.of("industry"))
        return np.where(self.person, identities.family_name(self.setting.luck, *self.head), company)


def crm_shop(setting: Setting, life: Life) -> Columns:
    """Return the export of the shops' system; it went through a spreadsheet, which took the 0 off telephone numbers."""
    return _export(Sheet(setting, life, entries(setting, life, SHOP)))


def crm_web(setting: Setting, life: Life) -> Columns:
    """Return the export of the web's system."""
    return _export(Sheet(setting, life, entries(setting, life, WEB)))


def truth_links(setting: Setting, life: Life) -> Columns:
    """Return whose the records are, and whose family name and home these people share."""
    both = [entries(setting, life, system) for system in (SHOP, WEB)]
    head, _ = identities.heads(setting, life)
    key = np.concatenate([one.key for one in both])
    system, copy = np.divmod(key % KEY_WIDTH, SYSTEM_WIDTH)
    columns: Columns = {
        "record_id": np.concatenate([one.number for one in both]),
        "system": Coded(SYSTEMS, system),
        "customer_id": key // KEY_WIDTH,
        "copy": copy,
        "household_of": np.concatenate([head[one.row] for one in both]),
    }
    return pick(columns, np.argsort(key, kind="stable"))


def _export(sheet: Sheet) -> Columns:
    return {
        "record_id": sheet.found.number,
        "type": Coded(_TYPES, sheet.person.astype(np.int64)),
        **_names(sheet),
        "birth_date": _birth_date(sheet),
        **_address(sheet),
        "email": _email(sheet),
        "phone": _phone(sheet),
        "created_at": date_of(sheet.found.week, 6),
    }


def _names(sheet: Sheet) -> dict[str, Column]:
    """Write first and family name; some records have the name before marriage."""
    first = sheet.first_name * SPELLINGS + sheet.spelling("first_name")
    maiden = sheet.happens("maiden") & sheet.person & (sheet.of("family") > 0)
    before = identities.family_name(sheet.setting.luck, sheet.found.customer, sheet.of("tongue"), "maiden")
    last = np.where(maiden, before, sheet.last_name) * SPELLINGS + sheet.spelling("last_name", ("short", "initial"))
    return {
        "first_name": written_first_names().column(first, sheet.person),
        "last_name": written_family_names().column(last),
    }


def _birth_date(sheet: Sheet) -> Texts:
    """Write the date of birth: day and month swapped, a wrong digit, another form, or nothing."""
    there = sheet.person & ~sheet.happens("no_birth_date")
    luck, key = sheet.setting.luck, sheet.found.key[there]
    year, month, day = identities.birth_dates(sheet.of("birth_day")[there])
    swapped = sheet.happens("swapped")[there] & (day <= 12)
    month, day = np.where(swapped, day, month), np.where(swapped, month, day)
    which = np.where(sheet.happens("wrong_date")[there], luck.whole("records.which_digit", key, 3), -1)
    year = year + (which == 0) - 10 * (which == 1)
    day = np.where(which == 2, day % 28 + 1, day)
    form = handwriting.form_of_date(luck, key, sheet.found.system, sheet.happens("other_format")[there])
    return handwriting.spread(handwriting.dates(year, month, day, form), there)


def _address(sheet: Sheet) -> dict[str, Column]:
    """Write the address: the home of now or an earlier one; street and house number can be missing."""
    home, missing = _home(sheet), sheet.happens("no_address")
    street = home.street * SPELLINGS + sheet.spelling("street", ("initial",))
    town = home.place // _PLACES_A_DISTRICT * SPELLINGS + sheet.spelling("town", ("initial",))
    weights = handwriting.postcode_weights(sheet.setting.parameters)
    wrong = sheet.setting.luck.choice("records.postcode", sheet.found.key, weights)
    return {
        "street": streets().column(street, ~missing),
        "house_number": Gaps(home.house, missing),
        "postcode": handwriting.postcodes().column(home.place * handwriting.POSTCODE_WAYS + wrong),
        "place": handwriting.towns().column(town),
    }


def _home(sheet: Sheet) -> Homes:
    """Return the home that is written down."""
    luck, moved = sheet.setting.luck, np.flatnonzero(sheet.happens("moved"))
    home = identities.homes(luck, sheet.head[0], sheet.of("place"))
    before = identities.earlier_homes(luck, sheet.found.customer[moved])
    for name in ("place", "street", "house"):
        getattr(home, name)[moved] = getattr(before, name)
    return home


def _email(sheet: Sheet) -> Texts:
    """Write the e-mail address, or an earlier one; the first name in it may be misspelt."""
    there = ~sheet.happens("no_email") | (sheet.found.system == WEB)
    luck, key, customer = sheet.setting.luck, sheet.found.key[there], sheet.found.customer[there]
    box = identities.mailboxes(luck, customer, sheet.happens("changed_email")[there])
    misspelt = sheet.happens("misspelt_email")[there]
    typo = np.where(misspelt, 1 + luck.whole("records.which_typo", key, TYPOS), 0)
    return handwriting.spread(handwriting.mails(sheet.first_name[there], typo, sheet.last_name[there], box), there)


def _phone(sheet: Sheet) -> Column:
    """Write the telephone number, or an earlier one: a whole number in the shop, a text in the web."""
    luck, there = sheet.setting.luck, ~sheet.happens("no_phone")
    number = identities.telephones(luck, sheet.found.customer, sheet.happens("changed_phone"))
    if sheet.found.system == SHOP:
        return Gaps(number, ~there)
    form = luck.whole("records.phone_format", sheet.found.key[there], handwriting.PHONE_FORMATS)
    return handwriting.spread(handwriting.telephones(number[there], form), there)
