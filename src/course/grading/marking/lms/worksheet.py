"""A worksheet of Moodle or Canvas with its grade and feedback columns filled in; every other byte stays as it was.

Moodle's offline grading worksheet has Identifier ("Participant 123"), Grade and Feedback comments
(mod/assign/feedback/offline/importgradeslib.php, mod/assign/lang/en/assign.php), beside them Full name, Email address,
ID number and Maximum grade. Canvas' gradebook has Student, ID, SIS User ID, SIS Login ID, Section, then an assignment's
"Title (id)", with a row "Points Possible" (lib/gradebook_exporter.rb); it takes no feedback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from course.datasets import normalised
from course.errors import DataError, InputError
from course.grading.marking import people
from course.grading.marking.gradebook import harmless, number
from course.grading.marking.layouts import Owner
from course.grading.marking.lms import fields
from course.grading.marking.results import Result
from course.grading.release.roster import Roster

Feedback = Callable[[Result], str]
POSSIBLE = "points possible"
OF_PEOPLE = ("identifier", "id", "id number", "student", "full name", "email address", "sis user id", "sis login id")


@dataclass(frozen=True)
class _Columns:
    """Where a platform's worksheet has what: columns from 0, None where it has none."""

    grade: int
    feedback: int | None
    most: int | None
    people: dict[str, int]


def filled(
    worksheet: Path, results: Iterable[Result], roster: Roster | None, feedback: Feedback
) -> tuple[bytes, list[str]]:
    """Return the worksheet's bytes with grades and feedback, and a sentence for everything that did not fit together.

    Scores are scaled to the worksheet's own maximum where it states one. Who has no score keeps what stands there.
    Errors: InputError for a file that is no worksheet of either; DataError where it cannot be read.
    """
    sheet = _read(worksheet)
    by_student = {normalised(result.student): result for result in results}
    names = [field.value.strip().casefold() for field in sheet.rows[0]]
    columns = _columns(names, sheet, next(iter(by_student.values())).exercise if by_student else "", worksheet)
    new: dict[tuple[int, int], str] = {}
    served: set[str] = set()
    for place, row in enumerate(sheet.rows[1:], start=1):
        values = [field.value for field in row]
        result = _result_of(values, columns, by_student, roster or Roster())
        if result is None or len(values) <= columns.grade:
            continue
        served.add(normalised(result.student))
        if result.score is not None:
            new[place, columns.grade] = number(_scaled(result, _most(values, columns, sheet)))
        if columns.feedback is not None and columns.feedback < len(values) and result.state != "missing":
            new[place, columns.feedback] = harmless(feedback(result))
    return sheet.changed(new), _left_over(by_student, served, worksheet)


def _read(worksheet: Path) -> fields.Sheet:
    try:
        content = worksheet.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read the worksheet {worksheet}: {error.strerror or error}.") from None
    sheet = fields.read(content, str(worksheet))
    if not sheet.rows:
        raise InputError(f"{worksheet} is empty. Download the worksheet from Moodle or Canvas again.")
    return sheet


def _columns(names: list[str], sheet: fields.Sheet, exercise: str, worksheet: Path) -> _Columns:
    people = {name: names.index(name) for name in OF_PEOPLE if name in names}
    if "identifier" in names and "grade" in names:
        feedback = names.index("feedback comments") if "feedback comments" in names else None
        most = names.index("maximum grade") if "maximum grade" in names else None
        return _Columns(names.index("grade"), feedback, most, people)
    if "id" in names and ("student" in names or "lastname" in names):
        return _Columns(_assignment(names, exercise, worksheet), None, None, people)
    raise InputError(
        f"{worksheet} is neither Moodle's grading worksheet (Identifier, Grade) nor Canvas' gradebook (Student, ID). "
        f"Its columns: {', '.join(field.value for field in sheet.rows[0])}."
    )


def _assignment(names: list[str], exercise: str, worksheet: Path) -> int:
    """Return the column of the assignment that is named as the exercise, or begins as it does."""
    titles = {place: match[1] for place, name in enumerate(names) if (match := re.fullmatch(r"(.+) \(\d+\)", name))}
    wanted = _plain(exercise)
    found = [place for place, title in titles.items() if _plain(title) == wanted]
    found = found or [place for place, title in titles.items() if wanted in _plain(title) or _plain(title) in wanted]
    if len(found) != 1:
        raise InputError(
            f"{worksheet} has no column, or several, for {exercise}. Call the assignment {exercise} and export the "
            f"gradebook again. It has: {', '.join(titles.values()) or 'no assignment'}."
        )
    return found[0]


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def _result_of(values: list[str], columns: _Columns, by_student: dict[str, Result], roster: Roster) -> Result | None:
    said = {name: values[place].strip() for name, place in columns.people.items() if place < len(values)}
    direct = (by_student.get(normalised(text)) for text in said.values() if text)
    if (found := next((result for result in direct if result is not None), None)) is not None:
        return found
    digits = re.findall(r"\d+", said.get("identifier") or said.get("id") or "")
    numbers = digits[-1] if digits else ""
    for text in (said.get("email address"), said.get("full name"), said.get("student"), numbers):
        student = people.of(roster).known(Owner(text or "", numbers)) if text or numbers else None
        if student is not None and student.key in by_student:
            return by_student[student.key]
    return None


def _most(values: list[str], columns: _Columns, sheet: fields.Sheet) -> float | None:
    """Return the most points that the platform gives: in the row (Moodle), or in a row of its own (Canvas)."""
    if columns.most is not None:
        return _number(values[columns.most]) if columns.most < len(values) else None
    possible = (row for row in sheet.rows[1:4] if row[0].value.strip().casefold() == POSSIBLE)
    return next((_number(row[columns.grade].value) for row in possible if columns.grade < len(row)), None)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) or None
    except ValueError:
        return None


def _scaled(result: Result, most: float | None) -> float:
    score = result.score or 0.0
    return score if most is None or not result.max_score else round(score / result.max_score * most, 2)


def _left_over(by_student: dict[str, Result], served: set[str], worksheet: Path) -> list[str]:
    left = [result.student for key, result in by_student.items() if key not in served]
    if not left:
        return []
    more = ", …" if len(left) > 10 else ""
    return [f"Not found in {worksheet.name}, enter by hand: {', '.join(left[:10])}{more}."]
