"""Methods to forecast with, each a function of what is known and how far ahead: naive with intervals, statsmodels."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.forecast import Forecaster, naive_forecast
from course.measures.proportions import normal_quantile

NAIVE = ("last value", "last season", "drift", "mean")


def naive_forecaster(method: str = "last value", season: int = 1, level: float = 0.95) -> Forecaster:
    """A naive method with its interval, to be handed to `rolling_origin`: a table `forecast, low, high`.

    method : "last value", "last season" (of `season` values), "drift" (the line from the first to the last value),
    "mean". The interval takes one-step errors of the past as its measure and lets them grow with the horizon h: √h for
    the last value, √(seasons begun) for the last season, √(h (1 + h / (n − 1))) for drift, √(1 + 1/n) for the mean.
    Source: Hyndman & Athanasopoulos (2021), section 5.5.
    """
    inputs.one_of(method, "method", NAIVE)
    inputs.integer(season, "season", 1)
    width = normal_quantile(level)
    if method == "last season" and season == 1:
        raise invalid("season", 1, "2 or more for the last season", "52 for weeks that resemble those a year ago.")

    def forecast(known: np.ndarray, horizon: int) -> pd.DataFrame:
        past = inputs.numbers(known, "history")
        inputs.integer(len(past), "values known", season + 2, next_step="Begin later.")
        middle, error = _naive(method, past, horizon, season)
        return pd.DataFrame({"forecast": middle, "low": middle - width * error, "high": middle + width * error})

    return forecast


def sarimax_forecaster(
    order: tuple[int, int, int] = (0, 1, 1),
    seasonal_order: tuple[int, int, int, int] = (0, 0, 0, 0),
    explained_by: Any = None,
    trend: str | None = None,
    level: float = 0.95,
) -> Forecaster:
    """A seasonal ARIMA with explanations (statsmodels), fitted anew at each origin: a table `forecast, low, high`.

    order : (p, d, q); seasonal_order : (P, D, Q, season). explained_by : columns known for the whole series and the
    future that is forecast, one row per value from the first (price, economy); a forecast that needs what nobody can
    know by then is no forecast. trend : as in statsmodels. An InputError names a fit that does not converge.
    Source: Box & Jenkins (1970); Hyndman & Athanasopoulos (2021), chapters 9 and 10.
    """
    width = 1 - inputs.between(level, "level", 0.5, 0.9999)
    known_of = None if explained_by is None else _columns(explained_by)

    def forecast(known: np.ndarray, horizon: int) -> pd.DataFrame:
        past, ahead = _split(known_of, len(known), horizon)
        found, scale = _fitted(inputs.numbers(known, "history"), past, order, seasonal_order, trend)
        said = found.get_forecast(horizon, exog=ahead)
        table = np.column_stack([said.predicted_mean, said.conf_int(alpha=width)]) * scale
        return pd.DataFrame(table, columns=["forecast", "low", "high"])

    return forecast


def _naive(method: str, past: np.ndarray, horizon: int, season: int) -> tuple[np.ndarray, np.ndarray]:
    """Return forecasts and their standard errors."""
    ahead, n = np.arange(1.0, horizon + 1), len(past)
    if method == "mean":
        return np.full(horizon, past.mean()), np.full(horizon, past.std(ddof=1) * np.sqrt(1 + 1 / n))
    lag = season if method == "last season" else 1
    steps = past[lag:] - past[:-lag]
    if method == "drift":
        return naive_forecast(past, horizon, drift=True), steps.std(ddof=1) * np.sqrt(ahead * (1 + ahead / (n - 1)))
    error = np.sqrt((steps**2).mean() * np.ceil(ahead / lag))
    return naive_forecast(past, horizon, lag), error


def _columns(explained_by: Any) -> np.ndarray:
    frame = inputs.in_memory(explained_by, "explained_by")
    inputs.require_rows(frame, "explained_by")
    return np.column_stack([inputs.numbers(frame[name], f"explained_by[{name!r}]") for name in frame.columns])


def _split(columns: np.ndarray | None, known: int, horizon: int) -> tuple[np.ndarray | None, np.ndarray | None]:
    if columns is None:
        return None, None
    if len(columns) < known + horizon:
        needed = f"a row for each of {known} known and {horizon} forecast values"
        raise invalid("explained_by", f"{len(columns)} rows", needed, "Forecast the explanations first.")
    spread = columns[:known].std(axis=0)
    columns = columns / np.where(spread > 0, spread, 1.0)  # the search is for values of about 1
    return columns[:known], columns[known : known + horizon]


def _fitted(
    known: np.ndarray, past: np.ndarray | None, order: Any, seasonal: Any, trend: str | None
) -> tuple[Any, float]:
    """Return statsmodels' fit to the values over a scale, and the scale."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    least = sum(order) + (sum(seasonal[:3]) + 1) * seasonal[3] + 3
    inputs.integer(len(known), "values known", least, next_step="Begin later, or take a smaller model.")
    scale = float(known.std()) or 1.0  # the search is for values of about 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they warn of is looked at below
        try:
            model = SARIMAX(known / scale, exog=past, order=order, seasonal_order=seasonal, trend=trend)
            found = model.fit(disp=False, maxiter=500)
            if not found.mle_retvals["converged"]:  # a line search can stumble at the very top
                found = model.fit(found.params, method="nm", disp=False, maxiter=2_000)
        except (ValueError, np.linalg.LinAlgError) as fault:
            raise InputError(f"order and seasonal_order must suit the series, got: {fault}. Try (0, 1, 1).") from None
    if not found.mle_retvals["converged"]:
        raise InputError(f"the SARIMAX fit {order} × {seasonal} did not converge in 500 steps. Take a smaller model.")
    return found, scale
