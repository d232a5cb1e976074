"""What nobody in the market can see: traits, who is still there, next year, the weeks of a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import pandas as pd

from course.errors import invalid
from course.firm import Tables
from course.world import journey, of_effects
from course.world.columns import Coded, Column, Columns, frame, pick
from course.world.effects import outcome_of
from course.world.journey import Memory
from course.world.lives import Life
from course.world.parameters import DECLARED
from course.world.people import People, people
from course.world.records.exports import truth_links
from course.world.simulate import World
from course.world.subscriptions import truth_subscriptions
from course.world.voice.needs import truth_needs
from course.world.voice.reviews import truth_reviews
from course.world.voice.satisfaction import truth_satisfaction_survey
from course.world.weeks import YEAR, Setting, Treated, log_rate, treated, walk

PERSONAS = tuple("ABCDEFGH")
SAMPLE = 500  # customers whose weeks are kept: the first ids, which are in no particular order
_NEW_WEEKS = 13


def customers(setting: Setting, life: Life) -> Columns:
    """Return traits, five states at the end of the observed weeks, when a customer leaves, and the year after."""
    person, now, last = life.people, life.now, life.last
    left = last.leaves <= setting.horizon
    following = (setting.weeks, setting.horizon)
    columns: dict[str, Column] = {
        "customer_id": person.customer,
        "persona": Coded(PERSONAS, person.taste),
        "need_rate": person.need.round(6),
        "price_sensitivity": person.elasticity.round(4),
        "deal": person.deal.round(4),
        "quality": person.quality.round(4),
        "hazard": person.hazard.round(8),
        "satisfaction": now.satisfaction.round(4),
        **states(setting, life),
        "week_left": np.where(left, np.ceil(np.where(left, last.leaves, 0)), -1).astype(np.int64),
        "still_there": now.leaves > setting.weeks,
        "orders_next_year": outcome_of(setting, life, "orders", following),
        "revenue_next_year": outcome_of(setting, life, "revenue", following),
        "profit_next_year": outcome_of(setting, life, "profit", following),
    }
    return pick(columns, person.arrival < setting.weeks)


def states(setting: Setting, life: Life) -> dict[str, np.ndarray]:
    """Return the five types as states that may overlap, at the end of the observed weeks.

    new : came within the last 13 weeks; impulsive : likes offers by more than one standard deviation;
    angry : remembers the firm worse than one standard deviation below what was expected;
    insistent : got in touch three times or more in the last year; loyal : there, with a habit of at least one half.
    """
    person, now = life.people, life.now
    there = now.leaves > setting.weeks
    recent = life.contacts.week >= setting.weeks - YEAR
    touches = np.bincount(life.contacts.customer[recent] - person.customer[0], minlength=len(person))
    habit = journey.habit_now(now, np.arange(len(person)), setting.weeks, setting.parameters)
    return {
        "is_new": person.arrival >= setting.weeks - _NEW_WEEKS,
        "is_impulsive": person.deal > 1,
        "is_angry": now.satisfaction < -1,
        "is_insistent": touches >= 3,
        "is_loyal": there & (habit >= 0.5),
    }


def weeks(setting: Setting, life: Life) -> Columns:
    """Return the weeks of the first 500 customers: there or not, leaving risk, satisfaction, habit, intensity."""
    ids = life.people.customer
    return _weeks(setting, ids[(ids <= SAMPLE) & (life.people.arrival < setting.weeks)])


def weeks_of(world: World, customers: Iterable[int]) -> pd.DataFrame:
    """Return the weeks of any customers of a world, as `truth.weeks` does for the first 500.

    One row per customer and observed week, for those who came within the observed weeks.
    Errors: InputError for ids that are not of this world.
    """
    ids = np.unique(np.fromiter(customers, dtype=np.int64))
    if len(ids) == 0 or ids[0] < 1 or ids[-1] > world.customers:
        raise invalid("customers", ids[[0, -1]].tolist() if len(ids) else [], f"ids from 1 to {world.customers:,}")
    person = people(world.setting.luck, world.setting.parameters, ids)
    return frame(_weeks(world.setting, ids[person.arrival < world.weeks]))


def _weeks(setting: Setting, ids: np.ndarray) -> Columns:
    """Return the observed weeks of these customers, by customer and week."""
    person = people(setting.luck, setting.parameters, ids)
    plan, memory = treated(setting, person), Memory.start(person, setting.parameters)
    rows: list[dict[str, Column]] = []

    def note(week: int, memory: Memory) -> None:
        rows.append(_state(setting, person, plan, memory, week))

    walk(setting, person, plan, memory, range(setting.weeks if len(ids) else 1), note)
    whole = {name: np.concatenate([np.asarray(row[name]) for row in rows]) for name in rows[0]}
    return pick(whole, np.lexsort((whole["week"], whole["customer_id"])))


def _state(setting: Setting, person: People, plan: Treated, memory: Memory, week: int) -> dict[str, Column]:
    """Return one week of the sample; intensity is the rate of ordering, 0 for whoever is not there."""
    everyone = np.arange(len(person))
    there = (person.arrival <= week) & (memory.leaves > week)
    rate = person.need * np.exp(log_rate(setting, person, memory, plan, everyone, week))
    return {
        "customer_id": person.customer,
        "week": np.full(len(person), week),
        "alive": there,
        "hazard": np.where(there, memory.hazard, 0).round(6),
        "satisfaction": memory.satisfaction.round(4),
        "habit": journey.habit_now(memory, everyone, week, setting.parameters).round(4),
        "intensity": np.where(there, rate, 0).round(5),
    }


def parameters(world: World) -> pd.DataFrame:
    """Return the numbers of this world."""
    rows = [(p.name, world.parameters[p.name], p.unit, p.origin, p.why) for p in DECLARED]
    return pd.DataFrame(rows, columns=["name", "value", "unit", "origin", "why"])


# One builder per hidden table that goes by customer. A new stage adds its line here.
BY_CUSTOMER: dict[str, Callable[[Setting, Life], Columns]] = {
    "customers": customers,
    "weeks": weeks,
    "subscriptions": truth_subscriptions,
    "satisfaction_survey": truth_satisfaction_survey,
    "reviews": truth_reviews,
    "needs": truth_needs,
    "links": truth_links,
    "effects": of_effects.columns,
}
_OF_THE_YEAR_AFTER = ("customers", "effects")


def truth_tables(world: World, expected: bool = False) -> Tables:
    """Return the hidden tables of a world, built when first asked for.

    expected : fill in what programme and campaigns do on average over re-drawn lucks, which takes some fifty lives.
    """
    builders = BY_CUSTOMER | {"effects": partial(of_effects.columns, expected=expected)}
    loaders = {name: partial(_frame, world, name, build) for name, build in builders.items()}
    loaders |= {"parameters": partial(parameters, world)}
    return Tables(loaders, f"The truth of {world!r}")


def _frame(world: World, table: str, build: Callable[[Setting, Life], Columns]) -> pd.DataFrame:
    return frame(build(world.setting, world.life if table in _OF_THE_YEAR_AFTER else world.life_seen))
