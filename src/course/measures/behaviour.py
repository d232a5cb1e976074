"""What customers do besides buying more or less often: variety, offers, brands, novelties."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course.errors import InputError
from course.measures import inputs


def behaviour_table(orders: Any, lines: Any, products: Any, fresh: int = 56) -> pd.DataFrame:
    """One row per customer with an order: what behavioural segmentation looks at besides recency and money.

    orders, lines : number of orders, and of their lines.
    gap : mean time between two orders in weeks; missing for who ordered once.
    categories : number of different categories bought.
    on_offer : share of lines bought on offer.
    favourite_brand : share of lines of the brand bought most. With one line it is 1: compare only customers with many.
    bought_new : whether a product was bought within `fresh` days of its launch (the first assortment is not new).

    Needs `orders` (order_id, customer_id, ordered_at), `lines` (order_id, product_id, on_offer) and `products`
    (product_id, category, brand, launched). Shares count lines, not units or money. Lines of orders or products that
    are not in their table are left out; an order or a product that stands twice is refused.
    """
    bought = _bought(orders, lines, products, fresh)
    by_customer = bought.groupby("customer_id")
    dates = inputs.in_memory(orders, "orders").groupby("customer_id")["ordered_at"].agg(["size", "min", "max"])
    count = by_customer.size()
    weeks = (dates["max"] - dates["min"]).dt.total_seconds() / (7 * 86_400)
    return pd.DataFrame(
        {
            "orders": dates["size"],
            "lines": count,
            "gap": (weeks / (dates["size"] - 1)).where(dates["size"] > 1),
            "categories": by_customer["category"].nunique(),
            "on_offer": by_customer["on_offer"].mean(),
            "favourite_brand": bought.groupby(["customer_id", "brand"]).size().groupby("customer_id").max() / count,
            "bought_new": by_customer["new"].any(),
        }
    )


def _bought(orders: Any, lines: Any, products: Any, fresh: int) -> pd.DataFrame:
    """Lines with their customer, category and brand, and whether the product was new on that day."""
    needed = {
        "orders": (orders, ["order_id", "customer_id", "ordered_at"]),
        "lines": (lines, ["order_id", "product_id", "on_offer"]),
        "products": (products, ["product_id", "category", "brand", "launched"]),
    }
    frames = {}
    for name, (native, columns) in needed.items():
        frame = inputs.in_memory(native, name)
        inputs.require_columns(frame, name, **{column: column for column in columns})
        inputs.require_rows(frame, name)
        inputs.refuse_gaps(inputs.table(frame, name), name, *columns)
        frames[name] = frame[columns]
    for name, key, moment in (("orders", "order_id", "ordered_at"), ("products", "product_id", "launched")):
        inputs.require_dates(inputs.table(frames[name], name), name, moment)
        if frames[name][key].duplicated().any():
            raise InputError(f"{key} must be unique in {name}, got some twice. Use {name}.drop_duplicates({key!r}).")
    inputs.true_or_false(frames["lines"]["on_offer"], "on_offer")
    inputs.integer(fresh, "fresh", 1)
    for name, column in (("orders", "ordered_at"), ("products", "launched")):
        inputs.require_dates(inputs.table(frames[name], name), name, column)
    inputs.true_or_false(frames["lines"]["on_offer"], "on_offer")
    for name, column in (("orders", "order_id"), ("products", "product_id")):
        inputs.refuse_repeats(frames[name], name, column)
        inputs.require_joinable(frames["lines"], frames[name], column, ("lines", name))
    bought = frames["lines"].merge(frames["orders"], on="order_id").merge(frames["products"], on="product_id")
    age = (bought["ordered_at"] - bought["launched"]).dt.days
    return bought.assign(new=(bought["launched"] > bought["launched"].min()) & age.between(0, fresh - 1))
