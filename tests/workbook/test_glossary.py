"""The glossary has every term of every chapter, once, with the chapters that it stands in."""

from __future__ import annotations

import pytest

from course import project
from course.workbook import glossary
from course.workbook.shelf import chapters

TABLE = """## Words

| English | Russian | Polish | Portuguese |
|---|---|:--|---|
| need | потребность | potrzeba | necessidade |
| buyer | покупатель | nabywca | comprador |

A note.
"""


def test_rows_are_read_from_the_table_of_words():
    assert glossary.rows_of(TABLE) == [
        ("need", "потребность", "potrzeba", "necessidade"),
        ("buyer", "покупатель", "nabywca", "comprador"),
    ]


def test_another_table_is_none_of_words():
    assert glossary.rows_of("| idea | formula |\n|---|---|\n| a | b |") == []


@pytest.fixture(scope="module")
def page() -> str:
    return glossary.as_markdown(project.root())


@pytest.mark.parametrize("entry", chapters(), ids=lambda entry: entry.name)
def test_every_word_of_a_chapter_leads_to_it(entry, page):
    rows = glossary.words_of(entry)
    assert rows
    for row in rows:
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {' | '.join(row)} |")]
        assert f"[{entry.number}](notebooks/{entry.path.name})" in line


def test_terms_stand_in_the_order_of_the_english_ones(page):
    terms = [line.split("|")[1].strip().casefold() for line in page.splitlines() if line.startswith("| ")][1:]
    assert terms == sorted(terms, key=lambda term: "".join(c for c in term if c.isalnum() or c in "_ "))
