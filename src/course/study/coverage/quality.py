"""Service quality and privacy: counts of defects, capability, figures with noise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course.measures import capability, defects_per_million, laplace_mechanism, private_mean, unicity
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_OTHER_NOISE = 1_000_000  # than that of the counts
_LATE = 5.0  # minutes until the first response


def _defects(dataset: int) -> Iterator[Found]:
    """Tickets that waited for more than five minutes: a sample of 300 against all of the world."""
    tickets = World(3_000, seed=dataset).observe().tickets
    late = (tickets["first_response"] > _LATE).to_numpy()
    some = luck_of("defects_per_million", dataset).choice(late, 300)
    found = defects_per_million(int(some.sum()), len(some))
    yield Found("tickets that waited for more than 5 minutes", 1e6 * late.mean(), found.estimate, found.low, found.high)


def _found(dataset: int) -> Iterator[Found]:
    """Customers whom three purchases point to, by product and month: 100 attacked against all who made as many."""
    firm = World(1_500, seed=dataset).observe()
    lines = firm.order_lines[["order_id", "product_id"]].merge(firm.orders[["order_id", "customer_id", "ordered_at"]])
    lines["month"] = lines["ordered_at"].dt.to_period("M")
    some, everybody = (
        unicity(lines, "customer_id", ["product_id", "month"], most=3, targets=targets, seed=seed).iloc[-1]
        for targets, seed in ((100, dataset), (None, dataset + 1_000))
    )
    yield Found("customers found by three purchases", everybody["share"], some["share"], some["low"], some["high"])


def _capability(dataset: int) -> Iterator[Found]:
    found = capability(luck_of("capability", dataset).normal(10, 1, 150), lower=6, upper=15)
    yield Found("cpk", 4 / 3, found.cpk, found.low, found.high)


def _counted(dataset: int) -> Iterator[Found]:
    found = laplace_mechanism(120, 0.5, seed=dataset)
    yield Found("count of these people", 120, found.value, found.low, found.high)


def _mean(dataset: int) -> Iterator[Found]:
    values = luck_of("private_mean", dataset).uniform(0, 80, 500)
    found = private_mean(values, 0.5, 0, 100, seed=_OTHER_NOISE + dataset)
    yield Found("mean of these people", float(np.mean(values)), found.value, found.low, found.high)


CASES = (
    Case("defects_per_million", WORLDS, _defects, wider="an exact interval holds at least what it claims"),
    Case("unicity", WORLDS, _found),
    Case("capability", OWN_MODEL, _capability),
    Case("laplace_mechanism", OWN_MODEL, _counted),
    Case("private_mean", OWN_MODEL, _mean),
)
