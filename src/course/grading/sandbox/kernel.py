"""Calls to the Linux kernel that Python has no function for. Reached by name only where isolation is wanted."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import Any

SET_PDEATHSIG, SET_DUMPABLE, SET_KEEPCAPS, SET_SECCOMP, CAPBSET_DROP, SET_CHILD_SUBREAPER, SET_NO_NEW_PRIVS = (
    1, 4, 8, 22, 24, 36, 38,
)  # fmt: skip
READ_SEARCH = 1 << 2  # the capability to read files whoever they belong to
_CAPABILITY_VERSION_3 = 0x20080522


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *values: Any) -> int:
    """Set a property of this process. Errors: OSError."""
    padded = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in (*values, 0, 0, 0, 0)[:4]]
    return _answered(_libc().prctl(option, *padded))


def syscall(number: int, *values: Any) -> int:
    """Make a system call by its number. Errors: OSError."""
    return _answered(_libc().syscall(ctypes.c_long(number), *values))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; for a process namespace, the next child is its first. Errors: OSError."""
    _answered(_libc().unshare(ctypes.c_int(flags)))


def give_up_privileges(kept: int = 0) -> None:
    """Let this process have no capability but those kept, and what it starts none. Errors: OSError."""
    prctl(SET_NO_NEW_PRIVS, 1)
    for capability in range(64):
        try:
            prctl(CAPBSET_DROP, capability)
        except OSError:  # no such capability in this kernel, or none to give up
            break
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(kept, kept)  # effective, permitted, inheritable; then their upper halves
    _answered(_libc().capset(ctypes.byref(header), ctypes.byref(sets)))


def _answered(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
