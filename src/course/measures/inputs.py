"""Checking what a caller hands in: tables, columns, numbers. Every refusal names the next step."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from course.errors import InputError, invalid, unknown

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
YEARS_AHEAD = 2  # calendar years that a date may lie after that of today


def table(native: Any, argument: str) -> Frame:
    """Return a table of any engine that Narwhals knows, wrapped; a file name or a list is refused."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
        wrapped = nw.from_native(native, pass_through=True)
    if isinstance(wrapped, (nw.DataFrame, nw.LazyFrame)):
        return wrapped
    allowed = "a table (pandas, Polars, DuckDB relation, Dask)"
    raise invalid(argument, type(native).__name__, allowed, "Read the file first, e.g. with pd.read_csv.")


def in_memory(native: Any, argument: str) -> pd.DataFrame:
    """Return any engine's table as pandas; a pandas frame comes back with its index, never copied."""
    if isinstance(native, pd.DataFrame):
        return native
    wrapped = table(native, argument)
    return (wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped).to_pandas()


def require_columns(frame: Frame | pd.DataFrame, argument: str, **columns: str) -> None:
    """Refuse a table that lacks a column; `columns` maps the argument that names it to its name."""
    names = list(frame.collect_schema().names() if isinstance(frame, nw.LazyFrame) else frame.columns)
    for parameter, name in columns.items():
        if name not in names:
            kind = f"column in {argument} named"
            raise unknown(kind, name, map(str, names), f"Name another one with {parameter}=….")


def column_names(columns: Any, argument: str = "columns") -> list[Any]:
    """Return the names of columns from one name or several; each once, at least one."""
    if isinstance(columns, str):
        return [columns]
    if not isinstance(columns, Iterable):
        raise invalid(argument, columns, "names of columns", 'List them: ["age", "place"].')
    names = list(columns)
    if not names:
        raise InputError(f"{argument} must name at least one column. Without any, everybody is in one class.")
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    if twice:
        raise InputError(f"{argument} must name each column once, got {twice[0]!r} twice. Leave one out.")
    return names


def require_plain(frame: pd.DataFrame, argument: str, names: Iterable[Any]) -> None:
    """Refuse columns whose cells hold lists, sets or dicts: they cannot be told apart as values."""
    for name in names:
        cells = frame[name]
        if cells.dtype == object and cells.map(lambda cell: isinstance(cell, (list, set, dict, np.ndarray))).any():
            raise InputError(f"{name} must hold one value a row of {argument}, got lists. Use {argument}.explode.")


def require_rows(frame: Any, argument: str, next_step: str = "Check the filter that made it.") -> None:
    """Refuse an empty table or list; a lazy table cannot be counted before it runs and passes."""
    if not isinstance(frame, nw.LazyFrame) and len(frame) == 0:
        raise InputError(f"{argument} must not be empty, got 0 rows. {next_step}")


def require_dates(frame: Frame, argument: str, name: str) -> None:
    """Refuse a column that does not hold dates or times."""
    kind = frame.collect_schema()[name]
    if not kind.is_temporal() or kind == nw.Time:
        raise invalid(name, str(kind), "a column of dates or times", f"Convert: pd.to_datetime({argument}[{name!r}]).")


def require_numbers(frame: Frame, argument: str, name: str) -> None:
    """Refuse a column that does not hold numbers; true and false pass for 1 and 0."""
    kind = frame.collect_schema()[name]
    if not (kind.is_numeric() or kind == nw.Boolean):
        step = f"Convert text: pd.to_numeric({argument}[{name!r}])."
        raise invalid(name, str(kind), "a column of numbers", step)


def require_joinable(one: pd.DataFrame, other: pd.DataFrame, name: str, arguments: tuple[str, str]) -> None:
    """Refuse two tables whose common key is text in one and a number in the other: nothing would be found."""
    kinds = [pd.api.types.is_numeric_dtype(frame[name]) for frame in (one, other)]
    if kinds[0] != kinds[1] and len(one) and len(other):
        said = f"{one[name].dtype} and {other[name].dtype}"
        step = "Convert one of them: .astype(str)."
        raise InputError(f"{name} must be of one type in {arguments[0]} and {arguments[1]}, got {said}. {step}")


def refuse_repeats(frame: pd.DataFrame, argument: str, name: str) -> None:
    """Refuse a table of which two rows have one id."""
    repeated = frame[name].duplicated()
    if repeated.any():
        first = frame.loc[repeated.to_numpy(), name].iloc[0]
        step = f"Leave one of them: {argument}.drop_duplicates({name!r})."
        raise InputError(f"{name} must name each row of {argument} once, got {first} twice or more. {step}")


def refuse_gaps(frame: Frame, argument: str, *names: str) -> None:
    """Refuse missing values in these columns; a lazy table cannot be looked at before it runs and passes."""
    for name in names if isinstance(frame, nw.DataFrame) else ():
        missing = int(frame[name].is_null().sum())
        if missing:
            step = f"Leave these rows out: {argument}.dropna(subset=[{name!r}])."
            raise InputError(f"{name} must be known in every row of {argument}, got {missing} missing. {step}")


def refuse_far_future(frame: Frame, argument: str, name: str) -> None:
    """Refuse dates more than two years from today: a slip of the pen that would stretch every time after it.

    Plans and simulated markets may run ahead of today. A lazy table cannot be looked at before it runs and passes.
    """
    if isinstance(frame, nw.DataFrame):
        latest = frame[name].max()
        if latest is not None and latest.year > date.today().year + YEARS_AHEAD:
            day = f"{latest:%Y-%m-%d}"
            raise InputError(
                f"{name} must not lie more than {YEARS_AHEAD} years in the future, got {day} in {argument}. "
                "Correct it, or leave out what comes after the last day observed."
            )


def dated_orders(orders: Any, customer: str, date: str, argument: str = "orders") -> pd.DataFrame:
    """Return orders (visits, …) in memory; refused where there are none, or one lacks its customer or its date."""
    frame = in_memory(orders, argument)
    require_columns(frame, argument, customer=customer, date=date)
    require_rows(frame, argument)
    wrapped = table(frame, argument)
    require_dates(wrapped, argument, date)
    refuse_gaps(wrapped, argument, customer, date)
    refuse_far_future(wrapped, argument, date)
    return frame


def numbers(values: Any, argument: str, low: float | None = None, high: float | None = None) -> np.ndarray:
    """Return one-dimensional finite numbers as floats, between `low` and `high` inclusive where given."""
    array = _as_float(values, argument)
    if array.ndim != 1:
        raise invalid(argument, f"shape {array.shape}", "one column of numbers", "Pick a column: frame['revenue'].")
    require_rows(array, argument)
    _refuse(array, ~np.isfinite(array), argument, "finite numbers", "Leave missing values out with .dropna().")
    if low is not None:
        _refuse(array, array < low, argument, f"at least {low:g}", "Filter these rows, or correct them.")
    if high is not None:
        _refuse(array, array > high, argument, f"at most {high:g}", "Filter these rows, or correct them.")
    return array


def whole(values: Any, argument: str, low: int = 0) -> np.ndarray:
    """Return counts, i.e. whole numbers of at least `low`, as floats."""
    array = numbers(values, argument, low=low)
    _refuse(array, array != np.floor(array), argument, "whole numbers", "Count purchases; do not average them.")
    return array


def true_or_false(values: Any, argument: str) -> np.ndarray:
    """Return one-dimensional booleans; 0 and 1 are taken for them."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise invalid(argument, f"shape {array.shape}", "one column of true and false", "Pick one: frame['treated'].")
    missing = int(pd.isna(array).sum())
    if missing:
        step = "Leave these rows out, or say what they count as: .fillna(False)."
        raise InputError(f"{argument} must be true or false in every row, got {missing} missing. {step}")
    if array.dtype != bool and not np.isin(array, [0, 1]).all():
        raise InputError(f"{argument} must be true or false in every row, got {array.dtype}. Compare first: x > 0.")
    return array.astype(bool)


def integer(value: Any, argument: str, low: int, high: int | None = None, next_step: str = "") -> int:
    """Return one whole number within its limits."""
    inside = isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= low
    if not inside or (high is not None and value > high):
        limits = f"at least {low}" if high is None else f"between {low} and {high}"
        raise invalid(argument, value, f"a whole number {limits}", next_step)
    return int(value)


def between(value: Any, argument: str, low: float, high: float, next_step: str = "") -> float:
    """Return one number within its limits, both included."""
    real = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not real or not np.isfinite(value) or not low <= value <= high:
        limits = f" of at least {low:g}" if high == np.inf else f" between {low:g} and {high:g}"
        raise invalid(argument, value, f"a number{'' if low == -np.inf else limits}", next_step)
    return float(value)


def one_of(value: Any, argument: str, options: Iterable[str]) -> str:
    """Return the value if it is one of the options."""
    options = list(options)
    if value not in options:
        raise unknown(argument, value, options)
    return str(value)


def day(value: Any, argument: str) -> date:
    """Return a calendar day from a date, a time or a text such as "2025-12-31"."""
    known = isinstance(value, (str, date, pd.Timestamp, np.datetime64))
    moment: Any = pd.to_datetime(value, errors="coerce") if known else pd.NaT
    if pd.isna(moment):
        raise invalid(argument, value, "a day", 'Write it as "2025-12-31".')
    return moment.date()


def _as_float(values: Any, argument: str) -> np.ndarray:
    array = values.to_numpy() if hasattr(values, "to_numpy") else values
    try:
        if _has_text(np.asarray(array)):  # numpy would take "9" for 9, and one table's text for another's numbers
            raise TypeError
        return np.asarray(array, dtype=float)
    except (TypeError, ValueError):
        kind = getattr(values, "dtype", type(values).__name__)
        raise invalid(argument, str(kind), "numbers", "Convert text with pd.to_numeric(column).") from None


def _has_text(array: np.ndarray) -> bool:
    return array.dtype.kind in "US" or (array.dtype.kind == "O" and any(isinstance(one, str) for one in array.flat))


def _refuse(array: np.ndarray, wrong: np.ndarray, argument: str, allowed: str, next_step: str) -> None:
    if not wrong.any():
        return
    first, count = int(np.argmax(wrong)), int(wrong.sum())
    others = f" and in {count - 1} more rows" if count > 1 else ""
    raise InputError(f"{argument} must be {allowed}, got {array[first]:g} in row {first}{others}. {next_step}")
