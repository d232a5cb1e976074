"""What was handed in: one notebook for each student, whatever folder or download it lies in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from course.datasets import normalised
from course.errors import InputError
from course.grading.marking import archives, layouts
from course.grading.marking.archives import Member
from course.grading.marking.layouts import Owner, Placed
from course.grading.release.roster import Roster, Student

NOTEBOOK = ".ipynb"


@dataclass(frozen=True)
class Submission:
    """What one student handed in.

    student : id of the roster, or the name as found. content : the file; None where `problem` says why there is none.
    source : the file's path, for people. passed_over : other notebooks of the same student. modified : seconds.
    """

    student: str
    content: bytes | None
    source: str
    problem: str = ""
    passed_over: tuple[str, ...] = ()
    modified: float = 0.0


def find(place: Path, exercise: str, roster: Roster | None = None) -> list[Submission]:
    """Return what each student handed in: a folder or ZIP with STUDENT.ipynb or STUDENT/*.ipynb, Moodle's or Canvas'.

    Of several notebooks of one student that named as the exercise counts, the latest of its copies; else the newest.
    Errors: InputError for a place that holds nothing of the kind; DataError for a damaged ZIP file.
    """
    roster = roster or Roster()
    files = _without_wrapping(archives.members(place), roster)
    by_student: dict[str, list[tuple[Member, Placed]]] = {}
    for member in files:
        where = layouts.placed(member.parts)
        if where.plugin not in ("", "file") or not _belongs(where, member):
            continue
        by_student.setdefault(_student(where.owner, roster), []).append((member, where))
    if not by_student:
        raise InputError(
            f"{place} holds no notebook. It needs STUDENT.ipynb, STUDENT/NAME.ipynb or a platform's download."
        )
    return [_submission(student, handed_in, exercise) for student, handed_in in sorted(by_student.items())]


def _belongs(where: Placed, member: Member) -> bool:
    """Return whether a file was handed in: a notebook, or anything in a folder or under a name of a student's own."""
    return (
        where.file.lower().endswith(NOTEBOOK)
        or where.by_platform
        or len(member.parts) > 1
        or bool(member.problem == archives.LINK)
    )


def _without_wrapping(members: list[Member], roster: Roster) -> list[Member]:
    """Take away a folder that holds everything, where it is nobody's."""
    firsts = {member.parts[0] for member in members}
    if len(firsts) != 1 or any(len(member.parts) == 1 for member in members):
        return members
    owner = layouts.placed(members[0].parts)
    inside = [Member(one.parts[1:], one.modified, one.content, one.problem) for one in members]
    nobody = not owner.by_platform and known_student(owner.owner, roster) is None
    theirs = any(
        known_student(layouts.placed(one.parts).owner, roster) or layouts.placed(one.parts).by_platform
        for one in inside
    )
    return inside if nobody and theirs else members


def _student(owner: Owner, roster: Roster) -> str:
    """Return the roster's id of an owner, or the name as found, without a copy's mark."""
    if (known := known_student(owner, roster)) is not None:
        return known.id
    return layouts.owner_of_copy(owner.name)


def known_student(owner: Owner, roster: Roster) -> Student | None:
    """Return the one student of a roster whom a file or a row names by id, number, e-mail or full name."""
    names = [owner.name, layouts.owner_of_copy(owner.name)]
    by_id = next((roster[normalised(name)] for name in names if normalised(name) in roster), None)
    if by_id is not None:
        return by_id
    found = [one for one in roster.values() if owner.number and _digits(one.lms_id) == owner.number]
    found = found or [one for one in roster.values() if one.email and normalised(one.email) == normalised(names[-1])]
    found = found or [one for one in roster.values() if one.name and _squashed(names[-1]) in _names(one)]
    return found[0] if len(found) == 1 else None


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d+", text)[-1:])


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalised(text))


def _names(student: Student) -> set[str]:
    """Return a full name as platforms write it: first and last in either order, without spaces."""
    parts = re.split(r"[\s,]+", student.name.strip())
    return {_squashed(" ".join(parts[place:] + parts[:place])) for place in range(len(parts))}


def _submission(student: str, handed_in: list[tuple[Member, Placed]], exercise: str) -> Submission:
    notebooks = [pair for pair in handed_in if pair[1].file.lower().endswith(NOTEBOOK) or pair[0].problem]
    if not notebooks:
        names = ", ".join(sorted(where.file for _, where in handed_in)[:5])
        return Submission(
            student, None, handed_in[0][0].name, f"There is no notebook among what was handed in: {names}."
        )
    member, _ = max(notebooks, key=lambda pair: _rank(pair, exercise))
    others = tuple(other.name for other, _ in notebooks if other is not member)
    content, problem = _content(member)
    return Submission(student, content, member.name, problem, others, member.modified)


def _rank(pair: tuple[Member, Placed], exercise: str) -> tuple[bool, bool, int, float, str]:
    member, where = pair
    stem, copy = layouts.copy_of(where.file.rpartition(".")[0])
    named = normalised(exercise) in (normalised(stem), normalised(where.file.rpartition(".")[0]))
    return (not member.problem, named, copy, member.modified, member.name)


def _content(member: Member) -> tuple[bytes | None, str]:
    if member.problem:
        return None, member.problem
    try:
        return member.content(), ""
    except OSError as error:
        return None, f"It cannot be read: {error}."
