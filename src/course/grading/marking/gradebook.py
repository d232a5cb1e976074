"""Grades as tables: `grades.csv`, and `nbgrader.csv` with the columns of nbgrader's export.

nbgrader's columns are those of its `CsvExportPlugin` (jupyter/nbgrader, nbgrader/plugins/export.py): assignment,
duedate, timestamp, student_id, last_name, first_name, email, raw_score, late_submission_penalty, score, max_score.
Unlike there, who has no score has an empty one, not zero.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from course.datasets import normalised
from course.grading.marking.results import Result
from course.grading.release.roster import Student

COLUMNS = ("student", "exercise", "score", "max_score", "state", "flags", "message")
OF_NBGRADER = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def grades(results: Iterable[Result]) -> str:
    """Return grades.csv, one row per student; an empty score is an empty field, flags have semicolons between them."""
    rows = [
        [
            one.student,
            one.exercise,
            number(one.score),
            number(one.max_score),
            one.state,
            ";".join(one.flags),
            one.message,
        ]
        for one in results
    ]
    return table(COLUMNS, rows)


def for_nbgrader(results: Iterable[Result], roster: Mapping[str, Student]) -> str:
    """Return nbgrader.csv, one row per student; lateness belongs to the learning platform and is left empty."""
    rows = []
    for one in results:
        student = roster.get(normalised(one.student), Student(one.student))
        score = number(one.score)
        names = [*_last_and_first(student.name), student.email]
        rows.append([one.exercise, "", "", one.student, *names, score, "", score, number(one.max_score)])
    return table(OF_NBGRADER, rows)


def _last_and_first(name: str) -> tuple[str, str]:
    """Return the parts of a name, written "First Last" or "Last, First"."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return last.strip(), first.strip()


def number(value: float | None) -> str:
    """Return a number to six places, as short as it is; nothing for None."""
    return "" if value is None else f"{value + 0.0:.6f}".rstrip("0").rstrip(".")


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return CSV; no cell is a formula to a spreadsheet, and half surrogate pairs become question marks."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(list(columns))
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text where it would take it for a formula."""
    plain = cell.encode("utf-8", "replace").decode()
    is_number = plain.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{plain}" if plain.startswith(_FORMULA) and not is_number else plain


def as_written(cell: str) -> str:
    """Return a cell as it was before `harmless`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
