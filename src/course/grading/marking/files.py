"""The files that grading leaves for people: grades, feedback, free texts to mark, a platform's worksheet filled in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from course import atomic
from course.datasets import normalised
from course.errors import DataError
from course.grading.folders import Exercise
from course.grading.marking import gradebook, manual, results
from course.grading.marking.lms import worksheet
from course.grading.marking.pages import feedback
from course.grading.marking.results import Result
from course.grading.release.roster import Roster

FEEDBACK, GRADES, NBGRADER, MANUAL, PAGE, WORKSHEET = (
    "feedback", "grades.csv", "nbgrader.csv", "manual.csv", "manual.html", "worksheet.csv",
)  # fmt: skip


def write_all(found: list[Result], exercise: Exercise, out: Path, roster: Roster | None) -> None:
    """Write grades, feedback and, where there are free texts, what is needed to mark them; each file whole.

    Errors: DataError where the folder cannot be written to.
    """
    roster = roster or Roster()
    write(out / GRADES, gradebook.grades(found))
    write(out / NBGRADER, gradebook.for_nbgrader(found, roster))
    write_feedback(found, out, roster)
    if any(question.rubric is not None for question in exercise.questions.values()):
        write(out / MANUAL, manual.text_of(found, exercise))
        write(out / PAGE, manual.page_of(found, exercise))


def write_feedback(found: Iterable[Result], out: Path, roster: Roster) -> None:
    """Write a page for each student."""
    for result in found:
        student = roster.get(normalised(result.student))
        name = student.name if student else ""
        write(out / FEEDBACK / f"{results.file_name(result.student)}.html", feedback.page(result, name))


def write_worksheet(
    found: list[Result], place: Path, out: Path, roster: Roster | None, assignment: str = ""
) -> list[str]:
    """Fill in a platform's worksheet; return a sentence for each thing that did not fit. Errors: as `filled`."""
    content, remarks = worksheet.filled(place, found, roster, feedback.plain, assignment=assignment)
    write(out / WORKSHEET, content)
    return remarks


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Errors: DataError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path, content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    except OSError as error:
        raise DataError(
            f"cannot write {path}: {error.strerror or error}. Close it where it is open, or free room."
        ) from None
