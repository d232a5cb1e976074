"""An exercise for those who use nbgrader: one notebook whose test cells know the right answers on the standard data.

Numbers, texts, lists, dictionaries, Series, tables and functions get hidden tests; a figure, a choice or a free text is
marked by hand. Cell metadata and markers are those of nbgrader's schema 3.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from course.datasets import standard
from course.grading import folders, notebooks
from course.grading.authoring.exercises import write_notebook
from course.grading.authoring.expected import typed_expectation
from course.grading.folders import Exercise, limited
from course.grading.judging import judge
from course.grading.notebooks import Cell, Notebook
from course.grading.questions import Question

BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def export(name: str | Path, out: Path) -> Path:
    """Write NAME.ipynb, nbgrader's source notebook, into a folder; return its path.

    Errors: DataError where the exercise cannot be read, or its answers cannot be computed.
    """
    exercise = folders.load(folders.folder_of(name))
    out.mkdir(parents=True, exist_ok=True)
    return write_notebook(out / f"{exercise.name}.ipynb", exported(exercise))


def exported(exercise: Exercise) -> Notebook:
    """Return the notebook: the solution, with a test cell in the place of every check."""
    firm = limited(standard(), exercise)
    notebook = notebooks.read(exercise.path / "solution.ipynb")
    notebook["cells"] = [_cell(cell, exercise, firm) for cell in notebook["cells"]]
    return {**notebook, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: Cell, exercise: Exercise, firm: Any) -> Cell:
    asked = [exercise.questions[id] for id in notebooks.questions_checked(cell) if id in exercise.questions]
    if cell["cell_type"] == "code":
        cell = {**cell, "outputs": [], "execution_count": None}
    if not asked or notebooks.has_region(cell):
        return cell
    tests = [test for question in asked if (test := _test(question, firm))]
    mark = dict(cell.get("metadata", {}).get("nbgrader", {}))
    if not tests:
        by_hand = {"grade": False, "solution": False, "locked": True}
        return {**cell, "metadata": {**cell["metadata"], "nbgrader": {**mark, **by_hand}}}
    mark |= {"grade": True, "locked": True, "solution": False, "points": sum(one.points for one in asked)}
    return {**cell, "source": "\n".join(tests), "metadata": {**cell["metadata"], "nbgrader": mark}}


def _test(question: Question, firm: Any) -> str:
    """Return the source of a hidden test; nothing where a person must look."""
    if question.plot is not None or question.decision is not None or question.rubric is not None:
        return ""
    expected = typed_expectation(question, judge.expected(question, question.reference, firm), firm)
    text = json.dumps(expected, ensure_ascii=True)
    return "\n".join(
        [
            f"# {question.title}",
            "from course.grading.authoring.expected import matches",
            BEGIN,
            f"assert matches({question.binds}, {text!r}), {f'{question.id} is not right.'!r}",
            END,
        ]
    )
