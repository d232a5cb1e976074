"""Where a worksheet has what: the columns that grading fills in, and those that say whose a row is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Row = list[str]


@dataclass(frozen=True)
class Columns:
    """Columns of a platform's worksheet, counted from 0; None where it has none.

    grade : takes the score. feedback : takes a text. number : the platform's number of a student. sure : each means one
    person alone, as an e-mail address does. name : these together are a full name. most : the most points that a row
    can have, as text. as_text : how the platform wants a text. kept : grades that nothing takes the place of.
    """

    grade: int | None
    feedback: int | None
    number: int
    sure: tuple[int, ...]
    name: tuple[int, ...]
    most: Callable[[Row], str]
    as_text: Callable[[str], str] = str
    kept: frozenset[str] = frozenset()


def cell(row: Row, place: int | None) -> str:
    """Return what a row says in a column; nothing where it is too short, or has no such column."""
    return row[place].strip() if place is not None and place < len(row) else ""


def places(names: list[str], wanted: tuple[str, ...]) -> tuple[int, ...]:
    """Return where columns stand, of those wanted that are there."""
    return tuple(names.index(name) for name in wanted if name in names)


def place(names: list[str], wanted: str) -> int | None:
    """Return where a column stands; None where it is not there."""
    return names.index(wanted) if wanted in names else None
