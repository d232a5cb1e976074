"""The survey after orders and the reviews: what is felt, who speaks, and what their words are about."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course import tables
from course.streams import Luck
from course.world.parameters import Parameters
from course.world.simulate import World
from course.world.voice import phrases, reviews, satisfaction

P = Parameters()
ITEMS = [
    "recommend",
    "satisfaction",
    "effort",
    *(f"{a}_{b}" for a in ("expected", "perceived") for b in satisfaction.DIMENSIONS),
]


@pytest.fixture(scope="module")
def world():
    return World(customers=8_000, seed=11)


@pytest.fixture(scope="module")
def firm(world):
    return world.observe()


def nps(score):
    return 100 * ((score >= 9).mean() - (score <= 6).mean())


def test_a_score_is_the_mean_plus_what_is_felt_rounded_and_cut_off_at_1_and_10():
    felt = satisfaction.feeling(np.array([0.0, 1.0, -4.0, 3.0]), np.array([0.0, 1.0, -3.0, 0.0]), P)
    assert felt == pytest.approx([0.0, 2.35, -8.3, 3.75])
    assert satisfaction.score(felt, P).tolist() == [8, 10, 1, 10]


def test_the_moved_answer_more_and_the_old_a_little_more():
    chance = satisfaction.answer_probability(np.array([7.5, 10.0, 7.5]), np.array([47, 47, 67]), P)
    assert chance == pytest.approx([1 / (1 + np.exp(1.75)), 1 / (1 + np.exp(1.025)), 1 / (1 + np.exp(1.51))])


def test_perceptions_are_standard_normal_correlated_and_explain_their_share_of_the_noise():
    z = Luck(3).normal("z", np.arange(200_000))
    drawn = satisfaction.perceptions(Luck(3), np.arange(200_000), z, P)
    assert drawn.std(axis=0) == pytest.approx(np.ones(5), abs=0.01)
    assert np.corrcoef(drawn.T)[np.triu_indices(5, 1)] == pytest.approx(np.full(10, P["answers.common"]), abs=0.01)
    rest = z - drawn @ satisfaction.weights(P)
    assert rest.var() == pytest.approx(1 - P["answers.explained"], abs=0.01)
    assert drawn.T @ rest / len(rest) == pytest.approx(np.zeros(5), abs=0.01)


def test_satisfaction_reaches_the_score_through_the_perceptions_alone():
    through = satisfaction.halo(P) * satisfaction.weights(P).sum() * P["answers.noise"]
    assert through == pytest.approx(P["answers.satisfaction"])


def test_a_regression_finds_the_weights_of_the_five_perceptions(firm):
    said = firm.satisfaction_survey.query("answered")[ITEMS].astype(float)
    perceived = np.column_stack([np.ones(len(said)), said[[f"perceived_{name}" for name in satisfaction.DIMENSIONS]]])
    found = np.linalg.lstsq(perceived, said["recommend"].to_numpy(), rcond=None)[0][1:]
    assert found == pytest.approx(P["answers.noise"] * satisfaction.weights(P), abs=0.07)


def test_a_third_of_orders_is_asked_about_and_a_fifth_of_those_answers(firm):
    asked = firm.satisfaction_survey
    assert len(asked) / len(firm.orders) == pytest.approx(0.35, abs=0.01)
    assert asked["answered"].mean() == pytest.approx(0.20, abs=0.015)
    assert asked.query("answered")["recommend"].astype(float).mode().tolist() == [8.0]


def test_whoever_does_not_answer_is_there_with_every_item_missing(firm):
    asked = firm.satisfaction_survey
    assert asked.loc[~asked["answered"], ITEMS].isna().all(axis=None)
    assert asked.loc[asked["answered"], ITEMS].notna().all(axis=None)


def test_the_answers_are_kinder_than_everybody_asked_and_no_age_explains_it(firm):
    asked = firm.satisfaction_survey.merge(firm.truth.satisfaction_survey, on="survey_id", suffixes=("", "_true"))
    assert (asked["recommend"].dropna() == asked.loc[asked["answered"], "recommend_true"]).all()
    assert nps(asked.loc[asked["answered"], "recommend_true"]) > nps(asked["recommend_true"]) + 2
    moved = (asked["recommend_true"] - 7.5).abs()
    assert moved[asked["answered"]].mean() > moved[~asked["answered"]].mean()


def test_a_failure_is_laid_at_the_door_of_reliability(firm):
    said = firm.satisfaction_survey.query("answered")
    failed = said["order_id"].isin(firm.tickets.query("topic in ['damaged goods', 'wrong item']")["order_id"])
    perceived = said[[f"perceived_{name}" for name in satisfaction.DIMENSIONS]].astype(float)
    moved = perceived[failed].mean() - perceived[~failed].mean()
    assert moved.idxmin() == "perceived_reliability"
    others = moved.drop("perceived_reliability").mean()
    assert moved["perceived_reliability"] - others == pytest.approx(-P["answers.blame_failure"], abs=0.25)


def test_ten_busy_weeks_cost_points_and_no_other_weeks_do_before_them(world):
    busy, calm = (World(customers=8_000, seed=11, parameters={"desk.busy_load": load}) for load in (0.95, 0.80))
    first, second = (one.truth.satisfaction_survey.assign(week=lambda t: t["survey_id"] % 256) for one in (busy, calm))
    inside = "60 <= week < 70"
    assert nps(first.query(inside)["recommend"]) - nps(second.query(inside)["recommend"]) == pytest.approx(-10, abs=2)
    before = (one.query("week < 60").reset_index(drop=True) for one in (first, second))
    assert_frame_equal(*before)


def test_the_worst_tenth_improves_untreated(firm):
    said = firm.satisfaction_survey.query("answered").sort_values("asked_at")
    twice = said[said.groupby("customer_id")["answered"].transform("size") > 1].groupby("customer_id")["recommend"]
    scores = pd.DataFrame({"first": twice.nth(0).to_numpy(), "second": twice.nth(1).to_numpy()}).astype(float)
    worst = scores.nsmallest(len(scores) // 10, "first")
    assert worst["second"].mean() - worst["first"].mean() > 1.2


def test_without_recovery_answers_change_only_where_something_was_recovered_and_no_order_does(world, firm):
    twin = world.do(recovery="off").observe()
    assert twin.orders["order_id"].equals(firm.orders["order_id"])
    visits = world.life.orders
    touched = np.unique(visits.row[visits.visits.recovered]) + 1
    rows = ~firm.truth.satisfaction_survey["survey_id"].floordiv(256).isin(touched)
    before, after = firm.truth.satisfaction_survey, twin.truth.satisfaction_survey
    assert_frame_equal(before[rows], after[rows])
    assert before.loc[~rows, "recommend"].mean() > after.loc[~rows, "recommend"].mean()


def test_reviews_are_written_by_the_delighted_and_the_furious():
    chance = reviews.writing_probability(np.arange(1, 11), P)
    assert chance.tolist() == [0.25, 0.25, 0.25, 0.25, 0.11, 0.02, 0.01, 0.01, 0.05, 0.1]
    assert reviews.stars(np.arange(11)).tolist() == [1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5]
    assert reviews.writing_probability(np.array([1]), Parameters({"reviews.readiness": 9.0})).tolist() == [1.0]


def test_stars_are_j_shaped_though_scores_are_not(firm):
    share = firm.reviews["stars"].value_counts(normalize=True)
    assert share[5] > 0.6
    assert share[1] > share[[2, 3]].max()
    assert firm.truth.satisfaction_survey["recommend"].value_counts().idxmax() == 8


def test_a_text_says_what_the_truth_says(firm):
    said = firm.truth.reviews[list(phrases.TOPICS)]
    mentioned = (said != 0).sum(axis=1)
    assert mentioned.between(1, 3).all()
    openings = {
        phrases._SENTENCES[t][p][v][0]: (t, 2 * p - 1) for t in phrases.TOPICS for p in (0, 1) for v in range(4)
    }
    for text, row in zip(firm.reviews["text"].head(300), said.head(300).to_dict("records"), strict=True):
        topic, polarity = next(found for sentence, found in openings.items() if text.startswith(sentence))
        assert row[topic] == polarity


def test_every_text_is_made_once_and_its_number_is_its_address():
    texts, said = phrases.reviews(), phrases.review_topics()
    assert len(set(texts)) == len(texts) == len(said) < 5_000
    waiting, price = phrases.TOPICS.index("waiting"), phrases.TOPICS.index("price")
    opening = tuple(np.array([one]) for one in (waiting, phrases.BAD, 0))
    alone = phrases.review_number(opening, np.array([1]), np.array([0]), np.array([0]))[0]
    assert texts[alone] == "I waited twenty minutes until somebody picked up."
    cheap = phrases.review_number(opening, np.array([2]), np.array([price]), np.array([phrases.GOOD]))[0]
    assert texts[cheap] == "I waited twenty minutes until somebody picked up. The price is right."
    assert (said[cheap, waiting], said[cheap, price]) == (-1, 1)
    last = phrases.review_number(
        tuple(np.array([one]) for one in (7, 1, 3)), np.array([3]), np.array([phrases.PAIRS - 1]), np.array([1])
    )
    assert last[0] == len(texts) - 1


def test_praise_comes_with_stars_and_complaints_without(firm):
    tone = firm.truth.reviews[list(phrases.TOPICS)].sum(axis=1).groupby(firm.reviews["stars"]).mean()
    assert tone[1] < -0.5 < 0.5 < tone[5]
    assert tone.is_monotonic_increasing


@pytest.mark.parametrize("table", ["satisfaction_survey", "reviews"])
def test_fewer_weeks_hear_the_same_voices_up_to_their_end(table):
    when = {"satisfaction_survey": "asked_at", "reviews": "reviewed_at"}[table]
    long, short = (World(customers=800, seed=5, weeks=weeks).observe()[table] for weeks in (104, 60))
    before = long[when] < pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=60)
    assert_frame_equal(short, long[before].reset_index(drop=True))


@pytest.mark.parametrize(
    "extreme",
    [
        {"answers.explained": 0.01, "answers.common": 0.0},
        {"answers.explained": 1.0, "answers.common": 1.0},
        {"experience.customer_sd": 0.0, "lifestyle.within": 1.0},
        {"answers.asked": 1.0, "reviews.readiness": 0.0, "survey.wish": 0.0},
    ],
    ids=str,
)
def test_the_ends_of_what_is_allowed_give_whole_tables(extreme):
    firm = World(customers=300, seed=3, parameters=extreme).observe()
    for table in ("satisfaction_survey", "reviews", "needs_survey", "kano_answers", "choice_tasks"):
        tables.validate(table, firm[table])
