import numpy as np
import pandas as pd
import pytest

from course import World
from course.study.stories import service


@pytest.fixture(scope="module")
def world():
    return World(3_000, seed=5)


@pytest.fixture(scope="module")
def wrong(world):
    return service.failures(world.observe())


def test_failures_are_the_orders_that_went_wrong(world, wrong):
    orders = world.life.orders
    failed = orders.order[orders.visits.failed & (orders.visits.week < world.weeks)]
    assert set(wrong.index) <= set(failed)
    assert len(wrong) > 0.95 * len(failed)  # complaints of the last days come after the end


def test_half_a_year_around_a_failure_is_counted_without_the_failed_order(world, wrong):
    orders = world.observe().orders
    failure = wrong[wrong["before"] + wrong["after"] > 3].iloc[0]
    mine = orders.loc[orders["customer_id"] == failure["customer_id"], "ordered_at"] - failure["ordered_at"]
    half_year = pd.Timedelta(weeks=26)
    assert failure["after"] == mine.between(pd.Timedelta(0), half_year, inclusive="right").sum()
    assert failure["before"] == mine.between(-half_year, pd.Timedelta(0), inclusive="left").sum()


def test_tickets_of_the_training_itself_are_left_out(world):
    tickets = service.answered_tickets(world.observe())
    trained = tickets["opened_at"] >= tickets["trained_at"]
    assert (trained == (tickets["period"] >= tickets["first"])).all()
    assert not (tickets["period"] + 1 == tickets["first"]).any()


def test_both_naive_comparisons_are_right_where_nothing_else_differs():
    minutes = np.exp([2.0, 1.8, 2.0])
    rows = [("a", 0, 1, 2.0), ("a", 1, 1, 1.8), ("b", 0, np.nan, 2.0), ("b", 2, np.nan, 2.0), ("a", 2, 1, 1.8)]
    tickets = pd.DataFrame(rows, columns=["agent_id", "period", "first", "log_minutes"])
    tickets["handling"] = np.exp(tickets["log_minutes"])
    expected = 100 * (minutes[1] / minutes[0] - 1)
    assert service.before_and_after(tickets) == pytest.approx(expected)
    assert service.trained_and_untrained(tickets) == pytest.approx(expected)
