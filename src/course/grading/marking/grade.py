"""Grading everything that was handed in: each submission once, whatever stops the run; then the files for people."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from course.errors import DataError, InputError
from course.grading import folders
from course.grading.folders import Exercise
from course.grading.marking import batch, evaluation, files, flags, manual, results, standard
from course.grading.marking import regrade as regrading
from course.grading.marking.batch import Setting, Task
from course.grading.marking.pairing import Paired, paired
from course.grading.marking.results import Result
from course.grading.marking.submissions import Submission, find
from course.grading.release.roster import Roster, Student
from course.grading.sandbox.client import level_here

RESULTS, CHANGES = "results", "changes.csv"
Tick = Callable[[Result], None]


@dataclass(frozen=True)
class Order:
    """What is to be graded and where to: an exercise, what was handed in, a folder for what comes of it.

    workers : processes. allow_unisolated : run notebooks without walls. worksheet : of Moodle or Canvas, to be filled.
    assignment : its title there, if not the exercise's name. merge_manual : a manual.csv with points for free texts.
    """

    setting: Setting
    submissions: Path
    out: Path
    roster: Roster | None = None
    workers: int = 1
    allow_unisolated: bool = False
    worksheet: Path | None = None
    assignment: str = ""
    merge_manual: Path | None = None


@dataclass(frozen=True)
class Summary:
    """What a run came to: results of all students, the level of isolation, what a person should look at."""

    results: tuple[Result, ...]
    isolation: str
    marked: int
    kept: int
    remarks: tuple[str, ...] = field(default=())

    @property
    def states(self) -> dict[str, int]:
        """Return how many results have each state."""
        return dict(Counter(result.state for result in self.results))

    @property
    def complete(self) -> bool:
        """Whether every file that was handed in could be scored."""
        return all(result.scored for result in self.results if result.state != results.MISSING)


def grade(order: Order, begin: Callable[[int], None] = lambda _: None, after: Tick = lambda _: None) -> Summary:
    """Grade what was handed in; results that are there already, of the same file and the same checks, are kept.

    begin : told how many submissions will be run. after : told each result as it comes.
    Errors: InputError for a wrong call, or where isolation is lacking; DataError for files that cannot be read.
    """
    exercise = folders.load(order.setting.exercise)
    place = _place(order.out, exercise)
    level = level_here(order.setting.most)
    batch.guarded(level, [order.setting.exercise, order.submissions, order.out], order.allow_unisolated)
    pairs, absent = paired(find(order.submissions, exercise.name, order.roster), order.roster)
    version = batch.version_of(exercise, order.setting.key)
    waiting = [pair for pair in pairs if not _kept(pair, place, version)]
    begin(len(waiting))
    for result in _marked(waiting, exercise, order):
        after(result)
    _note_missing(absent, exercise, place)
    return _finished(order, exercise, level, len(waiting), len(pairs) - len(waiting))


def _place(out: Path, exercise: Exercise) -> Path:
    """Return the folder for results. Errors: InputError where it holds those of another exercise."""
    place = out / RESULTS
    place.mkdir(parents=True, exist_ok=True)
    there = {found.exercise for path in place.glob("*.json") if (found := _read(path)) is not None}
    if strange := there - {exercise.name}:
        raise InputError(f"{out} holds results of {min(strange)}, not {exercise.name}. Name another folder with --out.")
    return place


def _kept(pair: Paired, place: Path, version: str) -> bool:
    """Return whether every student of a submission has a result of this very file by these very checks."""
    if pair.submission.content is None:
        return False
    digest = hashlib.sha256(pair.submission.content).hexdigest()
    return all(_is(student, place, digest, version) for student in pair.students)


def _is(student: Student, place: Path, digest: str, version: str) -> bool:
    found = _stored(student, place)
    return found is not None and (found.sha256, found.version) == (digest, version)


def _stored(student: Student, place: Path) -> Result | None:
    return _read(place / f"{results.file_name(student.id)}.json")


def _read(path: Path) -> Result | None:
    """Return a stored result; None where there is none, or it is damaged and will be made anew."""
    try:
        return results.read(path) if path.is_file() else None
    except DataError:
        return None


def _marked(waiting: list[Paired], exercise: Exercise, order: Order) -> Iterable[Result]:
    """Mark, write and yield one result a submission."""
    place = order.out / RESULTS
    by_digest = {}
    for pair in waiting:
        if pair.submission.content is None:
            yield _written(_unreadable(pair.submission, exercise), pair, place)
        else:
            by_digest[pair.students[0].id] = pair
    tasks = [Task(pair.students[0], pair.submission.content or b"") for pair in by_digest.values()]
    for result in batch.marked(tasks, order.setting, order.workers):
        yield _written(result, by_digest[result.student], place)


def _unreadable(submission: Submission, exercise: Exercise) -> Result:
    return replace(
        evaluation.nothing(submission.student, exercise), state=results.UNREADABLE, message=submission.problem
    )


def _written(result: Result, pair: Paired, place: Path) -> Result:
    result = replace(result, message=" ".join(text for text in (result.message, pair.note) if text))
    for student in pair.students:
        own = replace(result, student=student.id)
        results.write(results.keeping_marks(own, _stored(student, place)), place)
    return result


def _note_missing(absent: list[Student], exercise: Exercise, place: Path) -> None:
    """Write a result for those who handed in nothing; one of an earlier run stays."""
    for student in absent:
        if not (place / f"{results.file_name(student.id)}.json").exists():
            nothing = evaluation.nothing(student.id, exercise)
            results.write(replace(nothing, state=results.MISSING, message="Nothing was handed in."), place)


def _finished(order: Order, exercise: Exercise, level: str, marked: int, kept: int) -> Summary:
    """Look for flags, take marks of people up, write the files for people."""
    teams = {student.id: student.whose for student in (order.roster or Roster()).values()}
    found = flags.flagged(results.read_all(order.out / RESULTS), teams, _standard(order, exercise))
    found, remarks = _with_marks(found, order, exercise)
    for result in found:
        results.write(result, order.out / RESULTS)
    files.write_all(found, exercise, order.out, order.roster)
    if order.worksheet is not None:
        remarks += files.write_worksheet(found, order.worksheet, order.out, order.roster, order.assignment)
    return Summary(tuple(found), level, marked, kept, tuple(remarks))


def _standard(order: Order, exercise: Exercise) -> dict[str, Any] | None:
    return standard.right_answers(exercise) if order.setting.key is not None else None


def _with_marks(found: list[Result], order: Order, exercise: Exercise) -> tuple[list[Result], list[str]]:
    if order.merge_manual is None:
        return found, []
    return manual.merged(found, manual.read(order.merge_manual, exercise), exercise)


def regrade(order: Order, begin: Callable[[int], None] = lambda _: None, after: Tick = lambda _: None) -> Summary:
    """Judge stored answers again by the checks as they are now; write what changed to changes.csv.

    Errors: InputError where nothing has been graded yet; others as `grade`.
    """
    exercise = folders.load(order.setting.exercise)
    before = list(results.read_all(_place(order.out, exercise)))
    if not before:
        raise InputError(f"{order.out} holds no results to judge again. Grade first, without --regrade.")
    begin(len(before))
    new = list(regrading.regraded(before, order.setting, order.roster, after))
    files.write(order.out / CHANGES, regrading.text_of(regrading.changes(before, new)))
    for result in new:
        results.write(result, order.out / RESULTS)
    return _finished(order, exercise, "", 0, len(new))
