"""A roster is read as spreadsheets write it; ids are compared as people mean them."""

from __future__ import annotations

import pytest

from course.errors import DataError
from course.grading.release import roster

PLAIN = "student,name,group\nana,Ana Silva,\nbo,Bo Li,red\n"


def read(tmp_path, content: str | bytes) -> roster.Roster:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return roster.read(path)


FORMS = {
    "commas": PLAIN,
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "a byte order mark and CRLF": b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(),
    "capitals in the head": PLAIN.replace("student", " Student "),
    "a column more": PLAIN.replace("student,", "x,student,").replace("\nana", "\n1,ana").replace("\nbo", "\n2,bo"),
    "an empty line": PLAIN + "\n,,\n",
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_a_roster_is_read_in_whatever_form(tmp_path, content):
    found = read(tmp_path, content)
    assert [(one.id, one.name, one.group) for one in found.values()] == [
        ("ana", "Ana Silva", ""),
        ("bo", "Bo Li", "red"),
    ]


def test_names_of_older_spreadsheets_are_read(tmp_path):
    assert read(tmp_path, "student,name\nana,José\n".encode("latin-1"))["ana"].name == "José"


def test_a_student_is_found_by_an_id_that_differs_in_capitals_spaces_and_composition(tmp_path):
    found = read(tmp_path, "student\n JOSE\u0301 \n")
    assert list(found) == ["josé"]
    assert found["josé"].id == "JOSÉ"


def test_data_belong_to_the_group_or_else_to_the_student(tmp_path):
    found = read(tmp_path, PLAIN)
    assert (found["ana"].whose, found["bo"].whose) == ("student/ana", "group/red")


WRONG = {
    "no column": ("id,name\n1,Ana\n", "no column student"),
    "an id missing": ("student,name\n,Ana\n", "line 2"),
    "equal ids": ("student\nana\nbo\nANA \n", "lines 2 and 4"),
    "empty": ("", "is empty"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_roster_is_told_by_its_lines(tmp_path, content, said):
    with pytest.raises(DataError, match=said):
        read(tmp_path, content)


def test_a_roster_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match="cannot read the roster"):
        roster.read(tmp_path / "roster.csv")
