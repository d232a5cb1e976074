"""The hidden table of effects: what each intervention does to each customer, block by block."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from course.world.columns import Coded, Column, Columns, frame, pick
from course.world.decisions import Decisions
from course.world.effects import Moments, fortunes, outcome_of
from course.world.lives import Life
from course.world.market import market
from course.world.weeks import Setting

if TYPE_CHECKING:
    from course.world.simulate import World

# Intervention, decision without it, decision with it, first week, weeks.
KEPT = (
    ("programme", {"programme": "off"}, {"programme": "on"}, 52, 52),
    ("campaigns", {"campaigns": "off"}, {"campaigns": "on"}, 80, 52),
    ("training", {"training": "off"}, {"training": "on"}, 30, 74),
    ("recovery", {"recovery": "off"}, {"recovery": "on"}, 0, 104),
    ("competitor", {"competitor": "off"}, {"competitor": "on"}, 36, 68),
    ("prices", {"prices": 1.0}, {"prices": 1.05}, 0, 104),
)
OUTCOMES = ("orders", "profit")
EXPECTED = ("programme", "campaigns")
_NAMES = tuple(name for name, *_ in KEPT)
_DRAWS = 16


class Asked(NamedTuple):
    """What is asked of a life: one outcome under some decisions over the weeks first ≤ week < last."""

    decisions: Decisions
    outcome: str
    first: int
    last: int


class Comparison(NamedTuple):
    """Two lives compared: the same outcome and weeks without and with an intervention."""

    name: str
    without: Asked
    with_it: Asked


def effects(world: World, expected: bool = False) -> pd.DataFrame:
    """Return `truth.effects` of a world; expected differences are computed where asked for, else missing."""
    return frame(columns(world.setting, world.life, expected))


def columns(setting: Setting, life: Life, expected: bool = False) -> Columns:
    """Return one row per customer, intervention and outcome, for customers who came within the observed weeks.

    value_without, value_with, difference : under the luck of this world; expected_difference, mc_se : over re-drawn
    lucks for programme and campaigns where `expected`, else missing.
    """
    compared, people = list(_comparisons(setting)), life.people
    values = _values(setting, people.customer, compared, life)
    without, with_it = (_rows([values[one] for one in side]) for side in _sides(compared))
    mean, error = _expected(setting, people.customer, compared, expected)
    whole: dict[str, Column] = {
        "customer_id": np.repeat(people.customer, len(compared)),
        **_what(compared, len(people)),
        "value_without": without,
        "value_with": with_it,
        "difference": with_it - without,
        "expected_difference": mean.round(4),
        "mc_se": error.round(4),
    }
    return pick(whole, np.repeat(people.arrival < setting.weeks, len(compared)))


def _comparisons(setting: Setting) -> Iterator[Comparison]:
    """Yield what is compared: interventions that begin within the observed weeks, by outcome."""
    for name, without, with_it, first, weeks in KEPT:
        if first < setting.weeks:
            one, other = (setting.decisions.changed(**decided) for decided in (without, with_it))
            last = min(first + weeks, setting.horizon)
            for outcome in OUTCOMES:
                yield Comparison(name, Asked(one, outcome, first, last), Asked(other, outcome, first, last))


def _sides(compared: Iterable[Comparison]) -> tuple[list[Asked], list[Asked]]:
    return [one.without for one in compared], [one.with_it for one in compared]


def _values(
    setting: Setting, ids: np.ndarray, compared: Iterable[Comparison], lived: Life | None = None
) -> dict[Asked, np.ndarray]:
    """Return what is asked, by customer; each decision is lived once, and only one life is held at a time.

    lived : the life under the setting's own decisions, where it is known.
    """
    from course.world.simulate import live

    values: dict[Asked, np.ndarray] = {}
    asked = [one for side in _sides(compared) for one in side]
    for decisions in dict.fromkeys(one.decisions for one in asked):
        at = _under(setting, decisions)
        life = lived if lived is not None and decisions == setting.decisions else live(at, ids)
        for one in asked:
            if one.decisions == decisions:
                values[one] = outcome_of(at, life, one.outcome, (one.first, one.last))
    return values


def _under(setting: Setting, decisions: Decisions) -> Setting:
    """Return the setting with other decisions, and the market that they make."""
    made = market(setting.luck, setting.parameters, decisions)
    return dataclasses.replace(setting, decisions=decisions, market=made)


def _expected(
    setting: Setting, ids: np.ndarray, compared: list[Comparison], wanted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean differences over re-drawn lucks and their standard errors, row by row; missing where not computed."""
    moments = {one: Moments(len(ids)) for one in compared if wanted and one.name in EXPECTED}
    for drawn in fortunes(setting, _DRAWS if moments else 0):
        values = _values(drawn, ids, moments)
        for one, moment in moments.items():
            moment.add(values[one.with_it] - values[one.without])
    nothing = np.full(len(ids), np.nan)
    found = [(moments[one].mean, moments[one].error) if one in moments else (nothing, nothing) for one in compared]
    return _rows([mean for mean, _ in found]), _rows([error for _, error in found])


def _rows(values: list[np.ndarray]) -> np.ndarray:
    """Return arrays by customer as one array by customer and comparison."""
    return np.column_stack(values).ravel() if values else np.zeros(0)


def _what(compared: list[Comparison], customers: int) -> dict[str, Column]:
    """Return which intervention, outcome and window each row is about: the same for every customer."""

    def again(values: list[int]) -> np.ndarray:
        return np.tile(np.array(values, dtype=np.int64), customers)

    return {
        "intervention": Coded(_NAMES, again([_NAMES.index(one.name) for one in compared])),
        "outcome": Coded(OUTCOMES, again([OUTCOMES.index(one.without.outcome) for one in compared])),
        "first_week": again([one.without.first for one in compared]),
        "weeks": again([one.without.last - one.without.first for one in compared]),
    }
