"""Coding texts by a list of key words, and how good a coding is against one made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.proportions import share_with_interval


def code_texts(texts: Any, dictionary: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Texts × topics: true where a text has one of the topic's key words.

    texts : one text per row; a missing one has no words. dictionary : by topic, words or phrases; capitals do not
    matter, and `*` stands for any ending ("cheap*" finds cheap and cheaper, "price" does not find prices).

    >>> code_texts(["Too dear.", "Came late, and dear!"], {"price": ["dear"], "delivery": ["late"]}).sum().to_dict()
    {'price': 2, 'delivery': 1}
    """
    inputs.require_rows(dictionary, "dictionary", 'Name a topic and its words: {"price": ["dear", "cheap*"]}.')
    if isinstance(texts, str):
        raise invalid("texts", texts[:20], "one text per row", "Put a single text into a list.")
    given = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype="object")
    inputs.require_rows(given, "texts")
    different, which = np.unique(given.astype("str").where(given.notna(), "").to_numpy(dtype=str), return_inverse=True)
    found = {topic: _found(different, topic, words)[which] for topic, words in dictionary.items()}
    return pd.DataFrame(found, index=given.index)


def coding_quality(coded: Any, by_hand: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per topic: how far a coding agrees with that made by hand, taken as right.

    coded, by_hand : texts × topics, true where a text has the topic; the same texts in the same order, columns matched
    by name. Columns: `texts` (that have the topic by hand), `precision` (of those coded, share that has it), `recall`
    (of those that have it, share coded), each with the ends of its Wilson interval, `f1`, their harmonic mean. What
    has no texts to count is missing.
    """
    found, right = inputs.in_memory(coded, "coded"), inputs.in_memory(by_hand, "by_hand")
    inputs.require_rows(found, "coded")
    if len(found) != len(right):
        raise InputError(f"coded and by_hand must be about the same texts, got {len(found)} and {len(right)} rows.")
    rows = {}
    for topic in found.columns:
        inputs.require_columns(right, "by_hand", coded=topic)
        rows[topic] = _quality(
            inputs.true_or_false(found[topic], str(topic)), inputs.true_or_false(right[topic], str(topic)), level
        )
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("topic")


def _quality(found: np.ndarray, right: np.ndarray, level: float) -> dict[str, float]:
    """Return precision and recall of one topic, with intervals."""
    hits = int((found & right).sum())
    row: dict[str, float] = {"texts": int(right.sum())}
    for name, n in (("precision", int(found.sum())), ("recall", int(right.sum()))):
        share, low, high = share_with_interval(hits, n, level) if n else (np.nan, np.nan, np.nan)
        row |= {name: share, f"{name}_low": low, f"{name}_high": high}
    both = int(found.sum() + right.sum())
    return row | {"f1": 2 * hits / both if both else np.nan}


def _found(texts: np.ndarray, topic: str, words: Iterable[str]) -> np.ndarray:
    """Return whether each text has one of the words."""
    listed = [words] if isinstance(words, str) else [str(word).strip() for word in words]
    if not listed or not all(word.strip("* ") for word in listed):
        raise invalid(f"dictionary[{topic!r}]", listed, "a list of words", 'Write {"price": ["dear", "cheap*"]}.')
    each = (r"\s+".join(re.escape(part) for part in word.split()).replace(r"\*", r"\w*") for word in listed)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)
    return np.array([pattern.search(text) is not None for text in texts])
