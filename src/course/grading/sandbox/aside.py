"""A sandbox in a thread of its own: while a notebook runs, the grader computes what its answers are compared with."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from course.grading.sandbox import isolation
from course.grading.sandbox.client import Report, Sandbox


class Aside:
    """As `Sandbox`, and `begin` does not wait. One thread starts the zygote and stays: the zygote ends with it."""

    def __init__(self, most: str = isolation.FULL) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._sandbox = self._thread.submit(Sandbox, most).result()
        self.level = self._sandbox.level

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._sandbox.close).result()
        self._thread.shutdown()

    def begin(self, *arguments: Any, **settings: Any) -> Future[Report]:
        """Start running a notebook; arguments as for `Sandbox.run`."""
        return self._thread.submit(self._sandbox.run, *arguments, **settings)

    def run(self, *arguments: Any, **settings: Any) -> Report:
        """Run a notebook and wait for its report."""
        return self.begin(*arguments, **settings).result()
