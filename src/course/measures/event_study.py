"""A treatment that reaches one after the other: each is compared with those whose turn has not come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import t_quantile

NEVER = np.inf
_ROLES = ["unit", "time", "outcome", "first"]
_FAR = 10**15  # periods may count from anywhere


@dataclass(frozen=True, repr=False)
class EventStudy(Estimate):
    """The mean effect over all treated units and their periods from treatment on; `n` counts units.

    by_time : one row per number of periods since treatment (below 0: before it, where nothing should be seen):
    `since, estimate, standard_error, low, high, units` (treated ones that it rests on, two or more).
    """

    by_time: pd.DataFrame = field(compare=False)


def event_study(frame: Any, unit: str, time: str, outcome: str, first: str, level: float = 0.95) -> EventStudy:
    """Effect of a treatment that starts at different times, by comparison with the not yet treated.

    frame : one row or several (their mean counts) per unit and period; `time` is a whole number of the period, `first`
    the period from which the unit is treated, the same in all its rows, missing for one that never is.

    Effect on unit i in period t: how far it is from units that are treated neither by t nor when i is, less how far it
    was from them on average before. Each treated unit and period weighs the same. Unlike a regression on unit, period
    and treatment, no unit already treated is ever taken for a control. Interval: jackknife over units, t distribution
    with units − 1 degrees of freedom, for few of them. Logarithms in, shares out: `np.expm1` of the figures.
    Source: Callaway & Sant'Anna (2021), every unit a cohort, all periods before treatment its base; Goodman-Bacon
    (2021).
    """
    panel, starts = _panel(_checked(frame, [unit, time, outcome, first]))
    effects = _effects(panel, starts)
    units = np.arange(len(panel))
    without = np.array([_by_time(_effects(panel[units != one], starts[units != one])) for one in units])
    errors = _jackknife(without)
    if not np.isfinite(errors[0]):
        raise InputError(
            f"{first} must leave two treated units with periods before and after, and two others whose turn has not "
            "come, got fewer. Check the periods."
        )
    return _result(_by_time(effects), errors, _units(effects), level, len(panel))


def panel_of(frame: Any, unit: str, time: str, outcome: str, first: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the outcome (units × periods, without gaps), each unit's first treated period, and the periods."""
    table = _checked(frame, [unit, time, outcome, first])
    panel, starts = _panel(table)
    missing = int(np.isnan(panel).sum())
    if missing:
        raise InputError(f"frame must hold every {unit} in every {time}, got {missing} gaps. event_study bears gaps.")
    least = int(table["time"].min())
    return panel, starts + least, np.arange(least, least + panel.shape[1])


def _checked(frame: Any, names: list[str]) -> pd.DataFrame:
    """Return the columns as `unit, time, outcome, first`."""
    table = inputs.in_memory(frame, "frame")
    inputs.require_columns(table, "frame", **dict(zip(_ROLES, names, strict=True)))
    inputs.require_rows(table, "frame")
    inputs.refuse_gaps(inputs.table(table, "frame"), "frame", *names[:3])
    table = table[names].set_axis(_ROLES, axis="columns")
    inputs.numbers(table["outcome"], names[2])
    for role, name in (("time", names[1]), ("first", names[3])):
        if table[role].notna().any():
            inputs.whole(table[role].dropna(), name, low=-_FAR)
    if table.groupby("unit")["first"].nunique(dropna=False).max() > 1:
        raise InputError(f"{names[3]} must be the same in all rows of a unit, got several. Treatment starts once.")
    return table


def _panel(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean outcome (units × periods, missing where there is none), and each unit's first treated period."""
    periods = range(int(table["time"].min()), int(table["time"].max()) + 1)
    cells = table.pivot_table(index="unit", columns="time", values="outcome").reindex(columns=periods)
    starts = table.groupby("unit")["first"].first().astype(float).fillna(NEVER) - periods[0]
    return cells.to_numpy(dtype=float), starts.to_numpy()


def _effects(panel: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return effects (treated units × periods since treatment, from −periods to +periods), missing where unknown."""
    periods = panel.shape[1]
    treated = np.flatnonzero((starts > 0) & (starts < periods))
    effects = np.full((len(treated), 2 * periods), np.nan)
    for row, one in enumerate(treated.tolist()):
        start = int(starts[one])
        effects[row, periods - start : 2 * periods - start] = _effect_on(one, start, panel, starts)
    return effects


def _effect_on(one: int, start: int, panel: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the effects on one unit, by period."""
    gap = panel[one] - panel
    change = gap - _mean(gap[:, :start], axis=1)[:, None]
    turn = np.maximum(np.arange(panel.shape[1]), start)
    return _mean(np.where(starts[:, None] > turn, change, np.nan), axis=0)


def _by_time(effects: np.ndarray) -> np.ndarray:
    """Return the mean over all treated units and periods from treatment on, then the means by period since."""
    after = effects[:, effects.shape[1] // 2 :]
    return np.r_[_mean(after.reshape(1, -1), axis=1), _mean(effects, axis=0)]


def _units(effects: np.ndarray) -> np.ndarray:
    return np.isfinite(effects).sum(axis=0)


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    """Return means of what is known; missing where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0).sum(axis=axis)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def _jackknife(without: np.ndarray) -> np.ndarray:
    """Return standard errors from the figures without each unit (MacKinnon, Nielsen & Webb 2023: CV3J).

    A figure that hangs on one unit has none.
    """
    n = len(without)
    deviations = without - without.mean(axis=0)
    return np.sqrt((n - 1) / n * (deviations**2).sum(axis=0))


def _result(whole: np.ndarray, errors: np.ndarray, units: np.ndarray, level: float, n: int) -> EventStudy:
    half = t_quantile(n - 1, level) * errors
    table = pd.DataFrame({
        "since": np.arange(len(units)) - len(units) // 2,
        "estimate": whole[1:],
        "standard_error": errors[1:],
        "low": whole[1:] - half[1:],
        "high": whole[1:] + half[1:],
        "units": units,
    })  # fmt: skip
    known = table[units > 1].reset_index(drop=True)
    value, error, wide = float(whole[0]), float(errors[0]), float(half[0])
    return EventStudy(value, error, value - wide, value + wide, level, n, known)
