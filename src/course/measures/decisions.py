"""Types and decisions: which type a customer counts as, and the action that costs least when the type is uncertain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

_ROUNDING = 1e-6


def by_precedence(states: Any, precedence: Iterable[str] | None = None, otherwise: str = "none") -> pd.Series:
    """The type that each customer counts as: the first state in `precedence` that is true, or `otherwise`.

    states : one row per customer, one column of true and false per state; states may overlap (an angry customer may be
    loyal), so that a rule must say which counts. precedence : all columns, the weightiest first; default: as they
    stand. The result is a categorical in this order, with the index of `states`.
    """
    frame = inputs.in_memory(states, "states")
    inputs.require_rows(frame, "states")
    names = [str(name) for name in (frame.columns if precedence is None else precedence)]
    inputs.require_columns(frame, "states", **{f"precedence[{place}]": name for place, name in enumerate(names)})
    forgotten = sorted(set(map(str, frame.columns)) - set(names))
    if forgotten or len(set(names)) < len(names):
        problem = f"{forgotten[0]!r} is missing" if forgotten else "one stands twice"
        raise InputError(f"precedence must name each column of states once, {problem}. Leave columns out of states.")
    if otherwise in names:
        raise InputError(f"otherwise must not be the name of a state, got {otherwise!r}. Choose another word.")
    true = np.column_stack([inputs.true_or_false(frame[name], name) for name in names])
    place = np.where(true.any(axis=1), true.argmax(axis=1), len(names))
    kinds = pd.Categorical(np.array([*names, otherwise])[place], categories=[*names, otherwise], ordered=True)
    return pd.Series(kinds, index=frame.index, name="type")


def expected_cost(probabilities: Any, costs: Any) -> pd.DataFrame:
    """What each action costs a customer on average: one row per customer, one column per action, unit of `costs`.

    probabilities : one row per customer, one column per type, rows add up to 1; or a Series of types that are known.
    costs : one row per type, one column per action; a gain is a negative cost. Source: Elkan (2001).
    """
    matrix = _costs(costs)
    shares = _shares(probabilities, matrix)
    found = shares.to_numpy() @ matrix.to_numpy()
    return pd.DataFrame(found, index=shares.index, columns=matrix.columns)


def best_action(probabilities: Any, costs: Any) -> pd.DataFrame:
    """The action that costs least on average: one row per customer, `action`, its `cost`, and the `saving`.

    saving : what it costs less than the one action that would be best for all. Of actions that cost the same, the
    first column is taken. Arguments, unit and source as in `expected_cost`.
    """
    each = expected_cost(probabilities, costs)
    best, common = each.idxmin(axis=1), each.sum().idxmin()
    return pd.DataFrame({"action": best, "cost": each.min(axis=1), "saving": each[common] - each.min(axis=1)})


def _costs(costs: Any) -> pd.DataFrame:
    frame = inputs.in_memory(costs, "costs")
    inputs.require_rows(frame, "costs", "One row per type, one column per action.")
    inputs.require_rows(list(frame.columns), "costs.columns", "One column per action.")
    if not frame.index.is_unique or not frame.columns.is_unique:
        raise InputError("costs must have each type and each action once. Leave out the others.")
    return pd.DataFrame({name: inputs.numbers(frame[name], f"costs[{name!r}]") for name in frame}, index=frame.index)


def _shares(probabilities: Any, costs: pd.DataFrame) -> pd.DataFrame:
    if isinstance(probabilities, pd.Series):
        inputs.require_rows(probabilities, "probabilities")
        for kind in probabilities.unique():
            inputs.one_of(kind, "type in costs", list(costs.index))
        same = probabilities.to_numpy(dtype=object)[:, None] == costs.index.to_numpy(dtype=object)[None, :]
        return pd.DataFrame(same.astype(float), index=probabilities.index, columns=costs.index)
    frame = inputs.in_memory(probabilities, "probabilities")
    inputs.require_rows(frame, "probabilities")
    for kind in frame.columns:
        inputs.one_of(kind, "type in costs", list(costs.index))
    named = {name: inputs.numbers(frame[name], str(name), low=0, high=1) for name in frame}
    shares = pd.DataFrame(named, index=frame.index).reindex(columns=costs.index, fill_value=0.0)
    wrong = (shares.sum(axis=1) - 1).abs() > _ROUNDING
    if wrong.any():
        row, total = wrong.idxmax(), shares.sum(axis=1)[wrong].iloc[0]
        raise InputError(f"probabilities must add up to 1 in every row, got {total:.4g} in row {row!r}. Divide by it.")
    return shares
