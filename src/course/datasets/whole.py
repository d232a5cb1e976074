"""Files written whole or not at all: beside their place first, and moved there when all of them are finished."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.errors import DataError

_WRITING = ".writing-"


@contextmanager
def staged(folder: Path, last: str, pattern: str) -> Iterator[Path]:
    """Give a place for a folder's files; what is written there is moved into the folder at the end.

    last : the file that says that the folder is whole: taken away before the others are moved, moved after them.
    pattern : files of the folder that are taken away when they were not written again.
    Errors: DataError when the folder cannot be written to; what was there stays as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=_WRITING) as name:
            yield Path(name)
            _move(Path(name), folder, last, pattern)
    except DataError:
        raise
    except OSError as error:
        raise DataError(
            f"cannot write data to {folder}: {error.strerror or error}. "
            "Choose a folder you may write to, with some 100 MB free; nothing there was half written."
        ) from None


def found(folder: Path) -> set[str]:
    """Return the names of what is in a folder, leaving out what an interrupted run left half written."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(_WRITING)}


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{_WRITING}*"):
        shutil.rmtree(left, ignore_errors=True)


def _move(source: Path, folder: Path, last: str, pattern: str) -> None:
    written = {path.name for path in source.iterdir()}
    (folder / last).unlink(missing_ok=True)
    for name in sorted(written, key=lambda name: name == last):
        os.replace(source / name, folder / name)
    for path in folder.glob(pattern):
        if path.name not in written:
            path.unlink()
