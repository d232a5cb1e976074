"""Does the market look like real ones? Its facts beside their targets and those of real histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cache, partial
from typing import Any

import pandas as pd

from course.datasets.real import REAL
from course.errors import MissingPackage, invalid
from course.firm import Firm
from course.study.facts import FACTS, STANDARD, TARGETS


def realism(firm: Firm) -> pd.Series:
    """Value of every fact by its name; nan where the firm's tables cannot say it."""
    return pd.Series({fact.name: fact.of(firm) for fact in FACTS}, name="value").rename_axis("fact")


def in_worlds(
    seeds: Iterable[int],
    customers: int = STANDARD,
    weeks: int = 104,
    workers: int = 1,
    after: Callable[[pd.Series], object] = len,
) -> pd.DataFrame:
    """The facts of several worlds: one row per fact, one column per seed. A few seconds a seed at standard size.

    after : called with each world's facts when they are known.
    """
    if not (asked := list(seeds)):
        raise invalid("seeds", asked, "at least one seed", "in_worlds(range(1, 6)) takes five.")
    found = {}
    with ExitStack() as stack:
        apply = map if workers == 1 else stack.enter_context(ProcessPoolExecutor(workers)).map
        for seed, values in zip(asked, apply(partial(_in_world, customers, weeks), asked), strict=True):
            after(values)
            found[seed] = values
    return pd.DataFrame(found)


def _in_world(customers: int, weeks: int, seed: int) -> pd.Series:
    from course.world.simulate import World

    return realism(World(customers=customers, weeks=weeks, seed=seed).observe())


def report(values: pd.DataFrame) -> pd.DataFrame:
    """The facts of some worlds beside their targets and the real histories that are installed.

    values : as from `in_worlds`. One row per fact: `fact`, `market` (mean over the seeds), `lowest` and `highest`
    seed, `low` and `high` of the target (missing where open), `inside` (whether the mean lies within; missing where
    there is no target), one column per real history.
    """
    mean = values.mean(axis=1).reindex(TARGETS["fact"]).reset_index(drop=True)
    ends = {"lowest": values.min(axis=1), "highest": values.max(axis=1)}
    found = {name: end.reindex(TARGETS["fact"]).to_numpy() for name, end in ends.items()}
    table = TARGETS[["fact"]].assign(market=mean, **found).join(TARGETS[["low", "high"]])
    return table.assign(inside=_inside(mean), **{name: real.to_numpy() for name, real in real_values().items()})


def _inside(mean: pd.Series) -> pd.Series:
    low, high = TARGETS["low"], TARGETS["high"]
    met = (mean.ge(low) | low.isna()) & (mean.le(high) | high.isna())
    return met.astype("boolean").where(low.notna() | high.notna())


def real_values() -> dict[str, pd.Series]:
    """Facts of the real histories whose packages are installed, by name of the history."""
    found = {}
    for name in REAL:
        try:
            found[name] = _of_history(name)
        except MissingPackage:
            continue
    return found


@cache
def _of_history(name: str) -> pd.Series:
    """Measure a real history once: it takes seconds, and does not change while Python runs."""
    return realism(REAL[name]())


def show_report(values: pd.DataFrame) -> None:
    """Print the report as a table, and how many of the targets are met; lowest and highest seed where there is room."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console, table = Console(), report(values)
    real = [name for name in REAL if name in table]
    wide = ["lowest", "highest"] if console.width >= 100 else []
    title = f"The market beside real ones: means over {len(values.columns)} worlds"
    printed = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title)
    printed.add_column("fact")  # the one that gives way where the window is narrow
    for column in ["market", *wide, "target", *real]:
        printed.add_column(column.replace("_", "\n"), justify="right", no_wrap=True)
    for row in table.to_dict("records"):
        numbers = [_short(row[column]) for column in ["market", *wide]]
        printed.add_row(row["fact"], *numbers, _target(row), *(_short(row[name]) for name in real))
    met = table["inside"].dropna()
    console.print(printed)
    console.print(f"{int(met.sum())} of {len(met)} targets are met. – means that the data cannot say.")


def _target(row: dict[Any, Any]) -> str:
    low, high = row["low"], row["high"]
    if pd.isna(low) and pd.isna(high):
        return ""
    both = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    span = f"from {low:g}" if pd.isna(high) else f"to {high:g}" if pd.isna(low) else both
    return f"{span} {'✓' if row['inside'] else '✗'}"


def _short(value: float) -> str:
    """Three decimals, fewer for large numbers; – for what the data cannot say."""
    decimals = 3 if abs(value) < 10 else 1 if abs(value) < 1_000 else 0
    return "–" if pd.isna(value) else f"{value:,.{decimals}f}"
