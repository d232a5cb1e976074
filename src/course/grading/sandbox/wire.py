"""Answers as typed JSON, so that what a student's process says is read as data and never run.

Every value is an object with a type "t" and a value "v"; a column of a table has a kind "d" and its values. Exact
types alone go over the wire: of a subclass of float that equals everything, the float remains. What has no type here
arrives as `Unread`, which is no answer to anything. Nothing here raises because of an answer.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course.grading.judging.calls import Call
from course.grading.judging.kinds import NUMBERS, Unread, described
from course.grading.sandbox import columns

MOST_VALUES, DEEPEST = 500_000, 12
BIGGEST_WHOLE = 2**200
Typed = dict[str, Any]


class _TooMuch(Exception):
    """An answer has more values, or is nested deeper, than anything that is asked for."""


def encoded(value: Any) -> Typed:
    """Return a value as typed JSON; `{"t": "other"}` with its description where it has no type here."""
    try:
        return _Encoder().value(value, 0)
    except Exception:  # what a student's object does when it is read is not known
        return {"t": "other", "v": described(value)[:200]}


def decoded(typed: Any) -> Any:
    """Return the value of typed JSON; `Unread` for anything that is not as `encoded` writes it."""
    try:
        return DECODERS[typed["t"]](typed.get("v"))
    except Exception:  # whoever wrote this need not have been our encoder
        return Unread("something that cannot be read")


def text_of(message: Any) -> bytes:
    """Return JSON in ASCII: half surrogate pairs survive as escapes."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii")


class _Encoder:
    """Counts values, so that an answer of ten million rows costs no memory."""

    def __init__(self) -> None:
        self.left = MOST_VALUES

    def _take(self, count: int, depth: int) -> None:
        self.left -= count
        if self.left < 0 or depth > DEEPEST:
            raise _TooMuch

    def value(self, value: Any, depth: int) -> Typed:
        self._take(1, depth)
        for type_, encode in ENCODERS:
            if isinstance(value, type_):
                return encode(self, value, depth + 1)
        if callable(value):
            return {"t": "function"}
        return {"t": "other", "v": described(value)[:200]}

    def _values(self, values: Any, depth: int) -> list[Typed]:
        self._take(len(values), depth)
        return [self.value(value, depth) for value in values]

    def collection(self, value: Any, depth: int) -> Typed:
        name = next(name for type_, name in COLLECTIONS if isinstance(value, type_))
        return {"t": name, "v": self._values(list(value), depth)}

    def mapping(self, value: dict, depth: int) -> Typed:
        pairs = [(key, dict.__getitem__(value, key)) for key in dict.__iter__(value)]
        return {"t": "dict", "v": [self._values(pair, depth) for pair in pairs]}

    def array(self, value: np.ndarray, depth: int) -> Typed:
        self._take(value.size, depth)
        if value.ndim == 0:
            return self.value(value.item(), depth)
        return {"t": "array", "v": {"shape": list(value.shape), "column": self._column(pd.Series(value.ravel()))}}

    def flat(self, value: Any, depth: int) -> Typed:
        """Encode an index or an extension array: a list of its values."""
        self._take(len(value), depth)
        return {"t": "list", "v": self._values(value.tolist(), depth)}

    def series(self, value: pd.Series, depth: int) -> Typed:
        self._take(len(value), depth)
        name = value.name if isinstance(value.name, (str, int)) else None
        return {"t": "series", "v": {"index": self._index(value.index), "name": name, "column": self._column(value)}}

    def frame(self, value: pd.DataFrame, depth: int) -> Typed:
        self._take(len(value) * max(1, value.shape[1]), depth)
        names = self._values(value.columns.tolist(), depth)
        content = [self._column(value.iloc[:, place]) for place in range(value.shape[1])]
        return {"t": "frame", "v": {"index": self._index(value.index), "names": names, "columns": content}}

    def _index(self, index: pd.Index) -> Typed:
        if isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1:
            return {"d": "range", "v": len(index)}
        if isinstance(index, pd.MultiIndex):
            return {"d": "objects", "v": self._values(index.tolist(), 1)}
        return self._column(index.to_series())

    def _column(self, column: pd.Series) -> Typed:
        found = columns.encoded(column)
        return found if found is not None else {"d": "objects", "v": self._values(column.tolist(), 1)}


def _whole(_: _Encoder, value: Any, __: int) -> Typed:
    number = int.__index__(value) if isinstance(value, int) else int(value)
    if abs(number) > BIGGEST_WHOLE:
        raise _TooMuch
    return {"t": "int", "v": str(number)}


def _real(_: _Encoder, value: Any, __: int) -> Typed:
    number = float.__float__(value) if isinstance(value, float) else float(value)
    return {"t": "float", "v": number if math.isfinite(number) else str(number)}


def _moment(_: _Encoder, value: Any, __: int) -> Typed:
    return {"t": "moment", "v": pd.Timestamp(value).isoformat()}


def _span(_: _Encoder, value: Any, __: int) -> Typed:
    return {"t": "span", "v": str(pd.Timedelta(value).value)}


def _constant(name: str) -> Callable[[_Encoder, Any, int], Typed]:
    return lambda _, __, ___: {"t": name}


# The order matters: True is a whole number too, and a Timestamp a date.
ENCODERS: tuple[tuple[Any, Callable[[_Encoder, Any, int], Typed]], ...] = (
    (type(...), _constant("blank")),
    ((type(None), type(pd.NA), type(pd.NaT), type(NotImplemented)), _constant("none")),
    ((bool, np.bool_), lambda _, value, __: {"t": "bool", "v": bool(value)}),
    ((datetime.timedelta, np.timedelta64), _span),
    ((int, np.integer), _whole),
    (NUMBERS, _real),
    (str, lambda _, value, __: {"t": "text", "v": str.__str__(value)}),
    ((datetime.date, np.datetime64), _moment),
    (pd.Period, lambda _, value, __: {"t": "text", "v": str(value)}),
    (pd.DataFrame, _Encoder.frame),
    (pd.Series, _Encoder.series),
    (np.ndarray, _Encoder.array),
    (dict, _Encoder.mapping),
    ((list, tuple, set, frozenset, range), _Encoder.collection),
    ((pd.Index, pd.api.extensions.ExtensionArray), _Encoder.flat),
)
COLLECTIONS: tuple[tuple[Any, str], ...] = (
    (tuple, "tuple"),
    ((set, frozenset), "set"),
    ((list, range), "list"),
)


def _decoded_values(values: Any) -> list[Any]:
    return [decoded(value) for value in values]


def _decoded_index(typed: Typed) -> pd.Index:
    if typed["d"] == "range":
        return pd.RangeIndex(int(typed["v"]))
    if typed["d"] == "objects":
        return pd.Index(_decoded_values(typed["v"]))
    return pd.Index(columns.decoded(typed))


def _decoded_column(typed: Typed) -> pd.Series:
    if typed["d"] == "objects":
        return pd.Series(_decoded_values(typed["v"]), dtype=object)
    return columns.decoded(typed)


def _decoded_series(v: Any) -> pd.Series:
    return _decoded_column(v["column"]).set_axis(_decoded_index(v["index"])).rename(v["name"])


def _decoded_frame(v: Any) -> pd.DataFrame:
    index, names = _decoded_index(v["index"]), _decoded_values(v["names"])
    content = [_decoded_column(column).set_axis(index) for column in v["columns"]]
    frame = pd.concat(content, axis=1) if content else pd.DataFrame(index=index)
    return frame.set_axis(names, axis=1)


def _decoded_array(v: Any) -> np.ndarray:
    return _decoded_column(v["column"]).to_numpy().reshape(v["shape"])


def _decoded_calls(v: Any) -> list[Call]:
    return [Call(str(call["arguments"]), decoded(call["value"]), str(call["error"])) for call in v]


DECODERS: dict[str, Callable[[Any], Any]] = {
    "blank": lambda _: ...,
    "none": lambda _: None,
    "bool": lambda v: v is True,
    "int": lambda v: int(v[:80]),
    "float": lambda v: float(v),
    "text": lambda v: "".join([v]),
    "moment": lambda v: pd.Timestamp(v),
    "span": lambda v: pd.Timedelta(int(v[:30]), unit="ns"),
    "list": _decoded_values,
    "tuple": lambda v: tuple(_decoded_values(v)),
    "set": lambda v: set(_decoded_values(v)),
    "dict": lambda v: {decoded(key): decoded(value) for key, value in v},
    "array": _decoded_array,
    "series": _decoded_series,
    "frame": _decoded_frame,
    "calls": _decoded_calls,
    "drawings": _decoded_values,
    "function": lambda _: Unread("a function"),
    "other": lambda v: Unread(str(v)[:200]),
}


def encoded_calls(calls: list[Call] | None) -> Typed:
    """Return what a function gave for each probe as typed JSON; None where it was no function."""
    if calls is None:
        return {"t": "none"}
    return {"t": "calls", "v": [{**vars(call), "value": encoded(call.value)} for call in calls]}


def encoded_drawing(frames: list[pd.DataFrame] | None) -> Typed:
    """Return the lines, bars or points of a figure as typed JSON; None where it was no figure."""
    return {"t": "none"} if frames is None else {"t": "drawings", "v": [encoded(frame) for frame in frames]}
