"""Chapter 00 sends its readers only where there is something, and says of the rest that it is planned."""

from __future__ import annotations

import re

import pytest

from course import project
from course.workbook import chapters, find
from course.workbook.laws import page_of

ROOT = project.root()
CHAPTERS = chapters(ROOT)
TEXT = "\n".join(place.text for place in page_of(find("00", CHAPTERS), ROOT).prose)
ROWS = re.findall(r"^\| (.*(?:chapter).*?) \| .* \| (.*?) ?\|$", TEXT, flags=re.MULTILINE)
EXPECTED = ["a1", "a2", *(f"{number:02d}" for number in range(18))]


def number_of(label: str) -> str:
    return "00" if label == "this chapter" else re.search(r"chapter (\w\d)", label)[1]


def test_every_chapter_of_the_workbook_is_listed_once_and_in_order():
    assert [number_of(label) for label, state in ROWS if label != "chapter"] == EXPECTED


@pytest.mark.parametrize(("label", "state"), [row for row in ROWS if row[0] not in ("chapter", "this chapter")])
def test_a_chapter_is_planned_or_linked(label, state):
    there = number_of(label) in {chapter.number for chapter in CHAPTERS}
    assert (state == "planned") is not there
    assert ("](" in label) is there
