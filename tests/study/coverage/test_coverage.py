"""Each interval holds the truth as often as it says, in 200 datasets; the counts are kept in book/coverage.csv."""

import pandas as pd
import pytest

from course import project
from course.errors import InputError
from course.study import coverage
from course.study.coverage import CASES, counting
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.label.replace(" ", "-"))


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    return counting.read(project.root())


def test_no_two_cases_have_one_name():
    labels = [case.label for case in CASES]
    assert len(set(labels)) == len(labels)
    assert {case.data for case in CASES} <= {WORLDS, OWN_MODEL}


@every_case
def test_the_stored_count_comes_from_this_code_and_market(case):
    assert not counting.stale(project.root(), [case]), f"course coverage '{case.label}' counts it anew"


@every_case
def test_in_200_datasets_the_interval_holds_the_truth_as_often_as_it_says(case, stored):
    assert counting.problems(case, stored) == []
    assert (stored.loc[stored["case"] == case.label, "datasets"] == 200).all()


@pytest.mark.slow
@every_case
def test_counted_anew_the_table_is_the_same(case, stored):
    again, there = counting.count(case), stored[stored["case"] == case.label].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, there, rtol=0.02, check_dtype=False)


def wide(number):
    yield Found("always held", 0.0, float(number % 2), -5.0, 5.0)
    yield Found("held in half", 0.0, float(number % 2), float(number % 2), 5.0)


def test_an_interval_that_holds_too_rarely_or_too_often_is_named():
    case = Case("nps", OWN_MODEL, wide)
    counted = counting.count(case)
    assert counted["covered"].to_list() == [200, 100]
    assert [problem.split(" holds ")[1] for problem in counting.problems(case, counted)] == [
        "200 of 200, expected 179 to 198",
        "100 of 200, expected 179 to 198",
    ]
    assert len(counting.problems(Case("nps", OWN_MODEL, wide, wider="by construction"), counted)) == 1


def test_a_case_that_was_never_counted_is_named():
    assert counting.problems(Case("nps", OWN_MODEL, wide), pd.DataFrame(columns=counting.COLUMNS)) == [
        "nps was never counted"
    ]


def test_portions_and_processes_do_not_change_the_count():
    case = CASES[0]
    pd.testing.assert_frame_equal(counting.count(case, 1, datasets=23), counting.count(case, 2, datasets=23))


def test_a_case_is_asked_for_by_measure_or_label():
    assert coverage.named(["nps"])[0].measure == "nps"
    with pytest.raises(InputError, match="Did you mean 'nps'"):
        coverage.named(["npss"])
