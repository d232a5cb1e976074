"""Expected revenue: purchases to come times what a purchase has been worth; and what is left when nobody leaves."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import NBD, BetaGeometric, CommonDropout, expected_revenue, rfm_summary
from course.measures.bgnbd_likelihood import Likelihood

START = pd.Timestamp("2024-01-01")
PEOPLE, WEEKS = 1500, 60


def orders_of_people(leaving: object, seed: int = 3) -> pd.DataFrame:
    """Return orders at steady personal rates; after each repeat purchase people leave with this probability."""
    luck = np.random.default_rng(seed)
    rows = []
    for who, (rate, p) in enumerate(zip(luck.gamma(0.8, 0.15, PEOPLE), np.broadcast_to(leaving, PEOPLE), strict=True)):
        repeats = np.sort(luck.uniform(0, WEEKS * 7, luck.poisson(rate * WEEKS)).astype(int))
        last = luck.geometric(p) if p > 0 else len(repeats)
        rows += [(who, day) for day in np.unique(np.r_[0, repeats[:last]])]
    orders = pd.DataFrame(rows, columns=["customer_id", "day"])
    revenue = 1000 + 100 * (orders["customer_id"] % 5)
    return orders.assign(ordered_at=START + pd.to_timedelta(orders["day"], unit="D"), revenue=revenue)


@pytest.fixture(scope="module")
def stayers() -> pd.DataFrame:
    return orders_of_people(0)


@pytest.fixture(scope="module")
def equal_leavers() -> pd.DataFrame:
    return orders_of_people(0.2)


@pytest.fixture(scope="module")
def leavers() -> pd.DataFrame:
    return orders_of_people(np.random.default_rng(1).beta(0.6, 2, PEOPLE))


def test_it_is_expected_purchases_times_the_mean_revenue_of_a_day(leavers):
    summary = rfm_summary(leavers)
    purchases = BetaGeometric().fit(summary).expected_purchases(52, summary)
    per_day = leavers.groupby("customer_id")["revenue"].mean()  # one row per day here
    wanted = (purchases * per_day).rename("expected_revenue")
    pd.testing.assert_series_equal(expected_revenue(leavers, 52), wanted, check_index_type=False)


def test_orders_after_the_end_do_not_count(leavers):
    end = START + pd.Timedelta(weeks=40)
    early = leavers[leavers["ordered_at"] <= end]
    assert expected_revenue(leavers, 20, end=end).to_numpy() == pytest.approx(expected_revenue(early, 20, end=end))


def test_where_people_do_not_differ_in_leaving_they_share_one_probability(equal_leavers):
    summary = rfm_summary(equal_leavers)
    with pytest.raises(InputError, match="do not determine"):
        BetaGeometric().fit(summary)
    model = CommonDropout().fit(summary)
    assert model.params_["p"] == pytest.approx(0.2, abs=0.03)
    purchases = expected_revenue(equal_leavers, 52) / equal_leavers.groupby("customer_id")["revenue"].mean()
    assert purchases.to_numpy() == pytest.approx(model.expected_purchases(52, summary).to_numpy())


def test_where_nobody_leaves_everybody_is_taken_to_stay(stayers):
    summary = rfm_summary(stayers)
    model = CommonDropout().fit(summary)
    assert model.params_["p"] == pytest.approx(0, abs=1e-4)
    assert model.probability_alive(summary).min() > 0.9
    ordered = (stayers["day"] > 0).sum() * 52 / WEEKS
    assert model.expected_purchases(52, summary).sum() == pytest.approx(ordered, rel=0.03)


def test_without_leaving_and_with_equal_watching_it_is_the_negative_binomial():
    luck = np.random.default_rng(6)
    counts = luck.poisson(luck.gamma(0.8, 2.0, 3000))
    summary = pd.DataFrame({"frequency": counts, "recency": np.where(counts > 0, 40.0, 0), "T": 40.0})
    assert CommonDropout().fit(summary).params_["p"] == 0
    wanted = NBD().fit(counts, period=40).expected_purchases(counts, 10)
    assert CommonDropout().fit(summary).expected_purchases(10, summary).to_numpy() == pytest.approx(wanted, rel=1e-3)


def test_it_is_the_limit_of_the_model_in_which_people_differ(equal_leavers):
    summary = rfm_summary(equal_leavers)
    model = CommonDropout().fit(summary)
    r, alpha, p = model.params_
    large = 1e6
    wide = Likelihood(*(summary[name].to_numpy(float) for name in ("frequency", "recency", "T")))
    mean = -wide.value(np.log([r, alpha, large * p, large * (1 - p)]))
    assert model.log_likelihood_ == pytest.approx(mean * len(summary), abs=0.05)
    limit = BetaGeometric()
    limit.params_ = pd.Series({"r": r, "alpha": alpha, "a": large * p, "b": large * (1 - p)})
    assert model.probability_alive(summary).to_numpy() == pytest.approx(limit.probability_alive(summary), abs=1e-4)


def test_customers_without_a_repeat_purchase_tell_nothing():
    with pytest.raises(InputError, match="frequency must be above 0 for some customer"):
        CommonDropout().fit(pd.DataFrame({"frequency": [0, 0], "recency": [0.0, 0.0], "T": [5.0, 6.0]}))


def test_a_model_that_was_not_fitted_says_so():
    with pytest.raises(InputError, match="CommonDropout must be fitted first"):
        CommonDropout().expected_purchases(4, pd.DataFrame({"frequency": [1], "recency": [1.0], "T": [5.0]}))
