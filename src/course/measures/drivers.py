"""Key drivers: which of several correlated attributes goes with satisfaction, and how well each performs."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs

MOST_EXACT = 15  # drivers: 2^15 regressions from one correlation matrix take a second
_ALONE = 1e-9  # of a driver's variance: what the others leave when they do not determine it
_REDRAWN = 500


def driver_importance(X: Any, y: Any, method: str = "lmg") -> pd.Series:
    """How much of the variance of `y` goes to each driver: one number per column of `X`, in its order.

    X : one row per person, one column of numbers per driver. y : the outcome, as long.
    method : "lmg" (or "shapley"): the rise of R² when a driver enters, averaged over all orders of entering; parts of
    at least 0 that add up to R². "first": R² of the driver alone. "last": the rise of R² when it enters after all
    others. "pratt": standardised coefficient × correlation, adds up to R², may be negative. "betasq": standardised
    coefficient squared.

    At most 15 drivers for "lmg". Association, not cause. Errors: InputError for columns that others determine, constant
    columns, fewer rows than drivers and two. Source: Lindeman, Merenda & Gold (1980); Grömping (2007); Pratt (1987).
    """
    method = inputs.one_of(method, "method", _METHODS)
    drivers, outcome = _checked(X, y, method)
    parts = _METHODS[method](*_correlations(drivers.to_numpy(), outcome))
    return pd.Series(parts, index=drivers.columns, name=method)


def driver_intervals(
    X: Any, y: Any, method: str = "lmg", level: float = 0.95, draws: int = _REDRAWN, seed: int = 0
) -> pd.DataFrame:
    """Importance of each driver with its interval; one row per column of `X`: `importance`, `low`, `high`.

    Persons are drawn anew `draws` times with the luck of `seed`; the interval is that of the drawn values around twice
    the estimate (the basic bootstrap), which allows for the upward bias of small parts of R²; it is cut at 0 where
    importance cannot be negative. Source: Efron & Tibshirani (1993); Davison & Hinkley (1997).
    """
    estimate = driver_importance(X, y, method)
    inputs.between(level, "level", 0.5, 0.999)
    inputs.integer(draws, "draws", 100)
    drivers, outcome = _checked(X, y, method)
    rows = np.column_stack([drivers.to_numpy(), outcome])
    rows = rows[np.lexsort(rows.T)]  # the same persons are drawn in whatever order they come
    luck = np.random.default_rng(seed)
    parts = _METHODS[method]
    drawn = [rows[luck.integers(len(rows), size=len(rows))] for _ in range(draws)]
    again = np.array([parts(*_correlations(some[:, :-1], some[:, -1])) for some in drawn])
    ends = np.quantile(again, [(1 + level) / 2, (1 - level) / 2], axis=0)
    low, high = 2 * estimate.to_numpy() - ends
    least = -np.inf if method == "pratt" else 0.0
    table = {"importance": estimate, "low": np.maximum(low, least), "high": np.maximum(high, least)}
    return pd.DataFrame(table, index=estimate.index)


def importance_performance(X: Any, y: Any, method: str = "lmg") -> pd.DataFrame:
    """Where to act: importance and mean performance of each driver, the most important first.

    Columns: `importance` (as `driver_importance`), `performance` (mean of the column, in its unit), `quadrant`:
    "concentrate here" (important, performs below the mean of all drivers), "keep up the good work" (important, above),
    "low priority" (neither), "possible overkill" (performs, not important). All columns must be on one scale.
    Source: Martilla & James (1977).
    """
    importance = driver_importance(X, y, method)
    performance = inputs.in_memory(X, "X")[list(importance.index)].mean()
    matters, works = importance >= importance.mean(), performance >= performance.mean()
    names = {(True, False): "concentrate here", (True, True): "keep up the good work",
             (False, False): "low priority", (False, True): "possible overkill"}  # fmt: skip
    quadrant = [names[bool(one), bool(other)] for one, other in zip(matters, works, strict=True)]
    table = pd.DataFrame({"importance": importance, "performance": performance, "quadrant": quadrant})
    return table.rename_axis("driver").sort_values("importance", ascending=False, kind="stable")


def _checked(X: Any, y: Any, method: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return drivers and outcome as numbers, after refusing what has no answer."""
    frame = inputs.in_memory(X, "X")
    inputs.require_rows(frame, "X")
    drivers = pd.DataFrame({column: inputs.numbers(frame[column], str(column)) for column in frame.columns})
    outcome = inputs.numbers(y, "y")
    rows, k = drivers.shape
    if len(outcome) != rows:
        raise InputError(f"X and y must be equally long, got {rows} and {len(outcome)} rows.")
    inputs.integer(k, "number of drivers", 1, MOST_EXACT if method in ("lmg", "shapley") else None,
                   "Choose the drivers that matter, or use method='pratt'.")  # fmt: skip
    inputs.integer(rows, "number of rows", k + 2, next_step="Ask more people, or use fewer drivers.")
    still = [str(name) for name, values in drivers.items() if np.ptp(values) == 0]
    still += ["y"] if np.ptp(outcome) == 0 else []
    if still:
        raise invalid(still[0], "one value in every row", "a column that varies", "Leave it out.")
    _refuse_determined(drivers)
    return drivers, outcome


def _refuse_determined(drivers: pd.DataFrame) -> None:
    """Refuse a driver that is a sum of others: nobody can tell whose the effect is."""
    known: list[np.ndarray] = [np.ones(len(drivers))]
    for name, values in drivers.items():
        basis = np.column_stack(known)
        away = values - basis @ np.linalg.lstsq(basis, values)[0]
        if away.var() < _ALONE * values.var():
            raise InputError(f"X must have no column that others determine, got {name!r}. Leave one of them out.")
        known.append(values.to_numpy())


def _correlations(drivers: np.ndarray, outcome: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return correlations among the drivers, and of each with the outcome."""
    every = np.corrcoef(np.column_stack([drivers, outcome]), rowvar=False)
    return every[:-1, :-1], every[:-1, -1]


def _explained(among: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    """R² of the regression on each set of drivers; set number s holds driver j where bit j of s is 1.

    A driver that enters adds its partial covariance with the outcome squared, over the variance that is left of it: one
    sweep of the correlation matrix per set, from the set without its highest driver.
    """
    k = len(with_y)
    joint = np.block([[among, with_y[:, None]], [with_y[None, :], np.ones((1, 1))]])
    r2 = np.zeros(2**k)
    left = joint[None]  # matrices of what the sets up to here leave, set by set
    for j in range(k):
        pivot = left[:, j, j]
        column = left[:, :, j]
        swept = left - column[:, :, None] * column[:, None, :] / pivot[:, None, None]
        r2[2**j : 2 ** (j + 1)] = 1 - swept[:, -1, -1]
        left = np.concatenate([left, swept])
    return r2


def _lmg(among: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    k = len(with_y)
    r2, sets = _explained(among, with_y), np.arange(2**k)
    sizes = np.bitwise_count(sets)
    weight = np.array([factorial(size) * factorial(k - 1 - size) / factorial(k) for size in range(k)])
    without = [sets[sets >> j & 1 == 0] for j in range(k)]
    return np.array([weight[sizes[some]] @ (r2[some | 1 << j] - r2[some]) for j, some in enumerate(without)])


def _last(among: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    return _slopes(among, with_y) ** 2 / np.diag(np.linalg.inv(among))


def _slopes(among: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.solve(among, with_y))


_METHODS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "lmg": _lmg,
    "shapley": _lmg,
    "first": lambda among, with_y: with_y**2,
    "last": _last,
    "pratt": lambda among, with_y: _slopes(among, with_y) * with_y,
    "betasq": lambda among, with_y: _slopes(among, with_y) ** 2,
}
