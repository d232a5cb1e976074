"""The verdict on one answer. Nothing is displayed and nothing recorded here.

Two steps, so that they can run in different processes: `observed` turns an answer into data (it runs a student's
function, reads a student's figure); `verdict_on` compares that data with the reference's.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from course.grading.judging.answers import Outcome, compare
from course.grading.judging.calls import Call, called, compare_calls, unfinished
from course.grading.judging.drawings import close_figures, compare_drawings, drawn
from course.grading.judging.kinds import blank, described, kind_of
from course.grading.questions import Question, Reference

RIGHT, WRONG, MISCONCEPTION, NOT_ATTEMPTED = "right", "wrong", "misconception", "not_attempted"
MANUAL, NOT_EVALUATED = "manual", "not_evaluated"
Given = Mapping[str, object] | None
KEPT = 24  # references kept per question: a few datasets, each with its misconceptions


@dataclass(frozen=True)
class Verdict:
    """What is thought of an answer.

    verdict : right, wrong, misconception, not_attempted, manual (free text) or not_evaluated.
    credit : share of the question's points, 0 to 1; None where it is not known.
    message : one or two sentences for the student.
    form : right but for its form (a percentage for a share, …).
    misconception : name of the misconception, or "".
    answer : a fingerprint; equal answers on the same data have the same one.
    right_on : id of another dataset, judged on earlier, on which this wrong answer is right; or "".
    """

    question: str
    verdict: str
    credit: float | None = 0.0
    message: str = ""
    form: bool = False
    misconception: str = ""
    answer: str = ""
    right_on: str = ""


class NoReference(Exception):
    """The reference answer cannot be computed on this data."""


def judge(question: Question, answer: object, firm: Any, given: Given = None) -> Verdict:
    """Return the verdict on an answer, judged on the data of `firm`. Never raises because of the answer.

    given : the student's earlier answers by name; a question that builds on some of them is judged by these.
    """
    if blank(answer):
        return Verdict(
            question.id, NOT_ATTEMPTED, message=f"Put your answer into `{question.binds}`, then check again."
        )
    if question.rubric is not None:
        return _manual(question, answer)
    try:
        wanted = expected(question, question.reference, firm, given)
    except NoReference as error:
        return Verdict(question.id, NOT_EVALUATED, None, str(error))
    return verdict_on(question, observed(question, answer, firm), wanted, firm, described(answer), given)


def verdict_on(question: Question, seen: Any, wanted: Any, firm: Any, words: str = "", given: Given = None) -> Verdict:
    """Return the verdict on an answer that has been observed; `words` describe it as it was."""
    if _empty(question, seen):
        return Verdict(question.id, NOT_ATTEMPTED, message=f"`{question.binds}` does nothing yet.")
    outcome = compare_observed(question, seen, wanted, words)
    mark = fingerprint(seen, firm)
    if outcome.right:
        return Verdict(question.id, RIGHT, 1.0, answer=mark)
    for wrong in question.misconceptions:
        if _is_answer_of(question, wrong.answer, seen, firm, given):
            return Verdict(question.id, MISCONCEPTION, wrong.credit, wrong.hint, misconception=wrong.name, answer=mark)
    other = _right_elsewhere(question, seen, firm)
    return Verdict(question.id, WRONG, 0.0, outcome.message, outcome.form, answer=mark, right_on=other)


def observed(question: Question, answer: object, firm: Any) -> Any:
    """Return an answer as data: a function's results, a figure's lines, a decision's value, or the answer itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if question.probes is not None:
                return called(answer, question.probes, firm)
            if question.plot is not None:
                return drawn(answer, question.plot)
            return answer if question.decision is None else float(question.decision(answer, firm))
    except Exception:  # an answer that cannot be drawn or valued is a wrong one
        return None


def expected(question: Question, reference: Reference, firm: Any, given: Given = None) -> Any:
    """Return what a reference gives on the data, as data; computed once per dataset.

    given : earlier answers by name; those that the question builds on are handed to the reference.

    Raises NoReference where the data lack what it needs.
    """
    handed = {name: value for name, value in (given or {}).items() if name in question.given and not blank(value)}
    key = (reference, firm.id) if not handed else (reference, firm.id, fingerprint(handed, firm))
    if key not in question.known:
        while len(question.known) >= KEPT:
            question.known.pop(next(iter(question.known)))
        question.known[key] = _computed(question, reference, firm, handed)
    return question.known[key]


def _computed(question: Question, reference: Reference, firm: Any, handed: dict[str, Any]) -> Any:
    try:
        answer = reference(firm, **handed)
    except Exception as error:
        raise NoReference(_why_not(question, firm, error)) from error
    result = observed(question, answer, firm)
    if question.plot is not None:
        close_figures(answer)
    if blank(result):
        raise NoReference(f"The right answer to {question.id} is missing: its reference in checks.py gives none.")
    return result


def _why_not(question: Question, firm: Any, error: Exception) -> str:
    """Say which table is missing; for anything else, what went wrong."""
    way_on = "" if firm.name == "standard" else " Load the standard data, `firm = course.load()`, and check again."
    if "has no table" in str(error):
        lacking = str(error).strip("'\"").split(" It has")[0]
        return f"{lacking} So {question.id} cannot be judged on these data.{way_on}"
    reason = f"{type(error).__name__}: {error}"
    return f"The right answer to {question.id} cannot be computed on {firm.id} ({reason}).{way_on}"


def compare_observed(question: Question, given: Any, wanted: Any, words: str = "") -> Outcome:
    """Compare two observations in the question's way."""
    if question.probes is not None:
        return compare_calls(given, wanted, question.rules, words)
    if question.plot is not None:
        return compare_drawings(given, wanted, question.plot, question.rules, words)
    if question.decision is not None:
        return _compare_values(question, given, wanted, words)
    return compare(given, wanted, question.rules)


def _compare_values(question: Question, given: float | None, wanted: float, words: str) -> Outcome:
    """Judge a decision by what it earns: right when not below the reference's, within the tolerance."""
    if given is None or given != given:
        return Outcome(False, f"Your decision, {words}, cannot be valued: is it of the kind asked for?")
    allowed = max(question.rules.atol, (question.rules.rtol or 0.005) * abs(wanted))
    return Outcome(given >= wanted - allowed, "A better decision exists.")


def _is_answer_of(question: Question, wrong: Reference, seen: Any, firm: Any, given: Given) -> bool:
    try:
        return compare_observed(question, seen, expected(question, wrong, firm, given)).right
    except NoReference:
        return False


def _right_elsewhere(question: Question, given: Any, firm: Any) -> str:
    """Return the other dataset whose right answer this is, of those whose reference is known."""
    known = [(key[1], wanted) for key, wanted in question.known.items() if key[0] is question.reference and not key[2:]]
    return next((id for id, wanted in known if id != firm.id and compare_observed(question, given, wanted).right), "")


def _empty(question: Question, given: Any) -> bool:
    if question.probes is not None:
        return bool(given) and unfinished(given)
    return question.plot is not None and given == []


def _manual(question: Question, answer: object) -> Verdict:
    if kind_of(answer) != "text":
        return Verdict(question.id, WRONG, 0.0, f"Your answer should be text; you gave {described(answer)}.")
    return Verdict(question.id, MANUAL, None, answer=fingerprint(answer, None))


def fingerprint(given: Any, firm: Any) -> str:
    """Return 16 hex digits, equal for equal observations on the same data."""
    state = hashlib.blake2b(str(getattr(firm, "id", "")).encode(), digest_size=8)
    try:
        _feed(state, given)
    except Exception:
        state.update(described(given).encode("utf-8", "surrogatepass"))
    return state.hexdigest()


def _feed(state: Any, value: Any) -> None:
    kind = kind_of(value)
    state.update(f"{kind} {described(value)};".encode("utf-8", "surrogatepass"))
    if kind in ("frame", "series"):
        state.update(pd.util.hash_pandas_object(value.astype(str)).to_numpy().tobytes())
    elif kind in ("bool", "number", "text", "date", "duration"):
        state.update(str(value).encode("utf-8", "surrogatepass"))
    elif kind == "dict":
        _feed(state, [part for item in value.items() for part in item])
    elif isinstance(value, Call):
        state.update(f"{value.error} {fingerprint(value.value, None)}".encode("utf-8", "surrogatepass"))
    elif kind in ("list", "array"):
        for item in value:
            _feed(state, item)
