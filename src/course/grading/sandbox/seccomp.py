"""A seccomp filter: system calls that no cell of a notebook needs are refused with "operation not permitted".

Closed are those that reach beyond the other walls: memory that is shared without being mapped, other processes, new
namespaces and mounts, sockets of any kind, and the kernel itself. Numbers from the kernel's system call tables.
"""

from __future__ import annotations

import ctypes
import errno
import platform
from functools import cache

from course.grading.sandbox import kernel

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
REFUSED = {  # name: (x86_64, aarch64); -1 where there is none
    "socket": (41, 198),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmctl": (31, 195), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434), "kcmp": (312, 272), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "bpf": (321, 280), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "quotactl": (179, 60), "syslog": (103, 116), "personality": (135, 92), "clock_settime": (227, 112),
    "settimeofday": (164, 170), "adjtimex": (159, 171), "sethostname": (170, 161), "setdomainname": (171, 162),
    "iopl": (172, -1), "ioperm": (173, -1),
}  # fmt: skip
_CLONE, _CLONE3 = (56, 220), (435, 435)
_NEW_NAMESPACES = 0x7E020000
_X32 = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


class _Step(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def supported() -> bool:
    """Return whether the numbers of this machine's system calls are known."""
    return platform.machine() in _ARCHITECTURES


def close_calls() -> None:
    """Refuse the calls above to this process and its children for good. Errors: OSError where the kernel refuses."""
    steps = program(platform.machine())
    array = (_Step * len(steps))(*steps)
    kernel.prctl(kernel.SET_SECCOMP, 2, ctypes.byref(_Program(len(steps), array)))


@cache
def program(machine: str) -> tuple[_Step, ...]:
    """Return the filter of a machine as steps of the kernel's packet language."""
    architecture, column = _ARCHITECTURES[machine]
    numbers = [pair[column] for pair in REFUSED.values() if pair[column] >= 0]
    count = len(numbers)
    steps = [
        _Step(_LOAD, 0, 0, 4),  # the architecture
        _Step(_EQUAL, 1, 0, architecture),
        _Step(_RETURN, 0, 0, _KILL),
        _Step(_LOAD, 0, 0, 0),  # the call's number
        _Step(_AT_LEAST, count + 6, 0, _X32),  # to `refused`: calls of another table
        _Step(_EQUAL, count + 4, 0, _CLONE3[column]),  # to `unknown`: the C library falls back to clone
        _Step(_EQUAL, count + 1, 0, _CLONE[column]),  # to the look at its flags
    ]
    steps += [_Step(_EQUAL, count - place + 3, 0, number) for place, number in enumerate(numbers)]
    return (
        *steps,
        _Step(_RETURN, 0, 0, _ALLOW),
        _Step(_LOAD, 0, 0, 16),  # the lower half of the first argument
        _Step(_ANY_BIT, 1, 2, _NEW_NAMESPACES),
        _Step(_RETURN, 0, 0, _ERRNO | errno.ENOSYS),  # unknown
        _Step(_RETURN, 0, 0, _ERRNO | errno.EPERM),  # refused
        _Step(_RETURN, 0, 0, _ALLOW),
    )
