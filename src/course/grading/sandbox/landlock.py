"""Landlock: this process and its children see no files but those that are named (Linux 5.13 and later).

Source: the kernel's documentation, "Landlock: unprivileged access control" (userspace-api/landlock), ABI 1 to 7.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from course.grading.sandbox import kernel

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
_VERSION = 1  # the flag that asks for the ABI
_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
READ = _EXECUTE | _READ_FILE | _READ_DIR
_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # file accesses that each ABI knows
_NET, _SCOPES = 0b11, 0b11  # TCP bind and connect (ABI 4); abstract Unix sockets and signals (ABI 6)


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the version of Landlock that the kernel offers; 0 where it offers none."""
    try:
        return kernel.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    except OSError:
        return 0


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave nothing but reading what is beneath `readable` and anything beneath `writable`; paths may be missing.

    Errors: OSError where the kernel refuses.
    """
    version = abi()
    known = (1 << _BITS[min(version, 5)]) - 1
    size = 8 if version < 4 else 16 if version < 6 else 24
    attributes = _Ruleset(known, _NET, _SCOPES)
    ruleset = kernel.syscall(CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path in readable:
        _allow(ruleset, path, READ & known)
    for path in writable:
        _allow(ruleset, path, known)
    kernel.syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    os.close(ruleset)


def _allow(ruleset: int, path: Path, accesses: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this system
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        accesses &= _OF_FILES
    rule = _Beneath(accesses, place)
    kernel.syscall(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_BENEATH), ctypes.byref(rule), ctypes.c_uint32(0))
    os.close(place)
