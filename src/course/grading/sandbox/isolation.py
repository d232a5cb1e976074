"""Walls around a process, in three levels: none (limits and clock), files (+ Landlock), full (+ namespaces, seccomp).

The keeper leaves its namespaces before it makes the process (`separate`); the process closes the rest behind itself
(`shut_in`). What a level needs and the machine lacks raises OSError; `reached` tries for real.
"""

from __future__ import annotations

import os
import signal
import sys
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

from course.grading.sandbox import kernel, landlock, seccomp

NONE, FILES, FULL = "none", "files", "full"
LEVELS = (NONE, FILES, FULL)

_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK, _NEW_MESSAGES = 0x10000000, 0x20000000, 0x40000000, 0x08000000
NOBODY = 65534
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types",
    "/proc/self/maps", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/random",
    "/dev/zero", "/nix/store", "/opt/conda",
)  # fmt: skip


def readable() -> list[Path]:
    """Return what a submission may read besides its data: Python, its packages, the system's libraries."""
    packages = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    own = Path(__file__).resolve().parents[2]  # course
    prefixes = [f"{prefix}/{part}" for prefix in {sys.prefix, sys.base_prefix} for part in ("lib", "bin", "share")]
    return [own, *(Path(place) for place in (*packages, *prefixes, *_SYSTEM))]


def exposed(secrets: Iterable[Path]) -> list[Path]:
    """Return those of some paths that lie beneath what every submission may read."""
    open_ = [place.resolve() for place in readable()]
    return [path for path in secrets if any(path.resolve().is_relative_to(place) for place in open_)]


def separate(map_ids: Callable[[], None]) -> None:
    """Give the next child namespaces of its own: users, processes, network, messages. Errors: OSError.

    map_ids : gets `let_in` called for this process by one that stayed outside, and waits for it; for root alone.
    """
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(_NEW_USER | _NEW_PROCESSES | _NEW_NETWORK | _NEW_MESSAGES)
    if user == 0:
        map_ids()
        return
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def let_in(process: int) -> None:
    """Let root and nobody be known in a process' new namespace; only root outside it may. Errors: OSError."""
    _write(f"/proc/{process}/setgroups", "deny")
    for name in ("uid_map", "gid_map"):
        _write(f"/proc/{process}/{name}", f"0 0 1\n{NOBODY} {NOBODY} 1")


def become_nobody() -> None:
    """Where this process is root, make it nobody, who may still read: root is held to no number of processes.

    Errors: OSError.
    """
    if os.geteuid() != 0:
        kernel.give_up_privileges()
        return
    kernel.prctl(kernel.SET_KEEPCAPS, 1)
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.SET_DUMPABLE, 1)  # so that the keeper may look at what this process uses
    kernel.give_up_privileges(kept=kernel.READ_SEARCH)


def _write(path: str, text: str) -> None:
    place = os.open(path, os.O_WRONLY)
    os.write(place, text.encode())
    os.close(place)


def shut_in(level: str, readable: Iterable[Path], writable: Path) -> None:
    """Close everything but the named files, at level full also the calls behind which more lies. Errors: OSError."""
    if level == NONE:
        return
    if level == FULL:
        become_nobody()
    else:
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


class Gate:
    """Where a process that leaves for new namespaces waits to be let in by its parent, which stays outside."""

    def __init__(self) -> None:
        self._left, self._leaving = os.pipe()
        self._open, self._opening = os.pipe()

    def wait(self) -> None:
        """Say that this process has left; wait until it is let in. Errors: OSError where it is not."""
        os.write(self._leaving, b"x")
        if not os.read(self._open, 1):
            raise PermissionError("nobody lets this process in")

    def attend(self, process: int) -> None:
        """Let a child in when it says that it has left; return at once where it ends, or has no need of it."""
        os.close(self._leaving)
        try:
            if os.read(self._left, 1):
                let_in(process)
                os.write(self._opening, b"x")
        finally:
            for place in (self._left, self._open, self._opening):
                os.close(place)

    def pass_by(self) -> None:
        """Close this process' ends: it needs no letting in, or is in."""
        for place in (self._left, self._leaving, self._open, self._opening):
            os.close(place)


def _holds(level: str) -> bool:
    """Return whether a process at this level cannot do what the level forbids."""
    gate = Gate()
    keeper = os.fork()
    if keeper == 0:
        _leave_with(lambda: _tried_from_outside(level, gate))
    try:
        gate.attend(keeper)
    except OSError:
        os.kill(keeper, signal.SIGKILL)
    return os.waitpid(keeper, 0)[1] == 0


def _leave_with(attempt: Callable[[], bool]) -> None:
    try:
        holds = attempt()
    except BaseException:
        holds = False
    os._exit(0 if holds else 1)


def _tried_from_outside(level: str, gate: Gate) -> bool:
    if level == FULL:
        separate(gate.wait)
    gate.pass_by()
    inner = os.fork()
    if inner == 0:
        signal.alarm(5)
        _leave_with(lambda: _tried_inside(level))
    return os.waitpid(inner, 0)[1] == 0


def _tried_inside(level: str) -> bool:
    shut_in(level, readable(), Path("/nonexistent"))
    attempts: list[Callable[[], object]] = [lambda: os.listdir("/"), lambda: os.open("/proc/self/status", os.O_RDONLY)]
    if level == FULL:
        import socket

        attempts += [socket.socket, lambda: os.memfd_create("walls"), lambda: kernel.unshare(_NEW_USER)]
    alone = level != FULL or os.getpid() == 1
    return alone and all(_refused(attempt) for attempt in attempts)


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return True
    return False
