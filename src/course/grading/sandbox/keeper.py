"""Stands between a submission's process and the grader: its clock, its memory, its disk, its end.

The keeper never runs a submission's code. Whatever becomes of the process, the keeper's report is what is known.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from pathlib import Path
from typing import Any

from course.grading.sandbox import channel, child, endings, isolation, kernel, processes
from course.grading.sandbox.limits import MEGABYTE, Limits
from course.grading.sandbox.pristine import Pristine

TICK = 0.05
MOST_LOADS = 50


def keep(task: dict[str, Any], grader: int, pristine: Pristine, gate: isolation.Gate) -> None:
    """Run one task in a process of its own, report to the grader, leave no process behind, end this one."""
    try:
        _go_before_others()
        kernel.prctl(kernel.SET_CHILD_SUBREAPER, 1)
        kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGKILL)
        if task["level"] == isolation.FULL:
            isolation.separate(gate.wait)
        gate.pass_by()
        replies, telling = os.pipe()
        asking, probes = os.pipe()
        made = os.fork()
        if made == 0:
            _go_with_others()
            os.close(grader)
            os.close(replies)
            os.close(probes)
            child.run(task, telling, asking, pristine)
        os.close(telling)
        os.close(asking)
        watch = Watch(made, task, replies, probes)
        report = watch.until_the_end(channel.receive(grader))
        processes.end(made)
        channel.send(grader, report)
    finally:
        os._exit(0)


def _go_before_others() -> None:
    """Run before everything else where this is allowed: to root, whose notebooks no limit holds below level full."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def _go_with_others() -> None:
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


class Watch:
    """One process under watch."""

    def __init__(self, process: int, task: dict[str, Any], replies: int, probes: int) -> None:
        self.process, self.replies, self.probes = process, replies, probes
        self.limits, self.folder = Limits(**task["limits"]), Path(task["folder"])
        self.begun = self.since = time.monotonic()
        self.inbox = channel.Inbox()
        self.left = b""
        self.looked = 0.0
        self.report: dict[str, Any] = {"at": None, "done": {}, "answers": {}, "loaded": []}

    def until_the_end(self, probes: Any) -> dict[str, Any]:
        """Watch until the process has finished or must be ended; return the report."""
        outgoing = channel.packed(probes)
        ended = ""
        os.set_blocking(self.probes, False)
        while not ended:
            ready = select.select([self.replies], [self.probes] if self.left else [], [], TICK)
            try:
                ended = self._read(outgoing) if ready[0] else ""
            except channel.Garbled:
                ended = endings.GARBLED
            if ready[1]:
                self._write()
            ended = ended or self._too_much()
        self.report["ended"] = ended
        return self.report

    def _read(self, outgoing: bytes) -> str:
        piece = os.read(self.replies, 1 << 20)
        if not piece:
            return endings.DIED
        for message in self.inbox.take(piece):
            if not isinstance(message, dict):
                raise channel.Garbled
            if message.get("finished") is True:
                return endings.FINISHED
            if message.get("ready") is True and not self.left:
                self.left = outgoing
            self._note(message)
        return ""

    def _note(self, message: dict[str, Any]) -> None:
        """Take a step of the process into the report; the first word on an answer counts."""
        self.since = time.monotonic()
        if "cell" in message or "question" in message:
            self.report["at"] = message
        elif "done" in message:
            self.report["at"] = None
            said = [str(message.get(name, ""))[:300] for name in ("kind", "error")]
            self.report["done"][str(message["done"])[:10]] = said
        elif "answer" in message:
            self.report["at"] = None
            self.report["answers"].setdefault(str(message["answer"])[:80], message)
        elif "loaded" in message and len(self.report["loaded"]) < MOST_LOADS:
            self.report["loaded"].append(message["loaded"])

    def _write(self) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                self.left = self.left[os.write(self.probes, self.left) :]
            except BrokenPipeError:
                self.left = b""

    def _too_much(self) -> str:
        """Return what the process has had too much of, if anything."""
        now = time.monotonic()
        if now - self.since > self.limits.cell_seconds or now - self.begun > self.limits.total_seconds:
            return endings.TIME
        if now - self.looked < TICK or now - self.begun < 2 * TICK:
            return ""
        self.looked = now
        family = processes.family(self.process)
        if len(family) > self.limits.processes:
            return endings.PROCESSES
        most = self.limits.memory * MEGABYTE
        if processes.memory(family, most) > most:
            return endings.MEMORY
        size, count = processes.on_disk(self.folder)
        room = self.limits.folder * MEGABYTE
        return endings.FOLDER if size + processes.unnamed(family) > room or count > self.limits.files else ""
