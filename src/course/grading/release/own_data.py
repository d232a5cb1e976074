"""Data of a student's or a group's own: a small market from the key, of which the exercise's tables are given out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from course.datasets import WEEKS, standard, store
from course.firm import Firm
from course.grading.folders import Exercise, limited
from course.grading.release import keys
from course.grading.release.roster import Student
from course.world.observe import observe
from course.world.simulate import World


def firm_of(exercise: Exercise, key: bytes | None, student: Student) -> Firm:
    """Return what an exercise needs of a student's own data, hidden tables too; without a key, of the standard data.

    Errors: DataError where the market lacks a table that the exercise names.
    """
    if key is None:
        return limited(standard(), exercise)
    seed = keys.seed(key, exercise.name, student.whose)
    return market_of(exercise, seed, _name(exercise, seed))


def market_of(exercise: Exercise, seed: int, name: str) -> Firm:
    """Return what an exercise needs of the market of a seed, of the size of a student's own. Errors: as `firm_of`."""
    world = World(exercise.customers, WEEKS, seed)
    return limited(observe(world, name=name, kind="release", expected=False), exercise)


def _name(exercise: Exercise, seed: int) -> str:
    """Return a name for the data that tells them apart and tells nothing else."""
    mark = hashlib.sha256(f"name of data/{seed}".encode()).hexdigest()[:8]
    return f"{exercise.name}-{mark}"


def write_for_student(firm: Firm, folder: Path, exercise: Exercise) -> None:
    """Write what a student may see, with a manifest that says whose exercise it is and nothing of the seed.

    Errors: DataError; nothing is half written.
    """
    about: dict[str, Any] = {"origin": None, "released": {"exercise": exercise.name}}
    store.write(_observed(firm), folder, about)


def _observed(firm: Firm) -> Firm:
    loaders = {name: lambda name=name: firm[name] for name in firm.tables}
    return Firm(loaders, name=firm.name, version=firm.version, kind=firm.kind)
