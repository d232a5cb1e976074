"""Clientela: a teaching and research workbook on customer behaviour.

>>> import course
>>> firm = course.load()
>>> firm.orders

Nothing is imported before it is asked for, so `import course` costs next to nothing.
"""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING

from course._version import __version__ as __version__

if TYPE_CHECKING:
    from course import datasets as datasets
    from course import measures as measures
    from course.claims import claim as claim
    from course.datasets import load as load
    from course.grading import check as check
    from course.grading import hint as hint
    from course.grading import solution as solution
    from course.plots import show as show
    from course.world.effects import effect as effect
    from course.world.simulate import World as World

    market_version: str

# public name → the module that has it, and its name there (none: the module itself)
_PUBLIC: dict[str, tuple[str, str]] = {
    "load": ("course.datasets", "load"),
    "World": ("course.world.simulate", "World"),
    "effect": ("course.world.effects", "effect"),
    "claim": ("course.claims", "claim"),
    "show": ("course.plots", "show"),
    "check": ("course.grading", "check"),
    "hint": ("course.grading", "hint"),
    "solution": ("course.grading", "solution"),
    "market_version": ("course.world.parameters", "MARKET_VERSION"),
    "datasets": ("course.datasets", ""),
    "measures": ("course.measures", ""),
}

__all__ = ["__version__", *_PUBLIC]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _PUBLIC:
            close = difflib.get_close_matches(name, _PUBLIC, n=1, cutoff=0.5)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            raise AttributeError(f"course has no {name!r}.{meant} It has: {', '.join(_PUBLIC)}.", name=name)
        module, attribute = _PUBLIC[name]
        found = importlib.import_module(module)
        value = getattr(found, attribute) if attribute else found
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
