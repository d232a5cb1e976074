"""What a table without names gives away, and to whom a rule without tongues writes."""

import pytest

from course.measures import attack
from course.study.stories import privacy_and_fairness as chapter
from course.world.simulate import World


@pytest.fixture(scope="module")
def firm():
    return World(6_000, seed=5).observe()


def test_the_released_table_says_who_what_and_in_which_month_once(firm):
    table = chapter.released(firm)
    assert list(table) == ["customer_id", "product_id", "month"]
    assert not table.duplicated().any()
    assert set(table["customer_id"]) == set(firm.orders["customer_id"])


def test_who_knows_the_week_finds_more_than_who_knows_the_month(firm):
    lines = firm.order_lines.merge(firm.orders[["order_id", "customer_id", "ordered_at"]], on="order_id")
    week = lines.assign(week=lines["ordered_at"].dt.to_period("W"))
    by_week = attack(week, "customer_id", ["product_id", "week"], targets=400).share
    by_month = attack(chapter.released(firm), "customer_id", ["product_id", "month"], targets=400).share
    assert by_week > by_month + 0.2


def test_a_third_at_most_is_written_to_and_it_is_those_of_the_districts_that_spend_most(firm):
    chosen = chapter.chosen(firm)
    assert set(chosen.index) == set(firm.individuals["customer_id"])
    assert 0.2 < chosen.mean() <= 1 / 3
    spent = firm.orders.groupby("customer_id")["revenue"].sum().reindex(chosen.index, fill_value=0)
    assert spent[chosen].mean() > 1.2 * spent[~chosen].mean()
