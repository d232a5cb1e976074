"""Every reduction from transactions to customers says the same whatever engine holds the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course import measures
from course.measures.inputs import in_memory

BRANDS = np.array(["Reef", "Dune", "Moor"])
ENGINES = ["polars", "polars lazy", "duckdb", "dask"]


def transactions() -> dict[str, pd.DataFrame]:
    """A small shop: who came when, with whom they talked, what they bought of which brand and for whom."""
    luck = np.random.default_rng(11)
    people, days = 120, 400
    came, lived = luck.integers(0, 120, people), luck.exponential(130, people)
    rate = luck.gamma(0.8, 0.03, people)
    each = 1 + luck.poisson(rate * np.minimum(lived, days - came))
    who = np.repeat(np.arange(people), each)
    n = len(who)
    first_of_all = np.r_[True, who[1:] != who[:-1]]
    after = np.where(first_of_all, 0, luck.random(n) * np.minimum(lived, days - came)[who])
    moment = pd.Timestamp("2024-01-01 09:00") + pd.to_timedelta(((came[who] + after) * 24 * 60).astype(int), unit="min")
    orders = pd.DataFrame(
        {
            "order_id": np.arange(1, n + 1),
            "customer_id": who + 1,
            "ordered_at": moment.astype("datetime64[us]"),
            "revenue": luck.integers(100, 9_000, n),
        }
    )
    likes = luck.integers(0, 3, people)[who]
    brand = np.where(luck.random((n, 2)) < 0.7, likes[:, None], luck.integers(0, 3, (n, 2))).ravel()
    bought = 3 * luck.integers(0, 4, 2 * n) + brand + 1
    lines = pd.DataFrame(
        {
            "order_id": np.repeat(orders["order_id"].to_numpy(), 2),
            "customer_id": np.repeat(who, 2) + 1,
            "product_id": bought,
            "brand": BRANDS[brand],
            "for_whom": luck.choice(["self", "household", "gift"], 2 * n),
            "on_offer": luck.random(2 * n) < 0.2,
        }
    )
    products = pd.DataFrame(
        {
            "product_id": np.arange(1, 13),
            "category": np.repeat(["coffee", "tea", "cups"], 4),
            "brand": np.tile(BRANDS, 4),
            "launched": pd.to_datetime(["2024-01-01"] * 8 + ["2024-06-01"] * 4).astype("datetime64[us]"),
        }
    )
    first = orders.groupby("customer_id")["ordered_at"].min().dt.normalize()
    customers = pd.DataFrame(
        {
            "customer_id": first.index,
            "kind": np.where(first.index % 7 == 0, "organisation", "individual"),
            "first_contact": first.to_numpy(),
        }
    )
    contacts = orders.iloc[::3][["customer_id", "ordered_at"]].set_axis(["customer_id", "contacted_at"], axis=1)
    members = pd.DataFrame(
        {"customer_id": np.repeat(first.index, 2), "relation": ["self", "household"] * len(first)}
    ).assign(users=lambda frame: np.where(frame["relation"] == "self", 1, 2))
    visits = orders[["customer_id"]].assign(day=orders["ordered_at"])
    subscriptions = pd.DataFrame({"started_at": first, "ended_at": first + pd.Timedelta(days=70)})
    return {
        "orders": orders, "lines": lines, "products": products, "customers": customers, "contacts": contacts,
        "members": members, "visits": visits, "subscriptions": subscriptions,
    }  # fmt: skip


TABLES = transactions()

#: Every public function that takes transactions, called on the tables of one engine.
REDUCTIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "rfm_summary": lambda t: measures.rfm_summary(t["orders"]),
    "rfm_table": lambda t: measures.rfm_table(t["orders"]),
    "rfm_score": lambda t: measures.rfm_score(
        in_memory(measures.rfm_table(t["orders"]), "table").sort_values("revenue", ignore_index=True)
    ),
    "cohort_table": lambda t: measures.cohort_table(t["orders"], period="month"),
    "concentration": lambda t: measures.concentration(t["orders"]).curve,
    "repeat_rate": lambda t: measures.repeat_rate(t["orders"]),
    "came_back": lambda t: measures.came_back(t["orders"]),
    "regulars_by_rule": lambda t: measures.regulars_by_rule(t["visits"], (4, 52), (1, 2, 3)),
    "orders_by_arrival": lambda t: measures.orders_by_arrival(t["customers"], t["orders"], size=20),
    "behaviour_table": lambda t: measures.behaviour_table(t["orders"], t["lines"], t["products"]),
    "double_jeopardy": lambda t: measures.double_jeopardy(t["lines"], people=150),
    "duplication": lambda t: measures.duplication(t["lines"]).table,
    "NBDDirichlet": lambda t: measures.NBDDirichlet().fit_panel(t["lines"], 150).params_,
    "roles": lambda t: measures.roles({**t, "order_lines": t["lines"]}).astype(int),
    "count_by_definition": lambda t: measures.count_by_definition({**t, "order_lines": t["lines"]}, windows=(13, 52)),
    "renewals_due": lambda t: measures.renewals_due(t["subscriptions"], "2025-02-01"),
    "expected_revenue": lambda t: measures.expected_revenue(t["orders"], t=13),
    "FadingOrders": lambda t: measures.FadingOrders().fit(t["orders"]).params_,
    "NBDWhileThere": lambda t: measures.NBDWhileThere().fit(t["orders"], period=26).params_,
    "BetaGeometric": lambda t: measures.BetaGeometric().fit(measures.rfm_summary(t["orders"])).params_,
}


def held(engine: str) -> dict[str, Any]:
    """The same tables, in the hands of an engine."""
    if engine == "dask":
        dask = pytest.importorskip("dask.dataframe")
        return {name: dask.from_pandas(frame.reset_index(drop=True), npartitions=3) for name, frame in TABLES.items()}
    if engine == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        connection = duckdb.connect()
        return {name: connection.from_df(frame) for name, frame in TABLES.items()}
    polars = pytest.importorskip("polars")
    eager = {name: polars.from_pandas(frame) for name, frame in TABLES.items()}
    return eager if engine == "polars" else {name: frame.lazy() for name, frame in eager.items()}


def plain(result: Any) -> pd.DataFrame:
    """What a reduction returned, in memory; one row per customer is sorted by customer, in a column."""
    if isinstance(result, (float, int)):
        return pd.DataFrame({"value": [result]})
    frame = result.to_frame() if isinstance(result, pd.Series) else in_memory(result, "result")
    if "customer_id" in [*frame.index.names, *frame.columns]:
        frame = frame if "customer_id" in frame.columns else frame.reset_index()
        keys = [name for name in ("customer_id", "relation") if name in frame]
        frame = frame.sort_values(keys, ignore_index=True)
    return frame


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", REDUCTIONS)
def test_every_engine_says_what_pandas_says(name, engine):
    expected, found = plain(REDUCTIONS[name](TABLES)), plain(REDUCTIONS[name](held(engine)))
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_index_type=False,
                                  check_column_type=False, rtol=1e-6)  # fmt: skip


def test_the_reductions_that_run_inside_the_engine_stay_there():
    polars = pytest.importorskip("polars")
    lazy = held("polars lazy")
    assert isinstance(measures.rfm_summary(lazy["orders"]), polars.LazyFrame)
    assert isinstance(measures.rfm_table(held("polars")["orders"]), polars.DataFrame)
