"""What holds of the corpus itself, before anything of it is graded."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from corpus import CASES, Case, Link, Pipe
from corpus.case import ALL_RIGHT, NONE_RIGHT, NOT_ATTEMPTED, POINTS, SCORED, Base, Expected

from course.firm import Firm
from course.grading import folders
from course.grading.authoring import examine
from course.grading.authoring.running import run
from course.grading.notebooks import Notebook

LARGEST = 100_000_000
STATES = {"ok", "partial", "timeout", "crashed", "unreadable"}


def read(content: bytes) -> Notebook:
    """Return a notebook as a reader of good will reads it."""
    for encoding in ("utf-8-sig", "utf-16", "latin-1"):
        try:
            return json.loads(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise ValueError("in no encoding")


def readable(content: object) -> bool:
    if not isinstance(content, bytes) or len(content) >= LARGEST:
        return False
    try:
        found = read(content)
    except (ValueError, RecursionError):
        return False
    cells = found.get("cells", found.get("worksheets")) if isinstance(found, dict) else None
    return isinstance(cells, list) and content.count(b'{"a":') < 5_000


def files_of(case: Case, base: Base) -> dict[str, object]:
    made = case.build(base)
    return {"it": made} if isinstance(made, bytes) else dict(made)


def test_the_exercise_passes_its_own_tests(exercise: folders.Exercise, market: Firm) -> None:
    findings = examine.examine(exercise.path, market)
    assert [problem for finding in findings for problem in finding.problems] == []


def test_the_exercise_has_all_ways_to_answer(exercise: folders.Exercise) -> None:
    assert {id: question.points for id, question in exercise.questions.items()} == {**POINTS, "h1.6": 2}
    ways = [
        question.probes or question.plot or (question.rubric and "text") for question in exercise.questions.values()
    ]
    assert sum(way is not None for way in ways) == 3


@pytest.mark.parametrize(("kind", "verdicts"), [("solved", ALL_RIGHT), ("wrong", NONE_RIGHT), ("empty", NOT_ATTEMPTED)])
def test_the_notebooks_to_begin_with_are_what_they_are_called(
    kind: str, verdicts: dict, base: Base, exercise: folders.Exercise, market: Firm
) -> None:
    given = run({"cells": list(getattr(base, kind))}, exercise, folders.limited(market, exercise))
    assert {id: verdict.verdict for id, verdict in given.items()} == verdicts


def test_no_two_cases_have_one_name() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_readable_unless_it_says_otherwise(case: Case, base: Base) -> None:
    files = files_of(case, base)
    named = [content for name, content in files.items() if "/" not in name and (name == "it" or "ipynb" in name)]
    assert all(isinstance(content, (bytes, Link, Pipe)) for content in files.values())
    assert all(readable(content) for content in named) == (case.expected.state != "unreadable")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_made_twice_alike(case: Case, base: Base) -> None:
    assert files_of(case, base) == files_of(case, base)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_expected_is_whole(case: Case) -> None:
    expected = case.expected
    assert set(expected.state.split("|")) <= STATES
    assert set(expected.verdicts) in (set(ALL_RIGHT), set())
    assert set(expected.state.split("|")) & set(SCORED) or not expected.verdicts
    assert case.level in ("none", "files", "full")


def test_points_are_given_for_right_answers_alone() -> None:
    assert Expected().score("partial") == 6
    assert Expected(verdicts=NONE_RIGHT).score("ok") == 0
    assert Expected("crashed", {}).score("crashed") is None
