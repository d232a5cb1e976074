"""Declaring questions in `checks.py`, and finding the exercise that a question belongs to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course import project
from course.errors import DataError, InputError
from course.grading import folders, question

TOML = 'customers = 2000\ntables = ["customers", "orders"]\nminutes = 20\n'
IMPORT = "from course.grading import alternative, misconception, question\n"
GOOD = IMPORT + '\n@question("07.1", binds="top_share", hints=["Rank."])\ndef share(firm):\n    return 0.5\n'


@pytest.fixture
def write(root: Path) -> Callable[..., Path]:
    def write(checks: str = GOOD, toml: str = TOML, name: str = "07_segments") -> Path:
        folder = root / "exercises" / name
        folder.mkdir(exist_ok=True)
        (folder / "checks.py").write_text(checks, encoding="utf-8")
        (folder / "exercise.toml").write_text(toml, encoding="utf-8")
        return folder

    return write


def test_a_question_is_found_by_the_chapter_in_its_id(write):
    write()
    write(GOOD.replace("07.1", "a1.1"), name="a1_pandas")
    assert folders.question_of("07.1").binds == "top_share"
    assert folders.exercise_of("a1.1").name == "a1_pandas"
    assert [folder.name for folder in folders.folders()] == ["07_segments", "a1_pandas"]


def test_an_exercise_says_what_it_needs(write):
    exercise = folders.load(write())
    assert (exercise.customers, exercise.tables, exercise.minutes) == (2000, ("customers", "orders"), 20)


def test_checks_are_read_by_their_path_and_leave_no_module(write):
    before = set(sys.modules), list(sys.path)
    folders.load(write())
    assert (set(sys.modules), sys.path) == before


def test_two_exercises_may_use_the_same_names(write):
    write()
    write(GOOD.replace("07.1", "01.1").replace("0.5", "0.7"), name="01_roles")
    assert [folders.question_of(id).reference(None) for id in ("07.1", "01.1")] == [0.5, 0.7]


def test_an_edited_file_is_read_again_and_an_unchanged_one_is_not(write):
    first = folders.load(write())
    assert folders.load(first.path) is first
    write(GOOD.replace("0.5", "0.625"))
    assert folders.question_of("07.1").reference(None) == 0.625


def test_misconceptions_and_alternatives_belong_to_their_question(write):
    more = '@misconception("07.1", hint="No.", credit=0.5)\ndef wrong(firm): ...\n'
    more += '@alternative("07.1")\ndef other(firm): ...\n'
    write(GOOD + more)
    found = folders.question_of("07.1")
    assert [(wrong.name, wrong.credit, wrong.hint) for wrong in found.misconceptions] == [("wrong", 0.5, "No.")]
    assert [other.__name__ for other in found.alternatives] == ["other"]


def test_outside_checks_py_a_declaration_changes_nothing():
    def reference(firm):
        return 1

    assert question("07.1", binds="x")(reference) is reference


FAULTS = {
    "no Python": ("def (", "line 1", "invalid syntax"),
    "an error": (IMPORT + "1 / 0\n", "line 2", "ZeroDivisionError"),
    "an id without a number": (GOOD.replace("07.1", "07"), "line 3", "chapter and number"),
    "another chapter's id": (GOOD.replace("07.1", "08.1"), "checks.py", "does not belong to 07_segments"),
    "no name": (GOOD.replace("top_share", "top share"), "line 3", "binds must be"),
    "no points": (GOOD.replace("hints", "points=0, hints"), "line 3", "points must be a number above 0"),
    "an unknown plot": (GOOD.replace("hints", 'plot="line", hints'), "line 3", "Did you mean 'lines'?"),
    "two ways to judge": (GOOD.replace("hints", 'plot="lines", probes=[1], hints'), "line 3", "Give one"),
    "an empty hint": (GOOD.replace("Rank.", ""), "line 3", "a list of sentences"),
    "one id twice": (GOOD + GOOD, "line 8", "declared twice"),
    "credit for a right answer": (
        GOOD + '@misconception("07.1", credit=1, hint="x")\ndef g(f): ...',
        "line 6",
        "below 1",
    ),
    "a misconception of nothing": (GOOD + '@misconception("07.2", hint="x")\ndef g(f): ...', "line 6", "'07.2'"),
    "an alternative to nothing": (GOOD + '@alternative("07.2")\ndef g(f): ...', "line 6", "Did you mean '07.1'?"),
}


@pytest.mark.parametrize(("checks", "where", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_checks_py_names_file_line_and_reason(write, checks, where, said):
    with pytest.raises(DataError) as caught:
        folders.load(write(checks))
    assert all(part in str(caught.value) for part in ("checks.py", where, said))


SETTINGS = {
    "no TOML": ("customers =", "exercise.toml"),
    "a missing setting": ("customers = 5\nminutes = 5\n", "tables must be a list"),
    "no customers": (TOML.replace("2000", "0"), "customers must be a whole number above 0, got 0"),
    "text for a number": (TOML.replace("20\n", '"20"\n'), "minutes must be"),
    "a misspelt setting": (TOML.replace("minutes", "minute"), "Did you mean 'minutes'?"),
}


@pytest.mark.parametrize(("toml", "said"), SETTINGS.values(), ids=SETTINGS)
def test_a_fault_in_exercise_toml_names_the_file_and_the_setting(write, toml, said):
    with pytest.raises(DataError, match=r"exercise\.toml") as caught:
        folders.load(write(toml=toml))
    assert said in str(caught.value)


LOST = {
    "an unknown question": ("07.9", InputError, "There are: 07.1"),
    "an unknown chapter": ("08.1", InputError, "There are: 07_segments"),
    "a number": (7.1, InputError, "in quotes"),
    "nothing": (None, InputError, "chapter and number"),
}


@pytest.mark.parametrize(("id", "error", "said"), LOST.values(), ids=LOST)
def test_a_question_that_does_not_exist_is_named(write, id, error, said):
    write()
    with pytest.raises(error) as caught:
        folders.question_of(id)
    assert said in str(caught.value)


def test_a_folder_that_lacks_a_file_says_which(write):
    folder = write()
    (folder / "exercise.toml").unlink()
    with pytest.raises(DataError, match=r"exercise\.toml is missing"):
        folders.load(folder)


def test_two_exercises_of_one_chapter_are_refused(write):
    write()
    write(name="07_other")
    with pytest.raises(DataError, match="two exercises begin with 07_"):
        folders.exercise_of("07.1")


def test_without_a_checkout_the_way_to_one_is_said(monkeypatch):
    monkeypatch.setattr(project, "find_root", lambda: None)
    with pytest.raises(folders.NoCheckout, match=r"start\.py lab"):
        folders.folders()


def test_the_guides_example_can_be_read(write):
    guide = (Path(__file__).parents[2] / "docs" / "exercises.md").read_text(encoding="utf-8")
    checks, toml = (guide.split(f"```{language}\n")[-1].split("```")[0] for language in ("python", "toml"))
    exercise = folders.load(write(checks, toml))
    assert [wrong.credit for wrong in exercise.questions["07.3"].misconceptions] == [0.5]
