"""Exercises: questions and their checks, hints and solutions, progress."""

from __future__ import annotations

from course.grading.feedback import check, hint, solution
from course.grading.questions import alternative, misconception, question
from course.grading.rehearsal import rehearsal
from course.grading.standing import progress, progress_page, progress_table

__all__ = [
    "alternative",
    "check",
    "hint",
    "misconception",
    "progress",
    "progress_page",
    "progress_table",
    "question",
    "rehearsal",
    "solution",
]
