"""Brands that share their buyers: double jeopardy, duplication of purchase (Goodhardt, Ehrenberg & Chatfield 1984)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs


def double_jeopardy(
    purchases: Any, brand: str = "brand", customer: str = "customer_id", occasion: str = "order_id"
) -> pd.DataFrame:
    """One row per brand, the largest first: `buyers`, `penetration`, `purchases_per_buyer`.

    purchases : one row per thing bought in one category and period; what is bought of a brand on one occasion is one
    purchase. Penetration is among all customers in the table, i.e. among the buyers of the category.
    Small brands suffer twice: fewer people buy them, and these buy them a little less often. Source: Ehrenberg,
    Goodhardt & Barwise (1990).
    """
    frame = _checked(purchases, brand=brand, customer=customer, occasion=occasion)
    once = frame[[brand, customer, occasion]].drop_duplicates()
    by_brand = once.groupby(brand, observed=True)
    buyers = by_brand[customer].nunique()
    table = pd.DataFrame(
        {
            "buyers": buyers,
            "penetration": buyers / frame[customer].nunique(),
            "purchases_per_buyer": by_brand.size() / buyers,
        }
    )
    return table.sort_values("buyers", ascending=False, kind="stable")


@dataclass(frozen=True)
class Duplication:
    """How brands share their buyers.

    coefficient : D of the law b(X|Y) = D b(X), as mean duplication over mean penetration; 1 where who buys one brand
        is neither more nor less likely to buy another.
    table : of the buyers of the row's brand, the share who also buy the column's; brands by penetration.
    penetration : share of the category's buyers who buy each brand.
    """

    coefficient: float
    table: pd.DataFrame = field(compare=False)
    penetration: pd.Series = field(compare=False)

    def __str__(self) -> str:
        return f"D {self.coefficient:.3g} over {len(self.penetration)} brands"

    __repr__ = __str__


def duplication(purchases: Any, brand: str = "brand", customer: str = "customer_id", least: float = 0.0) -> Duplication:
    """Which share of one brand's buyers also buys each other brand, and the coefficient that sums it up.

    purchases : one row per thing bought in one category and period. least : penetration below which a brand is left
    out. D depends on the category and on the length of the period. Two brands or more are needed.
    """
    frame = _checked(purchases, brand=brand, customer=customer)
    inputs.between(least, "least", 0, 1, "It is a share of the category's buyers.")
    buys = pd.crosstab(frame[customer], frame[brand]).gt(0)
    penetration = buys.mean().sort_values(ascending=False, kind="stable")
    penetration = penetration[penetration >= least]
    if len(penetration) < 2:
        raise InputError(f"{brand} must have two brands or more to be compared, got {len(penetration)}. Lower least.")
    kept = buys[penetration.index].astype(float)
    table = (kept.T @ kept).div(kept.sum(), axis=0)
    others = table.to_numpy()[~np.eye(len(table), dtype=bool)]
    return Duplication(float(others.mean() / penetration.mean()), table, penetration)


def _checked(purchases: Any, **columns: str) -> pd.DataFrame:
    frame = inputs.in_memory(purchases, "purchases")
    inputs.require_columns(frame, "purchases", **columns)
    inputs.require_rows(frame, "purchases")
    inputs.refuse_gaps(inputs.table(frame, "purchases"), "purchases", *columns.values())
    return frame
