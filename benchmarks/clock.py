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
        return f"{self.elapsed:.2f} s (fastest {self.fastest:.2f})"


def measure(action: Callable[[], Any], repeat: int) -> Timing:
    """Run an action once to warm up, then `repeat` times."""
    action()
    elapsed, processor = zip(*(_once(action) for _ in range(repeat)), strict=True)
    return Timing(statistics.median(elapsed), statistics.median(processor), min(elapsed))


def _once(action: Callable[[], Any]) -> tuple[float, float]:
    wall, busy = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - busy


def fresh_python(code: str) -> Callable[[], Any]:
    """Return an action that runs code in a Python of its own, start and imports included, bytecode at hand."""
    place = tempfile.mkdtemp(prefix="bytecode-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables["PYTHONPYCACHEPREFIX"] = place
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env=variables)
