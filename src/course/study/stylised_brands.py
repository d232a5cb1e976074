"""How brands share their buyers, category by category, over the last year of a history.

`bought` has one row per line: `category, brand, customer_id, order_id`. A category counts where at least three brands
have a twentieth of its buyers each; of many categories, the twenty with most lines.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import double_jeopardy, duplication

YEAR = pd.Timedelta(days=364)
CATEGORIES, BRANDS = 20, 3
LEAST = 0.05  # penetration among the buyers of the category


def bought_last_year(firm: Firm) -> pd.DataFrame:
    """Return what was bought in the last 52 weeks; the brand is the maker, where the history knows it."""
    products = firm.products
    maker = "manufacturer_id" if "manufacturer_id" in products else "brand"
    named = products[["product_id", "category", maker]].set_axis(["product_id", "category", "brand"], axis=1).dropna()
    orders = firm.orders[["order_id", "customer_id", "ordered_at"]]
    recent = orders[orders["ordered_at"] >= orders["ordered_at"].max().normalize() + pd.Timedelta(days=1) - YEAR]
    lines = firm.order_lines[["order_id", "product_id"]].merge(recent[["order_id", "customer_id"]], on="order_id")
    return lines.merge(named, on="product_id")


def size_and_loyalty(bought: pd.DataFrame) -> float:
    """Rank correlation of penetration and purchases per buyer over a category's brands: mean over categories.

    Positive is double jeopardy: small brands have fewer buyers, who buy them less often (Ehrenberg, Goodhardt &
    Barwise 1990).
    """
    each = [table["penetration"].corr(table["purchases_per_buyer"], method="spearman") for table in _sizes(bought)]
    return float(np.mean(each)) if each else np.nan


def smallest_to_largest(bought: pd.DataFrame) -> float:
    """Purchases per buyer of a category's smallest brand over those of its largest: mean over categories."""
    each = [np.divide(*table["purchases_per_buyer"].iloc[[-1, 0]]) for table in _sizes(bought)]
    return float(np.mean(each)) if each else np.nan


def duplication_coefficient(bought: pd.DataFrame) -> float:
    """Coefficient of the duplication of purchase (Goodhardt, Ehrenberg & Chatfield 1984): mean over categories."""
    each = [duplication(lines, least=LEAST).coefficient for lines in _categories(bought)]
    return float(np.mean(each)) if each else np.nan


def _sizes(bought: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for lines in _categories(bought):
        table = double_jeopardy(lines)
        yield table[table["penetration"] >= LEAST]


def _categories(bought: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the lines of the categories that count."""
    for category in bought["category"].value_counts().index[:CATEGORIES]:
        lines = bought[bought["category"] == category]
        buyers = lines.groupby("brand")["customer_id"].nunique()
        if (buyers >= LEAST * lines["customer_id"].nunique()).sum() >= BRANDS:
            yield lines
