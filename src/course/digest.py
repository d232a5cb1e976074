"""A fingerprint of what a table says: column names, logical types, values in row order. Never of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

Buffer = bytes | memoryview

_PIECE = 16_384


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


def digest_of_arrow(table: pa.Table, length: int = 16) -> str:
    """Return the fingerprint of an Arrow table: of column names, logical types and values in row order.

    Made for parts of large tables, in the fewest bytes that say the same: whole numbers as distances from the lowest,
    words as places in the list of those that occur; by SHA-256, for which most processors have instructions.
    So it is not comparable with `digest_of`.
    """
    state = hashlib.sha256()
    for name in table.column_names:
        column = table.column(name)
        kind, pieces = _arrow_content(column.chunk(0) if column.num_chunks == 1 else column.combine_chunks())
        state.update(f"{name}\0{kind}\0{len(table)}\0".encode())
        for piece in pieces:
            state.update(piece)
    return state.hexdigest()[:length]


def _arrow_content(column: pa.Array) -> tuple[str, Iterator[Buffer]]:
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        return "boolean", iter([_missing(column), _bits(column.fill_null(False))])
    if pa.types.is_timestamp(column.type):
        return "timestamp", _whole(column.cast(pa.timestamp("us")).view(pa.int64()))
    if pa.types.is_integer(column.type):
        return "integer", _whole(column.cast(pa.int64()))
    if pa.types.is_floating(column.type):
        return "number", _real(column)
    return "string", _words(column)


def _whole(column: pa.Array) -> Iterator[Buffer]:
    """Yield where values are missing, the lowest of those that are there, and how far above it each of these lies."""
    yield _missing(column)
    values = (column.drop_null() if column.null_count else column).to_numpy(zero_copy_only=False)
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    yield f"{low}\0".encode()
    width = _width(high - low)
    yield from ((piece - low).astype(width).data for piece in _pieces(values))


def _real(column: pa.Array) -> Iterator[Buffer]:
    values = column.cast("double").fill_null(float("nan")).to_numpy(zero_copy_only=False)
    for piece in _pieces(values):
        yield np.where(np.isnan(piece), np.nan, piece + 0.0).astype("<f8", copy=False).data


def _words(column: pa.Array) -> Iterator[Buffer]:
    """Yield how long the words are that occur, in order of their first row, and these; then the place of each row's."""
    import pyarrow.compute as pc

    words, codes, place = _listed(column)
    yield from (pc.binary_length(words).to_numpy().astype("<u8").data, words.buffers()[2] or b"")
    place = place.astype(_width(len(words)))
    yield from (place[piece.astype(np.intp)].data for piece in _pieces(codes))


def _listed(column: pa.Array) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Return each word once, in order of its first row; the rows' codes; and the place that a code stands for, from 1.

    The code of a missing word is −1, and the last place, 0, stands for it.
    """
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        coded = column.dictionary_encode()
        places = np.arange(1, len(coded.dictionary) + 2)
        places[-1] = 0
        return coded.dictionary, _codes(coded), places
    codes, places = _codes(column), np.zeros(len(column.dictionary) + 1, dtype=np.int64)
    used = _in_order_of_first_row(codes, len(column.dictionary))
    words = column.dictionary.take(pa.array(used)).dictionary_encode()  # the same word may be in the list twice
    places[used] = words.indices.to_numpy() + 1
    return words.dictionary, codes, places


def _codes(coded: pa.Array) -> np.ndarray:
    return np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False))


def _in_order_of_first_row(codes: np.ndarray, words: int) -> np.ndarray:
    """Return the codes that occur, the −1 of missing words apart; a short list is seen through after a few rows."""
    never = len(codes)
    first, row = np.full(words + 1, never), 0
    while row < never and first[:-1].max(initial=0) == never:
        piece = codes[row : max(2 * row, 1_024)]
        here = np.full(words + 1, never)
        here[piece[::-1].astype(np.intp)] = np.arange(row, row + len(piece))[::-1]  # the last one written stays
        first, row = np.minimum(first, here), row + len(piece)
    return np.argsort(first[:-1], kind="stable")[: np.count_nonzero(first[:-1] < never)]


def _missing(column: pa.Array) -> bytes:
    return _bits(column.is_null()) if column.null_count else b""


def _bits(column: pa.Array) -> bytes:
    return np.packbits(column.to_numpy(zero_copy_only=False)).tobytes()


def _width(highest: int) -> str:
    """Return the narrowest type that holds whole numbers from 0 to the highest."""
    return next(f"<u{width}" for width in (1, 2, 4, 8) if highest < 256**width)


def _pieces(values: np.ndarray) -> Iterator[np.ndarray]:
    """Yield consecutive pieces that fit into a processor's cache."""
    return (values[start : start + _PIECE] for start in range(0, len(values), _PIECE))
