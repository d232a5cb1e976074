from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from course.errors import InputError
from course.measures import ces, cronbach_alpha, csat, nps, rake, servqual_gaps, share_with_interval, weighted_mean

PROMOTERS, PASSIVES, DETRACTORS = [10] * 20 + [9] * 30, [8] * 20 + [7] * 10, [6] * 5 + [0] * 15
FIFTY_THIRTY_TWENTY = PROMOTERS + PASSIVES + DETRACTORS


def test_fifty_promoters_and_twenty_detractors_of_a_hundred_give_30_with_standard_error_7_81():
    found = nps(FIFTY_THIRTY_TWENTY)
    assert found.value == 30
    assert found.standard_error == pytest.approx(7.810, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((30 - 1.96 * 7.8102, 30 + 1.96 * 7.8102), abs=1e-3)
    assert found.n == 100


def test_the_interval_of_the_nps_holds_the_true_score_in_95_of_100_samples():
    luck, shares = np.random.default_rng(2), [0.2, 0.3, 0.5]
    scores = luck.choice([3, 8, 10], p=shares, size=(2_000, 200))
    inside = sum(found.low <= 30 <= found.high for found in map(nps, scores))
    assert 0.935 < inside / 2_000 < 0.965


def test_a_mean_of_8_can_be_an_nps_of_0_or_of_50():
    assert nps([8] * 10).value == 0
    assert np.mean([10, 9, 7, 6]) == np.mean([8] * 10)
    assert nps([10, 10, 9, 9, 9, 9, 7, 7, 7, 3]).value == 50


def test_weights_count_people_more_than_once():
    weights = [3] * 50 + [1] * 50
    thrice = nps(FIFTY_THIRTY_TWENTY, weights)
    assert thrice.value == nps(PROMOTERS * 3 + PASSIVES + DETRACTORS).value
    assert thrice.n == 100


def test_csat_is_a_share_with_wilsons_interval():
    found = csat([5, 4, 4, 3, 1])
    share = share_with_interval(3, 5)
    assert (found.value, found.low, found.high) == pytest.approx(tuple(100 * part for part in share))
    assert csat([5, 4, 4, 3, 1], satisfied=5).value == 20
    assert csat([10, 8, 7], satisfied=8, best=10).value == pytest.approx(200 / 3)


def test_ces_is_a_mean():
    scores = [7, 6, 6, 2]
    assert ces(scores).value == 5.25
    assert ces(scores).standard_error == pytest.approx(np.std(scores) / 2)


def test_a_weighted_mean_is_that_of_statsmodels():
    luck = np.random.default_rng(1)
    values, weights = luck.normal(5, 2, 300), luck.uniform(0.5, 2, 300)
    found = weighted_mean(values, weights)
    assert found.value == pytest.approx(DescrStatsW(values, weights).mean)
    same = weighted_mean(values, np.full(300, 7.0))
    assert same.standard_error == pytest.approx(values.std() / np.sqrt(300))


def test_attitude_has_the_published_alpha(rdataset):
    attitude = rdataset("datasets", "attitude")
    assert attitude.shape == (30, 7)
    assert cronbach_alpha(attitude) == pytest.approx(0.8431, abs=5e-5)


def test_items_that_say_the_same_have_alpha_1_and_items_without_anything_in_common_have_0():
    luck = np.random.default_rng(1)
    one = luck.normal(size=4_000)
    assert cronbach_alpha(np_frame(one, one, one)) == pytest.approx(1)
    assert cronbach_alpha(np_frame(*luck.normal(size=(3, 4_000)))) == pytest.approx(0, abs=0.1)


def np_frame(*columns):
    """Return a frame of unnamed columns."""
    return pd.DataFrame(np.column_stack(columns))


def test_servqual_gaps_name_the_dimension_and_start_with_the_largest_shortfall():
    expected = pd.DataFrame({"expected_empathy": [4, 5, 6], "expected_reliability": [7, 7, 6]})
    perceived = pd.DataFrame({"perceived_empathy": [4, 6, 6], "perceived_reliability": [5, 6, 6]})
    gaps = servqual_gaps(expected, perceived)
    assert list(gaps.index) == ["reliability", "empathy"]
    assert gaps["gap"].to_dict() == pytest.approx({"reliability": -1, "empathy": 1 / 3})
    assert gaps.loc["reliability", "standard_error"] == pytest.approx(np.std([-2, -1, 0]) / np.sqrt(3))
    assert (gaps["perceived"] - gaps["expected"]).tolist() == pytest.approx(gaps["gap"].tolist())


@pytest.fixture
def population():
    """A town in which the old answer, and care less."""
    luck = np.random.default_rng(3)
    people = pd.DataFrame({"age": luck.choice(["20", "40", "60"], 30_000), "gender": luck.choice(["f", "m"], 30_000)})
    likely = people["age"].map({"20": 0.05, "40": 0.15, "60": 0.4}) + 0.05 * (people["gender"] == "f")
    care = luck.normal(people["age"].map({"20": 7.0, "40": 5.0, "60": 3.0}) + (people["gender"] == "m"), 1.5)
    return people.assign(care=care, answers=luck.random(len(people)) < likely)


def test_raked_weights_give_the_sample_the_populations_shares(population):
    sample = population[population["answers"]]
    targets = {name: population[name].value_counts() for name in ("age", "gender")}
    weights = rake(sample, targets)
    assert weights.index.equals(sample.index)
    assert weights.mean() == pytest.approx(1)
    for name, counts in targets.items():
        shares = weights.groupby(sample[name]).sum() / len(sample)
        assert shares.to_dict() == pytest.approx((counts / counts.sum()).to_dict())


def test_raking_on_one_column_weighs_each_level_by_what_it_should_be_over_what_it_is():
    sample = pd.DataFrame({"age": ["young"] + ["old"] * 3})
    assert rake(sample, {"age": {"young": 0.5, "old": 0.5}}).tolist() == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])


def test_columns_and_levels_of_any_kind_are_raked_and_the_order_of_rows_does_not_matter():
    shares = pd.Series({"young": 1, "old": 3})
    texts = pd.DataFrame({0: ["young", "old", "old"]}, index=[7, 7, 9])
    assert rake(texts, {0: shares}).tolist() == pytest.approx([0.75, 1.125, 1.125])
    assert rake(texts.astype("category").iloc[::-1], {0: shares}).tolist() == pytest.approx([1.125, 1.125, 0.75])


def test_weights_mend_who_answered_and_the_interval_narrows_by_what_they_explain(population):
    sample = population[population["answers"]]
    weights = rake(sample, {name: population[name].value_counts() for name in ("age", "gender")})
    truth = population["care"].mean()
    assert sample["care"].mean() < truth - 0.8
    mended = weighted_mean(sample["care"], weights, sample[["age", "gender"]])
    assert mended.low < truth < mended.high
    assert mended.standard_error < weighted_mean(sample["care"], weights).standard_error * 0.8


def test_the_interval_of_a_raked_mean_holds_the_truth_in_95_of_100_surveys():
    luck, shares = np.random.default_rng(4), {"young": 0.5, "old": 0.5}
    inside = 0
    for _ in range(200):
        old = luck.random(400) < 0.8
        values = luck.normal(np.where(old, 3, 7), 1.5)
        sample = pd.DataFrame({"age": np.where(old, "old", "young")})
        found = weighted_mean(values, rake(sample, {"age": shares}), sample)
        inside += found.low < 5 < found.high
    assert 0.9 < inside / 200 < 0.99


ONE = pd.DataFrame({"age": ["20", "40"]})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nps([11]), "scores must be at most 10, got 11"),
        (lambda: nps([7.5]), "scores must be whole numbers, got 7.5"),
        (lambda: nps([]), "scores must not be empty"),
        (lambda: nps(["9"]), "Convert text with pd.to_numeric(column)"),
        (lambda: csat(pd.Series(["4", "5"])), "Convert text with pd.to_numeric(column)"),
        (lambda: ces(pd.Series([4, "5"])), "Convert text with pd.to_numeric(column)"),
        (lambda: nps(pd.Series([9, None], dtype="Int64")), "Leave missing values out with .dropna()"),
        (lambda: nps([9, 10], [1]), "values and weights must be equally long, got 2 and 1"),
        (lambda: nps([9, 10], [0, 0]), "Somebody must count"),
        (lambda: nps([9, 10], level=95), "level must be a number between 0.5 and 0.9999, got 95"),
        (lambda: csat([0]), "scores must be at least 1, got 0"),
        (lambda: csat([4], satisfied=6), "satisfied must be a whole number between 2 and 5, got 6"),
        (lambda: ces([8]), "scores must be at most 7, got 8"),
        (lambda: cronbach_alpha(pd.DataFrame({"a": [1, 2]})), "One item cannot agree with itself"),
        (lambda: cronbach_alpha(pd.DataFrame({"a": [1], "b": [2]})), "rows of items must be"),
        (lambda: cronbach_alpha(pd.DataFrame({"a": [1, 1], "b": [2, 2]})), "items must differ between people"),
        (lambda: cronbach_alpha(pd.DataFrame({"a": [1, None], "b": [2, 2]})), "a must be finite numbers"),
        (lambda: servqual_gaps(np_frame([1]), np_frame([1, 2])), "about the same people and dimensions"),
        (lambda: nps(9), "scores must be one column of numbers"),
        (lambda: rake(ONE, {"age": {"20": 0, "40": 0}}), "above 0 for some level"),
        (lambda: rake(ONE, {}), "targets must not be empty"),
        (lambda: rake(ONE, {"sex": {"f": 1}}), "there is no column in frame named 'sex'"),
        (lambda: rake(ONE, {"age": {"20": 1}}), "age must be one of ['20'], got '40'"),
        (lambda: rake(ONE, {"age": {"20": 1, "40": 1, "60": 2}}), "nobody in frame has age '60'"),
        (lambda: rake(ONE, {"age": {"20": 1, "40": 0}}), "age must be one of ['20'], got '40'"),
        (lambda: rake(ONE, {"age": {"20": -1, "40": 1}}), "targets['age'] must be at least 0"),
        (lambda: rake(ONE, {"age": pd.Series([1, 1, 1], index=["20", "40", "40"])}), "must name each level once"),
        (lambda: weighted_mean([1, 2], [1, 1], ONE[:1]), "values and raked must be equally long, got 2 and 1"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_margins_that_contradict_each_other_are_refused():
    twins = pd.DataFrame({"age": ["20", "40"], "band": ["20", "40"]})
    with pytest.raises(InputError, match="targets must fit together"):
        rake(twins, {"age": {"20": 0.5, "40": 0.5}, "band": {"20": 0.4, "40": 0.6}})
