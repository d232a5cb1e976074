"""Errors of forecasts against published tables, scores of intervals, methods side by side, bad input."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import (
    compare_forecasts,
    forecast_errors,
    interval_score,
    naive_forecast,
    naive_forecaster,
    rolling_origin,
    sarimax_forecaster,
)


@pytest.fixture(scope="module")
def beer(rdataset) -> pd.Series:
    table = rdataset("fpp2", "ausbeer")
    return table.set_index("time")["value"].loc[1992:]


@pytest.fixture(scope="module")
def passengers(rdataset) -> np.ndarray:
    return rdataset("datasets", "AirPassengers")["value"].to_numpy(dtype=float)


# Hyndman & Athanasopoulos, Forecasting, 2nd edition, section 3.4: beer, 2008 to mid 2010; scaled by the season's.
PUBLISHED = {
    "mean": (38.45, 34.83, 8.28, 2.44),
    "last value": (62.69, 57.40, 14.18, 4.01),
    "last season": (14.31, 13.40, 3.17, 0.94),
}


@pytest.mark.parametrize("method", PUBLISHED)
@pytest.mark.parametrize(("place", "error"), list(enumerate(["rmse", "mae", "mape", "mase"])))
def test_errors_of_beer_forecasts_are_as_published(beer, method, place, error):
    past, future = beer.loc[:2007.9].to_numpy(), beer.loc[2008:2010.4].to_numpy()
    season = 4 if method == "last season" else 1
    said = naive_forecaster(method, season)(past, len(future))["forecast"]
    found = forecast_errors(future, said, past, season=4)
    assert found[error] == pytest.approx(PUBLISHED[method][place], abs=6e-3)


# Box & Jenkins (1970), series G in logarithms, as R's arima prints it: −.4018, −.5569, sigma² .001348, LL 244.70.
@pytest.mark.parametrize(("place", "published"), [(0, -0.4018), (1, -0.5569), (2, 0.001348)])
def test_the_airline_model_is_as_published(passengers, place, published):
    from course.measures.forecasters import _fitted

    found, scale = _fitted(np.log(passengers), None, (0, 1, 1), (0, 1, 1, 12), None)
    values = found.params * [1, 1, scale**2]
    assert values[place] == pytest.approx(published, rel=2e-3)


def test_the_airline_model_forecasts_passengers_better_than_a_year_ago(passengers):
    methods = {
        "airline": sarimax_forecaster((0, 1, 1), (0, 1, 1, 12)),
        "a year ago": naive_forecaster("last season", 12),
        "last month": naive_forecaster(),
    }
    found = compare_forecasts(passengers, methods, first=120, horizon=6, step=6, season=12)
    assert found.index.to_list() == ["airline", "a year ago", "last month"]
    assert found.loc["airline", "mase"] < 1 < found.loc["a year ago", "mase"]
    assert (found["forecasts"] == 24).all()


def test_the_unit_of_the_series_does_not_change_which_is_best(passengers):
    methods = {"drift": naive_forecaster("drift"), "airline": sarimax_forecaster((0, 1, 1), (0, 1, 1, 12))}
    one, other = (compare_forecasts(passengers * by, methods, 132, 6, 6, 12) for by in (1, 1e6))
    np.testing.assert_allclose(other["mase"], one["mase"], rtol=1e-3)
    np.testing.assert_allclose(other["rmse"] / 1e6, one["rmse"], rtol=1e-3)


def test_forecasts_without_intervals_have_no_coverage(beer):
    found = compare_forecasts(beer, {"plain": naive_forecast}, first=40)
    assert found[["coverage", "interval_score"]].isna().all(axis=None)


def test_what_explains_the_series_is_used_and_must_reach_into_the_future():
    luck = np.random.default_rng(2)
    price = pd.DataFrame({"price": luck.normal(size=84)})
    series = 50 - 5 * price["price"].to_numpy() + luck.normal(0, 0.5, 84)
    with_it, without = (
        rolling_origin(
            series, sarimax_forecaster((0, 0, 0), explained_by=known, trend="c"), first=60, horizon=4, step=4
        )
        for known in (price, None)
    )
    assert with_it["error"].std() < without["error"].std() / 3
    with pytest.raises(InputError, match="explained_by must be a row for each of 84 known and 4 forecast values"):
        sarimax_forecaster((0, 0, 0), explained_by=price)(series, 4)


def test_nineteen_of_twenty_intervals_of_a_random_walk_hold_what_came():
    luck = np.random.default_rng(4)
    walks = luck.normal(size=(600, 60)).cumsum(axis=1)
    said = [naive_forecaster()(walk[:50], 10) for walk in walks]
    held = np.mean([(table["low"] <= walk[50:]) & (walk[50:] <= table["high"]) for table, walk in
                    zip(said, walks, strict=True)])  # fmt: skip
    assert held == pytest.approx(0.94, abs=0.02)


def test_the_score_of_an_interval_is_its_width_and_a_fine_for_a_miss():
    assert interval_score([5], [4], [6], level=0.9) == 2
    assert interval_score([7], [4], [6], level=0.9) == pytest.approx(2 + 20 * 1)


def test_percent_errors_need_values_other_than_zero():
    found = forecast_errors([0, 2], [1, 2], [1, 2, 4])
    assert np.isnan(found["mape"])
    assert found["smape"] == 100


SERIES = np.arange(30.0) % 7
WRONG = [
    (lambda: forecast_errors([1], [1, 2], [1, 2]), "actual and forecast must be equally long"),
    (lambda: forecast_errors([1], [1], [3, 3, 3]), "history must change"),
    (lambda: interval_score([1], [2], [1]), "low must not exceed high"),
    (lambda: interval_score([1, 2], [1], [2]), "actual, low and high must be equally long, got 2, 1 and 1"),
    (lambda: interval_score([1], [1], [2], level=95), "level must be a number between"),
    (lambda: compare_forecasts(SERIES, {}, 10), "forecasters must name at least one method"),
    (lambda: compare_forecasts(SERIES, {"a": naive_forecast}, 10, horizon=40), "first must be a whole number"),
    (lambda: compare_forecasts([1, np.nan, 3], {"a": naive_forecast}, 1), "series must be finite numbers"),
    (lambda: naive_forecaster("last year"), "there is no method 'last year'"),
    (lambda: naive_forecaster("last season"), "season must be 2 or more for the last season"),
    (lambda: naive_forecaster("last season", 12)(SERIES[:10], 1), "values known must be a whole number at least 14"),
    (lambda: sarimax_forecaster((0, 1, 1), (0, 1, 1, 12))(SERIES[:20], 1), "values known must be"),
    (lambda: sarimax_forecaster(level=95), "level must be a number between"),
    (lambda: sarimax_forecaster(explained_by=[1, 2]), "explained_by must be a table"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


@pytest.mark.parametrize("unit", [1.0, 1_000.0])
def test_an_ordinary_series_with_a_price_in_any_unit_settles(unit):
    for seed in range(1, 13):
        luck = np.random.default_rng(seed)
        price, off = luck.normal(10, 1, 151), np.zeros(151)
        for week in range(1, 151):
            off[week] = 0.6 * off[week - 1] + luck.normal()
        told = sarimax_forecaster((1, 0, 0), explained_by=pd.DataFrame({"price": unit * price}), trend="c")
        assert told(100 - 3 * price[:-1] + off[:-1], 1)["forecast"].iloc[0] == pytest.approx(100 - 3 * price[-1], abs=6)
