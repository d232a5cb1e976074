"""Figures of effects, service, forecasts and survival show what the measures returned; errors name what is missing."""

import numpy as np
import pandas as pd
import pytest

from course import measures as m
from course import plots
from course.errors import InputError

CANS = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]


@pytest.fixture(autouse=True)
def _closed():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def lines(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_an_estimate_that_misses_the_truth_is_a_square():
    five = {"naive": m.Estimate.normal(0.9, 0.1, 10), "randomised": m.Estimate.normal(0.1, 0.1, 10)}
    ax = plots.estimates(five, truth=0.07, shares=True, title="The programme causes a few percent")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["naive", "randomised"]
    assert [lines(ax, name).get_marker() for name in five] == ["s", "o"]
    assert lines(ax, "naive").get_xdata() == [0.9]
    assert ax.get_title(loc="left") == "The programme causes a few percent"


def test_effects_before_treatment_are_hollow():
    luck = np.random.default_rng(1)
    first = np.repeat([3.0, 5.0, np.nan], 4)
    rows = pd.DataFrame([(u, t, first[u]) for u in range(12) for t in range(8)], columns=["unit", "t", "first"])
    rows["y"] = luck.normal(size=96) + 2 * (rows["t"] >= rows["first"])
    found = m.event_study(rows, "unit", "t", "y", "first")
    ax = plots.event_study(found)
    before = lines(ax, "before")
    assert before.get_markerfacecolor() == "white"
    shown = found.by_time.dropna(subset=["estimate"]).query("since >= 0")["estimate"]
    np.testing.assert_allclose(lines(ax, "after").get_ydata(), shown)


def test_the_qini_curve_ends_where_chance_ends():
    luck = np.random.default_rng(2)
    score, treated = luck.normal(size=400), luck.random(400) < 0.5
    found = m.qini(score, treated, score * treated + luck.normal(size=400))
    ax = plots.qini(found)
    np.testing.assert_allclose(lines(ax, "by expected uplift").get_ydata(), found.curve["gain"])
    assert lines(ax, "by chance").get_ydata()[-1] == found.curve["gain"].iloc[-1]


def test_balance_shows_the_worst_column_on_top():
    luck = np.random.default_rng(3)
    treated = luck.random(300) < 0.5
    known = pd.DataFrame({"alike": luck.normal(size=300), "apart": luck.normal(size=300) + treated})
    table = m.balance(known, treated)
    ax = plots.balance(table, table * 0.1)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["alike", "apart"]
    assert lines(ax, "before").get_xdata()[1] == table["difference"]["apart"]
    assert lines(ax, "after").get_markerfacecolor() != "white"


def test_points_out_of_control_are_marked_and_numbered():
    chart = m.control_chart(CANS, "p", n=50)
    ax = plots.control_chart(chart, title="Two samples stand out")
    assert sorted(text.get_text() for text in ax.texts) == ["15", "23"]
    squares = next(line for line in ax.lines if line.get_marker() == "s")
    assert squares.get_xdata().tolist() == [15, 23]


def test_limits_of_samples_of_several_sizes_are_steps():
    chart = m.control_chart([3, 6, 5], "p", n=[50, 100, 50])
    upper = plots.control_chart(chart).lines[2].get_ydata()
    assert list(upper[:3]) == pytest.approx(chart.upper.to_list())


def test_the_plan_is_marked_among_the_options():
    plan = m.staffing(10 / 180, 180, within=20)
    ax = plots.staffing(plan, unit="s")
    square = next(line for line in ax.lines if line.get_marker() == "s")
    assert list(square.get_xdata()) == [14]
    assert ax.get_ylabel() == "answered within 20 s"


def test_waiting_has_a_line_for_each_number_of_agents():
    loads = np.array([0.5, 0.8, 0.95])
    table = pd.DataFrame({c: [m.queue(load * c / 3, 3, c).mean_wait for load in loads] for c in (2, 10)}, index=loads)
    ax = plots.waiting(table)
    assert {text.get_text() for text in ax.texts} == {"2 agents", "10 agents"}
    np.testing.assert_allclose(ax.lines[1].get_ydata(), table[10])


def test_a_day_of_agents_is_a_line_of_steps():
    table = m.staffing_day(pd.Series([5, 60, 100, 30], index=["8:00", "8:30", "9:00", "9:30"]), 1800, 180, 20)
    ax = plots.day_of_agents(table)
    assert lines(ax, "agents needed").get_ydata()[:4].tolist() == table["agents"].to_list()


def test_a_fan_begins_where_the_past_ends():
    past = np.arange(20.0)
    table = m.naive_forecaster()(past, 4)
    ax = plots.forecast(past, table, actual=[20, 21])
    assert lines(ax, "forecast").get_xdata().tolist() == [20, 21, 22, 23]
    assert lines(ax, "happened").get_xdata().tolist() == [20, 21]
    with pytest.raises(InputError, match="named 'forecast'"):
        plots.forecast(past, pd.DataFrame({"said": [1]}))


def test_errors_are_means_by_steps_ahead():
    series = np.random.default_rng(4).normal(size=40).cumsum()
    table = m.rolling_origin(series, m.naive_forecast, first=10, horizon=3)
    ax = plots.errors_by_horizon({"last value": table})
    expected = table["error"].abs().groupby(table["ahead"]).mean()
    np.testing.assert_allclose(ax.lines[0].get_ydata(), expected)


def test_the_bass_curve_goes_on_beyond_what_was_sold():
    model = m.BassModel().fit(CONDITIONERS)
    ax = plots.diffusion(model, CONDITIONERS, periods=20)
    np.testing.assert_allclose(lines(ax, "model").get_ydata(), model.sales(20))
    assert [bar.get_height() for bar in ax.patches] == CONDITIONERS


def test_tracking_draws_both_columns():
    table = pd.DataFrame({"actual": [1, 3, 4], "expected": [1.5, 2.5, 4.2]}, index=[10, 20, 30])
    ax = plots.tracking(table, known=20)
    assert lines(ax, "happened").get_ydata().tolist() == [1, 3, 4]
    assert lines(ax, "expected").get_ydata().tolist() == [1.5, 2.5, 4.2]


def test_survival_curves_are_steps_with_people_at_risk_below():
    luck = np.random.default_rng(5)
    time, event = luck.exponential(size=80).round(2), luck.random(80) < 0.7
    curve = m.survival_curve(time, event)
    ax = plots.survival({"members": curve, "others": curve})
    np.testing.assert_allclose(lines(ax, "members").get_ydata()[1:], curve["survival"])
    assert ax.texts[0].get_text() == f"{curve['at_risk'].iloc[0]}"


def test_hazard_ratios_stand_in_the_order_of_the_model():
    luck = np.random.default_rng(6)
    frame = pd.DataFrame(
        {"t": luck.exponential(size=200), "e": 1, "age": luck.normal(size=200), "member": luck.integers(0, 2, 200)}
    )
    model = m.hazard_model(frame, "t", "e")
    ax = plots.hazard_ratios(model)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["age", "member"]
    assert ax.get_xscale() == "log"


def test_retention_shows_the_counts_and_the_model_beyond_them():
    left = [1000, 869, 743, 653, 593]
    ax = plots.retention(left, m.ShiftedBetaGeometric().fit(left), periods=12)
    assert lines(ax, "counted").get_ydata().tolist() == pytest.approx([n / 1000 for n in left])
    assert len(lines(ax, "model").get_ydata()) == 13
