"""One implementation of rfm_summary on a frame in memory and in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
from clock import measure

import course
from course.measures import rfm_summary

Row = tuple[str, str, str]
COPIES = (1, 20)


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    orders = course.World(customers=20_000, seed=7).observe().orders
    for copies in COPIES:
        many = _copied(orders[["customer_id", "ordered_at", "revenue"]], copies)
        for engine, summarise in _engines(many):
            took = measure(summarise, repeat)
            speed = f"{len(many) / took.fastest / 1e6:.1f} million orders a second at best"
            yield f"rfm_summary of {len(many):,} orders, {engine}", str(took), speed


def _copied(orders: pd.DataFrame, copies: int) -> pd.DataFrame:
    """The same histories again and again, each time of other customers."""
    apart = int(orders["customer_id"].max()) + 1
    again = [orders.assign(customer_id=orders["customer_id"] + copy * apart) for copy in range(copies)]
    return pd.concat(again, ignore_index=True)


def _engines(orders: pd.DataFrame) -> list[tuple[str, Callable[[], object]]]:
    database = duckdb.connect()
    database.register("handed_over", orders)
    database.execute("CREATE TABLE orders AS FROM handed_over")
    return [
        ("pandas", lambda: rfm_summary(orders)),
        ("DuckDB", lambda: rfm_summary(database.table("orders")).df()),
    ]
