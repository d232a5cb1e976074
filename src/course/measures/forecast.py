"""How good a forecast is: naive ones to beat, errors in a unit that everybody shares, origins that roll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import share_with_interval

Forecaster = Callable[[np.ndarray, int], Any]


def naive_forecast(history: Any, horizon: int, season: int = 1, drift: bool = False) -> np.ndarray:
    """Say that things stay as they are: `horizon` values that repeat the last one, or the last season.

    history : past values in order, at equal distances. season : 52 for weeks that resemble those a year ago. drift :
    add the mean change of the past per step, the line from the first value to the last (of season 1 only).
    The forecasts that any other has to beat. Source: Hyndman & Athanasopoulos (2021), section 5.2.

    >>> naive_forecast([1, 2, 3, 7], horizon=3, season=2).tolist()
    [3.0, 7.0, 3.0]
    """
    past = inputs.numbers(history, "history")
    ahead = np.arange(inputs.integer(horizon, "horizon", 1))
    inputs.integer(season, "season", 1, len(past), "The last season must have been seen whole.")
    if not drift:
        return past[len(past) - season + ahead % season]
    if season > 1 or len(past) < 2:
        raise invalid("drift", drift, "used with season=1 and two values or more", "Leave it out.")
    return past[-1] + (ahead + 1) * (past[-1] - past[0]) / (len(past) - 1)


def mase(actual: Any, forecast: Any, history: Any, season: int = 1) -> float:
    """Mean absolute scaled error: that of the forecasts over that of the naive one-step forecasts of the past.

    Below 1 the forecasts are better than repeating the last value (or season) was in `history`. It has no unit: series
    of orders and of money can be compared. Source: Hyndman & Koehler (2006).

    >>> mase(actual=[5, 6], forecast=[4, 8], history=[1, 2, 4])
    1.0
    """
    happened, said = _pair(actual, "actual", forecast, "forecast")
    past = inputs.numbers(history, "history")
    inputs.integer(season, "season", 1, len(past) - 1, "The past must be longer than a season.")
    scale = np.abs(past[season:] - past[:-season]).mean()
    if scale == 0:
        raise InputError("history must change, got the same values every season. A constant needs no forecast.")
    return float(np.abs(happened - said).mean() / scale)


def rolling_origin(series: Any, forecaster: Forecaster, first: int, horizon: int = 1, step: int = 1) -> pd.DataFrame:
    """Forecast again and again, each time knowing only what was known: one row per origin and step ahead.

    series : values in order. forecaster : called with the values known and the horizon, returns as many forecasts; or
    a table with `forecast, low, high`, which are then kept. first : how many values the first forecast may know; step :
    how many more each following one. Columns `origin` (values known), `ahead` (1 … horizon), `actual, forecast, error`
    (actual less forecast). Every origin has its whole horizon inside the series. Source: Tashman (2000).
    """
    values = inputs.numbers(series, "series")
    horizon, step = inputs.integer(horizon, "horizon", 1), inputs.integer(step, "step", 1)
    last = len(values) - horizon
    inputs.integer(first, "first", 1, last, f"There are {len(values)} values, and {horizon} must come after.")
    parts = [_forecasts(values, forecaster, origin, horizon) for origin in range(first, last + 1, step)]
    return pd.concat(parts, ignore_index=True)


def interval_coverage(actual: Any, low: Any, high: Any, level: float = 0.95) -> Estimate:
    """Share of forecasts whose interval held what happened, ends included; for 95 % intervals it should be .95.

    The share's own interval is Wilson's, as of independent forecasts; forecasts from origins that follow each other
    share their luck, and then it is wider than it says.
    """
    happened, lower = _pair(actual, "actual", low, "low")
    _, upper = _pair(actual, "actual", high, "high")
    if (lower > upper).any():
        raise InputError(f"low must not exceed high, but does in row {int(np.argmax(lower > upper))}. Swap them?")
    held, n = int(((lower <= happened) & (happened <= upper)).sum()), len(happened)
    share, least, most = share_with_interval(held, n, level)
    return Estimate(share, float(np.sqrt(share * (1 - share) / n)), least, most, level, n)


def _forecasts(values: np.ndarray, forecaster: Forecaster, origin: int, horizon: int) -> pd.DataFrame:
    """Return the forecasts of one origin beside what happened."""
    said = forecaster(values[:origin].copy(), horizon)
    answer = "the forecaster's answer"
    whole = isinstance(said, (pd.DataFrame, dict))
    table = pd.DataFrame(said) if whole else pd.DataFrame({"forecast": inputs.numbers(said, answer)})
    inputs.require_columns(table, answer, forecast="forecast")
    inputs.numbers(table["forecast"], answer)
    if len(table) != horizon:
        raise InputError(
            f"the forecaster must return {horizon} values, got {len(table)}. It is asked for (known, horizon)."
        )
    actual = values[origin : origin + horizon]
    known = {"origin": origin, "ahead": np.arange(1, horizon + 1), "actual": actual}
    kept = table[[name for name in ("forecast", "low", "high") if name in table]].reset_index(drop=True)
    return pd.DataFrame(known).join(kept).assign(error=actual - kept["forecast"])


def _pair(first: Any, name: str, second: Any, other: str) -> tuple[np.ndarray, np.ndarray]:
    one, two = inputs.numbers(first, name), inputs.numbers(second, other)
    if len(one) != len(two):
        raise InputError(f"{name} and {other} must be equally long, got {len(one)} and {len(two)} rows.")
    return one, two
