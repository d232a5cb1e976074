"""Pairs of records that may be about one person: which to look at, how alike they are, how well they were found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid, unknown
from course.measures import inputs
from course.measures.proportions import share_with_interval

MISSING, DIFFERENT, CLOSE, SAME = -1, 0, 1, 2
_START, _ALIKE = 4, 0.7  # letters of a common beginning that count, where texts are alike by so much without it
_NAME_KEYS = 'Name columns to agree in: [["email"], ["last_name", "postcode"]].'
_NAME_COMPARISONS = 'Name columns and comparisons: {"email": same}.'
Comparison = Callable[[pd.Series, pd.Series], np.ndarray]


@dataclass(frozen=True)
class LinkageQuality:
    """How well pairs were found. precision : share of the found that is right; recall : share of the right found.

    found, true : numbers of pairs; right : of those in both.
    """

    precision: float
    recall: float
    found: int
    true: int
    right: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing was found that is right."""
        return 2 * self.right / (self.found + self.true)

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Rows `precision` and `recall`: `share, low, high` (Wilson), if the pairs checked by hand are a random sample.

        It is about all pairs that those checked stand for: `found` pairs drawn from all that were found, `true` ones
        from all true ones. A kind of which there is no pair has no row.
        """
        kinds = {"precision": self.found, "recall": self.true}
        rows = {name: share_with_interval(self.right, n, level) for name, n in kinds.items() if n}
        return pd.DataFrame.from_dict(rows, orient="index", columns=["share", "low", "high"])

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f} ({self.found:,} found, {self.true:,} true)"

    __repr__ = __str__


def candidate_pairs(records: Any, keys: Iterable[Sequence[str]], among: Any = None) -> pd.DataFrame:
    """Pairs of records that agree in all columns of one of the `keys` at least: `left`, `right`, labels of the index.

    Blocking: of n records there are n (n − 1) / 2 pairs, and nearly all are not worth a look. A missing value agrees
    with nothing. among : labels of records; then only pairs whose `left` is one of them, with all others.
    """
    table = inputs.in_memory(records, "records")
    inputs.require_rows(table, "records")
    if not table.index.is_unique:
        raise InputError("records must have an index without repeated labels. Use records.reset_index(drop=True).")
    chosen = None if among is None else _positions(table, among)
    found = [_agreeing(table, key, chosen) for key in _named(keys)]
    codes = np.unique(np.concatenate(found))
    left, right = np.divmod(codes, len(table))
    return pd.DataFrame({"left": table.index[left], "right": table.index[right]})


def compare(left: Any, right: Any, how: Mapping[str, Comparison | str]) -> pd.DataFrame:
    """Levels of likeness, one row per pair and one column per field: 2 same, 1 close, 0 different, −1 one is missing.

    left, right : the two records of each pair, row by row. how : by column, one of `same`, `similar`, `same_date`, or
    its name, or a function of one's own, which takes two columns without gaps and gives a level for each pair.
    """
    one, other = inputs.in_memory(left, "left"), inputs.in_memory(right, "right")
    if len(one) != len(other):
        raise InputError(f"left and right must be equally long, got {len(one)} and {len(other)} rows.")
    if not isinstance(how, Mapping):
        raise invalid("how", type(how).__name__, "a comparison by column", _NAME_COMPARISONS)
    inputs.require_rows(how, "how", _NAME_COMPARISONS)
    chosen = {name: _comparison(name, likeness) for name, likeness in how.items()}
    for side, table in (("left", one), ("right", other)):
        inputs.require_columns(table, side, **{f"how[{i}]": name for i, name in enumerate(how)})
    return pd.DataFrame({name: _levels(one[name], other[name], likeness) for name, likeness in chosen.items()})


def same(left: pd.Series, right: pd.Series) -> np.ndarray:
    """Same or different."""
    return np.where(left.to_numpy() == right.to_numpy(), SAME, DIFFERENT)


def similar(left: pd.Series, right: pd.Series, at_least: float = 0.85) -> np.ndarray:
    """Same; close, where one begins the other or their `jaro_winkler` similarity is large enough; or different."""
    one, other = _texts(left), _texts(right)
    begins = np.strings.startswith(one, other) | np.strings.startswith(other, one)
    close = begins | (jaro_winkler(one, other) >= at_least)
    return np.select([one == other, close], [SAME, CLOSE], DIFFERENT)


def same_date(left: pd.Series, right: pd.Series) -> np.ndarray:
    """Same; close, where day and month are swapped or two of day, month, year are the same; or different."""
    for argument, dates in (("left", left), ("right", right)):
        if not pd.api.types.is_datetime64_any_dtype(dates):
            raise invalid(argument, str(dates.dtype), "dates", "Read them with plain_date first.")
    one, other = (
        np.column_stack([dates.dt.year, dates.dt.month, dates.dt.day])
        for dates in (left.reset_index(drop=True), right.reset_index(drop=True))
    )
    alike = (one == other).sum(axis=1)
    swapped = (one == other[:, [0, 2, 1]]).all(axis=1)
    return np.select([alike == 3, (alike == 2) | swapped], [SAME, CLOSE], DIFFERENT)


def jaro_winkler(left: Any, right: Any) -> np.ndarray:
    """Similarity of texts, 0 to 1, pair by pair: letters in common and in order; above .7 a common beginning adds.

    Missing texts are refused: `compare` leaves them out. Source: Winkler (1990).

    >>> jaro_winkler(["martha", "dixon"], ["marhta", "dicksonx"]).round(3)
    array([0.961, 0.813])
    """
    for argument, texts in (("left", left), ("right", right)):
        if pd.isna(np.asarray(texts, dtype=object)).any():
            raise InputError(f"{argument} must hold texts alone, got missing ones. Leave these pairs out.")
    one, other = _letters(left), _letters(right)
    if len(one) != len(other):
        raise InputError(f"left and right must be equally long, got {len(one)} and {len(other)} rows.")
    mine, theirs = _common(one, other)
    common = mine.sum(axis=1)
    met = np.maximum(common, 1)
    size = [(text > 0).sum(axis=1) for text in (one, other)]
    first, second = (common / np.maximum(length, 1) for length in size)
    jaro = (first + second + (common - _moved(one[mine], other[theirs], common)) / met) / 3
    jaro[size[0] + size[1] == 0] = 1.0
    width = min(one.shape[1], other.shape[1], _START)
    begin = ((one[:, :width] == other[:, :width]) & (one[:, :width] > 0)).cumprod(axis=1).sum(axis=1)
    return np.where(jaro > _ALIKE, jaro + 0.1 * begin * (1 - jaro), jaro)


def linkage_quality(found: Any, true: Any) -> LinkageQuality:
    """Precision and recall of pairs found against the true ones: tables of two columns, whichever record is first.

    A pair that stands twice in a table counts once. Precision is missing where nothing was found, recall where there
    is no true pair.
    """
    one, other = _as_set(found, "found"), _as_set(true, "true")
    right = len(one & other)
    precision, recall = (right / len(pairs) if pairs else float("nan") for pairs in (one, other))
    return LinkageQuality(precision, recall, len(one), len(other), right)


def _comparison(column: str, likeness: Comparison | str) -> Comparison:
    """Return the function that compares a column, given itself or by name."""
    known: dict[str, Comparison] = {"same": same, "similar": similar, "same_date": same_date}
    if isinstance(likeness, str) and likeness in known:
        return known[likeness]
    if callable(likeness):
        return likeness
    raise unknown(f"comparison for how[{column!r}] named", likeness, known, "Or pass a function.")


def _positions(table: pd.DataFrame, labels: Any) -> np.ndarray:
    places = table.index.get_indexer(pd.Index(labels))
    if (places < 0).any():
        stranger = pd.Index(labels)[places < 0].tolist()[0]
        raise invalid("among", stranger, "labels of rows of records", "Take them from records.index.")
    return np.isin(np.arange(len(table)), places)


def _named(keys: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return lists of columns; a text in the place of a list would be read letter by letter."""
    named = list(keys)
    inputs.require_rows(named, "keys", _NAME_KEYS)
    for key in named:
        if isinstance(key, str) or not len(key):
            raise invalid("keys", key, "lists of columns", _NAME_KEYS)
    return [list(key) for key in named]


def _agreeing(table: pd.DataFrame, key: list[str], chosen: np.ndarray | None) -> np.ndarray:
    """Return pairs that agree in a key, as first position × rows + second position."""
    inputs.require_columns(table, "records", **{f"keys[{i}]": name for i, name in enumerate(key)})
    place = np.flatnonzero(table[key].notna().all(axis=1))
    code = table.iloc[place].groupby(key, observed=True).ngroup().to_numpy()
    order = np.argsort(code, kind="stable")
    place, code = place[order], code[order]
    size = np.bincount(code)[code] if len(code) else code
    begin = np.searchsorted(code, code)
    rows = np.arange(len(code)) if chosen is None else np.flatnonzero(chosen[place])
    left = np.repeat(rows, size[rows])
    right = begin[left] + np.arange(len(left)) - np.repeat(np.cumsum(size[rows]) - size[rows], size[rows])
    kept = left < right if chosen is None else left != right
    return place[left[kept]] * len(table) + place[right[kept]]


def _levels(left: pd.Series, right: pd.Series, likeness: Comparison) -> np.ndarray:
    there = left.notna().to_numpy() & right.notna().to_numpy()
    levels = np.full(len(left), MISSING)
    levels[there] = likeness(left[there], right[there])
    return levels


def _texts(values: Any) -> np.ndarray:
    return np.asarray(values.to_numpy(dtype=object) if isinstance(values, pd.Series) else values, dtype=np.str_)


def _letters(values: Any) -> np.ndarray:
    """Return texts as numbers of letters, texts × places, 0 behind the end."""
    texts = _texts(values)
    return texts.view(np.uint32).reshape(len(texts), texts.dtype.itemsize // 4)


def _common(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which letters of each text the other has nearby, each letter used once, from left to right."""
    longer = np.maximum((one > 0).sum(axis=1), (other > 0).sum(axis=1))
    reach = np.maximum(longer // 2 - 1, 0)
    furthest = int(reach.max(initial=0))
    mine, theirs = np.zeros(one.shape, dtype=bool), np.zeros(other.shape, dtype=bool)
    for place in range(one.shape[1]):
        for spot in range(max(0, place - furthest), min(other.shape[1], place + furthest + 1)):
            free = ~mine[:, place] & ~theirs[:, spot] & (one[:, place] > 0) & (abs(place - spot) <= reach)
            hit = free & (one[:, place] == other[:, spot])
            mine[:, place] |= hit
            theirs[:, spot] |= hit
    return mine, theirs


def _moved(mine: np.ndarray, theirs: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Return by pair of texts half of how many common letters, given one text after the other, stand elsewhere."""
    return np.bincount(np.repeat(np.arange(len(common)), common), mine != theirs, len(common)) // 2


def _as_set(pairs: Any, argument: str) -> set[frozenset[Any]]:
    table = inputs.in_memory(pairs, argument)
    if table.shape[1] != 2:
        raise InputError(f"{argument} must have two columns, one per record of a pair, got {table.shape[1]}.")
    return {frozenset(pair) for pair in table.itertuples(index=False, name=None)}
