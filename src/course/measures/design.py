"""Columns as a regression takes them: numbers as they are, words as one column per level but the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, unknown
from course.measures import inputs


@dataclass(frozen=True)
class Design:
    """Which columns become what, fixed by the people that a model is fitted to.

    levels : by predictor, its levels in order, the first as the one that others are compared with; none for numbers.
    """

    levels: dict[str, list[Any] | None]

    @classmethod
    def of(cls, frame: pd.DataFrame, predictors: Iterable[str], argument: str = "frame") -> Design:
        """Return the design of these columns: words, categories and booleans by level, numbers as they are."""
        if isinstance(predictors, str):
            predictors = [predictors]
        chosen = list(predictors)
        inputs.require_rows(chosen, "predictors", "Name at least one column.")
        inputs.require_columns(frame, argument, **{f"predictors[{i}]": name for i, name in enumerate(chosen)})
        return cls({name: _levels(frame[name], name) for name in chosen})

    def columns(self, frame: pd.DataFrame, argument: str = "frame") -> pd.DataFrame:
        """Return numbers, one row per row of `frame`: a predictor's name, or "predictor: level"."""
        inputs.require_rows(frame, argument)
        inputs.require_columns(frame, argument, **{f"predictor {name}": name for name in self.levels})
        found: dict[str, np.ndarray] = {}
        for name, levels in self.levels.items():
            if levels is None:
                found[name] = inputs.numbers(frame[name], name)
            else:
                codes = _codes(frame[name], name, levels)
                found |= {f"{name}: {level}": (codes == k + 1).astype(float) for k, level in enumerate(levels[1:])}
        return pd.DataFrame(found, index=frame.index)


def refuse_useless(columns: pd.DataFrame, constant: bool = True) -> None:
    """Refuse a column that does not vary, or one that follows from the others (with a constant)."""
    values = columns.to_numpy()
    still = np.ptp(values, axis=0) <= 1e-12 * np.maximum(np.abs(values).max(axis=0), 1e-300)
    if still.any():
        name = columns.columns[int(np.argmax(still))]
        raise InputError(f"predictor {name!r} must vary, but all its rows are equal. Leave it out.")
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    low, vectors = np.linalg.eigh(standard.T @ standard / len(values))
    if constant and low[0] < 1e-9:
        name = columns.columns[int(np.abs(vectors[:, 0]).argmax())]
        raise InputError(f"predictor {name!r} must not follow from the others (a sum, a copy). Leave it out.")


def _levels(column: pd.Series, name: str) -> list[Any] | None:
    missing = int(column.isna().sum())
    if missing:
        step = f"Leave these rows out: frame.dropna(subset=[{name!r}])."
        raise InputError(f"predictor {name} must be known in every row, got {missing} missing. {step}")
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels: list[Any] = list(column.cat.remove_unused_categories().cat.categories)
    elif pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return None
    else:
        levels = sorted(column.unique().tolist(), key=lambda level: (str(type(level)), level))
    if len(levels) < 2:
        raise InputError(f"predictor {name!r} must vary, but all its rows are {levels[0]!r}. Leave it out.")
    return levels


def _codes(column: pd.Series, name: str, levels: list[Any]) -> np.ndarray:
    codes = np.asarray(pd.Index(levels).get_indexer(pd.Index(column.astype(object))))
    if (codes < 0).any():
        stranger = column.iloc[int(np.argmax(codes < 0))]
        raise unknown(f"level of {name}", stranger, map(str, levels), "The model was fitted without it.")
    return codes
