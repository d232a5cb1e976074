"""The folder of a market being made: its plan first, its blocks as they are finished, its manifest last.

    plan.json             what is to be made
    orders/00000.parquet  one file per table and block of customers
    blocks/00000.json     plan, rows, bytes and digests of one block, written when all its files are in place
    places.parquet, …     tables of the country
    dictionary.md         what the tables and columns are; for machines: croissant.json
    manifest.json         what was made, written when all blocks are: with it `course.load(folder=…)` reads the folder

Everything is written under a temporary name in the folder and moved, so that no half file is taken for a whole one.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.errors import DataError
from course.generate.plan import FORMAT, Plan

PLAN = "plan.json"
RECORDS = "blocks"
_WRITING = ".writing-"
_FEW = 5
_NEW = "Name a new or an empty folder."

Record = dict[str, dict[str, Any]]  # by table, what is noted
NOTED = ("rows", "bytes", "digest")


@dataclass(frozen=True)
class Folder:
    """A folder and the plan that it is for."""

    path: Path
    plan: Plan

    def claim(self) -> None:
        """Take an empty folder for this plan, or go on in one that has it.

        Errors: DataError when the folder is not empty and not ours, has another plan, or cannot be written to.
        """
        with self._reported():
            if self.path.exists() and not self.path.is_dir():
                raise DataError(f"{self.path} is a file, not a folder. {_NEW}")
            there = self._plan_there()
            if there is not None:
                self._compare(there)
            elif not self._has_blocks():  # where it has, a plan that got lost or damaged is written again
                self._refuse_strangers()
            self.sweep()
        with self.writing() as place:
            self.move(self.write_json(place / PLAN, self.plan.content), PLAN)

    def _plan_there(self) -> dict[str, Any] | None:
        """Return the plan that the folder is for; None when there is none that can be read."""
        try:
            there = dict(json.loads((self.path / PLAN).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return there if there.get("format") == FORMAT and set(there) == set(self.plan.content) else None

    def _has_blocks(self) -> bool:
        """Return whether a block of this very plan is finished."""
        return any(self._noted(path) is not None for path in (self.path / RECORDS).glob("*.json"))

    def _refuse_strangers(self) -> None:
        if (self.path / PLAN).exists():
            raise DataError(f"{self.path / PLAN} is damaged or of another version. Remove the folder, or name another.")
        if self.path.is_dir() and any(not item.name.startswith(".") for item in self.path.iterdir()):
            raise DataError(f"{self.path} is not empty, and no market is being made there. {_NEW}")

    def _compare(self, there: dict[str, Any]) -> None:
        asked = json.loads(self.plan.text)
        if there["version"] != asked["version"]:
            raise DataError(
                f"{self.path} holds market {there['version']}, this course makes {asked['version']}. Go on with the "
                "course that began it, name another folder, or remove this one."
            )
        differ = _differences(there, asked)
        if differ:
            raise DataError(
                f"{self.path} holds another market: {'; '.join(differ)}. "
                "Ask for the same again, name another folder, or remove this one."
            )

    def part(self, table: str, number: int) -> str:
        """Return the name of the file of one table and block."""
        return f"{table}/{number:05d}.parquet"

    def record(self, number: int) -> Record | None:
        """Return what was noted when a block was finished; None when it is not, or is of another plan."""
        return self._noted(self.path / self._note(number))

    def _noted(self, path: Path) -> Record | None:
        try:
            noted = json.loads(path.read_text(encoding="utf-8"))
            tables = {table: {key: entry[key] for key in NOTED} for table, entry in noted["tables"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return tables if noted.get("plan") == self.plan.id else None

    def note(self, number: int, record: Record, place: Path) -> None:
        """Note that a block is finished: the last thing that is written of it."""
        noted = {"plan": self.plan.id, "tables": record}
        self.move(self.write_json(place / "record", noted), self._note(number))

    def _note(self, number: int) -> str:
        return f"{RECORDS}/{number:05d}.json"

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give a place to write in, taken away afterwards. Errors: DataError for whatever keeps one from writing."""
        with self._reported():
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.path, prefix=_WRITING, ignore_cleanup_errors=True) as place:
                yield Path(place)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Say what the system refuses with the next step."""
        try:
            yield
        except DataError:
            raise
        except OSError as error:
            raise DataError(f"cannot write to {self.path}: {error.strerror or error}. {_remedy(error)}") from None

    def write_json(self, path: Path, content: object) -> Path:
        """Write content that people can read; return the path."""
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path

    def move(self, source: Path, name: str) -> None:
        """Move a finished file to its place."""
        (self.path / name).parent.mkdir(exist_ok=True)
        os.replace(source, self.path / name)

    def sweep(self) -> None:
        """Take away what interrupted runs left half written."""
        for left in self.path.glob(f"{_WRITING}*"):
            shutil.rmtree(left, ignore_errors=True)


def _differences(there: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """Return in words where two plans differ."""
    return [f"{name} {_brief(there[name])} (now {_brief(asked[name])})" for name in asked if there[name] != asked[name]]


def _brief(value: object) -> str:
    """Return a value of a plan as it is named in a sentence; many names are counted."""
    if isinstance(value, list):
        return ", ".join(value) if len(value) <= _FEW else f"{len(value)} names"
    return repr(value)


def finished(folder: Path) -> int:
    """Return how many blocks are noted as finished in a folder."""
    return len(list((folder / RECORDS).glob("*.json")))


def _remedy(error: OSError) -> str:
    """Return the next step for what kept one from writing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Finished blocks are kept: free some space (a million order lines take about 20 MB), then ask again."
    if error.errno == errno.ENOENT:
        return "Does another run write there too, or did somebody remove it? Finished blocks are kept: ask again."
    return "Name a folder you may write to; finished blocks are kept where they are."
