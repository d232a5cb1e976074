"""Luck: one random number for every (seed, stream name, id).

A draw is a pure function of its address. Nobody consumes luck, so nobody can disturb another's: customer 17 is the
same in a world of a thousand and of ten million, in any order of computation, and a twin world shares all of it.

The hash is one mix of SplitMix64 (Steele, Lea & Flood 2014) over an id and a key::

    key(seed, name) = first 8 bytes, little-endian, of BLAKE2b("{seed}/{name}")
    bits(id)        = mix(id × 0x9E3779B97F4A7C15 + key)                    (all modulo 2^64)
    mix(z):  z ^= z >> 30;  z *= 0xBF58476D1CE4E5B9;  z ^= z >> 27;  z *= 0x94D049BB133111EB;  z ^= z >> 31

Known answers (tests/test_streams.py): seed 7, stream "visit", ids 0, 1, 2^63.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, expit, gammaincinv, logit, ndtri

from course.errors import invalid

Ids = NDArray[np.integer]
Floats = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_LOW_48 = np.uint64(2**48 - 1)
_TABLE = 65_536
_PIECE = 32_768


class Luck:
    """All luck of one seed. Every method takes a stream's name and ids, and gives one value an id."""

    def __init__(self, seed: int) -> None:
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= int(seed) < 2**256:
            raise invalid("seed", seed, "a whole number from 0 to 2**256 − 1", "Any such number gives a world.")
        self.seed = int(seed)

    def bits(self, name: str, ids: ArrayLike) -> NDArray[np.uint64]:
        """Return 64 random bits an id."""
        return self._drawn(name, ids, _as_they_are)

    def _drawn(self, name: str, ids: ArrayLike, turn: Callable[[NDArray[np.uint64]], NDArray[Any]]) -> NDArray[Any]:
        """Return what bits turn into; many ids in pieces that fit into a processor's cache: less than half the time."""
        ids, key = np.asarray(ids), np.uint64(stream_key(self.seed, name))
        if ids.size <= _PIECE:
            return turn(_mix(ids.astype(np.uint64), key))
        flat = ids.reshape(-1)
        first = turn(_mix(flat[:_PIECE].astype(np.uint64), key))
        drawn = np.empty(flat.size, dtype=first.dtype)
        drawn[:_PIECE] = first
        for start in range(_PIECE, flat.size, _PIECE):
            drawn[start : start + _PIECE] = turn(_mix(flat[start : start + _PIECE].astype(np.uint64), key))
        return drawn.reshape(ids.shape)

    def cut(self, name: str, ids: ArrayLike, *widths: int) -> list[NDArray[np.int64]]:
        """Return whole numbers of these widths in bits, cut from one draw: several small draws for the price of one.

        They are independent of each other; the widths sum to at most 64. Adding one at the end changes none before it.
        """
        bits, fields, taken = self.bits(name, ids), [], 0
        for width in widths:
            shifted = bits >> np.uint64(64 - taken - width)
            fields.append((shifted & np.uint64(2**width - 1)).view(np.int64))
            taken += width
        return fields

    def uniform(self, name: str, ids: ArrayLike) -> Floats:
        """Return numbers strictly between 0 and 1: the middle of one of 2^53 equal steps."""
        return self._drawn(name, ids, _between)

    def low(self, name: str, ids: ArrayLike, limit: Floats) -> tuple[NDArray[np.intp], Floats]:
        """Return the positions whose uniform number is below their limit, or above it by less than 2^-31; and these.

        The 31 highest bits are known before the last step of the mix, which is spared where they say enough.
        """
        z = _stir(np.asarray(ids).astype(np.uint64), np.uint64(stream_key(self.seed, name)))
        low = np.flatnonzero(_top(z, 31) <= (limit * 2.0**31).astype(np.int64))
        return low, _between(_settle(z[low]))

    def normal(self, name: str, ids: ArrayLike) -> Floats:
        """Return standard normal numbers, from a table of 65,536 quantiles (largest 4.2, mean 0, variance 1)."""
        return self._quantile(name, ids, _normal_table())

    def exponential(self, name: str, ids: ArrayLike) -> Floats:
        """Return exponential numbers with mean 1."""
        return -np.log(self.uniform(name, ids))

    def gamma(self, name: str, ids: ArrayLike, shape: float) -> Floats:
        """Return gamma numbers with this shape and scale 1, from a table of 65,536 quantiles."""
        return self._quantile(name, ids, _gamma_table(shape))

    def beta(self, name: str, ids: ArrayLike, a: float, b: float) -> Floats:
        """Return beta numbers, strictly between 0 and 1, from a table of 65,536 quantiles."""
        return self._quantile(name, ids, _beta_table(a, b))

    def _quantile(self, name: str, ids: ArrayLike, table: Floats) -> Floats:
        """Return one of 65,536 quantiles an id."""
        return self._drawn(name, ids, lambda bits: table[_top(bits, 16)])

    def permuted(self, name: str, ids: ArrayLike) -> NDArray[np.int64]:
        """Return for ids below 2^48 other whole numbers below 2^48, one to one and in no order: they tell nothing.

        The mix of `bits` carried out modulo 2^48 with shifts by 24 bits: each of its steps can be undone.
        """
        z = (np.asarray(ids).astype(np.uint64) * _GOLDEN + np.uint64(stream_key(self.seed, name))) & _LOW_48
        for factor in (_FIRST, _SECOND):
            z = ((z ^ (z >> np.uint64(24))) * factor) & _LOW_48
        return (z ^ (z >> np.uint64(24))).astype(np.int64)

    def whole(self, name: str, ids: ArrayLike, below: ArrayLike) -> NDArray[np.int64]:
        """Return whole numbers from 0 to `below` − 1, each equally likely."""
        high = self._drawn(name, ids, lambda bits: _top(bits, 32))
        return (high * np.asarray(below, dtype=np.int64)) >> 32

    def choice(self, name: str, ids: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
        """Return positions 0 … k − 1, drawn in proportion to the k weights."""
        cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
        table = _choice_table(cumulative.tobytes())

        def chosen(bits: NDArray[np.uint64]) -> NDArray[np.int64]:
            drawn = table[_top(bits, 12)]
            unsure = np.flatnonzero(drawn < 0)
            drawn[unsure] = _position(cumulative, _between(bits[unsure]))
            return drawn

        return self._drawn(name, ids, chosen)

    def happens(self, name: str, ids: ArrayLike, probability: ArrayLike) -> NDArray[np.bool_]:
        """Return whether the event of this probability comes about."""
        return self.uniform(name, ids) < np.asarray(probability, dtype=np.float64)


def _mix(z: NDArray[np.uint64], key: np.uint64) -> NDArray[np.uint64]:
    """Turn ids into bits, in place."""
    return _settle(_stir(z, key))


def _stir(z: NDArray[np.uint64], key: np.uint64) -> NDArray[np.uint64]:
    """Turn ids into bits, in place, but for the last step, which leaves the 31 highest bits alone."""
    z *= _GOLDEN
    z += key
    z ^= z >> np.uint64(30)
    z *= _FIRST
    z ^= z >> np.uint64(27)
    z *= _SECOND
    return z


def _settle(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Take the last step of the mix, in place."""
    z ^= z >> np.uint64(31)
    return z


def _as_they_are(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return bits


def _top(bits: NDArray[np.uint64], width: int) -> NDArray[np.int64]:
    """Return the highest bits, in the type in which positions are looked up fastest."""
    return (bits >> np.uint64(64 - width)).view(np.int64)


def _between(bits: NDArray[np.uint64]) -> Floats:
    """Return the middle of one of 2^53 equal steps from 0 to 1."""
    return (_top(bits, 53).astype(np.float64) + 0.5) * 2.0**-53


def _position(cumulative: Floats, uniform: Floats) -> NDArray[np.int64]:
    """Return the position in whose share of the cumulative weights each number between 0 and 1 falls."""
    found = np.searchsorted(cumulative, uniform * cumulative[-1], side="right")
    return np.minimum(found, len(cumulative) - 1)


@lru_cache(maxsize=512)
def _choice_table(cumulative: bytes) -> NDArray[np.int64]:
    """Return the position by the first 12 bits; −1 where the other 52 decide as well."""
    weights = np.frombuffer(cumulative)
    cell = np.arange(4096, dtype=np.uint64) << np.uint64(52)
    first, last = (_position(weights, _between(bits)) for bits in (cell, cell | np.uint64(2**52 - 1)))
    return np.where(first == last, first, -1)


@cache
def stream_key(seed: int, name: str) -> int:
    """Return the 64-bit key of a stream."""
    return int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest(), "little")


@cache
def _normal_table() -> Floats:
    quantiles = ndtri((np.arange(_TABLE) + 0.5) / _TABLE)
    return quantiles / quantiles.std()


@cache
def _gamma_table(shape: float) -> Floats:
    quantiles = gammaincinv(shape, (np.arange(_TABLE) + 0.5) / _TABLE)
    return quantiles * (shape / quantiles.mean())


@cache
def _beta_table(a: float, b: float) -> Floats:
    """Return quantiles to six digits: the law on a grid of logits read backwards, twenty times as fast as inverting."""
    probability = (np.arange(_TABLE) + 0.5) / _TABLE
    ends = np.clip(betaincinv(a, b, probability[[0, -1]]), 1e-300, 1 - 1e-15)
    low, high = logit(ends)
    grid = np.linspace(low, high, _TABLE // 8)
    return expit(np.interp(probability, betainc(a, b, expit(grid)), grid))
