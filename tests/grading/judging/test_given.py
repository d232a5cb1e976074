"""A question that builds on an earlier answer is judged by the student's own."""

from __future__ import annotations

import pytest

from course.errors import DataError
from course.grading import folders
from course.grading.judging.judge import MISCONCEPTION, RIGHT, WRONG, judge

CHECKS = """

@question("07.8", binds="many", given=["top_share"], text="Is it much")
def many(firm, top_share=None):
    return bool((0.7 if top_share is None else top_share) > 0.5)


@misconception("07.8", hint="Compare with one half.")
def with_three_quarters(firm, top_share=None):
    return bool((0.7 if top_share is None else top_share) > 0.95)
"""


@pytest.fixture
def question(folder):
    checks = folder / "checks.py"
    checks.write_text(checks.read_text(encoding="utf-8") + CHECKS, encoding="utf-8")
    return folders.load(folder).questions["07.8"]


@pytest.mark.parametrize(
    ("answer", "given", "verdict"),
    [
        (True, None, RIGHT),
        (False, None, MISCONCEPTION),
        (False, {"top_share": 0.2}, RIGHT),
        (True, {"top_share": 0.2}, WRONG),
        (True, {"top_share": ...}, RIGHT),
        (True, {"elsewhere": 0.2}, RIGHT),
        (True, {"top_share": 0.99}, RIGHT),
    ],
)
def test_the_students_own_number_decides(question, firm, answer, given, verdict):
    assert judge(question, answer, firm, given).verdict == verdict


def test_what_is_built_on_must_be_an_answer(folder):
    checks = folder / "checks.py"
    text = (checks.read_text(encoding="utf-8") + CHECKS).replace('given=["top_share"]', 'given=["nowhere"]')
    checks.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="no earlier answer 'nowhere'"):
        folders.load(folder)
