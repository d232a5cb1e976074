"""What a batch has left behind: processes, files outside, sockets that listen. Nothing may be left."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.case import PORT, TRACE

import course
from course.grading.sandbox import kernel

SLEEPERS = (b"98765", TRACE.encode())  # words in the commands of what submissions start


@dataclass
class Aftermath:
    """What has changed since before a batch; every field is empty when nothing was left behind."""

    processes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    sockets: list[str] = field(default_factory=list)


@contextlib.contextmanager
def watched(outside: Path) -> Iterator[Aftermath]:
    """Compare what there is after the block with what there was before it.

    For that time this process adopts whatever loses its parent: a daemon that survived is its child.
    """
    found = Aftermath()
    kernel.prctl(kernel.SET_CHILD_SUBREAPER, 1)
    children, files = _children(), _listing(outside)
    try:
        yield found
    finally:
        kernel.prctl(kernel.SET_CHILD_SUBREAPER, 0)
    found.processes += [_words(one) for one in sorted(_children() - children)] + _sleepers()
    found.files += sorted(f"{path} changed" for path, _ in _listing(outside) ^ files) + _traces()
    found.sockets += _listening()


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdecimal()]


def _children() -> set[int]:
    return {one for one in _processes() if _parent(one) == os.getpid()}


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[1])
    except (OSError, IndexError):
        return -1


def _words(process: int) -> str:
    try:
        return f"{process} {Path(f'/proc/{process}/cmdline').read_bytes()!r}"
    except OSError:
        return str(process)


def _sleepers() -> list[str]:
    said = [_words(one) for one in _processes() if one != os.getpid()]
    return [words for words in said if any(each.decode() in words for each in SLEEPERS)]


def _listing(outside: Path) -> set[tuple[str, tuple]]:
    """Return every file with its content, its rights and its times."""
    found = set()
    for path in [outside, *outside.rglob("*")]:
        about = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found.add((str(path), (about.st_mtime_ns, about.st_mode, about.st_nlink, content)))
    return found


def _traces() -> list[str]:
    """Return the files of the name that submissions give, in the places where they try to put them."""
    places = ["/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/home", str(Path.home()), os.getcwd()]
    places += [tempfile.gettempdir(), os.path.dirname(course.__file__), os.path.dirname(os.__file__)]
    return [path for place in places if os.path.lexists(path := os.path.join(place, TRACE))]


def _listening() -> list[str]:
    said = [f"port {PORT}"] if any(_listens(line) for line in _lines("tcp") + _lines("tcp6")) else []
    return said + [line for line in _lines("unix") if TRACE in line]


def _lines(kind: str) -> list[str]:
    try:
        return Path(f"/proc/net/{kind}").read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except OSError:
        return []


def _listens(line: str) -> bool:
    local, state = line.split()[1], line.split()[3]
    return state == "0A" and int(local.rpartition(":")[2], 16) == PORT
