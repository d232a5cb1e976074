"""Trying things out without a trace: for a chapter that shows how a check works."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course.grading.practice.records import ELSEWHERE


@contextlib.contextmanager
def rehearsal() -> Iterator[None]:
    """Keep what is checked inside apart: it begins with an empty record, which is forgotten at the end.

    So a rehearsal says the same whatever its reader has tried before, and changes no progress.
    """
    before = os.environ.get(ELSEWHERE)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[ELSEWHERE] = str(Path(folder) / "progress.jsonl")
        try:
            yield
        finally:
            os.environ.pop(ELSEWHERE)
            if before is not None:
                os.environ[ELSEWHERE] = before
