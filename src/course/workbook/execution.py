"""Running the chapters and storing their outputs, without the noise of one run or one machine."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course.atomic import write_text
from course.errors import InputError
from course.workbook.shelf import Entry

Notebook = dict[str, Any]

WIDGET = "application/vnd.jupyter.widget-view+json"
SEED = "CLIENTELA_SEED"  # makes course.load() give another world: stored outputs are the standard one's
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}  # no version: it changes with every patch of Python
STAMP = "clientela"  # notebook metadata: what the outputs were made from
_CELL_METADATA = ("tags", "slideshow", "nbgrader", "editable", "deletable", "jupyter")


class CellFailed(InputError):
    """A cell of a notebook raised an error; the message names notebook and cell and shows the last lines."""


def execute(entries: list[Entry], *, timeout: int = 600, after: Callable[[Entry, bool], None] | None = None) -> int:
    """Run notebooks from their first cell to their last, store the outputs, return how many files changed.

    The kernel's folder is the notebook's own, as for nbval. A file is written whole, and only when it changed.
    `timeout` is in seconds a cell; `after` is called with each entry and whether it changed.
    Raises `CellFailed` at the first cell that fails, leaving that notebook's file as it was.
    """
    changed = 0
    for entry in entries:
        before = entry.path.read_text(encoding="utf-8")
        text = as_text(stamped(tidy(run(json.loads(before), entry, timeout))))
        if text != before:
            write_text(entry.path, text)
        changed += text != before
        if after:
            after(entry, text != before)
    return changed


def run(notebook: Notebook, entry: Entry, timeout: int = 600) -> Notebook:
    """Return the notebook with the outputs of a fresh kernel on the standard data; raises `CellFailed`.

    Checks in it are a rehearsal: what is stored shows nobody's progress, and nobody's progress changes.
    """
    import nbclient
    import nbformat

    from course.grading import rehearsal

    live = nbformat.reads(as_text(tidy(notebook)), as_version=4)
    client = nbclient.NotebookClient(
        live,
        timeout=timeout,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=True,  # nbclient needs it where a widget prints; tidy leaves it out of the file
        coalesce_streams=True,
        extra_arguments=["--log-level=CRITICAL"],
        resources={"metadata": {"path": str(entry.path.parent)}},
    )
    try:
        with _standard_world(), rehearsal():
            client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        raise CellFailed(f"{entry.name}, {_where(live)}: {error.ename}: {error.evalue}. Nothing was stored.") from error
    except nbclient.exceptions.CellTimeoutError as error:
        raise CellFailed(f"{entry.name}, {_where(live)}: not done after {timeout} s. Nothing was stored.") from error
    return json.loads(nbformat.writes(live))


def tidy(notebook: Notebook) -> Notebook:
    """Return the notebook as it is stored: no timing, no widget state, cells with ids, executions counted 1 … n."""
    tidied = copy.deepcopy(notebook)
    stamp = {STAMP: tidied["metadata"][STAMP]} if STAMP in tidied["metadata"] else {}
    tidied["metadata"] = {**stamp, "kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)}
    tidied["nbformat"], tidied["nbformat_minor"] = 4, 5
    taken: set[str] = set()
    for nr, cell in enumerate(tidied["cells"]):
        cell["id"] = _cell_id(cell, nr, taken)
        cell["metadata"] = {key: value for key, value in cell["metadata"].items() if key in _CELL_METADATA}
        if cell["cell_type"] == "code" and not source_of(cell).strip():
            cell.update(execution_count=None, outputs=[])
    for count, cell in enumerate(code_cells(tidied), start=1):
        _tidy_outputs(cell, count)
    return tidied


def as_text(notebook: Notebook) -> str:
    """Return the text of a notebook's file, always in the same form."""
    return json.dumps(_split_lines(notebook), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def stamped(notebook: Notebook) -> Notebook:
    """Return the notebook with the fingerprint of the code and the market's version its outputs came from."""
    stamp = {"code": code_hash(notebook), "market": market_version()}
    return {**notebook, "metadata": {**notebook["metadata"], STAMP: stamp}}


def stale(notebook: Notebook) -> str:
    """Return why the stored outputs are not those of the code, or an empty string."""
    stamp = notebook["metadata"].get(STAMP)
    if not stamp:
        return "it was never run with `course notebooks run`"
    if stamp.get("code") != code_hash(notebook):
        return "its code changed after it was run"
    if stamp.get("market") != market_version():
        return f"it was run on market {stamp.get('market')}, now it is {market_version()}"
    return ""


def code_hash(notebook: Notebook) -> str:
    """Return a fingerprint of the code cells alone: prose and outputs may change without it."""
    sources = [source_of(cell).strip() for cell in code_cells(notebook)]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:16]


def market_version() -> str:
    """Return the version of the market the chapters run on."""
    from course.world.parameters import MARKET_VERSION

    return MARKET_VERSION


def code_cells(notebook: Notebook) -> list[Notebook]:
    """Return the code cells that hold code; an empty one is never run."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and source_of(cell).strip()]


def source_of(cell: Notebook) -> str:
    """Return a cell's text, however its file splits it into lines."""
    return "".join(cell["source"])


def _tidy_outputs(cell: Notebook, count: int) -> None:
    cell["execution_count"] = count if cell["execution_count"] is not None else None
    cell["outputs"] = [output for output in cell["outputs"] if WIDGET not in output.get("data", {})]
    for output in cell["outputs"]:
        if "execution_count" in output:
            output["execution_count"] = cell["execution_count"]
        if "metadata" in output:
            output["metadata"] = {}


def _cell_id(cell: Notebook, nr: int, taken: set[str]) -> str:
    """Return the cell's own id where it is valid and alone, else one that follows from its text and place."""
    own = cell.get("id", "")
    if not re.fullmatch(r"[\w-]{1,64}", own, flags=re.ASCII) or own in taken:
        own = hashlib.sha256(f"{nr}\0{source_of(cell)}".encode()).hexdigest()[:8]
    taken.add(own)
    return own


def _split_lines(notebook: Notebook) -> Notebook:
    """Return the notebook with long texts as lists of lines, which read well in a diff."""
    split = copy.deepcopy(notebook)
    for cell in split["cells"]:
        cell["source"] = source_of(cell).splitlines(keepends=True)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = "".join(output["text"]).splitlines(keepends=True)
            for kind, value in output.get("data", {}).items():
                if isinstance(value, (str, list)) and not kind.endswith("json"):
                    output["data"][kind] = "".join(value).splitlines(keepends=True)
    return split


def _where(notebook: Notebook) -> str:
    """Name the code cell that was running: the first with an error among its outputs, else the first not done."""
    cells = code_cells(notebook)
    failed = [any(output["output_type"] == "error" for output in cell["outputs"]) for cell in cells]
    place = failed.index(True) if True in failed else sum(cell["execution_count"] is not None for cell in cells)
    first_line = source_of(cells[min(place, len(cells) - 1)]).strip().splitlines()[0]
    return f"code cell {place + 1} (`{first_line}`)"


@contextmanager
def _standard_world() -> Iterator[None]:
    """Take the seed out of the environment that the kernel inherits."""
    seed = os.environ.pop(SEED, None)
    try:
        yield
    finally:
        if seed is not None:
            os.environ[SEED] = seed
