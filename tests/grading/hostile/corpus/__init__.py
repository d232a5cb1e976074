"""The corpus of hostile and damaged submissions: every case, by theme."""

from __future__ import annotations

from corpus import (
    cheating,
    damaged,
    endings,
    endless,
    exhaustion,
    forging,
    large,
    layout,
    network,
    notation,
    odd,
    outside,
    posing,
    processes,
    settings,
    tampering,
)
from corpus.case import Base, Case, Expected, Files, Link, Pipe

_THEMES = (
    cheating, damaged, endings, endless, exhaustion, forging, large, layout, network, notation, odd, outside, posing,
    processes, settings, tampering,
)  # fmt: skip
CASES: tuple[Case, ...] = tuple(case for theme in _THEMES for case in theme.CASES)

__all__ = ["CASES", "Base", "Case", "Expected", "Files", "Link", "Pipe"]
