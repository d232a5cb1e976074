"""The needs survey: who answers, what weights can mend, lifestyles, Kano pairs, choices, wishes."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course import tables
from course.streams import Luck
from course.world.parameters import Parameters
from course.world.simulate import World
from course.world.voice import choices, lifestyles, needs, phrases, wishes

P = Parameters()
ITEMS = [f"item_{k}" for k in range(1, 13)]
# Berger et al. (1993): rows as it would be with the feature, columns without it; like … dislike.
BERGER = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
LETTERS = dict(zip(lifestyles.CATEGORIES, "AOMIRQ", strict=True))


@pytest.fixture(scope="module")
def world():
    return World(customers=8_000, seed=11)


@pytest.fixture(scope="module")
def firm(world):
    return world.observe()


def test_low_prices_matter_to_the_young_and_to_those_who_like_offers():
    level = needs.importance(np.array([47.0, 27.0, 47.0]), np.array([0.0, 0.0, 1.0]), P)
    assert level == pytest.approx([5.2, 5.2 + 1.7, 6.1])


def test_age_recency_and_gender_decide_who_answers():
    age, recent, female = np.array([47.0, 57, 47, 47]), np.array([0, 0, 1, 0]), np.array([0, 0, 0, 1])
    chance = needs.answer_probability(age, recent, female, P)
    assert np.log(chance / (1 - chance)) == pytest.approx([-2.15, -2.15 + 0.55, -1.45, -1.85])


def test_a_rating_stays_on_its_scale():
    drawn = needs.rating(Luck(1), np.arange(10_000), np.repeat([-5.0, 5.2, 15.0], [100, 9_800, 100]), P)
    assert (drawn.min(), drawn.max()) == (0, 10)
    assert drawn[100:-100].mean() == pytest.approx(5.2, abs=0.05)


def test_every_individual_known_is_asked_once_and_a_fifth_answers(world, firm):
    people = world.life.people
    known = people.customer[(people.kind == 0) & (people.arrival < needs.WEEK)]
    assert firm.needs_survey["customer_id"].tolist() == known.tolist()
    assert firm.needs_survey["answered"].mean() == pytest.approx(0.19, abs=0.015)


def test_whoever_does_not_answer_is_there_with_everything_missing(firm):
    asked = firm.needs_survey
    items = asked.columns[3:]
    assert asked.loc[~asked["answered"], items].isna().all(axis=None)
    assert asked.loc[asked["answered"], items.drop("wish")].notna().all(axis=None)
    assert asked.loc[asked["answered"], "wish"].notna().mean() == pytest.approx(P["survey.wish"], abs=0.04)


def test_the_raw_mean_is_far_off_and_weighting_mends_it(firm):
    asked = firm.needs_survey.merge(firm.truth.needs, on="customer_id", suffixes=("", "_true"))
    truth, answered = asked["price_importance_true"].mean(), asked.query("answered")
    said = answered["price_importance"].astype(float)
    assert said.mean() < truth - 0.5
    assert said.head(len(said) // 5).mean() < truth - 0.4
    assert np.average(said, weights=1 / answered["answer_probability"]) == pytest.approx(truth, abs=0.2)


def test_without_a_lean_by_age_the_raw_mean_is_right():
    even = {"survey.respond_age": 0.0, "survey.respond": -1.8}
    firm = World(customers=8_000, seed=11, parameters=even).observe()
    raw = firm.needs_survey["price_importance"].astype(float).mean()
    assert raw == pytest.approx(firm.truth.needs["price_importance"].mean(), abs=0.2)


def test_answers_agree_with_what_would_have_been_said(firm):
    both = firm.needs_survey.query("answered").merge(firm.truth.needs, on="customer_id", suffixes=("", "_true"))
    assert (both["price_importance"] == both["price_importance_true"]).all()


def test_nobody_is_asked_before_the_survey_goes_out():
    assert World(customers=200, seed=2, weeks=96).observe().needs_survey.empty
    assert not World(customers=200, seed=2, weeks=97).observe().needs_survey.empty


def test_three_uncorrelated_factors_of_variance_1(firm):
    score = firm.truth.needs[list(lifestyles.FACTORS)]
    assert score.var().to_numpy() == pytest.approx(np.ones(3), abs=0.06)
    assert np.abs(np.corrcoef(score.T)[np.triu_indices(3, 1)]).max() < 0.15


def test_each_scale_has_an_alpha_of_about_four_fifths(firm):
    said = firm.needs_survey.query("answered")[ITEMS].astype(float)
    for factor in range(3):
        scale = said.iloc[:, factor::3]
        alpha = 4 / 3 * (1 - scale.var().sum() / scale.sum(axis=1).var())
        assert alpha == pytest.approx(0.8, abs=0.05)


def test_items_load_on_their_own_factor_as_declared():
    ids, score = np.arange(100_000), np.column_stack([Luck(4).normal(f"f{k}", np.arange(100_000)) for k in range(3)])
    agreed = lifestyles.items(Luck(4), ids, score, P)
    for item, loading in enumerate(lifestyles.loadings(P)):
        found = [np.corrcoef(agreed[:, item], score[:, factor])[0, 1] for factor in range(3)]
        assert found[item % 3] == pytest.approx(loading, abs=0.05)
        assert np.abs(np.delete(found, item % 3)).max() < 0.02


def test_with_nothing_inside_the_groups_there_are_four_people():
    corners = lifestyles.factors(Luck(1), np.arange(4), np.arange(4), Parameters({"lifestyle.within": 0.0}))
    assert np.abs(corners) == pytest.approx(np.ones((4, 3)))
    assert corners @ corners.T == pytest.approx(4 * np.eye(4) - 1)


def test_offer_hunters_are_savers_more_often(firm):
    both = firm.truth.needs.merge(firm.truth.customers, on="customer_id")
    deal = both.groupby("lifestyle")["deal"].mean()
    assert deal["savers"] > 0.3
    assert deal["indulgers"] < -0.3


def test_every_pair_of_answers_is_what_the_feature_is_to_the_person(firm):
    pairs = firm.kano_answers.merge(firm.truth.needs, on="customer_id")
    codes = [pairs[half].map(lifestyles.ANSWERS.index) for half in ("with_it", "without_it")]
    counted = [BERGER[a][b] for a, b in zip(*codes, strict=True)]
    named = [row[f"kano_{row['feature']}"] for row in pairs.to_dict("records")]
    assert counted == [LETTERS[name] for name in named]


def test_the_shares_of_kanos_categories_by_group_are_those_declared(firm):
    truth = firm.truth.needs
    shares = lifestyles.kano_shares()
    assert shares.sum(axis=2) == pytest.approx(np.ones((4, 6)))
    for g, group in enumerate(lifestyles.GROUPS):
        for f, feature in enumerate(lifestyles.FEATURES):
            found = truth.loc[truth["lifestyle"] == group, f"kano_{feature}"].value_counts(normalize=True)
            assert found.reindex(lifestyles.CATEGORIES).fillna(0).to_numpy() == pytest.approx(shares[g, f], abs=0.05)


def test_everybody_who_answers_chooses_one_of_three_in_each_of_six_tasks(firm):
    tasks = firm.choice_tasks.groupby(["customer_id", "task"])
    assert (tasks["chosen"].sum() == 1).all()
    assert (tasks.size() == 3).all()
    assert set(firm.choice_tasks["customer_id"]) == set(firm.needs_survey.query("answered")["customer_id"])
    assert firm.choice_tasks.groupby("customer_id").size().eq(18).all()


def test_the_design_is_a_constant_and_no_alternative_is_shown_twice_in_a_task():
    shown = choices.design()
    assert shown.shape == (4, 6, 3, 4)
    assert all(len(np.unique(task, axis=0)) == 3 for task in shown.reshape(24, 3, 4))
    assert np.linalg.matrix_rank((shown - shown.mean(axis=2, keepdims=True)).reshape(-1, 4)) == 4


def test_choices_are_logit():
    ids = np.arange(1, 120_001) * choices.VERSIONS
    shown, chosen = choices.chosen(Luck(5), ids, choices.worth(Luck(5), ids, P))
    utility = -0.45 * shown[0, :, :, 0] / 100 + shown[0, :, :, 1:] @ [0.90, 0.54, 0.36]
    share = np.exp(utility) / np.exp(utility).sum(axis=1, keepdims=True)
    assert chosen.mean(axis=0) == pytest.approx(share, abs=0.006)


def test_people_choose_alike_unless_they_are_made_to_differ():
    ids = np.arange(1, 4_001)
    assert (choices.worth(Luck(5), ids, P) == [-0.45, 0.90, 0.54, 0.36]).all()
    differ = choices.worth(Luck(5), ids, Parameters({"choice.differ": 2.0}))
    assert differ.mean(axis=0) == pytest.approx([-0.45, 0.90, 0.54, 0.36], abs=4.5 * 2 / np.sqrt(len(ids)))
    assert differ.std(axis=0) == pytest.approx([2] * 4, rel=0.06)
    assert np.corrcoef(differ.T)[np.triu_indices(4, 1)] == pytest.approx(np.zeros(6), abs=0.07)


def test_willingness_to_pay_is_known():
    pay = [-P[f"choice.{name}"] / P["choice.price"] for name in choices.FEATURES]
    assert pay == pytest.approx([2.0, 1.2, 0.8])


def test_a_wish_begins_with_what_the_person_wishes_most(firm):
    said = firm.needs_survey.dropna(subset="wish").merge(firm.truth.needs, on="customer_id")
    block = said["wish"].map(
        {text: n // (wishes.VARIANTS * len(phrases.TOPICS)) for n, text in enumerate(wishes.wishes())}
    )
    assert [phrases.TOPICS[n] for n in block] == said["wish_topic"].tolist()
    assert wishes.TOPICS == phrases.TOPICS


def test_the_dictionary_quotes_the_statements_asked():
    described = tables.dictionary("needs_survey").set_index("column")["description"]
    assert described[ITEMS].tolist() == [f"agrees: {one}" for one in lifestyles.STATEMENTS]


def test_what_people_value_does_not_depend_on_any_decision(world, firm):
    twin = world.do(competitor="off", campaigns="off", prices=1.2).truth.needs
    same = firm.truth.needs.columns.drop("answer_probability")
    assert_frame_equal(twin[same], firm.truth.needs[same])


def test_age_shows_in_the_channel_of_the_answer(world, firm):
    said = firm.needs_survey.query("answered").set_index("customer_id")["channel"]
    born = firm.individuals.set_index("customer_id")["birth_date"].reindex(said.index)
    middle = born.groupby(said).median()
    assert middle["post"] < middle["app"]
    assert isinstance(middle["post"], pd.Timestamp)
