"""Rows as points: columns of numbers, put on one scale, so that no unit outweighs another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs


def scale(frame: Any, log: bool | Iterable[str] = False) -> pd.DataFrame:
    """Columns with mean 0 and standard deviation 1, so that no unit outweighs another.

    log : True, or the columns of which log(1 + value) is taken first: for amounts that differ by factors. They must
    not be negative. A column in which all rows are equal cannot be scaled and is refused.
    """
    numbers = numeric(frame)
    chosen = (
        list(numbers.columns) if log is True else [] if log is False else [log] if isinstance(log, str) else list(log)
    )
    inputs.require_columns(numbers, "frame", **{f"log[{i}]": name for i, name in enumerate(chosen)})
    for name in chosen:
        numbers[name] = np.log1p(inputs.numbers(numbers[name], name, low=0))
    ordered = numbers.iloc[order_of(numbers)]  # sums in one order: not even their last digit depends on that of rows
    spread = ordered.std(ddof=0)
    if (spread < 1e-12 * numbers.abs().max().clip(lower=1e-300)).any():
        raise InputError(f"column {spread.idxmin()!r} must vary, all its rows are equal. Leave it out.")
    return (numbers - ordered.mean()) / spread


def numeric(frame: Any) -> pd.DataFrame:
    """Return a table in memory, every column as floats; refused where one is not of finite numbers."""
    table = inputs.in_memory(frame, "frame")
    inputs.require_rows(table, "frame")
    if table.shape[1] == 0:
        raise InputError(
            "frame must have columns of numbers, got none. Choose some, e.g. frame[['orders', 'revenue']]."
        )
    return pd.DataFrame({name: inputs.numbers(table[name], str(name)) for name in table.columns}, index=table.index)


def points_of(numbers: pd.DataFrame, log: bool | Iterable[str], scaled: bool) -> pd.DataFrame:
    """Return the numbers that are clustered: scaled, or as they are."""
    if scaled:
        return scale(numbers, log)
    if log is not False:
        raise InputError("log needs scaled=True, got scaled=False. Take logarithms of the columns before.")
    return numbers


def distinct(points: pd.DataFrame) -> int:
    """Return how many rows differ: there cannot be more segments."""
    return len(points.drop_duplicates())


def order_of(points: pd.DataFrame) -> np.ndarray:
    """Places of the rows in order of their values: what is computed in this order does not depend on that of rows."""
    return np.lexsort(points.to_numpy().T[::-1])
