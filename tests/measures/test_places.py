from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from course.errors import InputError
from course.measures import funnel_limits, james_stein, partial_pooling, pool, slope_between, slope_within

#: Thirteen trials of the BCG vaccine (Colditz et al. 1994): cases and others, vaccinated, then not vaccinated.
BCG = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
        [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
        [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ]
)  # fmt: skip


def log_risk_ratios() -> tuple[np.ndarray, np.ndarray]:
    a, b, c, d = BCG.T.astype(float)
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def people(groups: int = 30, each: int = 40, seed: int = 1) -> pd.DataFrame:
    """Within a group y falls by .3 for each unit of x; groups of high x have high y: 2 for each unit."""
    luck = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), each)
    level = luck.normal(size=groups)[group]
    x = level + luck.normal(size=len(group))
    y = 2.3 * level - 0.3 * x + luck.normal(size=len(group)) * (1 + 0.5 * np.abs(x - level))
    return pd.DataFrame({"group": group, "x": x, "y": y})


def test_regions_and_persons_can_say_the_opposite():
    frame = people(groups=200)
    assert slope_within(frame["x"], frame["y"], frame["group"]).estimate == pytest.approx(-0.3, abs=0.05)
    assert slope_between(frame["x"], frame["y"], frame["group"]).estimate == pytest.approx(2.0, abs=0.1)


def test_the_slope_within_is_that_of_a_regression_with_an_effect_for_each_group():
    frame = people()
    found = slope_within(frame["x"], frame["y"], frame["group"])
    fitted = smf.ols("y ~ x + C(group)", frame).fit(cov_type="HC1")
    assert found.estimate == pytest.approx(fitted.params["x"])
    assert found.standard_error == pytest.approx(fitted.bse["x"])
    assert found.n == len(frame)


def test_the_slope_between_is_the_line_through_the_means():
    frame = people()
    means = frame.groupby("group").mean()
    found, fitted = slope_between(*frame[["x", "y", "group"]].to_numpy().T), smf.ols("y ~ x", means).fit(cov_type="HC1")
    assert (found.estimate, found.standard_error) == pytest.approx((fitted.params["x"], fitted.bse["x"]))
    assert found.n == 30


def test_what_a_group_shares_does_not_disturb_the_slope_within():
    frame = people()
    moved = frame["y"] + 100 * frame["group"]
    assert slope_within(frame["x"], moved, frame["group"]).estimate == pytest.approx(
        slope_within(frame["x"], frame["y"], frame["group"]).estimate
    )


def test_pooling_of_the_bcg_trials_is_as_published():
    """DerSimonian and Laird's variance between, .3088, and the common mean, −.7141 (R package metafor, dat.bcg)."""
    estimates, variances = log_risk_ratios()
    found = pool(estimates, variances)
    kept = 0.3088 / (0.3088 + variances)
    assert found["pooled"].to_numpy() == pytest.approx(-0.7141 + kept * (estimates + 0.7141), abs=2e-4)


#: Efron & Morris (1977), Stein's paradox: what 18 players hit in 45 at-bats, drawn towards the mean of .265 by .212.
SHRUNK = {
    "Roberto Clemente": 0.294, "Frank Robinson": 0.289, "Frank Howard": 0.285, "Jay Johnstone": 0.280,
    "Thurman Munson": 0.247, "Max Alvis": 0.242,
}  # fmt: skip


@pytest.fixture(scope="module")
def players(rdataset) -> pd.DataFrame:
    return rdataset("pscl", "EfronMorris").set_index("name")


@pytest.mark.parametrize("player", SHRUNK)
def test_batting_averages_are_drawn_in_as_published(players, player):
    """Efron & Morris (1977): .212 of the distance to the mean, .265, is kept."""
    mean = players["y"].mean()
    assert round(mean, 3) == 0.265
    found = james_stein(players["y"], mean * (1 - mean) / 45)
    assert found[player] == pytest.approx(0.265 + 0.212 * (players["y"][player] - 0.265), abs=5e-4)
    assert found[player] == pytest.approx(SHRUNK[player], abs=1.1e-3)


def test_drawn_in_players_foretell_the_rest_of_the_season_better_as_published(players):
    """Efron & Morris (1975): squared errors are 3.50 times smaller than those of the players' own averages."""
    y, mean = players["y"], players["y"].mean()
    transformed, later = (np.sqrt(45) * np.arcsin(2 * value - 1) for value in (y, players["p"]))
    found = james_stein(transformed, 1.0)
    assert ((transformed - later) ** 2).sum() / ((found - later) ** 2).sum() == pytest.approx(3.50, abs=0.15)
    assert mean == pytest.approx(0.265, abs=5e-4)


def test_estimates_of_four_or_more_come_nearer_on_the_whole():
    luck = np.random.default_rng(9)
    truth = luck.normal(size=10)
    drawn = truth + luck.normal(size=(500, 10))
    shrunk = np.array([james_stein(row, 1.0) for row in drawn])
    assert ((shrunk - truth) ** 2).mean() < 0.8 * ((drawn - truth) ** 2).mean()


def test_the_eight_schools_pool_as_published():
    """Gelman et al., Bayesian Data Analysis, table 5.2: no variance between schools is seen, pooled estimate 7.7."""
    estimates, errors = np.array([28, 8, -3, 7, -1, 1, 18, 12]), np.array([15, 10, 16, 11, 9, 11, 10, 18])
    assert pool(estimates, errors**2)["pooled"].to_numpy() == pytest.approx(np.full(8, 7.7), abs=0.05)


def test_radon_in_the_counties_of_minnesota_is_pooled_as_published(rdataset):
    """Gelman & Hill (2007), ch. 12: log radon of 85 counties; mean 1.31, sd between counties .31, within .80."""
    houses = rdataset("HLMdiag", "radon")
    table = partial_pooling(houses["log.radon"], houses["county"])
    kept = 0.31**2 / (0.31**2 + 0.80**2 / table["n"])
    assert len(table) == 85
    assert table["pooled"].to_numpy() == pytest.approx((1.31 + kept * (table["mean"] - 1.31)).to_numpy(), abs=0.012)


def test_pooled_counties_are_those_of_a_library(rdataset):
    houses = rdataset("HLMdiag", "radon").rename(columns={"log.radon": "y"})
    fitted = smf.mixedlm("y ~ 1", houses, groups="county").fit()
    blups = pd.Series({county: effect.iloc[0] for county, effect in fitted.random_effects.items()})
    table = partial_pooling(houses["y"], houses["county"])
    assert table["pooled"].to_numpy() == pytest.approx(
        fitted.fe_params.iloc[0] + blups[table.index].to_numpy(), abs=0.01
    )


def test_estimates_that_differ_by_luck_alone_are_all_drawn_to_the_common_mean():
    found = pool([1.0, 1.1, 0.9], [0.5, 0.5, 0.25])
    assert found["pooled"].to_numpy() == pytest.approx(np.full(3, (1 + 1.1 + 2 * 0.9) / 4))
    assert (found["standard_error"] > 8**-0.5).all()  # which would be right if they were known to be alike


def test_errors_allow_for_the_variance_between_being_estimated():
    """Of k estimates of variance 1, the variance between has the variance 2 (1 + τ²)² / (k − 1) (Prasad & Rao 1990)."""
    estimates = np.tile([-1.5, 1.5], 10)
    between = estimates.var(ddof=1) - 1
    kept, common = between / (1 + between), (1 + between) / 20
    of_variance = 2 * (1 + between) ** 2 / 19 / (1 + between) ** 3
    expected = np.sqrt(kept + (1 - kept) ** 2 * common + 2 * of_variance)
    assert pool(estimates, np.ones(20))["standard_error"].to_numpy() == pytest.approx(np.full(20, expected))


def test_few_regions_have_the_interval_of_student():
    x = np.repeat(np.arange(8.0), 2)
    found = slope_between(x, x + np.tile([0, 1, 0, -1], 4), np.repeat(range(8), 2))
    assert (found.high - found.estimate) / found.standard_error == pytest.approx(2.4469, abs=1e-4)


def test_small_groups_are_drawn_further():
    luck = np.random.default_rng(2)
    sizes = np.r_[np.full(40, 200), np.full(40, 5)]
    group = np.repeat(np.arange(80), sizes)
    table = partial_pooling(luck.normal(size=80)[group] + 3 * luck.normal(size=len(group)), group)
    assert table["n"].to_list() == sizes.tolist()
    kept = (table["pooled"] - table["pooled"].mean()).abs() / (table["mean"] - table["pooled"].mean()).abs()
    assert kept[:40].median() > 0.9
    assert kept[40:].median() < 0.6


@pytest.mark.parametrize("factors", [False, True])
def test_intervals_of_pooled_means_hold_the_true_means_as_often_as_they_say(factors):
    luck, held = np.random.default_rng(3), []
    for _ in range(60):
        truth = np.exp(0.3 * luck.normal(size=50)) if factors else 5 + luck.normal(size=50)
        group = np.repeat(np.arange(50), luck.integers(15, 60, 50))
        spread = luck.gamma(2, 0.5, len(group)) if factors else 3 * luck.normal(size=len(group))
        table = partial_pooling(truth[group] * spread if factors else truth[group] + spread, group, factors)
        held += [truth[i] >= table["low"][i] and truth[i] <= table["high"][i] for i in range(50)]
    assert 0.92 <= np.mean(held) <= 0.97


def test_pooled_factors_are_means_of_what_the_logarithms_leave_open():
    luck = np.random.default_rng(6)
    group, money = np.repeat(np.arange(12), 25), luck.gamma(1, 3, 300)
    table = partial_pooling(money, group, factors=True)
    within = ((money - table["mean"].to_numpy()[group]) ** 2).sum() / (300 - 12)
    logs = pool(np.log(table["mean"]), within / money.mean() ** 2 / table["n"])
    assert table["pooled"].to_numpy() == pytest.approx(np.exp(logs["pooled"] + logs["standard_error"] ** 2 / 2))
    assert table["low"].to_numpy() == pytest.approx(np.exp(logs["low"]))


def test_pooled_factors_do_not_depend_on_the_unit_of_money():
    luck = np.random.default_rng(4)
    group, money = np.repeat(np.arange(20), 30), luck.gamma(1, 3, 600)
    crowns, cents = (partial_pooling(values, group, factors=True)["pooled"] for values in (money, 100 * money))
    assert cents.to_numpy() == pytest.approx(100 * crowns.to_numpy())


def test_the_funnel_is_narrower_for_more_people():
    limits = funnel_limits([4, 100], centre=10, sd=5)
    assert limits.loc[4].to_list() == pytest.approx([10 - 1.96 * 2.5, 10 + 1.96 * 2.5], abs=1e-3)
    assert limits.loc[100].to_list() == pytest.approx([10 - 1.96 * 0.5, 10 + 1.96 * 0.5], abs=1e-3)


FRAME = people(groups=3, each=4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: slope_within([1, 2], [1], [1, 1]), "x, y and group must be equally long, got 2, 1, 2 rows"),
        (lambda: slope_within([1, 2], [1, 2], [1, None]), "group must be known for everybody, got 1 missing"),
        (lambda: slope_within([1, 2, 3], [1, 2, 3], [1, 1, 1]), "got 1 groups of 3 people"),
        (lambda: slope_within([1, 2], [1, 2], [1, 2]), "got 2 groups of 2 people"),
        (lambda: slope_within([1, 1, 2, 2], [1, 2, 3, 4], [1, 1, 2, 2]), "x must differ between people"),
        (lambda: slope_between([1, 2, 3], [1, 2, 3], [1, 1, 2]), "leave a degree of freedom, got 0"),
        (lambda: slope_between([1, np.inf], [1, 2], [1, 2]), "x must be finite numbers, got inf in row 1"),
        (lambda: partial_pooling([0, 0, 1, 2], [1, 1, 2, 2], factors=True), "must have a mean above 0 in every group"),
        (lambda: james_stein([1, 2, 3], 1), "estimates must be four or more, got 3"),
        (lambda: james_stein([1, 2, 3, 4], 0), "variance must be a number of at least"),
        (lambda: james_stein([1, 2, 3, np.nan], 1), "estimates must be finite numbers, got nan in row 3"),
        (lambda: partial_pooling([1, 2, 3], [1, 1]), "values and group must be equally long, got 3, 2 rows"),
        (lambda: partial_pooling([], []), "values must not be empty"),
        (lambda: pool([1, 2], [1]), "got 2 and 1"),
        (lambda: pool([1], [1]), "must be two or more of each, got 1 and 1"),
        (lambda: pool([1, 2], [1, 0]), "variances must be at least"),
        (lambda: funnel_limits([0], 1, 1), "n must be at least 1, got 0"),
        (lambda: funnel_limits([1], 1, -1), "sd must be a number of at least 0, got -1"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
