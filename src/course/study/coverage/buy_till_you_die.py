"""Models of buying and leaving: each on customers who live as it says, because the market has no r or alpha."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from course.measures import BetaGeometric, GammaGamma, ParetoNBD, ShiftedBetaGeometric
from course.study.coverage.case import OWN_MODEL, Case, Found
from course.study.coverage.counting import luck_of

_CUSTOMERS = 3_000
_WEEKS = (26.0, 78.0)
_BG = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 3.0}
_PARETO = {"r": 0.8, "alpha": 9.0, "s": 0.9, "beta": 14.0}
_MONEY = {"p": 4.0, "q": 3.5, "v": 20.0}
_LEAVING = {"alpha": 0.7, "beta": 1.8}
_RENEWALS = 8


def _found(truth: dict[str, float], model: Any) -> Iterator[Found]:
    """Intervals of positive parameters: symmetric on the logarithm, where the likelihood is nearer to a parabola."""
    for name, true in truth.items():
        value = float(model.params_[name])
        factor = float(np.exp(1.959964 * model.standard_errors_[name] / value))
        yield Found(name, np.log(true), np.log(value), np.log(value / factor), np.log(value * factor))


def _bg_nbd(dataset: int) -> Iterator[Found]:
    luck = luck_of("BetaGeometric", dataset)
    rate = luck.gamma(_BG["r"], 1 / _BG["alpha"], _CUSTOMERS)
    leaves, age = luck.beta(_BG["a"], _BG["b"], _CUSTOMERS), luck.uniform(*_WEEKS, _CUSTOMERS)
    x, last, now, there = np.zeros(_CUSTOMERS), np.zeros(_CUSTOMERS), np.zeros(_CUSTOMERS), np.ones(_CUSTOMERS, bool)
    while there.any():
        now = now + luck.exponential(size=_CUSTOMERS) / rate
        there &= now < age
        x, last = x + there, np.where(there, now, last)
        there &= luck.random(_CUSTOMERS) > leaves
    yield from _found(_BG, BetaGeometric().fit(pd.DataFrame({"frequency": x, "recency": last, "T": age})))


def _pareto_nbd(dataset: int) -> Iterator[Found]:
    luck = luck_of("ParetoNBD", dataset)
    rate = luck.gamma(_PARETO["r"], 1 / _PARETO["alpha"], _CUSTOMERS)
    leaving, age = luck.gamma(_PARETO["s"], 1 / _PARETO["beta"], _CUSTOMERS), luck.uniform(*_WEEKS, _CUSTOMERS)
    there = np.minimum(luck.exponential(size=_CUSTOMERS) / leaving, age)
    x = luck.poisson(rate * there)
    last = there * luck.random(_CUSTOMERS) ** (1 / np.maximum(x, 1))  # the latest of x moments
    table = pd.DataFrame({"frequency": x, "recency": np.where(x > 0, last, 0.0), "T": age})
    yield from _found(_PARETO, ParetoNBD().fit(table))


def _gamma_gamma(dataset: int) -> Iterator[Found]:
    luck = luck_of("GammaGamma", dataset)
    x = luck.geometric(0.3, _CUSTOMERS)
    personal = luck.gamma(_MONEY["q"], 1 / _MONEY["v"], _CUSTOMERS)
    money = luck.gamma(_MONEY["p"] * x) / personal / x
    yield from _found(_MONEY, GammaGamma().fit(pd.DataFrame({"frequency": x, "monetary_value": money})))


def _sbg(dataset: int) -> Iterator[Found]:
    luck = luck_of("ShiftedBetaGeometric", dataset)
    leaves = luck.geometric(luck.beta(_LEAVING["alpha"], _LEAVING["beta"], _CUSTOMERS))
    model = ShiftedBetaGeometric().fit([int((leaves > t).sum()) for t in range(_RENEWALS)])
    yield from _found(_LEAVING, model)
    later = np.prod([1 - _LEAVING["alpha"] / (sum(_LEAVING.values()) + t) for t in range(2 * _RENEWALS)])
    share = model.estimate(partial(_share_left, 2 * _RENEWALS))
    yield Found("survival twice as far", float(later), share.estimate, share.low, share.high)


def _share_left(t: int, model: ShiftedBetaGeometric) -> float:
    return float(model.survival(t))


CASES = (
    Case("BetaGeometric", OWN_MODEL, _bg_nbd),
    Case("ParetoNBD", OWN_MODEL, _pareto_nbd),
    Case("GammaGamma", OWN_MODEL, _gamma_gamma),
    Case("ShiftedBetaGeometric", OWN_MODEL, _sbg),
)
