"""Every chapter keeps every law of the chapters."""

from __future__ import annotations

import pytest

from course import project
from course.workbook import chapters, exercises
from course.workbook.laws import LAWS, page_of

ROOT = project.root()
CHAPTERS = chapters(ROOT)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_chapter_keeps_the_law(chapter, law):
    assert law(page_of(chapter, ROOT)) == []


def test_every_exercise_belongs_to_a_chapter():
    assert {exercise.name for exercise in exercises(ROOT)} <= {chapter.name for chapter in CHAPTERS}
