"""Counting in how many datasets an interval held the truth: `book/coverage.csv`, one row per case and quantity.

`book/coverage.json` says which code and market each case's rows came from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from course.study.coverage.case import DATASETS, Case
from course.study.fingerprint import fingerprint

TABLE, STAMP = Path("book", "coverage.csv"), Path("book", "coverage.json")
COLUMNS = ["case", "data", "quantity", "claimed", "datasets", "covered", "bias", "spread"]
DIGITS = 3  # significant, in the table
_CHANCE = 5e-4  # on each side: of a hundred quantities whose intervals are right, nine in ten times none is blamed
_PORTION = 10  # datasets that a process takes at once

Rows = list[dict[str, Any]]


def tried(case: Case, datasets: Iterable[int]) -> Rows:
    """Return one row per dataset and quantity."""
    return [{"dataset": number, **asdict(found)} for number in datasets for found in case.try_on(number)]


def count(case: Case, workers: int = 1, after: Callable[[int], object] = int, datasets: int = DATASETS) -> pd.DataFrame:
    """Return the rows of a case: COLUMNS, one per quantity, in the order in which the case names them.

    covered : datasets whose interval holds the truth. bias : mean of (estimate − truth), in standard deviations of the
    estimate; spread : mean half-width of the interval over the same standard deviation, 1.96 for a normal 95 %.
    after : called with the number of datasets of each portion that is done.
    """
    portions = [range(first, min(first + _PORTION, datasets + 1)) for first in range(1, datasets + 1, _PORTION)]
    rows: Rows = []
    for portion, done in zip(portions, _portions(case, portions, workers), strict=True):
        rows += done
        after(len(portion))
    each = pd.DataFrame(rows).groupby("quantity", sort=False)
    counted = [_counted(case, str(quantity), found) for quantity, found in each]
    return pd.DataFrame(counted, columns=COLUMNS)


def _portions(case: Case, portions: Sequence[range], workers: int) -> Iterable[Rows]:
    if workers == 1:
        yield from (tried(case, portion) for portion in portions)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(tried, [case] * len(portions), portions)


def _counted(case: Case, quantity: str, found: pd.DataFrame) -> dict[str, Any]:
    held = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
    away = found["estimate"] - found["truth"]
    half, sd = ((found["high"] - found["low"]) / 2).mean(), away.std()
    first = {"case": case.label, "data": case.data, "quantity": quantity, "claimed": case.claims}
    counts = {"datasets": len(found), "covered": int(held.sum())}
    return first | counts | {"bias": _rounded(away.mean() / sd), "spread": _rounded(half / sd)}


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def limits(datasets: int, claimed: float) -> tuple[int, int]:
    """Return the least and greatest number of datasets held that chance explains when the claim is true."""
    from scipy.stats import binom

    low, high = binom.ppf([_CHANCE, 1 - _CHANCE], datasets, claimed)
    return int(low), int(high)


def problems(case: Case, table: pd.DataFrame) -> list[str]:
    """Return a sentence for each quantity of the case whose interval holds the truth too rarely, or too often."""
    rows = table[table["case"] == case.label]
    found = [] if len(rows) else [f"{case.label} was never counted"]
    for row in rows.to_dict("records"):
        low, high = limits(int(row["datasets"]), float(row["claimed"]))
        if row["covered"] < low or (row["covered"] > high and not case.wider):
            held = f"holds {row['covered']} of {row['datasets']}, expected {low} to {high}"
            found.append(f"{case.label}: the interval of {row['quantity']} {held}")
    return found


def read(root: Path) -> pd.DataFrame:
    """Return the stored table; empty where it was never made."""
    path = root / TABLE
    return pd.read_csv(path) if path.exists() else pd.DataFrame(columns=COLUMNS)


def renew(root: Path, counted: dict[str, pd.DataFrame], everything: Sequence[Case]) -> None:
    """Put the rows of these cases, by label, in place of their former ones; forget cases that are no more."""
    before, stamps, known = read(root), read_stamp(root), {case.label: case for case in everything}
    rows = {label: counted.get(label, before[before["case"] == label]) for label in sorted(known)}
    stamps = {label: stamps[label] for label in known if label in stamps}
    stamps |= {label: stamp_of(known[label]) for label in counted}
    table = pd.concat([part for part in rows.values() if len(part)], ignore_index=True)
    (root / TABLE).write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    (root / STAMP).write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def read_stamp(root: Path) -> dict[str, dict[str, str]]:
    """Return code and market by case, as they were when the table was made."""
    path = root / STAMP
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def stale(root: Path, cases: Iterable[Case]) -> list[Case]:
    """Return the cases whose code or market is not the one that their rows came from."""
    stamps = read_stamp(root)
    return [case for case in cases if stamps.get(case.label) != stamp_of(case)]


def stamp_of(case: Case) -> dict[str, str]:
    """Return the fingerprint of the code that decides, and the market's version."""
    return fingerprint(case.modules)


def luck_of(case_name: str, dataset: int) -> np.random.Generator:
    """Return the luck of one dataset of an own model: the same for one name and number, wherever it is drawn."""
    return np.random.default_rng([dataset, *case_name.encode()])
