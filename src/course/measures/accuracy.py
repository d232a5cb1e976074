"""How far forecasts were off: the usual errors side by side, and scores of intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.forecast import Forecaster, interval_coverage, mase, rolling_origin


def forecast_errors(actual: Any, forecast: Any, history: Any, season: int = 1) -> pd.Series:
    """The usual measures of error: `mae, rmse` (unit of the series), `mape, smape` (percent), `mase, rmsse`.

    mape is of the actual values and missing where one is 0; smape is 200 |error| / (|actual| + |forecast|). mase and
    rmsse are scaled by the naive forecasts of `history`, of the last value or the last season. Source: Hyndman &
    Koehler (2006); Makridakis, Spiliotis & Assimakopoulos (2022) for rmsse.
    """
    scaled = mase(actual, forecast, history, season)
    happened, said, past = (inputs.numbers(values, name) for values, name in
                            ((actual, "actual"), (forecast, "forecast"), (history, "history")))  # fmt: skip
    error = happened - said
    squared = (error**2).mean()
    sizes = np.abs(happened) + np.abs(said)
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = np.where(error == 0, 0.0, 200 * np.abs(error) / sizes)
    return pd.Series({
        "mae": np.abs(error).mean(),
        "rmse": np.sqrt(squared),
        "mape": 100 * np.abs(error / happened).mean() if (happened != 0).all() else np.nan,
        "smape": percent.mean(),
        "mase": scaled,
        "rmsse": np.sqrt(squared / ((past[season:] - past[:-season]) ** 2).mean()),
    })  # fmt: skip


def interval_score(actual: Any, low: Any, high: Any, level: float = 0.95) -> float:
    """Mean width of intervals plus 2 / (1 − level) times by how much each missed: small is good, in the series' unit.

    It rewards narrow intervals and punishes misses so that the honest interval is best. Source: Winkler (1972).
    """
    happened, below, above = (inputs.numbers(values, name) for values, name in
                              ((actual, "actual"), (low, "low"), (high, "high")))  # fmt: skip
    if not len(happened) == len(below) == len(above):
        lengths = f"{len(happened)}, {len(below)} and {len(above)}"
        raise InputError(f"actual, low and high must be equally long, got {lengths} rows.")
    if (below > above).any():
        raise InputError(f"low must not exceed high, but does in row {int(np.argmax(below > above))}. Swap them?")
    fine = 2 / (1 - inputs.between(level, "level", 0.5, 0.9999))
    missed = np.clip(below - happened, 0, None) + np.clip(happened - above, 0, None)
    return float((above - below + fine * missed).mean())


def compare_forecasts(
    series: Any, forecasters: Mapping[str, Forecaster], first: int, horizon: int = 1, step: int = 1, season: int = 1
) -> pd.DataFrame:
    """Several methods on the same origins in one table, the best first: one row per method.

    series, first, horizon, step : as in `rolling_origin`; season : of the naive forecast that errors are scaled by.
    Columns: `mae, rmse, mase` over all origins and steps ahead; `coverage` and `interval_score` of the intervals of
    methods that give 95 % ones, else missing; `forecasts`, how many. mase is scaled by the values before the first
    origin, so that all methods and origins share one unit.
    """
    if not isinstance(forecasters, Mapping) or not forecasters:
        raise InputError("forecasters must name at least one method, got none. Write {'last value': naive_forecast}.")
    values = inputs.numbers(series, "series")
    rows = {}
    for name, forecaster in forecasters.items():
        table = rolling_origin(values, forecaster, first, horizon, step)
        errors = forecast_errors(table["actual"], table["forecast"], values[:first], season)
        rows[name] = [errors["mae"], errors["rmse"], errors["mase"], *_of_intervals(table), len(table)]
    columns = ["mae", "rmse", "mase", "coverage", "interval_score", "forecasts"]
    result = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("method")
    return result.astype({"forecasts": int}).sort_values("mase", kind="stable")


def _of_intervals(table: pd.DataFrame) -> tuple[float, float]:
    if "low" not in table or "high" not in table:
        return np.nan, np.nan
    ends = table["actual"], table["low"], table["high"]
    return interval_coverage(*ends).estimate, interval_score(*ends)
