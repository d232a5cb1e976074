"""Results to begin with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from course.grading.marking import results
from course.grading.marking.results import Dropped, QuestionResult, Result


def a_result(student: str = "ana", **settings: object) -> Result:
    """Return a result with a right number, a misconception and a free text that nobody has marked."""
    questions = (
        QuestionResult(
            "07.1", 2, 2.0, "right", answer={"t": "float", "v": 0.43125}, title="07.1 · Share", words="0.43"
        ),
        QuestionResult(
            "07.2", 2, 1.0, "misconception", "counted", {"t": "int", "v": "1432"}, "07.2 · Buyers", "Count `buyers`."
        ),
        QuestionResult(
            "07.6", 2, None, "manual", answer={"t": "text", "v": "Write to the heavy buyers."}, title="07.6 · Advice"
        ),
    )
    made = Result(
        student, "07_toy", "ok", 3.0, 6.0, f"data-{student}@1", "full", sha256="00", version="1", questions=questions
    )
    return replace(made, **settings)  # type: ignore[arg-type]


@pytest.fixture
def result() -> Callable[..., Result]:
    """Return a function that makes a result."""
    return a_result


@pytest.fixture
def unscored(result: Callable[..., Result]) -> Result:
    """Return a result of a notebook that could not be run."""
    none = tuple(replace(one, score=None, verdict="not_evaluated", answer=None) for one in result().questions)
    dropped = (Dropped(1, "It ran longer than 20 seconds.", "while True: <script>"),)
    return result("bo", state=results.TIMEOUT, score=None, questions=none, cells_dropped=dropped)
