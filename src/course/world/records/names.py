"""Names on paper: invented first and family names of three languages, companies, streets, and how people misspell them.

Every word is made once; a row is a number. Word × SPELLINGS + spelling addresses how a name was written down. Some
spellings of a name are equal, and so are some of two names: a `Wordlist` keeps each text once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from course.world.columns import Coded

_CELLS = 4096
SPELLINGS = 14
EXACT, SHORT, PLAIN, UPPER, BLANK, INITIAL, TYPO = range(7)  # from TYPO on: one wrong letter, in eight ways
TYPOS = SPELLINGS - TYPO

# First names by mother tongue (Meridian, Fernish, other): beginnings, endings of women's and of men's names.
_FIRST = (
    ("Al Bel Cor Dar El Fal Gar Hel Is Jor Ken Lor Mar Nor Os Per Ros Sel Tam Val", "ina elle iane", "win éon aric"),
    ("Aal Bjø Dag Ei Frø Gun Håv Ing Jyr Kær Lin Mø Nja Od Rún Sig Søl Tor Un Ylv", "dis veig a", "ulf stein ar"),
    ("An Boż Dra Emi Il Kaz Lud Mil Nad Rad Sva Tov Ves Zla Zor", "ena iša", "mir oslav"),
)
# Family names by mother tongue: beginnings, endings.
_FAMILY = (
    (
        "Ald Ash Bram Carr Dun East Fair Gold Hart Holm Kest Lang Marl North Oak Pem Rav Stan Thorn Wex",
        "well ford mere wick ton ley combe gate",
    ),
    ("Bäck Berg Dal Eld Fjäll Gran Häg Kvist Lind Löv Mörk Näs Ros Sjö Strand", "ström lund mo sen ås vik"),
    ("Bar Czer Dob Havl Jan Kov Mal Nov Pet Sok", "ić ek iński ko áš"),
)
# Companies by industry, in the order of people.INDUSTRIES; {} is a family name.
_COMPANIES = (
    "{} & Partners", "{} Clinic", "{} School", "Café {}", "Hotel {}", "{} Foods", "{} Bakery", "Harbour Coffee {}",
    "Harbour {} Department",
)  # fmt: skip
COMPANIES_EACH = 30
_STREETS = (
    "Mill Church Harbour Station Orchard Market Queen's Bridge Garden School Rose Lime North Castle Lake Weaver's"
)
_WAYS = (("Street", "St."), ("Lane", "Ln."), ("Road", "Rd."), ("Square", "Sq."))
_WITHOUT = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ł": "l", "Ł": "L", "ð": "d"})


@dataclass(frozen=True)
class Wordlist:
    """Texts, each once, and where each number finds its own."""

    words: tuple[str, ...]
    place: np.ndarray

    @classmethod
    def of(cls, texts: Iterable[str]) -> Wordlist:
        """Return the list in which number n finds the nth of these texts."""
        place, words = pd.factorize(np.array(list(texts), dtype=object))
        return cls(tuple(words), place)

    def column(self, number: np.ndarray, there: np.ndarray | None = None) -> Coded:
        """Return the texts of these numbers as a column; those that are not there are missing."""
        code = self.place[number]
        return Coded(self.words, code) if there is None else Coded(self.words, np.where(there, code, -1), gaps=True)


def plain(word: str) -> str:
    """Return the word without diacritics."""
    letters = unicodedata.normalize("NFD", word.translate(_WITHOUT))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def typos(word: str) -> tuple[str, ...]:
    """Return eight misspellings: two letters swapped (3), a letter missing (3), a letter doubled (2)."""
    spots = [1 + (len(word) - 3) * step // 4 for step in range(5)]
    swapped = (word[:p] + word[p + 1] + word[p] + word[p + 2 :] for p in (spots[0], spots[2], spots[4]))
    missing = (word[:p] + word[p + 1 :] for p in (spots[1], spots[2], spots[4] + 1))
    doubled = (word[:p] + word[p] + word[p:] for p in (spots[1], spots[3]))
    return (*swapped, *missing, *doubled)


def spellings(word: str, short: str) -> tuple[str, ...]:
    """Return the ways to write a name, in the order of EXACT, SHORT, …, TYPO."""
    return (word, short, plain(word), word.upper(), f" {word} ", f"{word[0]}.", *typos(word))


@cache
def first_names() -> tuple[str, ...]:
    """Return all first names, by language, then women's and men's."""
    return tuple(start + end for starts, *ends in _FIRST for half in ends for start, end in _pairs(starts, half))


@cache
def family_names() -> tuple[str, ...]:
    """Return all family names by language, then all companies by industry."""
    families = tuple(start + end for starts, ends in _FAMILY for start, end in _pairs(starts, ends))
    owners = [families[(place * 7) % len(families)] for place in range(COMPANIES_EACH)]
    return families + tuple(sign.format(owner) for sign in _COMPANIES for owner in owners)


@cache
def first_company() -> int:
    """Return the number of the first company among the family names."""
    return len(family_names()) - len(_COMPANIES) * COMPANIES_EACH


def _pairs(starts: str, ends: str) -> list[tuple[str, str]]:
    """Return beginnings with endings, mixed so that neighbours differ in both."""
    pairs = [(start, end) for end in ends.split() for start in starts.split()]
    return [pairs[(7 * place) % len(pairs)] for place in range(len(pairs))]


@cache
def written_first_names() -> Wordlist:
    """Return every spelling of every first name; the short form is a pet name."""
    return Wordlist.of(way for name in first_names() for way in spellings(name, _pet(name)))


def _pet(name: str) -> str:
    return name[:4].rstrip("aeiouéøæåöú") + "i"


@cache
def written_family_names() -> Wordlist:
    """Return every spelling of every family name and company; they have no short form."""
    return Wordlist.of(way for name in family_names() for way in spellings(name, name))


@cache
def streets() -> Wordlist:
    """Return every spelling of every street; the short form abbreviates."""
    pairs = [(name, way) for name in _STREETS.split() for way in _WAYS]
    return Wordlist.of(way for name, (full, short) in pairs for way in spellings(f"{name} {full}", f"{name} {short}"))


STREETS = len(_STREETS.split()) * len(_WAYS)


@cache
def first_name_table() -> np.ndarray:
    """Return 4,096 equally likely first names for each language and gender; common ones come more often."""
    sizes = [len(_pairs(starts, half)) for starts, *ends in _FIRST for half in ends]
    return _tables(sizes).reshape(len(_FIRST), 2, _CELLS)


@cache
def family_name_table() -> np.ndarray:
    """Return for each language 4,096 equally likely family names, common ones more often."""
    return _tables([len(_pairs(*pair)) for pair in _FAMILY])


def _tables(sizes: list[int]) -> np.ndarray:
    """Return a row of 4,096 numbers for each list of names, in proportion to (rank + 5)^−.9."""
    begin = np.cumsum([0, *sizes[:-1]])
    middle = (np.arange(_CELLS) + 0.5) / _CELLS
    rows = []
    for first, size in zip(begin, sizes, strict=True):
        weight = (np.arange(size) + 5.0) ** -0.9
        rows.append(first + np.searchsorted(np.cumsum(weight / weight.sum()), middle))
    return np.array(rows)
