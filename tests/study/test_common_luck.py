"""Shared luck is worth what docs/twins.md says."""

from __future__ import annotations

import pandas as pd
import pytest

from course import project
from course.errors import InputError
from course.study import common_luck
from course.study.common_luck import KEYS

FIGURES = ["other_people", "same_people"]
BROAD = ["programme", "campaigns", "competitor", "prices"]  # the others touch too few for a small world to say


@pytest.fixture(scope="module")
def documented() -> pd.DataFrame:
    """The table of docs/twins.md, as numbers."""
    lines = (project.root() / "docs" / "twins.md").read_text(encoding="utf-8").splitlines()
    start = next(nr for nr, line in enumerate(lines) if line.startswith("| intervention | outcome |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace(",", "") for cell in line.strip("|").split("|")])
    table = pd.DataFrame(rows, columns=[*KEYS, *FIGURES]).replace("–", None)
    return table.astype(dict.fromkeys(FIGURES, float))


@pytest.fixture(scope="module")
def measured() -> pd.DataFrame:
    return common_luck.variance_ratios(seeds=[5], customers=5_000, draws=8)


def test_shared_luck_lowers_the_variance_more_than_a_hundred_times(measured):
    """Against worlds of other people; more than fifteen times against the same people."""
    assert measured["other_people"].dropna().gt(100).all()
    assert measured["same_people"].dropna().gt(15).all()


def test_a_small_world_shows_about_what_is_documented(measured, documented):
    assert documented[KEYS].equals(measured[KEYS])
    broad = measured["intervention"].isin(BROAD)
    ratio = measured.loc[broad, FIGURES] / documented.loc[broad, FIGURES]
    assert ratio.stack().between(1 / 2, 2).all()


@pytest.mark.slow
def test_the_documented_figures_are_what_the_call_gives(documented):
    made = common_luck.variance_ratios()
    pd.testing.assert_frame_equal(made[FIGURES].round(0), documented[FIGURES], rtol=0.01)


def test_an_intervention_that_changes_no_order_has_no_ratio(measured):
    recovery = measured.query("intervention == 'recovery' and outcome == 'orders'")
    assert recovery[FIGURES].isna().all(axis=None)


def test_ratios_are_counted_by_hand():
    """Variances 4 without, 13/3 with, 1/3 of the difference."""
    effects = pd.DataFrame({"intervention": "prices", "outcome": "orders", "value_without": [0, 2, 4],
                            "value_with": [1, 2, 5], "difference": [1, 0, 1]})  # fmt: skip
    found = common_luck.other_people(effects)
    assert found["other_people"].tolist() == pytest.approx([(4 + 13 / 3) / (1 / 3)])


def test_people_who_are_the_same_leave_less_to_chance(measured):
    broad = measured[measured["intervention"].isin(BROAD)]
    assert (broad["same_people"] < broad["other_people"]).all()


def test_no_seeds_is_an_error_that_says_what_to_give():
    with pytest.raises(InputError, match="seeds must be at least one seed"):
        common_luck.variance_ratios(seeds=[])
