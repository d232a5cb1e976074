"""The corpus of hostile and damaged submissions: every case, by theme."""

from __future__ import annotations

from corpus import damaged, layout, notation, settings, tampering
from corpus.case import Base, Case, Expected, Files, Link, Pipe

THEMES = {module.__name__.split(".")[-1]: module.CASES for module in (damaged, layout, notation, settings, tampering)}
CASES: tuple[Case, ...] = tuple(case for cases in THEMES.values() for case in cases)

__all__ = ["CASES", "THEMES", "Base", "Case", "Expected", "Files", "Link", "Pipe"]
