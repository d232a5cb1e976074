"""Grades as tables that other programs read."""

from __future__ import annotations

import csv
import io
import json

import pytest

from course.errors import DataError
from course.grading.marking import gradebook, results
from course.grading.release.roster import Student


def test_grades_have_a_row_for_each_student_and_an_empty_score_is_empty(result, unscored):
    rows = list(csv.reader(io.StringIO(gradebook.grades([result(flags=("a:b", "c")), unscored]))))
    assert tuple(rows[0]) == gradebook.COLUMNS
    assert rows[1] == ["ana", "07_toy", "3", "6", "ok", "a:b;c", ""]
    assert rows[2][2:5] == ["", "6", "timeout"]


def test_nbgraders_columns(result):
    rows = list(
        csv.DictReader(io.StringIO(gradebook.for_nbgrader([result()], {"ana": Student("ana", "Ana M. Silva", "a@b")})))
    )
    assert tuple(rows[0]) == gradebook.OF_NBGRADER
    assert (rows[0]["first_name"], rows[0]["last_name"], rows[0]["email"]) == ("Ana M.", "Silva", "a@b")
    assert (rows[0]["raw_score"], rows[0]["score"], rows[0]["max_score"]) == ("3", "3", "6")


@pytest.mark.parametrize(
    ("name", "last", "first"), [("Silva, Ana M.", "Silva", "Ana M."), ("Ana", "Ana", ""), ("", "", "")]
)
def test_a_name_may_be_written_last_name_first(result, name, last, first):
    row = next(csv.DictReader(io.StringIO(gradebook.for_nbgrader([result()], {"ana": Student("ana", name)}))))
    assert (row["last_name"], row["first_name"]) == (last, first)


def test_nbgraders_score_of_who_has_none_is_empty_not_zero(unscored):
    row = next(csv.DictReader(io.StringIO(gradebook.for_nbgrader([unscored], {}))))
    assert (row["raw_score"], row["score"], row["max_score"]) == ("", "", "6")


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (3.0, "3"), (100.0, "100"), (0.0, "0"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (1000.125, "1000.125"),
     (1234567.0, "1234567")],
)  # fmt: skip
def test_a_number_is_as_short_as_it_is_and_never_shorter(value, written):
    assert gradebook.number(value) == written


@pytest.mark.parametrize(
    ("cell", "written"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-2.5", "-2.5"), ("plain", "plain"), ("\ud800", "?")]
)
def test_no_cell_is_a_formula(cell, written):
    assert gradebook.harmless(cell) == written


def test_a_result_survives_its_file_and_is_named_by_its_encoded_id(result, tmp_path):
    made = result("José/ana \ud800")
    path = results.write(made, tmp_path)
    assert path.parent == tmp_path
    assert results.read(path) == made
    assert results.file_name("José") == "jos%C3%A9"
    assert json.loads(path.read_text(encoding="utf-8"))["format"] == results.FORMAT


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 9}', "{" * 9000])
def test_a_damaged_result_is_told(tmp_path, content):
    (tmp_path / "ana.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match="Delete it and grade again"):
        results.read(tmp_path / "ana.json")
