"""Canvas' gradebook, as it is exported and imported.

Read in instructure/canvas-lms: lib/gradebook_exporter.rb (Student, or LastName and FirstName; ID, SIS User ID, SIS
Login ID, Integration ID, Root Account, Section; for each assignment a column "Title (id)"; a row "Points Possible",
before it perhaps a row for manual posting; EX for who is excused) and lib/gradebook_importer.rb (what is read of it,
how numbers are written). It takes no feedback.
"""

from __future__ import annotations

import re
from pathlib import Path

from course.errors import InputError
from course.grading.marking.lms.columns import Columns, Row, cell, places

WANTED = ("student", "id")
SURE = ("id", "sis user id", "sis login id", "integration id")
EXCUSED = frozenset({"ex"})


def is_for_points(row: Row) -> bool:
    """Return whether a row states the points that assignments give, and is nobody's."""
    return "points possible" in cell(row, 0).casefold()


def columns(rows: list[Row], assignment: str, file: Path) -> Columns | None:
    """Return the columns of a gradebook, the grade's being that of an assignment; None for a file of another kind.

    Errors: InputError where no assignment, or more than one, goes by the name.
    """
    names = [name.strip().casefold() for name in rows[0]]
    people = places(names, ("student",)) or places(names, ("firstname", "lastname"))
    if "id" not in names or not people:
        return None
    grade = _assignment(rows[0], assignment, file)
    most = next((cell(row, grade) for row in rows[1:4] if is_for_points(row)), "")
    return Columns(grade, None, names.index("id"), places(names, SURE), people, lambda _: most, kept=EXCUSED)


def _assignment(header: Row, wanted: str, file: Path) -> int:
    """Return the column of the assignment named as wanted, with or without its id; else of one that shares its words.

    Words, not letters: "7" is no part of "07 loyalty".
    """
    titles = {place: match[1] for place, name in enumerate(header) if (match := re.fullmatch(r"(.+) \(\d+\)", name))}
    named = [place for place in titles if _words(wanted) in (_words(titles[place]), _words(header[place]))]
    found = named or [place for place, title in titles.items() if _shared(_words(title), _words(wanted))]
    if len(found) == 1:
        return found[0]
    raise InputError(
        f"{file} has no column, or several, for {wanted}. Say which is meant with --assignment TITLE. "
        f"It has: {', '.join(titles.values()) or 'no assignment'}."
    )


def _words(title: str) -> str:
    return " " + re.sub(r"[\W_]+", " ", title.casefold()).strip() + " "


def _shared(title: str, wanted: str) -> bool:
    return wanted in title or title in wanted
