"""The book is built from stored notebooks without a warning and without a request to the outside."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from course import project
from course.errors import DataError, MissingPackage
from course.workbook import book

LOADED = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]+)\"")


@pytest.fixture
def bound(checkout):
    """A small checkout with the project's own configuration of the book."""
    shutil.copytree(project.root() / "book", checkout / "book", ignore=shutil.ignore_patterns("_pages", "_build"))
    return checkout


def write(path, notebook: dict) -> None:
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_it_is_built_from_stored_outputs_and_asks_nobody_outside(bound):
    pytest.importorskip("sphinx_book_theme", reason="the group docs is not installed")
    chapter = bound / "notebooks" / "01_who.ipynb"
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    notebook["cells"][3]["source"] = ["## The idea\n", "\n", "Is $x^2$ {cite}`ehrenberg1959`?"]
    write(chapter, notebook)
    (bound / "docs").mkdir()
    (bound / "docs" / "students.md").write_text("# For students\n\nStart.\n", encoding="utf-8")

    assert book.build(bound) == bound / "book" / "_build" / "html" / "index.html"

    built = bound / "book" / "_build" / "html"
    page = (built / "notebooks" / "01_who.html").read_text(encoding="utf-8")
    assert '<img alt="Bars: two in ten buy"' in page
    assert '<a class="reference internal" href="#sources">' in page
    assert "Ehrenberg 1959" in page
    assert 'href="02_more.html"' in page
    assert 'href="../exercises/01_who/exercise.html"' in page
    deeper = page.index('<details class="deeper">')
    assert page.index("Deeper: more") < deeper < page.index("More of it.") < page.index("</details>", deeper)
    assert page.index("</details>", deeper) < page.index('id="against-the-truth"')
    assert (built / "docs" / "students.html").exists()
    outside = {url for path in built.rglob("*.html") for url in LOADED.findall(path.read_text(encoding="utf-8"))}
    assert outside == set()


def test_a_fault_stops_it(bound):
    pytest.importorskip("sphinx_book_theme", reason="the group docs is not installed")
    for path in [*(bound / "notebooks").glob("0[12]*"), *(bound / "notebooks").glob("a1*")]:
        path.unlink()
    shutil.rmtree(bound / "exercises")
    text = (bound / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    (bound / "notebooks" / "00_start_here.ipynb").write_text(
        text.replace("Start here", "[Go](no.ipynb)"), encoding="utf-8"
    )
    with pytest.raises(DataError, match="The book has faults"):
        book.build(bound)


def test_pages_are_laid_out_anew_and_their_sources_stay(bound):
    before = (bound / "notebooks" / "01_who.ipynb").read_bytes()
    pages = book.lay_out(bound)
    (pages / "notebooks" / "gone.ipynb").write_text("{}", encoding="utf-8")
    book.lay_out(bound)
    assert sorted(path.name for path in (pages / "notebooks").iterdir()) == [
        "00_start_here.ipynb",
        "01_who.ipynb",
        "02_more.ipynb",
        "a1_pandas.ipynb",
    ]
    assert (bound / "notebooks" / "01_who.ipynb").read_bytes() == before


def test_a_group_without_pages_is_left_out(bound):
    index = (book.lay_out(bound) / "index.md").read_text(encoding="utf-8")
    assert "notebooks/a*" in index
    assert "docs/*" not in index


def test_without_the_group_docs_the_next_step_is_said(bound, monkeypatch):
    monkeypatch.setattr(book.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingPackage, match=r"start\.py book"):
        book.build(bound)
