"""Published survival analyses, reproduced from the data that packages carry; restricted means and drifting hazards."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import (
    hazard_model,
    log_rank,
    median_interval,
    median_time,
    proportional_hazards,
    restricted_mean,
    survival_curve,
)


@pytest.fixture(scope="module")
def lung(rdataset) -> pd.DataFrame:
    """228 patients with lung cancer (Loprinzi et al. 1994), in the package survival of R."""
    rows = rdataset("survival", "cancer")
    return rows.assign(died=rows["status"] == 2)


@pytest.fixture(scope="module")
def released(rdataset) -> pd.DataFrame:
    """432 men released from prison (Rossi, Berk & Lenihan 1980), words as 0 and 1."""
    rows = rdataset("carData", "Rossi")[["week", "arrest", "fin", "age", "race", "wexp", "mar", "paro", "prio"]]
    first = {"fin": "yes", "race": "black", "wexp": "yes", "mar": "married", "paro": "yes"}
    return rows.assign(**{name: (rows[name] == word).astype(float) for name, word in first.items()})


def test_half_of_the_lung_patients_live_310_days_as_published(lung):
    """Therneau, survival: median 310; 284 to 361 on the log-log scale."""
    curve = survival_curve(lung["time"], lung["died"])
    assert median_time(curve) == 310
    assert median_interval(curve) == (284, 361)


def test_women_among_the_lung_patients_live_longer_as_published(lung):
    """Therneau, survdiff: chi-squared 10.3, p .001."""
    found = log_rank(lung["time"], lung["died"], lung["sex"])
    assert found["chi_square"] == pytest.approx(10.3, abs=0.05)
    assert found["p_value"] == pytest.approx(0.001, abs=5e-4)


# Therneau, coxph(Surv(time, status) ~ age + sex + ph.ecog, lung).
@pytest.mark.parametrize(
    ("column", "coefficient", "error"),
    [("age", 0.011067, 0.009267), ("sex", -0.552612, 0.167739), ("ph.ecog", 0.463728, 0.113577)],
)
def test_hazards_of_the_lung_patients_are_as_published(lung, column, coefficient, error):
    rows = lung[["time", "died", "age", "sex", "ph.ecog"]].dropna()
    found = hazard_model(rows, "time", "died")
    assert (found.coefficients_[column], found.standard_errors_[column]) == pytest.approx(
        (coefficient, error), abs=1e-6
    )


# Fox & Weisberg (2011), Cox Proportional-Hazards Regression, an appendix to An R Companion to Applied Regression.
@pytest.mark.parametrize(
    ("column", "coefficient", "error"),
    [
        ("fin", -0.3794, 0.1914), ("age", -0.0574, 0.0220), ("race", 0.3139, 0.3080), ("wexp", -0.1498, 0.2122),
        ("mar", -0.4337, 0.3819), ("paro", -0.0849, 0.1958), ("prio", 0.0915, 0.0286),
    ],
)  # fmt: skip
def test_hazards_of_arrest_are_as_published(released, column, coefficient, error):
    found = hazard_model(released, "week", "arrest")
    assert (found.coefficients_[column], found.standard_errors_[column]) == pytest.approx(
        (coefficient, error), abs=6e-5
    )


@pytest.mark.parametrize(
    ("column", "rho", "chi_square", "p"), [("age", -0.243, 0.856, 0.355), ("ecog.ps", 0.520, 2.545, 0.111)]
)
def test_drift_of_hazards_of_ovarian_cancer_is_as_published(rdataset, column, rho, chi_square, p):
    """Therneau, the example of cox.zph in survival before 3.0: the approximate test."""
    rows = rdataset("survival", "ovarian")[["futime", "fustat", "age", "ecog.ps"]]
    row = proportional_hazards(rows, "futime", "fustat").loc[column]
    assert row.to_list() == pytest.approx([rho, chi_square, p], abs=5e-4)


def test_a_hazard_ratio_that_shrinks_is_seen():
    luck = np.random.default_rng(2)
    x = luck.integers(0, 2, 2_000)
    time = np.where(x == 1, luck.weibull(0.6, 2_000), luck.weibull(1.6, 2_000))
    found = proportional_hazards(pd.DataFrame({"time": time, "event": 1, "x": x}), "time", "event")
    assert found.loc["x", "rho"] < -0.2
    assert found.loc["x", "p_value"] < 1e-6


def test_where_everybody_is_followed_the_restricted_mean_is_a_mean():
    time = [1.0, 2, 4, 7, 9]
    found = restricted_mean(time, [1] * 5, until=6)
    assert found.estimate == pytest.approx(np.minimum(time, 6).mean())
    assert restricted_mean(time, [1] * 5, until=9).standard_error == pytest.approx(np.std(time) / np.sqrt(5))


def test_restricted_means_hold_the_truth_as_often_as_they_say():
    luck, held = np.random.default_rng(7), 0
    truth = 1 - np.exp(-1.0)
    for _ in range(400):
        life, seen = luck.exponential(size=200), luck.uniform(0.5, 3, 200)
        found = restricted_mean(np.minimum(life, seen), life <= seen, until=1.0)
        held += found.holds(truth)
    assert 370 <= held <= 392


@pytest.mark.parametrize("factor", [7.0, 0.01])
def test_the_unit_of_time_scales_the_restricted_mean(lung, factor):
    one, other = (restricted_mean(lung["time"] * by, lung["died"], 365 * by) for by in (1, factor))
    assert (other.estimate, other.low) == pytest.approx((one.estimate * factor, one.low * factor))


WRONG = [
    (lambda: restricted_mean([1, 2], [1, 0], until=5), "until must be a number between"),
    (lambda: restricted_mean([1, 2], [0, 0], until=1), "event must be true for somebody"),
    (lambda: restricted_mean([1, -2], [1, 0], until=1), "time must be at least 0, got -2"),
    (lambda: restricted_mean([1, 2], [1, 2], until=1), "event must be true or false"),
    (lambda: median_interval(pd.DataFrame({"time": [1], "low": [0.4]})), "column in curve named 'high'"),
    (lambda: proportional_hazards(pd.DataFrame({"t": [1]}), "time", "event"), "named 'time'"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_where_the_curve_ends_at_0_before_its_upper_limit_is_below_one_half_the_median_has_no_upper_limit():
    """As R's survfit, which prints NA: at 0 left there is no interval."""
    assert median_interval(survival_curve([1, 2, 3], [1, 1, 1])) == (1.0, np.inf)
