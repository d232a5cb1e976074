"""Places: slopes, pooled means, funnels and the decay of distance, on the market where it has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from course.measures import (
    correlation_by_scale,
    funnel_limits,
    huff_decay,
    partial_pooling,
    pool,
    slope_between,
    slope_within,
)
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_CUSTOMERS, _WEEKS = 2_000, 52
_WITHIN, _BETWEEN = -0.3, 2.0
_SIZES = np.tile([8, 15, 30, 60], 12)  # people of each group
_HALF_A_KILOMETRE = 0.5  # to a shop in one's own place


def _huff(dataset: int) -> Iterator[Found]:
    world = World(_CUSTOMERS, weeks=_WEEKS, seed=dataset)
    firm = world.observe()
    ours, places = firm.shops.query("owner == 'ours'"), firm.places.set_index("place_id")
    at = places.loc[ours["place_id"], ["x", "y"]].to_numpy()
    away = np.hypot(*(places[["x", "y"]].to_numpy()[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    orders = firm.orders.dropna(subset=["shop_id"]).merge(firm.customers[["customer_id", "place_id"]])
    visits = pd.crosstab(orders["place_id"], orders["shop_id"].astype("int64"))
    visits = visits.reindex(index=places.index, columns=ours["shop_id"], fill_value=0)
    found = huff_decay(visits, ours["size"], np.maximum(away, _HALF_A_KILOMETRE))
    yield Found("shops.decay", world.parameters["shops.decay"], found.estimate, found.low, found.high)


def _within(dataset: int) -> Iterator[Found]:
    """Luck is larger where x is far from the group's mean."""
    luck = luck_of("within", dataset)
    group = np.repeat(np.arange(30), 20)
    level = luck.normal(size=30)[group]
    x = level + luck.normal(size=len(group))
    y = (_BETWEEN - _WITHIN) * level + _WITHIN * x + luck.normal(size=len(group)) * (1 + 0.5 * np.abs(x - level))
    found = slope_within(x, y, group)
    yield Found("slope among people of a group", _WITHIN, found.estimate, found.low, found.high)


def _between(dataset: int, groups: int) -> Iterator[Found]:
    """Everybody of a group has its x; groups have a luck of their own."""
    luck = luck_of("between", dataset)
    group = np.repeat(np.arange(groups), 20)
    x, own = luck.normal(size=groups)[group], luck.normal(size=groups)[group]
    found = slope_between(x, _BETWEEN * x + own + luck.normal(size=len(group)), group)
    yield Found("slope among groups", _BETWEEN, found.estimate, found.low, found.high)


def _pooled(dataset: int, factors: bool) -> Iterator[Found]:
    luck = luck_of("pooled", dataset)
    group = np.repeat(np.arange(len(_SIZES)), _SIZES)
    truth = np.exp(0.3 * luck.normal(size=len(_SIZES))) if factors else 5 + luck.normal(size=len(_SIZES))
    own = luck.gamma(2, 0.5, len(group)) if factors else 3 * luck.normal(size=len(group))
    table = partial_pooling(truth[group] * own if factors else truth[group] + own, group, factors)
    for one in (0, 3):
        row = table.loc[one, ["pooled", "low", "high"]]
        yield Found(f"mean of a group of {_SIZES[one]}", float(truth[one]), *row)


def _estimates(dataset: int) -> Iterator[Found]:
    luck = luck_of("estimates", dataset)
    truth, noise = 1 + 0.5 * luck.normal(size=40), luck.uniform(0.1, 1, 40)
    found = pool(truth + np.sqrt(noise) * luck.normal(size=40), noise)
    yield Found("what the first estimates", float(truth[0]), *found.loc[0, ["pooled", "low", "high"]])


def _funnel(dataset: int, level: float) -> Iterator[Found]:
    """A group like all others: where its mean lies."""
    luck = luck_of("funnel", dataset)
    for size in (25, 400):
        limits = funnel_limits(size, centre=10, sd=5, level=level).iloc[0]
        seen = float((10 + 5 * (luck.exponential(size=size) - 1)).mean())
        yield Found(f"mean of {size} people like all", seen, 10.0, *limits)


def _scales(dataset: int) -> Iterator[Found]:
    luck = luck_of("scales", dataset)
    area = np.repeat(np.arange(60), 10)
    shared = luck.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 60)[area]
    own = luck.multivariate_normal([0, 0], [[1, -0.4], [-0.4, 1]], len(area))
    frame = pd.DataFrame(shared + own, columns=["x", "y"]).assign(area=area)
    row = correlation_by_scale(frame, "x", "y", "area").loc["area"]
    truth = (0.7 - 0.4 / 10) / (1 + 1 / 10)
    yield Found("correlation of the means of areas", truth, *row[["correlation", "low", "high"]])


CASES = (
    Case("huff_decay", WORLDS, _huff),
    Case("slope_within", OWN_MODEL, _within),
    Case("slope_between", OWN_MODEL, partial(_between, groups=8), about="8 regions"),
    Case("slope_between", OWN_MODEL, partial(_between, groups=48), about="48 districts"),
    Case("partial_pooling", OWN_MODEL, partial(_pooled, factors=False), about="amounts"),
    Case("partial_pooling", OWN_MODEL, partial(_pooled, factors=True), about="factors"),
    Case("pool", OWN_MODEL, _estimates),
    Case("funnel_limits", OWN_MODEL, partial(_funnel, level=0.95), about="95 %"),
    Case("funnel_limits", OWN_MODEL, partial(_funnel, level=0.998), about="99.8 %", claims=0.998),
    Case("correlation_by_scale", OWN_MODEL, _scales),
)
