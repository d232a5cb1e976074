"""What a student's function returns for data that its author has not seen.

`question(…, probes=[…])` lists them: a tuple holds the arguments of one call, anything else is its only argument;
or `probes` is a function of the firm that returns such a list. Every call gets copies of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from course.grading.judging.answers import Outcome, compare, not_a
from course.grading.judging.kinds import blank, described, kind_of
from course.grading.judging.tolerance import Rules


@dataclass(frozen=True)
class Call:
    """One call: its arguments in words, and the value it gave or the error it raised."""

    arguments: str
    value: Any = None
    error: str = ""


def called(function: Any, probes: Iterable[Any] | Callable, firm: Any) -> list[Call] | None:
    """Call a function once per probe; None where it is no function."""
    if kind_of(function) != "function":
        return None
    return [_call(function, arguments) for arguments in arguments_of(probes, firm)]


def arguments_of(probes: Iterable[Any] | Callable, firm: Any) -> list[tuple]:
    """Return the arguments of each call that probes ask for."""
    listed = probes(firm) if callable(probes) else probes
    return [probe if isinstance(probe, tuple) else (probe,) for probe in listed]


def _call(function: Callable, arguments: tuple) -> Call:
    words = ", ".join(described(argument) for argument in arguments)
    try:
        return Call(words, function(*copy.deepcopy(arguments)))
    except (Exception, SystemExit) as error:
        return Call(words, error=_in_words(error))


def _in_words(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:200]
    except Exception:
        return "an error that cannot be shown"


def unfinished(calls: list[Call]) -> bool:
    """Return whether a function has no body yet: it gives nothing, whatever it is called with."""
    return all(blank(call.value) and call.error.split(":")[0] in ("", "NotImplementedError") for call in calls)


def compare_calls(given: list[Call] | None, wanted: list[Call], rules: Rules, words: str = "") -> Outcome:
    """Judge right when every call gives what the reference gives; otherwise tell the first that does not."""
    if given is None:
        return Outcome(False, not_a("function", words))
    outcomes = (_compare_call(one, other, rules) for one, other in zip(given, wanted, strict=True))
    return next((outcome for outcome in outcomes if not outcome.right), Outcome(True))


def _compare_call(given: Call, wanted: Call, rules: Rules) -> Outcome:
    if given.error:
        return Outcome(False, f"Called with {given.arguments}, your function stopped: {given.error}")
    if blank(given.value):
        return Outcome(False, f"Called with {given.arguments}, your function returns nothing: is `return` missing?")
    outcome = compare(given.value, wanted.value, rules)
    said = f"Called with {given.arguments}, your function does not return what it should. {outcome.message}"
    return outcome if outcome.right else Outcome(False, said, outcome.form)
