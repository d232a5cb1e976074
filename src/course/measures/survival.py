"""How long until it happens, where for some it has not happened yet: survival curves, medians, hazards."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile

TIES = ("efron", "breslow")
_ROUNDING = 1e-9  # a product of shares, such as 3/4 × 2/3, can miss one half by its last digit
_NOTHING = "Nothing happened: survival is 1 all the time."


def survival_curve(time: Any, event: Any, level: float = 0.95) -> pd.DataFrame:
    """Share of a group for whom it has not happened yet, by time (Kaplan & Meier 1958).

    time : until it happened, or until we stopped looking, one per person; 0 or more, any unit. event : true where it
    happened. One row per time at which it happened to somebody: `time, survival, low, high, at_risk` (who was still
    looked at just before). Survival is 1 before the first row and stays as it is between two rows. Greenwood's error,
    interval on the log(−log) scale, so that it stays between 0 and 1; missing where survival is 0.

    >>> survival_curve([1, 2, 2, 3], [1, 1, 0, 0])["survival"].tolist()
    [0.75, 0.5]
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    times, happened = _checked(time, event)
    if not happened.any():
        raise InputError(f"event must be true for somebody, got nobody. {_NOTHING}")
    found = SurvfuncRight(times, happened.astype(float))
    low, high = _log_log(found.surv_prob, found.surv_prob_se, normal_quantile(level))
    columns = {"time": found.surv_times, "survival": found.surv_prob, "low": low, "high": high}
    return pd.DataFrame({**columns, "at_risk": found.n_risk.astype(int)})


def survival_at(curve: pd.DataFrame, time: float) -> pd.Series:
    """Return `survival, low, high` of a survival curve at any time from 0: its last row until then."""
    at = inputs.between(time, "time", 0, np.inf)
    inputs.require_columns(curve, "curve", time="time", survival="survival", low="low", high="high")
    before = curve.loc[curve["time"] <= at, ["survival", "low", "high"]]
    return before.iloc[-1] if len(before) else pd.Series({"survival": 1.0, "low": 1.0, "high": 1.0})


def median_time(curve: pd.DataFrame) -> float:
    """Return the first time of a survival curve at which half or fewer are left; infinite where more are at its end."""
    inputs.require_columns(curve, "curve", time="time", survival="survival")
    half = curve.loc[curve["survival"] <= 0.5 + _ROUNDING, "time"]
    return float(half.iloc[0]) if len(half) else np.inf


def median_interval(curve: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the interval of the median time: where the curve's lower and upper limits reach one half.

    The level is that of the curve; infinite where a limit stays above. Source: Brookmeyer & Crowley (1982).
    """
    inputs.require_columns(curve, "curve", time="time", low="low", high="high")
    known = {"low": curve["low"].fillna(0), "high": curve["high"].fillna(1)}  # at 0 left there is no interval
    ends = (curve.loc[values <= 0.5 + _ROUNDING, "time"] for values in known.values())
    first, last = (float(times.iloc[0]) if len(times) else np.inf for times in ends)
    return first, last


def restricted_mean(time: Any, event: Any, until: float, level: float = 0.95) -> Estimate:
    """Mean time until it happens, none counting for more than `until`: the area below the curve up to there.

    In the unit of `time`. Unlike the mean it is known although some were not followed to the end, if somebody was
    followed until then. Error by Greenwood's formula, normal interval. Source: Irwin (1949); Royston & Parmar (2013).
    """
    times, happened = _checked(time, event)
    end = inputs.between(until, "until", np.nextafter(0, 1), float(times.max()), "Nobody was followed for longer.")
    curve = survival_curve(times, happened)
    inside = curve[curve["time"] < end]
    edges = np.r_[0.0, inside["time"], end]
    areas = np.diff(edges) * np.r_[1.0, inside["survival"]]
    at_risk = inside["at_risk"].to_numpy(float)
    gone = at_risk * (1 - inside["survival"] / np.r_[1.0, inside["survival"]][:-1])
    later = np.cumsum(areas[::-1])[::-1][1:]  # area that is still to come
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(later > 0, later**2 * gone / (at_risk * (at_risk - gone)), 0.0)
    return Estimate.normal(areas.sum(), float(np.sqrt(parts.sum())), len(times), level)


def log_rank(time: Any, event: Any, group: Any) -> pd.Series:
    """Whether survival differs between groups (Mantel 1966): `chi_square, p_value`.

    time, event : as in `survival_curve`; group : what each person belongs to, two groups or more; matched by position.
    """
    from statsmodels.duration.survfunc import survdiff

    times, happened = _checked(time, event)
    groups = np.asarray(group)
    if len(groups) != len(times):
        raise InputError(f"time, event and group must be equally long, got {len(times)} and {len(groups)} rows.")
    missing = int(pd.isna(groups).sum())
    if missing:
        raise InputError(f"group must be known of every person, got {missing} missing. Leave these people out.")
    if not happened.any():
        raise InputError(f"event must be true for somebody, got nobody. {_NOTHING}")
    if len(pd.unique(groups)) < 2:
        raise invalid("group", list(pd.unique(groups)), "two groups or more", "For one group use survival_curve.")
    try:
        chi_square, p_value = survdiff(times, happened.astype(int), pd.factorize(groups, sort=True)[0])
    except np.linalg.LinAlgError:
        raise InputError(
            "group must be mixed when it happens, but some group is never looked at beside another then. "
            "Merge groups, or leave out who was gone before."
        ) from None
    return pd.Series({"chi_square": float(chi_square), "p_value": float(p_value)})


class HazardModel:
    """A fitted proportional-hazards model; see `hazard_model`.

    `coefficients_` (log hazard per unit of each column), `standard_errors_`, `covariance_`, `log_likelihood_` (the
    partial one); `n_` people, `events_`.
    """

    def __init__(self, found: Any, columns: pd.Index, unit: pd.Series, event: np.ndarray) -> None:
        self.coefficients_ = pd.Series(found.params, index=columns) / unit
        self.standard_errors_ = pd.Series(found.bse, index=columns) / unit
        self.covariance_ = pd.DataFrame(found.cov_params(), columns, columns) / np.outer(unit, unit)
        self.log_likelihood_ = float(found.llf)
        self.n_, self.events_ = len(event), int(event.sum())

    def hazard_ratios(self, level: float = 0.95) -> pd.DataFrame:
        """By how much one unit more multiplies the hazard: `ratio, low, high` by column."""
        half = normal_quantile(level) * self.standard_errors_
        ends = {"ratio": self.coefficients_, "low": self.coefficients_ - half, "high": self.coefficients_ + half}
        return pd.DataFrame({name: np.exp(logs) for name, logs in ends.items()})

    def __repr__(self) -> str:
        ratios = ", ".join(f"{name} × {ratio:.4g}" for name, ratio in self.hazard_ratios()["ratio"].items())
        return f"HazardModel: {ratios} (n {self.n_:,}, events {self.events_:,})"


def hazard_model(frame: Any, time: str, event: str, ties: str = "efron") -> HazardModel:
    """How the hazard, the risk of the event at a time for whoever is left, differs between people (Cox 1972).

    Hazard = baseline(t) × exp(coefficients · columns): the baseline is left open, its shape does not matter.
    frame : one row per person; the columns `time` and `event` as in `survival_curve`, all others are explanations, in
    numbers. ties : how events at the same time count, "efron" (closer) or "breslow"; on rough times they differ.

    Errors: columns that tell each other; a class in which it happened to nobody, whose hazard ratio has no finite
    estimate.
    """
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    inputs.one_of(ties, "ties", TIES)
    table = inputs.in_memory(frame, "frame")
    inputs.require_columns(table, "frame", time=time, event=event)
    times, happened = _checked(table[time], table[event])
    if not happened.any():
        raise InputError(f"{event} must be true for somebody, got nobody. {_NOTHING}")
    explanations = _explanations(table.drop(columns=[time, event]), f"{time} and {event}")
    unit = explanations.std(ddof=0)  # the search fails on columns in very small units
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            found = PHReg(times, explanations / unit, status=happened.astype(float), ties=ties).fit()
        except (ConvergenceWarning, np.linalg.LinAlgError):
            raise InputError(
                f"{event} must happen on either side of each column, but the largest likelihood lies at infinity. "
                "Leave out the column that tells who is spared, or merge its classes."
            ) from None
    return HazardModel(found, explanations.columns, unit, happened)


def _explanations(table: pd.DataFrame, beside: str) -> pd.DataFrame:
    """Return the columns as numbers, none of which the others tell."""
    if table.shape[1] == 0:
        raise InputError(f"frame must have a column beside {beside}, got none. Add what may explain it.")
    columns = pd.DataFrame({name: inputs.numbers(table[name], str(name)) for name in table})
    spread = columns.std(ddof=0)
    if (spread == 0).any() or np.linalg.matrix_rank((columns - columns.mean()) / spread) < columns.shape[1]:
        names = ", ".join(map(str, columns))
        raise InputError(f"the columns {names} must not tell each other, but do. Drop one that is constant or a sum.")
    return columns


def _checked(time: Any, event: Any) -> tuple[np.ndarray, np.ndarray]:
    times, happened = inputs.numbers(time, "time", low=0), inputs.true_or_false(event, "event")
    if len(times) != len(happened):
        raise InputError(f"time and event must be equally long, got {len(times)} and {len(happened)} rows.")
    return times, happened


def _log_log(survival: np.ndarray, error: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the interval log(−log S) ± z · error / (S · |log S|)."""
    inside = (survival > 0) & (survival < 1)
    known = np.where(inside, survival, 0.5)
    half = z * error / (known * np.abs(np.log(known)))
    low, high = (np.where(inside, known ** np.exp(side * half), np.nan) for side in (1, -1))
    return low, high
