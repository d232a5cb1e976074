"""Weights: raking against published tables, what weights cost, and answers that are all alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import ces, design_effect, effective_sample_size, nps, rake, weighted_mean

AGES = ["15–19", "20–24", "25–29", "30–34", "35–39", "40–44", "45–49", "50+"]
KNOWN = np.array(
    [[1306, 83, 0], [619, 765, 3], [263, 1194, 9], [173, 1372, 28], [171, 1393, 51], [159, 1372, 81], [208, 1350, 108],
     [1116, 4100, 2329]]
)  # fmt: skip
BY_AGE, BY_STATUS = [1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644], [3988, 11702, 2634]


def people(table: np.ndarray) -> pd.DataFrame:
    """Return one row per person of a table of counts."""
    row, column = (np.repeat(grid.ravel(), table.ravel()) for grid in np.indices(table.shape))
    return pd.DataFrame({"row": row, "column": column})


def raked(table: np.ndarray, rows: list[int], columns: list[int]) -> np.ndarray:
    """Return the table after raking, in counts."""
    sample = people(table)
    targets = {"row": pd.Series(rows), "column": pd.Series(columns)}
    weights = rake(sample, targets) * sum(rows) / len(sample)
    found = weights.groupby([sample["row"], sample["column"]]).sum().unstack(fill_value=0)
    return found.to_numpy()


def test_marital_status_by_age_has_the_margins_and_keeps_the_association_of_bishop_fienberg_and_holland_1975():
    """The new margins are met, and the odds ratios are those of the old table."""
    found = raked(KNOWN, BY_AGE, BY_STATUS)
    np.testing.assert_allclose(found.sum(axis=1), BY_AGE, rtol=1e-8)
    np.testing.assert_allclose(found.sum(axis=0), BY_STATUS, rtol=1e-8)
    odds = [table[1, 0] * table[7, 1] / (table[1, 1] * table[7, 0]) for table in (found, KNOWN)]
    assert odds[0] == pytest.approx(odds[1])


@pytest.mark.parametrize(
    ("age", "published"),
    [
        ("15–19", [1325.27, 86.73, 0.0]), ("20–24", [615.56, 783.39, 3.05]), ("25–29", [253.94, 1187.18, 8.88]),
        ("30–34", [165.13, 1348.55, 27.32]), ("35–39", [173.41, 1454.71, 52.87]), ("40–44", [147.21, 1308.12, 76.67]),
        ("45–49", [202.33, 1352.28, 107.40]), ("50+", [1105.16, 4181.04, 2357.81]),
    ],
)  # fmt: skip
def test_marital_status_by_age_is_as_published(age, published):
    """SAS/IML user's guide, iterative proportional fitting, after Bishop, Fienberg & Holland (1975)."""
    found = raked(KNOWN, BY_AGE, BY_STATUS)[AGES.index(age)]
    assert found.tolist() == pytest.approx(published, abs=0.006)


def test_two_by_two_is_solved_by_its_odds_ratio():
    """By hand: margins 5, 15 and 10, 10 with the odds ratio 49/108 of the table 7 9 / 12 7."""
    found = raked(np.array([[7, 9], [12, 7]]), [5, 15], [10, 10])
    a = found[0, 0]
    assert a * (5 + a) / ((5 - a) * (10 - a)) == pytest.approx(49 / 108)


def test_on_one_crossed_column_it_is_post_stratification():
    sample = pd.DataFrame({"age": list("yyyoo"), "gender": list("ffmfm")})
    cell = (sample["age"] + sample["gender"]).to_frame("cell")
    targets = pd.Series({"yf": 20, "ym": 30, "of": 25, "om": 25})
    share = targets / targets.sum()
    expected = cell["cell"].map(share / cell["cell"].value_counts(normalize=True))
    assert rake(cell, {"cell": targets}).tolist() == pytest.approx(expected.tolist())


def test_the_design_effect_is_kishs():
    weights = np.array([1.0, 1, 1, 3])
    assert design_effect(weights) == pytest.approx(1 + weights.var() / weights.mean() ** 2)
    assert effective_sample_size(weights) == pytest.approx(36 / 12)
    assert design_effect([2, 2, 2]) == 1


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30), st.floats(0.01, 100))
def test_the_effective_sample_is_no_larger_than_the_sample_in_any_unit(weights, unit):
    found = effective_sample_size(weights)
    assert 1 - 1e-9 <= found <= len(weights) * (1 + 1e-9)
    assert effective_sample_size(np.array(weights) * unit) == pytest.approx(found)
    assert effective_sample_size(weights[::-1]) == pytest.approx(found)


def test_answers_that_are_all_alike_do_not_make_sure_of_the_rest():
    found = nps([10] * 20)
    others = 1 - 0.05 ** (1 / 20)
    assert (found.value, found.high) == (100, 100)
    assert found.low == pytest.approx(100 - 200 * others)
    assert np.isnan(found.standard_error)
    assert "standard error nan" in str(found)
    assert (ces([4] * 20).low, ces([4] * 20).high) == pytest.approx((4 - 3 * others, 4 + 3 * others))


@pytest.mark.parametrize("share", [0.9, 0.97, 0.99])
def test_the_interval_of_answers_that_are_all_alike_holds_in_95_of_100_of_their_samples(share):
    """If a share answers 10 and the rest 0, samples of 30 all alike are rarer than 5 % where the interval misses."""
    truth = 100 * share - 100 * (1 - share)
    missed = nps([10] * 30).low > truth
    assert not missed or share**30 < 0.05


def test_the_interval_stays_on_the_scale():
    found = nps([10] * 29 + [7])
    assert (found.high, found.low < 100) == (100, True)
    assert weighted_mean([1, 1, 1, 2], np.ones(4), limits=(1, 5)).low == 1


def test_without_limits_nothing_is_assumed_about_the_scale():
    assert weighted_mean([3, 3, 3], np.ones(3)).standard_error == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: design_effect([]), "weights must not be empty"),
        (lambda: design_effect([0, 0]), "Somebody must count"),
        (lambda: effective_sample_size([1, -1]), "weights must be at least 0, got -1"),
        (lambda: effective_sample_size(["1"]), "Convert text with pd.to_numeric"),
        (lambda: weighted_mean([1, np.nan], [1, 1]), "values must be finite numbers"),
        (lambda: weighted_mean([6], [1], limits=(1, 5)), "values must be at most 5, got 6"),
        (lambda: rake(pd.DataFrame({"age": [1]}).iloc[:0], {"age": {1: 1}}), "frame must not be empty"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
