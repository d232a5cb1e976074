"""Questions, the wrong answers they explain and further right ones, as an exercise's `checks.py` declares them.

@question("07.3", binds="top_share", points=2, hints=["Rank customers by money."], text="Share of the top fifth")
def share_of_top_fifth(firm) -> float: ...              # the reference

@misconception("07.3", credit=0.5, hint="You counted orders; the question is about money.")
def counted_orders(firm) -> float: ...                  # the wrong answer it explains
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.errors import DataError, InputError, invalid, unknown
from course.grading.judging.drawings import PLOTS
from course.grading.judging.tolerance import Rules

Reference = Callable[[Any], Any]
ID = re.compile(r"[a-z]?\d+\.\d+[a-z]?")


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that is understood: what it is worth (0 to 1) and the hint that mends it."""

    question: str
    credit: float
    hint: str
    answer: Reference

    @property
    def name(self) -> str:
        """Its name in results: that of its function."""
        return getattr(self.answer, "__name__", "misconception")


@dataclass(frozen=True, eq=False)
class Question:
    """One question of an exercise: where its answer is found, what it is worth, how it is judged."""

    id: str
    binds: str
    reference: Reference
    points: float = 1
    rules: Rules = field(default_factory=Rules)
    hints: tuple[str, ...] = ()
    probes: Any = None
    plot: str | None = None
    rubric: Mapping[str, float] | None = None
    decision: Callable[[Any, Any], float] | None = None
    text: str = ""
    given: tuple[str, ...] = ()
    misconceptions: list[Misconception] = field(default_factory=list)
    alternatives: list[Reference] = field(default_factory=list)
    known: dict[tuple, Any] = field(
        default_factory=dict, repr=False
    )  # references by (function, firm.id, earlier answers)

    @property
    def title(self) -> str:
        """The question's id and, where it has one, its short text."""
        return f"{self.id} · {self.text}" if self.text else self.id


@dataclass
class _Registry:
    questions: dict[str, Question] = field(default_factory=dict)
    misconceptions: list[Misconception] = field(default_factory=list)
    alternatives: list[tuple[str, Reference]] = field(default_factory=list)


_registry: ContextVar[_Registry | None] = ContextVar("registry of the checks.py being read", default=None)


def question(  # noqa: PLR0913 (what an author can say about a question, by name)
    id: str,
    *,
    binds: str,
    points: float = 1,
    rtol: float | None = None,
    atol: float = 0.0,
    ordered: bool | None = None,
    hints: Iterable[str] = (),
    probes: Any = None,
    plot: str | None = None,
    rubric: Mapping[str, float] | Iterable[str] | None = None,
    decision: Callable[[Any, Any], float] | None = None,
    text: str = "",
    given: Iterable[str] = (),
) -> Callable[[Reference], Reference]:
    """Declare a question; the decorated `f(firm)` gives the reference answer.

    binds : name that the student's answer is given.
    rtol, atol, ordered : what counts as equal, see `course.grading.judging.tolerance.Rules`.
    hints : shown one after the other, from a nudge to a recipe; none gives the answer.
    probes : the answer is a function; the calls to make, see `course.grading.judging.calls`.
    plot : the answer is a figure; "lines", "bars" or "points" are compared.
    rubric : the answer is free text; criteria (with points) to compare oneself with.
    given : names of earlier answers that this one builds on: the reference, and every misconception, is called with the
        student's own, `reference(firm, share=0.4)`, and without where there is none.
    decision : the answer is a choice; `decision(answer, firm)` is its value, right when not below the reference's.
    """
    _check_question(id, binds, points, plot)
    rules, criteria = Rules(rtol, atol, ordered), _criteria(rubric, points)
    settings: dict[str, Any] = {"points": points, "rules": rules, "hints": tuple(_texts("hints", hints)), "text": text}
    settings["given"] = tuple(_texts("given", given))
    ways: dict[str, Any] = {"probes": probes, "plot": plot, "rubric": criteria, "decision": decision}
    if sum(way is not None for way in ways.values()) > 1:
        raise InputError(f"question {id} has more than one of probes, plot, rubric and decision. Give one.")

    def declare(reference: Reference) -> Reference:
        registry = _registry.get()
        if registry is not None:
            _add_once(registry.questions, Question(id, binds, reference, **settings, **ways))
        return reference

    return declare


def misconception(id: str, *, hint: str, credit: float = 0.0) -> Callable[[Reference], Reference]:
    """Declare a wrong answer to question `id` that many give; the decorated `f(firm)` computes it."""
    if not 0 <= credit < 1:
        raise invalid("credit", credit, "at least 0 and below 1", "A right answer is an @alternative.")
    if not hint:
        raise invalid("hint", hint, "a sentence that says what went wrong")

    def declare(answer: Reference) -> Reference:
        if (registry := _registry.get()) is not None:
            registry.misconceptions.append(Misconception(id, credit, hint, answer))
        return answer

    return declare


def alternative(id: str) -> Callable[[Reference], Reference]:
    """Declare a second, differently written right answer, for the tests of the exercise."""

    def declare(answer: Reference) -> Reference:
        if (registry := _registry.get()) is not None:
            registry.alternatives.append((id, answer))
        return answer

    return declare


def read_checks(path: Path) -> dict[str, Question]:
    """Return the questions of one `checks.py`, in its order. The file is run by its path, never through `sys.path`.

    Raises DataError that names the file and the line.
    """
    registry = _Registry()
    token = _registry.set(registry)
    try:
        code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
        exec(code, {"__name__": f"checks_{path.parent.name}", "__file__": str(path)})
        return _assembled(registry)
    except Exception as error:
        raise DataError(located(error, path)) from error
    finally:
        _registry.reset(token)


def located(error: BaseException, path: Path) -> str:
    """Return an error's message behind the file and line of `path` that it came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = getattr(error, "lineno", None) if isinstance(error, SyntaxError) else (lines or [None])[-1]
    kind = "" if isinstance(error, (InputError, DataError)) else f"{type(error).__name__}: "
    return f"{path}{f', line {line}' if line else ''}: {kind}{getattr(error, 'msg', error)}"


def _assembled(registry: _Registry) -> dict[str, Question]:
    names = [question.binds for question in registry.questions.values()]
    for question in registry.questions.values():
        if strange := [name for name in question.given if name not in names or name == question.binds]:
            raise unknown("earlier answer", strange[0], [name for name in names if name != question.binds])
    for wrong in registry.misconceptions:
        _of(registry, wrong.question, wrong.answer).misconceptions.append(wrong)
    for id, answer in registry.alternatives:
        _of(registry, id, answer).alternatives.append(answer)
    return registry.questions


def _of(registry: _Registry, id: str, answer: Reference) -> Question:
    if id not in registry.questions:
        line = getattr(getattr(answer, "__code__", None), "co_firstlineno", "?")
        raise unknown("question", id, registry.questions, f"(line {line})")
    return registry.questions[id]


def _add_once(questions: dict[str, Question], new: Question) -> None:
    if new.id in questions:
        raise InputError(f"question {new.id} is declared twice. Give each question an id of its own.")
    questions[new.id] = new


def _check_question(id: object, binds: object, points: object, plot: object) -> None:
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise invalid("id", id, "chapter and number, as '07.3'")
    if not isinstance(binds, str) or not binds.isidentifier():
        raise invalid("binds", binds, "the name of the student's answer, as 'top_share'")
    if isinstance(points, bool) or not isinstance(points, (int, float)) or not points > 0:
        raise invalid("points", points, "a number above 0")
    if plot is not None and plot not in PLOTS:
        raise unknown("plot", plot, PLOTS)


def _texts(argument: str, texts: Iterable[str]) -> list[str]:
    listed = [texts] if isinstance(texts, str) else list(texts)
    if not all(isinstance(text, str) and text.strip() for text in listed):
        raise invalid(argument, listed, "a list of sentences")
    return listed


def _criteria(rubric: Mapping[str, float] | Iterable[str] | None, points: float) -> dict[str, float] | None:
    if rubric is None:
        return None
    if isinstance(rubric, Mapping):
        return dict(rubric)
    listed = _texts("rubric", rubric)
    return {criterion: points / len(listed) for criterion in listed}
