"""The corpus of hostile and damaged submissions: every case, by theme."""

from __future__ import annotations

from corpus import damaged
from corpus.case import Base, Case, Expected, Files, Link, Pipe

THEMES = {"damaged": damaged.CASES}
CASES: tuple[Case, ...] = tuple(case for cases in THEMES.values() for case in cases)

__all__ = ["CASES", "THEMES", "Base", "Case", "Expected", "Files", "Link", "Pipe"]
