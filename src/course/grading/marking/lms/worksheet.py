"""A worksheet of Moodle or Canvas with its grade and feedback columns filled in; every other byte stays as it was.

What the two are like, and where that was read: `moodle`, `canvas`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course.datasets import normalised
from course.errors import DataError, InputError
from course.grading.marking import people
from course.grading.marking.gradebook import harmless, number
from course.grading.marking.lms import canvas, fields, moodle
from course.grading.marking.lms.columns import Columns, Row, cell
from course.grading.marking.lms.rows import Matched, Search
from course.grading.marking.results import Result
from course.grading.release.roster import Roster

Feedback = Callable[[Result], str]
New = dict[tuple[int, int], str]


@dataclass(frozen=True)
class _Filling:
    """A worksheet, what it is filled with, and whose its rows are."""

    columns: Columns
    rows: dict[int, Row]
    results: dict[str, Result]
    matched: Matched
    feedback: Feedback

    def cells(self) -> New:
        """Return the new cells by row and column."""
        new: New = {}
        for key, place in self.matched.rows.items():
            new |= self._grade(place, self.results[key]) | self._feedback(place, self.results[key])
        return new

    def _grade(self, place: int, result: Result) -> New:
        column, row = self.columns.grade, self.rows[place]
        if column is None or column >= len(row) or result.score is None or self._excused(row):
            return {}
        return {(place, column): number(_scaled(result, _number(self.columns.most(row))))}

    def _feedback(self, place: int, result: Result) -> New:
        column = self.columns.feedback
        if column is None or column >= len(self.rows[place]) or result.state == "missing":
            return {}
        return {(place, column): harmless(self.columns.as_text(self.feedback(result)))}

    def _excused(self, row: Row) -> bool:
        return cell(row, self.columns.grade).casefold() in self.columns.kept

    def remarks(self, name: str) -> Iterator[str]:
        """Yield a sentence for everything that a person has to look at."""
        matched, students = self.matched, {key: result.student for key, result in self.results.items()}
        if self.columns.grade is None:
            yield f"{name} grades by a scale of words, which points are none of: its grades are left as they are."
        yield from _listed(
            f"Not found in {name}, enter by hand",
            (student for key, student in students.items() if key not in matched.rows | matched.doubtful),
        )
        yield from _listed(
            f"Several rows of {name} may be theirs, enter by hand",
            (f"{students[key]} (rows {', '.join(str(place + 1) for place in places)})"
             for key, places in matched.doubtful.items()),
        )  # fmt: skip
        excused = (students[key] for key, place in matched.rows.items() if self._excused(self.rows[place]))
        yield from _listed(f"Excused in {name} and left so", excused)
        yield from _listed(f"In {name} without a result, left as they are", matched.others)


def filled(
    worksheet: Path, results: Iterable[Result], roster: Roster | None, feedback: Feedback, *, assignment: str = ""
) -> tuple[bytes, list[str]]:
    """Return the worksheet's bytes with grades and feedback, and a sentence for everything that did not fit together.

    Scores are scaled to the worksheet's own maximum where it states one. Who has no score keeps what stands there.
    assignment : its title in Canvas, where it is not called as the exercise.
    Errors: InputError for a file that is no worksheet of either; DataError where it cannot be read.
    """
    sheet = _read(worksheet)
    by_student = {normalised(result.student): result for result in results}
    if not by_student:
        return sheet.changed({}), []
    rows = [[field.value for field in row] for row in sheet.rows]
    columns = _columns(rows, assignment or next(iter(by_student.values())).exercise, worksheet)
    theirs = {place: row for place, row in enumerate(rows) if place and any(row) and not canvas.is_for_points(row)}
    matched = Search(columns, people.of(roster), by_student.keys()).matched(theirs)
    filling = _Filling(columns, theirs, by_student, matched, feedback)
    return sheet.changed(filling.cells()), list(filling.remarks(worksheet.name))


def _read(worksheet: Path) -> fields.Sheet:
    try:
        content = worksheet.read_bytes()
    except OSError as error:
        raise DataError(f"cannot read the worksheet {worksheet}: {error.strerror or error}.") from None
    sheet = fields.read(content, str(worksheet))
    if not sheet.rows:
        raise InputError(f"{worksheet} is empty. Download the worksheet from Moodle or Canvas again.")
    return sheet


def _columns(rows: list[Row], assignment: str, worksheet: Path) -> Columns:
    names = [name.strip().casefold() for name in rows[0]]
    found = moodle.columns(names) or canvas.columns(rows, assignment, worksheet)
    if found is not None:
        return found
    raise InputError(
        f"{worksheet} is neither Moodle's grading worksheet (Identifier, Grade) nor Canvas' gradebook (Student, ID). "
        f"Its columns: {', '.join(rows[0])}. Set the platform's language to English and export it again."
    )


def _number(text: str) -> float | None:
    """Return a number with a point or a comma, as Canvas reads it: the last of them stands before the fraction."""
    *whole, fraction = re.split(r"[.,]", text)
    written = f"{''.join(whole)}.{fraction}" if whole else fraction
    return float(written) or None if re.fullmatch(r"\d+\.?\d*|\.\d+", written) else None


def _scaled(result: Result, most: float | None) -> float:
    score = result.score or 0.0
    return score if most is None or not result.max_score else round(score / result.max_score * most, 2)


def _listed(what: str, names: Iterable[str]) -> list[str]:
    """Return one sentence that names at most ten; none where there is nobody to name."""
    names = list(names)
    return [f"{what}: {', '.join(names[:10])}{', …' if len(names) > 10 else ''}."] if names else []
