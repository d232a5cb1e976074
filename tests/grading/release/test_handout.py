"""What is handed out: a notebook and data of one's own, and nothing from which they could be made again."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import course
from course.errors import DataError, InputError
from course.grading import folders
from course.grading.judging import judge
from course.grading.release import handout, keys, own_data
from course.grading.release.roster import Roster, Student

KEY = bytes(range(32))
STUDENTS = [Student("ana"), Student("Bo Li"), Student("cy", group="red"), Student("di", group="red"), Student("a/b")]
PEOPLE = Roster({student.key: student for student in STUDENTS})


@pytest.fixture(scope="module")
def exercise():
    return folders.load(folders.folder_of("07_behavioural_segments"))


@pytest.fixture(scope="module")
def out(exercise, tmp_path_factory):
    place = tmp_path_factory.mktemp("released") / "out"
    done = handout.release(exercise, PEOPLE, KEY, place)
    assert (done.students, done.datasets, done.kept) == (5, 4, 0)
    return place


def test_everybody_gets_a_folder_with_the_notebook_and_the_observed_tables(out, exercise):
    names = {handout.folder_name(student) for student in STUDENTS}
    assert {path.name for path in out.iterdir()} == {*names, handout.NOTE}
    for name in names:
        assert (out / name / f"{exercise.name}.ipynb").is_file()
        assert {path.name for path in (out / name / "data").iterdir()} == {
            "customers.parquet", "orders.parquet", "manifest.json"}  # fmt: skip


def test_the_first_cell_loads_the_data_beside_the_notebook(out, exercise):
    cells = json.loads((out / "ana" / f"{exercise.name}.ipynb").read_text(encoding="utf-8"))["cells"]
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    assert 'firm = course.load(folder="data")' in "".join(first["source"])


def test_two_students_right_answers_differ_and_those_of_a_group_do_not(exercise):
    def answers(student):
        firm = own_data.firm_of(exercise, KEY, student)
        return [
            judge.expected(exercise.questions[id], exercise.questions[id].reference, firm) for id in ("07.1", "07.2")
        ]

    ana, bo, cy, di = (answers(student) for student in STUDENTS[:4])
    assert ana != bo
    assert cy == di


def test_the_released_data_are_those_of_the_grader(out, exercise):
    firm = own_data.firm_of(exercise, KEY, STUDENTS[0])
    released = course.load(folder=out / "ana" / "data")
    pd.testing.assert_frame_equal(released.orders, firm.orders)
    assert released.kind == "release"
    assert firm.truth.tables == ["customers"]
    assert released.truth.tables == []


def test_nothing_released_tells_the_seed_or_the_truth(out, exercise):
    said = b"".join(path.read_bytes() for path in (out / "ana").rglob("*") if path.is_file())
    seed = keys.seed(KEY, exercise.name, "student/ana")
    for secret in (str(seed).encode(), f"{seed:x}".encode(), seed.to_bytes(32, "big"), KEY, KEY.hex().encode()):
        assert secret not in said
    for word in (b"next_year", b'origin": {', b"persona", b"week_left"):
        assert word not in said


def test_another_key_gives_other_data(exercise):
    ours, others = (own_data.firm_of(exercise, key, STUDENTS[0]) for key in (KEY, b"x" * 32))
    assert ours.digest("orders") != others.digest("orders")
    assert ours.id != others.id


def test_a_student_who_knows_course_but_not_the_key_gets_other_data(exercise, out):
    released = course.load(folder=out / "ana" / "data").digest("orders")
    tried = [course.World(exercise.customers, 104, seed).observe().digest("orders") for seed in (0, 7)]
    assert released not in tried
    assert course.load(student="ana").digest("orders") != released


def test_a_second_call_keeps_what_is_there_and_makes_what_is_missing(out, exercise):
    before = (out / "ana" / "data" / "orders.parquet").stat().st_mtime_ns
    more = Roster({**PEOPLE, "ed": Student("ed")})
    assert handout.release(exercise, more, KEY, out).kept == 5
    assert (out / "ed" / "data" / "orders.parquet").is_file()
    assert (out / "ana" / "data" / "orders.parquet").stat().st_mtime_ns == before


def test_another_key_or_strangers_files_are_refused(out, exercise, tmp_path):
    with pytest.raises(InputError, match="another release"):
        handout.release(exercise, PEOPLE, b"x" * 32, out)
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="other files"):
        handout.release(exercise, PEOPLE, KEY, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_breaks_off_leaves_no_half_a_folder(exercise, tmp_path, monkeypatch):
    def fails(*_):
        raise DataError("no room")

    monkeypatch.setattr(own_data, "write_for_student", fails)
    with pytest.raises(DataError, match="no room"):
        handout.release(exercise, PEOPLE, KEY, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {handout.NOTE}


@pytest.mark.parametrize("id", ["a/b", "..", "con", "NUL.txt", "x.", " y", "a\\b", "Ünal:1", ".hidden"])
def test_every_id_gives_a_folder_inside(id, tmp_path):
    from urllib.parse import unquote

    name = handout.folder_name(Student(id))
    assert (tmp_path / name).resolve().parent == tmp_path.resolve()
    assert not name.startswith(".")
    assert unquote(name) == id


def test_an_empty_roster_is_refused(exercise, tmp_path):
    with pytest.raises(InputError, match="names no student"):
        handout.release(exercise, Roster(), KEY, tmp_path / "out")
