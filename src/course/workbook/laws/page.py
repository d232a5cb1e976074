"""A chapter as its laws see it: cells with the section they stand in, and what there is to link to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from course.workbook.execution import source_of
from course.workbook.references import read_references
from course.workbook.shelf import Entry

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_QUESTION = re.compile(r"@question\(\s*[\"']([^\"']+)")


@dataclass(frozen=True)
class Place:
    """A cell with its number (from 1), the section (`##`) it ends in, and whether that is a deeper one."""

    nr: int
    cell: dict[str, Any]
    section: str
    deeper: bool

    @property
    def text(self) -> str:
        """The cell's source."""
        return source_of(self.cell)

    @property
    def is_code(self) -> bool:
        """Whether the cell holds code to run."""
        return self.cell["cell_type"] == "code" and bool(self.text.strip())

    @property
    def is_prose(self) -> bool:
        """Whether the cell holds markdown."""
        return self.cell["cell_type"] == "markdown"


@dataclass(frozen=True)
class Page:
    """A chapter's name and notebook, and the project around it as far as laws ask for it.

    exists : whether a link from the chapter leads to a file; keys : citation keys; questions : ids like "07.3";
    written : numbers of the chapters that there are.
    """

    name: str
    notebook: dict[str, Any]
    exists: Callable[[str], bool] = lambda target: True
    keys: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()

    @property
    def number(self) -> str:
        """The chapter's number, "07" or "a1"."""
        return self.name.partition("_")[0]

    @cached_property
    def places(self) -> list[Place]:
        """All cells in order with the section they stand in."""
        section, deeper, found = "", False, []
        for nr, cell in enumerate(self.notebook["cells"], start=1):
            for level, title in headings(cell):
                if level <= 3:
                    deeper = level == 3 and title.startswith("Deeper")
                if level == 2:
                    section = title
            found.append(Place(nr, cell, section, deeper))
        return found

    @property
    def code(self) -> list[Place]:
        """The code cells."""
        return [place for place in self.places if place.is_code]

    @property
    def prose(self) -> list[Place]:
        """The markdown cells."""
        return [place for place in self.places if place.is_prose]


def page_of(entry: Entry, root: Path) -> Page:
    """Return a chapter of a checkout as its laws see it."""
    checks = [path.read_text(encoding="utf-8") for path in sorted((root / "exercises").glob("*/checks.py"))]
    return Page(
        entry.name,
        json.loads(entry.path.read_text(encoding="utf-8")),
        exists=lambda target: (entry.path.parent / target).is_file(),
        keys=frozenset(read_references(root / "notebooks" / "references.bib")),
        questions=frozenset(name for text in checks for name in _QUESTION.findall(text)),
        written=frozenset(path.stem.partition("_")[0] for path in entry.path.parent.glob("*.ipynb")),
    )


def headings(cell: dict[str, Any]) -> list[tuple[int, str]]:
    """Return level and title of a markdown cell's headings."""
    if cell["cell_type"] != "markdown":
        return []
    return [(len(marks), title) for marks, title in _HEADING.findall(without_fences(source_of(cell)))]


def without_fences(text: str) -> str:
    """Return markdown without its fenced code."""
    return _FENCE.sub("", text)
