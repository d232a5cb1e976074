"""Who takes part: `roster.csv` with the columns student (required), name, email, lms_id and group."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from course.datasets import normalised
from course.errors import DataError

COLUMNS = ("student", "name", "email", "lms_id", "group")


@dataclass(frozen=True)
class Student:
    """One student as the roster has them; the id after NFC and trimming."""

    id: str
    name: str = ""
    email: str = ""
    lms_id: str = ""
    group: str = ""

    @property
    def key(self) -> str:
        """The id in the form in which ids are compared: NFC, trimmed, case folded."""
        return normalised(self.id)

    @property
    def whose(self) -> str:
        """Whose the data are: the group's, or the student's where there is none."""
        return f"group/{normalised(self.group)}" if self.group else f"student/{self.key}"


class Roster(dict[str, Student]):
    """Students by their normalised ids, in the order of the file."""


def read(path: Path) -> Roster:
    """Return the students of a file: CSV with commas, semicolons or tabs; further columns are left alone.

    Errors: DataError that names the file, and the lines where ids are missing or equal.
    """
    rows = list(csv.reader(io.StringIO(_text(path)), delimiter=_delimiter(_text(path))))
    if not rows:
        raise DataError(f"{path} is empty. Its first line names the columns: {','.join(COLUMNS)}.")
    places = {name.strip().casefold(): place for place, name in enumerate(rows[0])}
    if "student" not in places:
        raise DataError(
            f"{path} has no column student. It has {', '.join(rows[0])}; student is required, "
            "name, email, lms_id and group may stand beside it."
        )
    return _roster([(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)], places, path)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read the roster {path}: {error.strerror or error}.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # saved by a spreadsheet of older days
        return content.decode("latin-1")


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _roster(rows: list[tuple[int, list[str]]], places: dict[str, int], path: Path) -> Roster:
    roster, lines = Roster(), dict[str, int]()
    for number, row in rows:
        values = {name: _cell(row, places[name]) for name in COLUMNS if name in places}
        student = Student(values.pop("student"), **values)
        if not student.key:
            raise DataError(f"{path}, line {number}: the student's id is missing. Every line needs one.")
        if student.key in roster:
            raise DataError(
                f"{path}: lines {lines[student.key]} and {number} have the same student, {student.id!r}; capitals and "
                "spaces around it make no difference. Give each student one line."
            )
        roster[student.key], lines[student.key] = student, number
    return roster


def _cell(row: list[str], place: int) -> str:
    return unicodedata.normalize("NFC", row[place]).strip() if place < len(row) else ""
