"""What the answers to the needs survey say of everybody asked."""

import pytest

from course.measures import weighted_mean
from course.study.stories import needs as chapter
from course.world.simulate import World


@pytest.fixture(scope="module")
def world():
    return World(20_000, seed=5)


@pytest.fixture(scope="module")
def people(world):
    return chapter.asked(world.observe())


def test_everybody_asked_is_in_one_class_of_age_and_was_recent_or_not(world, people):
    firm = world.observe()
    assert len(people) == len(firm.needs_survey)
    assert people["age"].nunique() >= 8
    assert not people[["age", "gender", "recent"]].isna().any(axis=None)
    since = firm.needs_survey["asked_at"].max() - chapter.RECENT
    late = firm.orders[firm.orders["ordered_at"].between(since, firm.needs_survey["asked_at"].max())]
    assert people.loc[people["recent"], "customer_id"].isin(late["customer_id"]).all()


def test_five_times_the_answers_have_the_same_wrong_mean(world, people):
    answers = people.loc[people["answered"], chapter.ASKED]
    fifth = answers.sample(frac=0.2, random_state=1)
    few = weighted_mean(fifth, [1] * len(fifth))
    assert few.holds(answers.mean())
    assert few.high < world.truth.needs[chapter.ASKED].mean() - 0.4
