"""Signs that an answer was worked out on other data than its student's own. A flag changes no score: a person looks.

`answer_of:STUDENT` stands where a wrong answer is exactly what another student gave on other data, and chance hardly
makes two such answers equal; `other_dataset` where it is right on the standard data, or where such data were loaded.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from course.grading.judging import judge
from course.grading.marking.results import QuestionResult, Result
from course.grading.sandbox.wire import Typed

OTHER_DATASET, ANSWER_OF = "other_dataset", "answer_of"
BY_CHANCE = 0.05  # equal answers that chance would make in the whole class; more is no sign
LONG_TEXT, MANY_VALUES = 80, 5
FAILED = (judge.WRONG, judge.MISCONCEPTION)


@dataclass(frozen=True)
class _Given:
    """What somebody answered to one question: number (with how far it may be rounded) or content."""

    student: str
    team: str
    dataset: str
    number: float | None
    step: float
    content: str


def flagged(
    results: Iterable[Result], teams: Mapping[str, str] | None = None, standard: Mapping[str, Typed] | None = None
) -> list[Result]:
    """Return results with their flags. One per student; flags found before are kept.

    teams : whose grade a student's is; members of one team are never compared. standard : right answers on the standard
    data by question (typed JSON), where students have data of their own.
    """
    results = list(results)
    given = _Answers(results, teams or {})
    flags = [{*_kept(result), *_signs(result, given, standard or {})} for result in results]
    return [replace(result, flags=tuple(sorted(found))) for result, found in zip(results, flags, strict=True)]


def _kept(result: Result) -> list[str]:
    return [flag for flag in result.flags if not flag.startswith(ANSWER_OF)]


class _Answers:
    """All answers that say enough to be compared, by question."""

    def __init__(self, results: list[Result], teams: Mapping[str, str]) -> None:
        self.teams = teams
        self.by_question: dict[str, list[_Given]] = {}
        for result in results:
            for question in result.questions:
                if (one := self.of(result, question)) is not None:
                    self.by_question.setdefault(question.id, []).append(one)

    def of(self, result: Result, question: QuestionResult) -> _Given | None:
        """Return one answer in a form to compare, or None."""
        team = self.teams.get(result.student, result.student)
        return _given(result.student, team, result.dataset, question.answer)

    def others(self, mine: _Given, question: QuestionResult) -> list[_Given]:
        """Return what people outside one's team answered: on other data, or to write a text of one's own."""
        apart = [one for one in self.by_question[question.id] if one.team != mine.team]
        return apart if question.verdict == judge.MANUAL else [one for one in apart if one.dataset != mine.dataset]


def _given(student: str, team: str, dataset: str, typed: Any) -> _Given | None:
    """Return an answer in a form to compare; None for one that says too little: True, a word, three numbers."""
    if not isinstance(typed, dict):
        return None
    kind, value = typed.get("t"), typed.get("v", "")
    if kind in ("int", "float"):
        number = float(value)
        return _Given(student, team, dataset, number, _step(value), "") if math.isfinite(number) and number else None
    if kind == "text":
        words = " ".join(str(value).split())
        return _Given(student, team, dataset, None, 0, words) if len(words) >= LONG_TEXT else None
    if kind in ("list", "tuple", "set", "series", "frame", "array", "dict"):
        content = json.dumps(value, sort_keys=True)
        return _Given(student, team, dataset, None, 0, content) if _numbers_in(value) >= MANY_VALUES else None
    return None


def _step(value: Any) -> float:
    """Return the unit of the last digit that was given."""
    if isinstance(value, str):  # a whole number
        return 1.0
    digits = repr(value)
    mantissa, _, exponent = digits.partition("e")
    return 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def _numbers_in(value: Any) -> int:
    """Return how many numbers with digits behind the point, or of four digits and more, stand in an answer."""
    if isinstance(value, dict):
        return sum(_numbers_in(one) for one in value.values())
    if isinstance(value, list):
        return sum(_numbers_in(one) for one in value)
    if isinstance(value, str):
        return int(value.lstrip("-").isdecimal() and len(value) >= 4)
    telling = isinstance(value, (int, float)) and (not float(value).is_integer() or abs(value) >= 1000)
    return int(telling and not isinstance(value, bool))


def _signs(result: Result, given: _Answers, standard: Mapping[str, Typed]) -> set[str]:
    found: set[str] = set()
    for question in result.questions:
        mine = given.of(result, question)
        if mine is None or question.verdict not in (*FAILED, judge.MANUAL):
            continue
        others = given.others(mine, question)
        found |= {f"{ANSWER_OF}:{one.student}" for one in others if _same(mine, one, others)}
        theirs = _given("", "", "", standard.get(question.id))
        if theirs is not None and _same(mine, theirs, others):
            found.add(OTHER_DATASET)
    return found


def _same(mine: _Given, other: _Given, others: list[_Given]) -> bool:
    if mine.number is None or other.number is None:
        return bool(mine.content) and mine.content == other.content
    if abs(mine.number - other.number) > mine.step * 0.500001:
        return False
    return _expected_by_chance(mine, others) < BY_CHANCE


def _expected_by_chance(mine: _Given, others: list[_Given]) -> float:
    """Return how many of the others' answers would be equal to mine by chance, were they spread as they are."""
    numbers = [one.number for one in others if one.number is not None]
    spread = max(numbers) - min(numbers) if len(numbers) > 1 else 0.0
    width = max(spread, abs(mine.number or 0) / 5)
    return len(numbers) * mine.step / width if width else math.inf
