"""Every exercise of the workbook keeps what exercises promise."""

from __future__ import annotations

import pytest

import course
from course.firm import Firm
from course.grading import folders
from course.grading.authoring.examine import TESTS, finding

EXERCISES = folders.folders()


@pytest.fixture(scope="module")
def standard() -> Firm:
    return course.load()


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
@pytest.mark.parametrize("folder", EXERCISES, ids=lambda folder: folder.name)
def test_exercise(folder, test, standard):
    found = finding(test, folders.load(folder), standard)
    assert found.passed, "\n".join([found.test, *found.problems])
