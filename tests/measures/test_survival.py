from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import hazard_model, log_rank, median_time, survival_at, survival_curve

#: Weeks until relapse of leukaemia, + where it had not come yet (Freireich et al. 1963).
SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def patients(*groups: str) -> pd.DataFrame:
    rows = [(int(week.strip("+")), "+" not in week, nr) for nr, group in enumerate(groups) for week in group.split()]
    return pd.DataFrame(rows, columns=["weeks", "relapse", "placebo"])


@pytest.fixture
def freireich() -> pd.DataFrame:
    return patients(SIX_MP, PLACEBO)


def curve_of(group: str, **arguments: float) -> pd.DataFrame:
    rows = patients(group)
    return survival_curve(rows["weeks"], rows["relapse"], **arguments)


def test_the_curve_is_the_published_one_of_freireichs_patients():
    found = curve_of(SIX_MP)
    assert found["time"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found["survival"].tolist() == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert found["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]


def test_its_interval_is_the_one_that_stata_prints():
    """sts list: .6197 .9516 at 6 weeks, .1881 .6801 at 23."""
    found = curve_of(SIX_MP).set_index("time")
    assert found.loc[6, ["low", "high"]].tolist() == pytest.approx([0.6197, 0.9516], abs=5e-5)
    assert found.loc[23, ["low", "high"]].tolist() == pytest.approx([0.1881, 0.6801], abs=5e-5)


def test_half_of_the_treated_relapse_within_23_weeks_and_of_the_others_within_8():
    assert median_time(curve_of(SIX_MP)) == 23
    assert median_time(curve_of(PLACEBO)) == 8
    assert median_time(curve_of("1 5+ 5+")) == np.inf


@pytest.mark.parametrize("people", range(2, 60, 2))
def test_of_an_even_number_of_people_half_are_left_once_half_have_gone(people):
    curve = survival_curve(range(1, people + 1), [True] * people)
    assert median_time(curve) == people / 2


def test_where_everybody_is_followed_the_curve_counts_who_is_left():
    rows, found = patients(PLACEBO), curve_of(PLACEBO)
    assert found["survival"].tolist() == pytest.approx([(rows["weeks"] > week).mean() for week in found["time"]])
    assert found["survival"].iloc[-1] == 0
    assert found[["low", "high"]].iloc[-1].isna().all()


def test_whoever_leaves_our_sight_first_says_nothing():
    pd.testing.assert_frame_equal(curve_of("2+ 3+ 5 6 6+"), curve_of("5 6 6+"))


@pytest.mark.parametrize(("time", "share"), [(0, 1), (5.9, 1), (6, 0.857), (12, 0.753), (99, 0.448)])
def test_between_two_events_survival_stays_as_it_is(time, share):
    assert survival_at(curve_of(SIX_MP), time)["survival"] == pytest.approx(share, abs=5e-4)


def test_a_wider_level_is_a_wider_interval_inside_0_and_1():
    wide, narrow = curve_of(PLACEBO, level=0.999).iloc[:-1], curve_of(PLACEBO, level=0.8).iloc[:-1]
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()
    assert wide["low"].min() > 0
    assert wide["high"].max() < 1


def test_the_log_rank_test_is_the_published_one(freireich):
    found = log_rank(freireich["weeks"], freireich["relapse"], freireich["placebo"])
    assert found["chi_square"] == pytest.approx(16.793, abs=5e-4)
    assert found["p_value"] == pytest.approx(4.17e-5, rel=5e-3)


def test_the_patients_typed_from_the_paper_are_those_that_r_carries(freireich, rdataset):
    gehan = rdataset("MASS", "gehan")
    found = log_rank(gehan["time"], gehan["cens"], gehan["treat"])
    assert found["chi_square"] == pytest.approx(16.793, abs=5e-4)
    assert sorted(gehan["time"]) == sorted(freireich["weeks"])


@pytest.mark.parametrize(
    ("ties", "coefficient", "error", "likelihood"),
    [("efron", 1.5721, 0.4124, -85.0084), ("breslow", 1.5092, 0.4096, -86.3796)],
)
def test_the_hazard_model_is_that_of_rs_coxph_and_ties_matter(freireich, ties, coefficient, error, likelihood):
    found = hazard_model(freireich, time="weeks", event="relapse", ties=ties)
    assert found.coefficients_["placebo"] == pytest.approx(coefficient, abs=5e-5)
    assert found.standard_errors_["placebo"] == pytest.approx(error, abs=5e-5)
    assert found.log_likelihood_ == pytest.approx(likelihood, abs=5e-5)


def test_the_log_rank_test_of_three_groups_is_that_by_hand():
    luck = np.random.default_rng(1)
    time, event, group = np.ceil(luck.exponential(5, 200)), luck.random(200) < 0.8, luck.integers(0, 3, 200)
    off, spread = np.zeros(3), np.zeros((3, 3))
    for now in np.unique(time[event]):
        due, gone = np.bincount(group[time >= now], minlength=3), np.bincount(group[(time == now) & event], minlength=3)
        n, d = due.sum(), gone.sum()
        off += gone - d * due / n
        spread += d * (n - d) / max(n - 1, 1) * (np.diag(due / n) - np.outer(due, due) / n**2)
    by_hand = off[:2] @ np.linalg.solve(spread[:2, :2], off[:2])
    assert log_rank(time, event, group)["chi_square"] == pytest.approx(by_hand)


def test_the_unit_of_an_explanation_does_not_matter(freireich):
    ages = freireich.assign(age=np.random.default_rng(1).normal(40, 10, len(freireich)))
    tiny = ages.assign(age=1e-8 * ages["age"])
    found, same = (hazard_model(frame, "weeks", "relapse") for frame in (ages, tiny))
    assert same.coefficients_["age"] * 1e-8 == pytest.approx(found.coefficients_["age"])
    assert same.standard_errors_["age"] * 1e-8 == pytest.approx(found.standard_errors_["age"])
    assert same.log_likelihood_ == pytest.approx(found.log_likelihood_)


def test_columns_need_no_text_for_a_name(freireich):
    found = hazard_model(freireich.rename(columns={"placebo": 0}), "weeks", "relapse")
    assert found.coefficients_[0] == pytest.approx(1.5721, abs=5e-5)


def test_hazard_ratios_are_read_with_their_interval(freireich):
    found = hazard_model(freireich, time="weeks", event="relapse")
    ratios = found.hazard_ratios().loc["placebo"]
    assert ratios.tolist() == pytest.approx([4.817, 2.147, 10.81], rel=1e-3)  # as R prints exp(coef)
    assert repr(found) == "HazardModel: placebo × 4.817 (n 42, events 30)"


def test_the_unit_of_time_does_not_matter(freireich):
    in_days = freireich.assign(weeks=7 * freireich["weeks"])
    weekly, daily = (hazard_model(frame, "weeks", "relapse").coefficients_ for frame in (freireich, in_days))
    pd.testing.assert_series_equal(weekly, daily)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda rows: survival_curve(rows["weeks"], [1, 0]), "time and event must be equally long, got 42 and 2"),
        (lambda rows: survival_curve(-rows["weeks"], rows["relapse"]), "time must be at least 0"),
        (lambda rows: survival_curve(rows["weeks"], rows["weeks"]), "event must be true or false"),
        (lambda rows: survival_curve([1, 2], [0, 0]), "Nothing happened: survival is 1 all the time"),
        (lambda rows: survival_curve([], []), "time must not be empty"),
        (lambda rows: survival_at(curve_of(PLACEBO), -1), "time must be a number"),
        (lambda rows: median_time(rows), "no column in curve named 'time'"),
        (lambda rows: log_rank([1, 2], [1, 1], ["a", "a"]), "group must be two groups or more"),
        (lambda rows: log_rank([1, 2], [1, 1], ["a"]), "equally long, got 2 and 1"),
        (lambda rows: log_rank([1, 2], [1, 1], ["a", None]), "group must be known of every person, got 1 missing"),
        (lambda rows: log_rank([1, 2], [0, 0], ["a", "b"]), "event must be true for somebody"),
        (
            lambda rows: survival_curve([1, 2], pd.array([True, None])),
            "true or false in every row, got 1 missing",
        ),
        (lambda rows: hazard_model(rows, "week", "relapse"), "Did you mean 'weeks'? There are: weeks, relapse"),
        (
            lambda rows: hazard_model(rows.assign(relapse=False), "weeks", "relapse"),
            "must be true for somebody",
        ),
        (lambda rows: hazard_model(rows.assign(placebo=rows["relapse"]), "weeks", "relapse"), "likelihood lies at inf"),
        (lambda rows: hazard_model(rows, "weeks", "relapse", ties="exact"), "no ties 'exact'"),
        (lambda rows: hazard_model(rows[["weeks", "relapse"]], "weeks", "relapse"), "must have a column beside"),
        (lambda rows: hazard_model(rows.assign(one=1), "weeks", "relapse"), "Drop one that is constant or a sum"),
        (lambda rows: hazard_model(rows.assign(town="x"), "weeks", "relapse"), "town must be numbers"),
    ],
)
def test_bad_input_is_named_with_the_next_step(freireich, call, words):
    with pytest.raises(InputError) as caught:
        call(freireich)
    assert words in str(caught.value)


def test_groups_of_whom_one_is_gone_before_it_happens_cannot_be_compared():
    with pytest.raises(InputError, match="leave out who was gone before"):
        log_rank([1, 2], [0, 1], ["a", "b"])
