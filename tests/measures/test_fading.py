from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import FadingOrders

WEEKS = 104
MONDAY = pd.Timestamp("2024-01-01")


def lived(seed: int, hazard: float = 0.01, spread: float = 1.0, people: int = 6_000) -> tuple[pd.DataFrame, pd.Series]:
    """Orders of customers who came week by week, and who is still there: rates and hazards differ, weeks are unlike."""
    luck = np.random.default_rng(seed)
    came = luck.integers(0, WEEKS, people)
    hazards = hazard * (luck.gamma(1 / spread, spread, people) if spread else np.ones(people))
    life = luck.exponential(1, people) / np.maximum(hazards, 1e-12)
    busy = 1 + 0.4 * np.sin(np.arange(WEEKS) / 8) - 0.004 * np.arange(WEEKS)
    rate, week = luck.gamma(0.7, 0.3, people), np.arange(WEEKS)
    age = week - came[:, None]
    orders = (age > 0) & (age < life[:, None]) & (luck.random((people, WEEKS)) < 1 - np.exp(-rate[:, None] * busy))
    who, when = np.nonzero(orders | (age == 0))
    day = MONDAY + pd.to_timedelta(7 * when + luck.integers(0, 7, len(when)), unit="D")
    return pd.DataFrame({"customer_id": who + 1, "ordered_at": day}), pd.Series(came + life > WEEKS - 0.5)


@pytest.mark.parametrize(("hazard", "spread"), [(0.01, 1.0), (0.01, 0.0), (0.03, 2.0), (0.0, 0.0)])
def test_it_counts_those_who_are_there(hazard, spread):
    orders, there = lived(1, hazard, spread, people=20_000)
    found = FadingOrders().fit(orders, end="2025-12-28").share_still_there()
    assert found.estimate == pytest.approx(there.mean(), abs=0.03)
    assert found.n == 20_000


@pytest.mark.parametrize("start", [(0.05, 0.2), (0.001, 20.0)])
def test_where_the_search_begins_does_not_matter(start):
    found = FadingOrders().fit(lived(1)[0], end="2025-12-28")
    assert np.exp(found._cohorts.fitted(np.log(start))) == pytest.approx(found.params_.to_numpy(), rel=1e-5)


@pytest.mark.slow
def test_its_interval_holds_the_share_as_often_as_it_says():
    held = []
    for seed in range(100):
        orders, there = lived(seed, people=5_000)
        held.append(FadingOrders().fit(orders, end="2025-12-28").share_still_there().holds(there.mean()))
    assert 0.89 <= np.mean(held) <= 0.99


def test_how_busy_the_weeks_are_does_not_matter():
    """Half of the orders of the second year are lost, of customers new and old: as many are taken to be there."""
    orders, there = lived(2, people=20_000)
    first = ~orders["customer_id"].duplicated()
    kept = first | (orders["ordered_at"] < "2025-01-01") | (np.random.default_rng(1).random(len(orders)) < 0.5)
    found = FadingOrders().fit(orders[kept], end="2025-12-28").share_still_there(resamples=2)
    assert found.estimate == pytest.approx(there.mean(), abs=0.05)


def test_orders_by_age_fade_beside_newcomers():
    orders, _ = lived(3, people=20_000)
    model = FadingOrders().fit(orders, end="2025-12-28")
    table = model.by_age(step=26)
    assert table.index.to_list() == [1, 27, 53, 79]
    assert table["orders"].sum() == len(orders) - 20_000
    assert table["share"].is_monotonic_decreasing
    assert table["share"].to_numpy() == pytest.approx(model.survival(table.index + 12.5), abs=0.05)


def test_survival_falls_from_one_as_hazard_and_spread_say():
    orders, _ = lived(4)
    model = FadingOrders().fit(orders)
    hazard, spread = model.params_
    assert model.survival([0, 10]) == pytest.approx([1, (1 + spread * hazard * 10) ** (-1 / spread)])


def test_the_order_of_rows_does_not_matter_and_nothing_is_changed():
    orders, _ = lived(5)
    before, shuffled = orders.copy(), orders.sample(frac=1, random_state=1)
    pd.testing.assert_series_equal(FadingOrders().fit(orders).params_, FadingOrders().fit(shuffled).params_)
    pd.testing.assert_frame_equal(orders, before)


def test_orders_after_the_end_are_not_seen():
    orders, _ = lived(6)
    early = orders[orders["ordered_at"] < "2025-01-06"]
    fitted = FadingOrders().fit(orders, end="2025-01-05").params_
    pd.testing.assert_series_equal(fitted, FadingOrders().fit(early, end="2025-01-05").params_)


TWO = pd.DataFrame({"customer_id": [1, 1], "ordered_at": pd.to_datetime(["2025-01-01", "2025-03-01"])})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: FadingOrders().fit(TWO.drop(columns="ordered_at")), "named 'ordered_at'"),
        (lambda: FadingOrders().fit(TWO.head(0)), "orders must not be empty"),
        (lambda: FadingOrders().fit(TWO.astype({"ordered_at": "str"})), "must be a column of dates or times"),
        (lambda: FadingOrders().fit(TWO.head(1)), "got first ones only"),
        (lambda: FadingOrders().fit(TWO, end="2024-01-01"), "orders up to end must not be empty"),
        (lambda: FadingOrders().fit(TWO, end="soon"), "end must be a day, got 'soon'"),
        (lambda: FadingOrders().share_still_there(), "must be fitted first"),
        (lambda: FadingOrders().survival(1), "must be fitted first"),
        (lambda: FadingOrders().fit(TWO).survival(-1), "age must be at least 0"),
        (lambda: FadingOrders().fit(TWO).by_age(0), "step must be a whole number at least 1"),
        (lambda: FadingOrders().fit(TWO).share_still_there(resamples=1), "resamples must be a whole number at least 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_it_prints_its_parameters():
    assert repr(FadingOrders()) == "FadingOrders (not fitted)"
    assert repr(FadingOrders().fit(lived(7)[0])).startswith("FadingOrders: hazard 0.0")
