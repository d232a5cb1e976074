"""What many tests share: a notebook from a few lines, a small checkout with two chapters, the command `course`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from course.workbook.execution import stamped

settings.register_profile("clientela", deadline=None)  # no test looks at the clock: a busy machine is no fault
settings.load_profile("clientela")

Notebook = dict
PIXEL = "data:image/png;base64,iVBORw0KGgo="
FIGURE = f'<figure><img alt="Bars: two in ten buy" src="{PIXEL}"><figcaption>Buyers</figcaption></figure>'


@pytest.fixture(autouse=True)
def _standard_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads another world because the shell it runs in happens to name one."""
    monkeypatch.delenv("CLIENTELA_SEED", raising=False)


def cell_of(text: str, nr: int, count: int) -> dict:
    """Return a markdown cell, or a code cell where the text starts with `>>> ` and may go on with `--- output`."""
    base = {"id": f"cell-{nr}", "metadata": {}}
    if not text.startswith(">>> "):
        return {"cell_type": "markdown", **base, "source": text.splitlines(keepends=True)}
    source, _, output = text.removeprefix(">>> ").partition("\n--- ")
    outputs = [{"output_type": "stream", "name": "stdout", "text": (output + "\n").splitlines(keepends=True)}]
    if output.startswith("<"):
        data = {"text/html": [output], "text/plain": ["Figure"]}
        outputs = [{"output_type": "display_data", "data": data, "metadata": {}}]
    code = {"cell_type": "code", **base, "execution_count": count, "outputs": outputs if output else []}
    return {**code, "source": source.splitlines(keepends=True)}


def notebook_of(*texts: str) -> Notebook:
    """Return a notebook whose code cells count as run in their order."""
    cells, count = [], 0
    for nr, text in enumerate(texts):
        count += text.startswith(">>> ")
        cells.append(cell_of(text, nr, count))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python", "pygments_lexer": "ipython3"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def make_notebook() -> Callable[..., Notebook]:
    """Return a function that makes a notebook (a dict) from texts; code starts with `>>> `."""
    return notebook_of


GOOD_CHAPTER = (
    "# 01 · Who buys?\n\nHow many of ten people buy?",
    f">>> buyers, people = 2, 10\n--- {FIGURE}",
    "## You will learn\n\n- count buyers\n- divide\n- compare\n\nAbout 40 minutes.",
    "## The idea\n\nA buyer buys {cite}`ehrenberg1959`, said in 1959.",
    "## Predict first\n\nHow many of 10?",
    "## By hand, then on the data\n\nTwo of 10; see [chapter 02](02_more.ipynb).",
    ">>> print(buyers / people)\n--- 0.2",
    "### Deeper: more\n\nMore of it.",
    ">>> extra = buyers + 1\nprint(extra)\n--- 3",
    "## Against the truth\n\nIt is the truth.",
    "## A wrong turn\n\nCount nobody.",
    "## What to remember\n\nCount.",
    "## Words\n\n| English | Russian | Polish | Portuguese |\n|-|-|-|-|\n| buyer | покупатель | kupujący | comprador |",
    "## Exercises\n\nExercise 01.1 is in [the exercise](../exercises/01_who/exercise.ipynb).",
    "## Sources\n\n- {cite}`ehrenberg1959` Ehrenberg, A. S. C. (1959). The pattern of consumer purchases.",
)

REFERENCES = """@article{ehrenberg1959,
  author = {Ehrenberg, Andrew S. C.},
  title = {The Pattern of Consumer Purchases},
  journal = {Applied Statistics},
  volume = {8},
  pages = {26--41},
  year = {1959},
}
"""


@pytest.fixture
def good_chapter() -> Notebook:
    """Return a chapter that keeps every law."""
    return stamped(notebook_of(*GOOD_CHAPTER))


@pytest.fixture
def checkout(tmp_path: Path, good_chapter: Notebook) -> Path:
    """Return a small checkout, in a path with a space and a letter that is not ASCII."""
    root = tmp_path / "Kaffee für alle"
    (root / "src" / "course").mkdir(parents=True)
    (root / "pyproject.toml").write_text("", encoding="utf-8")
    exercise = notebook_of("# The exercise\n\nBack to [the chapter](../../notebooks/01_who.ipynb).", ">>> answer = ...")
    for path, notebook in {
        "notebooks/00_start_here.ipynb": notebook_of("# 00 · Start here", ">>> print(1 + 1)\n--- 2"),
        "notebooks/01_who.ipynb": good_chapter,
        "notebooks/02_more.ipynb": notebook_of("# 02 · More", ">>> 1 + 1\n--- 2"),
        "notebooks/a1_pandas.ipynb": notebook_of("# a1 · pandas"),
        "exercises/01_who/exercise.ipynb": exercise,
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (root / "exercises" / "01_who" / "checks.py").write_text('@question("01.1", binds="n")\n', encoding="utf-8")
    (root / "notebooks" / "references.bib").write_text(REFERENCES, encoding="utf-8")
    return root


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `course` with words: its exit code, what it prints, what it says beside."""
    from course import cli

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["course", *words])
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
        said = capsys.readouterr()
        return code or 0, said.out, said.err

    monkeypatch.delenv("COURSE_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return run


def pytest_report_header() -> str:
    """Say which walls stand around notebooks that are graded here: what needs higher ones is skipped."""
    from course.grading.sandbox.client import level_here

    return f"isolation of graded notebooks: {level_here()}"
