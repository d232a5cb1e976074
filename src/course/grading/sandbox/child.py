"""The process of one submission: shut in, run the cells, evaluate the answers, send them as data."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

from course import datasets
from course.datasets import store
from course.grading.judging.calls import called
from course.grading.judging.drawings import drawn
from course.grading.judging.kinds import described, kind_of
from course.grading.sandbox import channel, isolation, kernel, limits, wire
from course.grading.sandbox.pristine import Pristine
from course.grading.sandbox.session import Session

_send, _own_id = channel.send, os.getpid


def run(task: dict[str, Any], replies: int, probes: int, pristine: Pristine) -> None:
    """Do what a task says and end this process. `replies` and `probes` are the ends of pipes to the keeper."""
    _apart(task)
    me = _own_id()

    def tell(message: dict[str, Any]) -> None:
        if _own_id() != me:  # a copy that a cell has made of this process has nothing to say
            os._exit(0)
        _send(replies, message)

    try:
        _answer(task, tell, probes, pristine)
        tell({"finished": True})
    finally:
        os._exit(0)


def _apart(task: dict[str, Any]) -> None:
    """Leave this process nothing but its folder, its data and the limits."""
    os.setsid()
    kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGKILL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nowhere, place)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0, closefd=False, encoding="utf-8"), _sink(), _sink()
    os.environ["HOME"] = os.environ["TMPDIR"] = task["folder"]
    os.chdir(task["folder"])
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="utf-8") as file:
        file.write("1000")  # where memory runs out, this process is the one to end
    limits.apply(limits.Limits(**task["limits"]), own_users=task["level"] == isolation.FULL)
    data = Path(task["data"])
    isolation.shut_in(task["level"], [*isolation.readable(), data], Path(task["folder"]))


def _sink() -> Any:
    return open(os.devnull, "w", encoding="utf-8", errors="replace")


def _answer(task: dict[str, Any], tell: Any, probes: int, pristine: Pristine) -> None:
    questions = {question["id"]: question for question in task["questions"]}
    binds = {id: question["binds"] for id, question in questions.items()}
    session = Session(binds, _loader(task, tell), tell, pristine)
    given = {id: wire.decoded(value) for id, value in task.get("given", {}).items()}
    if given:
        later = _Carried(questions, given, tell)
        session.run(task["cells"], task["skip"], later.after_cell)
        return
    session.run(task["cells"], task["skip"], lambda _: None)
    _settle(session)
    tell({"ready": True})
    received = channel.receive(probes)
    for id, question in questions.items():
        if id in session.values and id not in task["untried"]:
            tell({"question": id})
            tell({"answer": id, **evaluated(question, session.values[id], received.get(id), _fresh(task))})
        elif id in session.values:
            tell({"answer": id, "untried": True, "given": {"t": "none"}})


def _settle(session: Session) -> None:
    """Stop what a notebook may have set going in this process, and put back what it replaced."""
    session.pristine.restore()
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    sys.settrace(None)
    sys.setprofile(None)
    threading.settrace(None)
    gc.callbacks.clear()
    warnings.resetwarnings()
    sys.setrecursionlimit(1000)
    sys.stdout, sys.stderr = _sink(), _sink()


def evaluated(question: dict[str, Any], value: Any, probes: Any, firm: Any) -> dict[str, Any]:
    """Return an answer as data: its kind, its words, and what can be compared with the reference."""
    with contextlib.redirect_stdout(_sink()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        about = {"kind": kind_of(value), "words": described(value)[:200]}
        return {**about, "given": _observed(question, value, probes, firm)}


def _observed(question: dict[str, Any], value: Any, probes: Any, firm: Any) -> wire.Typed:
    if question["way"] == "probes":
        listed = [tuple(_argument(one, firm) for one in arguments) for arguments in probes]
        return wire.encoded_calls(called(value, listed, firm))
    if question["way"] == "plot":
        try:
            return wire.encoded_drawing(drawn(value, question["plot"]))
        except Exception:  # an answer that cannot be drawn is a wrong one
            return {"t": "none"}
    return wire.encoded(value)


def _argument(typed: wire.Typed, firm: Any) -> Any:
    return firm if typed == {"t": "firm"} else wire.decoded(typed)


def _fresh(task: dict[str, Any]) -> Any:
    return store.read(Path(task["data"]), kind=task["kind"], validated=False)


def _loader(task: dict[str, Any], tell: Any) -> Any:
    """Return what stands for `course.load`: the submission's own data, whatever student or folder is asked for.

    Real transactions and markets of another size are loaded as ever, where they can be.
    """
    load, firm = datasets.load, _fresh(task)

    def loaded(name: str = "standard", *, student: Any = None, folder: Any = None) -> Any:
        tell({"loaded": [str(name)[:80], "" if student is None else str(student)[:80]]})
        return firm if name == "standard" else load(name)

    return loaded


class _Carried:
    """Answers of a second run, in which right answers to earlier questions stand where the notebook's were wrong.

    An answer is sent, and settled, before the right one takes its place: nothing that a later cell does changes it.
    """

    def __init__(self, questions: dict[str, dict[str, Any]], given: dict[str, Any], tell: Any) -> None:
        self.questions, self.given, self.tell = questions, given, tell
        self.sent: set[str] = set()

    def after_cell(self, session: Session) -> None:
        """Send the answers that this cell has given, then put the right ones in their place."""
        for id in session.values.keys() - self.sent:
            self.sent.add(id)
            question = self.questions[id]
            if question["way"] == "value":
                self.tell({"answer": id, **evaluated(question, session.values[id], None, None)})
            if id in self.given:
                session.put(question["binds"], self.given[id])
