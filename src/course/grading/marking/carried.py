"""An error is not punished twice: later answers are looked at again with right earlier ones in the place of wrong ones.

Only where the notebook's own code hands a wrong answer on to a later one is it run again, and only answers that are
values gain: what a later cell does to an answer that has been taken no longer counts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from course.grading.judging import judge
from course.grading.marking import verdicts
from course.grading.notebooks import MAGIC, names_bound, names_read
from course.grading.sandbox import wire

if TYPE_CHECKING:
    from course.grading.marking.evaluation import Material
    from course.grading.marking.results import QuestionResult
    from course.grading.sandbox.aside import Aside
    from course.grading.sandbox.client import Wanted

FAILED = (judge.WRONG, judge.MISCONCEPTION)


def again(
    judged: tuple[QuestionResult, ...], cells: list[str], material: Material, wanted: list[Wanted], sandbox: Aside
) -> tuple[QuestionResult, ...]:
    """Return the results, with those that are right once the answers they rest on are."""
    wrong = {one.id for one in judged if one.verdict in FAILED}
    values = {one.id: one.binds for one in wanted if one.way == "value"}
    names = {id: values[id] for id in wrong if id in values and _is_value(id, material)}
    suspects = {id for id in wrong if id in values and resting_on(values[id], set(names.values()), cells)}
    if not suspects:
        return judged
    given = {id: right for id in names if (right := _right_answer(id, material)) is not None}
    report = sandbox.run(cells, wanted, material.folder, material.kind, material.limits, given)
    second = {one.id: one for one in verdicts.judged_answers(report.answers, material.exercise, material.firm)}
    return tuple(_better(one, second[one.id]) if one.id in suspects else one for one in judged)


def _better(first: QuestionResult, second: QuestionResult) -> QuestionResult:
    if second.verdict != judge.RIGHT:
        return first
    return replace(first, verdict=judge.RIGHT, score=first.points, misconception=None, message=verdicts.CARRIED)


def _is_value(id: str, material: Material) -> bool:
    question = material.exercise.questions[id]
    return question.rubric is None and question.decision is None


def _right_answer(id: str, material: Material) -> wire.Typed | None:
    question = material.exercise.questions[id]
    try:
        typed = wire.encoded(judge.expected(question, question.reference, material.firm))
    except judge.NoReference:
        return None
    return None if typed["t"] in ("other", "function") else typed


def resting_on(name: str, wrong: Iterable[str], cells: list[str]) -> bool:
    """Return whether a name gets its value from one of the wrong names, through whatever cells in between."""
    handed_on = {each: {each} for each in wrong if each != name}
    for source in cells:
        read, bound = _names(source)
        for reached in handed_on.values():
            if read & reached:
                reached |= bound
    return any(name in reached for reached in handed_on.values())


def _names(source: str) -> tuple[set[str], set[str]]:
    try:
        tree = ast.parse(MAGIC.sub("", source))
        return names_read(tree), set(names_bound(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # what does not run hands nothing on
        return set(), set()
