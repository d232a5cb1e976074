"""What a firm can do differently: the interventions that `World.do` knows, and what each takes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from numbers import Integral, Real
from typing import Any

from course.errors import invalid, unknown


@dataclass(frozen=True)
class Decisions:
    """The decisions in force.

    programme : are customers invited to the loyalty programme?
    campaigns : "on" (a random half), "off" (nobody), or the ids of those who get the mailing.
    training : are agents trained?
    recovery : are failures made good?
    competitor : is there one?
    prices : factor on all of the firm's prices.
    """

    programme: str = "on"
    campaigns: str | frozenset[int] = "on"
    training: str = "on"
    recovery: str = "on"
    competitor: str = "on"
    prices: float = 1.0

    def changed(self, **interventions: object) -> Decisions:
        """Return these decisions with some changed."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in interventions:
            if name not in known:
                raise unknown("intervention", name, known)
        return dataclasses.replace(self, **{name: _CHECKS[name](value) for name, value in interventions.items()})


def _on_or_off(name: str, value: object) -> str:
    if value not in ("on", "off"):
        raise invalid(name, value, '"on" or "off"')
    return str(value)


def _campaigns(value: object) -> str | frozenset[int]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return _on_or_off("campaigns", value)
    ids = list(value)
    if not all(isinstance(one, Integral) and not isinstance(one, bool) and int(one) > 0 for one in ids):
        raise invalid("campaigns", ids[:3], '"on", "off" or a list of customer ids', "Pass frame.customer_id.")
    return frozenset(int(one) for one in ids)


def _prices(value: object) -> float:
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or not value > 0:  # type: ignore[arg-type, operator]
        raise invalid("prices", value, "a factor above 0", "1.05 raises all prices by five percent.")
    return float(value)  # type: ignore[arg-type]


_CHECKS: dict[str, Callable[[object], Any]] = {
    **{name: partial(_on_or_off, name) for name in ("programme", "training", "recovery", "competitor")},
    "campaigns": _campaigns,
    "prices": _prices,
}
