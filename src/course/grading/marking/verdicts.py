"""Answers as they came out of a notebook, or out of a stored result, beside the references of an exercise."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course.grading.folders import Exercise
from course.grading.judging import judge
from course.grading.judging.calls import Call
from course.grading.marking.results import QuestionResult
from course.grading.questions import Question
from course.grading.sandbox import wire

Entry = dict[str, Any]
CARRIED = "Judged with the right answers to earlier questions in the place of yours."
NOT_TRIED = "It could not be tried: it ran too long, or broke off."


def judged_answers(answers: dict[str, Entry], exercise: Exercise, firm: Any) -> tuple[QuestionResult, ...]:
    """Judge what a notebook answered to each question of the exercise."""
    given = by_name({id: value_of(entry) for id, entry in answers.items()}, exercise)
    questions = exercise.questions.values()
    return tuple(judged(question, answers.get(question.id), given, firm) for question in questions)


def by_name(answers: dict[str, Any], exercise: Exercise) -> dict[str, Any]:
    """Return answers by the names that they bind instead of by question."""
    return {question.binds: answers[id] for id, question in exercise.questions.items() if id in answers}


def value_of(entry: Entry) -> Any:
    """Return the answer of an entry as plain values."""
    return wire.decoded(entry.get("given"))


def judged(question: Question, entry: Entry | None, given: dict[str, Any], firm: Any) -> QuestionResult:
    """Judge one answer, as it came from a notebook or from a stored result. `given`: all answers, by name."""
    if entry is None:
        return result_of(question, judge.Verdict(question.id, judge.NOT_ATTEMPTED), None, "")
    words = str(entry.get("words", ""))[:200]
    if entry.get("untried") is True:
        return result_of(question, judge.Verdict(question.id, judge.WRONG, message=NOT_TRIED), entry, "a function")
    return result_of(question, _verdict(question, given[question.binds], given, firm, words), entry, words)


def _verdict(question: Question, value: Any, given: dict[str, Any], firm: Any, words: str) -> judge.Verdict:
    if question.rubric is not None:
        return judge.judge(question, value, firm)
    try:
        wanted = judge.expected(question, question.reference, firm, given)
    except judge.NoReference as error:
        return judge.Verdict(question.id, judge.NOT_EVALUATED, None, str(error))
    try:
        return judge.verdict_on(question, _seen(question, value, firm), wanted, firm, words, given)
    except Exception as error:  # an answer that nobody has thought of ends no batch
        said = f"This answer could not be compared with the right one ({type(error).__name__})."
        return judge.Verdict(question.id, judge.NOT_EVALUATED, None, said)


def _seen(question: Question, value: Any, firm: Any) -> Any:
    """Return an answer in the form in which it is compared; None where it has another form than it should."""
    if question.probes is None and question.plot is None:
        return judge.observed(question, value, firm)
    kind = Call if question.probes is not None else pd.DataFrame
    return value if isinstance(value, list) and all(isinstance(one, kind) for one in value) else None


def result_of(question: Question, verdict: judge.Verdict, entry: Entry | None, words: str) -> QuestionResult:
    """Return a verdict as it is kept."""
    score = None if verdict.credit is None else round(question.points * verdict.credit, 6)
    return QuestionResult(
        id=question.id,
        points=question.points,
        score=score,
        verdict=verdict.verdict,
        misconception=verdict.misconception or None,
        answer=entry.get("given") if entry else None,
        title=question.title,
        message=verdict.message if verdict.verdict in (judge.WRONG, judge.MISCONCEPTION, judge.NOT_EVALUATED) else "",
        words=words,
    )
