"""One submission, judged: what its cells gave beside the references, on the data that are its student's own."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from course._version import __version__
from course.grading import notebooks
from course.grading.folders import Exercise
from course.grading.judging import judge
from course.grading.judging.calls import arguments_of
from course.grading.marking import carried, reading, results, verdicts
from course.grading.marking.results import Dropped, QuestionResult, Result
from course.grading.questions import Question
from course.grading.sandbox import endings, wire
from course.grading.sandbox.aside import Aside
from course.grading.sandbox.client import Report, Wanted
from course.grading.sandbox.limits import Limits
from course.world.parameters import MARKET_VERSION


@dataclass(frozen=True)
class Material:
    """What a submission is judged on: the exercise, the firm (with its truth), the folder with what a student sees.

    kind : "release", or "standard" for the data that everybody has.
    """

    exercise: Exercise
    firm: Any
    folder: Path
    kind: str = "release"
    limits: Limits = field(default_factory=Limits)


@lru_cache(maxsize=8)  # an exercise is another object when its files have changed
def version_of(exercise: Exercise) -> str:
    """Return the version of an exercise's checks: that of the course, of the market, and a digest of its files."""
    files = [exercise.path / name for name in ("checks.py", "exercise.toml")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    return f"{__version__}/{MARKET_VERSION}/{digest}"


class Evaluation:
    """One notebook, being run and then judged. Whatever it is or does, there is a result."""

    def __init__(self, content: bytes, student: str, material: Material, sandbox: Aside) -> None:
        self.material, self.sandbox = material, sandbox
        self._blank = replace(
            nothing(student, material.exercise),
            dataset=material.firm.id,
            isolation=sandbox.level,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        self._wanted = [_wanted(question, material.firm) for question in material.exercise.questions.values()]
        self._problem = ""
        try:
            self._cells = reading.cells_of(content)
        except reading.Unreadable as error:
            self._cells, self._problem = [], str(error)
        else:
            self._running = sandbox.begin(self._cells, self._wanted, material.folder, material.kind, material.limits)

    def result(self) -> Result:
        """Wait for the notebook, judge it."""
        if self._problem:
            return replace(self._blank, state=results.UNREADABLE, message=self._problem)
        _prepare(self.material)
        report = self._running.result()
        dropped = tuple(
            Dropped(place + 1, said, _first_line(self._cells[place])) for place, said in report.errors.items()
        )
        if not report.cells_run and not report.answers and any(cell.strip() for cell in self._cells):
            return _nothing_ran(self._blank, report, dropped)
        return self._judged(report, dropped)

    def _judged(self, report: Report, dropped: tuple[Dropped, ...]) -> Result:
        judged = verdicts.judged_answers(report.answers, self.material.exercise, self.material.firm)
        judged = carried.again(judged, self._cells, self.material, self._wanted, self.sandbox)
        return replace(
            self._blank,
            state=results.PARTIAL if dropped or _untried(report) else results.OK,
            score=results.total(judged),
            cells_dropped=dropped,
            questions=judged,
            flags=("other_dataset",) if _other_data(report, self.material) else (),
            message=_on_cells(dropped),
        )


def _nothing_ran(blank: Result, report: Report, dropped: tuple[Dropped, ...]) -> Result:
    state = results.TIMEOUT if report.ended == endings.TIME or _all_slow(report) else results.CRASHED
    said = "No cell could be run to its end, so nothing could be judged."
    return replace(blank, state=state, cells_dropped=dropped, message=said)


def _prepare(material: Material) -> None:
    """Compute the references, which are kept, while the notebook runs."""
    for question in material.exercise.questions.values():
        with contextlib.suppress(judge.NoReference):
            if question.rubric is None:
                judge.expected(question, question.reference, material.firm)


def nothing(student: str, exercise: Exercise) -> Result:
    """Return the result of somebody of whom there is nothing to judge; its state is to be set."""
    questions = tuple(_not_evaluated(question) for question in exercise.questions.values())
    most = sum(question.points for question in questions)
    return Result(
        student, exercise.name, results.CRASHED, None, most, version=version_of(exercise), questions=questions
    )


def _not_evaluated(question: Question) -> QuestionResult:
    return QuestionResult(question.id, question.points, None, judge.NOT_EVALUATED, title=question.title)


def _wanted(question: Question, firm: Any) -> Wanted:
    if question.probes is not None:
        return Wanted(question.id, question.binds, "probes", probes=_probes(question, firm))
    if question.plot is not None:
        return Wanted(question.id, question.binds, "plot", question.plot)
    return Wanted(question.id, question.binds)


def _probes(question: Question, firm: Any) -> list[list[wire.Typed]]:
    calls = arguments_of(question.probes, firm)
    return [[{"t": "firm"} if one is firm else wire.encoded(one) for one in call] for call in calls]


def _first_line(source: str) -> str:
    return next((line.strip()[:120] for line in source.splitlines() if line.strip()), "")


def _all_slow(report: Report) -> bool:
    return bool(report.errors) and all("longer than" in said for said in report.errors.values())


def _untried(report: Report) -> bool:
    return any(entry.get("untried") is True for entry in report.answers.values())


def _on_cells(dropped: tuple[Dropped, ...]) -> str:
    if not dropped:
        return ""
    cells = ", ".join(str(one.cell) for one in dropped[:10])
    return f"Code cell{'s' if len(dropped) > 1 else ''} {cells} did not run to the end; the rest is judged."


def _other_data(report: Report, material: Material) -> bool:
    """Return whether a notebook asked for data that its exercise never asks for."""
    other = [pair for pair in report.loaded if pair != ("standard", "")]
    if not other:
        return False
    solution = "\n".join(notebooks.code_cells(notebooks.read(material.exercise.path / "solution.ipynb")))
    return any(
        (name != "standard" and repr(name)[1:-1] not in solution) or (student and student not in solution)
        for name, student in other
    )
