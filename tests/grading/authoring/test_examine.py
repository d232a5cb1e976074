"""The tests of an exercise find what is wrong with it."""

from __future__ import annotations

import json

import pytest

from course.grading import folders, progress
from course.grading.authoring import examine as tests
from course.grading.authoring import exercises
from course.grading.authoring.examine import examine, finding
from course.grading.practice import records


def test_a_good_exercise_passes(folder, firm):
    assert {found.test: found.problems for found in examine(folder, firm)} == {
        (test.__doc__ or "").strip(): () for test in tests.TESTS
    }


def test_examining_records_nothing_and_shows_nothing(folder, firm, capsys):
    examine(folder, firm)
    assert records.events() == []
    assert set(progress()["state"]) == {"not attempted"}
    assert capsys.readouterr().out == ""


def change(folder, file: str, old: str, new: str, build: bool = True) -> folders.Exercise:
    source = (folder / file).read_text(encoding="utf-8")
    assert old in source
    (folder / file).write_text(source.replace(old, new), encoding="utf-8")
    if build:
        exercises.build(folder)
    return folders.load(folder)


EXTRA = '\n\n@misconception("07.1", hint="Too much.")\ndef nine_tenths(firm):\n    return {}\n'
FAULTS = {
    "a stale exercise": ("solution.ipynb", "Which share", "What share", "is_built", "course exercise build"),
    "no data": ("solution.ipynb", "firm = course.load()", "pass", "begins_with_data", "first code cell"),
    "a question nobody asks": (
        "checks.py",
        '"07.2", b',
        '"07.8", b',
        "asks_its_questions",
        "07.8 is declared in checks.py",
    ),
    "a question nobody declared": ("checks.py", '"07.2", b', '"07.8", b', "asks_its_questions", "checks 07.2, which"),
    "another name": (
        "checks.py",
        'binds="busiest"',
        'binds="most"',
        "asks_its_questions",
        'write `course.check("07.2", most)`',
    ),
    "a wrong solution": (
        "solution.ipynb",
        "nlargest(2)",
        "nlargest(3)",
        "solution_is_right",
        "07.1 is wrong. Your number",
    ),
    "a solution that stops": (
        "solution.ipynb",
        "mode()[0]",
        "mood()[0]",
        "solution_is_right",
        "code cell 4 (### BEGIN",
    ),
    "a table not named": (
        "exercise.toml",
        '"orders"',
        '"truth.customers"',
        "solution_is_right",
        "no table 'customers'",
    ),
    "a table too few": ("exercise.toml", ', "orders"', "", "solution_is_right", "has no table 'orders'"),
    "an answer that is given": (
        "solution.ipynb",
        "fig, curve = plt.subplots()",
        "fig, curve = plt.subplots(); curve.plot([1])",
        "empty_is_not_attempted",
        "07.5 is wrong before anybody",
    ),
    "an exercise that stops": (
        "solution.ipynb",
        'check(\\"07.3\\", by_channel)',
        'check(\\"07.3\\", by_channel); by_channel.sum()',
        "empty_is_not_attempted",
        "stopped with AttributeError",
    ),
    "a misconception that is right": (
        "checks.py",
        'firm.orders["customer_id"].value_counts()\n    return orders.head(2).sum() / orders.sum()',
        "firm\n    return 1550 / 2200",
        "tells_misconceptions",
        "'counted_orders' is judged right",
    ),
    "an alternative that is wrong": (
        "checks.py",
        "iloc[-2:]",
        "iloc[-3:]",
        "accepts_alternatives",
        "'by_sorting' is wrong",
    ),
    "an alternative that fails": (
        "checks.py",
        "spend.iloc[-2:]",
        "spend.ilok[-2:]",
        "accepts_alternatives",
        "checks.py, line 24",
    ),
    "a number in a hint": (
        "checks.py",
        "Rank customers by money.",
        "It is 70.5 %.",
        "keeps_answers_out_of_hints",
        "70.5",
    ),
    "a word in a hint": (
        "checks.py",
        'text="Busiest channel"',
        'hints=["The Shop, clearly."]',
        "keeps_answers_out_of_hints",
        "Shop",
    ),
    "code in a hint": (
        "checks.py",
        "Rank customers by money.",
        "Try top_share = spend.nlargest(2).sum() / spend.sum().",
        "keeps_answers_out_of_hints",
        "contains the answer",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "test", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_an_exercise_is_found_by_its_test(folder, firm, file, old, new, test, said):
    exercise = change(folder, file, old, new, build=test != "is_built")
    problems = finding(getattr(tests, test), exercise, firm).problems
    assert any(said in problem for problem in problems), problems


def test_a_misconception_that_another_hides_is_found(folder, firm):
    source = (folder / "checks.py").read_text(encoding="utf-8")
    (folder / "checks.py").write_text(source + EXTRA.format("0.5"), encoding="utf-8")
    problems = finding(tests.tells_misconceptions, folders.load(folder), firm).problems
    assert problems == ("07.1: the misconception 'nine_tenths' is taken for 'counted_orders' on small@1.",)


def test_a_hint_may_name_other_numbers(folder, firm):
    exercise = change(folder, "checks.py", "Rank customers by money.", "Rank the top 2 of 5; 100 % is all.")
    assert finding(tests.keeps_answers_out_of_hints, exercise, firm).passed


def test_the_solution_sees_no_tables_but_those_that_are_named(folder, firm):
    seen = folders.limited(firm, folders.load(folder))
    assert seen.tables == ["customers", "orders"]
    assert seen.truth.tables == []
    assert seen.orders.equals(firm.orders)


def test_the_facade_loads_real_data_again_after_a_run(folder, firm):
    import course

    before = vars(course).get("load")
    examine(folder, firm)
    assert vars(course).get("load") is before


def test_notebooks_stay_as_they_are(folder, firm):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    examine(folder, firm)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert json.loads(before[folder / "exercise.ipynb"])["nbformat_minor"] == 5
