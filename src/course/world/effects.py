"""What a decision does to each customer: under shared luck, and expected over many lucks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.errors import InputError, invalid, unknown
from course.streams import Luck, stream_key
from course.world import mailing
from course.world.lives import Life
from course.world.weeks import YEAR, Setting

if TYPE_CHECKING:
    from course.world.simulate import World

OUTCOMES = ("orders", "revenue", "profit")
# What truth.effects holds: intervention, decision without it, decision with it, first week, weeks.
KEPT = (
    ("programme", {"programme": "off"}, {"programme": "on"}, 52, 52),
    ("campaigns", {"campaigns": "off"}, {"campaigns": "on"}, 80, 52),
    ("training", {"training": "off"}, {"training": "on"}, 30, 74),
    ("recovery", {"recovery": "off"}, {"recovery": "on"}, 0, 104),
    ("competitor", {"competitor": "off"}, {"competitor": "on"}, 36, 68),
    ("prices", {"prices": 1.0}, {"prices": 1.05}, 0, 104),
)
_KEPT_OUTCOMES = ("orders", "profit")
_EXPECTED = ("programme", "campaigns")


def outcome_of(setting: Setting, life: Life, outcome: str, window: tuple[int, int]) -> np.ndarray:
    """Return one outcome by customer over the weeks first ≤ week < last: orders, or cents."""
    visits, (first, last) = life.orders.visits, window
    inside = (visits.week >= first) & (visits.week < last)
    amount = {
        "orders": np.ones(len(visits.week)),
        "revenue": life.orders.revenue,
        "profit": life.orders.revenue - life.orders.cost - _costs_of_orders(setting, life),
    }[outcome]
    total = np.bincount(visits.row[inside], amount[inside], len(life.people)).astype(np.float64)
    if outcome == "profit" and first <= mailing.FIRST_WEEK < last:
        total -= life.treated.mailed * setting.parameters["campaign.cost"]
    return np.rint(total).astype(np.int64)


def _costs_of_orders(setting: Setting, life: Life) -> np.ndarray:
    """Return what decisions cost with each order: points of members, vouchers after failures."""
    visits, parameters = life.orders.visits, setting.parameters
    member = visits.week >= life.last.joined[visits.row]
    points = parameters["programme.reward"] * life.orders.revenue * member
    return points + parameters["recovery.cost"] * visits.recovered


def effect(first: World, second: World, outcome: str, window: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return what another decision does to each customer: `customer_id, first, second, difference`.

    first, second : a world and its twin (`world.do(…)`).
    outcome : "orders", "revenue" or "profit" (contribution margin less what the decision costs), money in cents.
    window : weeks first ≤ week < last; by default the observed weeks. Weeks up to a year after can be asked for.

    difference is second − first. Errors: InputError for worlds of different people, an unknown outcome or window.
    """
    _check_twins(first, second)
    if outcome not in OUTCOMES:
        raise unknown("outcome", outcome, OUTCOMES)
    span = _window(window, first)
    one, other = (outcome_of(world.setting, world.life, outcome, span) for world in (first, second))
    ids = first.life.people.customer
    return pd.DataFrame({"customer_id": ids, "first": one, "second": other, "difference": other - one})


def _check_twins(first: World, second: World) -> None:
    if (first.seed, first.customers, first.weeks) != (second.seed, second.customers, second.weeks):
        raise InputError(f"effect compares twins, got {first!r} and {second!r}. Make the second with first.do(…).")
    if first.parameters.changed != second.parameters.changed:
        raise InputError(
            "effect compares twins, got two worlds with different parameters. Make the second with first.do(…)."
        )


def _window(window: tuple[int, int] | None, world: World) -> tuple[int, int]:
    if window is None:
        return 0, world.weeks
    last = world.weeks + YEAR
    if len(window) != 2 or not 0 <= window[0] < window[1] <= last:
        raise invalid("window", window, f"two weeks (first, last) with 0 ≤ first < last ≤ {last}")
    return int(window[0]), int(window[1])


def expected_effect(
    first: World, second: World, outcome: str, window: tuple[int, int] | None = None, draws: int = 16
) -> pd.DataFrame:
    """Return what another decision does to each customer on average over re-drawn lucks.

    `customer_id, expected_difference, mc_se`: people, assignments and the market stay; visits, experiences and
    baskets are drawn `draws` times anew, each time shared by both worlds. mc_se is the standard error of the mean.
    """
    from course.world.simulate import live

    _check_twins(first, second)
    span, ids = _window(window, first), np.arange(1, first.customers + 1)
    total, squares = np.zeros(len(ids)), np.zeros(len(ids))
    for one, other in zip(_fortunes(first, draws), _fortunes(second, draws), strict=True):
        before, after = (outcome_of(at, live(at, ids), outcome, span) for at in (one, other))
        total += after - before
        squares += (after - before).astype(np.float64) ** 2
    mean = total / draws
    variance = np.maximum(squares / draws - mean**2, 0) * draws / max(draws - 1, 1)
    return pd.DataFrame({"customer_id": ids, "expected_difference": mean, "mc_se": np.sqrt(variance / draws)})


def _fortunes(world: World, draws: int) -> Iterator[Setting]:
    """Yield the setting of a world under re-drawn fortunes."""
    for draw in range(draws):
        yield dataclasses.replace(world.setting, fortune=Luck(stream_key(world.seed, f"fortune {draw}")))


def effects(world: World, expected: bool = False) -> pd.DataFrame:
    """Return `truth.effects`: one row per intervention, outcome and customer.

    value_without, value_with, difference : under the luck of this world; expected_difference, mc_se : over re-drawn
    lucks for programme and campaigns where `expected`, else missing.
    """
    parts: list[pd.DataFrame] = []
    for name, without, with_it, start, length in KEPT:
        if start >= world.weeks:
            continue
        span = (start, min(start + length, world.weeks + YEAR))
        one, other = world.do(**without), world.do(**with_it)
        average = expected and name in _EXPECTED
        parts.extend(_kept(one, other, name, outcome, span, average) for outcome in _KEPT_OUTCOMES)
    seen = world.life.people.customer[world.life.people.arrival < world.weeks]
    whole = pd.concat(parts, ignore_index=True)
    return whole[whole["customer_id"].isin(seen)].reset_index(drop=True)


def _kept(one: World, other: World, name: str, outcome: str, span: tuple[int, int], expected: bool) -> pd.DataFrame:
    found = effect(one, other, outcome, span).rename(columns={"first": "value_without", "second": "value_with"})
    found.insert(1, "intervention", pd.Series(name, index=found.index, dtype="str"))
    found.insert(2, "outcome", pd.Series(outcome, index=found.index, dtype="str"))
    found.insert(3, "first_week", span[0])
    found.insert(4, "weeks", span[1] - span[0])
    if expected:
        average = expected_effect(one, other, outcome, span).round(4)
        return found.assign(expected_difference=average["expected_difference"], mc_se=average["mc_se"])
    return found.assign(expected_difference=np.nan, mc_se=np.nan)
