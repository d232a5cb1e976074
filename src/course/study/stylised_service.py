"""How calls come in, from the moments at which they did. One small function a fact."""

from __future__ import annotations

import numpy as np
import pandas as pd


def intraday_peak(moments: pd.Series) -> float:
    """Calls of the busiest hour of the day over the mean of the hours from the first call to the last."""
    hourly = moments.dt.hour.value_counts()
    return float(hourly.max() / (len(moments) / (hourly.index.max() - hourly.index.min() + 1)))


def overdispersion(moments: pd.Series) -> float:
    """Variance over mean of the calls of an hour, after effects of day of the week and hour of the day; 1 is Poisson.

    Every weekday and hour has a mean of its own, over all weeks from the first call to the last; the sum of squared
    deviations over the means is divided by hours less means (Pearson). Hours in which nobody ever calls are closed.
    """
    hours = moments.dt.floor("h").value_counts()
    open_hours = pd.Index(moments.dt.hour.unique())
    every = pd.date_range(moments.min().normalize(), moments.max().normalize() + pd.Timedelta(hours=23), freq="h")
    calls = hours.reindex(every[every.hour.isin(open_hours)], fill_value=0)
    cells = calls.groupby([calls.index.day_of_week, calls.index.hour])
    mean = cells.transform("mean")
    kept = mean > 0
    freedom = kept.sum() - (cells.mean() > 0).sum()
    return float((((calls - mean) ** 2)[kept] / mean[kept]).sum() / freedom) if freedom > 0 else np.nan
