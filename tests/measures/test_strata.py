from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from course.errors import InputError
from course.measures import mantel_haenszel, standardised_shares

#: Charig et al. (1986): treatment, size of the stone, successes, patients.
STONES = [("A", "small", 81, 87), ("A", "large", 192, 263), ("B", "small", 234, 270), ("B", "large", 55, 80)]


def kidney_stones() -> pd.DataFrame:
    parts = [pd.DataFrame({"by": by, "size": size, "ok": np.arange(n) < k}) for by, size, k, n in STONES]
    return pd.concat(parts, ignore_index=True)


def stone_shares() -> pd.DataFrame:
    stones = kidney_stones()
    return standardised_shares(stones["ok"], stones["by"], stones["size"])


@pytest.mark.parametrize(("treatment", "share"), [("A", 0.780), ("B", 0.826)])
def test_overall_the_worse_treatment_of_kidney_stones_looks_better(treatment, share):
    """Charig et al. (1986): .780 for A against .826 for B."""
    assert stone_shares().loc[treatment, "share"] == pytest.approx(share, abs=5e-4)


def test_with_everybodys_mix_of_stones_the_order_turns():
    """By hand: 357 of 700 stones are small; .5100 × 81/87 + .4900 × 192/263 = .8325, for B .7789."""
    found = stone_shares()["standardised"]
    assert found["A"] == pytest.approx(357 / 700 * 81 / 87 + 343 / 700 * 192 / 263)
    assert found["B"] == pytest.approx(357 / 700 * 234 / 270 + 343 / 700 * 55 / 80)
    assert found["A"] > found["B"]


def test_the_interval_is_that_of_a_stratified_sample():
    row = stone_shares().loc["B"]
    variance = 0.51**2 * (234 / 270 * 36 / 270) / 270 + 0.49**2 * (55 / 80 * 25 / 80) / 80
    assert (row["high"] - row["low"]) / 2 == pytest.approx(1.959964 * np.sqrt(variance))


@pytest.mark.real
def test_berkeley_admissions_have_the_odds_ratio_that_r_prints(rdataset):
    """Help page of R's mantelhaen.test(UCBAdmissions): .9046968, 95 percent interval .7719074 to 1.0603298."""
    table = rdataset("datasets", "UCBAdmissions")
    people = table.loc[table.index.repeat(table["Freq"])]
    found = mantel_haenszel(people["Admit"].eq("Admitted"), people["Gender"].eq("Male"), people["Dept"])
    assert (found.estimate, found.low, found.high) == pytest.approx((0.9046968, 0.7719074, 1.0603298), abs=1e-7)


@pytest.mark.real
@pytest.mark.parametrize(("gender", "share"), [("Male", 0.445), ("Female", 0.304)])
def test_overall_berkeley_admitted_more_men(rdataset, gender, share):
    """Bickel, Hammel & O'Connell (1975), the six largest departments: 44.5 % of men, 30.4 % of women."""
    table = rdataset("datasets", "UCBAdmissions")
    people = table.loc[table.index.repeat(table["Freq"])]
    found = standardised_shares(people["Admit"].eq("Admitted"), people["Gender"], people["Dept"])
    assert found.loc[gender, "share"] == pytest.approx(share, abs=5e-4)
    assert found.loc["Female", "standardised"] > found.loc["Male", "standardised"]


def test_one_odds_ratio_of_all_strata_is_that_of_statsmodels():
    stones = kidney_stones()
    by_a = stones["by"].eq("A")
    found = mantel_haenszel(stones["ok"], by_a, stones["size"])
    tables = [
        np.array([[k, n - k], [m, o - m]]) for (_, _, k, n), (_, _, m, o) in zip(STONES[:2], STONES[2:], strict=True)
    ]
    expected = StratifiedTable(tables)
    assert found.estimate == pytest.approx(expected.oddsratio_pooled)
    assert (found.low, found.high) == pytest.approx(expected.oddsratio_pooled_confint())


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from(["category", "object", "str"]))
def test_neither_order_nor_index_nor_dtype_changes_a_stratified_comparison(seed, kind):
    stones = kidney_stones()
    turned = stones.sample(frac=1, random_state=seed).astype({"by": kind, "size": kind})
    found = standardised_shares(turned["ok"].astype(int), turned["by"], turned["size"])
    np.testing.assert_allclose(found, stone_shares())
    odds = [mantel_haenszel(one["ok"], one["by"].eq("A"), one["size"]).estimate for one in (stones, turned)]
    assert odds[0] == pytest.approx(odds[1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: standardised_shares([], [], []), "event must not be empty"),
        (lambda: standardised_shares([1, 2], ["a", "b"], ["x", "x"]), "event must be true or false"),
        (lambda: standardised_shares([1, 0], ["a"], ["x", "x"]), "event and group must be equally long, got 2 and 1"),
        (lambda: standardised_shares([1, 0], ["a", "b"], ["x", None]), "stratum must be known in every row"),
        (lambda: standardised_shares([1, 0], ["a", "b"], ["x", "y"]), "got none of 'a' in 'y'"),
        (lambda: standardised_shares([1, 0], ["a", "b"], ["x", "x"], level=95), "level must be a number"),
        (lambda: mantel_haenszel([1, 1], [1, 0], ["x", "x"]), "true and false on both sides"),
        (lambda: mantel_haenszel([1, 0], ["yes", "no"], ["x", "x"]), "treated must be true or false"),
        (lambda: mantel_haenszel([1, 0, 1], [1, 0], ["x", "x", "x"]), "event and treated must be equally long"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
