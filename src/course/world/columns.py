"""Columns as arrays, words as codes: what a table is made of before it becomes a pandas frame or an Arrow table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Coded:
    """A column of words: `words[codes]`; where there may be gaps, a code below 0 is a missing word."""

    words: Sequence[str]
    codes: np.ndarray
    gaps: bool = False

    def __getitem__(self, rows: np.ndarray) -> Coded:
        return Coded(self.words, self.codes[rows], self.gaps)

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Gaps:
    """A column of whole numbers, some of them missing."""

    values: np.ndarray
    missing: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Gaps:
        return Gaps(self.values[rows], self.missing[rows])

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Texts:
    """A column of texts, most of which occur once; some may be missing."""

    values: pa.Array

    def __getitem__(self, rows: np.ndarray) -> Texts:
        return Texts(self.values.take(rows))

    def __len__(self) -> int:
        return len(self.values)


Column = np.ndarray | Coded | Gaps | Texts
Columns = Mapping[str, Column]


def pick(columns: Columns, rows: np.ndarray) -> dict[str, Column]:
    """Return the columns with only these rows: a mask or positions."""
    if rows.dtype == bool:
        if rows.all():
            return dict(columns)
        rows = np.flatnonzero(rows)  # found once for all columns
    return {name: values[rows] for name, values in columns.items()}


def arrays(table: pd.DataFrame) -> dict[str, Column]:
    """Return the columns of a frame as arrays."""
    return {str(name): values.to_numpy() for name, values in table.items()}


def spread(column: Column, there: np.ndarray) -> Column:
    """Return words or whole numbers known for some rows (`there`, a mask) as a column for all, missing elsewhere."""
    whole = np.full(len(there), -1, dtype=np.int64)
    whole[np.flatnonzero(there)] = column.codes if isinstance(column, Coded) else np.asarray(column)
    return Coded(column.words, whole, gaps=True) if isinstance(column, Coded) else Gaps(whole, ~there)


def frame(columns: Columns) -> pd.DataFrame:
    """Return the columns as a pandas frame: whole numbers int64, words str, gaps Int64."""
    return pd.DataFrame({name: _series(values) for name, values in columns.items()})


def _series(column: Column) -> Any:
    if isinstance(column, Coded):
        return _array(column).dictionary_decode().to_pandas()
    if isinstance(column, Texts):
        return column.values.to_pandas()
    if isinstance(column, Gaps):
        return pd.arrays.IntegerArray(column.values.astype(np.int64), np.array(column.missing))
    if np.issubdtype(column.dtype, np.integer):
        return column.astype(np.int64, copy=False)
    return column


def arrow(columns: Columns) -> pa.Table:
    """Return the columns as an Arrow table: words dictionary-encoded; whole numbers are never missing, except gaps."""
    import pyarrow as pa

    arrays = {name: _array(values) for name, values in columns.items()}
    fields = [pa.field(name, array.type, nullable=_may_miss(columns[name])) for name, array in arrays.items()]
    return pa.table(list(arrays.values()), schema=pa.schema(fields))


def _array(column: Column) -> pa.Array:
    import pyarrow as pa

    if isinstance(column, Coded):
        return pa.DictionaryArray.from_arrays(_codes(column), _texts(tuple(column.words)))
    if isinstance(column, Texts):
        return column.values
    if isinstance(column, Gaps):
        return pa.array(column.values.astype(np.int64, copy=False), mask=np.asarray(column.missing))
    if np.issubdtype(column.dtype, np.integer):
        return pa.array(column.astype(np.int64, copy=False))
    return pa.array(column, from_pandas=True)


@lru_cache(maxsize=128)
def _texts(words: tuple[str, ...]) -> pa.Array:
    """Return a list of words as Arrow has it; most lists are the same for every block."""
    import pyarrow as pa

    return pa.array(words, pa.string())


def _codes(column: Coded) -> pa.Array:
    """Return codes in as few bytes as the number of words needs; those below 0 as missing."""
    import pyarrow as pa

    number = len(column.words)
    narrow = np.int8 if number <= 2**7 else np.int16 if number <= 2**15 else np.int32
    return pa.array(column.codes.astype(narrow), mask=column.codes < 0 if column.gaps else None)


def _may_miss(column: Column) -> bool:
    """Return whether values of this kind of column may be missing: not plain numbers, yes or no, words without gaps."""
    if isinstance(column, Coded):
        return column.gaps
    return isinstance(column, (Gaps, Texts)) or column.dtype.kind not in "iub"
