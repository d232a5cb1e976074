"""How much a submission may use: time, memory, room on disk, processes."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one submission may use, on the clock of the wall and over all its processes together.

    cell_seconds : a cell, or the trial of one function. total_seconds : one run of a notebook.
    memory : megabytes beyond the imports. folder : megabytes written. files, processes : their number.
    attempts : runs of one submission; each run that a cell breaks off is followed by one without that cell.
    """

    cell_seconds: float = 20
    total_seconds: float = 120
    memory: int = 2_000
    folder: int = 200
    files: int = 5_000
    processes: int = 48
    attempts: int = 6


def apply(limits: Limits, own_users: bool) -> None:
    """Set the limits that the system itself keeps, for this process and its children.

    own_users : whether processes are counted in a namespace of their own; else other programs' would count too.
    """
    import resource

    with open("/proc/self/statm", "rb") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    seconds = int(limits.total_seconds) + 5
    kept = {
        resource.RLIMIT_AS: used + limits.memory * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.folder * MEGABYTE,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    if own_users:
        kept[resource.RLIMIT_NPROC] = limits.processes
    for which, most in kept.items():
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))
