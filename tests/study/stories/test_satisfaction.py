from course import World
from course.study.stories import satisfaction


def test_the_worst_tenth_is_that_of_those_who_answered_before_and_after_the_mailing():
    firm = World(5_000, seed=4).observe()
    people, answers = satisfaction.worst_tenth(firm), firm.satisfaction_survey.query("answered")
    early = answers["asked_at"] < satisfaction.mailed_at(firm)
    both = set(answers.loc[early, "customer_id"]) & set(answers.loc[~early, "customer_id"])
    assert set(people.index) < both
    assert 0.1 * len(both) <= len(people) < 0.3 * len(both)
    assert people["before"].max() < people["after"].mean()


def test_a_mailing_that_moves_no_orders_moves_no_score():
    idle = {"campaign.base": 0.0, "campaign.deal": 0.0}
    assert satisfaction.mailing(World(5_000, seed=4, parameters=idle)).truth == 0
