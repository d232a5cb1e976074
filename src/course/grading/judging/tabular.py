"""What differs between two pandas objects, in one sentence; None when nothing does.

A DataFrame is compared by column names (their order never matters) and rows. Rows are matched by the index
where the reference has labels there; where it has the default index 0, 1, 2, … the answer's index is ignored
and rows are matched by their values. `ordered=True` asks for the reference's order of rows as well.
A Series is compared label by label, or value by value where the reference has the default index.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd
from pandas.api import types

from course.grading.judging.kinds import counted
from course.grading.judging.tolerance import Rules, close

INFERRED = {
    **dict.fromkeys(["integer", "floating", "mixed-integer-float", "decimal"], "numbers"),
    **dict.fromkeys(["date", "datetime", "datetime64"], "dates"),
    "boolean": "True or False",
}


def series_difference(answer: pd.Series, reference: pd.Series, rules: Rules) -> str | None:
    """Return what differs between two Series."""
    if len(answer) != len(reference):
        return f"Your Series has {counted(len(answer), 'value')}; that is not the right number of them."
    rows = _matching_rows(answer.index, reference.index, rules)
    if isinstance(rows, str):
        return rows
    values = answer if rows is None else answer.iloc[rows]
    return _wrong_values(values, reference, rules, "")


def frame_difference(answer: pd.DataFrame, reference: pd.DataFrame, rules: Rules) -> str | None:
    """Return what differs between two DataFrames."""
    problem = _column_names(answer, reference) or _number_of_rows(answer, reference)
    if problem:
        return problem
    answer = answer[list(reference.columns)]
    if plain(reference.index):
        if not rules.ordered:
            answer, reference = _sorted(answer, reference), _sorted(reference, reference)
    else:
        rows = _matching_rows(answer.index, reference.index, rules)
        if isinstance(rows, str):
            return rows
        answer = answer if rows is None else answer.iloc[rows]
    problems = (_wrong_values(answer[name], reference[name], rules, f" in column {name!r}") for name in reference)
    return " ".join(problem for problem in problems if problem) or None


def array_difference(answer: np.ndarray, reference: np.ndarray, rules: Rules) -> str | None:
    """Return what differs between two arrays of two or more dimensions."""
    if answer.shape != reference.shape:
        return f"Your array has the shape {answer.shape}; that is not the right one."
    return _wrong_values(pd.Series(answer.ravel()), pd.Series(reference.ravel()), rules, "")


def plain(index: pd.Index) -> bool:
    """Return whether an index is the default one, whose labels say nothing."""
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1


def _column_names(answer: pd.DataFrame, reference: pd.DataFrame) -> str:
    if not answer.columns.is_unique:
        return "Some of your columns share a name."
    missing = [name for name in reference.columns if name not in answer.columns]
    extra = [name for name in answer.columns if name not in reference.columns]
    absent = f"Your table lacks the column {_names(missing)}. " if missing else ""
    return absent + (f"It has {_names(extra)} besides what is asked for." if extra else "")


def _names(names: Sequence[Hashable]) -> str:
    shown = ", ".join(repr(str(name)) for name in names[:5])
    return f"{shown}, …" if len(names) > 5 else shown


def _number_of_rows(answer: pd.DataFrame, reference: pd.DataFrame) -> str:
    if len(answer) == len(reference):
        return ""
    return f"Your table has {counted(len(answer), 'row')}; that is not the right number of them."


def _matching_rows(answer: pd.Index, reference: pd.Index, rules: Rules) -> str | list[int] | None:
    """Return the answer's positions in the reference's order, None for as they are, or what is wrong with labels."""
    if plain(reference) or not reference.is_unique:
        return None
    place = {_label(label): position for position, label in enumerate(answer)}
    wanted = [_label(label) for label in reference]
    if len(place) < len(answer) or any(label not in place for label in wanted):
        return "The labels of the rows (the index) are not the right ones."
    rows = [place[label] for label in wanted]
    if rules.ordered and rows != list(range(len(rows))):
        return "The rows are the right ones, but not in the order asked for."
    return rows


def _label(label: object) -> Hashable:
    """Return a label that is equal for 1 and 1.0, "a" as text and as category, and hashable whatever it was."""
    if isinstance(label, tuple):
        return tuple(_label(part) for part in label)
    if isinstance(label, (int, float, np.number)):
        return float(label)
    return label if isinstance(label, pd.Timestamp) else str(label)


def _sorted(frame: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """Sort rows by the columns that are compared exactly, then by those that have a tolerance."""
    inexact = [name for name in reference if types.is_float_dtype(reference[name].dtype)]
    exact = [name for name in reference if name not in inexact]
    keys = [_sort_key(frame[name], reference[name]) for name in [*exact, *inexact]]
    return frame.iloc[np.lexsort(keys[::-1])] if keys else frame


def _sort_key(column: pd.Series, reference: pd.Series) -> np.ndarray:
    if types.is_numeric_dtype(reference.dtype) and types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=float, na_value=np.nan)
    return _texts(column)


def _wrong_values(answer: pd.Series, reference: pd.Series, rules: Rules, where: str) -> str | None:
    """Compare values in order; say how many are wrong, never what they should be."""
    if (held := _holds(answer)) != (wanted := _holds(reference)) and len(reference):
        return f"The values{where} should be {wanted}; yours are {held}."
    wrong = int((~_equal(answer, reference, wanted, rules)).sum())
    if not wrong:
        return None
    verb = "is" if wrong == 1 else "are"
    return f"{wrong:,} of {counted(len(reference), 'value')}{where} {verb} not right."


def _equal(answer: pd.Series, reference: pd.Series, held: str, rules: Rules) -> np.ndarray:
    if held == "numbers":
        given = answer.to_numpy(dtype=float, na_value=np.nan)
        wanted = reference if whole_column(reference) else reference.to_numpy(dtype=float, na_value=np.nan)
        return close(given, wanted, rules)
    if held == "dates":
        return _moments(answer) == _moments(reference)
    missing = answer.isna().to_numpy() & reference.isna().to_numpy()
    return missing | (_texts(answer) == _texts(reference))


def _texts(column: pd.Series) -> np.ndarray:
    return column.astype(object).map(str).to_numpy(dtype="U")


def whole_column(column: pd.Series) -> bool:
    """Return whether a column holds whole numbers, none of them missing."""
    return types.is_integer_dtype(column.dtype) and not column.hasnans


def _holds(column: pd.Series) -> str:
    """Return what a column holds, whether pandas stores it as such, as objects or as categories."""
    if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
        return INFERRED.get(types.infer_dtype(column.astype(object), skipna=True), "texts")
    if types.is_bool_dtype(column.dtype):
        return "True or False"
    if types.is_numeric_dtype(column.dtype):
        return "numbers"
    return "dates" if types.is_datetime64_any_dtype(column.dtype) else "texts"


def _moments(column: pd.Series) -> np.ndarray:
    """Return moments as microseconds; two missing ones are equal."""
    return pd.to_datetime(column.astype(object)).to_numpy("datetime64[us]").astype("int64")
