from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import NBD, NBDWhileThere

WEEKS, YEAR, R, ALPHA = 104, 52, 0.6, 8.0
MONDAY, LAST = pd.Timestamp("2024-01-01"), "2025-12-28"


def lived(seed: int, people: int, hazard: float = 0.0075) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders of two years, and for each customer whether still there, orders of the last year and of the next."""
    luck = np.random.default_rng(seed)
    came, rate = luck.integers(0, WEEKS, people), luck.gamma(R, 1 / ALPHA, people)
    life = luck.exponential(1, people) / np.maximum(hazard * luck.gamma(1, 1, people), 1e-12)
    age = np.arange(WEEKS + YEAR) - came[:, None]
    number = luck.poisson(rate[:, None] * ((age > 0) & (age < life[:, None]))) + (age == 0)
    who, when = np.nonzero(number[:, :WEEKS])
    who, when = (np.repeat(values, number[who, when]) for values in (who, when))
    orders = pd.DataFrame({"customer_id": who, "ordered_at": MONDAY + pd.to_timedelta(7 * when, unit="D")})
    last, following = number[:, WEEKS - YEAR : WEEKS].sum(axis=1), number[:, WEEKS:].sum(axis=1)
    truth = pd.DataFrame({"there": came + life > WEEKS - 0.5, "last": last, "next": following})
    return orders, truth[came < WEEKS - YEAR]


@pytest.fixture(scope="module")
def many() -> tuple[pd.DataFrame, pd.DataFrame]:
    return lived(1, 40_000)


@pytest.fixture(scope="module")
def model(many) -> NBDWhileThere:
    return NBDWhileThere().fit(many[0], YEAR, end=LAST)


def test_it_finds_the_rates_of_those_who_are_there(model):
    assert model.params_["r"] == pytest.approx(R, abs=0.06)
    assert model.params_["r"] / model.params_["alpha"] == pytest.approx(R / ALPHA, rel=0.05)
    assert list(model.params_.index) == ["r", "alpha", "hazard", "spread"]


@pytest.mark.parametrize("x", [0, 1, 4])
def test_it_knows_who_is_still_there_by_what_they_bought(model, many, x):
    truth = many[1].query("last == @x")
    assert float(model.probability_there(x)[0]) == pytest.approx(truth["there"].mean(), abs=0.04)


def test_the_interval_lies_about_the_share_and_counts_the_silent(model, many):
    found, silent = model.share_there(0), many[1].query("last == 0")
    assert found.estimate == pytest.approx(float(model.probability_there(0)[0]))
    assert found.holds(silent["there"].mean())
    assert found.n == len(silent)
    luck_alone = (found.estimate * (1 - found.estimate) / found.n) ** 0.5
    assert 1.2 * luck_alone < found.standard_error < 0.05


def test_who_is_there_now_will_stay_as_long_as_survival_says(model, many):
    came = many[0].groupby("customer_id")["ordered_at"].min()
    age = (pd.Timestamp(LAST) - came[came < MONDAY + pd.Timedelta(weeks=WEEKS - YEAR)]).dt.days.to_numpy() // 7 + 0.5
    there = np.array([model.fading_.survival(age + week).sum() for week in range(YEAR + 1)])
    weeks = (there[:-1] + there[1:]).sum() / 2 / there[0]
    r, alpha = model.params_[["r", "alpha"]]
    expected = model.probability_there([0, 3]) * (r + np.array([0, 3])) / (alpha + YEAR) * weeks
    assert model.expected_purchases([0, 3]) == pytest.approx(expected)
    assert weeks < 0.95 * YEAR


@pytest.mark.parametrize("x", [0, 1, 2, 5])
def test_they_buy_next_year_what_it_expects(model, many, x):
    truth = many[1].query("last == @x")["next"]
    luck = 4 * truth.std() / len(truth) ** 0.5
    assert float(model.expected_purchases(x)[0]) == pytest.approx(truth.mean(), abs=0.1 * truth.mean() + luck)


def test_the_nbd_alone_promises_too_much_of_the_silent(model, many):
    silent = many[1].query("last == 0")["next"].mean()
    assert float(NBD().fit(many[1]["last"]).expected_purchases(0)) > 1.3 * silent


def test_where_nobody_leaves_it_is_the_nbd():
    orders, truth = lived(2, 10_000, hazard=0)
    found, plain = NBDWhileThere().fit(orders, YEAR, end=LAST), NBD().fit(truth["last"], period=YEAR)
    assert float(found.probability_there(0)[0]) > 0.93
    assert found.params_[["r", "alpha"]].to_list() == pytest.approx(plain.params_.to_list(), rel=0.05)


@pytest.mark.slow
def test_its_interval_holds_the_share_of_the_silent_as_often_as_it_says():
    held = []
    for seed in range(100):
        orders, truth = lived(seed, 6_000)
        found = NBDWhileThere().fit(orders, YEAR, end=LAST).share_there(0)
        held.append(found.holds(truth.query("last == 0")["there"].mean()))
    assert 0.89 <= np.mean(held) <= 0.99


def test_the_order_of_rows_does_not_matter(many):
    orders = many[0].head(20_000)
    one, other = (NBDWhileThere().fit(frame, YEAR) for frame in (orders, orders.sample(frac=1, random_state=1)))
    pd.testing.assert_series_equal(one.params_, other.params_, rtol=1e-4)


FEW = lived(3, 300)[0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NBDWhileThere().fit(FEW.drop(columns="customer_id")), "named 'customer_id'"),
        (lambda: NBDWhileThere().fit(FEW.head(0)), "orders must not be empty"),
        (lambda: NBDWhileThere().fit(FEW, period=0), "period must be a whole number at least 1, got 0"),
        (lambda: NBDWhileThere().fit(FEW, period=500), "period must be below 104, the weeks observed, got 500"),
        (lambda: NBDWhileThere().share_there(), "must be fitted first"),
        (lambda: NBDWhileThere().probability_there(0), "must be fitted first"),
        (lambda: NBDWhileThere().fit(FEW).probability_there(-1), "x must be at least 0, got -1"),
        (lambda: NBDWhileThere().fit(FEW).expected_purchases(0.5), "x must be whole numbers, got 0.5"),
        (
            lambda: NBDWhileThere().fit(FEW).share_there(99),
            "x must be a number of purchases that somebody made, got 99",
        ),
        (lambda: NBDWhileThere().fit(FEW).share_there(0, resamples=1), "resamples must be a whole number at least 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_it_prints_its_parameters():
    assert repr(NBDWhileThere()) == "NBDWhileThere (not fitted)"
    assert repr(NBDWhileThere().fit(FEW)).startswith("NBDWhileThere: r 0.")
