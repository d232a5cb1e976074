"""How a record is written down: which spelling, which form of a date, which form of a telephone number.

Texts are put together from short lists of pieces, whole columns at a time.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from course.streams import Luck
from course.world import country
from course.world.columns import Texts
from course.world.parameters import Parameters
from course.world.records import names
from course.world.records.identities import DOMAINS
from course.world.records.names import BLANK, EXACT, INITIAL, PLAIN, SHORT, SPELLINGS, TYPO, TYPOS, UPPER, Wordlist

POSTCODE_WAYS, PHONE_FORMATS = 3, 3
# How often an error happens in the shop and in the web, as a share of its parameter.
_SHARES = {
    "typo": (1.0, 0.5),
    "short": (0.5, 1.0),
    "plain": (1.0, 0.4),
    "upper": (1.0, 0.0),
    "blank": (1.0, 1.0),
    "initial": (1.0, 0.0),
}
_SPELLING = {"short": SHORT, "plain": PLAIN, "upper": UPPER, "blank": BLANK, "initial": INITIAL}
_FIRST_YEAR, _LAST_YEAR = 1900, 2029
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FORMATS = ("1981-03-14", "14.03.1981", "14/03/81", "14 Mar 1981")
_USUAL = (1, 0)  # the usual form of dates in the shop and in the web
_SHARED_BOXES = ("office", "info", "kitchen")


def rate(parameters: Parameters, error: str) -> float:
    """Return how often an error happens or a field is empty, `records.errors` taken into account."""
    return min(parameters["records.errors"] * parameters[f"records.{error}"], 1.0)


def spelling_weights(parameters: Parameters, system: int, without: tuple[str, ...] = ()) -> np.ndarray:
    """Return how often a name is written in each of its spellings: at most one error a field.

    without : errors that the field cannot have.
    """
    often = {
        name: 0.0 if name in without else share[system] * rate(parameters, name) for name, share in _SHARES.items()
    }
    weights = np.zeros(SPELLINGS)
    weights[TYPO:] = often["typo"] / TYPOS
    for name, spot in _SPELLING.items():
        weights[spot] = often[name]
    weights[EXACT] = max(1.0 - weights.sum(), 0.0)
    return weights


def dates(year: np.ndarray, month: np.ndarray, day: np.ndarray, form: np.ndarray) -> Texts:
    """Return dates as texts in one of the FORMATS."""
    heads, middles, tails = _date_pieces()
    years, of_year = len(_years()), year - _FIRST_YEAR
    head = np.where(form == 0, of_year, years + (form - 1) * 31 + day - 1)
    tail = np.where(form == 0, day - 1, 31 + years * (form == 2) + of_year)
    return joined((heads, head), (middles, form * 12 + month - 1), (tails, tail))


def form_of_date(luck: Luck, key: np.ndarray, system: int, other: np.ndarray) -> np.ndarray:
    """Draw the form of a date: the system's usual one or, where `other`, one of the other three."""
    away = 1 + luck.whole("records.which_format", key, len(FORMATS) - 1)
    return (_USUAL[system] + away * other) % len(FORMATS)


def _years() -> range:
    return range(_FIRST_YEAR, _LAST_YEAR + 1)


@cache
def _date_pieces() -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return first, middle and last pieces of dates in all forms."""
    days = range(1, 32)
    heads = [f"{y}-" for y in _years()] + [f"{d:02d}." for d in days] + [f"{d:02d}/" for d in days]
    heads += [f"{d} " for d in days]
    middles = [mark.format(month) for mark in ("{:02d}-", "{:02d}.", "{:02d}/") for month in range(1, 13)]
    tails = [f"{d:02d}" for d in days] + [str(y) for y in _years()] + [f"{y % 100:02d}" for y in _years()]
    return pa.array(heads), pa.array([*middles, *(f"{name} " for name in _MONTHS)]), pa.array(tails)


def telephones(number: np.ndarray, form: np.ndarray) -> Texts:
    """Return numbers of nine digits as texts: 0612 345 678, +999 612 345 678 or 0612345678."""
    heads, middles, tails = _telephone_pieces()
    million, rest = np.divmod(number, 10**6)
    thousand, unit = np.divmod(rest, 1_000)
    tight = 1_000 * (form == 2)
    return joined((heads, form * 1_000 + million), (middles, tight + thousand), (tails, tight + unit))


@cache
def _telephone_pieces() -> tuple[pa.Array, pa.Array, pa.Array]:
    three = range(1_000)
    heads = pa.array([mark.format(n) for mark in ("0{:03d}", "+999 {:03d}", "0{:03d}") for n in three])
    pieces = pa.array([mark.format(n) for mark in (" {:03d}", "{:03d}") for n in three])
    return heads, pieces, pieces


def mails(first: np.ndarray, misspelt: np.ndarray, last: np.ndarray, box: np.ndarray) -> Texts:
    """Return e-mail addresses: first name or, where it is below 0, a shared box; family name; number and domain.

    misspelt : 0, or which of the eight typos of the first name. box : domain × 100 + number.
    """
    firsts, lasts, boxes = _mail_pieces()
    shared = len(names.first_names()) * (TYPOS + 1) + box % len(_SHARED_BOXES)
    start = firsts.place[np.where(first < 0, shared, first * (TYPOS + 1) + misspelt)]
    return joined((pa.array(firsts.words), start), (pa.array(lasts.words), lasts.place[last]), (boxes, box))


@cache
def _mail_pieces() -> tuple[Wordlist, Wordlist, pa.Array]:
    handles = [names.plain(name).lower() for name in names.first_names()]
    firsts = [way for handle in handles for way in (handle, *names.typos(handle))]
    lasts = ["." + "".join(filter(str.isalnum, names.plain(name).lower())) for name in names.family_names()]
    boxes = [f"{n:02d}@{domain}" for domain in DOMAINS for n in range(100)]
    return Wordlist.of([*firsts, *_SHARED_BOXES]), Wordlist.of(lasts), pa.array(boxes)


def joined(*parts: tuple[pa.Array, np.ndarray]) -> Texts:
    """Return texts that are joined from pieces: (all pieces, which one each row has) from left to right."""
    return Texts(pc.binary_join_element_wise(*(pieces.take(which) for pieces, which in parts), ""))


def spread(texts: Texts, there: np.ndarray) -> Texts:
    """Return a column that has these texts, in order, in the rows where there is one."""
    return texts[pa.array(np.cumsum(there) - 1, mask=~there)]


@cache
def postcodes() -> Wordlist:
    """Return each place's postcode as it is, with two digits swapped, with the last digit wrong."""
    right = country.places()["postcode"]
    return Wordlist.of(
        way for code in right for way in (code, _swapped(code), code[:-1] + str((int(code[-1]) + 1) % 10))
    )


def postcode_weights(parameters: Parameters) -> tuple[float, float, float]:
    """Return how often a postcode is right, has two digits swapped, or a wrong last digit."""
    typo = rate(parameters, "typo")
    return 1.0 - typo, typo / 2, typo / 2


def _swapped(code: str) -> str:
    """Return the code with the first two neighbouring digits that differ in each other's place."""
    spot = next((p for p in range(len(code) - 1) if code[p] != code[p + 1]), 0)
    return code[:spot] + code[spot + 1] + code[spot] + code[spot + 2 :]


@cache
def towns() -> Wordlist:
    """Return every spelling of every district; the short form is the region's name."""
    district = country.places()["district"][::4]
    return Wordlist.of(way for name in district for way in names.spellings(name, name.split()[0]))
