"""Facts about calls against moments drawn on purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.study import stylised_service as service


def test_the_peak_is_over_the_mean_of_the_hours_that_have_calls_between_them():
    hours = pd.Series(pd.to_datetime(["2024-01-01 09:10", "2024-01-01 09:50", "2024-01-02 11:00"]))
    assert service.intraday_peak(hours) == 2  # two calls at nine, one a mean hour from nine to eleven


def drawn(rates: np.ndarray) -> pd.Series:
    """Calls of 200 days with nine open hours a day; Poisson numbers at these rates."""
    luck = np.random.default_rng(1)
    day = pd.date_range("2024-01-01", periods=200, freq="D").repeat(9)
    return pd.Series((day + pd.to_timedelta(np.tile(range(8, 17), 200), "h")).repeat(luck.poisson(rates)))


def test_poisson_calls_have_a_variance_like_their_mean_whatever_the_hour():
    by_hour = np.tile(np.linspace(2, 9, 9), 200)
    assert service.overdispersion(drawn(by_hour)) == pytest.approx(1, abs=0.06)


def test_days_that_differ_by_chance_are_overdispersed():
    """A gamma factor with variance .2 on a mean of 5 makes it 1 + .2 × 5."""
    factor = np.random.default_rng(2).gamma(5, 1 / 5, 1_800)
    assert service.overdispersion(drawn(5 * factor)) == pytest.approx(2, abs=0.15)


def test_calls_of_one_week_cannot_say_it():
    assert np.isnan(service.overdispersion(pd.Series(pd.to_datetime(["2024-01-01 09:10"]))))
