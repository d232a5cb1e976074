"""The files of a folder or a ZIP file, read into memory one by one: nothing is unpacked, no link is followed.

What cannot be read becomes a file with a problem instead of content; it never keeps the others from being read.
"""

from __future__ import annotations

import calendar
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course.errors import DataError, InputError
from course.grading.marking.reading import MOST_BYTES

MOST_FILES = 50_000
LINK = "It is a link to another file; links are not followed."
TOO_LARGE = "It is larger than 100 MB. Clear the notebook's outputs and hand it in again."
LEADS_OUT = "Its path leads out of the archive."
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


def members(place: Path) -> list[Member]:
    """Return all files of a folder or a ZIP file, in the order of their paths; hidden ones are left out.

    Errors: InputError for a place that is neither, or holds too many files; DataError for a damaged ZIP file.
    """
    if not place.exists():
        raise InputError(f"submissions must be a folder or a ZIP file, got {str(place)!r}, which does not exist.")
    found = list(_of_folder(place) if place.is_dir() else _of_zip(place))
    if len(found) > MOST_FILES:
        raise InputError(f"{place} holds {len(found):,} files. Give the folder with the submissions alone.")
    shown = (one for one in found if one.parts and not any(_hidden(part) for part in one.parts))
    return sorted(shown, key=lambda one: one.parts)


def _hidden(part: str) -> bool:
    return part.startswith(".") or part in HIDDEN


def _of_folder(place: Path) -> Iterator[Member]:
    for folder, names, files in os.walk(place, followlinks=False):
        links = [name for name in names if os.path.islink(os.path.join(folder, name))]
        for name in [*files, *links]:
            path = Path(folder, name)
            yield _of_file(path, path.relative_to(place).parts)


def _of_file(path: Path, parts: tuple[str, ...]) -> Member:
    about = path.lstat()
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


def _of_zip(place: Path) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(place) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DataError(f"{place} cannot be read as a ZIP file ({error}). Download it again.") from None
    if len(listed) > MOST_FILES:
        raise InputError(f"{place} holds {len(listed):,} files. Give the archive with the submissions alone.")
    return (_of_entry(place, entry) for entry in listed if not entry.is_dir())


def _of_entry(place: Path, entry: zipfile.ZipInfo) -> Member:
    raw = [part for part in entry.filename.replace("\\", "/").split("/") if part not in ("", ".")]
    parts = tuple(part for part in raw if part != ".." and not part.endswith(":"))
    return Member(
        parts, calendar.timegm((*entry.date_time, 0, 0, 0)), lambda: _unpacked(place, entry), _wrong(entry, raw)
    )


def _wrong(entry: zipfile.ZipInfo, raw: list[str]) -> str:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return LINK
    if entry.flag_bits & 1:
        return "It is encrypted."
    if ".." in raw or entry.filename.startswith("/") or any(part.endswith(":") for part in raw[:1]):
        return LEADS_OUT
    return TOO_LARGE if entry.file_size > MOST_BYTES else ""


def _unpacked(place: Path, entry: zipfile.ZipInfo) -> bytes:
    """Read one file of an archive, and no more than it may have. Errors: OSError."""
    try:
        with zipfile.ZipFile(place) as archive, archive.open(entry) as file:
            return file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise OSError(str(error)) from error
    except Exception as error:  # what a damaged stream makes a decompressor raise (zlib.error, lzma.LZMAError)
        raise OSError(f"{type(error).__name__}: {error}") from error
