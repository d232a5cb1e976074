"""Chapters and exercises are found in order and by a loose name."""

from __future__ import annotations

import pytest

from course import project
from course.errors import DataError, InputError
from course.workbook import chapters, exercises, find


def test_refreshers_come_first_then_chapters_by_number(checkout):
    assert [chapter.number for chapter in chapters(checkout)] == ["a1", "00", "01", "02"]


def test_an_entry_knows_its_title_and_the_name_of_its_copy(checkout):
    chapter, exercise = chapters(checkout)[2], exercises(checkout)[0]
    assert chapter.title == "01 · Who buys?"
    assert chapter.copy_name == "01_who.ipynb"
    assert exercise.copy_name == "01_who_exercise.ipynb"


@pytest.mark.parametrize(
    "name", ["01", "1", "who", "01_who", "01_who.ipynb", "notebooks/01_who.ipynb", "work\\01_who.ipynb", " 01-WHO "]
)
def test_a_loose_name_finds_the_chapter(name, checkout):
    assert find(name, chapters(checkout)).name == "01_who"


def test_a_refresher_is_found_by_its_letter(checkout):
    assert find("a1", chapters(checkout)).name == "a1_pandas"


@pytest.mark.parametrize("name", ["01_who_exercise", "exercises/01_who/exercise.ipynb", "exercises/01_who/"])
def test_an_exercise_is_found_by_its_file_and_its_folder(name, checkout):
    assert find(name, exercises(checkout), "exercise").name == "01_who"


@pytest.mark.parametrize("name", ["", "18", "nothing", "0x", "../secret"])
def test_an_unknown_name_is_answered_with_those_there_are(name, checkout):
    with pytest.raises(
        InputError, match=r"there is no chapter .* There are: a1_pandas, 00_start_here, 01_who, 02_more"
    ):
        find(name, chapters(checkout))


def test_an_unknown_name_is_answered_with_the_nearest(checkout):
    with pytest.raises(InputError, match="Did you mean '00_start_here'"):
        find("00start_hre", chapters(checkout))


def test_without_any_notebook_the_next_step_is_said(tmp_path):
    with pytest.raises(DataError, match=r"no chapter yet in this checkout.*README"):
        find("01", chapters(tmp_path))


def test_a_bare_wheel_says_that_chapters_need_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(project, "__file__", str(tmp_path / "site-packages" / "course" / "project.py"))
    assert project.find_root() is None
    with pytest.raises(DataError, match=r"No checkout .* start.py lab"):
        project.root()


def test_from_within_the_checkout_a_bare_wheel_finds_it(checkout, tmp_path, monkeypatch):
    monkeypatch.chdir(checkout / "notebooks")
    monkeypatch.setattr(project, "__file__", str(tmp_path / "site-packages" / "course" / "project.py"))
    assert project.root() == checkout
