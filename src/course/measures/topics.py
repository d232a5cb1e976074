"""Topics in texts: which words go together, what each text is about, how many topics there are."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs

_ROUNDS, _CLOSE = 2_000, 1e-5  # of the factorisation
_LIGHT = 0.01  # a word of less weight than this share of the heaviest is what the search left
_TOGETHER = 10  # top words whose company tells how coherent a topic is


@dataclass(frozen=True, repr=False)
class Topics:
    """What `topics` found; topics are numbered from 1, the one that most is written about first.

    top_words : topics × rank, the heaviest word first. weights : texts × topics, shares of each text that sum to 1 (0
    everywhere for a text without a known word). shares : of each topic in all texts with a known word. labels : the
    heaviest topic of each text, missing where no word is known. coherence : of each topic, −1–1, see `topics`.
    error : share of the word weights that the topics leave unexplained, 0–1.
    """

    top_words: pd.DataFrame
    weights: pd.DataFrame
    shares: pd.Series
    labels: pd.Series
    coherence: pd.Series
    error: float

    def __str__(self) -> str:
        lines = (", ".join(words.dropna()) for _, words in self.top_words.iterrows())
        rows = (
            f"{topic} ({100 * share:.4g} %): {line}"
            for (topic, share), line in zip(self.shares.items(), lines, strict=True)
        )
        return "\n".join([f"{len(self.labels):,} texts, {len(self.shares)} topics", *rows])

    __repr__ = __str__


def topics(
    texts: Any,
    k: int,
    stop_words: str | Iterable[str] | None = "english",
    least_texts: int = 5,
    most_share: float = 0.5,
    words: int = 8,
) -> Topics:
    """Find k topics: words that come together, by factorising TF-IDF weights into few non-negative parts (NMF).

    texts : one text per row. stop_words : "english", a list of one's own, or None. least_texts, most_share : a word
    counts if it stands in so many texts at least, and in no larger share of them. words : how many are shown.

    The same texts give the same topics, in any order of rows: no luck is drawn. Coherence is the mean normalised
    pointwise mutual information of a topic's ten heaviest words over the texts, 1 for words that only come together, 0
    for words that do not seek each other. A topic found is a guess: short texts made of set phrases give phrases.

    Errors: fewer texts or words than topics; missing texts; topics that do not settle.
    Source: Lee & Seung (1999); coherence: Bouma (2009).
    """
    given = _texts(texts)
    inputs.integer(words, "words", 1)
    counted, vocabulary = _weighed(given.to_numpy(), stop_words, least_texts, most_share)
    most = min(len(given), len(vocabulary))
    inputs.integer(k, "k", 1, most, f"There are {len(given)} texts and {len(vocabulary)} words that count.")
    order = np.argsort(given.to_numpy(dtype=str), kind="stable")  # so that rows in another order give the same
    parts, spoken, error = _factorised(counted[order], k)
    weight = np.empty_like(parts)
    weight[order] = parts * spoken.sum(axis=1)
    total = weight.sum(axis=1, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    known = total[:, 0] > 0
    ranked = sorted(range(k), key=lambda topic: (-round(float(weight[known, topic].mean()), 12), topic))
    weight, spoken = weight[:, ranked], spoken[ranked]
    numbers = pd.Index(range(1, k + 1), name="topic")
    labels = pd.Series(weight.argmax(axis=1) + 1, index=given.index, name="topic", dtype="Int64").mask(~known)
    best = [_heaviest(row, vocabulary) for row in spoken]
    present = (counted > 0).toarray()
    return Topics(
        pd.DataFrame([_filled(row, words) for row in best], index=numbers, columns=range(1, words + 1)),
        pd.DataFrame(weight, index=given.index, columns=numbers),
        pd.Series(weight[known].mean(axis=0), index=numbers, name="share"),
        labels,
        pd.Series([_coherence(present, vocabulary, row[:_TOGETHER]) for row in best], index=numbers, name="coherence"),
        error,
    )


def number_of_topics(texts: Any, candidates: Iterable[int] = range(2, 13), **options: Any) -> pd.DataFrame:
    """One row per number of topics tried: mean `coherence` (higher is better), and the `error` left, which only falls.

    options : those of `topics`. Take a number where coherence is high and error has stopped falling fast; neither
    knows what the topics are for.
    """
    tried = list(candidates)
    inputs.require_rows(tried, "candidates", "Name some numbers of topics: range(2, 13).")
    found = {k: topics(texts, k, **options) for k in tried}
    rows = {k: {"coherence": one.coherence.mean(), "error": one.error} for k, one in found.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("topics")


def topic_agreement(found: Any, given: Any) -> pd.Series:
    """How well topics found agree with labels given by hand, one of each per text, matched by position.

    `adjusted_rand` : 1 for the same groups under any names, about 0 for chance (Hubert & Arabie 1985). `purity` : share
    of texts whose label is the commonest of their topic, which many topics raise by themselves. `n` : texts with both.
    """
    from sklearn.metrics import adjusted_rand_score

    left, right = (pd.Series(values).reset_index(drop=True).astype("object") for values in (found, given))
    if len(left) != len(right):
        raise InputError(f"found and given must be equally long, got {len(left)} and {len(right)} rows.")
    known = left.notna() & right.notna()
    if not known.any():
        raise InputError("found and given must both be known for some text, got none. Check how they were matched.")
    counts = pd.crosstab(left[known].astype("str"), right[known].astype("str"))
    rand = adjusted_rand_score(right[known].astype("str"), left[known].astype("str"))
    purity = counts.max(axis=1).sum() / known.sum()
    return pd.Series({"adjusted_rand": float(rand), "purity": float(purity), "n": float(known.sum())})


def _texts(texts: Any) -> pd.Series:
    """Return the texts as a Series; refused where one is missing or no text."""
    if isinstance(texts, str):
        raise invalid("texts", texts[:20], "one text per row", "Put a single text into a list.")
    given = texts if isinstance(texts, pd.Series) else pd.Series(list(texts), dtype="object")
    inputs.require_rows(given, "texts")
    missing = int(given.isna().sum())
    if missing:
        raise InputError(f"texts must be known in every row, got {missing} missing. Leave them out with .dropna().")
    strange = [value for value in given if not isinstance(value, str)]
    if strange:
        raise invalid("texts", strange[0], "text in every row", "Pick the column of texts: frame['text'].")
    return given


def _weighed(texts: np.ndarray, stop_words: Any, least: int, most: float) -> tuple[Any, np.ndarray]:
    """Return TF-IDF weights (texts × words) and the words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    inputs.integer(least, "least_texts", 1)
    inputs.between(most, "most_share", 0, 1)
    if isinstance(stop_words, str):
        inputs.one_of(stop_words, "list of stop words", ["english"])
    left_out = stop_words if stop_words is None or isinstance(stop_words, str) else sorted(map(str.lower, stop_words))
    counting = TfidfVectorizer(stop_words=left_out, sublinear_tf=True, min_df=least, max_df=float(most))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Your stop_words may be inconsistent")
            weights = counting.fit_transform(texts)
    except ValueError:
        step = "Lower least_texts, or raise most_share."
        raise InputError(f"texts must share words that count, got none in {len(texts)} texts. {step}") from None
    return weights, counting.get_feature_names_out()


def _factorised(weights: Any, k: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Return texts × topics, topics × words, and the share of squares left."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init="nndsvda", max_iter=_ROUNDS, tol=_CLOSE, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        try:
            parts = model.fit_transform(weights)
        except ConvergenceWarning:
            step = "Ask for fewer topics, or raise least_texts."
            raise InputError(f"topics must settle, but {k} had not after {_ROUNDS} rounds. {step}") from None
    return parts, model.components_, float(model.reconstruction_err_**2 / weights.multiply(weights).sum())


def _heaviest(weights: np.ndarray, vocabulary: np.ndarray) -> list[str]:
    """Return the words that a topic has, the heaviest first; equally heavy ones by the alphabet."""
    order = sorted(
        np.flatnonzero(weights > _LIGHT * weights.max()), key=lambda at: (-round(float(weights[at]), 9), vocabulary[at])
    )
    return [str(vocabulary[at]) for at in order]


def _filled(words: list[str], number: int) -> list[str | None]:
    return [*words[:number], *[None] * (number - len(words))]


def _coherence(present: np.ndarray, vocabulary: np.ndarray, words: list[str]) -> float:
    """Return the mean of log(p(a, b) / p(a) p(b)) / −log p(a, b) over pairs; −1 for a pair that never meets."""
    columns = present[:, np.searchsorted(vocabulary, words)].astype(float)
    if len(words) < 2:
        return float("nan")
    both = (columns.T @ columns / len(columns))[np.triu_indices(len(words), 1)]
    alone = np.outer(columns.mean(axis=0), columns.mean(axis=0))[np.triu_indices(len(words), 1)]
    meet = (both > 0) & (both < 1)
    inside = np.where(meet, both, 0.5)
    return float(np.where(meet, np.log(inside / alone) / -np.log(inside), np.where(both > 0, 1.0, -1.0)).mean())
