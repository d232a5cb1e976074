"""A Markov chain: what a matrix of transition shares says about later periods, the long run, and money.

Rows are the state now, columns that of the next period; each row adds up to 1. Every function takes such a frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

_ROUNDING = 1e-6  # shares printed with six digits still count as adding up to 1


def steps_ahead(matrix: Any, steps: int, start: Any = None) -> pd.DataFrame | pd.Series:
    """Shares in each state after so many periods.

    Without `start` a frame: one row per state now. With `start` (a state's name, or shares or numbers of customers by
    state) a Series: where they will be, in the unit of `start`. Source: Kemeny & Snell (1960).
    """
    shares = transition_matrix(matrix)
    power = np.linalg.matrix_power(shares.to_numpy(), inputs.integer(steps, "steps", 0))
    if start is None:
        return pd.DataFrame(power, index=shares.index, columns=shares.columns)
    return pd.Series(_start(shares, start) @ power, index=shares.columns, name=getattr(start, "name", None) or "share")


def stationary(matrix: Any) -> pd.Series:
    """Share of periods that a customer spends in each state in the long run, wherever it starts.

    π = πP. An InputError says so where it depends on the start: with two or more sets of states that nobody leaves.
    A single state that nobody leaves gets everybody in the end. Source: Kemeny & Snell (1960).
    """
    shares = transition_matrix(matrix)
    closed = _closed(shares)
    if len(closed) > 1:
        ends = "; ".join(", ".join(map(str, shares.index[states])) for states in closed)
        raise InputError(
            f"matrix must have one set of states that nobody leaves, got {len(closed)}: {ends}. "
            "Where customers end depends on where they start: use steps_ahead(matrix, steps, start)."
        )
    inside, size = closed[0], len(shares)
    part = shares.to_numpy()[np.ix_(inside, inside)]
    equations = np.vstack([np.eye(len(inside)) - part.T, np.ones(len(inside))])
    known = np.append(np.zeros(len(inside)), 1.0)
    found = np.zeros(size)
    found[inside] = np.clip(np.linalg.lstsq(equations, known, rcond=None)[0], 0, 1)
    return pd.Series(found, index=shares.index, name="share")


def time_until(matrix: Any, state: Any) -> pd.Series:
    """Mean number of periods until a customer is next in `state`, by the state now; infinite where it may never be.

    For `state` itself: until the return. m = 1 + Qm over all other states. Source: Kemeny & Snell (1960).
    """
    shares = transition_matrix(matrix)
    inputs.one_of(state, "state", list(shares.index))
    target = list(shares.index).index(state)
    values, others = shares.to_numpy(), np.arange(len(shares)) != target
    reach = _reach(np.where(others[:, None], values, np.eye(len(shares))))  # who has arrived stays
    lost = ~reach[:, target]  # from these it is never reached
    risky = (reach & lost).any(axis=1)
    sure = others & ~risky
    times = np.where(risky, np.inf, 0.0)
    times[sure] = np.linalg.solve(np.eye(sure.sum()) - values[np.ix_(sure, sure)], np.ones(sure.sum()))
    onward = values[target] > 0
    times[target] = 1 + values[target, onward & others] @ times[onward & others]
    return pd.Series(times, index=shares.index, name="periods")


def migration_value(matrix: Any, rewards: Any, rate: float, periods: int | None = None) -> pd.Series:
    """Value of a customer by the state now: what it brings in each state, discounted, over its moves between them.

    V = Σ Pᵗ R / (1 + rate)ᵗ over t = 0 … `periods`; without `periods` for ever, V = (I − P / (1 + rate))⁻¹ R.

    rewards : money by state in each period spent there, that of now included; its unit is that of the result.
    rate : of discount per period, above 0 where the sum has no end. Source: Pfeifer & Carraway (2000).
    """
    shares = transition_matrix(matrix)
    money = _by_state(shares, rewards, "rewards")
    inputs.between(rate, "rate", 0, np.inf, "A tenth is .1.")
    values = shares.to_numpy() / (1 + rate)
    if periods is None:
        if rate == 0:
            raise InputError("rate must be above 0 where there is no end, got 0. Give periods=….")
        found = np.linalg.solve(np.eye(len(shares)) - values, money)
    else:
        found = money.copy()
        for _ in range(inputs.integer(periods, "periods", 0)):
            found = money + values @ found
    return pd.Series(found, index=shares.index, name="value")


def transition_matrix(matrix: Any) -> pd.DataFrame:
    """Return a frame of shares, its columns in the order of its rows; refused where it is none."""
    frame = pd.DataFrame(getattr(matrix, "shares", matrix))
    inputs.require_rows(frame, "matrix")
    if set(frame.index) != set(frame.columns) or not frame.index.is_unique or not frame.columns.is_unique:
        rows, columns = (", ".join(map(str, names)) for names in (frame.index, frame.columns))
        raise InputError(
            f"matrix must have the same states in rows and columns, got rows {rows} and columns {columns}."
        )
    frame = frame[list(frame.index)]
    for state, row in frame.iterrows():
        inputs.numbers(row, f"matrix, row {state!r},", low=0, high=1 + _ROUNDING)
    totals = frame.sum(axis=1)
    if (abs(totals - 1) > _ROUNDING * 10).any():
        state, total = max(totals.items(), key=lambda item: abs(item[1] - 1))
        step = "Divide each row by its sum; a state that nobody leaves has 1 on the diagonal."
        raise InputError(f"each row of matrix must add up to 1, got {total:.4g} in row {state!r}. {step}")
    return frame.div(totals, axis=0).astype(float)


def _start(shares: pd.DataFrame, start: Any) -> np.ndarray:
    if isinstance(start, (pd.Series, Mapping, list, tuple, np.ndarray)):
        return _by_state(shares, start, "start", low=0)
    inputs.one_of(start, "state", list(shares.index))
    return (shares.index == start).astype(float)


def _by_state(shares: pd.DataFrame, values: Any, argument: str, low: float | None = None) -> np.ndarray:
    """Numbers in the order of the states: matched by name where they have names."""
    if isinstance(values, (pd.Series, Mapping)):
        named = pd.Series(values)
        for state in named.index:
            inputs.one_of(state, f"state in {argument}", list(shares.index))
        values = named.reindex(shares.index, fill_value=0)
    array = inputs.numbers(values, argument, low=low)
    if len(array) != len(shares):
        raise InputError(f"{argument} must have a number per state, got {len(array)} for {len(shares)} states.")
    return array


def _reach(values: np.ndarray) -> np.ndarray:
    """Whether a column's state can be reached from a row's, now or ever."""
    reach = (values > 0) | np.eye(len(values), dtype=bool)
    for middle in range(len(values)):
        reach |= np.outer(reach[:, middle], reach[middle])
    return reach


def _closed(shares: pd.DataFrame) -> list[np.ndarray]:
    """Sets of states that nobody leaves, none inside another."""
    reach = _reach(shares.to_numpy())
    mutual = reach & reach.T
    found = {
        tuple(np.flatnonzero(mutual[state])) for state in range(len(shares)) if (reach[state] <= mutual[state]).all()
    }
    return [np.array(states) for states in sorted(found)]
