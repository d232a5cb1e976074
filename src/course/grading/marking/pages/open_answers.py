"""Free texts to be marked, one question at a time, without names: row by row in the order of `manual.csv`."""

from __future__ import annotations

from collections.abc import Mapping

from course.grading.marking.pages.frame import page as framed
from course.grading.marking.pages.frame import points_table, text

NOTE = (
    "Read an answer, then write its points into the rows of manual.csv that stand beside it. Names are left out here, "
    "and the order of answers differs from question to question, so that no impression carries over."
)


def page(exercise: str, questions: Mapping[str, tuple[str, Mapping[str, float], list[tuple[int, str]]]]) -> str:
    """Return the page. questions : by id, its title, its criteria with their points, (first row in the CSV, answer)."""
    parts = [f"<h1>{text(exercise)}: open answers</h1>", f"<p>{NOTE}</p>"]
    for title, rubric, answers in questions.values():
        parts.append(f"<h2>{text(title)}</h2>{points_table('What a good answer has', 'At most', rubric)}")
        parts += [_answer(row, len(rubric), words) for row, words in answers]
    return framed(f"{exercise}: open answers", "\n".join(parts))


def _answer(row: int, criteria: int, words: str) -> str:
    last = row + criteria - 1
    rows = f"row {row}" if criteria == 1 else f"rows {row} to {last}"
    return f"<section><h3>{rows}</h3><blockquote>{text(words, 20_000)}</blockquote></section>"
