"""Walls around a process, in three levels: none (limits and clock), files (+ Landlock), full (+ namespaces, seccomp).

The keeper leaves its namespaces before it makes the process (`separate`); the process closes the rest behind itself
(`shut_in`). What a level needs and the machine lacks raises OSError; `reached` tries for real.
"""

from __future__ import annotations

import os
import signal
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from course.grading.sandbox import kernel, landlock, seccomp

NONE, FILES, FULL = "none", "files", "full"
LEVELS = (NONE, FILES, FULL)

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK, _NEW_MESSAGES = 0x10000000, 0x20000000, 0x40000000, 0x08000000
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types",
    "/proc/self/maps", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random",
    "/dev/zero", "/nix/store", "/opt/conda",
)  # fmt: skip


def readable() -> list[Path]:
    """Return what a submission may read besides its data: Python, its packages, the system's libraries."""
    import course

    packages = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    own = Path(course.__file__).resolve().parent
    prefixes = [f"{prefix}/{part}" for prefix in {sys.prefix, sys.base_prefix} for part in ("lib", "bin", "share")]
    return [own, *(Path(place) for place in (*packages, *prefixes, *_SYSTEM))]


def exposed(secrets: Iterable[Path]) -> list[Path]:
    """Return those of some paths that lie beneath what every submission may read."""
    open_ = [place.resolve() for place in readable()]
    return [path for path in secrets if any(path.resolve().is_relative_to(place) for place in open_)]


def separate() -> None:
    """Give the next child namespaces of its own: processes, network, messages. Errors: OSError."""
    user, group = os.geteuid(), os.getegid()
    flags = _NEW_PROCESSES | _NEW_NETWORK | _NEW_MESSAGES
    try:
        kernel.unshare(_NEW_USER | flags)
    except OSError:
        if user != 0:
            raise
        kernel.unshare(flags)
        return
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def _write(path: str, text: str) -> None:
    place = os.open(path, os.O_WRONLY)
    os.write(place, text.encode())
    os.close(place)


def shut_in(level: str, readable: Iterable[Path], writable: Path) -> None:
    """Close everything but the named files, at level full also the calls behind which more lies. Errors: OSError."""
    if level == NONE:
        return
    kernel.give_up_privileges()
    landlock.restrict([*readable, Path("/dev/null")], [writable, Path("/dev/null")])
    if level == FULL:
        seccomp.close_calls()


def reached(most: str = FULL) -> str:
    """Return the highest level, `most` at most, that holds on this machine: each is tried, not asked for."""
    if not sys.platform.startswith("linux"):
        return NONE
    tried = [level for level in reversed(LEVELS[1:]) if LEVELS.index(level) <= LEVELS.index(most)]
    return next((level for level in tried if _holds(level)), NONE)


def _holds(level: str) -> bool:
    """Return whether a process at this level cannot do what the level forbids."""
    keeper = os.fork()
    if keeper == 0:
        _leave_with(lambda: _tried_from_outside(level))
    return os.waitpid(keeper, 0)[1] == 0


def _leave_with(attempt: object) -> None:
    try:
        holds = attempt()  # type: ignore[operator]
    except BaseException:
        holds = False
    os._exit(0 if holds else 1)


def _tried_from_outside(level: str) -> bool:
    if level == FULL:
        separate()
    inner = os.fork()
    if inner == 0:
        signal.alarm(5)
        _leave_with(lambda: _tried_inside(level))
    return os.waitpid(inner, 0)[1] == 0


def _tried_inside(level: str) -> bool:
    shut_in(level, readable(), Path("/nonexistent"))
    attempts = [lambda: os.listdir("/"), lambda: os.open("/proc/self/status", os.O_RDONLY)]
    if level == FULL:
        import socket

        attempts += [socket.socket, lambda: os.memfd_create("walls"), lambda: kernel.unshare(_NEW_USER)]
    alone = level != FULL or os.getpid() == 1
    return alone and all(_refused(attempt) for attempt in attempts)


def _refused(attempt: object) -> bool:
    try:
        attempt()  # type: ignore[operator]
    except OSError:
        return True
    return False
