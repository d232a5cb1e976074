"""Figures of forecasts: fans, errors by distance, the spread of something new."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from course import plots
from course.errors import InputError
from course.measures import BassModel, naive_forecaster, rolling_origin

VALUES = 100 + np.random.default_rng(1).normal(0, 5, 40).cumsum()
WEEKS = pd.Series(VALUES, pd.date_range("2024-01-01", periods=40, freq="7D", name="week"))
TABLE = naive_forecaster("drift")(VALUES[:30], 10)
ROLLED = {name: rolling_origin(VALUES, naive_forecaster(name), 20, 4) for name in ("last value", "mean")}
SALES = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]
MODEL = BassModel().fit(SALES)
DRAWN = {
    "forecast": lambda **more: plots.forecast(WEEKS[:30], TABLE.set_index(WEEKS.index[30:]), WEEKS[30:], **more),
    "errors_by_horizon": lambda **more: plots.errors_by_horizon(ROLLED, **more),
    "diffusion": lambda **more: plots.diffusion(MODEL, SALES, **more),
}


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.findobj(Text) if text.get_text()]


def line(ax, label: str) -> np.ndarray:
    handles, labels = ax.get_legend_handles_labels()
    return np.asarray(handles[labels.index(label)].get_xydata())


@pytest.mark.parametrize("name", DRAWN)
def test_each_plot_takes_and_returns_axes_and_states_the_finding(name, keeps_to_its_axes):
    keeps_to_its_axes(DRAWN[name], "Half are gone")


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_and_a_long_title_stays_on_the_page(name, stays_on_the_page):
    title = "What comes next is told by a model that was simple enough to be wrong in ways that are known"
    stays_on_the_page(DRAWN[name], title)


def test_past_forecast_and_what_happened_follow_each_other():
    ax = plots.forecast(VALUES[:30], TABLE, VALUES[30:])
    np.testing.assert_array_equal(line(ax, "past"), np.column_stack([range(1, 31), VALUES[:30]]))
    np.testing.assert_array_equal(line(ax, "forecast"), np.column_stack([range(31, 41), TABLE["forecast"]]))
    np.testing.assert_array_equal(line(ax, "what happened")[:, 1], VALUES[30:])
    fan = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert {*TABLE["low"], *TABLE["high"]} <= set(fan)


def test_dates_are_kept_where_the_forecast_goes_on_with_them():
    ax = plots.forecast(WEEKS[:30], TABLE.set_index(WEEKS.index[30:]))
    assert ax.get_xlabel() == "week"
    assert ax.lines[0].get_xdata()[0] == WEEKS.index[0]
    assert plots.forecast(WEEKS[:30], TABLE).lines[0].get_xdata()[0] == 1


def test_a_forecast_without_an_interval_has_no_fan():
    assert not plots.forecast(VALUES, TABLE[["forecast"]]).collections


def test_errors_are_the_mean_over_origins_at_each_distance():
    ax = plots.errors_by_horizon(ROLLED)
    for name, table in ROLLED.items():
        errors = [table.loc[table["ahead"] == ahead, "error"].abs().mean() for ahead in range(1, 5)]
        np.testing.assert_allclose(line(ax, name), np.column_stack([range(1, 5), errors]))
    assert set(ROLLED) <= set(written(ax))
    np.testing.assert_array_equal(plots.errors_by_horizon(ROLLED["mean"]).lines[0].get_ydata(), line(ax, "mean")[:, 1])


def test_sales_stand_beside_the_model_which_goes_on():
    ax = plots.diffusion(MODEL, SALES, periods=20)
    np.testing.assert_array_equal(line(ax, "counted")[:, 1], SALES)
    np.testing.assert_array_equal(line(ax, "model")[:, 1], MODEL.sales(13))
    np.testing.assert_array_equal(line(ax, "forecast")[:, 0], range(13, 21))
    assert f"peak {MODEL.peak_:.3g} after launch" in written(ax)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.forecast(VALUES, ROLLED["mean"][["error"]]), "there is no column in table named 'forecast'"),
        (lambda: plots.forecast([], TABLE), "history must not be empty"),
        (lambda: plots.forecast(VALUES, TABLE, [1]), "actual must be as long as the forecast, got 1 and 10 values"),
        (lambda: plots.errors_by_horizon({}), "tables must not be empty"),
        (lambda: plots.errors_by_horizon(TABLE), "named 'ahead'"),
        (lambda: plots.diffusion(BassModel(), SALES), "BassModel must be fitted first"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
