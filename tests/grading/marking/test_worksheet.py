"""A platform's file comes back with its grade and feedback columns filled in, and every other byte as it was."""

from __future__ import annotations

import pytest

from course.errors import DataError, InputError
from course.grading.marking.lms import fields, worksheet
from course.grading.release.roster import Roster, Student

PEOPLE = (Student("ana", "Ana Silva", "ana@uni.org", "11"), Student("bo", "Bo Li", "bo@uni.org", "12"))
ROSTER = Roster({student.key: student for student in PEOPLE})
MOODLE = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (grade)","Feedback comments"\n'
    'Participant 11,"Ana Silva",ana@uni.org,"Submitted, late",,12.00,Yes,-,\n'
    'Participant 12,"Bo ""B"" Li",bo@uni.org,Submitted,3,12.00,Yes,-,"old\nwords"\n'
    "Participant 13,Cy,cy@uni.org,No submission,,12.00,Yes,-,\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (70),07 toy (71),Current Score\n"
    "    Points Possible,,,,,10,6,(read only)\n"
    '"Silva, Ana",11,,ana,A,5,,\n"Li, Bo",12,,bo,A,,1,\n'
)


def filled(tmp_path, content: str | bytes, results, roster=ROSTER) -> tuple[bytes, list[str]]:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return worksheet.filled(path, results, roster, lambda one: f"{one.student}: well")


def test_moodles_grades_and_feedback_are_filled_in_and_scaled(tmp_path, result, unscored):
    content, left = filled(tmp_path, MOODLE, [result(), unscored])
    wanted = MOODLE.replace('"Submitted, late",,', '"Submitted, late",6,').replace(
        "Yes,-,\nParticipant 12", "Yes,-,ana: well\nParticipant 12"
    )
    assert content.decode() == wanted.replace('"old\nwords"', '"bo: well"')
    assert left == []


FORMS = {
    "CRLF": MOODLE.replace("\n", "\r\n").encode(),
    "a byte order mark": b"\xef\xbb\xbf" + MOODLE.encode(),
    "semicolons": MOODLE.replace("Submitted, late", "Submitted late").replace(",", ";").encode(),
    "latin-1": MOODLE.replace("Cy,", "José,").encode("latin-1"),
    "UTF-16": b"\xff\xfe" + MOODLE.encode("utf-16-le"),
    "no line end at the end": MOODLE.rstrip("\n").encode(),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_without_results_not_a_byte_changes(tmp_path, content):
    assert filled(tmp_path, content, [])[0] == content


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_only_the_cells_meant_change(tmp_path, result, content):
    new, _ = filled(tmp_path, content, [result()])
    before, after = fields.read(content, "a"), fields.read(new, "b")
    assert (before.encoding, before.mark, before.delimiter) == (after.encoding, after.mark, after.delimiter)
    changed = {
        (row, column)
        for row, (old, now) in enumerate(zip(before.rows, after.rows, strict=True))
        for column, (one, other) in enumerate(zip(old, now, strict=True))
        if one != other
    }
    assert changed == {(1, 4), (1, 8)}


def test_canvas_column_is_the_one_named_as_the_exercise(tmp_path, result, unscored):
    content, left = filled(tmp_path, CANVAS, [result(), unscored])
    assert content.decode() == CANVAS.replace("11,,ana,A,5,,", "11,,ana,A,5,3,")
    assert left == []


def test_who_is_not_in_the_worksheet_is_told(tmp_path, result):
    _, left = filled(tmp_path, MOODLE, [result("eve")], Roster())
    assert left == ["Not found in sheet.csv, enter by hand: eve."]


def test_feedback_that_looks_like_a_formula_is_text(tmp_path, result):
    path = tmp_path / "sheet.csv"
    path.write_text(MOODLE, encoding="utf-8")
    content, _ = worksheet.filled(path, [result()], ROSTER, lambda _: "=1+1")
    assert b"'=1+1" in content


WRONG = {
    "another file": ("a,b\n1,2\n", InputError, "neither Moodle's"),
    "empty": ("", InputError, "is empty"),
    "an open quote": ('Identifier,Grade\n"Participant,1\n', DataError, "not closed"),
    "Canvas without the assignment": (CANVAS.replace("07 toy", "Other"), InputError, "no column, or several"),
}


@pytest.mark.parametrize(("content", "error", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_worksheet_is_told(tmp_path, result, content, error, said):
    with pytest.raises(error, match=said):
        filled(tmp_path, content, [result()])
