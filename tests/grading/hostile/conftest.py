"""The exercise that hostile submissions answer, and what they are made from."""

from __future__ import annotations

import copy
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.datasets import WEEKS
from course.firm import Firm
from course.grading import folders, notebooks
from course.grading.authoring import exercises
from course.world.observe import observe
from course.world.simulate import World

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # the corpus is a package beside the tests

from corpus.case import Base, Cell, Files, Link, Pipe, answers, notebook  # noqa: E402

collect_ignore_glob = ["*.ipynb"]  # the exercise is an instructor's: nobody runs it in a kernel
SEED = 11
WRONG = {
    "h1.1": "top_share = 0.123",
    "h1.2": "buyers = 4",
    "h1.3": 'by_channel = firm.orders.groupby("channel", as_index=False)["revenue"].sum().assign(revenue=1)',
    "h1.4": "def spread(values):\n    return -1.5",
    "h1.5": "import matplotlib.pyplot as plt\n\nfig, curve = plt.subplots()\ncurve.plot([1, 2, 3])",
    "h1.6": 'advice = "Write to nobody."',
}


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> folders.Exercise:
    """Return the exercise, in a folder of its own as an instructor keeps it."""
    path = tmp_path_factory.mktemp("private") / "h1_hostile"
    shutil.copytree(HERE / "exercise" / "h1_hostile", path)
    exercises.build(path)
    return folders.load(path)


@pytest.fixture(scope="session")
def market(exercise: folders.Exercise) -> Firm:
    """Return the data that the exercise is answered on."""
    return observe(World(exercise.customers, WEEKS, SEED), name="h1", kind="release")


@pytest.fixture(scope="session")
def base(exercise: folders.Exercise, tmp_path_factory: pytest.TempPathFactory) -> Base:
    """Return what every case is made from; the folder outside holds what an instructor keeps beside a grading run."""
    solved = notebooks.read(exercise.path / "solution.ipynb")["cells"]
    empty = notebooks.read(exercise.path / "exercise.ipynb")["cells"]
    made = Base(tuple(solved), tuple(empty), tuple(map(_wrong, solved)), tmp_path_factory.mktemp("outside"))
    _fill(made, exercise)
    return made


def _wrong(cell: Cell) -> Cell:
    sources: dict[str, Any] = {id: source for id, source in WRONG.items() if answers(cell, id)}
    return {**copy.deepcopy(cell), **({"source": sources.popitem()[1]} if sources else {})}


def _fill(base: Base, exercise: folders.Exercise) -> None:
    shutil.copytree(exercise.path, base.outside, dirs_exist_ok=True)
    (base.outside / "course.key").write_text("5f" * 32, encoding="ascii")
    (base.outside / "results").mkdir()
    (base.outside / "results" / "ana.json").write_text('{"student": "ana", "score": 6.0}', encoding="utf-8")
    (base.outside / "submissions").mkdir()
    (base.outside / "submissions" / "ana.ipynb").write_bytes(notebook(base.solved))


def graded(
    place: Path, exercise: folders.Exercise, submissions: dict[str, bytes | Files], most: str = "full"
) -> dict[str, Any]:
    """Grade submissions as `course grade` does, on data of their own, with a short clock; return results by student."""
    from course.grading.marking import batch, grade
    from course.grading.sandbox.limits import Limits

    limits = Limits(cell_seconds=2.5, total_seconds=30, memory=1_000, folder=50, files=1_000, processes=48)
    setting = batch.Setting(exercise.path, b"\x5f" * 32, limits, most)
    for student, content in submissions.items():
        hand_in(place / "submissions", student, content)
    order = grade.Order(setting, place / "submissions", place / "out", allow_unisolated=most == "none")
    return {result.student: result for result in grade.grade(order).results}


def hand_in(folder: Path, student: str, content: bytes | Files) -> None:
    """Put what a student hands in where submissions are: a notebook, or a folder of files."""
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        (folder / f"{student}.ipynb").write_bytes(content)
        return
    for name, inner in content.items():
        path = folder / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, inner)


def _put(path: Path, content: bytes | Link | Pipe) -> None:
    if isinstance(content, Link):
        path.symlink_to(content.target)
    elif isinstance(content, Pipe):
        os.mkfifo(path)
    else:
        path.write_bytes(content)


@pytest.fixture(scope="session")
def grading() -> Callable[..., dict[str, Any]]:
    """Return `graded`."""
    return graded
