"""Kano's model: what a feature is to a person, from how its presence and its absence would feel.

A attractive, O one-dimensional, M must-be, I indifferent, R reverse (rather not), Q questionable (both answers agree).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.proportions import share_with_interval

ANSWERS = ("like", "must-be", "neutral", "live with", "dislike")  # 1 … 5
LETTERS = ("A", "O", "M", "I", "R", "Q")
_EVALUATION = np.array([list(row) for row in ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")])  # functional × the other
_FIRST = ("M", "O", "A", "I", "R", "Q")  # of categories equally common: what hurts most when forgotten
_FILLERS = frozenset(["i", "it", "that", "this", "way", "so", "am", "is", "a", "be", "can", "could", "would", "with"])
_MEANS = {
    "like": 1, "enjoy": 1, "must": 2, "expect": 2, "neutral": 3, "dont care": 3, "do not care": 3, "live": 4,
    "tolerate": 4, "dislike": 5, "dont like": 5, "do not like": 5,
}  # fmt: skip


def kano(functional: Any, dysfunctional: Any) -> pd.Series:
    """Kano category of each person: a letter of A O M I R Q, on the index of what was handed in.

    functional : "how would you feel if the feature were there?", one answer per person: like, must-be, neutral, live
    with or dislike (also as "I like it that way", "must be so", "can live with it"), or 1–5 in this order.
    dysfunctional : the same, "if it were not there?"; two Series must have one index.

    Errors: an answer that is none of the five; a missing one. Source: Kano et al. (1984); table: Berger et al. (1993).

    >>> kano(["like", "like", "neutral"], ["dislike", "neutral", "dislike"]).tolist()
    ['O', 'A', 'M']
    """
    _paired(functional, dysfunctional)
    rows, columns = _positions(functional, "functional"), _positions(dysfunctional, "dysfunctional")
    if len(rows) != len(columns):
        raise InputError(f"functional and dysfunctional must be equally long, got {len(rows)} and {len(columns)} rows.")
    index = next((side.index for side in (functional, dysfunctional) if isinstance(side, pd.Series)), None)
    return pd.Series(_EVALUATION[rows, columns], index=index, name="kano", dtype="str")


def kano_table(
    answers: Any,
    functional: str = "with_it",
    dysfunctional: str = "without_it",
    feature: str = "feature",
    pairs: Mapping[str, tuple[str, str]] | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """One row per feature: how many call it what, and what it does for satisfaction.

    answers : one row per person and feature (features are sorted); or, with `pairs`, one row per person, and by name
    of each feature its two columns: {"app": ("app_with", "app_without")}. Columns: as in `kano_from_counts`.

    Errors: an empty table, a column that is not there, a missing answer: leave these rows out first.
    """
    frame = inputs.in_memory(answers, "answers")
    inputs.require_rows(frame, "answers")
    if pairs is not None:
        found = {name: kano(*_columns(frame, name, pair)) for name, pair in _named(pairs).items()}
        counts = pd.DataFrame({name: letters.value_counts() for name, letters in found.items()}).T
        return kano_from_counts(_all_letters(counts.rename_axis("feature")), level)
    inputs.require_columns(frame, "answers", functional=functional, dysfunctional=dysfunctional, feature=feature)
    inputs.refuse_gaps(inputs.table(frame, "answers"), "answers", feature)
    letters = kano(frame[functional], frame[dysfunctional]).to_numpy()
    names = pd.Series(frame[feature].to_numpy(), name=feature)
    return kano_from_counts(_all_letters(pd.crosstab(names, letters).rename_axis(columns=None)), level)


def kano_from_counts(counts: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per feature: from how many people called it A, O, M, I, R and Q (columns; R and Q may be left out).

    Columns: the six counts and `n`; `category`, the commonest (ties: M before O before A before I); `better` =
    (A + O) / (A + O + M + I), what satisfaction gains with it, 0–1; `worse` = −(O + M) / (A + O + M + I), what it loses
    without it, −1–0; each with the ends of its Wilson interval, missing where all say R or Q; `category_strength`, the
    lead of the commonest over the next, and `total_strength`, who wants it at all (A + O + M), both shares of all.
    Source: Berger et al. (1993); strengths: Lee & Newcomb (1997).
    """
    frame = inputs.in_memory(counts, "counts")
    inputs.require_rows(frame, "counts")
    inputs.require_columns(frame, "counts", **dict(zip("AOMI", "AOMI", strict=True)))
    number = {name: inputs.whole(frame[name], name) if name in frame else np.zeros(len(frame)) for name in LETTERS}
    each = pd.DataFrame(number, index=frame.index).astype("int64")
    n = each.sum(axis=1)
    if (n == 0).any():
        raise invalid("counts", f"nobody for {n.index[n == 0][0]!r}", "above 0 in each row", "Leave the row out.")
    ranked = np.sort(each.to_numpy(), axis=1)[:, ::-1]
    return each.assign(
        n=n,
        category=each[list(_FIRST)].idxmax(axis=1).astype("str"),
        **_coefficient("better", each["A"] + each["O"], each[list("AOMI")].sum(axis=1), level),
        **_coefficient("worse", each["O"] + each["M"], each[list("AOMI")].sum(axis=1), level),
        category_strength=(ranked[:, 0] - ranked[:, 1]) / n,
        total_strength=each[["A", "O", "M"]].sum(axis=1) / n,
    )


def _coefficient(name: str, hits: pd.Series, of: pd.Series, level: float) -> dict[str, list[float]]:
    """Return a share and the ends of its interval; negative and turned round for what is lost."""
    none = (np.nan, np.nan, np.nan)
    found = [share_with_interval(k, n, level) if n else none for k, n in zip(hits, of, strict=True)]
    share, low, high = (list(column) for column in zip(*found, strict=True))
    if name == "worse":
        share, low, high = ([-value or 0.0 for value in column] for column in (share, high, low))
    return {name: share, f"{name}_low": low, f"{name}_high": high}


def _positions(answers: Any, argument: str) -> np.ndarray:
    """Return 0–4 for the five answers."""
    values = pd.Series(answers, dtype="object").reset_index(drop=True)
    inputs.require_rows(values, argument)
    if values.isna().any():
        step = "Leave these people out of both columns first, with .dropna()."
        raise InputError(f"{argument} must be answered in every row, got {int(values.isna().sum())} missing. {step}")
    meaning = {value: _meaning(value) for value in pd.unique(values)}
    for value, position in meaning.items():
        if position is None:
            allowed = f"one of {', '.join(ANSWERS)}, or 1 to 5 in this order"
            raise invalid(argument, value, allowed, "Rename the answer with .replace({…}).")
    return values.map(meaning).to_numpy(dtype=int)


def _meaning(value: Any) -> int | None:
    """Return the position of one answer, None if it is none of the five."""
    if isinstance(value, str):
        plain = re.sub(r"[^a-z ]", "", re.sub(r"[-_/.,]", " ", value.lower()))
        number = _MEANS.get(" ".join(word for word in plain.split() if word not in _FILLERS), 0)
        return number - 1 if number else None
    known = not isinstance(value, (bool, np.bool_)) and value in (1, 2, 3, 4, 5)
    return int(value) - 1 if known else None


def _paired(functional: Any, dysfunctional: Any) -> None:
    if not (isinstance(functional, pd.Series) and isinstance(dysfunctional, pd.Series)):
        return
    if len(functional) == len(dysfunctional) and not functional.index.equals(dysfunctional.index):
        step = "Take both from one table, or match them by position with .reset_index(drop=True)."
        raise InputError(f"functional and dysfunctional must have one index, got two that differ. {step}")


def _named(pairs: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
    inputs.require_rows(pairs, "pairs", 'Name a feature and its two columns: {"app": ("app_with", "app_without")}.')
    return pairs


def _columns(frame: pd.DataFrame, name: str, pair: Iterable[str]) -> tuple[pd.Series, pd.Series]:
    """Return the two columns of a feature."""
    columns = [pair] if isinstance(pair, str) else list(pair)
    if len(columns) != 2:
        raise invalid(f"pairs[{name!r}]", columns, "two columns, with and without it", "Write (with, without).")
    inputs.require_columns(frame, "answers", pairs=columns[0])
    inputs.require_columns(frame, "answers", pairs=columns[1])
    return frame[columns[0]], frame[columns[1]]


def _all_letters(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.reindex(columns=list(LETTERS)).fillna(0).astype("int64")
