"""What there is to read and to do: chapters in notebooks/, exercises in exercises/, found by a loose name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from course import project
from course.errors import DataError, unknown

REFRESHERS = ("a1", "a2")  # they stand before chapter 00
_NAMED = re.compile(r"^(?P<number>[a-z]?\d+)_(?P<topic>\w+)$")


@dataclass(frozen=True)
class Entry:
    """One notebook of the workbook: kind is "chapter" or "exercise", name is "07_behavioural_segments"."""

    kind: str
    name: str
    path: Path

    @property
    def number(self) -> str:
        """The number in the name: "07", "a1"; empty for a name without one."""
        match = _NAMED.match(self.name)
        return match["number"] if match else ""

    @property
    def title(self) -> str:
        """The first heading of the notebook, or its name if it has none."""
        for cell in json.loads(self.path.read_text(encoding="utf-8")).get("cells", []):
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and (heading := re.search(r"^# (.+)$", text, flags=re.MULTILINE)):
                return heading[1].strip()
        return self.name

    @property
    def copy_name(self) -> str:
        """The file name of the student's copy in work/."""
        return f"{self.name}.ipynb" if self.kind == "chapter" else f"{self.name}_exercise.ipynb"


def chapters(root: Path | None = None) -> list[Entry]:
    """Return the chapters in the order of reading: a1, a2, 00, 01, …"""
    folder = (root or project.root()) / "notebooks"
    found = [Entry("chapter", path.stem, path) for path in folder.glob("*.ipynb")]
    return sorted(found, key=lambda entry: (entry.number not in REFRESHERS, entry.name))


def exercises(root: Path | None = None) -> list[Entry]:
    """Return the exercises, in the order of their chapters."""
    folder = (root or project.root()) / "exercises"
    found = [Entry("exercise", path.parent.name, path) for path in folder.glob("*/exercise.ipynb")]
    return sorted(found, key=lambda entry: (entry.number not in REFRESHERS, entry.name))


def find(name: str, entries: list[Entry], kind: str = "chapter") -> Entry:
    """Return the entry meant by "07", "7", "behavioural_segments", "07_behavioural_segments" or a file's name.

    Raises `InputError` naming the nearest one where none is meant, `DataError` where there is nothing at all.
    """
    if not entries:
        raise DataError(f"There is no {kind} yet in this checkout. Fetch the whole project; see README.md.")
    for part in (_plain, _topic, _number):
        meant = [entry for entry in entries if part(entry.name) == part(name)]
        if len(meant) == 1:
            return meant[0]
    raise unknown(kind, name, [entry.name for entry in entries])


def _plain(name: str) -> str:
    """Return the bare name of what was typed: no folder, ending, case, or exercise's suffix."""
    parts = re.split(r"[\\/]", str(name).strip().rstrip("\\/").lower())
    bare = parts[-2] if len(parts) > 1 and parts[-1] == "exercise.ipynb" else parts[-1]
    return bare.removesuffix(".ipynb").removesuffix("_exercise").replace("-", "_").replace(" ", "_")


def _topic(name: str) -> str:
    match = _NAMED.match(_plain(name))
    return match["topic"] if match else _plain(name)


def _number(name: str) -> str:
    match = re.match(r"^([a-z]?)0*(\d+)(_|$)", _plain(name))
    return f"{match[1]}{match[2]}" if match else _plain(name)
