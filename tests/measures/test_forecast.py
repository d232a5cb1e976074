from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import interval_coverage, mase, naive_forecast, rolling_origin


@pytest.fixture(scope="session")
def beer(rdataset) -> pd.Series:
    """Quarterly beer production in Australia from 1992 on."""
    table = rdataset("fpp2", "ausbeer")
    return table.set_index("time")["value"].loc[1992:]


@pytest.fixture(scope="session")
def google(rdataset) -> np.ndarray:
    """Closing prices of Google over 200 days."""
    return rdataset("fpp2", "goog200")["value"].to_numpy()


def drift(known: np.ndarray, horizon: int) -> np.ndarray:
    return naive_forecast(known, horizon, drift=True)


@pytest.mark.real
@pytest.mark.parametrize(("season", "mae", "scaled"), [(1, 57.40, 4.01), (4, 13.40, 0.94)])
def test_naive_forecasts_of_beer_err_as_published(beer, season, mae, scaled):
    """Hyndman & Athanasopoulos, Forecasting, 2nd edition, section 3.4; errors scaled by the season's."""
    past, future = beer.loc[:2007.9], beer.loc[2008:2010.4]
    found = naive_forecast(past, len(future), season)
    assert len(future) == 10
    assert np.abs(future - found).mean() == pytest.approx(mae, abs=5e-3)
    assert mase(future, found, past, season=4) == pytest.approx(scaled, abs=5e-3)


@pytest.mark.real
def test_a_rolling_origin_errs_as_published_and_more_than_the_fit(google):
    """The same section: root mean squared error 6.233 by cross-validation, 6.169 of residuals."""
    found = rolling_origin(google, drift, first=2)
    assert np.sqrt((found["error"] ** 2).mean()) == pytest.approx(6.233, abs=5e-4)
    change = np.diff(google)
    assert np.sqrt(((change - change.mean()) ** 2).mean()) == pytest.approx(6.169, abs=5e-4)


def test_the_last_value_the_last_season_or_the_line_goes_on():
    past = [2, 5, 3, 8]
    assert naive_forecast(past, 2).tolist() == [8, 8]
    assert naive_forecast(past, 5, season=2).tolist() == [3, 8, 3, 8, 3]
    assert naive_forecast(past, 2, drift=True).tolist() == [10, 12]


def test_an_error_of_1_is_that_of_repeating_the_last_value():
    series = [3, 1, 4, 1, 5, 9, 2, 6]
    assert mase(series[1:], series[:-1], series) == 1
    assert mase(series, series, series) == 0
    in_cents = [np.multiply(100, column) for column in ([5, 6], [4, 8], [1, 2, 4])]
    assert mase(*in_cents) == mase([5, 6], [4, 8], [1, 2, 4])


def test_each_origin_knows_what_came_before_it_and_no_more():
    seen = []

    def spy(known: np.ndarray, horizon: int) -> list[float]:
        seen.append(known.tolist())
        known[:] = -1  # and cannot change it
        return [0.0] * horizon

    found = rolling_origin([1, 2, 3, 4, 5, 6], spy, first=2, horizon=2, step=2)
    assert seen == [[1, 2], [1, 2, 3, 4]]
    assert found["origin"].tolist() == [2, 2, 4, 4]
    assert found["ahead"].tolist() == [1, 2, 1, 2]
    assert found["actual"].tolist() == found["error"].tolist() == [3, 4, 5, 6]


def test_intervals_are_kept_and_their_coverage_counted():
    def within_one(known: np.ndarray, horizon: int) -> pd.DataFrame:
        last = naive_forecast(known, horizon)
        return pd.DataFrame({"forecast": last, "low": last - 1, "high": last + 1}, index=list("ab")[:horizon])

    found = rolling_origin([1, 2, 2, 5, 6], within_one, first=1, horizon=1)
    held = interval_coverage(found["actual"], found["low"], found["high"])
    assert (held.estimate, held.n) == (0.75, 4)
    assert held.low < 0.75 < held.high


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: naive_forecast([], 1), "history must not be empty"),
        (lambda: naive_forecast([1, 2], 0), "horizon must be a whole number at least 1"),
        (lambda: naive_forecast([1, 2], 1, season=3), "season must be a whole number between 1 and 2"),
        (lambda: naive_forecast([1, 2], 1, season=2, drift=True), "used with season=1"),
        (lambda: mase([1], [1, 2], [1, 2]), "actual and forecast must be equally long, got 1 and 2"),
        (lambda: mase([1], [1], [2, 2]), "A constant needs no forecast"),
        (lambda: mase([1], [1], [1, 2], season=2), "The past must be longer than a season"),
        (lambda: rolling_origin([1, 2, 3], drift, first=3), "There are 3 values, and 1 must come after"),
        (lambda: rolling_origin([1, 2, 3], lambda known, horizon: [1, 1], first=1), "must return 1 values, got 2"),
        (lambda: rolling_origin([1, 2, 3], lambda known, horizon: {"mean": [1]}, first=1), "named 'forecast'"),
        (
            lambda: rolling_origin([1, 2, 3], lambda known, horizon: None, first=1),
            "must be one column of numbers",
        ),
        (lambda: rolling_origin([1, 2, 3], lambda known, horizon: [np.nan], first=1), "answer must be finite numbers"),
        (lambda: interval_coverage([1], [3], [2]), "low must not exceed high, but does in row 0"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
