"""Measure one thing several times: elapsed and processor seconds, the median of each."""

from __future__ import annotations

import atexit
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Timing:
    """Medians over the repetitions, in seconds, with the fastest: on a busy machine that one says more.

    Processor seconds are summed over threads; those of child processes are not in them.
    """

    elapsed: float
    processor: float
    fastest: float

    def __str__(self) -> str:
        return f"{seconds(self.elapsed)} (fastest {seconds(self.fastest)}, processor {seconds(self.processor)})"

    @property
    def passed(self) -> str:
        """Say only what passed, where the work is a child's."""
        return f"{seconds(self.elapsed)} (fastest {seconds(self.fastest)})"


def measure(action: Callable[[], Any], repeat: int) -> Timing:
    """Run an action once to warm up, then `repeat` times."""
    action()
    elapsed, processor = zip(*(_once(action) for _ in range(repeat)), strict=True)
    return Timing(statistics.median(elapsed), statistics.median(processor), min(elapsed))


def _once(action: Callable[[], Any]) -> tuple[float, float]:
    wall, busy = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - busy


def seconds(value: float) -> str:
    """Say a time in a unit in which it has some digits."""
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1e3:.1f} ms"


def processor_seconds(action: Callable[[], Any]) -> tuple[Any, float]:
    """Return what an action returns and the processor seconds that it took."""
    start = time.process_time()
    result = action()
    return result, time.process_time() - start


def of_children(action: Callable[[], Any]) -> float:
    """Return the processor seconds of the processes that an action starts and waits for."""
    before = os.times()
    action()
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


# The first lines of a child that tells its peak memory in MB. What `getrusage` tells of a process on Linux is that of
# the process that started it, where that was larger.
TELLS_PEAK = """
import re, resource, sys
def peak():
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1]) / 2**10
    except OSError:
        return peak_of(resource.RUSAGE_SELF)
def peak_of(who):
    return resource.getrusage(who).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
"""


def fresh_python(code: str) -> Callable[[], Any]:
    """Return an action that runs code in a Python of its own, start and imports included, bytecode at hand."""
    place = tempfile.mkdtemp(prefix="bytecode-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables["PYTHONPYCACHEPREFIX"] = place
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=variables)
