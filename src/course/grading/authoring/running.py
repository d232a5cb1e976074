"""Run a notebook's code cells in this process, without a kernel: quick, for the tests of an exercise."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Any

from course.grading import folders
from course.grading.judging.judge import Verdict
from course.grading.notebooks import MAGIC, Notebook, code_cells
from course.grading.practice.feedback import examining


class CellFailed(Exception):
    """A cell of a notebook raised an error."""


def run(notebook: Notebook, exercise: folders.Exercise, firm: Any) -> dict[str, Verdict]:
    """Run all cells; return the last verdict of every question that they check. `course.load()` gives `firm`.

    Raises CellFailed with the number and the first line of the cell that failed.
    """
    with examining(exercise, firm) as verdicts, _as_loaded(firm), _without_windows():
        namespace: dict[str, Any] = {"__name__": "__main__", "display": lambda *_, **__: None}
        for number, source in enumerate(code_cells(notebook), start=1):
            _run_cell(source, number, namespace)
    return {verdict.question: verdict for verdict in verdicts}


def _run_cell(source: str, number: int, namespace: dict[str, Any]) -> None:
    try:
        exec(compile(MAGIC.sub("", source), f"cell {number}", "exec"), namespace)
    except (Exception, SystemExit) as error:
        first = next((line for line in source.splitlines() if line.strip()), "")
        raise CellFailed(f"code cell {number} ({first}) stopped with {type(error).__name__}: {error}") from error


@contextlib.contextmanager
def _as_loaded(firm: Any) -> Iterator[None]:
    """Let `course.load()` give the firm; other datasets are loaded as ever."""
    facade = vars(sys.modules["course"])

    def load(*args: Any, **settings: Any) -> Any:
        from course import datasets

        return datasets.load(*args, **settings) if args or settings else firm

    before = facade.get("load")  # the facade loads nothing before it is asked for
    facade["load"] = load
    try:
        yield
    finally:
        facade.pop("load")
        if before is not None:
            facade["load"] = before


@contextlib.contextmanager
def _without_windows() -> Iterator[None]:
    """Draw into memory, print nowhere, leave no figure open."""
    import matplotlib.pyplot as plt

    backend = plt.get_backend()
    plt.switch_backend("agg")
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        plt.close("all")
        plt.switch_backend(backend)
