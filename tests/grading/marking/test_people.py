"""A student is known by number, id, e-mail or name, and never by what two of them share."""

from __future__ import annotations

import pytest

from course.grading.marking import people
from course.grading.marking.layouts import Owner
from course.grading.release.roster import Roster, Student

ROSTER = Roster(
    {
        student.key: student
        for student in (
            Student("ana", "Ana Silva", "ana@uni.org", "11"),
            Student("bo", "Li, Bo", "shared@uni.org", "Participant 12"),
            Student("Zoë", "Zoë van der Berg", "shared@uni.org", "12"),
        )
    }
)


@pytest.mark.parametrize(
    ("owner", "who"),
    [
        (Owner("ANA"), "ana"),
        (Owner("ana (2)"), "ana"),
        (Owner("ANA@uni.org"), "ana"),
        (Owner("silvaana"), "ana"),
        (Owner("Bo Li"), "bo"),
        (Owner("bo", "11"), "ana"),
        (Owner("van der Berg, Zoë"), "Zoë"),
        (Owner("vanderbergzoe\u0308"), "Zoë"),
        (Owner("shared@uni.org"), None),
        (Owner("somebody", "12"), None),
        (Owner(""), None),
    ],
)
def test_who_is_meant(owner, who):
    found = people.of(ROSTER).known(owner)
    assert (found.id if found else None) == who


def test_without_a_roster_nobody_is_known():
    assert people.of(None).known(Owner("ana", "11")) is None
