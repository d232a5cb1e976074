"""A notebook's cells, run one after the other in one namespace; which values its answers had."""

from __future__ import annotations

import ast
import asyncio
import inspect
import sys
import types
from collections.abc import Callable, Collection
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from course.grading.judging.kinds import blank
from course.grading.sandbox.pristine import Pristine
from course.grading.sandbox.stand_ins import Shell, install, nothing

TRIES_AGAIN = 3
Tell = Callable[[dict[str, Any]], None]


class Session:
    """One run of a notebook. `binds`: the name of each question's answer; `tell` reports each step before it is taken.

    An answer is the last value, not blank, that its name had after a cell; or else what a check was given.
    """

    def __init__(self, binds: dict[str, str], load: Callable[..., Any], tell: Tell, pristine: Pristine) -> None:
        self.binds, self.tell, self.pristine = binds, tell, pristine
        self.values: dict[str, Any] = {}
        self._checked: dict[str, Any] = {}
        self._unfinished: dict[str, Any] = {}  # given by cells that then lacked a name
        self._transform = TransformerManager().transform_cell
        module = types.ModuleType("__main__")
        self._names = vars(module)
        shell = Shell(self._run_source, self._names)
        self._names.update(display=nothing, get_ipython=lambda: shell, In=[], Out={}, _="", __="")
        sys.modules["__main__"] = module
        install(load, self._check, shell)

    def _check(self, question: object = "", answer: object = ..., firm: object = None) -> None:
        if isinstance(question, str) and not blank(answer):
            self._checked[str.__str__(question)] = answer

    def run(self, cells: list[str], skip: Collection[int], after: Callable[[Session], None]) -> None:
        """Run the cells, without empty ones and those to skip; then again those that lacked a name which came later."""
        order = [place for place in range(len(cells)) if place not in skip and cells[place].strip()]
        early = [place for place in order if self._tried(place, cells[place], after) == "NameError"]
        for _ in range(TRIES_AGAIN):
            late = self._again(early, cells)
            if len(late) in (0, len(early)):
                break
            early = late
        self.values = {**self._checked, **self._unfinished, **self.values}

    def _again(self, early: list[int], cells: list[str]) -> list[int]:
        kept, self.values = self.values, {}
        late = [place for place in early if self._tried(place, cells[place], lambda _: None) == "NameError"]
        self.values = {**self.values, **kept}  # a first run counts before a second
        return late

    def _tried(self, place: int, source: str, after: Callable[[Session], None]) -> str:
        """Run one cell; return the type of the error that it ended with, or nothing."""
        with self.pristine.for_a_moment():
            self.tell({"cell": place})
        kind = said = ""
        try:
            self._run_source(source)
        except BaseException as error:  # SystemExit, KeyboardInterrupt: a cell ends, not the notebook
            kind, said = type(error).__name__, _words(error)
        with self.pristine.for_a_moment():
            self._note(unfinished=kind == "NameError")
            self.tell({"done": place, "kind": kind[:80], "error": said})
            after(self)
        return kind

    def _note(self, unfinished: bool) -> None:
        """Note the answers that there are now; a cell that did not finish counts where no other gives one."""
        new = {id: value for id, value in self._bound().items() if value is not self._unfinished.get(id)}
        if unfinished:
            self._unfinished.update({id: value for id, value in new.items() if value is not self.values.get(id)})
        else:
            self.values.update(new)

    def _bound(self) -> dict[str, Any]:
        """Return the value of each answer's name that is not blank now."""
        now = {id: self._names.get(name) for id, name in self.binds.items()}
        return {id: value for id, value in now.items() if not blank(value)}

    def put(self, name: str, value: Any) -> None:
        """Give a name another value for the cells that follow."""
        self._names[name] = value

    def _run_source(self, source: str) -> None:
        code = compile(self._transform(source), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        if code.co_flags & inspect.CO_COROUTINE:
            asyncio.run(eval(code, self._names))
        else:
            exec(code, self._names)


def _words(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:300]
    except BaseException:
        return "an error that cannot be shown"
