"""The grader's side: run a notebook's cells in the sandbox and get its answers, dropping cells that hang or kill.

`Sandbox` starts one zygote and keeps it; a task is run again without the cell that broke it off.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from course.errors import DataError, InputError
from course.grading.sandbox import channel, endings, isolation, processes
from course.grading.sandbox.limits import Limits

_SOURCE = str(Path(__file__).resolve().parents[3])
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from course.grading.sandbox import zygote; zygote.main(int(sys.argv[2]), sys.argv[3])"
)


def level_here(most: str = isolation.FULL) -> str:
    """Return the highest level of isolation that holds on this machine, `most` at most: tried in a fresh process."""
    if not hasattr(os, "fork"):
        return isolation.NONE
    code = "import sys; sys.path.insert(0, sys.argv[1]); from course.grading.sandbox import isolation; "
    code += "print(isolation.reached(sys.argv[2]))"
    words = [sys.executable, "-I", "-c", code, _SOURCE, most]
    done = subprocess.run(words, env=_environment(), capture_output=True, text=True, check=False)
    return done.stdout.strip() or isolation.NONE


@dataclass(frozen=True)
class Wanted:
    """What a notebook is asked for: a question, the name of its answer, how it is taken out; probes as typed JSON."""

    id: str
    binds: str
    way: str = "value"
    plot: str = ""
    probes: Any = None


@dataclass(frozen=True)
class Report:
    """What became of a notebook.

    ended : finished, or why its last run was broken off. errors : what each cell that failed said, by place from 0.
    answers : by question, {"kind", "words", "given"}. loaded : (name, student) of every dataset asked for.
    cells_run : how many ran to their end.
    """

    ended: str
    errors: dict[int, str] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    loaded: tuple[tuple[str, str], ...] = ()
    cells_run: int = 0


class Sandbox:
    """A zygote, to run notebooks one after the other. Use it with `with`.

    most : the highest level of isolation to use. `.level` is the one that holds on this machine.
    Errors: InputError on a system without fork; DataError when the zygote does not start.
    """

    def __init__(self, most: str = isolation.FULL) -> None:
        if not hasattr(os, "fork"):
            raise InputError(
                "notebooks are graded on Linux: this system cannot fork processes. Use Docker or WSL2, as the guide "
                "for instructors says."
            )
        self._most = most
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        words = [sys.executable, "-I", "-X", "utf8", "-c", _START, _SOURCE, str(theirs.fileno()), self._most]
        self._process = subprocess.Popen(
            words, pass_fds=[theirs.fileno()], env=_environment(), stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        first = channel.receive(ours.fileno())
        if first is None:
            raise DataError("the process that notebooks are run in did not start; what it said stands above.")
        self.level: str = first["level"]

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote."""
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def run(
        self,
        cells: list[str],
        wanted: Iterable[Wanted],
        data: Path,
        kind: str = "release",
        limits: Limits | None = None,
        given: dict[str, Any] | None = None,
    ) -> Report:
        """Run cells on the data in a folder; evaluate the answers that are wanted.

        given : right answers (typed JSON) that take the place of the notebook's own, each after it has been given.
        """
        limits = limits or Limits()
        task: dict[str, Any] = {
            "cells": cells,
            "questions": [_without_probes(one) for one in wanted],
            "data": str(data),
            "kind": kind,
            "limits": dataclasses.asdict(limits),
            "level": self.level,
            "given": given or {},
        }
        return _Trial(self, task, {one.id: one.probes for one in wanted}, limits).report()

    def attempt(self, task: dict[str, Any], probes: dict[str, Any]) -> dict[str, Any]:
        """Run one task once, in a folder of its own; return the keeper's report."""
        folder = tempfile.mkdtemp(prefix="clientela-")
        if self.level == isolation.FULL and os.geteuid() == 0:
            os.chown(folder, isolation.NOBODY, isolation.NOBODY)
        try:
            place = self._socket.fileno()
            channel.send(place, {**task, "folder": folder})
            channel.send(place, probes)
            report = channel.receive(place)
            if report is not None and not report.get("over"):
                channel.receive(place)
                return report
        except (OSError, channel.Garbled):
            report = None
        finally:
            processes.removed(Path(folder))
        if report is None:
            self._restart()
        return {"ended": endings.DIED, "at": None, "done": {}, "answers": {}, "loaded": []}

    def _restart(self) -> None:
        with contextlib.suppress(OSError):
            self.close()
        self._start()


def _environment() -> dict[str, str]:
    """Return what the zygote knows of the world: no secrets, one thread, figures drawn into memory."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "MPLCONFIGDIR") if name in os.environ}
    one_thread = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT")
    return {**kept, **dict.fromkeys(one_thread, "1"), "MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}


def _without_probes(one: Wanted) -> dict[str, str]:
    return {"id": one.id, "binds": one.binds, "way": one.way, "plot": one.plot}


class _Trial:
    """One notebook, run again without what broke it off."""

    def __init__(self, sandbox: Sandbox, task: dict[str, Any], probes: dict[str, Any], limits: Limits) -> None:
        self.sandbox, self.task, self.probes, self.limits = sandbox, task, probes, limits
        self.errors: dict[int, str] = {}
        self.skip: set[int] = set()
        self.untried: set[str] = set()

    def report(self) -> Report:
        """Run until a run finishes, or the attempts are used up: then the last one has only cells that had ended."""
        last = self._run()
        for attempt in range(2, self.limits.attempts + 1):
            if last["ended"] == endings.FINISHED:
                break
            self._drop(last, everything=attempt == self.limits.attempts)
            last = self._run()
        return self._reported(last)

    def _run(self) -> dict[str, Any]:
        task = {**self.task, "skip": sorted(self.skip), "untried": sorted(self.untried)}
        return self.sandbox.attempt(task, self.probes)

    def _drop(self, last: dict[str, Any], everything: bool) -> None:
        """Leave out what a run was at when it was broken off; at last everything that it had not come to."""
        reason = endings.reason(last["ended"], self.limits)
        at = last["at"] or {}
        done = {int(place) for place in last["done"] if place.isdecimal()}
        if isinstance(question := at.get("question"), str):
            self.untried.add(question)
        elif isinstance(cell := at.get("cell"), int):
            self._skip(cell, reason)
        elif done:  # between cells: the last one left something behind
            self._skip(max(done), reason)
        if everything or not (at or done):
            for place in set(range(len(self.task["cells"]))) - done:
                self._skip(place, reason)

    def _skip(self, place: int, reason: str) -> None:
        if place in range(len(self.task["cells"])):
            self.skip.add(place)
            self.errors.setdefault(place, reason)

    def _reported(self, last: dict[str, Any]) -> Report:
        said = {int(place): words for place, words in last["done"].items() if place.isdecimal()}
        failed = {place: words[1] for place, words in said.items() if words[0]}
        run = sum(place not in failed and place not in self.skip for place in said)
        broken = "" if last["ended"] == endings.FINISHED else endings.reason(last["ended"], self.limits)
        errors = {**{place: broken for place in self.skip if broken}, **failed, **self.errors}
        return Report(last["ended"], dict(sorted(errors.items())), last["answers"], _loads(last["loaded"]), run)


def _loads(loaded: list[Any]) -> tuple[tuple[str, str], ...]:
    pairs = (one for one in loaded if isinstance(one, list) and len(one) == 2)
    return tuple((str(name), str(student)) for name, student in pairs)
