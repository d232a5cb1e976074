"""Uplift: learners against plain scikit-learn, the gain of a ranking by hand, what a rule for choosing is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from course.errors import InputError
from course.measures import (
    SLearner,
    TLearner,
    XLearner,
    cross_fitted,
    difference_in_means,
    policy_value,
    qini,
)


@pytest.fixture(scope="module")
def experiment() -> pd.DataFrame:
    """2,000 people; the treatment moves them by their liking, and age moves the outcome by itself."""
    luck = np.random.default_rng(1)
    frame = pd.DataFrame(luck.normal(size=(2000, 2)), columns=["liking", "age"], index=np.arange(1, 2001))
    frame["treated"] = luck.random(2000) < 0.5
    frame["outcome"] = 1 + 2 * frame["age"] + frame["liking"] * frame["treated"] + luck.normal(size=2000)
    return frame


def _parts(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    return frame[["liking", "age"]], frame["treated"], frame["outcome"]


@pytest.mark.parametrize("learner", [TLearner, XLearner])
def test_where_nothing_is_left_to_chance_a_learner_finds_the_effect_of_each_person(learner, experiment):
    sure = experiment.assign(outcome=1 + 2 * experiment["age"] + experiment["liking"] * experiment["treated"])
    found = learner(LinearRegression()).fit(*_parts(sure)).predict(sure[["liking", "age"]])
    np.testing.assert_allclose(found, sure["liking"], atol=1e-9)
    assert found.index.equals(sure.index)


def test_a_t_learner_is_two_models_and_their_difference(experiment):
    features, treated, outcome = _parts(experiment)
    of_treated, of_others = (LinearRegression().fit(features[g], outcome[g]) for g in (treated, ~treated))
    expected = of_treated.predict(features) - of_others.predict(features)
    np.testing.assert_allclose(TLearner(LinearRegression()).fit(*_parts(experiment)).predict(features), expected)


def test_an_s_learner_with_a_linear_model_knows_one_effect_for_all(experiment):
    features, treated, outcome = _parts(experiment)
    found = SLearner(LinearRegression()).fit(features, treated, outcome).predict(features)
    columns = np.column_stack([treated, features])
    assert found.to_numpy() == pytest.approx(LinearRegression().fit(columns, outcome).coef_[0])


@pytest.mark.parametrize("learner", [TLearner, SLearner, XLearner])
def test_without_an_estimator_trees_find_whom_the_treatment_moves(learner, experiment):
    score = cross_fitted(learner(), *_parts(experiment))
    assert score.corr(experiment["liking"]) > 0.6
    assert abs(score.corr(experiment["age"])) < 0.2


@pytest.mark.parametrize("learner", [TLearner, SLearner, XLearner])
def test_features_are_found_by_name(learner, experiment):
    features, treated, outcome = _parts(experiment)
    found = learner(LinearRegression()).fit(features, treated, outcome)
    turned = features[["age", "liking"]].assign(another=1)
    pd.testing.assert_series_equal(found.predict(turned), found.predict(features))


def test_cross_fitting_leaves_the_learner_as_it_was(experiment):
    learner = TLearner(LinearRegression())
    cross_fitted(learner, *_parts(experiment))
    assert vars(learner).keys() == {"estimator"}


def test_nobody_is_scored_by_a_learner_that_saw_their_outcome(experiment):
    features, treated, outcome = _parts(experiment)
    other = outcome.copy()
    other.loc[17] += 1000
    before, after = (cross_fitted(TLearner(LinearRegression()), features, treated, one) for one in (outcome, other))
    assert before[17] == after[17]
    assert (before != after).mean() == pytest.approx(0.5, abs=0.01)


def test_a_ranking_judged_on_what_it_was_made_from_promises_what_is_not_there():
    luck = np.random.default_rng(2)
    features = pd.DataFrame(luck.normal(size=(4000, 5)))
    treated, outcome = luck.random(4000) < 0.5, luck.normal(size=4000)
    inside = TLearner().fit(features, treated, outcome).predict(features)
    outside = cross_fitted(TLearner(), features, treated, outcome)
    promised, found = (policy_value(outcome, treated, score > score.median()) for score in (inside, outside))
    assert promised.low > 0.1
    assert found.holds(0)


def test_the_gain_of_four_people_is_as_by_hand():
    """Highest score treated, with an outcome of 1; then one not treated, one treated, one not, all with 0."""
    found = qini([4, 3, 2, 1], [1, 0, 1, 0], [1, 0, 0, 0])
    assert found.curve["share"].to_list() == [0, 0.25, 0.5, 0.75, 1]
    assert found.curve["gain"].to_list() == [0, 0.5, 0.5, 0.5, 0.5]
    assert found.area == pytest.approx(0.25 * 0.25 + 0.75 * 0.5)
    assert found.coefficient == pytest.approx(found.area - 0.25)
    assert str(found) == "Qini coefficient 0.1875, area under the curve 0.4375"


def test_everybody_treated_gains_the_difference_of_means(experiment):
    _, treated, outcome = _parts(experiment)
    whole = difference_in_means(outcome, treated).estimate
    found = qini(experiment["liking"], treated, outcome)
    assert found.curve["gain"].iloc[-1] == pytest.approx(whole)
    assert policy_value(outcome, treated, np.ones(2000, bool)).estimate == pytest.approx(whole)


def test_the_right_order_gains_the_reverse_loses_and_no_order_does_neither(experiment):
    _, treated, outcome = _parts(experiment)
    for score, low, high in [(1, 0.2, 0.5), (-1, -0.5, -0.2), (0, 0, 0)]:
        assert low <= round(qini(score * experiment["liking"], treated, outcome).coefficient, 12) <= high


def test_people_with_one_score_come_in_together_in_whatever_order_they_stand(experiment):
    coarse = experiment.assign(score=experiment["liking"].round())
    turned = coarse.sample(frac=1, random_state=1)
    one, other = (qini(frame["score"], frame["treated"], frame["outcome"]) for frame in (coarse, turned))
    assert len(one.curve) == coarse["score"].nunique() + 1
    pd.testing.assert_frame_equal(one.curve, other.curve)


def test_a_rule_is_worth_its_share_times_the_difference_among_the_chosen(experiment):
    _, treated, outcome = _parts(experiment)
    chosen = experiment["liking"] > 0.5
    group = difference_in_means(outcome[chosen], treated[chosen])
    found = policy_value(outcome, treated, chosen)
    assert found.estimate == pytest.approx(chosen.mean() * group.estimate)
    assert found.standard_error == pytest.approx(chosen.mean() * group.standard_error)
    assert found.n == 2000


def test_whom_two_rules_both_choose_cancels_out(experiment):
    _, treated, outcome = _parts(experiment)
    one, other = experiment["liking"] > 0.5, experiment["age"] > 0.5
    ahead, behind = policy_value(outcome, treated, one, other), policy_value(outcome, treated, other, one)
    assert ahead.estimate == pytest.approx(-behind.estimate)
    separate = (
        policy_value(outcome, treated, one & ~other).estimate - policy_value(outcome, treated, other & ~one).estimate
    )
    assert ahead.estimate == pytest.approx(separate)
    same = policy_value(outcome, treated, one, one)
    assert (same.low, same.estimate, same.high) == (0, 0, 0)


def test_nineteen_intervals_of_twenty_hold_the_worth_of_a_rule():
    luck, held = np.random.default_rng(3), 0
    for _ in range(300):
        liking, treated = luck.normal(size=400), luck.random(400) < 0.5
        found = policy_value(2 * liking * treated + luck.normal(size=400), treated, liking > 0)
        held += found.holds(2 / np.sqrt(2 * np.pi))
    assert 273 <= held <= 296  # of 300 at .95, give or take a binomial's one in a hundred


SOME = pd.DataFrame({"liking": [1.0, 2, 3, 4, 5, 6, 7, 8]})
HALF, VALUES = [1, 0] * 4, [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: TLearner().predict(SOME), "TLearner must be fitted first: TLearner().fit(features, treated, outcome)"),
        (lambda: XLearner().fit(SOME, HALF[:4], VALUES), "must be equally long, got 4, 8 and 8 rows"),
        (
            lambda: TLearner().fit(SOME, [1] * 8, VALUES),
            "treated must hold two people of each kind or more, got 8 of 8",
        ),
        (lambda: TLearner().fit(SOME.assign(liking="much"), HALF, VALUES), "liking must be numbers"),
        (lambda: TLearner().fit(SOME.assign(liking=np.nan), HALF, VALUES), "liking must be finite numbers"),
        (lambda: TLearner().fit(SOME[[]], HALF, VALUES), "columns of features must not be empty"),
        (
            lambda: TLearner(LinearRegression()).fit(SOME, HALF, VALUES).predict(SOME.rename(columns=str.upper)),
            "there is no column in features named 'liking'",
        ),
        (lambda: cross_fitted(TLearner(), SOME, HALF, VALUES, seed="x"), "seed must be a whole number"),
        (lambda: TLearner().fit(SOME.head(0), [], []), "features must not be empty"),
        (lambda: cross_fitted(TLearner(), SOME, HALF, VALUES, folds=5), "folds must be a whole number between 2 and 2"),
        (lambda: qini([1, 2], HALF, VALUES), "treated, outcome and uplift must be equally long, got 8, 8 and 2 rows"),
        (lambda: qini(VALUES, ["a", "b"] * 4, VALUES), "treated must be true or false"),
        (lambda: policy_value(VALUES, HALF, VALUES), "chosen must be true or false"),
        (lambda: policy_value(VALUES, HALF, [1, 0]), "treated, outcome and chosen must be equally long"),
        (lambda: policy_value(VALUES, HALF, HALF, [1, 0]), "treated, outcome and against must be equally long"),
        (lambda: policy_value(VALUES, HALF, HALF), "treated must hold two people of each kind or more, got 4 treated"),
        (
            lambda: policy_value(VALUES, HALF, [1] * 8, level=95),
            "level must be a number between 0.5 and 0.9999, got 95",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_next_step(wrong, said):
    with pytest.raises(InputError) as caught:
        wrong()
    assert said in str(caught.value)
