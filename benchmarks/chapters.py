"""How long each chapter takes from a fresh kernel to its last cell, and how large its stored file is."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator

from clock import seconds

from course.workbook import chapters
from course.workbook.execution import run


def rows(repeat: int) -> Iterator[tuple[str, str, str]]:
    """Yield a row a chapter, then their sum. Each runs once, one after the other; `repeat` changes nothing."""
    total = [0.0, 0.0]
    for entry in chapters():
        elapsed, processor = _timed(entry)
        total = [total[0] + elapsed, total[1] + processor]
        kilobytes = entry.path.stat().st_size / 1000
        yield entry.name, seconds(elapsed), f"processor {seconds(processor)}; {kilobytes:,.0f} kB stored"
    yield "all chapters", seconds(total[0]), f"processor {seconds(total[1])}"


def _timed(entry) -> tuple[float, float]:
    """Return elapsed seconds and the processor seconds of the kernel, which is a child process."""
    wall, busy = time.perf_counter(), os.times()
    run(json.loads(entry.path.read_text(encoding="utf-8")), entry)
    after = os.times()
    children = after.children_user + after.children_system - busy.children_user - busy.children_system
    return time.perf_counter() - wall, children
