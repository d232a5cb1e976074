"""What was handed in: one notebook for each student, whatever folder or download it lies in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from course.datasets import normalised
from course.errors import InputError
from course.grading.marking import archives, layouts, people
from course.grading.marking.archives import Member
from course.grading.marking.layouts import Placed
from course.grading.marking.people import People
from course.grading.marking.reading import MOST_BYTES
from course.grading.release.roster import Roster

NOTEBOOK = ".ipynb"
HandedIn = list[tuple[Member, Placed]]


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
    known = people.of(roster)
    with archives.members(place) as files:
        by_name = _by_name(_without_wrapping(files, known), known)
        found = [_submission(name, handed_in, exercise) for name, handed_in in sorted(by_name.items())]
    if not found:
        raise InputError(
            f"{place} holds no notebook. It needs STUDENT.ipynb, STUDENT/NAME.ipynb or a platform's download."
        )
    return found


def _by_name(files: list[Member], known: People) -> dict[str, HandedIn]:
    """Return the files of each student: by the roster's id, or the name as found.

    Strangers of one name whom the platform tells apart stay apart; its number is added to the name.
    """
    by_owner: dict[tuple[str, str], HandedIn] = {}
    for member in files:
        where = _placed(member, known)
        if where.plugin in ("", "file") and _belongs(where, member, known):
            by_owner.setdefault(_owner(where, known), []).append((member, where))
    shared = Counter(name for name, _ in by_owner)
    names = {
        (name, number): f"{_as_found(name, handed_in, known)}{f' {number}' if shared[name] > 1 and number else ''}"
        for (name, number), handed_in in by_owner.items()
    }
    return {names[owner]: handed_in for owner, handed_in in by_owner.items()}


def _placed(member: Member, known: People) -> Placed:
    """Return whose a file is; an id of the roster is an id, even where it looks like a platform's file name."""
    plainly = layouts.by_student(member.parts)
    return plainly if known.with_id(plainly.owner.name) else layouts.placed(member.parts)


def _owner(where: Placed, known: People) -> tuple[str, str]:
    """Return the normalised id or name of an owner, and for a stranger the platform's number."""
    student = known.known(where.owner)
    if student is not None:
        return student.key, ""
    return normalised(layouts.owner_of_copy(where.owner.name)), where.owner.number


def _as_found(name: str, handed_in: HandedIn, known: People) -> str:
    student = known.roster.get(name)
    return student.id if student is not None else layouts.owner_of_copy(handed_in[0][1].owner.name)


def _belongs(where: Placed, member: Member, known: People) -> bool:
    """Return whether a file was handed in: a notebook, or anything in a folder or under a name of a student's own."""
    return (
        _may_be_notebook(member, where)
        or where.by_platform
        or len(member.parts) > 1
        or known.known(where.owner) is not None
    )


def _without_wrapping(members: list[Member], known: People) -> list[Member]:
    """Take away a folder that holds everything, where it is nobody's."""
    firsts = {member.parts[0] for member in members}
    if len(firsts) != 1 or any(len(member.parts) == 1 for member in members):
        return members
    inside = [Member(one.parts[1:], one.modified, one.content, one.problem) for one in members]
    somebodys = _is_somebodys(_placed(members[0], known), known)
    theirs = any(_is_somebodys(_placed(one, known), known) for one in inside)
    return inside if theirs and not somebodys else members


def _is_somebodys(where: Placed, known: People) -> bool:
    return where.by_platform or known.known(where.owner) is not None


def _submission(student: str, handed_in: HandedIn, exercise: str) -> Submission:
    notebooks = [pair for pair in handed_in if _may_be_notebook(*pair)]
    if not notebooks:
        names = ", ".join(sorted(where.file for _, where in handed_in)[:5])
        return Submission(
            student, None, handed_in[0][0].name, f"There is no notebook among what was handed in: {names}."
        )
    member, _ = max(notebooks, key=lambda pair: _rank(pair, exercise))
    others = tuple(other.name for other, _ in notebooks if other is not member)
    content, problem = _content(member)
    return Submission(student, content, member.name, problem, others, member.modified)


def _may_be_notebook(member: Member, where: Placed) -> bool:
    """Return whether a file is a notebook; a link or a folder that cannot be read may hide one."""
    return where.file.lower().endswith(NOTEBOOK) or (bool(member.problem) and "." not in where.file)


def _rank(pair: tuple[Member, Placed], exercise: str) -> tuple[bool, bool, int, float, str]:
    member, where = pair
    wanted = (normalised(exercise), normalised(layouts.owner_of_copy(where.owner.name)))
    whole = where.file.rpartition(".")[0]
    stem, copy = (whole, 0) if normalised(whole) in wanted else layouts.copy_of(whole)
    named = normalised(stem) in wanted
    return (not member.problem, named, copy if named else 0, member.modified, member.name)


def _content(member: Member) -> tuple[bytes | None, str]:
    if member.problem:
        return None, member.problem
    try:
        content = member.content()
    except OSError as error:
        return None, f"It cannot be read: {error}."
    return (content, "") if len(content) <= MOST_BYTES else (None, archives.TOO_LARGE)
