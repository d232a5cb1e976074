"""What a student has tried: one JSON line per event, appended to `work/.progress.jsonl`, which only grows.

Notebooks open side by side append under a lock and lose nothing of each other. A damaged file is set aside under
another name, its readable lines are kept. Where nothing can be written, the events of this session stay in memory.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from course.grading import folders

ELSEWHERE = "CLIENTELA_PROGRESS"
FIELDS = {"at": str, "question": str, "dataset": str, "event": str, "verdict": str, "answer": str, "hint": int}


@dataclass(frozen=True)
class Event:
    """One thing that happened: event is "check", "hint" or "solution".

    credit : share of the points (0 to 1) that a check gave; None where it is not known.
    hint : how many of the question's hints have been shown so far; 0 where this event showed none.
    answer : fingerprint of the answer.
    """

    question: str
    dataset: str
    event: str
    verdict: str = ""
    credit: float | None = None
    answer: str = ""
    hint: int = 0
    at: str = ""


_unsaved: list[Event] = []


def log_path() -> Path:
    """Return the file that holds this checkout's events; raises NoCheckout where there is none.

    The environment variable CLIENTELA_PROGRESS names another file.
    """
    elsewhere = os.environ.get(ELSEWHERE)
    return Path(elsewhere) if elsewhere else folders.checkout() / "work" / ".progress.jsonl"


def events(question: str | None = None) -> list[Event]:
    """Return all events, oldest first, or those of one question."""
    read = [*_read(log_path()), *_unsaved]
    return [event for event in read if question in (None, event.question)]


def append(event: Event) -> str:
    """Append one event; return "" or, where it cannot be saved, a sentence that says so."""
    event = Event(**{**asdict(event), "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")})
    try:
        _write(log_path(), json.dumps(asdict(event), ensure_ascii=False))
    except OSError as error:
        _unsaved.append(event)
        return (
            f"Your progress could not be saved ({error.strerror or error}); it is kept until this notebook is closed."
        )
    return ""


def _write(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path), open(path, "a+b") as file:
        file.write(_missing_newline(file) + line.encode() + b"\n")


def _missing_newline(file: IO[bytes]) -> bytes:
    """Return the line end that an interrupted writer left out, so that its half line spoils no other."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def _read(path: Path) -> list[Event]:
    try:
        content = path.read_bytes()
    except OSError:
        return []
    found = [_parsed(line) for line in content.splitlines() if line.strip()]
    good = [event for event in found if event is not None]
    if len(good) < len(found):
        _set_aside(path)
    return good


def _parsed(line: bytes) -> Event | None:
    """Return the event of one line, or None where the line is damaged."""
    try:
        values = json.loads(line.decode("utf-8"))
        credit = values.pop("credit")
        complete = values.keys() == FIELDS.keys() and all(isinstance(values[name], FIELDS[name]) for name in FIELDS)
        return Event(**values, credit=None if credit is None else float(credit)) if complete else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def _set_aside(path: Path) -> None:
    """Copy a damaged file to a name of its own and keep its readable lines under the old one."""
    with contextlib.suppress(OSError), _locked(path):
        content = path.read_bytes()
        filled = [line for line in content.splitlines() if line.strip()]
        lines = [line for line in filled if _parsed(line)]
        if lines == filled:  # another notebook has mended it, or was writing when we read
            return
        aside = path.with_name(f".progress.damaged-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.jsonl")
        aside.write_bytes(content)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        fresh.write_bytes(b"".join(line + b"\n" for line in lines))
        os.replace(fresh, path)
        kept = f"Its {len(lines)} readable records are kept; {aside.name} is the file as it was."
        warnings.warn(f"{path} was damaged. {kept}", stacklevel=2)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock beside a file; where the file system knows no locks, go on without."""
    with open(path.with_name(f"{path.name}.lock"), "a+b") as file:
        with contextlib.suppress(OSError):
            _lock(file)
        yield  # closing the file gives the lock back


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX)
