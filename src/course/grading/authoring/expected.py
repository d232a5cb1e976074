"""A right answer that is kept as text and compared later, without the checks it came from."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from course.grading.judging.answers import compare
from course.grading.judging.calls import arguments_of, called, compare_calls
from course.grading.judging.tolerance import Rules
from course.grading.questions import Question
from course.grading.sandbox import wire


def typed_expectation(question: Question, wanted: Any, firm: Any) -> dict[str, Any]:
    """Return what is right as JSON: the answer and how close is close enough; for a function, its calls and results."""
    rules = dataclasses.asdict(question.rules)
    if question.probes is None:
        return {"rules": rules, "answer": wire.encoded(wanted)}
    return {
        "rules": rules,
        "probes": [[wire.encoded(one) for one in call] for call in arguments_of(question.probes, firm)],
        "calls": wire.encoded_calls(wanted),
    }


def matches(answer: object, expectation: str) -> bool:
    """Return whether an answer is right by an expectation's text."""
    kept = json.loads(expectation)
    rules = Rules(**kept["rules"])
    if "probes" not in kept:
        return compare(answer, wire.decoded(kept["answer"]), rules).right
    probes = [tuple(wire.decoded(one) for one in call) for call in kept["probes"]]
    return compare_calls(called(answer, probes, None), wire.decoded(kept["calls"]), rules).right
