"""The folder of a market being made: its plan first, its blocks as they are finished, its manifest last.

    plan.json             what is to be made
    places.parquet, …     tables of the country
    orders/00000.parquet  one file per table and block of customers
    blocks/00000.json     rows, bytes and digests of one block, written when all its files are in place
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
_NEW = "Name a new or an empty folder."

Record = dict[str, dict[str, Any]]  # by table: rows, bytes, digest


@dataclass(frozen=True)
class Folder:
    """A folder and the plan that it is for."""

    path: Path
    plan: Plan

    def claim(self) -> None:
        """Take an empty folder for this plan, or go on in one that has it.

        Errors: DataError when the folder is not empty and not ours, has another plan, or cannot be written to.
        """
        if self.path.exists() and not self.path.is_dir():
            raise DataError(f"{self.path} is a file, not a folder. {_NEW}")
        if (self.path / PLAN).exists():
            self._compare()
        elif self.path.is_dir() and any(not item.name.startswith(".") for item in self.path.iterdir()):
            raise DataError(f"{self.path} is not empty, and no market is being made there. {_NEW}")
        self.sweep()
        with self.writing() as place:
            self.move(self.write_json(place / PLAN, self.plan.content), PLAN)

    def _compare(self) -> None:
        try:
            there = json.loads((self.path / PLAN).read_text(encoding="utf-8"))
            known = there["format"] == FORMAT and set(there) == set(self.plan.content)
        except (OSError, ValueError, KeyError, TypeError):
            known = False
        if not known:
            raise DataError(f"{self.path / PLAN} is damaged or of another version. Remove the folder, or name another.")
        asked = json.loads(self.plan.text)
        differ = [f"{name} {there[name]!r} (now {asked[name]!r})" for name in asked if there[name] != asked[name]]
        if differ:
            raise DataError(
                f"{self.path} holds another market: {'; '.join(differ)}. "
                "Ask for the same again, name another folder, or remove this one."
            )

    def part(self, table: str, number: int) -> str:
        """Return the name of the file of one table and block."""
        return f"{table}/{number:05d}.parquet"

    def record(self, number: int) -> Record | None:
        """Return what was noted when a block was finished; None when it is not."""
        try:
            noted = json.loads(self._note(number).read_text(encoding="utf-8"))
            return {str(table): dict(entry) for table, entry in noted.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def note(self, number: int, record: Record, place: Path) -> None:
        """Note that a block is finished: the last thing that is written of it."""
        self.move(self.write_json(place / "record", record), f"{RECORDS}/{number:05d}.json")

    def _note(self, number: int) -> Path:
        return self.path / RECORDS / f"{number:05d}.json"

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Give a place to write in, taken away afterwards. Errors: DataError for whatever keeps one from writing."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.path, prefix=_WRITING, ignore_cleanup_errors=True) as place:
                yield Path(place)
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


def _remedy(error: OSError) -> str:
    """Return the next step for what kept one from writing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Finished blocks are kept: free some space (a million order lines take about 15 MB), then ask again."
    return "Name a folder you may write to; finished blocks are kept where they are."
