"""The code cells of a notebook that somebody handed in, whatever editors, mail and platforms have done to the file.

Of a notebook only the code is read: ids, metadata, points, kernels and outputs say nothing about an answer.
"""

from __future__ import annotations

import json
from typing import Any

MOST_BYTES = 100_000_000


class Unreadable(Exception):
    """A file is no notebook; the message says why."""


def cells_of(content: bytes) -> list[str]:
    """Return the sources of all code cells. Errors: Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"The file has {len(content) / 1e6:,.0f} MB. Clear the outputs of the notebook and hand it in again."
        )
    if not content.strip():
        raise Unreadable("The file is empty.")
    notebook = _parsed(_text(content))
    return [source for cell in _cells(notebook) if (source := _code(cell)) is not None]


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # saved by an editor that knows no UTF-8
        return content.decode("latin-1")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable("The file is nested too deeply to be a notebook.") from None
    except ValueError as error:
        raise Unreadable(f"The file is damaged or cut short ({error}).") from None


def _cells(notebook: Any) -> list[Any]:
    """Return all cells; those of notebooks of version 3 stand in worksheets."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict) and isinstance(notebook.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise Unreadable("The file is no notebook: it has no cells.")
    return cells


def _code(cell: Any) -> str | None:
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    source = cell.get("source", cell.get("input"))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source.replace("\r\n", "\n").replace("\r", "\n") if isinstance(source, str) else ""
