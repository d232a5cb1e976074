"""What nobody can see agrees with what everybody can: traits, weeks, who is still there, the year after."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.errors import InputError
from course.tables import OBSERVED, TRUTH, dictionary
from course.world.effects import effect
from course.world.simulate import World
from course.world.truth import SAMPLE, weeks_of


@pytest.fixture(scope="module")
def world():
    return World(customers=2_000, seed=6)


@pytest.fixture(scope="module")
def firm(world):
    return world.observe()


@pytest.fixture(scope="module")
def lived(world):
    """The weeks of everybody, with the week of the first contact and whether an order was placed."""
    every = weeks_of(world, range(1, world.customers + 1))
    orders = world.observe().orders
    ordered = pd.MultiIndex.from_arrays([orders["customer_id"], orders["order_id"] % 256])
    met = dict(zip(world.life.people.customer, world.life.people.arrival, strict=True))
    at = pd.MultiIndex.from_frame(every[["customer_id", "week"]])
    return every.assign(ordered=at.isin(ordered), arrival=every["customer_id"].map(met))


def test_the_weeks_kept_are_those_of_the_first_customers(world, lived):
    kept = world.truth.weeks
    assert kept["customer_id"].max() == SAMPLE
    assert_frame_equal(kept, lived.query("customer_id <= @SAMPLE")[kept.columns.tolist()])


def test_every_customer_has_every_observed_week_once(lived):
    per_customer = lived.groupby("customer_id")["week"]
    assert (per_customer.nunique() == 104).all()
    assert (per_customer.size() == 104).all()


def test_nobody_orders_in_a_week_in_which_they_are_not_there(lived):
    assert lived.loc[lived["ordered"], "alive"].all()
    gone = lived[~lived["alive"]]
    assert (gone[["hazard", "intensity"]] == 0).all(axis=None)


def test_orders_come_as_often_as_the_intensity_says(lived):
    """P(order) = 1 − exp(−intensity) in every week but the one of arrival: sums agree within chance."""
    usual = lived[lived["alive"] & (lived["week"] > lived["arrival"])]
    chance = -np.expm1(-usual["intensity"])
    error = np.sqrt((chance * (1 - chance)).sum())
    assert abs(usual["ordered"].sum() - chance.sum()) < 3 * error
    often = usual["intensity"] > 0.3
    assert abs((usual["ordered"] - chance)[often].sum()) < 3 * np.sqrt((chance * (1 - chance))[often].sum())


def test_customers_leave_as_often_as_the_risk_says(lived):
    """The number of those who leave less the cumulated risk is a martingale whose variance is the cumulated risk."""
    there = lived[lived["alive"] & (lived["arrival"] >= 0)]
    last = there.groupby("customer_id")["week"].max()
    left, risk = (last < 103).sum(), there.loc[there["week"] < 103, "hazard"].sum()
    assert abs(left - risk) < 3 * np.sqrt(risk)


def test_alive_until_the_week_left(world, lived):
    truth = world.truth.customers.set_index("customer_id")
    gone = truth.query("0 <= week_left <= 103")["week_left"]
    there = lived[lived["alive"]].groupby("customer_id")["week"].max()
    common = gone.index.intersection(there.index)
    assert len(common) > 100
    assert (there[common] == gone[common] - 1).all()
    assert not truth.loc[gone.index, "still_there"].any()


def test_the_year_after_is_what_twins_are_compared_by(world):
    truth = world.truth.customers.set_index("customer_id")
    for outcome in ("orders", "revenue", "profit"):
        after = effect(world, world, outcome, window=(104, 156)).set_index("customer_id")["first"]
        assert (truth[f"{outcome}_next_year"] == after[truth.index]).all()


def test_whoever_has_left_orders_nothing_next_year(world):
    truth = world.truth.customers
    assert (truth.loc[~truth["still_there"], "orders_next_year"] == 0).all()
    assert truth.loc[truth["still_there"], "orders_next_year"].gt(0).any()


def test_the_five_states_are_what_they_are_called(world, firm, lived):
    truth = world.truth.customers.set_index("customer_id")
    last = lived[lived["week"] == 103].set_index("customer_id")
    assert (truth["is_new"] == (last["arrival"][truth.index] >= 91)).all()
    assert (truth["is_angry"] == (truth["satisfaction"] < -1)).all()
    assert (truth["is_impulsive"] == (truth["deal"] > 1)).all()
    assert not (truth["is_loyal"] & ~truth["still_there"]).any()
    lately = firm.contacts[firm.contacts["contacted_at"] >= pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=53)]
    often = lately["customer_id"].value_counts()
    assert truth.loc[often[often >= 3].index, "is_insistent"].all()


@pytest.mark.parametrize("weeks", [1, 60, 104])
def test_no_hidden_row_is_about_something_that_the_company_does_not_have(weeks):
    firm = World(customers=1_200, seed=6, weeks=weeks).observe()
    for name in TRUTH:
        columns = dictionary(f"truth.{name}")
        for column, target in columns.loc[columns["refers_to"] != "", ["column", "refers_to"]].to_numpy():
            table, key = target.split(".")
            assert table in OBSERVED
            assert firm.truth[name][column].isin(firm[table][key]).all(), f"truth.{name}.{column}"


@pytest.mark.parametrize("ids", [[], [0, 5], [2_001]])
def test_ids_that_are_not_of_this_world_are_refused(world, ids):
    with pytest.raises(InputError, match="customers must be ids from 1 to 2,000"):
        weeks_of(world, ids)
