"""The book's page of claims says what is claimed, what was found, and how often it held."""

from __future__ import annotations

from course import project
from course.workbook import claims_page

TABLE = """chapter,nr,sentence,seed,value,low,high,held
01_who,1,Every buyer is a client,1,1,,,True
01_who,1,Every buyer is a client,2,1,,,True
01_who,2,Share of gifts,1,0.12345,0.1,0.2,True
01_who,2,Share of gifts,2,0.31,0.1,0.2,False
01_who,3,Count | estimate,1,7,6,8,True
01_who,3,Count | estimate,2,9,8,10,True
"""


def test_a_claim_has_a_row(tmp_path):
    for place in ("book", "notebooks"):
        (tmp_path / place).mkdir()
    (tmp_path / "notebooks" / "01_who.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "book" / "claims.csv").write_text(TABLE, encoding="utf-8")
    page = claims_page.as_markdown(tmp_path)
    assert "## [01_who](notebooks/01_who.ipynb)" in page
    assert "| Every buyer is a client | true | | | 2 of 2 |" in page
    assert "| Share of gifts | 0.1 to 0.2 | 0.1235 | 0.31 | 1 of 2 |" in page
    assert "| Count \\| estimate | its own to its own | 7 | 9 | 2 of 2 |" in page


def test_without_a_table_it_says_what_claims_are(tmp_path):
    assert claims_page.as_markdown(tmp_path) == claims_page.ABOUT


def test_the_projects_page_has_every_chapter_that_claims():
    page = claims_page.as_markdown(project.root())
    assert page.count("\n## [") == len(list((project.root() / "notebooks").glob("*.ipynb")))
