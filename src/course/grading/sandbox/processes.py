"""The processes of a submission: all that descend from one, what they use, and the end of them all."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
PATIENCE = 10.0
ENDLESS = 1_000_000


def family(first: int) -> list[int]:
    """Return a process and all that descend from it; those whose parents died are found as the keeper's own."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal() and (parent := _parent(name)) is not None:
            children.setdefault(parent, []).append(int(name))
    found, waiting = [], [first, *(one for one in children.get(os.getpid(), []) if one != first)]
    while waiting:
        found.append(one := waiting.pop())
        waiting += children.get(one, [])
    return found


def _parent(name: str) -> int | None:
    try:
        with open(f"/proc/{name}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, IndexError, ValueError):  # it has ended meanwhile
        return None


def memory(family: list[int], most: int) -> int:
    """Return the bytes that processes hold together.

    Where their sum is below `most` it is the sum, in which what they share counts for each; else it is counted once.
    """
    quick = sum(_resident(one) for one in family)
    return quick if quick < most else sum(_share(one) for one in family)


def _resident(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _share(process: int) -> int:
    try:
        with open(f"/proc/{process}/smaps_rollup", "rb") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:"))
    except (OSError, StopIteration, ValueError):
        return _resident(process)


def unnamed(family: list[int]) -> int:
    """Return the bytes on disk of files that are open in a process but have no name any more."""
    found: dict[tuple[int, int], int] = {}
    for one in family:
        with contextlib.suppress(OSError):
            for name in os.listdir(f"/proc/{one}/fd"):
                with contextlib.suppress(OSError):
                    about = os.stat(f"/proc/{one}/fd/{name}")
                    if stat.S_ISREG(about.st_mode) and about.st_nlink == 0:
                        found[about.st_dev, about.st_ino] = about.st_blocks * 512
    return sum(found.values())


def on_disk(folder: Path) -> tuple[int, int]:
    """Return the bytes in a folder and how many files and folders; endlessly many where a path is too long to read."""
    size = count = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += _blocks(entry)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError as error:
            count += ENDLESS if error.errno == errno.ENAMETOOLONG else 0
    return size, count


def _blocks(entry: os.DirEntry[str]) -> int:
    with contextlib.suppress(OSError):
        return entry.stat(follow_symlinks=False).st_blocks * 512
    return 0


def removed(folder: Path) -> None:
    """Take a folder away, however deep, odd or forbidden what a submission has left in it."""
    for command in (["rm", "-rf"], ["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        subprocess.run([*command, "--", str(folder)], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not os.path.lexists(folder):
            return


def end(first: int) -> None:
    """End a process and all that it left behind: in namespaces of its own they all end with it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(first, signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(InterruptedError):
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    _kill_all(first)
                    time.sleep(0.002)
            except ChildProcessError:
                return


def _kill_all(first: int) -> None:
    for one in family(first):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)
