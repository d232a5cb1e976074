"""Marking many submissions, in one process or several; each has a sandbox, in which alone students' code runs."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from course.datasets import standard_folder
from course.errors import DataError, InputError
from course.grading import folders
from course.grading.folders import Exercise
from course.grading.marking import evaluation
from course.grading.marking.evaluation import Evaluation, Material
from course.grading.marking.results import Result
from course.grading.release import own_data
from course.grading.release.roster import Student
from course.grading.sandbox import isolation
from course.grading.sandbox.aside import Aside
from course.grading.sandbox.limits import Limits


@dataclass(frozen=True)
class Setting:
    """How a batch is graded.

    key : of the release; without one everybody is judged on the standard data. most : the highest isolation to use.
    """

    exercise: Path
    key: bytes | None = None
    limits: Limits = field(default_factory=Limits)
    most: str = isolation.FULL


@dataclass(frozen=True)
class Task:
    """One submission and whose it is."""

    student: Student
    content: bytes


class Grader:
    """Marks one submission after the other, in this process, with a sandbox of its own. Use it with `with`."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.exercise = folders.load(setting.exercise)
        self._stack = contextlib.ExitStack()
        self.sandbox = self._stack.enter_context(Aside(setting.most))
        self._place = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="clientela-data-")))
        self._materials: dict[str, Material] = {}

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def mark(self, task: Task, following: Task | None = None) -> Result:
        """Return the result of one submission; the data of the one that follows are made while this one runs."""
        running = Evaluation(task.content, task.student.id, self.material(task.student), self.sandbox)
        if following is not None:
            self.material(following.student)
        return replace(running.result(), version=version_of(self.exercise, self.setting.key))

    def material(self, student: Student) -> Material:
        """Return what a student is judged on; the data of one group, or of everybody, are made once."""
        whose = student.whose if self.setting.key is not None else "everybody"
        if whose not in self._materials:
            for old in list(self._materials)[:-1]:
                del self._materials[old]
            self._materials[whose] = self._made(student)
        return self._materials[whose]

    def _made(self, student: Student) -> Material:
        firm = own_data.firm_of(self.exercise, self.setting.key, student)
        if self.setting.key is None:
            return Material(self.exercise, firm, _standard_folder(), "standard", self.setting.limits)
        folder = self._place / hashlib.sha256(student.whose.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        own_data.write_for_student(firm, folder, self.exercise)
        return Material(self.exercise, firm, folder, "release", self.setting.limits)


def _standard_folder() -> Path:
    if (folder := standard_folder()) is None:
        raise DataError("the standard data are in the project's own folder, and this package was installed without it.")
    return folder


def version_of(exercise: Exercise, key: bytes | None) -> str:
    """Return the version of what answers are judged by: the checks, the market, and which key."""
    check = hashlib.blake2b(b"which key", key=key, digest_size=4).hexdigest() if key else "standard"
    return f"{evaluation.version_of(exercise)}/{check}"


def guarded(level: str, secrets: Sequence[Path], allow_unisolated: bool) -> None:
    """Refuse to run what nobody trusts without walls. Errors: InputError that says what is missing and what to do."""
    if level == isolation.NONE and not allow_unisolated:
        raise InputError(
            "isolation reached: none. Notebooks would run with all your rights on this machine. Grade on Linux with "
            "Landlock (kernel 5.13 or later), in Docker or in WSL2; or, for notebooks of your own, add "
            "--allow-unisolated."
        )
    if level != isolation.NONE and (bare := isolation.exposed(secrets)):
        raise InputError(
            f"{bare[0]} lies where every notebook may read (Python's own folders). Move it elsewhere, then grade again."
        )


def marked(tasks: list[Task], setting: Setting, workers: int = 1) -> Iterator[Result]:
    """Yield the result of each submission when it is there; the order is free."""
    if workers == 1 or len(tasks) < 2:
        with Grader(setting) as grader:
            yield from (grader.mark(task, following) for task, following in pairwise([*tasks, None]) if task)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(setting,)) as pool:
        for done in as_completed([pool.submit(_mark, task) for task in tasks]):
            yield done.result()


_grader: Grader | None = None


def _begin(setting: Setting) -> None:
    global _grader
    _grader = Grader(setting)


def _mark(task: Task) -> Result:
    assert _grader is not None
    return _grader.mark(task)
