"""What every market of repeat buyers shows, one small function a fact, from plain tables of orders and lines.

`orders` has one row per order with `customer_id, ordered_at, revenue`, `lines` one per line of an order with
`order_id, product_id, on_offer`. Revenue may be in any unit. A fact that the data are too short for is nan.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.measures import NBD, concentration, rank_frequency

YEAR = pd.Timedelta(days=364)  # 52 weeks, so that both years have the same weekdays
FEWEST_GAPS = 5  # gaps that a customer needs for a coefficient of variation to say anything


def orders_per_buyer(orders: pd.DataFrame) -> float:
    """Orders over customers with at least one."""
    return len(orders) / orders["customer_id"].nunique()


def one_order_share(orders: pd.DataFrame) -> float:
    """Share of buyers with exactly one order."""
    return float(_counts(orders).eq(1).mean())


def top_fifth_share(orders: pd.DataFrame) -> float:
    """Share of revenue that the top fifth of buyers brings. nan where nobody ordered."""
    return concentration(orders).share_of_top(0.2) if len(orders) else np.nan


def gini_of_revenue(orders: pd.DataFrame) -> float:
    """Gini coefficient of revenue per buyer (Gini 1912). nan where nobody ordered."""
    return concentration(orders).gini if len(orders) else np.nan


def sd_of_log_value(orders: pd.DataFrame) -> float:
    """Standard deviation of the natural logarithm of order value; orders worth nothing are left out."""
    return float(_log_values(orders)["log_value"].std())


def sd_within_customer(orders: pd.DataFrame) -> float:
    """Standard deviation of log order value around each customer's own mean, pooled: N − customers in the divisor."""
    values = _log_values(orders)
    off = values["log_value"] - values.groupby("customer_id")["log_value"].transform("mean")
    return float(np.sqrt((off**2).sum() / (len(values) - values["customer_id"].nunique())))


def share_within_customer(orders: pd.DataFrame) -> float:
    """Share of the variance of log order value that lies within customers; nan where all orders are worth the same."""
    total = sd_of_log_value(orders)
    return (sd_within_customer(orders) / total) ** 2 if total > 0 else np.nan


def correlation_of_orders_and_value(orders: pd.DataFrame) -> float:
    """Correlation over buyers between number of orders and mean order value (Pearson)."""
    return float(_counts(orders).corr(orders.groupby("customer_id")["revenue"].mean()))


def median_gap_variation(orders: pd.DataFrame) -> float:
    """Median over customers of sd / mean of the days between purchase days; customers with five gaps or more.

    Orders of one day are one purchase. 1 is what purchases at random give, 0 a metronome.
    """
    days = pd.DataFrame({"customer_id": orders["customer_id"], "day": orders["ordered_at"].dt.normalize()})
    days = days.drop_duplicates().sort_values(["customer_id", "day"])
    gaps = days.groupby("customer_id")["day"].diff().dt.days.groupby(days["customer_id"]).agg(["mean", "std", "count"])
    regular = gaps[gaps["count"] >= FEWEST_GAPS]
    return float((regular["std"] / regular["mean"]).median())


def nbd_r(orders: pd.DataFrame) -> float:
    """Shape r of the negative binomial of a buyer's orders after the first (Ehrenberg 1959); small: people differ.

    nan where they vary no more than at random.
    """
    again = _counts(orders) - 1
    return float(NBD().fit(again).params_["r"]) if again.var(ddof=0) > again.mean() else np.nan


def weekend_share(orders: pd.DataFrame) -> float:
    """Share of orders placed on a Saturday or Sunday."""
    return float((orders["ordered_at"].dt.day_of_week >= 5).mean())


def december_index(orders: pd.DataFrame) -> float:
    """Revenue of December over the mean of the twelve calendar months; nan where one of them is missing.

    A month seen in part is scaled to its length, and years are averaged. Growth over the year is part of the index.
    """
    daily = orders.groupby(orders["ordered_at"].dt.normalize())["revenue"].sum().asfreq("D", fill_value=0)
    months = daily.groupby(pd.DatetimeIndex(daily.index).to_period("M")).mean()
    calendar = pd.PeriodIndex(months.index)
    year = (months * calendar.days_in_month).groupby(calendar.month).mean()
    return float(year[12] / year.mean()) if len(year) == 12 else np.nan


def again_within(orders: pd.DataFrame, days: int) -> float:
    """Share of buyers who buy again on a later day within `days` of their first, of those seen for that long."""
    day = orders["ordered_at"].dt.normalize()
    first = day.groupby(orders["customer_id"]).transform("min")
    later = (day - first).dt.days
    back = later.where(later > 0).groupby(orders["customer_id"]).min()
    seen = first.groupby(orders["customer_id"]).first() <= day.max() - pd.Timedelta(days=days)
    return float((back[seen] <= days).mean()) if seen.any() else np.nan


def left_the_top_fifth(orders: pd.DataFrame) -> float:
    """Share of the top fifth of one year's buyers, by revenue, who are not in the next year's top fifth.

    The years are the last 52 weeks of the data and the 52 before; nan where the data are shorter.
    """
    end = orders["ordered_at"].max().normalize() + pd.Timedelta(days=1)
    if orders["ordered_at"].min() > end - 2 * YEAR + pd.Timedelta(days=7):
        return np.nan
    second, first = (_top_fifth(orders, end - (back + 1) * YEAR, end - back * YEAR) for back in (0, 1))
    return len(first.difference(second)) / len(first)


def lines_per_order(lines: pd.DataFrame) -> float:
    """Mean number of lines of an order."""
    return len(lines) / lines["order_id"].nunique()


def single_line_share(lines: pd.DataFrame) -> float:
    """Share of orders with exactly one line."""
    return float(lines.groupby("order_id").size().eq(1).mean())


def offer_share(lines: pd.DataFrame) -> float:
    """Share of lines bought on offer."""
    return float(lines["on_offer"].mean())


def popularity_slope(lines: pd.DataFrame, part: str) -> float:
    """Slope of log lines over log rank of products (Zipf: −1 everywhere), at the "head" or "beyond" it.

    The head is the first 100 ranks, or the first sixth where products are fewer; beyond goes on to rank 10,000.
    A slope that is steeper beyond the head than at it is Zipf and Mandelbrot's law. nan below a dozen products.
    """
    ranked = rank_frequency(lines["product_id"].value_counts())
    border = min(100, len(ranked) // 6)
    if border < 2:
        return np.nan
    low, high = {"head": (1, border), "beyond": (border, 10_000)}[part]
    kept = ranked[ranked["rank"].between(low, high)]
    return float(np.polyfit(np.log(kept["rank"]), np.log(kept["value"]), 1)[0])


def _counts(orders: pd.DataFrame) -> pd.Series:
    return orders.groupby("customer_id").size()


def _log_values(orders: pd.DataFrame) -> pd.DataFrame:
    paid = orders[orders["revenue"] > 0]
    return pd.DataFrame({"customer_id": paid["customer_id"], "log_value": np.log(paid["revenue"])})


def _top_fifth(orders: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.Index:
    inside = orders["ordered_at"].between(start, end, inclusive="left")
    spent = orders[inside].groupby("customer_id")["revenue"].sum().sort_values(ascending=False, kind="stable")
    return spent.index[: round(len(spent) / 5)]
