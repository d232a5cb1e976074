"""What a notebook finds in the place of a kernel: injected data, checks that only note, magics without a shell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import IPython
import IPython.core.getipython
import IPython.display

from course import datasets, grading, plots


class Nothing:
    """Stands for what is not here: every attribute is nothing, every call gives None."""

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> None:
        """Do nothing."""


class Shell(Nothing):
    """`get_ipython()`: the bodies of `%time`, `%%time`, `%%capture` and `%prun` run; nothing else does."""

    RUN = ("time", "capture", "prun")

    def __init__(self, run: Callable[[str], None], names: dict[str, Any]) -> None:
        self._run = run
        self.user_ns = names

    def run_line_magic(self, name: str, line: str, **_: Any) -> None:
        """Run what stands behind a magic of one line."""
        if name in self.RUN:
            self._run(line)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell below a magic."""
        if name in self.RUN:
            self._run(cell)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return no lines: no shell runs."""
        return []


def nothing(*_: Any, **__: Any) -> None:
    """Do nothing, whatever is asked."""


def install(load: Callable[..., Any], check: Callable[..., None], shell: Shell) -> None:
    """Let `course` and IPython, however they are imported, meet the stand-ins."""
    vars(sys.modules["course"]).update(load=load, check=check, hint=nothing, solution=nothing, show=nothing)
    vars(datasets).update(load=load)
    vars(grading).update(check=check, hint=nothing, solution=nothing)
    vars(plots).update(show=nothing)
    for module in (IPython, IPython.core.getipython):
        vars(module)["get_ipython"] = lambda: shell
    for module in (IPython.display, sys.modules["IPython.core.display_functions"]):
        vars(module)["display"] = nothing
