"""A student works in copies: made once, never overwritten, linked among themselves."""

from __future__ import annotations

import json
import os
import re

import pytest

from course.errors import DataError, InputError
from course.workbook import open_copy, open_everything
from course.workbook.references import in_plain_text, keys_cited, read_references


def sources(path) -> str:
    return "\n".join("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"])


def snapshot(root) -> dict:
    files = [path for folder in ("notebooks", "exercises") for path in (root / folder).rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in files}


def test_a_chapter_is_copied_when_first_opened_and_the_tracked_files_stay(checkout):
    before = snapshot(checkout)
    copy = open_copy("01", root=checkout)
    assert (copy.path, copy.state) == (checkout / "work" / "01_who.ipynb", "new")
    assert snapshot(checkout) == before


def test_a_copy_somebody_worked_in_is_never_overwritten(checkout):
    path = open_copy("01", root=checkout).path
    path.write_text(path.read_text(encoding="utf-8").replace("Who buys?", "My notes"), encoding="utf-8")
    mine = path.read_bytes()
    chapter = checkout / "notebooks" / "01_who.ipynb"
    assert open_copy("01", root=checkout).state == "kept"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Who buys?", "Who bought?"), encoding="utf-8")
    assert open_copy("01", root=checkout).state == "older"
    assert path.read_bytes() == mine


def test_a_copy_nobody_touched_follows_its_chapter(checkout):
    path = open_copy("01", root=checkout).path
    chapter = checkout / "notebooks" / "01_who.ipynb"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Who buys?", "Who bought?"), encoding="utf-8")
    assert open_copy("01", root=checkout).state == "renewed"
    assert "Who bought?" in sources(path)


def test_what_jupyterlab_adds_by_itself_is_not_taken_for_the_students_work(checkout):
    path = open_copy("01", root=checkout).path
    opened = json.loads(path.read_text(encoding="utf-8"))
    opened["metadata"]["language_info"]["version"] = "3.13.1"
    opened["cells"][1]["execution_count"] = 9
    path.write_text(json.dumps(opened), encoding="utf-8")
    assert open_copy("01", root=checkout).state == "kept"
    assert json.loads(path.read_text(encoding="utf-8")) == opened
    chapter = checkout / "notebooks" / "01_who.ipynb"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Who buys?", "Who bought?"), encoding="utf-8")
    assert open_copy("01", root=checkout).state == "renewed"


def test_after_a_fresh_copy_the_older_one_is_no_longer_a_matter(checkout):
    path = open_copy("01", root=checkout).path
    path.write_text(path.read_text(encoding="utf-8").replace("Who buys?", "My notes"), encoding="utf-8")
    chapter = checkout / "notebooks" / "01_who.ipynb"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Who buys?", "Who bought?"), encoding="utf-8")
    assert open_copy("01", root=checkout).state == "older"
    open_copy("01", fresh=True, root=checkout)
    assert open_copy("01", root=checkout).state == "kept"


def test_a_file_of_the_students_own_under_that_name_is_kept(checkout):
    (checkout / "work").mkdir()
    (checkout / "work" / "01_who.ipynb").write_text("mine", encoding="utf-8")
    assert open_copy("01", root=checkout).state == "kept"
    assert (checkout / "work" / "01_who.ipynb").read_text(encoding="utf-8") == "mine"


def test_a_damaged_record_costs_no_work(checkout):
    path = open_copy("01", root=checkout).path
    path.write_text("mine", encoding="utf-8")
    for damaged in ("{", "[]", '{"01_who.ipynb": "x"}', "null"):
        (checkout / "work" / ".copies.json").write_text(damaged, encoding="utf-8")
        assert open_copy("01", root=checkout).state == "kept"
    assert path.read_text(encoding="utf-8") == "mine"


def test_fresh_puts_a_new_copy_beside_the_old_ones(checkout):
    names = [open_copy("01", fresh=fresh, root=checkout).path.name for fresh in (False, True, True)]
    assert names == ["01_who.ipynb", "01_who_2.ipynb", "01_who_3.ipynb"]
    assert open_copy("01_exercise", fresh=True, root=checkout).path.name == "01_who_exercise.ipynb"


def test_an_exercise_has_a_copy_of_its_own(checkout):
    assert open_copy("01_exercise", root=checkout).path.name == "01_who_exercise.ipynb"
    assert open_copy("exercises/01_who/exercise.ipynb", root=checkout).path.name == "01_who_exercise.ipynb"


def test_links_lead_to_existing_files_from_the_tracked_place_and_from_the_copy(checkout):
    open_everything(checkout)
    links = 0
    for path in [
        *checkout.glob("notebooks/*.ipynb"),
        *checkout.glob("exercises/*/*.ipynb"),
        *checkout.glob("work/*.ipynb"),
    ]:
        for target in re.findall(r"\]\(([^)]+\.ipynb)\)", sources(path)):
            assert (path.parent / target).exists(), (path, target)
            assert path.parent.name != "work" or "/" not in target
            links += 1
    assert links == 6


def test_a_copy_cites_in_words_and_its_list_of_sources_has_no_marks(checkout):
    said = sources(open_copy("01", root=checkout).path)
    assert "A buyer buys (Ehrenberg 1959), said" in said
    assert "## Sources\n\n- Ehrenberg, A. S. C. (1959)." in said


def test_a_citation_of_an_unknown_key_stays_to_be_found(tmp_path):
    assert in_plain_text(["So {cite}`a, b` and {cite}`b` end."], {"b": "B 1990"}) == [
        "So {cite}`a, b` and (B 1990) end."
    ]


def test_references_are_short_forms_of_the_authors(tmp_path):
    bib = tmp_path / "references.bib"
    bib.write_text(
        "@article{two,\n author = {Fader, Peter S. and Bruce G. S. Hardie},\n year = {2005}\n}\n"
        "@book{four,\n author = {A, B and C, D and E, F and G, H},\n year = 1990,\n}\n"
        "@misc{org,\n  author = {{Statistics Office}},\n  year = {2020},\n}\n",
        encoding="utf-8",
    )
    assert read_references(bib) == {
        "two": "Fader & Hardie 2005",
        "four": "A et al. 1990",
        "org": "Statistics Office 2020",
    }


def test_all_keys_of_a_text_are_found():
    assert keys_cited("as {cite}`a, b` and {cite:t}`c` but not `d`") == ["a", "b", "c"]


def test_an_unknown_name_copies_nothing(checkout):
    with pytest.raises(InputError, match="there is no exercise '07_exercise'"):
        open_copy("07_exercise", root=checkout)
    assert not (checkout / "work").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may write everywhere")
def test_without_the_right_to_write_the_next_step_is_said(checkout):
    (checkout / "work").mkdir(mode=0o500)
    with pytest.raises(DataError, match="give yourself the right"):
        open_copy("01", root=checkout)


def test_a_refused_write_says_the_next_step_and_leaves_nothing_half_written(checkout, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(DataError, match="give yourself the right"):
        open_copy("01", root=checkout)
    assert list((checkout / "work").iterdir()) == []
