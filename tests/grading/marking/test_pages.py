"""What students read: safe, complete, readable without colour, and silent about what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from course.grading.marking.pages import feedback


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def tags_of(page: str) -> list[str]:
    reader = Outline()
    reader.feed(page)
    return [tag for tag, _ in reader.tags]


def test_a_page_says_the_score_the_verdicts_and_the_hint(result):
    page = feedback.page(result(), "Ana Silva")
    for words in ("Ana Silva", "3 of 6 points; 2 more to be marked by a person", "Right", "Count <code>buyers</code>."):
        assert words in page


def test_flags_and_misconceptions_names_are_not_for_students(result):
    page = feedback.page(result(flags=("answer_of:bo",)))
    assert "answer_of" not in page
    assert "counted" not in page


def test_nothing_that_a_student_wrote_is_run(result, unscored):
    evil = "<script>alert(1)</script>\ud800"
    question = replace(result().questions[1], words=evil, message=evil, title=evil, comment=evil)
    page = feedback.page(result(evil, exercise=evil, questions=(question,), message=evil), evil)
    assert "<script" not in page
    assert "<script" not in feedback.page(unscored)
    assert "default-src 'none'" in page
    page.encode("utf-8")


@pytest.mark.parametrize("state", ["timeout", "crashed", "unreadable", "missing"])
def test_without_a_score_the_page_says_why_and_shows_no_zero(unscored, state):
    page = feedback.page(replace(unscored, state=state))
    assert feedback.WITHOUT_SCORE[state] in page
    assert "0 of" not in page


def test_cells_that_were_dropped_are_named_with_their_reason(unscored):
    page = feedback.page(unscored)
    assert "It ran longer than 20 seconds." in page
    assert "while True: &lt;script&gt;" in page


def test_a_page_has_one_heading_in_order_a_language_and_heads_of_tables(result):
    marked = replace(result().questions[2], score=1.5, marks={"names a cost": 1.5})
    page = feedback.page(result(questions=(*result().questions[:2], marked)))
    tags = tags_of(page)
    assert tags.count("h1") == 1
    assert tags.index("h1") < tags.index("h2")
    assert 'lang="en"' in page
    assert page.count("<caption>") == tags.count("table")
    assert 'scope="row"' in page
    assert "Marked" in page


def test_the_plain_text_says_the_same_and_fits_a_column(result):
    text = feedback.plain(result())
    assert "07.2 · Buyers: not right (1 of 2). Count `buyers`." in text
    assert len(feedback.plain(result(message="x" * 5000))) <= feedback.LONGEST
