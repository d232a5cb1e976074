"""Do hazards keep their proportion? A hazard model says one ratio for all times; here it is looked at over time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs
from course.measures.survival import hazard_model, survival_curve


def proportional_hazards(frame: Any, time: str, event: str, ties: str = "efron") -> pd.DataFrame:
    """Whether each column's hazard ratio drifts over time: `rho, chi_square, p_value`, one row per column.

    frame, time, event, ties : as in `hazard_model`. rho : correlation of the column's scaled Schoenfeld residuals with
    one minus the survival curve; above 0 the ratio grows. A small p_value says that one ratio is not enough: split the
    time, or look at the curves. Source: Grambsch & Therneau (1994), in the form of their approximate test.
    """
    table = inputs.in_memory(frame, "frame")
    model = hazard_model(table, time, event, ties)
    columns = list(model.coefficients_.index)
    happened = inputs.true_or_false(table[event], event)
    times = inputs.numbers(table[time], time)
    values = table[columns].to_numpy(dtype=float)
    residuals = _schoenfeld(values, times, happened, np.exp(values @ model.coefficients_.to_numpy()))
    scaled = residuals @ np.asarray(model.covariance_) * len(residuals)
    passed = _passed(times, happened)
    centred = passed - passed.mean()
    size = len(residuals) * np.diag(model.covariance_) * (centred**2).sum()
    chi_square = (centred @ scaled) ** 2 / size
    rho = [np.corrcoef(passed, column)[0, 1] for column in scaled.T]
    from scipy.special import chdtrc

    rows = {"rho": rho, "chi_square": chi_square, "p_value": chdtrc(1, chi_square)}
    return pd.DataFrame(rows, index=pd.Index(columns, name="column"))


def _schoenfeld(values: np.ndarray, times: np.ndarray, happened: np.ndarray, risk: np.ndarray) -> np.ndarray:
    """Each one to whom it happened, less the mean of all at risk then, weighted by their risk; in order of time.

    Of those at one time, each sees the others count for less, as Efron's likelihood takes them.
    """
    rows = []
    for now in np.unique(times[happened]):
        there, these = times >= now, (times == now) & happened
        all_risk, all_sum = risk[there].sum(), risk[there] @ values[there]
        own_risk, own_sum = risk[these].sum(), risk[these] @ values[these]
        off = np.arange(these.sum()) / these.sum()
        means = [(all_sum - part * own_sum) / (all_risk - part * own_risk) for part in off]
        rows.append(values[these] - np.mean(means, axis=0))
    return np.concatenate(rows)


def _passed(times: np.ndarray, happened: np.ndarray) -> np.ndarray:
    """One minus the survival curve just before each event, in order of time."""
    curve = survival_curve(times, happened)
    before = np.r_[1.0, curve["survival"].to_numpy()[:-1]]
    counts = np.unique(times[happened], return_counts=True)[1]
    return np.repeat(1 - before, counts)
