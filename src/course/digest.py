"""A fingerprint of what a table says: column names, logical types, values in row order. Never of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd


def digest_of(frames: Iterable[pd.DataFrame], length: int = 16) -> str:
    """Return the first `length` hex digits of the BLAKE2b digest of the frames, in the order given."""
    state = hashlib.blake2b(digest_size=32)
    for frame in frames:
        for name in frame.columns:
            for piece in _content(str(name), frame[name]):
                state.update(piece)
    return state.hexdigest()[:length]


def _content(name: str, column: pd.Series) -> Iterable[bytes]:
    """Yield name, logical type and canonical values of one column as bytes."""
    kind, values = _canonical(column)
    yield f"{name}\0{kind}\0{len(column)}\0".encode()
    yield values


def _canonical(column: pd.Series) -> tuple[str, bytes]:
    dtype = column.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean", column.to_numpy(dtype=np.uint8).tobytes()
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "timestamp", column.to_numpy("datetime64[us]").astype("<i8").tobytes()
    if pd.api.types.is_integer_dtype(dtype) and not column.hasnans:
        return "integer", column.to_numpy(dtype="<i8").tobytes()
    if pd.api.types.is_numeric_dtype(dtype):
        return "number", (column.to_numpy(dtype="<f8", na_value=np.nan) + 0.0).tobytes()
    return "string", _strings(column)


def _strings(column: pd.Series) -> bytes:
    """Join strings with their lengths in front, a missing one marked by −1, through one pass per distinct value."""
    codes, values = pd.factorize(column, use_na_sentinel=True)
    encoded = [f"{len(text)}:{text}" for text in map(str, values)] + ["-1:"]
    return "".join([encoded[code] for code in codes]).encode()
