"""The certificate tells a sound exercise from one that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course.grading import folders
from course.grading.authoring import exercises
from course.grading.authoring.certificate import certify

HOSTILE = Path(__file__).parents[1] / "hostile" / "exercise" / "h1_hostile"
ALTERNATIVES = """

from course.grading import alternative


@alternative("h1.1")
def h1_1(firm):
    return REFERENCES["h1.1"](firm)
"""


@pytest.fixture
def private(tmp_path):
    path = tmp_path / "h1_hostile"
    shutil.copytree(HOSTILE, path)
    exercises.build(path)
    return path


def certified(path, add: str = "", datasets: int = 6):
    checks = path / "checks.py"
    checks.write_text(checks.read_text(encoding="utf-8") + add, encoding="utf-8")
    return certify(folders.load(path), datasets)


def test_what_lacks_is_told(private):
    done = certified(private)
    assert {count.computed for id, count in done.counts.items() if id != "h1.6"} == {6}
    assert all(count.stable == count.computed for count in done.counts.values())
    assert [problem for problem in done.problems if "no @alternative" in problem]
    assert not done.sound


QUESTION = """

@question("h1.7", binds="other")
def other(firm):
    return {}
"""
FAULTS = {
    "hangs on the order of rows": ("float(firm.orders['revenue'].iloc[0])", "rows in another order"),
    "fails for some": ("1 / (len(firm.orders) % 2)", "can be computed for"),
    "is the same for everybody": ("float(104)", "have another answer than their neighbour"),
    "asks for other decisions": ("bool(len(firm.orders) % 2)", "asked for the same decision"),
}


@pytest.mark.parametrize(("answer", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found(private, answer, said):
    done = certified(private, "\n\nfrom course.grading import question\n" + QUESTION.format(answer), 8)
    assert [problem for problem in done.problems if problem.startswith("h1.7") and said in problem], done.problems


def test_a_misconception_that_is_right_for_some_is_found(private):
    add = QUESTION.format("len(firm.orders)") + (
        '\n\n@misconception("h1.7", hint="No.")\ndef often_right(firm):\n    return len(firm.orders) // 2 * 2\n'
    )
    done = certified(private, "\n\nfrom course.grading import misconception, question\n" + add, 8)
    assert [problem for problem in done.problems if "'often_right' is told apart" in problem]


def test_a_decision_that_builds_on_the_students_number_is_sound(private):
    add = """

from course.grading import question


@question("h1.7", binds="many", given=["buyers"])
def many(firm, buyers=None):
    return bool((buyers or firm.orders["customer_id"].nunique()) % 2)
"""
    done = certified(private, add, 8)
    assert not [problem for problem in done.problems if "same decision" in problem]


def test_processes_see_the_same(private):
    exercise = folders.load(private)
    assert certify(exercise, 12, workers=2).counts == certify(exercise, 12).counts
