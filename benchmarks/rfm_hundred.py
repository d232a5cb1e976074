"""A hundred million orders summarised in DuckDB, beside SQL written by hand that gives the same table.

It takes minutes and 10 GB of disk, of a temporary folder: TMPDIR says on which. ORDERS in the environment asks for
fewer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
from clock import TELLS_PEAK

ORDERS = int(os.environ.get("ORDERS", 100_000_000))
EACH = 10  # orders a customer, on average
THREADS = 2
LIMIT = "700MB"  # what DuckDB may hold; Python and packages take 150 MB more
ROUNDS = 2  # of both in turn, so that what disturbs the machine disturbs both
Row = tuple[str, str, str]

# Three years, minutes apart; customers by a hash, so that neighbouring rows are of different ones; money in cents.
_MAKE = """
COPY (SELECT (hash(i) % {customers})::BIGINT AS customer_id,
             TIMESTAMP '2023-01-01' + INTERVAL 1 MINUTE * (hash(i + 7777777777) % 1576800)::BIGINT AS ordered_at,
             (500 + hash(3 * i + 1) % 9500)::BIGINT AS revenue
      FROM range({orders}) rows(i)) TO '{file}' (FORMAT parquet, COMPRESSION snappy)
"""

_BY_HAND = """
WITH days AS (SELECT customer_id, ordered_at::DATE AS day, sum(revenue::DOUBLE) AS money FROM orders GROUP BY ALL),
each AS (SELECT customer_id, count(*) AS days, min(day) AS first, max(day) AS last,
                sum(money) AS total, arg_min(money, day) AS opening FROM days GROUP BY customer_id)
SELECT customer_id, days - 1 AS frequency, (last - first) / 7 AS recency,
       ((SELECT max(ordered_at)::DATE FROM orders) - first) / 7 AS T,
       CASE WHEN days > 1 THEN (total - opening) / (days - 1) ELSE 0 END AS monetary_value
FROM each
"""

_RUN = (
    TELLS_PEAK
    + """
import json, time
import duckdb
from course.measures import rfm_summary
file, limit, threads, query = sys.argv[1:]
database = duckdb.connect(config={"memory_limit": limit, "threads": threads, "temp_directory": file + ".spilt"})
database.execute("SET enable_progress_bar = false")
database.execute(f"CREATE VIEW orders AS FROM read_parquet('{file}')")
start, busy = time.perf_counter(), time.process_time()
summary = database.sql(query) if query else rfm_summary(database.table("orders"))
found = database.sql(
    "SELECT count(*), sum(frequency), sum(recency), sum(T), sum(monetary_value) FROM summary"
).fetchall()[0]
print(json.dumps({"seconds": time.perf_counter() - start, "processor": time.process_time() - busy, "peak": peak(),
                  "found": [float(f"{value:.9g}") for value in found]}))
"""
)


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark; twice, however often the others are repeated."""
    with tempfile.TemporaryDirectory() as place:
        file = str(Path(place) / "orders.parquet")
        _make(file)
        runs = [(_run(file, ""), _run(file, _BY_HAND)) for _ in range(ROUNDS)]
    same = all(ours["found"] == by_hand["found"] for ours, by_hand in runs)
    what = f"{ORDERS / 1e6:,.0f} million orders of {runs[0][0]['found'][0] / 1e6:,.1f} million customers"
    for name, place in (("rfm_summary", 0), ("SQL by hand", 1)):
        best = min((run[place] for run in runs), key=lambda run: run["seconds"])
        yield (f"{what}, {name}", f"{best['seconds']:.1f} s", f"{best['processor']:.1f} processor seconds")
        peak = max(run[place]["peak"] for run in runs)
        yield f"{name}: peak memory of the process", f"{peak:,.0f} MB", f"asked for: 1,000 MB; DuckDB held to {LIMIT}"
    ratios = sorted(ours["seconds"] / by_hand["seconds"] for ours, by_hand in runs)
    remark = f"asked for: 1.5 at most; {'the same figures' if same else 'THE FIGURES DIFFER'}"
    yield "rfm_summary over SQL by hand", " and ".join(f"{ratio:.2f}" for ratio in ratios) + " times", remark


def _make(file: str) -> None:
    database = duckdb.connect(config={"memory_limit": LIMIT, "threads": THREADS})
    database.execute(_MAKE.format(customers=ORDERS // EACH, orders=ORDERS, file=file))


def _run(file: str, query: str) -> dict:
    """Summarise in a Python of its own."""
    command = [sys.executable, "-c", _RUN, file, LIMIT, str(THREADS), query]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout))
