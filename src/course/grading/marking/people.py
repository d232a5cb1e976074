"""Whom a file or a row means: a student of the roster, by the platform's number, id, e-mail or full name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from course.datasets import normalised
from course.grading.marking.layouts import Owner, owner_of_copy
from course.grading.release.roster import Roster, Student

Index = dict[str, list[Student]]


@dataclass(frozen=True)
class People:
    """A roster, and its students by number, e-mail and full name; a key that two of them share is nobody's."""

    roster: Roster
    numbers: Index
    mails: Index
    names: Index

    def known(self, owner: Owner) -> Student | None:
        """Return the one student whom an owner means.

        The platform's number decides before the name: a name of one may be the id of another.
        """
        names = (owner.name, owner_of_copy(owner.name))
        return (
            self.numbered(owner.number)
            or _first(self.with_id, names)
            or _first(self.with_mail, names)
            or _first(self.named, names)
        )

    def numbered(self, number: str) -> Student | None:
        """Return the student whom the platform knows by a number."""
        return _only(self.numbers, number)

    def with_id(self, text: str) -> Student | None:
        """Return the student with an id."""
        return self.roster.get(normalised(text))

    def with_mail(self, text: str) -> Student | None:
        """Return the student with an e-mail address."""
        return _only(self.mails, normalised(text))

    def named(self, text: str) -> Student | None:
        """Return the student with a full name, first or last name first, with or without spaces."""
        return _only(self.names, squashed(text))


def of(roster: Roster | None) -> People:
    """Return the people of a roster; none without one."""
    students = list((roster or Roster()).values())
    return People(
        roster or Roster(),
        _index(students, lambda one: [_number(one.lms_id)]),
        _index(students, lambda one: [normalised(one.email)]),
        _index(students, _names),
    )


def squashed(text: str) -> str:
    """Return a name as platforms write it into file names: letters and digits alone."""
    return re.sub(r"[\W_]+", "", normalised(text))


def _number(lms_id: str) -> str:
    """Return the digits of "1234" or "Participant 1234"; nothing for what has several numbers, as 2024-34 has."""
    match = re.fullmatch(r"\D*(\d+)", lms_id)
    return match[1] if match else ""


def _names(student: Student) -> set[str]:
    parts = re.split(r"[\s,]+", student.name.strip())
    return {squashed(" ".join(parts[place:] + parts[:place])) for place in range(len(parts))}


def _index(students: list[Student], keys: Callable[[Student], Iterable[str]]) -> Index:
    index: Index = {}
    for student in students:
        for key in keys(student):
            index.setdefault(key, []).append(student)
    return index


def _only(index: Index, key: str) -> Student | None:
    found = index.get(key, []) if key else []
    return found[0] if len(found) == 1 else None


def _first(lookup: Callable[[str], Student | None], names: Iterable[str]) -> Student | None:
    return next((student for name in names if (student := lookup(name)) is not None), None)
