"""Free texts are marked by people, without names, and each mark reaches the text it was given for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from course.errors import DataError, InputError
from course.grading import folders
from course.grading.marking import manual


@pytest.fixture
def exercise(folder):
    return folders.load(folder)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(manual.MARK))))


def written(tmp_path, found, exercise, points=("1", "0.5"), change=lambda text: text):
    rows = rows_of(manual.text_of(found, exercise))
    text = io.StringIO()
    writer = csv.DictWriter(text, manual.COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({**row, "points": points[number % len(points)], "comment": "Good."})
    path = tmp_path / "manual.csv"
    path.write_text(change(text.getvalue()), encoding="utf-8", newline="")
    return path


def test_there_is_a_row_for_each_criterion_of_each_text(result, exercise):
    rows = rows_of(manual.text_of([result(), result("bo")], exercise))
    assert tuple(rows[0]) == manual.COLUMNS
    assert sorted((row["student"], row["criterion"], row["max_points"], row["points"]) for row in rows) == [
        ("ana", "names a cost", "1", ""), ("ana", "names a segment", "1", ""),
        ("bo", "names a cost", "1", ""), ("bo", "names a segment", "1", ""),
    ]  # fmt: skip


def test_the_page_names_rows_and_nobody(result, exercise):
    page = manual.page_of([result("ana.surname"), result("bo.surname")], exercise)
    assert "rows 2 to 3" in page
    assert "rows 4 to 5" in page
    assert "surname" not in page
    assert page.count("Write to the heavy buyers.") == 2


def test_marks_are_taken_up_and_the_sum_follows(result, exercise, tmp_path):
    found = [result(), result("bo")]
    new, remarks = manual.merged(found, manual.read(written(tmp_path, found, exercise), exercise), exercise)
    assert remarks == []
    for one in new:
        assert (one.questions[2].score, one.score, one.questions[2].verdict) == (1.5, 4.5, "manual")
        assert one.questions[2].comment == "Good."
        assert one.questions[:2] == found[0].questions[:2]
    assert rows_of(manual.text_of(new, exercise))[0]["points"] == "1"


def test_a_text_marked_in_part_has_no_score_yet(result, exercise, tmp_path):
    path = written(tmp_path, [result()], exercise, points=("1", ""))
    new, remarks = manual.merged([result()], manual.read(path, exercise), exercise)
    assert (new[0].questions[2].score, new[0].score) == (None, 3.0)
    assert "marked in part" in remarks[0]


def test_a_mark_for_another_text_is_refused(result, exercise, tmp_path):
    path = written(tmp_path, [result()], exercise)
    answer = {"t": "text", "v": "Something else entirely."}
    changed = result(questions=(*result().questions[:2], replace(result().questions[2], answer=answer)))
    new, remarks = manual.merged([changed], manual.read(path, exercise), exercise)
    assert new[0].questions[2].score is None
    assert "another one now" in remarks[0]


def test_a_mark_for_nobody_is_told(result, exercise, tmp_path):
    marks = manual.read(written(tmp_path, [result("eve")], exercise), exercise)
    assert "eve has no free text" in manual.merged([result()], marks, exercise)[1][0]


def test_decimal_commas_and_semicolons_are_read(result, exercise, tmp_path):
    path = written(tmp_path, [result()], exercise, points=("1", "0,5"))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    assert [mark.points for mark in manual.read(path, exercise)] == [1, 0.5]


WRONG = {
    "too many points": (("3",), "from 0 to 1, got '3'"),
    "a word": (("good",), "got 'good'"),
    "below nothing": (("-1",), "got '-1'"),
    "no number": (("nan",), "got 'nan'"),
}


@pytest.mark.parametrize(("points", "said"), WRONG.values(), ids=WRONG)
def test_points_out_of_range_are_told_by_their_line(result, exercise, tmp_path, points, said):
    with pytest.raises(InputError, match=rf"manual\.csv, line 2: points .*{said}"):
        manual.read(written(tmp_path, [result()], exercise, points), exercise)


CHANGED = {
    "question": (lambda text: text.replace("07.6", "07.9"), "no question '07.9'"),
    "criterion": (lambda text: text.replace("names a cost", "is nice"), "no criterion 'is nice'"),
    "column": (lambda text: text.replace("points,comment", "note,comment"), "lacks the column points"),
    "twice": (lambda text: text + text.splitlines()[1].replace(",1,1,", ",1,0,") + "\n", "different points"),
}


@pytest.mark.parametrize(("change", "said"), CHANGED.values(), ids=CHANGED)
def test_a_file_that_does_not_fit_is_told(result, exercise, tmp_path, change, said):
    with pytest.raises(InputError, match=said):
        manual.read(written(tmp_path, [result()], exercise, change=change), exercise)


def test_a_file_that_cannot_be_read(exercise, tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        manual.read(tmp_path / "manual.csv", exercise)


def test_a_formula_in_an_answer_is_text_and_still_the_same_answer(result, exercise, tmp_path):
    answer = {"t": "text", "v": "=HYPERLINK(1)"}
    made = result(questions=(*result().questions[:2], replace(result().questions[2], answer=answer)))
    assert rows_of(manual.text_of([made], exercise))[0]["answer"] == "'=HYPERLINK(1)"
    new, remarks = manual.merged([made], manual.read(written(tmp_path, [made], exercise), exercise), exercise)
    assert (new[0].questions[2].score, remarks) == (1.5, [])
