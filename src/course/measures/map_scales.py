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
    frame: Any, x: str, y: str, scales: Iterable[str], weighted: bool = False, level: float = 0.95
) -> pd.DataFrame:
    """Correlation of x and y among persons, and among the means of areas, one row per scale, persons first.

    frame : one row per person, with the columns x and y (numbers) and one column per scale that names each person's
    area (as postcode, district, region). weighted : areas count by their persons; otherwise alike.

    Columns: `areas`, `correlation` (Pearson), `low`, `high` (Fisher's z over the areas, as if these were drawn from
    many; missing for fewer than four, and where areas are weighted). What holds among areas is not what holds among
    persons, and no scale is the right one. Source: Robinson (1950), Openshaw (1984).
    """
    people = inputs.in_memory(frame, "frame")
    names = [scales] if isinstance(scales, str) else list(scales)
    inputs.require_rows(names, "scales", 'Name columns: ["postcode", "region"].')
    inputs.require_columns(people, "frame", x=x, y=y, **{f"scales[{i}]": name for i, name in enumerate(names)})
    inputs.require_rows(people, "frame")
    inputs.refuse_gaps(inputs.table(people, "frame"), "frame", *names)
    values = pd.DataFrame({"x": inputs.numbers(people[x], x), "y": inputs.numbers(people[y], y)}, index=people.index)
    rows = {PERSONS: _row(values, np.ones(len(values)), True, level)}
    for name in names:
        grouped = values.groupby(people[name].to_numpy())
        size = grouped.size().to_numpy(dtype=float)
        rows[name] = _row(grouped.mean(), size if weighted else np.ones(len(size)), not weighted, level)
    columns = ["areas", "correlation", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("scale").astype({"areas": int})


def _row(means: pd.DataFrame, weight: np.ndarray, sure: bool, level: float) -> list[float]:
    n, (x, y) = len(means), (means[column].to_numpy() for column in ("x", "y"))
    x, y = x - weight @ x / weight.sum(), y - weight @ y / weight.sum()
    spread = (weight @ x**2) * (weight @ y**2)
    if n < 2 or spread == 0:
        raise InputError(f"x and y must differ between areas of every scale, got {n} areas. Leave this scale out.")
    found = float(np.clip(weight @ (x * y) / np.sqrt(spread), -1, 1))
    if n < 4 or not sure or abs(found) == 1:
        return [n, found, np.nan, np.nan]
    ends = np.tanh(np.arctanh(found) + normal_quantile(level) / np.sqrt(n - 3) * np.array([-1, 1]))
    return [n, found, *map(float, ends)]
