"""How a run of a notebook ends: what the keeper reports, and the sentence that people read."""

from __future__ import annotations

import dataclasses

from course.grading.sandbox.limits import Limits

FINISHED, TIME, MEMORY, FOLDER, PROCESSES, DIED, GARBLED = (
    "finished", "time", "memory", "folder", "processes", "died", "garbled",
)  # fmt: skip
_REASONS = {
    TIME: "It ran longer than {cell_seconds:g} seconds.",
    MEMORY: "It needed more than {memory:,} megabytes of memory.",
    FOLDER: "It wrote more than {folder:,} megabytes, or {files:,} files.",
    PROCESSES: "It started more than {processes} processes.",
    DIED: "It ended the process that runs the notebook.",
    GARBLED: "It wrote into the grader's own channel.",
}


def reason(ended: str, limits: Limits) -> str:
    """Return why a run was broken off, as one sentence."""
    return _REASONS[ended].format(**dataclasses.asdict(limits))
