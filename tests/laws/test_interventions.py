"""What an intervention leaves alone, table by table and customer by customer, cell by cell.

Nothing upstream of it changes: neither tables that it does not reach, nor what was before it began. Nor does anything
change for whoever it does not touch, to the end of the year after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from course.firm import Firm
from course.world import desk
from course.world.effects import effect
from course.world.ids import ORDER_WIDTH
from course.world.observe import BY_CUSTOMER
from course.world.simulate import World
from course.world.truth import BY_CUSTOMER as HIDDEN

CUSTOMERS = 3_000
LISTED = range(1, CUSTOMERS + 1, 3)
#: Who people are, where they live, what stands on the shelf, contracts beside the till, who brought whom.
ALWAYS = {
    "individuals", "organisations", "members", "places", "products", "campaigns", "subscriptions", "referrals",
    "truth.subscriptions", "truth.parameters",
}  # fmt: skip
COUNTRY = {"shops", "prices", "market"}
OF_EVERYBODY = [*BY_CUSTOMER, *(f"truth.{name}" for name in HIDDEN if name != "effects")]
DATED = {"orders": "ordered_at", "contacts": "contacted_at", "tickets": "opened_at", "reviews": "reviewed_at",
         "satisfaction_survey": "asked_at", "subscriptions": "started_at", "referrals": "referred_at"}  # fmt: skip


def members(world: World) -> np.ndarray:
    return world.life.last.joined < world.setting.horizon


def invited(world: World) -> np.ndarray:
    return world.life.treated.invited


def written_to(world: World) -> np.ndarray:
    return world.life.treated.mailed


def written_to_in_one_world_only(world: World) -> np.ndarray:
    return written_to(world) != written_to(world.do(campaigns=LISTED))


def with_a_ticket_of_a_trained_agent(world: World) -> np.ndarray:
    life, at = world.life, world.setting.market.desk
    visits, agent = life.orders.visits, desk.agents(world.luck, life.orders.order)
    answered = (visits.failed | visits.asked) & (at.trained_in[agent] <= visits.week)
    return np.bincount(visits.row[answered], minlength=CUSTOMERS) > 0


def compensated(world: World) -> np.ndarray:
    visits = world.life.orders.visits
    return np.bincount(visits.row[visits.recovered], minlength=CUSTOMERS) > 0


def everybody(world: World) -> np.ndarray:
    return np.ones(CUSTOMERS, dtype=bool)


@dataclass(frozen=True)
class Intervention:
    """What is decided otherwise, from which week on it matters, and what it must leave alone.

    same : tables that are equal in every cell, besides those that no decision reaches.
    touched : whom it may reach, judged in the world where the decision in force is the usual one.
    touched_in : the same for single tables where it is somebody else.
    """

    name: str
    decisions: dict[str, Any]
    first_week: int
    same: set[str]
    touched: Callable[[World], np.ndarray]
    touched_in: dict[str, Callable[[World], np.ndarray]] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


INTERVENTIONS = (
    Intervention("programme", {"programme": "off"}, 41, COUNTRY | {"agents", "customers"}, members,
                 {"memberships": invited}),
    Intervention("campaigns off", {"campaigns": "off"}, 80, COUNTRY | {"agents", "customers", "memberships"},
                 written_to),
    Intervention("campaigns by list", {"campaigns": LISTED}, 80, COUNTRY | {"agents", "customers", "memberships"},
                 written_to_in_one_world_only),
    Intervention("training", {"training": "off"}, 30, COUNTRY | {"customers"}, with_a_ticket_of_a_trained_agent),
    Intervention("recovery", {"recovery": "off"}, 0, COUNTRY | {
        "agents", "customers", "orders", "order_lines", "contacts", "treatments", "memberships", "needs_survey",
        "kano_answers", "choice_tasks", "crm_shop", "crm_web", "truth.weeks", "truth.needs", "truth.links",
    }, compensated),
    Intervention("competitor", {"competitor": "off"}, 36, {"prices", "agents"}, everybody),
    Intervention("prices", {"prices": 1.05}, 0, {"shops", "market", "agents"}, everybody),
)  # fmt: skip
LIMITED = [one for one in INTERVENTIONS if one.touched is not everybody]
LATER = [one for one in INTERVENTIONS if one.first_week > 0]

every = pytest.mark.parametrize("intervention", INTERVENTIONS, ids=str)
every_limited = pytest.mark.parametrize("intervention", LIMITED, ids=str)
every_later = pytest.mark.parametrize("intervention", LATER, ids=str)


@pytest.fixture(scope="module")
def world() -> World:
    return World(customers=CUSTOMERS, seed=11)


@pytest.fixture(scope="module")
def firm(world) -> Firm:
    return world.observe()


@pytest.fixture(scope="module")
def twins(world) -> dict[str, tuple[World, Firm]]:
    made = {str(one): world.do(**one.decisions) for one in INTERVENTIONS}
    return {name: (twin, twin.observe()) for name, twin in made.items()}


def table(firm: Firm, name: str) -> pd.DataFrame:
    return firm.truth[name.removeprefix("truth.")] if name.startswith("truth.") else firm[name]


def owners(firm: Firm, name: str) -> np.ndarray:
    """Return whose each row is."""
    rows = table(firm, name)
    if "customer_id" in rows:
        return rows["customer_id"].to_numpy()
    if "record_id" in rows:
        return rows["record_id"].map(firm.truth.links.set_index("record_id")["customer_id"]).to_numpy()
    order = {"order_lines": "order_id", "truth.satisfaction_survey": "survey_id", "truth.reviews": "review_id"}[name]
    return rows[order].to_numpy() // ORDER_WIDTH


def rows_of(firm: Firm, name: str, chosen: np.ndarray) -> pd.DataFrame:
    return table(firm, name)[chosen[owners(firm, name) - 1]].reset_index(drop=True)


@every
def test_tables_upstream_are_equal_in_every_cell(intervention, firm, twins):
    _, other = twins[str(intervention)]
    for name in sorted(ALWAYS | intervention.same):
        assert_frame_equal(table(firm, name), table(other, name), obj=name)


@every_limited
@pytest.mark.parametrize("name", OF_EVERYBODY)
def test_whoever_is_not_touched_is_equal_in_every_cell(intervention, name, world, firm, twins):
    _, other = twins[str(intervention)]
    untouched = ~intervention.touched_in.get(name, intervention.touched)(world)
    assert_frame_equal(rows_of(firm, name, untouched), rows_of(other, name, untouched), obj=name)


@every_limited
def test_some_are_touched_and_some_are_not(intervention, world):
    assert 0 < intervention.touched(world).sum() < CUSTOMERS


@every_later
@pytest.mark.parametrize("name", DATED)
def test_what_was_before_it_began_is_equal_in_every_cell(intervention, name, firm, twins):
    _, other = twins[str(intervention)]
    begins = pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=intervention.first_week)
    before = [one[name][one[name][DATED[name]] < begins].reset_index(drop=True) for one in (firm, other)]
    assert len(before[0]) > 0
    assert_frame_equal(*before)


@every_later
def test_hidden_weeks_before_it_began_are_equal_in_every_cell(intervention, firm, twins):
    _, other = twins[str(intervention)]
    weeks = [one.truth.weeks for one in (firm, other)]
    assert_frame_equal(*(rows[rows["week"] < intervention.first_week] for rows in weeks))


@every
def test_orders_change_for_some_of_the_touched_unless_only_goodwill_is_at_stake(intervention, world, twins):
    twin, _ = twins[str(intervention)]
    changed = effect(world, twin, "orders", window=(0, 156))["difference"].ne(0).to_numpy()
    touched = intervention.touched(world)
    assert changed[touched].any() == (intervention.name != "recovery")
    assert not changed[~touched].any()


def test_recovery_changes_what_is_said_and_what_it_costs_and_nothing_else(firm, twins):
    _, other = twins["recovery"]
    assert_frame_equal(firm.tickets.drop(columns="compensation"), other.tickets.drop(columns="compensation"))
    profit = "profit_next_year"
    assert_frame_equal(firm.truth.customers.drop(columns=profit), other.truth.customers.drop(columns=profit))
    assert firm.tickets["compensation"].sum() > 0
    assert other.tickets["compensation"].sum() == 0
    assert firm.truth.satisfaction_survey["goodwill"].max() > 0
    assert other.truth.satisfaction_survey["goodwill"].max() == 0


def test_the_programme_moves_behaviour_more_than_attitude(world, twins):
    """In standard deviations, among members: orders of the second year against satisfaction at its end."""
    off, _ = twins["programme"]
    joined = members(world)
    orders = effect(off, world, "orders", window=(52, 104))
    attitude = world.life.now.satisfaction - off.life.now.satisfaction
    behaviour = orders["difference"][joined].mean() / orders["first"][joined].std()
    assert behaviour > 2 * abs(attitude[joined].mean()) / off.life.now.satisfaction[joined].std()


def test_everybody_written_to_orders_as_in_the_world_where_all_are_and_the_others_as_where_nobody_is(world, firm):
    """Consistency: the world as it is shows of each customer one of two outcomes that exist without it."""
    every_one, nobody = world.do(campaigns=range(1, CUSTOMERS + 1)), world.do(campaigns="off")
    mailed = written_to(world)
    for chosen, twin in ((mailed, every_one), (~mailed, nobody)):
        assert_frame_equal(rows_of(firm, "orders", chosen), rows_of(twin.observe(), "orders", chosen))
