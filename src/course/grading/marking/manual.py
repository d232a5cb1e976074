"""Free texts marked by people: `manual.csv` out, the same with points in it back in.

One row per criterion of an answer. A mark is taken for the very text that stands beside it, or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course.datasets import normalised
from course.errors import DataError, InputError
from course.grading.folders import Exercise
from course.grading.judging import judge
from course.grading.marking import results
from course.grading.marking.gradebook import as_written, harmless, number, table
from course.grading.marking.pages import open_answers
from course.grading.marking.results import QuestionResult, Result

COLUMNS = ("student", "question", "criterion", "max_points", "points", "comment", "answer")
MARK = "\ufeff"  # spreadsheets then read the file as what it is


@dataclass(frozen=True)
class Mark:
    """What a person gave one answer for one criterion, and to which text. line : of the file."""

    student: str
    question: str
    criterion: str
    points: float
    comment: str
    answer: str
    line: int


def rows(found: Iterable[Result], exercise: Exercise) -> list[tuple[Result, QuestionResult]]:
    """Return the free texts in the order in which they are marked: by question, students in an order of its own."""
    texts = [(one, question) for one in found for question in one.questions if question.verdict == judge.MANUAL]
    order = list(exercise.questions)
    known = [pair for pair in texts if pair[1].id in order]
    return sorted(known, key=lambda pair: (order.index(pair[1].id), _shuffled(pair[0].student, pair[1].id)))


def _shuffled(student: str, question: str) -> str:
    return hashlib.sha256(f"{question}\0{normalised(student)}".encode("utf-8", "surrogatepass")).hexdigest()


def words_of(question: QuestionResult) -> str:
    """Return a free text."""
    return str(question.answer.get("v", "")) if isinstance(question.answer, Mapping) else ""


def text_of(found: Iterable[Result], exercise: Exercise) -> str:
    """Return manual.csv: one row per answer and criterion, with the points that have been given so far."""
    lines = []
    for result, question in rows(found, exercise):
        for criterion, most in _rubric(exercise, question.id).items():
            given = number((question.marks or {}).get(criterion))
            said = [number(most), given, question.comment, words_of(question)]
            lines.append([result.student, question.id, criterion, *said])
    return MARK + table(COLUMNS, lines)


def page_of(found: Iterable[Result], exercise: Exercise) -> str:
    """Return the page that shows the answers one question at a time, without names."""
    shown: dict[str, tuple[str, Mapping[str, float], list[tuple[int, str]]]] = {}
    row = 2  # the first below the line of columns
    for _, question in rows(found, exercise):
        rubric = _rubric(exercise, question.id)
        _, _, answers = shown.setdefault(question.id, (question.title, rubric, []))
        answers.append((row, words_of(question)))
        row += len(rubric)
    return open_answers.page(exercise.name, shown)


def _rubric(exercise: Exercise, question: str) -> Mapping[str, float]:
    return exercise.questions[question].rubric or {}


def read(path: Path, exercise: Exercise) -> list[Mark]:
    """Return the marks in a file; rows without points are left out.

    Errors: DataError where it cannot be read; InputError that names the line, what stands there and what is allowed.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot read {path}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from None
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    there = [name.strip().casefold() for name in reader.fieldnames or []]
    if lacking := [name for name in COLUMNS if name not in there]:
        raise InputError(f"{path} lacks the column {lacking[0]}. Fill in the manual.csv that grading wrote.")
    reader.fieldnames = there
    return list(_marks(reader, path, exercise))


def _marks(reader: csv.DictReader[Any], path: Path, exercise: Exercise) -> Iterator[Mark]:
    seen: dict[tuple[str, str, str], Mark] = {}
    for row in reader:
        cells = {name: as_written(row.get(name) or "") for name in COLUMNS}
        if not cells["points"].strip():
            continue
        mark = _mark(cells, f"{path}, line {reader.line_num}", reader.line_num, exercise)
        key = (normalised(mark.student), mark.question, mark.criterion)
        if key in seen and seen[key].points != mark.points:
            raise InputError(
                f"{path}: lines {seen[key].line} and {mark.line} give the same criterion different points."
            )
        seen[key] = mark
        yield mark


def _mark(cells: dict[str, str], where: str, line: int, exercise: Exercise) -> Mark:
    question, criterion = cells["question"].strip(), cells["criterion"].strip()
    if question not in exercise.questions:
        raise InputError(f"{where}: there is no question {question!r}. There are: {', '.join(exercise.questions)}.")
    rubric = _rubric(exercise, question)
    if criterion not in rubric:
        raise InputError(f"{where}: question {question} has no criterion {criterion!r}.")
    points = _points(cells["points"], rubric[criterion], where)
    return Mark(cells["student"], question, criterion, points, cells["comment"].strip(), cells["answer"], line)


def _points(text: str, most: float, where: str) -> float:
    try:
        points = float(text.strip().replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= most:
        raise InputError(f"{where}: points must be a number from 0 to {number(most)}, got {text.strip()!r}.")
    return points


def merged(found: Iterable[Result], marks: Iterable[Mark], exercise: Exercise) -> tuple[list[Result], list[str]]:
    """Return results with marks taken up, and a sentence for each mark that could not be.

    An answer has a score when every criterion has points; until then it stays without.
    """
    by_answer: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        by_answer.setdefault((normalised(mark.student), mark.question), []).append(mark)
    remarks: list[str] = []
    new = [_with_marks(result, by_answer, exercise, remarks) for result in found]
    remarks += [
        f"Line {given[0].line}: {given[0].student} has no free text for {given[0].question}."
        for given in by_answer.values()
    ]
    return new, remarks


def _with_marks(
    result: Result, by_answer: dict[tuple[str, str], list[Mark]], exercise: Exercise, remarks: list[str]
) -> Result:
    questions = []
    for question in result.questions:
        given = by_answer.pop((normalised(result.student), question.id), []) if question.verdict == judge.MANUAL else []
        questions.append(_marked(question, given, exercise, result.student, remarks) if given else question)
    score = results.total(tuple(questions)) if result.scored else result.score
    return replace(result, questions=tuple(questions), score=score)


def _marked(
    question: QuestionResult, given: list[Mark], exercise: Exercise, student: str, remarks: list[str]
) -> QuestionResult:
    if not all(_same_text(mark.answer, words_of(question)) for mark in given):
        remarks.append(f"Line {given[0].line}: {student}'s answer to {question.id} is another one now; read it again.")
        return question
    marks = {**(question.marks or {}), **{mark.criterion: mark.points for mark in given}}
    rubric = _rubric(exercise, question.id)
    whole = rubric.keys() <= marks.keys()
    if not whole:
        remarks.append(f"Line {given[0].line}: {student}'s answer to {question.id} is marked in part.")
    comment = " ".join(dict.fromkeys(mark.comment for mark in given if mark.comment))
    return replace(question, marks=marks, comment=comment, score=sum(marks.values()) if whole else None)


def _same_text(written: str, answer: str) -> bool:
    """Return whether a text is the answer; spreadsheets change line ends and spaces, and cut what is very long."""
    one, other = (" ".join(as_written(harmless(text)).split()) for text in (written, answer))
    return one == other or (len(one) > 30_000 and other.startswith(one[:30_000]))
