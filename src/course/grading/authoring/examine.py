"""The tests of an exercise: what must hold of every folder under `exercises/`.

Each test takes an exercise and a firm and returns what is wrong, one sentence each; none when all is well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.errors import DataError
from course.grading import folders, notebooks
from course.grading.authoring import exercises
from course.grading.authoring.running import CellFailed, run
from course.grading.folders import Exercise, limited
from course.grading.judging import judge
from course.grading.judging.answers import compare
from course.grading.judging.kinds import kind_of
from course.grading.questions import Question, Reference, located

Test = Callable[[Exercise, Any], Iterator[str]]


@dataclass(frozen=True)
class Finding:
    """One test of one exercise: what it states, and what is wrong (nothing when it passes)."""

    test: str
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def examine(name: str | Path, firm: Any) -> list[Finding]:
    """Run all tests of one exercise on the data of `firm`.

    Raises DataError where the folder cannot be read at all.
    """
    exercise = folders.load(folders.folder_of(name))
    return [finding(test, exercise, firm) for test in TESTS]


def finding(test: Test, exercise: Exercise, firm: Any) -> Finding:
    """Run one test; an error in a file of the exercise is a problem like any other."""
    states = (test.__doc__ or test.__name__).splitlines()[0]
    try:
        return Finding(states, tuple(test(exercise, firm)))
    except (CellFailed, DataError, SyntaxError, judge.NoReference) as error:
        return Finding(states, (str(error),))


def is_built(exercise: Exercise, firm: Any) -> Iterator[str]:
    """exercise.ipynb is what build makes of solution.ipynb."""
    if exercises.stale(exercise.path):
        built = exercise.path / "exercise.ipynb"
        yield f"{built} is missing or stale. Run `course exercise build {exercise.name}`."


def begins_with_data(exercise: Exercise, firm: Any) -> Iterator[str]:
    """The first code cell imports course and loads the data."""
    first = next(iter(notebooks.code_cells(_solution(exercise))), "")
    if "import course" not in first or not re.search(r"firm = course\.load\(.*\)", first):
        yield "The first code cell should be `import course` and `firm = course.load()`."


def asks_its_questions(exercise: Exercise, firm: Any) -> Iterator[str]:
    """Every question of checks.py is checked in the notebook under the name it binds, and no other."""
    asked = notebooks.questions_asked(_solution(exercise))
    yield from (
        f"{id} is declared in checks.py, but the notebook never checks it." for id in exercise.questions.keys() - asked
    )
    yield from (
        f"The notebook checks {id}, which checks.py does not declare." for id in asked.keys() - exercise.questions
    )
    for id in exercise.questions.keys() & asked.keys():
        if asked[id] != (binds := exercise.questions[id].binds):
            yield f'{id} binds {binds!r}: write `course.check("{id}", {binds})`, not {asked[id] or "an expression"!r}.'


def solution_is_right(exercise: Exercise, firm: Any) -> Iterator[str]:
    """solution.ipynb runs on the tables that exercise.toml names, and every check says right."""
    verdicts = run(_solution(exercise), exercise, limited(firm, exercise))
    for id in exercise.questions:
        verdict = verdicts.get(id, judge.Verdict(id, "not checked"))
        if verdict.verdict not in (judge.RIGHT, judge.MANUAL):
            yield f"{id} is {verdict.verdict}. {verdict.message}".strip()


def empty_is_not_attempted(exercise: Exercise, firm: Any) -> Iterator[str]:
    """The exercise runs as it is handed out, and every check says not attempted."""
    verdicts = run(exercises.made_from(exercise.path), exercise, firm)
    for id in exercise.questions:
        said = verdicts[id].verdict if id in verdicts else "not checked"
        if said != judge.NOT_ATTEMPTED:
            yield f"{id} is {said} before anybody has answered it."


def tells_misconceptions(exercise: Exercise, firm: Any) -> Iterator[str]:
    """Every misconception differs from the right answer, and is answered with its own hint."""
    for question in exercise.questions.values():
        for wrong in question.misconceptions:
            verdict = _verdict_of(exercise, question, wrong.answer, firm)
            if verdict.misconception != wrong.name or verdict.message != wrong.hint:
                told = f"taken for {verdict.misconception!r}" if verdict.misconception else f"judged {verdict.verdict}"
                yield f"{question.id}: the misconception {wrong.name!r} is {told} on {firm.id}."


def accepts_alternatives(exercise: Exercise, firm: Any) -> Iterator[str]:
    """Every alternative is right."""
    for question in exercise.questions.values():
        for other in question.alternatives:
            verdict = _verdict_of(exercise, question, other, firm)
            if verdict.verdict != judge.RIGHT:
                yield f"{question.id}: the alternative {other.__name__!r} is {verdict.verdict}. {verdict.message}"


def keeps_answers_out_of_hints(exercise: Exercise, firm: Any) -> Iterator[str]:
    """No hint contains the answer, or a line of the solution."""
    solved = notebooks.solutions(exercise.path)
    for question in exercise.questions.values():
        given = [*question.hints, *(wrong.hint for wrong in question.misconceptions)]
        lines = [line.strip() for source in solved.get(question.id, []) for line in source.splitlines()]
        for hint in given:
            if any(line in hint for line in lines if len(line) > 15) or _gives_away(hint, question, firm):
                yield f"{question.id}: the hint “{hint}” contains the answer."


TESTS: tuple[Test, ...] = (
    is_built,
    begins_with_data,
    asks_its_questions,
    solution_is_right,
    empty_is_not_attempted,
    tells_misconceptions,
    accepts_alternatives,
    keeps_answers_out_of_hints,
)


def _solution(exercise: Exercise) -> notebooks.Notebook:
    return notebooks.read(exercise.path / "solution.ipynb")


def _verdict_of(exercise: Exercise, question: Question, answer: Reference, firm: Any) -> judge.Verdict:
    try:
        return judge.judge(question, answer(firm), firm)
    except Exception as error:
        raise DataError(located(error, exercise.path / "checks.py")) from error


def _gives_away(hint: str, question: Question, firm: Any) -> bool:
    """Return whether a number or the text that is asked for stands in a hint."""
    if any(way is not None for way in (question.probes, question.plot, question.rubric, question.decision)):
        return False
    answer = judge.expected(question, question.reference, firm)
    if kind_of(answer) == "text":
        return bool(re.search(rf"\b{re.escape(answer)}\b", hint, re.IGNORECASE))
    if kind_of(answer) != "number":
        return False
    said = [(float(digits.replace(",", "")), sign) for digits, sign in re.findall(r"(\d[\d,]*\.?\d*)( ?%)?", hint)]
    shares = [value / 100 if sign else value for value, sign in said]
    return any(compare(value, answer, question.rules).right for value in shares)
