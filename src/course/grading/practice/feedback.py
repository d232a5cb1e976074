"""`course.check`, `course.hint` and `course.solution`: what a student asks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from course.errors import InputError, invalid
from course.grading import folders, notebooks
from course.grading.judging import judge
from course.grading.judging.kinds import blank, described
from course.grading.practice import records, wording
from course.grading.practice.reply import Reply, notebook, say
from course.grading.practice.standing import standing
from course.grading.questions import Question

RELEASE = "release"  # the kind of data that come with an exercise to be marked
LATER = "It is marked after the notebook has been handed in."


@dataclass
class Examination:
    """An exercise that is run by its tests: verdicts are collected, nothing is shown or recorded."""

    exercise: folders.Exercise
    firm: Any
    verdicts: list[judge.Verdict] = field(default_factory=list)


_examination: ContextVar[Examination | None] = ContextVar("the exercise being examined", default=None)


@contextlib.contextmanager
def examining(exercise: folders.Exercise, firm: Any) -> Iterator[list[judge.Verdict]]:
    """Collect the verdicts of all checks inside, judged on `firm`."""
    token = _examination.set(examination := Examination(exercise, firm))
    try:
        yield examination.verdicts
    finally:
        _examination.reset(token)


def check(question: str, answer: object = ..., firm: Any = None) -> None:
    """Say whether an answer is right: display it, and record it.

    question : id of the question, as "07.3".
    answer : the answer; `...` or None count as not attempted.
    firm : the data to judge it on; by default those loaded last.

    Each wrong answer shows the next hint; the same answer twice counts once.
    Errors: InputError for a question that does not exist; DataError for an exercise that cannot be read.
    """
    if (examination := _examination.get()) is not None:
        _examined(examination, question, answer)
    else:
        _answered(question, lambda: _checked(question, answer, firm))


def hint(question: str) -> None:
    """Display the next hint to a question. Errors: as `check`."""
    if _examination.get() is None:
        _answered(question, lambda: _kept_back(question, "Hint") or _hinted(folders.question_of(question)))


def solution(question: str) -> None:
    """Display the solution of a question, once it is right or two different wrong answers have been given.

    A solution that is looked at before a right answer is recorded as seen. Errors: as `check`.
    """
    if _examination.get() is None:
        _answered(question, lambda: _kept_back(question, "Solution") or _solved(folders.question_of(question)))


def _kept_back(id: str, word: str) -> Reply | None:
    """Answer that there is nothing to see where the data loaded last belong to an exercise to be marked."""
    if getattr(_loaded_last(), "kind", "") != RELEASE:
        return None
    return Reply(word, str(id), (f"There is none for this exercise. {LATER}",))


def _answered(id: str, reply: Callable[[], Reply]) -> None:
    try:
        say(reply())
    except folders.NoCheckout as error:
        say(Reply("Not judged", str(id), (str(error),)))


def _examined(examination: Examination, id: str, answer: object) -> None:
    if id not in examination.exercise.questions:
        raise InputError(f"the notebook checks {id!r}, which checks.py does not declare.")
    examination.verdicts.append(judge.judge(examination.exercise.questions[id], answer, examination.firm))


def _checked(id: str, answer: object, given: Any) -> Reply:
    if given is not None and not isinstance(getattr(given, "id", None), str):
        raise invalid("firm", type(given).__name__, "a firm, as course.load() returns")
    firm = given if given is not None else _loaded_last()
    if getattr(firm, "kind", "") == RELEASE:
        return _noted(str(id), answer)
    question = folders.question_of(id)
    if firm is None:
        nothing = "No data have been loaded yet. Run `firm = course.load()`, then check again."
        return Reply("Not judged", question.title, (nothing,))
    verdict = judge.judge(question, answer, firm, _names_of_notebook() if question.given else None)
    return _recorded(question, verdict, firm, given is None)


def _names_of_notebook() -> dict[str, object]:
    """Return what the notebook's names stand for; nothing outside a notebook."""
    running = notebook()
    return dict(running.user_ns) if running is not None else {}


def _noted(id: str, answer: object) -> Reply:
    """Answer a check of an exercise that is marked later: whether there is an answer, not what it is worth."""
    if blank(answer):
        return Reply("Not attempted", id, ("There is no answer yet.",))
    return Reply("Recorded", id, (f"You answer with {described(answer)}. {LATER}",))


def _loaded_last() -> Any:
    """Return the firm loaded last, or None."""
    from course.datasets import current

    try:
        return current()
    except InputError:
        return None


def _recorded(question: Question, verdict: judge.Verdict, firm: Any, loaded_last: bool) -> Reply:
    before = records.events(question.id)
    problem = _record(question, verdict, firm, before)
    now = standing(records.events(question.id))
    on = f"Judged on {firm.id}{', the data loaded last' if loaded_last else ''}."
    return wording.after_check(question, verdict, standing(before), now, [on, problem])


def _record(question: Question, verdict: judge.Verdict, firm: Any, before: list[records.Event]) -> str:
    """Append the check to the log unless it is there; return what kept it from being saved."""
    known = any((event.verdict, event.answer) == (verdict.verdict, verdict.answer) for event in before)
    if known or verdict.verdict in (judge.NOT_ATTEMPTED, judge.NOT_EVALUATED):
        return ""
    shown = standing(before).hints + wording.wants_hint(verdict)
    event = records.Event(question.id, firm.id, "check", verdict.verdict, verdict.credit, verdict.answer)
    return records.append(replace(event, hint=min(shown, len(question.hints))))


def _hinted(question: Question) -> Reply:
    now = standing(records.events(question.id))
    if now.hints < len(question.hints):
        records.append(records.Event(question.id, "", "hint", hint=now.hints + 1))
    return wording.next_hint(question, now)


def _solved(question: Question) -> Reply:
    now = standing(records.events(question.id))
    if not now.open:
        return wording.closed_solution(question, now)
    cells = notebooks.solutions(folders.exercise_of(question.id).path).get(question.id, [])
    if not now.reached:
        records.append(records.Event(question.id, "", "solution"))
    return wording.open_solution(question, now, cells)
