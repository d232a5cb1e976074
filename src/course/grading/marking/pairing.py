"""Who handed in what: submissions beside the roster, one for each student or group."""

from __future__ import annotations

from dataclasses import dataclass

from course.datasets import normalised
from course.grading.marking.submissions import Submission
from course.grading.release.roster import Roster, Student

STRANGER = "Not in the roster."


@dataclass(frozen=True)
class Paired:
    """One submission to mark, and the students whose grade it gives. note : what a person should know of it."""

    submission: Submission
    students: tuple[Student, ...]
    note: str = ""


def paired(found: list[Submission], roster: Roster | None) -> tuple[list[Paired], list[Student]]:
    """Return what is to be marked, and the students of the roster who handed in nothing.

    Of several submissions of one group the latest counts, for all its members.
    """
    roster = roster or Roster()
    by_owner: dict[str, list[tuple[Student, Submission]]] = {}
    for submission in found:
        student = roster.get(normalised(submission.student)) or Student(submission.student)
        by_owner.setdefault(student.whose, []).append((student, submission))
    pairs = [_paired(handed_in, roster) for handed_in in by_owner.values()]
    served = {student.key for pair in pairs for student in pair.students}
    return pairs, [student for key, student in roster.items() if key not in served]


def _paired(handed_in: list[tuple[Student, Submission]], roster: Roster) -> Paired:
    student, submission = max(handed_in, key=lambda pair: (pair[1].content is not None, pair[1].modified, pair[0].key))
    known = roster.get(student.key)
    group = [one for one in roster.values() if one.whose == student.whose] if known is not None else []
    notes = [
        STRANGER if known is None and roster else "",
        f"Handed in by {student.id} for the group." if len(group) > 1 else "",
        _passed_over([*submission.passed_over, *(other.source for _, other in handed_in if other is not submission)]),
    ]
    return Paired(submission, tuple(group) or (student,), " ".join(note for note in notes if note))


def _passed_over(names: list[str]) -> str:
    return f"Not looked at: {', '.join(names[:5])}{', …' if len(names) > 5 else ''}." if names else ""
