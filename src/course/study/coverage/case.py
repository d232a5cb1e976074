"""A promise about a measure: over many datasets whose truth is known, its interval holds it as often as it says.

Datasets come from the market where the market has the quantity (`WORLDS`), and from the measure's own model where it
has not (`OWN_MODEL`): a market without that functional form has no true r or alpha to be found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType

DATASETS = 200
WORLDS, OWN_MODEL = "market", "own model"


@dataclass(frozen=True)
class Found:
    """What a measure said of one quantity in one dataset, and what is true there; `low`, `high` end its interval."""

    quantity: str
    truth: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """One measure, tried on dataset 1, 2, … 200.

    measure : its public name in `course.measures`; about : a few words that tell cases of one measure apart.
    data : WORLDS or OWN_MODEL. try_on : from the number of a dataset to what was found; always the same quantities.
    claims : share of datasets in which the interval is to hold the truth.
    wider : why the interval is wider than claimed, where that is by construction; empty where it must not be.
    """

    measure: str
    data: str
    try_on: Callable[[int], Iterable[Found]]
    about: str = ""
    claims: float = 0.95
    wider: str = ""

    @property
    def label(self) -> str:
        """Return the name by which the case is asked for, as "nps" or "instrument till"."""
        return f"{self.measure} {self.about}".rstrip()

    @property
    def modules(self) -> list[ModuleType]:
        """Return the modules whose code decides: that of the case and that of the measure."""
        from course import measures

        tried = getattr(self.try_on, "func", self.try_on).__module__
        return [sys.modules[tried], sys.modules[getattr(measures, self.measure).__module__]]
