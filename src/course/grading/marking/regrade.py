"""Stored answers judged again by changed checks: no student's code runs, no answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from course.grading import folders
from course.grading.folders import Exercise
from course.grading.judging import judge
from course.grading.marking import batch, results, verdicts
from course.grading.marking.gradebook import number, table
from course.grading.marking.results import QuestionResult, Result
from course.grading.questions import Question
from course.grading.release import own_data
from course.grading.release.roster import Roster, Student

COLUMNS = ("student", "question", "old_score", "new_score", "old_verdict", "new_verdict")
OTHER_CALLS = "The function was tried on other data than the checks ask for now: grade this notebook again."
Tick = Callable[[Result], None]


@dataclass(frozen=True)
class Change:
    """One question of one student whose score or verdict is another one now."""

    student: str
    question: str
    old_score: float | None
    new_score: float | None
    old_verdict: str
    new_verdict: str


def regraded(stored: Iterable[Result], setting: batch.Setting, roster: Roster | None, after: Tick) -> Iterator[Result]:
    """Yield each stored result, judged by the checks as they are now; what could not be scored stays as it is.

    Errors: DataError when the checks cannot be read.
    """
    exercise = folders.load(setting.exercise)
    version = batch.version_of(exercise, setting.key)
    for result in stored:
        new = _again(result, exercise, setting.key, roster or Roster()) if result.scored else result
        new = replace(new, version=version) if result.scored else new
        after(new)
        yield new


def _again(result: Result, exercise: Exercise, key: bytes | None, roster: Roster) -> Result:
    student = Student(result.student)
    firm = own_data.firm_of(exercise, key, roster.get(student.key, student))
    before = {question.id: question for question in result.questions}
    answered = {id: verdicts.value_of(entry_of(old)) for id, old in before.items() if old.answer is not None}
    given = verdicts.by_name(answered, exercise)
    questions = exercise.questions.values()
    judged = tuple(_judged(question, before.get(question.id), given, firm) for question in questions)
    most = sum(question.points for question in questions)
    return replace(result, questions=judged, score=results.total(judged), max_score=most)


def entry_of(old: QuestionResult) -> verdicts.Entry:
    """Return a stored answer in the form in which a notebook gives it."""
    return {"given": old.answer, "words": old.words}


def _judged(question: Question, old: QuestionResult | None, given: dict[str, Any], firm: Any) -> QuestionResult:
    if old is None:
        unknown = judge.Verdict(question.id, judge.NOT_EVALUATED, None, "It was not asked when the notebook was run.")
        return verdicts.result_of(question, unknown, None, "")
    if old.answer is None or old.message in (verdicts.CARRIED, verdicts.NOT_TRIED):
        return replace(old, points=question.points, score=_rescaled(old, question.points), title=question.title)
    if question.probes is not None and not _same_calls(question, old, firm):
        return replace(old, message=OTHER_CALLS)
    new = verdicts.judged(question, entry_of(old), given, firm)
    return results.marked_as(new, old)


def _rescaled(old: QuestionResult, points: float) -> float | None:
    return None if old.score is None else round(old.score / old.points * points, 6)


def _same_calls(question: Question, old: QuestionResult, firm: Any) -> bool:
    """Return whether a function was tried with what the checks try it with now."""
    if not isinstance(old.answer, dict) or old.answer.get("t") != "calls":
        return True
    wanted = judge.expected(question, question.reference, firm)
    return [call.arguments for call in wanted] == [call.get("arguments") for call in old.answer["v"]]


def changes(before: Iterable[Result], after: Iterable[Result]) -> list[Change]:
    """Return every question whose score or verdict differs, in the order of students."""
    old = {(result.student, question.id): question for result in before for question in result.questions}
    found = []
    for result in after:
        for new in result.questions:
            was = old.get((result.student, new.id))
            if was is None or (was.score, was.verdict) != (new.score, new.verdict):
                score, verdict = (None, "") if was is None else (was.score, was.verdict)
                found.append(Change(result.student, new.id, score, new.score, verdict, new.verdict))
    return found


def text_of(found: Iterable[Change]) -> str:
    """Return changes as CSV; an empty score is an empty field."""
    rows = (
        [one.student, one.question, number(one.old_score), number(one.new_score), one.old_verdict, one.new_verdict]
        for one in found
    )
    return table(COLUMNS, rows)
