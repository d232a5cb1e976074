"""The glossary: the words of all chapters in four languages, in one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from course.workbook.execution import source_of
from course.workbook.shelf import Entry, chapters

LANGUAGES = ("English", "Russian", "Polish", "Portuguese")
ABOUT = """# Glossary

The terms of all chapters, in the order of the English ones. Where languages divide the world otherwise (*klient* and
*konsument*, *клиент* and *покупатель*, *klientela* and *freguesia*), the section *Words* of the chapter says how; the
words for the customer are those of chapter 01.
"""
Row = tuple[str, ...]


def rows_of(text: str) -> list[Row]:
    """Return the rows of the table in a section *Words*, cells stripped; nothing where there is no such table."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    if not cells or cells[0] != LANGUAGES:
        return []
    return [row for row in cells[1:] if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]


def words_of(entry: Entry) -> list[Row]:
    """Return the words of one chapter: English, Russian, Polish, Portuguese."""
    found = re.split(r"^## ", _prose(entry), flags=re.MULTILINE)
    return [row for section in found if section.startswith("Words\n") for row in rows_of(section)]


def as_markdown(root: Path) -> str:
    """Return the page of the book: one row per term, with the chapters that it stands in."""
    where: dict[Row, list[str]] = {}
    for entry in chapters(root):
        for row in words_of(entry):
            where.setdefault(row, []).append(f"[{entry.number}](notebooks/{entry.path.name})")
    lines = [f"| {' | '.join((*row, ', '.join(where[row])))} |" for row in sorted(where, key=_in_order)]
    head = [f"| {' | '.join(LANGUAGES)} | chapter |", "|---|---|---|---|---|"]
    return "\n".join([ABOUT, *head, *lines]) + "\n"


def _in_order(row: Row) -> tuple[str, Row]:
    return re.sub(r"[^\w ]", "", row[0]).casefold(), row


def _prose(entry: Entry) -> str:
    cells: Iterable[dict[str, object]] = json.loads(entry.path.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(source_of(cell) for cell in cells if cell["cell_type"] == "markdown")
