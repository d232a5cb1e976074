"""Columns of plain values as JSON and back: numbers, texts, True and False, moments, lengths of time.

A column stored as categories goes as its values. Nullable whole numbers with gaps become floats with NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

Typed = dict[str, Any]
MISSING = np.iinfo("int64").min


def encoded(column: pd.Series) -> Typed | None:
    """Return a column as JSON; None where it holds objects of several kinds, to be encoded one by one."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    dtype = column.dtype
    if types.is_bool_dtype(dtype) and not column.hasnans:
        return {"d": "bool", "v": column.to_numpy(dtype=bool).tolist()}
    if types.is_integer_dtype(dtype) and not column.hasnans:
        return {"d": "int", "v": column.to_numpy(dtype="int64").tolist()}
    if types.is_numeric_dtype(dtype) and not types.is_complex_dtype(dtype):
        return {"d": "float", "v": [_number(value) for value in column.to_numpy(dtype=float, na_value=np.nan).tolist()]}
    if types.is_datetime64_any_dtype(dtype):
        return _moments(column)
    if types.is_timedelta64_dtype(dtype):
        return {"d": "span", "v": column.to_numpy("timedelta64[ns]").astype("int64").tolist()}
    return _texts(column)


def _number(value: float) -> float | str:
    return value if np.isfinite(value) else str(value)


def _moments(column: pd.Series) -> Typed:
    zone = getattr(column.dtype, "tz", None)
    plain = column.dt.tz_convert("UTC").dt.tz_localize(None) if zone is not None else column
    return {"d": "moment", "v": plain.to_numpy("datetime64[us]").astype("int64").tolist(), "zone": zone and str(zone)}


def _texts(column: pd.Series) -> Typed | None:
    values = column.astype(object).tolist()
    missing = column.isna().tolist()
    if not all(gone or isinstance(value, str) for value, gone in zip(values, missing, strict=True)):
        return None
    return {"d": "text", "v": [None if gone else str.__str__(v) for v, gone in zip(values, missing, strict=True)]}


def decoded(typed: Typed) -> pd.Series:
    """Return a column from JSON. Errors: KeyError, ValueError or TypeError for what `encoded` did not write."""
    kind, values = typed["d"], list(typed["v"])
    if kind == "moment":
        moments = pd.Series(np.array(values, dtype="int64").view("datetime64[us]"))
        return moments.dt.tz_localize("UTC").dt.tz_convert(typed["zone"]) if typed.get("zone") else moments
    if kind == "span":
        return pd.Series(np.array(values, dtype="int64").view("timedelta64[ns]"))
    if kind == "text":
        return pd.Series([None if value is None else "".join([value]) for value in values], dtype=object)
    if kind == "float":
        return pd.Series([float(value) for value in values], dtype="float64")
    return pd.Series(values, dtype={"bool": "bool", "int": "int64"}[kind])
