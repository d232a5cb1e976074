"""The student's copies in work/: made when first opened, never overwritten once somebody wrote in them.

In a copy every notebook stands in one folder, so links are shortened to the neighbour's name,
and `{cite}` marks, which only the book can follow, become names and years.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import project
from course.atomic import write_text
from course.errors import DataError
from course.workbook.references import in_plain_text, read_references
from course.workbook.shelf import Entry, chapters, exercises, find

_TO_EXERCISE = re.compile(r"(?:\.\./)+exercises/(\w+)/exercise\.ipynb")
_TO_CHAPTER = re.compile(r"(?:\.\./)+notebooks/(\w+\.ipynb)")
_RECORD = ".copies.json"  # copy → fingerprints of what was laid, to know the copies in which nobody has written


@dataclass(frozen=True)
class Copy:
    """A working copy; state is "new", "kept", "renewed" (nobody had written in it) or "older" than its chapter."""

    path: Path
    state: str


def open_copy(name: str, *, fresh: bool = False, root: Path | None = None) -> Copy:
    """Return the working copy of a chapter ("07") or exercise ("07_exercise"), made now if there is none.

    With `fresh` a new copy is put beside the old one: 07_behavioural_segments_2.ipynb.
    Raises `InputError` for an unknown name, `DataError` where work/ cannot be written.
    """
    root = root or project.root()
    is_exercise = str(name).strip().lower().removesuffix(".ipynb").endswith("exercise")
    entries, kind = (exercises(root), "exercise") if is_exercise else (chapters(root), "chapter")
    return copy_entry(find(name, entries, kind), root, fresh=fresh)


def open_everything(root: Path | None = None) -> list[Copy]:
    """Return working copies of all chapters and exercises, so that every link between them leads somewhere."""
    root = root or project.root()
    return [copy_entry(entry, root) for entry in [*chapters(root), *exercises(root)]]


def copy_entry(entry: Entry, root: Path, *, fresh: bool = False) -> Copy:
    """Return the working copy of one entry; the file it comes from is only read."""
    work = root / "work"
    target = _free_name(work / entry.copy_name) if fresh else work / entry.copy_name
    text = as_copy(entry.path.read_text(encoding="utf-8"), read_references(root / "notebooks" / "references.bib"))
    try:
        work.mkdir(exist_ok=True)
        return _lay(target, text, work / _RECORD)
    except PermissionError as error:
        raise DataError(
            f"{work} cannot be written ({error.strerror}). Your copies live there: give yourself the right to "
            "write in it, or move the whole project to a folder of your own, then try again."
        ) from error


def as_copy(text: str, references: dict[str, str]) -> str:
    """Return a notebook's text with links and citations as they read in work/."""
    notebook = with_citations(json.loads(text), references)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = [
                _TO_CHAPTER.sub(r"\1", _TO_EXERCISE.sub(r"\1_exercise.ipynb", line)) for line in cell["source"]
            ]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def with_citations(notebook: dict[str, Any], references: dict[str, str], form: str = "({})") -> dict[str, Any]:
    """Return a notebook in which each `{cite}` is a name and a year."""
    prose = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    texts = in_plain_text(("".join(cell["source"]) for cell in prose), references, form)
    for cell, text in zip(prose, texts, strict=True):
        cell["source"] = text.splitlines(keepends=True)
    return notebook


def _lay(target: Path, text: str, record: Path) -> Copy:
    """Write the copy where there is none, or where nobody has written in the one that is there."""
    laid, now = _laid(record), {"file": _hash(text), "cells": _cells(text)}
    state = "new"
    if target.exists():
        if target.name not in laid or any(copy["file"] == now["file"] for copy in laid.values()):
            return Copy(target, "kept")
        if laid[target.name]["cells"] != _cells(target.read_text(encoding="utf-8")):
            return Copy(target, "older")
        state = "renewed"
    write_text(target, text)
    write_text(record, json.dumps({**laid, target.name: now}, indent=1, sort_keys=True) + "\n")
    return Copy(target, state)


def _laid(record: Path) -> dict[str, dict[str, str]]:
    """Return what was written into each copy; nothing is known where the record is absent or damaged."""
    try:
        return {name: {"file": copy["file"], "cells": copy["cells"]} for name, copy in _json(record).items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _cells(text: str) -> str:
    """Return a fingerprint of what is written in a notebook's cells; JupyterLab changes the rest by itself."""
    try:
        return _hash(json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in json.loads(text)["cells"]]))
    except (ValueError, TypeError, KeyError):
        return _hash(text)


def _free_name(path: Path) -> Path:
    """Return the path, or the first of path_2, path_3, … that nothing stands at."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
        number += 1
    return free


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
