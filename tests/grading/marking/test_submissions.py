"""What was handed in is found in every layout, and what cannot be read keeps nobody else from being read."""

from __future__ import annotations

import inspect
import os
import stat
import sys
import zipfile

import pytest

from course.errors import DataError, InputError
from course.grading.marking import archives, submissions
from course.grading.release.roster import Roster, Student

EXERCISE = "07_loyalty"
PEOPLE = (Student("ana", "Ana Silva", "ana@uni.org", "11"), Student("bo", "Bo van Li", "bo@uni.org", "12"))
ROSTER = Roster({student.key: student for student in PEOPLE})
LAYOUTS = {
    "a file each": ["ana.ipynb", "bo.ipynb"],
    "a folder each": ["ana/07_loyalty.ipynb", "bo/anything.ipynb"],
    "folders by e-mail": ["ana@uni.org/07_loyalty.ipynb", "BO/x.ipynb"],
    "Moodle with folders": [
        "Ana Silva_11_assignsubmission_file/07_loyalty.ipynb",
        "Bo van Li_12_assignsubmission_file/n.ipynb",
        "Bo van Li_12_assignsubmission_onlinetext/onlinetext.html",
    ],
    "Moodle without folders": [
        "Ana Silva_11_assignsubmission_file_07_loyalty.ipynb",
        "Bo van Li_12_assignsubmission_file_n.ipynb",
    ],
    "Moodle without names": [
        "Participant_11_assignsubmission_file/a.ipynb",
        "Participant_12_assignsubmission_file/b.ipynb",
    ],
    "Canvas": ["silvaana_11_900_07_loyalty-2.ipynb", "vanlibo_LATE_12_901_07_loyalty.ipynb"],
    "Canvas with underscores in names": ["silva_ana_11_900_07_loyalty.ipynb", "o_bo_LATE_12_901_07_loyalty.ipynb"],
    "a folder around all": ["handed in/ana.ipynb", "handed in/bo.ipynb"],
    "copies of a browser": ["ana (1).ipynb", "bo (12).ipynb"],
    "with what systems add": [
        "ana.ipynb",
        "bo.ipynb",
        "__MACOSX/._ana.ipynb",
        ".DS_Store",
        "ana/.ipynb_checkpoints/x.ipynb",
    ],
}


def folder(place, names):
    for name in names:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{{}} {name}", encoding="utf-8")
    return place


def archive(place, names):
    path = place / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, f"{{}} {name}")
    return path


@pytest.mark.parametrize("make", [folder, archive])
@pytest.mark.parametrize("names", LAYOUTS.values(), ids=LAYOUTS)
def test_everybody_is_found(tmp_path, names, make):
    found = submissions.find(make(tmp_path, names), EXERCISE, ROSTER)
    assert [one.student for one in found] == ["ana", "bo"]
    assert all(one.content and not one.problem for one in found)


def test_without_a_roster_the_names_are_taken_as_they_are(tmp_path):
    found = submissions.find(folder(tmp_path, ["ana (1).ipynb", "bo-2/x.ipynb"]), EXERCISE)
    assert [one.student for one in found] == ["ana", "bo-2"]


def test_an_id_that_looks_like_a_copy_is_an_id_where_the_roster_has_it(tmp_path):
    known = Roster({"ana (1)": Student("ana (1)"), "ana": Student("ana")})
    found = submissions.find(folder(tmp_path, ["ana (1).ipynb", "ana.ipynb"]), EXERCISE, known)
    assert [one.student for one in found] == ["ana", "ana (1)"]


def test_of_several_notebooks_the_exercise_counts_then_its_latest_copy_then_the_newest(tmp_path):
    names = ["notes.ipynb", "07_loyalty.ipynb", "07_loyalty (2).ipynb", "07_loyalty (10).ipynb"]
    one = submissions.find(folder(tmp_path / "a", [f"ana/{name}" for name in names]), EXERCISE)[0]
    assert one.source == "ana/07_loyalty (10).ipynb"
    assert len(one.passed_over) == 3
    folder(tmp_path / "b", ["ana/old.ipynb", "ana/new.ipynb"])
    os.utime(tmp_path / "b/ana/old.ipynb", (1, 1))
    assert submissions.find(tmp_path / "b", EXERCISE)[0].source == "ana/new.ipynb"


def test_of_notebooks_with_other_names_the_newest_counts_whatever_their_numbers(tmp_path):
    folder(tmp_path, ["ana/old (3).ipynb", "ana/new.ipynb"])
    os.utime(tmp_path / "ana/old (3).ipynb", (1, 1))
    assert submissions.find(tmp_path, EXERCISE)[0].source == "ana/new.ipynb"


NAMESAKES = {
    "Moodle": [f"Li Wei_{number}_assignsubmission_file_/07_loyalty.ipynb" for number in (5, 6)],
    "Canvas": [f"liwei_{number}_90{number}_07_loyalty.ipynb" for number in (5, 6)],
}


@pytest.mark.parametrize("names", NAMESAKES.values(), ids=NAMESAKES)
def test_strangers_of_one_name_stay_apart(tmp_path, names):
    found = submissions.find(archive(tmp_path, names), EXERCISE)
    assert [one.source for one in found] == names
    assert [one.student[-2:] for one in found] == [" 5", " 6"]


def test_the_platforms_number_decides_before_a_name_that_is_somebodys_id(tmp_path):
    twins = Roster({"liwei": Student("liwei", lms_id="5"), "wei2": Student("wei2", lms_id="Participant 6")})
    found = submissions.find(folder(tmp_path, ["liwei_6_901_07_loyalty.ipynb"]), EXERCISE, twins)
    assert found[0].student == "wei2"


def test_a_number_of_several_parts_is_no_platforms_number(tmp_path):
    known = Roster({"ana": Student("ana", lms_id="2024-34")})
    found = submissions.find(folder(tmp_path, ["Bo_34_assignsubmission_file_/x.ipynb"]), EXERCISE, known)
    assert found[0].student == "Bo"


def test_an_id_that_looks_like_a_platforms_file_is_an_id_where_the_roster_has_it(tmp_path):
    known = Roster({"s_1_2_b": Student("S_1_2_b")})
    assert submissions.find(folder(tmp_path, ["s_1_2_b.ipynb"]), EXERCISE, known)[0].student == "S_1_2_b"


def test_capitals_make_nobody_another_student(tmp_path):
    one = submissions.find(folder(tmp_path, ["Ana/07_loyalty.ipynb", "ANA/old.ipynb"]), EXERCISE)
    assert [(each.source, each.passed_over) for each in one] == [("Ana/07_loyalty.ipynb", ("ANA/old.ipynb",))]


def test_anonymous_students_of_canvas_have_one_name_in_time_or_late(tmp_path):
    names = ["LATE_anon_aB3dE_901_07_loyalty.ipynb", "anon_12345_900_07_loyalty.ipynb"]
    found = submissions.find(archive(tmp_path, names), EXERCISE, ROSTER)
    assert [one.student for one in found] == ["anon_12345", "anon_aB3dE"]


def test_a_name_that_two_have_is_nobodys(tmp_path):
    twins = Roster({"a1": Student("a1", "Ana Silva"), "a2": Student("a2", "Ana Silva")})
    found = submissions.find(folder(tmp_path, ["Ana Silva_99_assignsubmission_file/x.ipynb"]), EXERCISE, twins)
    assert found[0].student == "Ana Silva"


def test_who_handed_in_no_notebook_is_told(tmp_path):
    found = submissions.find(folder(tmp_path, ["ana/report.pdf", "bo/x.ipynb"]), EXERCISE, ROSTER)
    assert found[0].content is None
    assert "report.pdf" in found[0].problem
    assert found[1].content


def test_who_handed_in_one_file_that_is_no_notebook_is_told_where_the_roster_has_them(tmp_path):
    found = submissions.find(folder(tmp_path, ["ana.pdf", "readme.txt", "bo.ipynb"]), EXERCISE, ROSTER)
    assert [(one.student, one.content is None) for one in found] == [("ana", True), ("bo", False)]


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret.ipynb").write_text("secret", encoding="utf-8")
    place = folder(tmp_path / "in", ["bo.ipynb"])
    (place / "ana.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (place / "cy").symlink_to(tmp_path)
    found = {one.student: one for one in submissions.find(place, EXERCISE)}
    assert found["ana"].content is found["cy"].content is None
    assert found["ana"].problem == archives.LINK


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "ana.ipynb")
    assert "no regular file" in submissions.find(tmp_path, EXERCISE)[0].problem


def test_in_an_archive_links_paths_that_lead_out_and_secrets_are_problems(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("ana.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("../../bo.ipynb", "{}")
        file.writestr("cy.ipynb", "{}")
        file.writestr("C:\\dee.ipynb", "{}")
    found = {one.student: one.problem for one in submissions.find(path, EXERCISE)}
    assert found == {"ana": archives.LINK, "bo": archives.LEADS_OUT, "cy": "", "dee": archives.LEADS_OUT}
    assert list(tmp_path.iterdir()) == [path]


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "all.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("ana.ipynb", "w", force_zip64=True) as inner,
    ):
        for _ in range(101):
            inner.write(b"0" * 1_000_000)
    one = submissions.find(path, EXERCISE)[0]
    assert (one.content, one.problem) == (None, archives.TOO_LARGE)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_so_that_reading_has_no_bound_is_not_unpacked(tmp_path, packing):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("ana.ipynb", "{}")
    assert submissions.find(path, EXERCISE)[0].problem == archives.PACKED


def in_directory(path, offset, value):
    """Write into what an archive's directory says of its first file."""
    content = bytearray(path.read_bytes())
    start = content.find(b"PK\x01\x02") + offset
    content[start : start + len(value)] = value
    path.write_bytes(content)
    return path


def test_a_file_without_a_date_is_read(tmp_path):
    path = in_directory(archive(tmp_path, ["ana.ipynb", "bo.ipynb"]), 12, bytes(4))
    assert [(one.student, one.problem) for one in submissions.find(path, EXERCISE)] == [("ana", ""), ("bo", "")]


def test_an_encrypted_file_is_its_owners_problem(tmp_path):
    path = in_directory(archive(tmp_path, ["ana.ipynb", "bo.ipynb"]), 8, b"\x01\x00")
    found = submissions.find(path, EXERCISE)
    assert ["encrypted" in one.problem for one in found] == [True, False]


def test_a_number_that_python_does_not_read_is_part_of_a_name(tmp_path):
    found = submissions.find(archive(tmp_path, [f"ana/07_loyalty ({'9' * 5000}).ipynb", "bo/x.ipynb"]), EXERCISE)
    assert all(one.content for one in found)


def test_a_folder_that_cannot_be_read_is_its_owners_problem(tmp_path, monkeypatch):
    place, scan = folder(tmp_path, ["ana/x.ipynb", "bo/x.ipynb"]), os.scandir

    def refusing(path):
        if os.path.basename(path) == "ana":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = submissions.find(place, EXERCISE)
    assert [(one.student, one.content is None) for one in found] == [("ana", True), ("bo", False)]
    assert "Permission denied" in found[0].problem


def test_a_folder_deeper_than_pythons_stack_keeps_nobody_else_from_being_read(tmp_path):
    place = folder(tmp_path, ["bo.ipynb", f"ana/{'a/' * 200}x.ipynb"])
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 100)  # a tree beyond the usual limit could not be cleared away
    try:
        found = submissions.find(place, EXERCISE)
    finally:
        sys.setrecursionlimit(limit)
    assert [one.student for one in found if one.content] == ["ana", "bo"]


def test_a_file_that_is_gone_when_it_is_looked_at_is_its_owners_problem(tmp_path, monkeypatch):
    place = folder(tmp_path, ["ana.ipynb", "bo.ipynb"])
    monkeypatch.setattr(archives, "_read", lambda path: (_ for _ in ()).throw(FileNotFoundError(2, "gone", str(path))))
    assert all("cannot be read" in one.problem for one in submissions.find(place, EXERCISE))


@pytest.mark.parametrize("make", [folder, archive])
def test_more_files_than_a_course_hands_in_are_not_listed(tmp_path, monkeypatch, make):
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    place = make(tmp_path, [f"s{number}.ipynb" for number in range(4)])
    with pytest.raises(InputError, match="more than 3 files"):
        submissions.find(place, EXERCISE)


def test_a_damaged_file_in_an_archive_is_its_owners_problem(tmp_path):
    path = archive(tmp_path, ["ana.ipynb", "bo.ipynb"])
    content = path.read_bytes().replace(b"{} ana", b"{} anx", 1)
    path.write_bytes(content)
    found = submissions.find(path, EXERCISE)
    assert "cannot be read" in found[0].problem
    assert found[1].content


@pytest.mark.parametrize(("name", "error"), [("nowhere", InputError), ("broken.zip", DataError), ("empty", InputError)])
def test_a_place_without_submissions_is_told(tmp_path, name, error):
    (tmp_path / "broken.zip").write_bytes(b"PK nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(error, match=name):
        submissions.find(tmp_path / name, EXERCISE)
