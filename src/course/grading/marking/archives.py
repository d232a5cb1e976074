"""The files of a folder or a ZIP file, read into memory one by one: nothing is unpacked, no link is followed.

What cannot be read becomes a file with a problem instead of content; it never keeps the others from being read.
"""

from __future__ import annotations

import calendar
import contextlib
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from course.errors import DataError, InputError
from course.grading.marking.reading import MOST_BYTES

MOST_FILES = 50_000
LINK = "It is a link to another file; links are not followed."
TOO_LARGE = "It is larger than 100 MB. Clear the notebook's outputs and hand it in again."
LEADS_OUT = "Its path leads out of the archive."
PACKED = "It is packed in a way that is not read here. Pack the archive again, as an ordinary ZIP file."
# zipfile stops at a number of bytes for these two alone; 422 bytes of bzip2 became 400 MB in memory.
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
HIDDEN = ("__MACOSX", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Member:
    """One file: the parts of its path, when it was changed (seconds since 1970), how to read it, or why not to."""

    parts: tuple[str, ...]
    modified: float
    content: Callable[[], bytes]
    problem: str = ""

    @property
    def name(self) -> str:
        """The path as people write it."""
        return "/".join(self.parts)


@contextlib.contextmanager
def members(place: Path) -> Iterator[list[Member]]:
    """Give all files of a folder or a ZIP file, in the order of their paths; hidden ones are left out.

    They can be read until the block ends. Errors: InputError for a place that is neither, or holds too many files;
    DataError for one that cannot be read.
    """
    if not place.exists():
        raise InputError(f"submissions must be a folder or a ZIP file, got {str(place)!r}, which does not exist.")
    if place.is_dir():
        yield _shown(_of_folder(place), place)
        return
    with _opened(place) as archive:
        yield _shown((_of_entry(archive, entry) for entry in archive.infolist() if not entry.is_dir()), place)


def _shown(found: Iterator[Member], place: Path) -> list[Member]:
    """Return the files that people see, sorted. Errors: InputError for too many."""
    listed = list(islice(found, MOST_FILES + 1))
    if len(listed) > MOST_FILES:
        raise InputError(f"{place} holds more than {MOST_FILES:,} files. Give the submissions alone.")
    shown = (one for one in listed if one.parts and not any(_hidden(part) for part in one.parts))
    return sorted(shown, key=lambda one: one.parts)


def _hidden(part: str) -> bool:
    return part.startswith(".") or part in HIDDEN


def _of_folder(place: Path) -> Iterator[Member]:
    """Yield the files of a folder; a folder inside that cannot be read is a file with a problem.

    os.walk calls itself for each level before Python 3.12, and a tree may be deeper than Python's stack.
    """
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        try:
            entries = _entries(place.joinpath(*parts))
        except OSError as error:
            yield _lost(place, parts, error)
            continue
        folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
        waiting += [(*parts, name) for name in folders if not _hidden(name)]
        files = (entry for entry in entries if entry.name not in folders)
        yield from (_of_file(Path(entry.path), (*parts, entry.name)) for entry in files)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return list(islice(found, MOST_FILES + 1))


def _lost(place: Path, parts: tuple[str, ...], error: OSError) -> Member:
    if not parts:
        raise DataError(f"cannot read the folder {place}: {error.strerror}.")
    return _unreadable(parts, error)


def _unreadable(parts: tuple[str, ...], error: OSError) -> Member:
    return Member(parts, 0.0, bytes, f"It cannot be read: {error.strerror or error}.")


def _of_file(path: Path, parts: tuple[str, ...]) -> Member:
    try:
        about = path.lstat()
    except OSError as error:  # gone since the folder was listed, or in a folder that may not be entered
        return _unreadable(parts, error)
    problem = ""
    if stat.S_ISLNK(about.st_mode):
        problem = LINK
    elif not stat.S_ISREG(about.st_mode):
        problem = "It is no regular file."
    elif about.st_size > MOST_BYTES:
        problem = TOO_LARGE
    return Member(parts, about.st_mtime, lambda: _read(path), problem)


def _read(path: Path) -> bytes:
    """Read a file that is no link at the moment of opening. Errors: OSError."""
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
        return file.read(MOST_BYTES + 1)


def _opened(place: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(place)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise DataError(f"{place} cannot be read as a ZIP file ({error}). Download it again.") from None


def _of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    raw = [part for part in entry.filename.replace("\\", "/").split("/") if part not in ("", ".")]
    parts = tuple(part for part in raw if part != ".." and not part.endswith(":"))
    return Member(parts, _changed(entry), lambda: _unpacked(archive, entry), _wrong(entry, raw))


def _changed(entry: zipfile.ZipInfo) -> float:
    try:
        return calendar.timegm((*entry.date_time, 0, 0, 0))
    except ValueError:  # archives without dates say month 0 of 1980
        return 0.0


def _wrong(entry: zipfile.ZipInfo, raw: list[str]) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return LINK
    if entry.flag_bits & 1:
        return "It is encrypted."
    if ".." in raw or entry.filename[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", entry.filename):
        return LEADS_OUT
    if entry.compress_type not in BOUNDED:
        return PACKED
    return TOO_LARGE if entry.file_size > MOST_BYTES else ""


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one file of an archive, and no more than it may have. Errors: OSError."""
    try:
        with archive.open(entry) as file:
            return file.read(MOST_BYTES + 1)
    except Exception as error:  # a damaged stream makes zipfile raise what it likes (BadZipFile, zlib.error, EOFError)
        raise OSError(f"{type(error).__name__}: {error}") from error
