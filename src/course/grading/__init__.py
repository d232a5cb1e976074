"""Exercises: questions and their checks, hints and solutions, progress."""

from __future__ import annotations

from course.grading.practice.feedback import check, hint, solution
from course.grading.practice.rehearsal import rehearsal
from course.grading.practice.standing import progress, progress_page, progress_table
from course.grading.questions import alternative, misconception, question

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
