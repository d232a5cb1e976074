"""The claims of the chapters hold on other worlds: book/claims.csv is up to date and says so."""

from __future__ import annotations

from course import project
from course.workbook import chapters
from course.workbook.replication import read_stamp, read_table, stale_chapters, too_rare

ROOT = project.root()


def test_the_table_comes_from_the_chapters_as_they_are():
    stale = [chapter.name for chapter in stale_chapters(chapters(ROOT), ROOT)]
    assert stale == [], f"run `course claims` (make claims): it tries {', '.join(stale)} on twenty other worlds"


def test_the_table_holds_no_chapter_that_is_gone():
    names = {chapter.name for chapter in chapters(ROOT)}
    assert set(read_stamp(ROOT)) <= names
    assert set(read_table(ROOT)["chapter"]) <= names


def test_every_claim_holds_on_nearly_all_worlds():
    assert too_rare(read_table(ROOT)) == []
