"""Do intervals keep their promise? Each measure on 200 datasets whose truth is known; one module a field."""

from __future__ import annotations

from types import ModuleType

from course.errors import unknown
from course.study.coverage import (
    base,
    buy_till_you_die,
    effects,
    needs,
    places,
    quality,
    scales,
    segments,
    survey,
    time,
)
from course.study.coverage.case import Case

__all__ = ["CASES", "FIELDS", "Case", "named"]

# One module a field; each has a tuple CASES.
FIELDS: tuple[ModuleType, ...] = (
    base,
    buy_till_you_die,
    effects,
    needs,
    places,
    quality,
    scales,
    segments,
    survey,
    time,
)
CASES: tuple[Case, ...] = tuple(case for field in FIELDS for case in field.CASES)


def named(names: list[str] | None) -> list[Case]:
    """Return the cases of these measures ("nps") or labels ("instrument till"); all when none is named."""
    chosen = []
    for name in names or [case.label for case in CASES]:
        found = [case for case in CASES if name in (case.measure, case.label)]
        if not found:
            raise unknown("case", name, [case.label for case in CASES])
        chosen += [case for case in found if case not in chosen]
    return chosen
