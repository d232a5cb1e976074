"""How far a student has come: what the events of a question add up to, as a frame, a page and a console table."""

from __future__ import annotations

import html
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from course.errors import DataError
from course.grading import folders
from course.grading.judging.kinds import counted, number_text
from course.grading.practice import records
from course.grading.questions import Question

if TYPE_CHECKING:
    from rich.table import Table

TRIES_BEFORE_SOLUTION = 2


@dataclass(frozen=True)
class Standing:
    """Where a student stands with one question.

    reached : "right", "seen" (the solution, before a right answer), "recorded" (free text) or "".
    tries : how many different wrong answers. credit : best share of the points so far. hints : how many were shown.
    """

    reached: str = ""
    tries: int = 0
    credit: float = 0.0
    hints: int = 0

    @property
    def state(self) -> str:
        """The standing in a word or two."""
        return self.reached or (f"tried {self.tries}" if self.tries else "not attempted")

    @property
    def open(self) -> bool:
        """Whether the solution may be shown."""
        return bool(self.reached) or self.tries >= TRIES_BEFORE_SOLUTION


def standing(events: Iterable[records.Event]) -> Standing:
    """Return what events of one question, oldest first, add up to."""
    reached, credit, hints, wrong = "", 0.0, 0, set()
    for event in events:
        hints = max(hints, event.hint)
        if event.verdict in ("wrong", "misconception"):
            wrong.add(event.answer)
        if reached not in ("right", "seen"):
            credit = max(credit, event.credit or 0.0)
            reached = _reached(event) or reached
    return Standing(reached, len(wrong), credit, hints)


def _reached(event: records.Event) -> str:
    if event.event == "solution":
        return "seen"
    return {"right": "right", "manual": "recorded"}.get(event.verdict, "")


def progress(dataset: str | None = None) -> pd.DataFrame:
    """Return how far one has come. One row per question of every exercise:
    exercise, question, state ("right", "seen", "tried 2", "recorded", "not attempted"), points, out_of.

    dataset : id of the only dataset to count, as "standard@0.1"; by default an answer counts on any.
    Raises NoCheckout (a DataError) where there are no exercises.
    """
    mine = records.events()
    rows = [
        _row(exercise.name, question, [event for event in mine if event.question == question.id], dataset)
        for exercise in _exercises()
        for question in exercise.questions.values()
    ]
    frame = pd.DataFrame(rows, columns=["exercise", "question", "state", "points", "out_of"])
    return frame.astype({"exercise": "str", "question": "str", "state": "str", "points": "float", "out_of": "float"})


def _row(name: str, question: Question, mine: list[records.Event], dataset: str | None) -> tuple:
    now = standing(event for event in mine if dataset in (None, event.dataset))
    return name, question.id, now.state, round(now.credit * question.points, 2), question.points


def _exercises() -> Iterable[folders.Exercise]:
    for folder in folders.folders():
        try:
            yield folders.load(folder)
        except DataError as error:
            warnings.warn(f"The exercise {folder.name} is left out: {error}", stacklevel=2)


class ProgressPage:
    """Progress as a table per exercise, in a notebook and as text."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.rows = [_summary(str(name), part) for name, part in frame.groupby("exercise")]

    def __repr__(self) -> str:
        if not self.rows:
            return "There are no exercises yet."
        width = max(len(name) for name, *_ in self.rows)
        return "\n".join(f"{name:<{width}}  {done}  {points}. {open_}" for name, done, points, open_ in self.rows)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align:left">{title}</th>' for title in TITLES)
        body = "".join(f"<tr>{_cells(row)}</tr>" for row in self.rows)
        table = f"<table><caption>Your progress</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return table if self.rows else f"<p>{self!r}</p>"


TITLES = ("Exercise", "Right", "Points", "Questions")


def _cells(row: tuple[str, ...]) -> str:
    first, *others = (html.escape(text) for text in row)
    cells = "".join(f'<td style="text-align:left">{text}</td>' for text in others)
    return f'<th scope="row" style="text-align:left">{first}</th>{cells}'


def _summary(name: str, part: pd.DataFrame) -> tuple[str, str, str, str]:
    right = int((part["state"] == "right").sum())
    points = f"{number_text(part['points'].sum())} of {counted(int(part['out_of'].sum()), 'point')}"
    states = ", ".join(f"{row.question} {row.state}" for row in part.itertuples())
    return name, f"{right} of {len(part)} right", points, states


def progress_page() -> ProgressPage:
    """Return progress as something to display: one row per exercise."""
    return ProgressPage(progress())


def progress_table() -> Table:
    """Return progress as a table for the console (rich), one row per question."""
    from rich.table import Table

    table = Table("Exercise", "Question", "State", "Points", title="Your progress")
    for exercise, question, state, points, out_of in progress().itertuples(index=False):
        table.add_row(str(exercise), str(question), str(state), f"{number_text(points)} of {number_text(out_of)}")
    return table
