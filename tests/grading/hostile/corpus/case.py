"""What a hostile or damaged submission is, and the few ways to make one from a notebook that is right or wrong."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
NONE, FILES, FULL = "none", "files", "full"  # levels of isolation, as course.grading.sandbox names them

POINTS = {"h1.1": 2, "h1.2": 1, "h1.3": 1, "h1.4": 1, "h1.5": 1}
NAMES = {"h1.1": "top_share", "h1.2": "buyers", "h1.3": "by_channel", "h1.4": "spread", "h1.5": "curve"}
ALL_RIGHT = {**dict.fromkeys(POINTS, "right"), "h1.6": "manual"}
NONE_RIGHT = {**dict.fromkeys(POINTS, "wrong"), "h1.6": "manual"}
NOT_ATTEMPTED = dict.fromkeys([*POINTS, "h1.6"], "not_attempted")
NO_POINTS = "wrong|not_attempted|not_evaluated"
SCORED = ("ok", "partial")
TRACE = "clientela_hostile_was_here"  # what a submission writes outside, and what its processes are called
PORT = 47_123  # where a submission listens


@dataclass(frozen=True)
class Link:
    """A symbolic link to a path that the case names."""

    target: str


@dataclass(frozen=True)
class Pipe:
    """A named pipe: reading it waits for somebody who never writes."""


Files = dict[str, bytes | Link | Pipe]  # a student's folder: name → content


@dataclass(frozen=True)
class Expected:
    """What grading must say. `a|b`: either; the case says why both are right.

    state : of the submission. verdicts : by question; none where nothing can be scored.
    dropped : number of cells that are dropped; None where it may differ.
    """

    state: str = "ok"
    verdicts: Mapping[str, str] = field(default_factory=lambda: ALL_RIGHT)
    dropped: int | None = 0

    def score(self, state: str) -> float | None:
        """Return the points in a state: all for a right answer, none for any other, empty where nothing is scored."""
        if state not in SCORED:
            return None
        return sum(POINTS[id] for id, verdict in self.verdicts.items() if verdict == "right")


FULL_MARKS = Expected()
ONE_DROPPED = Expected("partial", dropped=1)
EITHER = Expected("ok|partial", dropped=None)
WORTHLESS = Expected(verdicts=NONE_RIGHT)
WORTHLESS_ANYHOW = Expected(
    "ok|partial|crashed|timeout", {**dict.fromkeys(POINTS, NO_POINTS), "h1.6": "manual|not_attempted|wrong"}, None
)
UNREADABLE = Expected("unreadable", {}, None)


@dataclass(frozen=True)
class Base:
    """Notebooks to begin with, as cells, and a folder outside every submission's own that holds what is secret."""

    solved: tuple[Cell, ...]
    empty: tuple[Cell, ...]
    wrong: tuple[Cell, ...]
    outside: Path


Build = Callable[[Base], "bytes | Files"]


@dataclass(frozen=True)
class Case:
    """One submission: how it is made, what must become of it, and from which level of isolation on that must hold."""

    name: str
    build: Build
    expected: Expected = FULL_MARKS
    level: str = NONE
    why: str = ""


def code(source: str) -> Cell:
    """Return a code cell; `OUTSIDE`, `TRACE` and `PORT` stand for what they name (see `notebook`)."""
    return {"cell_type": "code", "metadata": {}, "source": source.strip("\n"), "outputs": [], "execution_count": None}


def notebook(cells: Iterable[Cell], outside: Path | None = None, **top: Any) -> bytes:
    """Return a notebook of cells as its file's bytes; `top` are further entries beside the cells."""
    cells = [_named(cell, outside) for cell in cells]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **top}
    return json.dumps(content, indent=1).encode()


def _named(cell: Cell, outside: Path | None) -> Cell:
    if not isinstance(cell.get("source"), str):
        return cell
    words = {"OUTSIDE": repr(str(outside)), "TRACE": repr(TRACE), "PORT": repr(PORT)}
    return {**cell, "source": re.sub(r"\b(OUTSIDE|TRACE|PORT)\b", lambda found: words[found[0]], cell["source"])}


def changed(change: Callable[[list[Cell]], Iterable[Cell]]) -> Build:
    """Return the solved notebook with its cells changed."""
    return lambda base: notebook(change(copy.deepcopy(list(base.solved))), base.outside)


def begin(*sources: str) -> Build:
    """Return the solved notebook with further cells before everything else."""
    return changed(lambda cells: [*map(code, sources), *cells])


def loaded(*sources: str) -> Build:
    """Return the solved notebook with further cells after the data are loaded."""
    return changed(lambda cells: [*cells[:2], *map(code, sources), *cells[2:]])


def end(*sources: str) -> Build:
    """Return the solved notebook with further cells behind its last."""
    return changed(lambda cells: [*cells, *map(code, sources)])


def among_wrong(*sources: str) -> Build:
    """Return the wrong notebook with further cells after its data, and the same once more at its end."""

    def build(base: Base) -> bytes:
        extra = [code(source) for source in sources]
        return notebook([*base.wrong[:2], *extra, *base.wrong[2:], *extra], base.outside)

    return build


def behind_wrong(*sources: str) -> Build:
    """Return the wrong notebook with further cells behind its last."""
    return lambda base: notebook([*base.wrong, *map(code, sources)], base.outside)


def answered(id: str, source: str) -> Build:
    """Return the solved notebook with other source in the cell that answers a question."""
    return changed(lambda cells: [code(source) if answers(cell, id) else cell for cell in cells])


def sources(text: str) -> dict[str, tuple[str, str]]:
    """Return cells that are written one below the other, each under a line `## name: why it is tried`."""
    parts = [part.partition("\n") for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]]
    heads = [head.partition(": ") for head, _, _ in parts]
    return {name: (body.strip("\n"), why) for (name, _, why), (_, _, body) in zip(heads, parts, strict=True)}


def cases(
    theme: str, text: str, build: Callable[[str], Build], expected: Expected = FULL_MARKS, level: str = NONE
) -> tuple[Case, ...]:
    """Return a case for each cell in `text` (see `sources`), all made and expected alike."""
    made = sources(text).items()
    return tuple(Case(f"{theme}_{name}", build(source), expected, level, why) for name, (source, why) in made)


def answers(cell: Cell, id: str) -> bool:
    """Return whether a cell is the one that answers a question."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id") == f"answer-{id.replace('.', '-')}"


def but(**verdicts: str) -> dict[str, str]:
    """Return all right but for the questions named h1_1, h1_2, …"""
    return {**ALL_RIGHT, **{id.replace("_", "."): verdict for id, verdict in verdicts.items()}}
