"""The exercise that students get, made from its solution: `build`; and a new exercise to begin with: `new`."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from course import atomic
from course.errors import DataError, InputError, invalid
from course.grading import folders, notebooks
from course.grading.notebooks import Cell, Notebook

VOLATILE = ("execution", "ExecuteTime", "trusted", "collapsed")
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def build(name: str | Path) -> Path:
    """Write `exercise.ipynb` from `solution.ipynb`; return its path.

    Raises DataError where the solution cannot be read or a region is not closed.
    """
    folder = folders.folder_of(name)
    return write_notebook(folder / "exercise.ipynb", made_from(folder))


def stale(name: str | Path) -> bool:
    """Return whether `exercise.ipynb` differs from what `build` makes, or is missing."""
    folder = folders.folder_of(name)
    built = folder / "exercise.ipynb"
    return not built.is_file() or notebooks.read(built) != made_from(folder)


def made_from(folder: Path) -> Notebook:
    """Return the exercise of a folder's solution: equal solutions give equal exercises, to the byte."""
    solution = folder / "solution.ipynb"
    try:
        exercise = notebooks.without_answers(notebooks.read(solution))
    except (DataError, SyntaxError) as error:
        raise DataError(f"{solution}: {error}") from error
    kept = {key: exercise["metadata"][key] for key in ("kernelspec", "language_info") if key in exercise["metadata"]}
    return {"cells": _cells(exercise["cells"]), "metadata": kept, "nbformat": 4, "nbformat_minor": 5}


def tidy(name: str | Path) -> Path:
    """Give the cells of `solution.ipynb` what is missing: ids, and nbgrader's metadata; return its path."""
    folder = folders.folder_of(name)
    solution = notebooks.read(folder / "solution.ipynb")
    points = {id: question.points for id, question in folders.load(folder).questions.items()}
    asked: list[str] = []
    for cell in reversed(solution["cells"]):  # an answer belongs to the next check
        asked = notebooks.questions_checked(cell) or asked
        _mark(cell, asked, points)
    solution["cells"] = _cells(solution["cells"], keep=True)
    solution["nbformat"], solution["nbformat_minor"] = 4, 5
    return write_notebook(folder / "solution.ipynb", solution)


def _cells(cells: list[Cell], keep: bool = False) -> list[Cell]:
    """Return cells with stable ids; those without one get it from what they say."""
    seen: set[str] = set()
    made = []
    for cell in cells:
        id = cell.get("id", "")
        if id in seen or not CELL_ID.fullmatch(id):
            id = _id_from(cell["source"], seen)
        seen.add(id)
        metadata = {key: value for key, value in cell.get("metadata", {}).items() if keep or key not in VOLATILE}
        made.append({**cell, "id": id, "metadata": metadata})
    return made


def _id_from(source: str, seen: set[str]) -> str:
    turn = 0
    while (id := hashlib.blake2b(f"{turn}{source}".encode(), digest_size=4).hexdigest()) in seen:
        turn += 1
    return id


def _mark(cell: Cell, asked: list[str], points: dict[str, float]) -> None:
    """Add nbgrader's metadata to an answer or a check that has none."""
    checked = notebooks.questions_checked(cell)
    answer = notebooks.has_region(cell)
    if not (answer or checked) or "nbgrader" in cell.setdefault("metadata", {}):
        return
    ids = "-".join(asked).replace(".", "-") or _id_from(cell["source"], set())
    mark: dict[str, Any] = {"schema_version": 3, "task": False, "solution": answer, "grade": bool(checked)}
    mark |= {"locked": not answer, "grade_id": f"{'answer' if answer else 'check'}-{ids}"}
    if checked:
        mark["points"] = sum(points.get(id, 0) for id in checked)
    cell["metadata"]["nbgrader"] = mark


def write_notebook(path: Path, notebook: Notebook) -> Path:
    """Write a notebook whole or not at all."""
    lines = [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in notebook["cells"]]
    text = json.dumps({**notebook, "cells": lines}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    atomic.write_text(path, text)
    return path


def new(name: str, place: Path | None = None) -> Path:
    """Begin an exercise: a folder with one question that works, under `exercises/` or in a place of one's own.

    Raises InputError where the name is not a chapter's, or the folder exists.
    """
    if not re.fullmatch(r"[a-z]?\d+_\w+", name):
        raise invalid("name", name, "a chapter's name, as '07_behavioural_segments'")
    folder = (Path(place) if place is not None else folders.checkout() / "exercises") / name
    if folder.exists():
        raise InputError(f"{folder} exists already. Edit it, or choose another name.")
    chapter = name.split("_")[0]
    staged = folder.with_name(f".{name}.{os.getpid()}")
    staged.mkdir(parents=True)
    (staged / "exercise.toml").write_text(TOML, encoding="utf-8")
    (staged / "checks.py").write_text(CHECKS.replace("NN", chapter), encoding="utf-8")
    title = name.removeprefix(f"{chapter}_").replace("_", " ")
    write_notebook(staged / "solution.ipynb", _first_notebook(chapter, title))
    os.replace(staged, folder)
    tidy(folder)
    build(folder)
    return folder


def _first_notebook(chapter: str, title: str) -> Notebook:
    cells = [_cell(kind, source.replace("NN", chapter).replace("TITLE", title)) for kind, source in CELLS]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str) -> Cell:
    return {"cell_type": kind, "metadata": {}, "source": source} | (
        {"outputs": [], "execution_count": None} if kind == "code" else {}
    )


TOML = """\
customers = 2000                    # size of the dataset a student of a graded exercise is given
tables = ["customers", "orders"]    # what the exercise needs
minutes = 20
"""

CHECKS = '''\
"""What is asked, what is right, and which wrong answers are understood."""

from course.grading import misconception, question


@question("NN.1", binds="orders_per_buyer", points=1, text="Orders per buyer", hints=[
    "Who is a buyer: everybody on file, or those who have ordered?",
    "Divide the number of orders by the number of different customers in `firm.orders`.",
])
def orders_per_buyer(firm) -> float:
    return len(firm.orders) / firm.orders["customer_id"].nunique()


@misconception("NN.1", hint="You divided by everybody on file; a buyer has ordered at least once.")
def per_customer_on_file(firm) -> float:
    return len(firm.orders) / len(firm.customers)
'''

CELLS = (
    (
        "markdown",
        "# Exercise NN · TITLE\n\nAbout 20 minutes. Replace each `...` by your answer, then run the check below it.",
    ),
    ("code", "import course\n\nfirm = course.load()"),
    (
        "markdown",
        "**NN.1** How many orders has a buyer made on average?\n\n*A number: orders per customer who has ordered.*",
    ),
    (
        "code",
        f"{notebooks.BEGIN}\n"
        'orders_per_buyer = len(firm.orders) / firm.orders["customer_id"].nunique()\n'
        f"{notebooks.END}",
    ),
    ("code", 'course.check("NN.1", orders_per_buyer)'),
)
