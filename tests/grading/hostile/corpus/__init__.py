"""The corpus of hostile and damaged submissions: every case, by theme."""

from __future__ import annotations

from corpus import damaged, large, layout, notation, odd, posing, settings, tampering
from corpus.case import Base, Case, Expected, Files, Link, Pipe

_MODULES = (damaged, large, layout, notation, odd, posing, settings, tampering)
THEMES = {module.__name__.split(".")[-1]: module.CASES for module in _MODULES}
CASES: tuple[Case, ...] = tuple(case for cases in THEMES.values() for case in cases)

__all__ = ["CASES", "THEMES", "Base", "Case", "Expected", "Files", "Link", "Pipe"]
