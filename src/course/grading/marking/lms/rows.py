"""Whose a row of a worksheet is. A row that only a name speaks for is nobody's where another row has that name too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from course.datasets import normalised
from course.grading.marking.lms.columns import Columns, Row, cell
from course.grading.marking.people import People, squashed


@dataclass(frozen=True)
class Matched:
    """Rows by place, and students by normalised id.

    rows : the row of each student. doubtful : rows that may all be one student's. others : names of rows of nobody.
    """

    rows: dict[str, int]
    doubtful: dict[str, list[int]]
    others: list[str]


@dataclass(frozen=True)
class Search:
    """What rows are looked up in: columns, the roster's people, the students who have a result."""

    columns: Columns
    known: People
    students: Collection[str]

    def matched(self, rows: dict[int, Row]) -> Matched:
        """Return whose each row is."""
        claims: dict[str, list[tuple[int, bool]]] = {}
        others = []
        for place, row in rows.items():
            key, sure = next(self._candidates(row), ("", False))
            if key in self.students:
                claims.setdefault(key, []).append((place, sure))
            else:
                others.append(self._said(row))
        chosen = {key: _chosen(of_one) for key, of_one in claims.items()}
        return Matched(
            {key: places[0] for key, places in chosen.items() if len(places) == 1},
            {key: places for key, places in chosen.items() if len(places) > 1},
            [name for name in others if name],
        )

    def _candidates(self, row: Row) -> Iterator[tuple[str, bool]]:
        """Yield whom a row may mean, the surest first, and whether more than a name says so."""
        for key, sure in self._readings(row):
            if key in self.students or key in self.known.roster:
                yield key, sure

    def _readings(self, row: Row) -> Iterator[tuple[str, bool]]:
        number, name, sure = self._number(row), self._name(row), [cell(row, place) for place in self.columns.sure]
        students = [self.known.numbered(number), *(self.known.with_mail(text) for text in sure)]
        yield from ((student.key, True) for student in students if student is not None)
        yield from ((normalised(text), True) for text in sure if text)
        yield from ((key, True) for key in self._strangers(f"{name} {number}"))
        if (student := self.known.named(name)) is not None:
            yield student.key, False
        yield from ((key, False) for key in self._strangers(name))

    def _strangers(self, name: str) -> list[str]:
        """Return the student who is in no roster and has a result under a name, as platforms write it."""
        found = [key for key in self.students if key not in self.known.roster and squashed(key) == squashed(name)]
        return found if len(found) == 1 else []

    def _number(self, row: Row) -> str:
        return "".join(re.findall(r"\d+", cell(row, self.columns.number))[-1:])

    def _name(self, row: Row) -> str:
        return " ".join(cell(row, place) for place in self.columns.name).strip()

    def _said(self, row: Row) -> str:
        return self._name(row) or cell(row, self.columns.number)


def _chosen(claims: list[tuple[int, bool]]) -> list[int]:
    """Return the rows that more than a name speaks for; all of them where there is none."""
    sure = [place for place, is_sure in claims if is_sure]
    return sure or [place for place, _ in claims]
