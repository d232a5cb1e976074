"""Each stylised fact against histories small enough to work out by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from course.study import stylised_facts as facts


def orders(*rows: tuple[int, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "ordered_at", "revenue"])
    return frame.assign(ordered_at=pd.to_datetime(frame["ordered_at"], format="ISO8601"))


def lines(*baskets: list[int]) -> pd.DataFrame:
    return pd.DataFrame([(order, product) for order, basket in enumerate(baskets) for product in basket],
                        columns=["order_id", "product_id"])  # fmt: skip


THREE = orders((1, "2024-01-01", 10), (2, "2024-01-02", 20), (2, "2024-01-06", 40), (3, "2024-01-07", 30))


def test_orders_per_buyer_and_one_order_share_count_buyers():
    assert facts.orders_per_buyer(THREE) == pytest.approx(4 / 3)
    assert facts.one_order_share(THREE) == pytest.approx(2 / 3)


def test_the_weekend_is_saturday_and_sunday():
    assert facts.weekend_share(THREE) == 0.5


def test_orders_and_value_that_rise_together_correlate_fully():
    rising = orders((1, "2024-01-01", 10), *[(2, "2024-01-01", 20)] * 2, *[(3, "2024-01-01", 30)] * 3)
    assert facts.correlation_of_orders_and_value(rising) == pytest.approx(1)


def test_variance_of_log_value_splits_into_within_and_between():
    same = orders(*[(c, "2024-01-01", v) for c in range(200) for v in (math.e, math.e**3)])
    assert facts.sd_within_customer(same) == pytest.approx(math.sqrt(2))
    assert facts.share_within_customer(same) > 1  # all of it within: the divisor counts the 200 means
    apart = orders(*[(c, "2024-01-01", math.e**c) for c in range(4) for _ in range(3)])
    assert facts.sd_within_customer(apart) == pytest.approx(0, abs=1e-12)


def test_an_order_worth_nothing_has_no_logarithm_and_is_left_out():
    assert facts.sd_of_log_value(pd.concat([THREE, orders((4, "2024-01-08", 0))])) == facts.sd_of_log_value(THREE)


def test_a_metronome_has_gaps_without_variation_and_same_day_orders_are_one_purchase():
    days = pd.date_range("2024-01-01", periods=6, freq="7D")
    weekly = orders(*[(1, str(day), 1) for day in days for _ in range(2)])
    assert facts.median_gap_variation(weekly) == 0


def test_four_gaps_are_too_few_for_a_variation():
    days = pd.date_range("2024-01-01", periods=5, freq="7D")
    assert np.isnan(facts.median_gap_variation(orders(*[(1, str(day), 1) for day in days])))


def test_even_revenue_has_a_december_index_of_one_and_a_month_cut_short_is_scaled():
    days = pd.date_range("2024-01-01", "2024-12-10")
    even = orders(*[(1, str(day), 1.0) for day in days])
    assert facts.december_index(even) == pytest.approx(31 / (366 / 12))
    assert np.isnan(facts.december_index(even[even["ordered_at"] < "2024-12-01"]))


def test_again_within_counts_later_days_and_only_those_seen_for_so_long():
    history = orders(
        (1, "2024-01-01 09:00", 1), (1, "2024-01-01 17:00", 1),  # the same day is not again
        (2, "2024-01-01", 1), (2, "2024-01-31", 1),
        (3, "2024-01-02", 1), (3, "2024-02-02", 1),
        (4, "2024-02-01", 1),  # seen for a day only
    )  # fmt: skip
    assert facts.again_within(history, 30) == pytest.approx(1 / 3)
    assert np.isnan(facts.again_within(history, 365))


def test_the_top_fifth_that_stays_has_not_left_and_the_one_that_swaps_has():
    def year(start, best):
        return [(c, start, 100 if c == best else 1) for c in range(1, 6)]

    def two_years(first, second):
        return orders(*year("2024-01-01", first), *year("2025-12-28", second))

    assert facts.left_the_top_fifth(two_years(1, 1)) == 0
    assert facts.left_the_top_fifth(two_years(1, 2)) == 1
    assert np.isnan(facts.left_the_top_fifth(THREE))


def test_lines_per_order_and_single_lines():
    baskets = lines([1], [1, 2, 3], [4, 5])
    assert facts.lines_per_order(baskets) == 2
    assert facts.single_line_share(baskets) == pytest.approx(1 / 3)


def test_zipfs_law_has_a_slope_of_minus_one_everywhere():
    counts = np.rint(1e6 / np.arange(1, 301)).astype(int)
    zipf = pd.DataFrame({"product_id": np.repeat(np.arange(300), counts)})
    assert facts.popularity_slope(zipf, "head") == pytest.approx(-1, abs=1e-3)
    assert facts.popularity_slope(zipf, "beyond") == pytest.approx(-1, abs=1e-3)


def test_mandelbrots_shift_flattens_the_head_only():
    counts = np.rint(1e6 / (np.arange(1, 301) + 10)).astype(int)
    bent = pd.DataFrame({"product_id": np.repeat(np.arange(300), counts)})
    assert facts.popularity_slope(bent, "head") > -0.75
    assert facts.popularity_slope(bent, "beyond") < -0.85


def test_buyers_of_a_negative_binomial_give_its_r_back():
    luck = np.random.default_rng(1)
    counts = luck.poisson(luck.gamma(0.5, 4, 20_000)) + 1
    many = pd.DataFrame({"customer_id": np.repeat(np.arange(20_000), counts)})
    assert facts.nbd_r(many) == pytest.approx(0.5, abs=0.02)


def test_people_who_do_not_differ_have_no_r():
    assert np.isnan(facts.nbd_r(THREE))


def test_a_firm_without_such_customers_has_no_concentration():
    assert np.isnan(facts.top_fifth_share(THREE.head(0)))
    assert np.isnan(facts.gini_of_revenue(THREE.head(0)))
