"""The same two quantities on maps of unlike scale: correlations change with the size of the areas (Openshaw 1984)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import normal_quantile

PERSONS = "persons"


def correlation_by_scale(
    frame: Any, x: str, y: str, scales: str | Iterable[str], people: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Correlation of x and y among persons, and among the means of areas, one row per scale, persons first.

    frame : one row per person, with the columns x and y (numbers) and one column per scale that names each person's
    area (as postcode, district, region). people : the column that says for how many persons a row stands, where these
    are counts of a census rather than persons. Areas count alike, however many live there.

    Columns: `areas` (persons in the first row), `correlation` (Pearson), `low`, `high` (Fisher's z, as if areas were
    drawn from many; missing for fewer than four). What holds among areas is not what holds among persons, and no scale
    is the right one. Source: Robinson (1950), Openshaw (1984).
    """
    table = inputs.in_memory(frame, "frame")
    names = [scales] if isinstance(scales, str) else list(scales)
    inputs.require_rows(names, "scales", 'Name columns: ["postcode", "region"].')
    counted = {} if people is None else {"people": people}
    inputs.require_columns(table, "frame", x=x, y=y, **counted, **{f"scales[{i}]": one for i, one in enumerate(names)})
    inputs.require_rows(table, "frame")
    inputs.refuse_gaps(inputs.table(table, "frame"), "frame", *names)
    weight = np.ones(len(table)) if people is None else inputs.numbers(table[people], people, low=0)
    values = {"x": inputs.numbers(table[x], x), "y": inputs.numbers(table[y], y)}
    rows = {PERSONS: _row(values["x"], values["y"], weight, level)}
    for name in names:
        means = _means(values, weight, table[name].to_numpy())
        rows[name] = _row(means["x"].to_numpy(), means["y"].to_numpy(), np.ones(len(means)), level)
    columns = ["areas", "correlation", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("scale").astype({"areas": int})


def _means(values: dict[str, np.ndarray], weight: np.ndarray, area: np.ndarray) -> pd.DataFrame:
    """Return the means of x and y by area; an area without people has none."""
    totals = pd.DataFrame({name: one * weight for name, one in values.items()}).assign(weight=weight)
    summed = totals.groupby(area).sum()
    return summed[["x", "y"]].div(summed["weight"], axis=0)[summed["weight"] > 0]


def _row(x: np.ndarray, y: np.ndarray, weight: np.ndarray, level: float) -> list[float]:
    n = weight.sum()
    x, y = x - weight @ x / n, y - weight @ y / n
    spread = (weight @ x**2) * (weight @ y**2)
    if len(x) < 2 or spread == 0:
        raise InputError(f"x and y must differ between areas of every scale, got {len(x)} areas. Leave this scale out.")
    found = float(np.clip(weight @ (x * y) / np.sqrt(spread), -1, 1))
    if n < 4 or abs(found) == 1:
        return [n, found, np.nan, np.nan]
    ends = np.tanh(np.arctanh(found) + normal_quantile(level) / np.sqrt(n - 3) * np.array([-1, 1]))
    return [n, found, *map(float, ends)]
