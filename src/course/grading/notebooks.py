"""Reading a solution notebook: its solution regions, the questions it asks, and the same notebook without answers.

A region stands between `### BEGIN SOLUTION` and `### END SOLUTION`, alone on their lines. In the exercise it becomes

    # YOUR ANSWER HERE
    top_share = ...

with one such line for every name that the region binds and that something outside a region uses; where there is
none, `...` alone. In a Markdown cell it becomes *YOUR ANSWER HERE*. A cell tagged `solution` is left out.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.errors import DataError

Notebook = dict[str, Any]
Cell = dict[str, Any]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BLANK = "YOUR ANSWER HERE"
OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def read(path: Path) -> Notebook:
    """Read a notebook; raises DataError where there is none, or it is damaged."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing. docs/exercises.md says what an exercise consists of.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} is no notebook: {error}") from error
    return notebook


def code_cells(notebook: Notebook) -> list[str]:
    """Return the sources of all code cells."""
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


def without_answers(notebook: Notebook) -> Notebook:
    """Return the exercise: regions blanked, cells tagged `solution` left out, outputs cleared."""
    used = _names_used(notebook)
    exercise = copy.deepcopy(notebook)
    for number, cell in enumerate(exercise["cells"], start=1):
        with _in_cell(number):
            cell["source"] = _blanked(cell, used)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    exercise["cells"] = [cell for cell in exercise["cells"] if "solution" not in tags(cell)]
    return exercise


@contextlib.contextmanager
def _in_cell(number: int) -> Iterator[None]:
    """Say in which cell, counted from 1, something is wrong."""
    try:
        yield
    except (ValueError, SyntaxError) as error:
        raise DataError(f"cell {number}: {error}") from error


def tags(cell: Cell) -> list[str]:
    """Return a cell's tags."""
    return cell.get("metadata", {}).get("tags", [])


def has_region(cell: Cell) -> bool:
    """Return whether a cell holds a solution region."""
    return any(line.strip() == BEGIN for line in cell["source"].splitlines())


def questions_asked(notebook: Notebook) -> dict[str, str]:
    """Return the questions that a notebook checks, in its order: id → name of the answer that is handed in."""
    return {id: name for source in code_cells(notebook) for id, name in _checks(source)}


def solutions(folder: Path) -> dict[str, list[str]]:
    """Return the solution of each question as the sources of its cells.

    A cell with a region belongs to the check in the same cell, or else to the next one.
    """
    found: dict[str, list[str]] = {}
    waiting: list[str] = []
    for cell in read(folder / "solution.ipynb")["cells"]:
        if has_region(cell):
            waiting.append(_without_markers(cell["source"]))
        if ids := questions_checked(cell):
            found.update(dict.fromkeys(ids, waiting))
            waiting = []
    return found


def _without_markers(source: str) -> str:
    """Return a cell's source without the markers and without its checks."""
    lines = [line for line in source.splitlines() if line.strip() not in (BEGIN, END)]
    return "\n".join(line for line in lines if not re.match(r"(course\.)?check\(", line)).strip()


def _checks(source: str) -> Iterator[tuple[str, str]]:
    """Yield question and name of the answer for every `course.check("07.3", name)`."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Call) and _called_name(node) == "check" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                given = node.args[1] if len(node.args) > 1 else None
                yield first.value, given.id if isinstance(given, ast.Name) else ""


def _called_name(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _parsed(source: str) -> ast.Module:
    return ast.parse(MAGIC.sub("", textwrap.dedent(source)))


def _pieces(source: str) -> Iterator[tuple[bool, str, list[str]]]:
    """Yield (inside a region, its indentation, lines) in order; raises ValueError where markers do not pair up."""
    lines: list[str] = []
    inside, indent = False, ""
    for line in source.split("\n"):
        marker = line.strip()
        if marker not in (BEGIN, END):
            lines.append(line)
            continue
        if (marker == BEGIN) == inside:
            raise ValueError(f"{marker!r} without its partner.")
        yield inside, indent, lines
        inside, lines, indent = not inside, [], line[: len(line) - len(line.lstrip())]
    if inside:
        raise ValueError(f"{BEGIN!r} without {END!r}.")
    yield False, "", lines


def _blanked(cell: Cell, used: set[str]) -> str:
    lines: list[str] = []
    for inside, indent, piece in _pieces(cell["source"]):
        if not inside:
            lines += piece
        elif cell["cell_type"] == "code":
            names = [name for name in names_bound(_parsed("\n".join(piece))) if name in used]
            blanks = [f"{name} = ..." for name in names] or ["..."]
            lines += [f"{indent}{line}" for line in [f"# {BLANK}", *blanks]]
        else:
            lines.append(f"*{BLANK}*")
    return "\n".join(lines)


def _names_used(notebook: Notebook) -> set[str]:
    """Return all names that code outside the regions reads."""
    names: set[str] = set()
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "code" and "solution" not in tags(cell):
            with _in_cell(number):
                names |= names_read(_parsed(_without_regions(cell["source"])))
    return names


def names_read(tree: ast.Module) -> set[str]:
    """Return all names that code reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _without_regions(source: str) -> str:
    """Return a cell's source with `...` in the place of its regions."""
    lines: list[str] = []
    for inside, indent, piece in _pieces(source):
        lines += [f"{indent}..."] if inside else piece
    return "\n".join(lines)


def names_bound(tree: ast.Module) -> list[str]:
    """Return the names that code binds at its own level, in order."""
    names = [name for statement in tree.body for name in _bound_by(statement)]
    return list(dict.fromkeys(names))


def _bound_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif not isinstance(node, OWN_SCOPE):
        for child in ast.iter_child_nodes(node):
            yield from _bound_by(child)


def questions_checked(cell: Cell) -> list[str]:
    """Return the questions that one cell checks."""
    return [id for id, _ in _checks(cell["source"])] if cell["cell_type"] == "code" else []
