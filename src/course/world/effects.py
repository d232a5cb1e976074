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
    if not all(hasattr(world, "decisions") for world in (first, second)):
        got = f"{type(first).__name__} and {type(second).__name__}"
        raise InputError(f"effect compares two worlds, got {got}. Give the worlds, not what they observe.")
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
    if not isinstance(window, tuple | list) or len(window) != 2 or not 0 <= window[0] < window[1] <= last:
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
    moments = Moments(len(ids))
    for one, other in zip(fortunes(first.setting, draws), fortunes(second.setting, draws), strict=True):
        before, after = (outcome_of(at, live(at, ids), outcome, span) for at in (one, other))
        moments.add(after - before)
    return pd.DataFrame({"customer_id": ids, "expected_difference": moments.mean, "mc_se": moments.error})


class Moments:
    """Differences by customer, added up draw by draw; whole numbers, so that their order does not matter."""

    def __init__(self, customers: int) -> None:
        self.draws = 0
        self._total, self._squares = np.zeros(customers), np.zeros(customers)

    def add(self, difference: np.ndarray) -> None:
        """Count one more draw."""
        self.draws += 1
        self._total += difference
        self._squares += difference.astype(np.float64) ** 2

    @property
    def mean(self) -> np.ndarray:
        """Return the mean difference by customer."""
        return self._total / self.draws

    @property
    def error(self) -> np.ndarray:
        """Return the standard error of the mean by customer."""
        variance = np.maximum(self._squares / self.draws - self.mean**2, 0) * self.draws / max(self.draws - 1, 1)
        return np.sqrt(variance / self.draws)


def fortunes(setting: Setting, draws: int) -> Iterator[Setting]:
    """Yield a setting under re-drawn fortunes: people, assignments and the market stay."""
    for draw in range(draws):
        yield dataclasses.replace(setting, fortune=Luck(stream_key(setting.luck.seed, f"fortune {draw}")))
