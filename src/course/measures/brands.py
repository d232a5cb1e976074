"""Brands that share their buyers: double jeopardy, duplication of purchase (Goodhardt, Ehrenberg & Chatfield 1984)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import normal_quantile


def double_jeopardy(
    purchases: Any,
    brand: str = "brand",
    customer: str = "customer_id",
    occasion: str = "order_id",
    people: int | None = None,
) -> pd.DataFrame:
    """One row per brand, the largest first: `buyers`, `penetration`, `purchases_per_buyer`.

    purchases : one row per thing bought in one category and period; what is bought of a brand on one occasion is one
    purchase. people : of how many all buyers are; by default penetration is among all customers in the table, i.e.
    among the buyers of the category. Brands with equally many buyers are in the order of their names.
    Small brands suffer twice: fewer people buy them, and these buy them a little less often. With `people`, a column
    `expected` says how often by the rule w (1 − b) = constant: w purchases per buyer, b penetration, the constant a
    mean weighted by buyers; missing where everybody buys the brand. (Among the buyers of the category b is too large
    for the rule. `NBDDirichlet` has norms without this limit.) Source: Ehrenberg, Goodhardt & Barwise (1990).
    """
    frame = _checked(purchases, brand=brand, customer=customer, occasion=occasion)
    once = frame[[brand, customer, occasion]].drop_duplicates()
    by_brand = once.groupby(brand, observed=True)
    buyers, category = by_brand[customer].nunique(), int(frame[customer].nunique())
    if people is not None:
        inputs.integer(people, "people", category, next_step="Count all people, those who bought nothing too.")
    table = pd.DataFrame(
        {
            "buyers": buyers,
            "penetration": buyers / (people or category),
            "purchases_per_buyer": by_brand.size() / buyers,
        }
    )
    if people is not None:
        table["expected"] = _expected(table)
    return table.sort_values("buyers", ascending=False, kind="stable")


def _expected(table: pd.DataFrame) -> pd.Series:
    """Return purchases per buyer by the rule w (1 − b) = constant; missing where everybody buys."""
    others = (1 - table["penetration"]).where(table["penetration"] < 1)
    some = table[others.notna()]
    if some.empty:
        return others
    constant = (some["buyers"] * some["purchases_per_buyer"] * others).sum() / some["buyers"].sum()
    return float(constant) / others


@dataclass(frozen=True)
class Duplication:
    """How brands share their buyers.

    coefficient : D of the law b(X|Y) = D b(X), as mean duplication over mean penetration; 1 where who buys one brand
        is neither more nor less likely to buy another.
    table : of the buyers of the row's brand, the share who also buy the column's; brands by penetration.
    penetration : share of the category's buyers who buy each brand.
    standard_error, low, high : of D, where the buyers are a sample of many; 95 % interval on a logarithmic scale.
    """

    coefficient: float
    table: pd.DataFrame = field(compare=False)
    penetration: pd.Series = field(compare=False)
    standard_error: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")

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
    found, error = float(others.mean() / penetration.mean()), _error(kept.to_numpy())
    factor = np.exp(normal_quantile(0.95) * error / found) if found else np.nan
    return Duplication(found, table, penetration, error, float(found / factor), float(found * factor))


def _error(buys: np.ndarray) -> float:
    """Standard error of D by linearisation: what each customer adds to it (customers × brands, 0 or 1)."""
    customers, brands = buys.shape
    size, both = buys.sum(axis=0), buys.T @ buys
    np.fill_diagonal(both, 0)
    shared, alone = (both / size[:, None]).sum() / (brands * (brands - 1)), size.mean() / customers
    added = buys / size * (buys.sum(axis=1, keepdims=True) - buys) - buys * (both.sum(axis=1) / size**2)
    by_shared = added.sum(axis=1) / (brands * (brands - 1))
    by_alone = (buys.mean(axis=1) - alone) / customers
    return float(np.sqrt(((by_shared / alone - shared / alone**2 * by_alone) ** 2).sum()))


def _checked(purchases: Any, **columns: str) -> pd.DataFrame:
    frame = inputs.in_memory(purchases, "purchases")
    inputs.require_columns(frame, "purchases", **columns)
    inputs.require_rows(frame, "purchases")
    inputs.refuse_gaps(inputs.table(frame, "purchases"), "purchases", *columns.values())
    return frame
