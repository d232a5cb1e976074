"""Grading from what was handed in to the files for people: resumed, judged again, with marks, for teams."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from course.errors import InputError
from course.grading import folders, notebooks
from course.grading.authoring import exercises
from course.grading.marking import batch, grade, results
from course.grading.marking.grade import Order
from course.grading.release.roster import Roster, Student
from course.grading.sandbox.limits import Limits

HOSTILE = Path(__file__).parents[1] / "hostile" / "exercise" / "h1_hostile"
KEY = bytes(range(32))
STUDENTS = [
    Student("ana", "Ana Silva", lms_id="11"),
    Student("bo"),
    Student("cy", group="red"),
    Student("di", group="red"),
]
ROSTER = Roster({one.key: one for one in [*STUDENTS, Student("eve")]})
RIGHT = 6.0


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    path = tmp_path_factory.mktemp("private") / "h1_hostile"
    shutil.copytree(HOSTILE, path)
    exercises.build(path)
    return folders.load(path)


def solved(exercise, change=lambda source: source) -> bytes:
    notebook = notebooks.read(exercise.path / "solution.ipynb")
    for cell in notebook["cells"]:
        cell["source"] = change(cell["source"]) if cell["cell_type"] == "code" else cell["source"]
    return json.dumps(notebook).encode()


def wrong_share(source: str) -> str:
    return "top_share = 0.123456789" if "top_share =" in source else source


@pytest.fixture(scope="module")
def handed_in(exercise, tmp_path_factory):
    place = tmp_path_factory.mktemp("handed in")
    (place / "ana.ipynb").write_bytes(solved(exercise))
    (place / "bo.ipynb").write_bytes(solved(exercise, wrong_share))
    (place / "cy.ipynb").write_bytes(solved(exercise))
    (place / "zoe.ipynb").write_bytes(b"{ cut short")
    return place


@pytest.fixture(scope="module")
def order(exercise, handed_in, tmp_path_factory):
    setting = batch.Setting(exercise.path, KEY, Limits(cell_seconds=20))
    return Order(setting, handed_in, tmp_path_factory.mktemp("graded"), ROSTER)


@pytest.fixture(scope="module")
def summary(order):
    seen: list[str] = []
    done = grade.grade(order, after=lambda result: seen.append(result.student))
    assert sorted(seen) == ["ana", "bo", "cy", "zoe"]
    return done


def by_student(summary) -> dict[str, results.Result]:
    return {result.student: result for result in summary.results}


def test_everybody_has_a_result(summary):
    found = by_student(summary)
    assert {name: one.state for name, one in found.items()} == {
        "ana": "ok", "bo": "ok", "cy": "ok", "di": "ok", "eve": "missing", "zoe": "unreadable"}  # fmt: skip
    assert {name: one.score for name, one in found.items()} == {
        "ana": RIGHT, "bo": RIGHT - 2, "cy": RIGHT, "di": RIGHT, "eve": None, "zoe": None}  # fmt: skip
    assert not summary.complete


def test_a_team_has_one_grade_on_one_dataset(summary):
    found = by_student(summary)
    assert found["cy"].dataset == found["di"].dataset != found["ana"].dataset
    assert "Handed in by cy for the group." in found["di"].message


def test_strangers_are_graded_and_told(summary):
    assert "Not in the roster" in by_student(summary)["zoe"].message


def test_files_for_people_are_there(summary, order):
    names = {path.name for path in order.out.iterdir()}
    assert names == {"results", "feedback", "grades.csv", "nbgrader.csv", "manual.csv", "manual.html"}
    assert {path.stem for path in (order.out / "feedback").iterdir()} == set(by_student(summary))
    rows = list(csv.DictReader((order.out / "grades.csv").open(encoding="utf-8")))
    assert next(row for row in rows if row["student"] == "eve")["score"] == ""


def test_a_second_run_runs_nothing_again(summary, order):
    again = grade.grade(order)
    assert (again.marked, again.kept) == (0, 4)
    assert by_student(again) == by_student(summary)


def test_a_worksheet_is_filled_in_for_the_assignment_named(summary, order, tmp_path):
    sheet = tmp_path / "gradebook.csv"
    sheet.write_text("Student,ID,Essay (1),Toys (2)\nPoints Possible,,10,12\nAna Silva,11,7,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"--assignment TITLE. It has: Essay, Toys"):
        grade.grade(replace(order, worksheet=sheet))
    grade.grade(replace(order, worksheet=sheet, assignment="Toys"))
    written = order.out / "worksheet.csv"
    assert "Ana Silva,11,7,9" in written.read_text("utf-8")
    written.unlink()


def test_an_interrupted_run_goes_on(summary, order):
    (order.out / "results" / "bo.json").unlink()
    (order.out / "results" / "ana.json").write_text("{ cut short", encoding="utf-8")
    again = grade.grade(order)
    assert again.marked == 2
    assert by_student(again) == by_student(summary)


def test_another_notebook_is_run_and_others_are_not(summary, order, exercise, handed_in):
    before = (handed_in / "bo.ipynb").read_bytes()
    (handed_in / "bo.ipynb").write_bytes(solved(exercise))
    assert by_student(grade.grade(order))["bo"].score == RIGHT
    (handed_in / "bo.ipynb").write_bytes(before)
    assert by_student(grade.grade(order)) == by_student(summary)


def test_an_answer_of_another_is_flagged(summary, order, exercise, handed_in):
    ana = by_student(summary)["ana"].questions[0].answer["v"]
    place = order.out.parent / "copied"
    shutil.copytree(handed_in, place)
    copied = solved(exercise, lambda source: f"top_share = {ana!r}" if "top_share =" in source else source)
    (place / "bo.ipynb").write_bytes(copied)
    done = by_student(grade.grade(replace(order, submissions=place, out=order.out.parent / "flagged")))
    assert done["bo"].flags == ("answer_of:ana",)
    assert done["bo"].score == RIGHT - 2
    assert done["ana"].flags == ()


def test_changed_checks_judge_stored_answers_again(summary, order, tmp_path, monkeypatch):
    path = tmp_path / "h1_hostile"
    shutil.copytree(order.setting.exercise, path)
    checks = (path / "checks.py").read_text(encoding="utf-8")
    (path / "checks.py").write_text(checks.replace("points=2", "points=4", 1), encoding="utf-8")
    shutil.copytree(order.out, tmp_path / "out")
    monkeypatch.setattr(batch, "marked", None)  # nothing may be run
    setting = replace(order.setting, exercise=path)
    done = by_student(grade.regrade(replace(order, setting=setting, out=tmp_path / "out")))
    assert (done["ana"].score, done["bo"].score, done["zoe"].score) == (RIGHT + 2, RIGHT - 2, None)
    rows = list(csv.DictReader((tmp_path / "out" / "changes.csv").open(encoding="utf-8")))
    assert [(row["student"], row["question"], row["old_score"], row["new_score"]) for row in rows] == [
        (name, "h1.1", "2", "4") for name in ("ana", "cy", "di")
    ]


def test_marks_stay_when_checks_change(summary, order, tmp_path):
    shutil.copytree(order.out, tmp_path / "out")
    rows = list(csv.reader((tmp_path / "out" / "manual.csv").open(encoding="utf-8-sig")))
    points = rows[0].index("points")
    marked = [rows[0], *([*row[:points], "1", *row[points + 1 :]] for row in rows[1:])]
    with (tmp_path / "marks.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(marked)
    here = replace(order, out=tmp_path / "out")
    done = by_student(grade.grade(replace(here, merge_manual=tmp_path / "marks.csv")))
    assert done["ana"].score > RIGHT
    assert by_student(grade.grade(here)) == done
    assert by_student(grade.regrade(here)) == done


def test_an_error_is_not_punished_twice(order, exercise, tmp_path):
    def build_on(source: str) -> str:
        if "top_share =" in source:
            return "orders = firm.orders[firm.orders['channel'] == 'web']\ntop_share = 0.5"
        return source

    place = tmp_path / "in"
    place.mkdir()
    (place / "ana.ipynb").write_bytes(solved(exercise, build_on))
    done = by_student(grade.grade(replace(order, submissions=place, out=tmp_path / "out")))
    assert done["ana"].questions[0].verdict == "wrong"
    assert {one.verdict for one in done["ana"].questions[1:5]} == {"right"}


def test_another_exercises_results_are_not_mixed(order, tmp_path):
    shutil.copytree(order.out, tmp_path / "out")
    path = tmp_path / "h2_other"
    shutil.copytree(order.setting.exercise, path)
    for name in ("checks.py", "solution.ipynb"):
        text = (path / name).read_text(encoding="utf-8")
        (path / name).write_text(text.replace("h1.", "h2."), encoding="utf-8")
    with pytest.raises(InputError, match="holds results of h1_hostile"):
        grade.grade(replace(order, setting=replace(order.setting, exercise=path), out=tmp_path / "out"))


def test_judging_again_needs_results(order, tmp_path):
    with pytest.raises(InputError, match="Grade first"):
        grade.regrade(replace(order, out=tmp_path))


def test_two_processes_give_the_same(summary, order, tmp_path):
    done = grade.grade(replace(order, out=tmp_path / "out", workers=2))
    assert by_student(done) == by_student(summary)


def test_without_walls_nothing_is_run_unless_it_is_asked_for(order, tmp_path):
    bare = replace(order, setting=replace(order.setting, most="none"), out=tmp_path / "out")
    with pytest.raises(InputError, match="isolation reached: none"):
        grade.grade(bare)
    done = by_student(grade.grade(replace(bare, allow_unisolated=True)))
    assert (done["ana"].score, done["ana"].isolation) == (RIGHT, "none")


def test_secrets_where_every_notebook_may_read_are_refused(order, tmp_path):
    import course

    with pytest.raises(InputError, match="every notebook may read"):
        batch.guarded("full", [Path(course.__file__).parent / "exams"], allow_unisolated=False)
