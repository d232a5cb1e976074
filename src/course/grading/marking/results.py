"""What grading one submission came to, and the file that keeps it: `results/STUDENT.json`.

A result that is on disk is whole: it is written beside its place and moved there.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from course import atomic
from course.datasets import normalised
from course.errors import DataError

FORMAT = 1
OK, PARTIAL = "ok", "partial"
TIMEOUT, CRASHED, UNREADABLE, MISSING = "timeout", "crashed", "unreadable", "missing"
SCORED = (OK, PARTIAL)
STATES = (*SCORED, TIMEOUT, CRASHED, UNREADABLE, MISSING)


@dataclass(frozen=True)
class Dropped:
    """A cell that did not run to its end.

    cell : its place among the notebook's code cells, from 1. reason : why, as one sentence. source : its first line.
    """

    cell: int
    reason: str
    source: str = ""


@dataclass(frozen=True)
class QuestionResult:
    """What one answer came to.

    score : points given; None while nobody has marked a free text, or where nothing could be evaluated.
    verdict : right, wrong, misconception, not_attempted, manual or not_evaluated.
    answer : the answer as typed JSON (`course.grading.sandbox.wire`), to be judged again without running anything.
    message : one or two sentences for the student. words : the answer in words. comment : of who marked it.
    marks : points by criterion of a free text, once somebody has marked it.
    """

    id: str
    points: float
    score: float | None
    verdict: str
    misconception: str | None = None
    answer: Any = None
    title: str = ""
    message: str = ""
    words: str = ""
    comment: str = ""
    marks: dict[str, float] | None = None


@dataclass(frozen=True)
class Result:
    """What one submission came to.

    state : ok, partial, timeout, crashed, unreadable or missing. score : sum of the marked questions; None, never 0,
    where nothing could be scored. dataset : id of the data judged on. isolation : level reached, none, files or full.
    flags : other_dataset, answer_of:STUDENT; they change no score. sha256 : of the file. version : of the checks.
    """

    student: str
    exercise: str
    state: str
    score: float | None
    max_score: float
    dataset: str = ""
    isolation: str = ""
    flags: tuple[str, ...] = ()
    cells_dropped: tuple[Dropped, ...] = ()
    sha256: str = ""
    version: str = ""
    questions: tuple[QuestionResult, ...] = ()
    message: str = ""

    @property
    def scored(self) -> bool:
        """Whether anything could be scored."""
        return self.state in SCORED


def total(questions: tuple[QuestionResult, ...]) -> float:
    """Return the sum of the scores given so far; what nobody has marked is left out."""
    return round(sum(question.score for question in questions if question.score is not None), 6)


def marked_as(new: QuestionResult, old: QuestionResult) -> QuestionResult:
    """Return a free text with the marks that a person gave to the same text before."""
    same = new.verdict == old.verdict == "manual" and new.answer == old.answer and old.marks is not None
    return dataclasses.replace(new, score=old.score, marks=old.marks, comment=old.comment) if same else new


def keeping_marks(new: Result, old: Result | None) -> Result:
    """Return a result with the marks of people for answers that are still the same."""
    if old is None or not new.scored:
        return new
    before = {question.id: question for question in old.questions}
    questions = tuple(marked_as(one, before[one.id]) if one.id in before else one for one in new.questions)
    return dataclasses.replace(new, questions=questions, score=total(questions))


def file_name(student: str) -> str:
    """Return the name of a student's files without ending: the normalised id, percent-encoded."""
    return quote(normalised(student), safe="", errors="surrogatepass")


def write(result: Result, folder: Path) -> Path:
    """Write one result whole or not at all; return its path."""
    path = folder / f"{file_name(result.student)}.json"
    text = json.dumps({"format": FORMAT, **dataclasses.asdict(result)}, indent=1)
    atomic.write_text(path, text + "\n")
    return path


def read(path: Path) -> Result:
    """Return the result in a file. Errors: DataError where it is damaged or of another format."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format") != FORMAT:
            raise ValueError("another format")
        content["flags"] = tuple(content["flags"])
        content["cells_dropped"] = tuple(Dropped(**cell) for cell in content["cells_dropped"])
        content["questions"] = tuple(QuestionResult(**question) for question in content["questions"])
        return Result(**content)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path} is damaged ({error}). Delete it and grade again: only this one is run.") from error


def read_all(folder: Path) -> Iterator[Result]:
    """Yield all results of a folder in the order of their names."""
    return (read(path) for path in sorted(folder.glob("*.json")))
