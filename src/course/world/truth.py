"""What nobody in the market sees: traits, who is still there, next year; what a decision does to each customer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.errors import InputError, invalid, unknown
from course.firm import Tables
from course.world import mailing
from course.world.parameters import DECLARED
from course.world.simulate import World
from course.world.weeks import YEAR

OUTCOMES = ("orders", "revenue", "profit")


def truth_tables(world: World) -> Tables:
    """Return the hidden tables of a world, built when first asked for."""
    return Tables(
        {"customers": lambda: _customers(world), "parameters": lambda: _parameters(world)}, f"The truth of {world!r}"
    )


def _customers(world: World) -> pd.DataFrame:
    people, now, last = world.life.people, world.life.now, world.life.last
    left = last.leaves <= world.weeks + YEAR
    following = (world.weeks, world.weeks + YEAR)
    return pd.DataFrame(
        {
            "customer_id": people.customer,
            "persona": pd.Series(np.array(list("ABCDEFGH"), dtype=object)[people.taste], dtype="str"),
            "need_rate": people.need.round(6),
            "price_sensitivity": people.elasticity.round(4),
            "deal": people.deal.round(4),
            "quality": people.quality.round(4),
            "hazard": people.hazard.round(8),
            "satisfaction": now.satisfaction.round(4),
            "week_left": np.where(left, np.ceil(np.where(left, last.leaves, 0)), -1).astype(np.int64),
            "still_there": last.leaves > world.weeks,
            "orders_next_year": _outcome(world, "orders", following),
            "revenue_next_year": _outcome(world, "revenue", following),
            "profit_next_year": _outcome(world, "profit", following),
        }
    )[people.arrival < world.weeks].reset_index(drop=True)


def _parameters(world: World) -> pd.DataFrame:
    rows = [(p.name, world.parameters[p.name], p.unit, p.origin, p.why) for p in DECLARED]
    return pd.DataFrame(rows, columns=["name", "value", "unit", "origin", "why"])


def _outcome(world: World, outcome: str, window: tuple[int, int]) -> np.ndarray:
    """Return one outcome by customer over the weeks first ≤ week < last: orders, or cents."""
    orders, first, last = world.life.orders, *window
    inside = (orders.week >= first) & (orders.week < last)
    amount = {
        "orders": np.ones(inside.sum()),
        "revenue": orders.revenue[inside],
        "profit": (orders.revenue - orders.cost)[inside],
    }
    total: np.ndarray = np.bincount(orders.row[inside], amount[outcome], len(world.life.people)).astype(np.float64)
    if outcome == "profit":
        total -= _costs(world, first, last)
    return np.rint(total).astype(np.int64)


def _costs(world: World, first: int, last: int) -> np.ndarray:
    """Return what decisions cost by customer: mailings, vouchers, points on what members buy."""
    life, parameters, visits = world.life, world.parameters, world.life.orders.visits
    inside = (visits.week >= first) & (visits.week < last)
    member = visits.week >= life.last.joined[visits.row]
    points = parameters["programme.reward"] * life.orders.revenue * member
    paid = (points + parameters["recovery.cost"] * visits.recovered)[inside]
    mailed = life.treated.mailed * parameters["campaign.cost"] * (first <= mailing.FIRST_WEEK < last)
    return np.bincount(visits.row[inside], paid, len(life.people)) + mailed


def effect(first: World, second: World, outcome: str, window: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return what another decision does to each customer: `customer_id, first, second, difference`.

    first, second : a world and its twin (`world.do(…)`).
    outcome : "orders", "revenue" or "profit" (contribution margin less the cost of mailings), money in cents.
    window : weeks first ≤ week < last; by default the observed weeks. Weeks up to a year after can be asked for.

    difference is second − first. Errors: InputError for worlds of different people, an unknown outcome or window.
    """
    if outcome not in OUTCOMES:
        raise unknown("outcome", outcome, OUTCOMES)
    if (first.seed, first.customers, first.weeks) != (second.seed, second.customers, second.weeks):
        raise InputError(f"effect compares twins, got {first!r} and {second!r}. Make the second with first.do(…).")
    if first.parameters.changed != second.parameters.changed:
        raise InputError(
            "effect compares twins, got two worlds with different parameters. Make the second with first.do(…)."
        )
    span = _window(window, first)
    one, other = _outcome(first, outcome, span), _outcome(second, outcome, span)
    ids = first.life.people.customer
    return pd.DataFrame({"customer_id": ids, "first": one, "second": other, "difference": other - one})


def _window(window: tuple[int, int] | None, world: World) -> tuple[int, int]:
    if window is None:
        return 0, world.weeks
    last = world.weeks + YEAR
    if len(window) != 2 or not 0 <= window[0] < window[1] <= last:
        raise invalid("window", window, f"two weeks (first, last) with 0 ≤ first < last ≤ {last}")
    return int(window[0]), int(window[1])
