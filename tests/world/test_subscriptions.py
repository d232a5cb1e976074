"""Subscriptions end by a probability of the subscriber's own; both ways keep as many for a year, and not later."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import betaln

from course import tables
from course.world import subscriptions
from course.world.simulate import World
from course.world.subscriptions import has_ended, renewals_before, renewals_made

END = pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=104)


@pytest.fixture(scope="module")
def world():
    return World(customers=20_000, seed=4)


@pytest.fixture(scope="module")
def table(world):
    return world.observe().subscriptions.merge(world.truth.subscriptions)


def survival(a: float, b: float, renewals: np.ndarray | int) -> np.ndarray:
    """Return S(t) = B(a, b + t) / B(a, b) (Fader & Hardie 2007)."""
    return np.exp(betaln(a, b + renewals) - betaln(a, b))


def test_renewals_follow_the_geometric_law_by_hand():
    theta = np.array([0.5, 0.5, 0.5, 0.1, 0.9])
    made = renewals_made(np.array([0.6, 0.4, 0.2, 0.2, 1e-9]), theta)
    assert made.tolist() == [0, 1, 2, 15, 8]


def test_who_hardly_ever_leaves_is_followed_for_a_thousand_renewals():
    assert renewals_made(np.array([0.5]), np.array([1e-9])).tolist() == [1_000]


def test_a_renewal_is_due_every_28_days_and_counts_when_its_day_is_past():
    made, start = np.full(4, 2), np.array([0, 1, 0, 0])
    assert renewals_before(made[:1], start[:1], 4).tolist() == [0]
    assert [int(renewals_before(made[:1], start[:1], week)[0]) for week in (4, 5, 9, 13, 99)] == [0, 1, 2, 2, 2]
    assert [bool(has_ended(made[:1], start[:1], week)[0]) for week in (9, 12, 13)] == [False, False, True]


def test_nothing_is_due_before_the_start():
    assert renewals_before(np.array([5]), np.array([700]), 10).tolist() == [0]


def test_the_end_is_the_day_of_the_renewal_not_made(table):
    ended = table[table["ended_at"].notna()]
    assert (ended["ended_at"] == ended["started_at"] + pd.to_timedelta(28 * (ended["renewals"] + 1), unit="D")).all()
    assert (ended["ended_at"] < END).all()
    assert (ended["renewals_in_all"] == ended["renewals"]).all()
    assert (ended["renewals_next_3_years"] == 0).all()


def test_whoever_runs_has_made_every_renewal_that_was_due(table):
    runs = table[table["ended_at"].isna()]
    due = (END - runs["started_at"] - pd.Timedelta(days=1)).dt.days // 28
    assert (runs["renewals"] == due).all()
    assert (runs["renewals_in_all"] >= runs["renewals"] + runs["renewals_next_3_years"]).all()
    assert runs["renewals_next_year"].max() == 13
    assert runs["renewals_next_3_years"].max() == 39


@pytest.mark.parametrize(("way", "a", "b"), [("web", 0.668, 3.806), ("shop", 8.0, 92.7)])
def test_survival_is_that_of_the_shifted_beta_geometric_law(table, way, a, b):
    made = table.loc[table["channel"] == way, "renewals_in_all"].to_numpy()
    for renewals in (1, 7, 13, 26, 39):
        expected = survival(a, b, renewals)
        chance = np.sqrt(expected * (1 - expected) / len(made))
        assert (made >= renewals).mean() == pytest.approx(expected, abs=4 * chance)


def test_both_ways_keep_36_percent_a_year_and_differ_threefold_from_there():
    assert survival(0.668, 3.806, 13) == pytest.approx(0.363, abs=0.001)
    assert survival(8.0, 92.7, 13) == pytest.approx(0.363, abs=0.001)
    ahead = np.arange(14, 800)
    worth = [(survival(a, b, ahead) * 1.11 ** (-(ahead - 13) / 13)).sum() for a, b in ((0.668, 3.806), (8.0, 92.7))]
    assert worth[0] / worth[1] == pytest.approx(3.3, abs=0.1)


def test_a_quadratic_fits_seven_renewals_and_later_says_that_more_stay_than_came(table):
    web = table[(table["channel"] == "web") & (table["started_at"] < END - pd.Timedelta(days=7 * 28))]
    kept = np.array([(web["renewals"] >= renewals).mean() for renewals in range(8)])
    fit = np.polyfit(np.arange(8), kept, 2)
    wrong = kept - np.polyval(fit, np.arange(8))
    assert 1 - (wrong**2).sum() / ((kept - kept.mean()) ** 2).sum() > 0.99
    assert np.polyval(fit, 26) > 1


def test_sixteen_percent_of_individuals_subscribe_and_nobody_else(world):
    people = world.life.people
    who = subscriptions.subscribers(world.setting, people)
    assert len(who.row) / (people.kind == 0).sum() == pytest.approx(0.16, abs=0.01)
    assert (people.kind[who.row] == 0).all()


def test_nobody_subscribes_before_the_first_contact(world, table):
    first = world.observe().customers.set_index("customer_id")["first_contact"]
    assert (table["started_at"].to_numpy() > first.loc[table["customer_id"]].to_numpy()).all()


def test_subscriptions_do_not_depend_on_decisions_or_on_what_is_ordered():
    world = World(customers=2_000, seed=6)
    other = World(customers=2_000, seed=6, parameters={"need.regular": 0.4}).do(campaigns="off", prices=1.2)
    pd.testing.assert_frame_equal(world.observe().subscriptions, other.observe().subscriptions)


def test_fewer_weeks_show_the_first_subscriptions_as_they_stood():
    long, short = (World(customers=3_000, seed=6, weeks=weeks).observe().subscriptions for weeks in (104, 60))
    cut = pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=60)
    begun = long[long["started_at"] < cut].reset_index(drop=True)
    assert begun["subscription_id"].equals(short["subscription_id"])
    assert begun["ended_at"].where(begun["ended_at"] < cut).equals(short["ended_at"])


ENDS = [
    {"subscriptions.share": 1.0, "subscriptions.web": 1.0, "subscriptions.wait": 104, "subscriptions.discount": 1.0},
    {"subscriptions.web_a": 0.01, "subscriptions.shop_b": 0.01},
    {"subscriptions.web_b": 0.01, "subscriptions.shop_a": 1e6},
    {"subscriptions.share": 0.0, "subscriptions.wait": 1},
]


@pytest.mark.parametrize("changed", ENDS, ids=range(len(ENDS)))
def test_parameters_at_the_ends_of_what_is_allowed_still_give_whole_subscriptions(changed):
    world = World(customers=400, seed=4, parameters=changed)
    tables.validate("subscriptions", world.observe().subscriptions)
    tables.validate("truth.subscriptions", world.truth.subscriptions)
