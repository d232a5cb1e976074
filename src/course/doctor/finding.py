"""What one check of an installation found."""

from __future__ import annotations

from dataclasses import dataclass

WELL, BROKEN, ABSENT = "✓", "✗", "–"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: what was looked at, how it is, and how to mend it."""

    what: str
    mark: str
    says: str
    next_step: str = ""


def well(what: str, says: str) -> Finding:
    """Return the finding that all is as it should be."""
    return Finding(what, WELL, says)


def broken(what: str, says: str, next_step: str) -> Finding:
    """Return the finding that something must be mended before the course works."""
    return Finding(what, BROKEN, says, next_step)


def absent(what: str, says: str, next_step: str) -> Finding:
    """Return the finding that something useful is not there; the course works without it."""
    return Finding(what, ABSENT, says, next_step)
