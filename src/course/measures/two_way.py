"""The two-way regression, and what it compares: a mixture of comparisons, some of which use the treated as controls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.estimate import Estimate
from course.measures.event_study import panel_of
from course.measures.observational import of_level, root_sum_of_squares


def two_way_fixed_effects(frame: Any, unit: str, time: str, outcome: str, first: str, level: float = 0.95) -> Estimate:
    """Coefficient of "is treated now" in a regression on it, every unit and every period.

    frame, unit, time, outcome, first : as in `event_study`. Errors are clustered by unit, the interval t with units − 1
    degrees of freedom. It is the effect if that is the same for all units and at all times since treatment. Where
    effects grow, the already treated serve as controls for the later ones, whose own growth is then taken off: see
    `bacon_decomposition`, and `event_study` for a method without that flaw.
    Source: Goodman-Bacon (2021); errors: Bertrand, Duflo & Mullainathan (2004).
    """
    panel, starts, times = panel_of(frame, unit, time, outcome, first)
    treated = _demeaned((times[None, :] >= starts[:, None]).astype(float))
    size = float((treated**2).sum())
    if size < 1e-12:
        raise InputError(f"{first} must differ between units, or come within the periods, got no such unit.")
    values = _demeaned(panel)
    effect = float((treated * values).sum() / size)
    influence = (treated * (values - effect * treated)).sum(axis=1) / size
    n = len(panel)
    return of_level(effect, root_sum_of_squares(influence, np.arange(n)), level, n, freedom=n - 1)


def bacon_decomposition(frame: Any, unit: str, time: str, outcome: str, first: str) -> pd.DataFrame:
    """The comparisons of two groups and two times that `two_way_fixed_effects` mixes; one row each.

    Columns: `treated` (first period of the group that becomes treated), `control` (that of the group it is compared
    with; missing for one never treated), `kind` ("treated against untreated", "earlier against later", "later against
    earlier": the last has controls that are treated already), `estimate` and `weight`. Weights sum to 1, and the
    weighted estimates to the regression's coefficient. Source: Goodman-Bacon (2021), theorem 1.
    """
    panel, starts, times = panel_of(frame, unit, time, outcome, first)
    starts = np.where(starts > times[-1], np.inf, starts)  # treated after the last period: untreated here
    groups = np.unique(starts)
    rows = [_comparison(one, other, panel, starts, times) for one in groups for other in groups
            if one != other and np.isfinite(one) and one > times[0]]  # fmt: skip
    if not rows:
        raise InputError(f"{first} must differ between units, or come within the periods, got no such unit.")
    table = pd.DataFrame(rows, columns=["treated", "control", "kind", "estimate", "weight"])
    table = table.assign(
        weight=table["weight"] / table["weight"].sum(), control=table["control"].replace(np.inf, np.nan)
    )
    return table.sort_values("weight", ascending=False, kind="stable", ignore_index=True)


def _comparison(
    one: float, other: float, panel: np.ndarray, starts: np.ndarray, times: np.ndarray
) -> tuple[float, float, str, float, float]:
    """Return one group against another: the difference in differences, and its weight before scaling.

    The window is where the control does not change: before it is treated, or after.
    """
    if one < other:
        window, kind = times < other, "earlier against later" if np.isfinite(other) else "treated against untreated"
    else:
        window, kind = times >= other, "later against earlier"
    after, before = window & (times >= one), window & (times < one)
    mine, theirs = starts == one, starts == other
    if not after.any() or not before.any():
        return one, other, kind, 0.0, 0.0
    change = [panel[np.ix_(who, after)].mean() - panel[np.ix_(who, before)].mean() for who in (mine, theirs)]
    n, share = mine.sum() + theirs.sum(), mine.sum() / (mine.sum() + theirs.sum())
    treated = after.sum() / window.sum()
    weight = (n * window.mean()) ** 2 * share * (1 - share) * treated * (1 - treated)
    return one, other, kind, float(change[0] - change[1]), float(weight)


def _demeaned(panel: np.ndarray) -> np.ndarray:
    """Return what units and periods do not explain of a whole panel."""
    return np.asarray(panel - panel.mean(axis=1, keepdims=True) - panel.mean(axis=0, keepdims=True) + panel.mean())
