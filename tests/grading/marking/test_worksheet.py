"""A platform's file comes back with its grade and feedback columns filled in, and every other byte as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert left == ["In sheet.csv without a result, left as they are: Cy."]


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
    assert left == [
        "Not found in sheet.csv, enter by hand: eve.",
        'In sheet.csv without a result, left as they are: Ana Silva, Bo "B" Li, Cy.',
    ]


HEAD = "Identifier,Full name,Grade,Maximum grade,Feedback comments\n"


def test_two_rows_of_one_name_are_left_to_a_person(tmp_path, result):
    rows = HEAD + "Participant 1,Ana Silva,,6,\nParticipant 2,Ana Silva,,6,\n"
    content, left = filled(tmp_path, rows, [result("ana")], Roster({"ana": Student("ana", "Ana Silva")}))
    assert content.decode() == rows
    assert left == ["Several rows of sheet.csv may be theirs, enter by hand: ana (rows 2, 3)."]


def test_of_two_rows_of_one_name_that_with_the_number_counts(tmp_path, result):
    rows = HEAD + "Participant 10,Ana Silva,,6,\nParticipant 11,Ana Silva,,6,\n"
    content, left = filled(tmp_path, rows, [result("ana")])
    assert content.decode() == rows.replace("11,Ana Silva,,6,", "11,Ana Silva,3,6,ana: well")
    assert left == []


def test_a_row_of_somebody_without_a_result_is_not_taken_for_a_namesakes(tmp_path, result):
    known = Roster({"a1": Student("a1", "Ana Silva", lms_id="1")})
    rows = HEAD + "Participant 1,Ana Silva,,6,\n"
    content, left = filled(tmp_path, rows, [result("Ana Silva")], known)
    assert content.decode() == rows
    assert left[0] == "Not found in sheet.csv, enter by hand: Ana Silva."


@pytest.mark.parametrize(("student", "number"), [("silvaana", 11), ("silvaana 11", 11), ("Silva Ana", 11), ("11", 11)])
def test_without_a_roster_the_names_of_a_download_are_found_again(tmp_path, result, student, number):
    content, _ = filled(tmp_path, CANVAS, [result(student)], Roster())
    assert content.decode() == CANVAS.replace(f"{number},,ana,A,5,,", f"{number},,ana,A,5,3,")


def test_the_platforms_number_decides_before_an_id_that_looks_like_it(tmp_path, result):
    known = Roster({"11": Student("11", lms_id="99"), "ana": Student("ana", lms_id="11")})
    content, left = filled(tmp_path, CANVAS, [result("11"), result("ana", score=4.5)], known)
    assert content.decode() == CANVAS.replace("11,,ana,A,5,,", "11,,ana,A,5,4.5,")
    assert left[0] == "Not found in sheet.csv, enter by hand: 11."


MOST = {"12": "6", "12.00": "6", "12,5": "6.25", "1,200.00": "600", "1.200,00": "600", "-": "3", "": "3", "0": "3"}


@pytest.mark.parametrize(("most", "score"), MOST.items())
def test_scores_are_scaled_to_the_most_points_however_they_are_written(tmp_path, result, most, score):
    rows = HEAD + f'Participant 11,Ana,,"{most}",\n'
    assert filled(tmp_path, rows, [result()])[0].decode() == rows.replace('Ana,,"', f'Ana,{score},"').replace(
        '",\n', '",ana: well\n'
    )


def test_a_scale_of_words_gets_no_points(tmp_path, result):
    rows = 'Identifier,Grade,Scale,Feedback comments\nParticipant 11,Good,"Bad\nGood",\n'
    content, left = filled(tmp_path, rows, [result()])
    assert content.decode() == rows.replace('Good",', 'Good",ana: well')
    assert "scale of words" in left[0]


def test_moodle_gets_its_feedback_as_html(tmp_path, result):
    path = tmp_path / "sheet.csv"
    path.write_text(HEAD + "Participant 11,Ana,,6,\n", encoding="utf-8")
    content, _ = worksheet.filled(path, [result()], ROSTER, lambda _: "a < b & c\nnext")
    assert b",a &lt; b &amp; c<br>next\n" in content


def test_who_is_excused_stays_so(tmp_path, result):
    rows = CANVAS.replace("11,,ana,A,5,,", "11,,ana,A,5,EX,")
    content, left = filled(tmp_path, rows, [result()])
    assert content.decode() == rows
    assert "Excused in sheet.csv and left so: ana." in left


def test_canvas_names_may_stand_in_two_columns(tmp_path, result):
    rows = "LastName,FirstName,ID,SIS Login ID,Section,07 toy (71)\nSilva,Ana,99,,A,\n"
    assert filled(tmp_path, rows, [result()])[0].decode() == rows.replace("99,,A,", "99,,A,3")


TITLES = {
    "words shared": ("Homework 07 toy", "", True),
    "a title asked for": ("Essay on toys", "essay on toys", True),
    "a title with its id asked for": ("Essay on toys", "Essay on toys (71)", True),
    "letters shared": ("7", "", False),
    "two of the same": ("Essay", "Essay", False),
}


@pytest.mark.parametrize(("title", "column", "fits"), TITLES.values(), ids=TITLES)
def test_canvas_assignment_is_told_by_words(tmp_path, result, title, column, fits):
    path = tmp_path / "sheet.csv"
    path.write_text(CANVAS.replace("07 toy", title), encoding="utf-8")
    if not fits:
        with pytest.raises(InputError, match="It has: Essay, "):
            worksheet.filled(path, [result()], ROSTER, str, assignment=column)
        return
    content, _ = worksheet.filled(path, [result()], ROSTER, str, assignment=column)
    assert b"11,,ana,A,5,3," in content


TEXT = st.text(st.sampled_from('a1,;\t"\n\r é·😀='), max_size=6)
FORM = st.tuples(
    st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from([b"", b"\xef\xbb\xbf"])
)


def line(row, delimiter, quoted):
    """Write a row as RFC 4180 has it: quoted where it must be, or everywhere."""
    return delimiter.join(
        '"' + text.replace('"', '""') + '"' if quoted or set(text) & {delimiter, '"', "\r", "\n"} else text
        for text in row
    )


@given(st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=4), FORM, st.booleans(), TEXT)
def test_any_table_keeps_its_bytes_and_takes_any_text(rows, form, quoted, new):
    delimiter, end, mark = form
    content = mark + b"".join(line(row, delimiter, quoted).encode() + end.encode() for row in [["head", "end"], *rows])
    sheet = fields.read(content, "a")
    assert sheet.changed({}) == content
    assert [[field.value for field in row] for row in sheet.rows] == [["head", "end"], *rows]
    changed = fields.read(sheet.changed({(1, 0): new}), "b")
    wanted = [["head", "end"], [new, *rows[0][1:]], *rows[1:]]
    assert [[field.value for field in row] for row in changed.rows] == wanted


def test_feedback_that_looks_like_a_formula_is_text(tmp_path, result):
    path = tmp_path / "sheet.csv"
    path.write_text(MOODLE, encoding="utf-8")
    content, _ = worksheet.filled(path, [result()], ROSTER, lambda _: "=1+1")
    assert b"'=1+1" in content


WRONG = {
    "another file": ("a,b\n1,2\n", InputError, "neither Moodle's"),
    "empty": ("", InputError, "is empty"),
    "half a letter": (b"\xff\xfeI", DataError, "not utf-16-le"),
    "a mark and other bytes": (b"\xef\xbb\xbfIdentifier,Grade\n\xff,\n", DataError, "not utf-8 at byte 17"),
    "an open quote": ('Identifier,Grade\n"Participant,1\n', DataError, "not closed"),
    "Canvas without the assignment": (CANVAS.replace("07 toy", "Other"), InputError, "no column, or several"),
}


@pytest.mark.parametrize(("content", "error", "said"), WRONG.values(), ids=WRONG)
def test_what_is_no_worksheet_is_told(tmp_path, result, content, error, said):
    with pytest.raises(error, match=said):
        filled(tmp_path, content, [result()])
