"""What kind of thing an answer is, said without trusting it: no `==`, no `repr` of an unknown object is ever called."""

from __future__ import annotations

import datetime
import decimal
import fractions
from typing import Any

import numpy as np
import pandas as pd

EXPECTED = {
    "bool": "True or False",
    "number": "a number",
    "text": "text (a string)",
    "date": "a date",
    "duration": "a length of time",
    "list": "a list",
    "array": "an array",
    "dict": "a dictionary",
    "series": "a pandas Series",
    "frame": "a table (pandas DataFrame)",
    "function": "a function",
    "drawing": "a figure (its axes)",
}

# Types, not abstract ones: to those anybody may add.
NUMBERS = (int, float, np.integer, np.floating, decimal.Decimal, fractions.Fraction)

COLLECTIONS = {
    list: "a list",
    tuple: "a tuple",
    set: "a set",
    frozenset: "a set",
    range: "a range",
    np.ndarray: "an array",
}


class Unread:
    """What stands for an answer that could not be taken out of a student's process; `words` describe it."""

    def __init__(self, words: str) -> None:
        self.words = words


def kind_of(value: object) -> str:
    """Return the kind of a value: a key of `EXPECTED`, "nothing" for `...`, None and the like, or "other"."""
    try:
        return _kind(value)
    except Exception:  # a `__class__` that raises is an answer of no known kind, not an error of the course
        return "other"


def _kind(value: Any) -> str:
    if value is ... or value is None or value is pd.NA or value is pd.NaT or value is NotImplemented:
        return "nothing"
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (datetime.timedelta, np.timedelta64)):
        return "duration"
    if isinstance(value, NUMBERS):
        return "number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (datetime.date, np.datetime64)):
        return "date"
    return _kind_of_collection(value)


def _kind_of_collection(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        return "frame"
    if isinstance(value, pd.Series):
        return "series"
    if isinstance(value, np.ndarray):
        return _kind_of_array(value)
    if isinstance(value, dict):
        return "dict"
    if isinstance(value, (list, tuple, set, frozenset, range, pd.Index, pd.api.extensions.ExtensionArray)):
        return "list"
    if type(value).__module__.startswith(("matplotlib.", "seaborn.")):
        return "drawing"
    return "function" if callable(value) and not isinstance(value, type) else "other"


def _kind_of_array(value: np.ndarray) -> str:
    if value.ndim == 0:
        return kind_of(value.item())
    if value.dtype == object and type(value.flat[0] if value.size else None).__module__.startswith("matplotlib."):
        return "drawing"
    return "list" if value.ndim == 1 else "array"


def blank(value: object) -> bool:
    """Return whether nothing has been answered yet: `...`, None, no text, or a collection of nothing else."""
    kind = kind_of(value)
    try:
        if kind == "text":
            return not str(value).strip() or "YOUR ANSWER HERE" in str(value)
        if kind in ("list", "dict"):
            inner = list(value.values()) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
            return bool(inner) and len(inner) < 1000 and all(item is ... or item is None for item in inner)
    except Exception:
        return False
    return kind == "nothing"


def described(value: object) -> str:
    """Return an answer in words for its reader: "a DataFrame with 3 rows and 2 columns"."""
    try:
        return _described(value, kind_of(value))
    except Exception:
        return "an object that cannot be read"


def _described(value: Any, kind: str) -> str:
    if kind == "nothing":
        return "nothing yet"
    if kind in ("bool", "number", "text", "date", "duration"):
        return _described_scalar(value, kind)
    if kind == "frame":
        return f"a DataFrame with {counted(len(value), 'row')} and {counted(value.shape[1], 'column')}"
    if kind == "series":
        return f"a Series with {counted(len(value), 'value')}"
    if kind == "array":
        return f"an array of shape {value.shape}"
    if kind in ("list", "dict"):
        return _described_collection(value, kind)
    if kind == "function":
        return "a function"
    return value.words if type(value) is Unread else f"an object of type {type(value).__name__}"


def _described_scalar(value: Any, kind: str) -> str:
    if kind == "number":
        return f"the number {number_text(value)}"
    if kind == "text":
        short = str(value) if len(value) <= 40 else f"{str(value)[:37]}…"
        return f"the text “{short}”"
    return str(value) if kind == "bool" else f"the {'date' if kind == 'date' else 'time span'} {value}"


def _described_collection(value: Any, kind: str) -> str:
    if kind == "dict":
        return f"a dictionary with {counted(len(value), 'entry', 'entries')}"
    name = "an Index" if isinstance(value, pd.Index) else COLLECTIONS.get(type(value), "a list")
    return f"{name} with {counted(len(value), 'value')}" if len(value) else f"an empty {name.split()[1]}"


def number_text(value: Any) -> str:
    """Return a number short enough to read: six significant digits, whole numbers in full."""
    number = float(value)
    return f"{int(number)}" if number.is_integer() and abs(number) < 1e15 else f"{number:.6g}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 row", "2 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
