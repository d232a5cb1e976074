"""What methods for treatments that people chose have in common: two forms of an effect, covariates, errors.

An effect in levels is what is added, in the unit of the outcome; as a ratio it is by what share the outcome rises (.07
is 7 %): for counts and money of people who differ much, growth is more alike than what is added.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import t_quantile

FORMS = ("levels", "ratio")


def features(on: Any, argument: str, all_classes: bool = True) -> pd.DataFrame:
    """Return covariates as numbers, rows renumbered: text and categories as one column of 0 and 1 per class.

    all_classes=False leaves out the first class of each column, which the others tell. InputError for gaps.
    """
    frame = pd.DataFrame(on).reset_index(drop=True)
    inputs.require_rows(frame, argument)
    inputs.require_rows(frame.columns, f"columns of {argument}", "Name what was known of people before.")
    columns: dict[str, np.ndarray] = {}
    for name in frame:
        if pd.api.types.is_numeric_dtype(frame[name]):
            columns[str(name)] = inputs.numbers(frame[name], f"{argument}[{name!r}]")
        else:
            columns |= _classes(frame[name], f"{argument}[{name!r}]", all_classes)
    return pd.DataFrame(columns, index=frame.index)


def _classes(column: pd.Series, argument: str, all_classes: bool) -> dict[str, np.ndarray]:
    missing = int(column.isna().sum())
    if missing:
        step = "Leave them out, or make them a class of their own: .fillna('unknown')."
        raise InputError(f"{argument} must be known in every row, got {missing} missing. {step}")
    text = column.astype(str)
    classes = sorted(text.unique())[0 if all_classes else 1 :]
    return {f"{column.name} = {one}": text.eq(one).to_numpy(dtype=float) for one in classes}


def design(covariates: Any, n: int) -> np.ndarray:
    """Return a constant and the covariates, side by side."""
    if covariates is None:
        return np.ones((n, 1))
    columns = features(covariates, "covariates", all_classes=False)
    return np.column_stack([np.ones(len(columns)), columns])


def residuals(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return what is left of values when the columns of `known` are partialled out (Frisch & Waugh 1933)."""
    return values - known @ np.linalg.lstsq(known, values, rcond=None)[0]


def clusters(cluster: Any, n: int) -> np.ndarray:
    """Return the number of each row's cluster; each row its own where none is named."""
    if cluster is None:
        return np.arange(n)
    codes, names = pd.factorize(np.asarray(cluster), use_na_sentinel=True)
    if len(codes) != n:
        raise InputError(f"cluster must have a row per person, got {len(codes)} for {n}.")
    if (codes < 0).any() or len(names) < 2:
        raise InputError(f"cluster must name two clusters or more, and one in every row, got {len(names)}.")
    return codes


def root_sum_of_squares(influence: np.ndarray, cluster: np.ndarray | None = None) -> float:
    """Return the standard error from what each row contributes; contributions of one cluster are summed first."""
    if cluster is None:
        return float(np.sqrt((influence**2).sum()))
    sums = np.bincount(cluster, influence)
    return float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)))


def above_zero(with_it: float, without: float) -> None:
    """Refuse means that have no ratio."""
    if min(with_it, without) <= 0:
        means = f"{with_it:.3g} with and {without:.3g} without"
        raise InputError(f'outcome must be above 0 on average, treated or not, got {means}. Use form="levels".')


def same_length(**columns: np.ndarray | pd.DataFrame) -> None:
    """Refuse columns of different lengths."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        names, counts = ", ".join(lengths), ", ".join(map(str, lengths.values()))
        raise InputError(f"{names} must be equally long, got {counts} rows.")


def two_of_each(given: np.ndarray) -> None:
    """Refuse fewer than two treated or two others."""
    if min(given.sum(), (~given).sum()) < 2:
        counts = f"{given.sum()} treated and {(~given).sum()} others"
        raise InputError(f"treated must hold two people of each kind or more, got {counts}. Check who was treated.")


def of_level(value: float, error: float, level: float, n: int, freedom: float = np.inf) -> Estimate:
    """Return an effect in levels with its interval: normal, or t with so many degrees of freedom."""
    half = t_quantile(freedom, level) * error
    return Estimate(float(value), error, float(value - half), float(value + half), level, n)


def of_log(log: float, error: float, level: float, n: int, freedom: float = np.inf) -> Estimate:
    """Return a ratio less one, of whose logarithm the error is known."""
    half = t_quantile(freedom, level) * error
    value, low, high = (float(np.expm1(end)) for end in (log, log - half, log + half))
    return Estimate(value, (1 + value) * error, low, high, level, n)
