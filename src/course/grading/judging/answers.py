"""An answer beside the reference: right, or one sentence that says what is not, without giving the answer away.

Student's objects are converted to plain values of a known type before anything is compared, so that an object
which equals everything, or raises when it is looked at, is simply not right.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.grading.judging import tabular
from course.grading.judging.kinds import EXPECTED, blank, counted, described, kind_of, number_text
from course.grading.judging.tolerance import Rules, close


@dataclass(frozen=True)
class Outcome:
    """Whether an answer is right; if not, why; `form` when only its form is wrong (a percentage, transposed, …)."""

    right: bool
    message: str = ""
    form: bool = False


def compare(answer: object, reference: object, rules: Rules | None = None) -> Outcome:
    """Compare an answer with the reference. Never raises, whatever the answer is."""
    from course.grading.judging.slips import recognised

    rules = rules or Rules()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            problem = difference(answer, reference, rules)
            slip = recognised(answer, reference, rules) if problem else None
    except Exception:  # what a student's object does when it is read is not known
        return Outcome(False, mismatch(answer, kind_of(reference)))
    return Outcome(problem is None, slip or problem or "", form=slip is not None)


def difference(answer: Any, reference: Any, rules: Rules) -> str | None:
    """Return one sentence on what differs, or None. May raise on strange answers; `compare` does not."""
    wanted, given = kind_of(reference), kind_of(answer)
    if wanted == "list" and given == "series":
        return _list(answer.to_list(), reference, rules)
    if wanted == "other" and type(answer) is type(reference):
        return None if str(answer) == str(reference) else f"Your answer, {answer}, is not right."
    if given == wanted == "nothing":
        return None
    if given != wanted:
        return mismatch(answer, wanted)
    return COMPARISONS[wanted](answer, reference, rules)


def mismatch(answer: object, wanted: str) -> str:
    """Return what is asked for beside what was given."""
    if kind_of(answer) == wanted:
        return f"Your answer should be {EXPECTED.get(wanted)}; what you gave cannot be read."
    return not_a(wanted, described(answer))


def not_a(wanted: str, words: str) -> str:
    """Return what is asked for beside the words for what was given."""
    said = f"Your answer should be {EXPECTED.get(wanted, 'something else')}; you gave {words or 'something else'}."
    if wanted == "function":
        return f"{said} Give the function itself: its name, without brackets."
    return f"{said} Are the brackets () missing after its name?" if words == "a function" else said


def _number(answer: Any, reference: Any, rules: Rules) -> str | None:
    if np.isnan(float(answer)) and not np.isnan(float(reference)):
        return "Your number is missing (NaN): a division by zero, or a missing value that took part?"
    exact = reference if isinstance(reference, (int, np.integer)) else float(reference)
    return None if close(float(answer), exact, rules) else f"Your number, {number_text(answer)}, is not right."


def _text(answer: str, reference: str, _: Rules) -> str | None:
    return None if str.__str__(answer) == str.__str__(reference) else f"Your answer, {described(answer)}, is not right."


def _bool(answer: Any, reference: Any, _: Rules) -> str | None:
    return None if bool(answer) is bool(reference) else f"Your answer, {bool(answer)}, is not right."


def _date(answer: Any, reference: Any, _: Rules) -> str | None:
    return None if pd.Timestamp(answer) == pd.Timestamp(reference) else f"Your date, {answer}, is not right."


def _duration(answer: Any, reference: Any, _: Rules) -> str | None:
    return None if pd.Timedelta(answer) == pd.Timedelta(reference) else f"Your time span, {answer}, is not right."


def _list(answer: Any, reference: Any, rules: Rules) -> str | None:
    ordered = rules.ordered if rules.ordered is not None else not isinstance(reference, (set, frozenset))
    if ordered and isinstance(answer, (set, frozenset)):
        return "The order matters here, and a set keeps none. Give a list."
    given, wanted = list(answer), list(reference)
    if len(given) != len(wanted):
        return f"Your answer is {described(answer)}; that is not the right number of them."
    if not ordered:
        given, wanted = sorted(given, key=_order), sorted(wanted, key=_order)
    wrong = sum(difference(one, other, rules) is not None for one, other in zip(given, wanted, strict=True))
    verb = "is" if wrong == 1 else "are"
    return f"{wrong:,} of your {counted(len(wanted), 'value')} {verb} not right." if wrong else None


def _order(value: Any) -> tuple[str, float, str]:
    """Sort numbers as numbers, texts as texts, each kind by itself."""
    kind = kind_of(value)
    return (kind, float(value), "") if kind in ("number", "bool") else (kind, 0.0, str(value))


def _dict(answer: dict, reference: dict, rules: Rules) -> str | None:
    given, wanted = ({str(key): value for key, value in each.items()} for each in (answer, reference))
    if missing := [key for key in wanted if key not in given]:
        return f"Your dictionary has no entry for {', '.join(map(repr, missing[:5]))}."
    if extra := [key for key in given if key not in wanted]:
        return f"Your dictionary has {', '.join(map(repr, extra[:5]))} besides what is asked for."
    problems = (_entry(key, given[key], wanted[key], rules) for key in wanted)
    return next((problem for problem in problems if problem), None)


def _entry(key: str, answer: Any, reference: Any, rules: Rules) -> str | None:
    problem = "It is not filled in yet." if blank(answer) else difference(answer, reference, rules)
    return f"Entry {key!r}: {problem[0].lower()}{problem[1:]}" if problem else None


COMPARISONS: dict[str, Callable[[Any, Any, Rules], str | None]] = {
    "number": _number,
    "text": _text,
    "bool": _bool,
    "date": _date,
    "duration": _duration,
    "list": _list,
    "dict": _dict,
    "array": tabular.array_difference,
    "series": tabular.series_difference,
    "frame": tabular.frame_difference,
}
