"""Where the project lies: the checkout with notebooks/, exercises/, data/ and work/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from course.errors import DataError

MARKS = ("pyproject.toml", "src/course")


def find_root() -> Path | None:
    """Return the folder of the checkout that holds this package or the current folder; None in a bare wheel."""
    return next((folder for folder in _candidates() if all((folder / mark).exists() for mark in MARKS)), None)


def root() -> Path:
    """Return the checkout's folder. Raise `DataError` where there is none, with the way to one."""
    if folder := find_root():
        return folder
    raise DataError(
        f"No checkout of the workbook was found in {Path.cwd()} or above it. Chapters and exercises live there, "
        "not in the installed package: go into the project's folder, or fetch it and run `python3 start.py lab`."
    )


def _candidates() -> Iterator[Path]:
    yield from Path(__file__).resolve().parents
    yield Path.cwd()
    yield from Path.cwd().parents
