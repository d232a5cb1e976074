"""Every reduction from transactions to customers says the same whatever engine holds the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from course import measures
from course.measures.inputs import in_memory

ENGINES = ["polars", "polars lazy", "duckdb", "dask"]


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


def held(tables: dict[str, pd.DataFrame], engine: str) -> dict[str, Any]:
    """The same tables, in the hands of an engine."""
    if engine == "dask":
        dask = pytest.importorskip("dask.dataframe")
        return {name: dask.from_pandas(frame.reset_index(drop=True), npartitions=3) for name, frame in tables.items()}
    if engine == "duckdb":
        duckdb = pytest.importorskip("duckdb")
        connection = duckdb.connect()
        return {name: connection.from_df(frame) for name, frame in tables.items()}
    polars = pytest.importorskip("polars")
    eager = {name: polars.from_pandas(frame) for name, frame in tables.items()}
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
def test_every_engine_says_what_pandas_says(transactions, name, engine):
    expected, found = (plain(REDUCTIONS[name](tables)) for tables in (transactions, held(transactions, engine)))
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_index_type=False,
                                  check_column_type=False, rtol=1e-6)  # fmt: skip


def test_the_reductions_that_run_inside_the_engine_stay_there(transactions):
    polars = pytest.importorskip("polars")
    lazy, eager = (held(transactions, engine)["orders"] for engine in ("polars lazy", "polars"))
    assert isinstance(measures.rfm_summary(lazy), polars.LazyFrame)
    assert isinstance(measures.rfm_table(eager), polars.DataFrame)
