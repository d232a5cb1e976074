"""BG/NBD fitted to 10 thousand … a million customers, beside `lifetimes` in an environment of its own.

`lifetimes` is no longer kept and needs packages of 2023, so it never enters the project's environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from clock import measure, seconds

from course import project
from course.environment import uv
from course.measures import BetaGeometric

Row = tuple[str, str, str]
SIZES = (10_000, 100_000, 1_000_000)
TRUE = {"r": 0.5, "alpha": 6.0, "a": 0.9, "b": 3.0}
PEER = ["lifetimes==0.11.3", "numpy<2", "pandas<2", "scipy<1.11"]
FIT = """
import json, sys, time
import pandas as pd
from lifetimes import BetaGeoFitter
table = pd.read_csv(sys.argv[1])
times = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    model = BetaGeoFitter().fit(table["frequency"], table["recency"], table["T"])
    times.append(time.perf_counter() - start)
print(json.dumps({"seconds": min(times), **{name: float(model.params_[name]) for name in ("r", "alpha", "a", "b")}}))
"""


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    with tempfile.TemporaryDirectory() as folder:
        peer = _peer(Path(folder))
        if isinstance(peer, str):
            yield "lifetimes", "skipped", peer
        for customers in SIZES:
            table = simulated(customers)
            took = measure(lambda table=table: BetaGeometric().fit(table), repeat)
            other = None if isinstance(peer, str) else _of_peer(peer, table, Path(folder))
            remark = "" if other is None else _beside(other, took.fastest, table)
            yield f"BG/NBD fit of {customers:,} customers", str(took), remark


def simulated(customers: int) -> pd.DataFrame:
    """Customers who buy and leave as the model says, times in whole days, as a shop's records have them."""
    luck = np.random.default_rng(1)
    rate, leaves = luck.gamma(TRUE["r"], 1 / TRUE["alpha"], customers), luck.beta(TRUE["a"], TRUE["b"], customers)
    age = luck.integers(26 * 7, 78 * 7, customers) / 7
    x, last, now, there = np.zeros(customers), np.zeros(customers), np.zeros(customers), np.ones(customers, bool)
    while there.any():
        now = now + luck.exponential(size=customers) / rate
        there &= now < age
        x, last = x + there, np.where(there, now, last)
        there &= luck.random(customers) > leaves
    days = np.minimum(np.ceil(last * 7) / 7, age)
    return pd.DataFrame({"frequency": x.astype(int), "recency": days, "T": age})


def _peer(folder: Path) -> Path | str:
    """Return the Python of an environment with lifetimes, or why there is none."""
    root = project.root()
    try:
        tool = uv.find(root)
        where = folder / "peer"
        uv.run(tool, root, "venv", "--quiet", "--python", sys.executable, str(where))
        python = where / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        uv.run(tool, root, "pip", "install", "--quiet", "--python", str(python), *PEER)
    except uv.SetUpError as fault:
        return f"its environment could not be built: {str(fault).splitlines()[0]}"
    return python


def _of_peer(python: Path, table: pd.DataFrame, folder: Path) -> dict[str, float]:
    data = folder / "customers.csv"
    table.to_csv(data, index=False)
    repeat = "3" if len(table) <= 100_000 else "1"
    found = subprocess.run(
        [python, "-W", "ignore", "-c", FIT, data, repeat], check=True, capture_output=True, text=True
    )
    return dict(json.loads(found.stdout))


def _beside(other: dict[str, float], ours: float, table: pd.DataFrame) -> str:
    found = BetaGeometric().fit(table).params_
    apart = max(abs(other[name] / found[name] - 1) for name in found.index)
    return f"lifetimes {seconds(other['seconds'])}: {other['seconds'] / ours:.0f} ×; parameters apart by {apart:.1e}"
