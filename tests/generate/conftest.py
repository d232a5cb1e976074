"""A small market in three blocks, made once; and copies of it to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from course.generate import Plan, generate

PLAN = Plan(customers=1_300, seed=5, truth="shared", block=500)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Return the plan of the small market."""
    return PLAN


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the small market; not to be changed."""
    folder = tmp_path_factory.mktemp("market") / "made"
    generate(PLAN, folder, show=False)
    return folder


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the small market."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that gives every file of a folder with its bytes."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
