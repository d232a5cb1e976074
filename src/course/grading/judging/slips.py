"""Answers that are right but for their form: a percentage for a share, a transposed table, a label for its value.

Each slip is a way to mend an answer, and a sentence. When the mended answer is right, the sentence is what helps.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course.grading.judging.kinds import kind_of
from course.grading.judging.tolerance import Rules

Mend = Callable[[Any, Any, Rules], Any]

PERCENT = "The digits are right, but this is a percentage: give the share, as 0.25 for 25 %."
SHARE = "The digits are right, but a hundred times too small: a share where a percentage, or whole money where cents?"
HUNDRED = "The digits are right, but a hundred times too large: a percentage where a share, or cents where whole money?"
SIGN = "The size is right, the sign is not: which of the two is subtracted from which?"
REST = "This is the share of all the others: it and the right answer add up to one."


def recognised(answer: Any, reference: Any, rules: Rules) -> str | None:
    """Return the sentence for the first slip that explains the answer, or None."""
    from course.grading.judging.answers import difference

    for mend, sentence in SLIPS.get(kind_of(reference), []):
        try:
            mended = mend(answer, reference, rules)
            if mended is not None and difference(mended, reference, rules) is None:
                return sentence
        except Exception:
            continue
    return None


def _times(factor: float, when: Callable[[Any], bool] = lambda reference: True) -> Mend:
    """Multiply numbers, alone or together; nothing for other answers."""

    def mend(answer: Any, reference: Any, _: Rules) -> Any:
        kind = kind_of(answer)
        if kind not in ("number", "list", "series", "array") or not when(reference):
            return None
        values = answer if kind in ("series", "array") else np.asarray(answer, dtype=float)
        return values * factor if kind in ("series", "array") else (values * factor).tolist()

    return mend


def _is_share(reference: Any) -> bool:
    values = np.asarray(reference, dtype=float)
    return bool(np.all((np.nan_to_num(values) >= -1) & (np.nan_to_num(values) <= 1)))


def _rest(answer: Any, reference: Any, _: Rules) -> Any:
    return 1 - float(answer) if kind_of(answer) == "number" and 0 < float(reference) < 1 else None


def _from_text(answer: Any, reference: Any, _: Rules) -> Any:
    if kind_of(answer) != "text":
        return None
    text = answer.strip().replace(",", "")
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _single(answer: Any, reference: Any, _: Rules) -> Any:
    """Take the one value out of a collection."""
    kind = kind_of(answer)
    if kind not in ("series", "frame", "list", "array", "dict"):
        return None
    values = list(answer.values()) if kind == "dict" else list(np.asarray(answer).ravel())
    return values[0] if len(values) == 1 else None


def _tidied(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).strip(" .,;:!?\"'“”").casefold()


def _same_text(answer: Any, reference: Any, _: Rules) -> Any:
    return reference if kind_of(answer) == "text" and _tidied(answer) == _tidied(reference) else None


def _labels(answer: Any, reference: Any, _: Rules) -> Any:
    return list(answer.index) if kind_of(answer) in ("series", "frame") else None


def _same_in_another_order(answer: Any, reference: Any, rules: Rules) -> Any:
    from course.grading.judging.answers import difference

    if isinstance(answer, (set, frozenset)) or kind_of(answer) not in ("list", "series", "frame"):
        return None
    same = difference(answer, reference, dataclasses.replace(rules, ordered=False)) is None
    return reference if same else None


def _same_values(answer: Any, reference: Any, _: Rules) -> Any:
    """Put the reference's labels on the answer's values."""
    fits = kind_of(answer) == "series" and len(answer) == len(reference)
    return pd.Series(answer.to_numpy(), index=reference.index) if fits else None


def _only_column(answer: Any, reference: Any, _: Rules) -> Any:
    return answer.iloc[:, 0] if kind_of(answer) == "frame" and answer.shape[1] == 1 else None


def _second_column(answer: Any, reference: Any, _: Rules) -> Any:
    fits = kind_of(answer) == "frame" and answer.shape[1] == 2
    return answer.set_index(answer.columns[0]).iloc[:, 0] if fits else None


def _renamed(answer: Any, reference: Any, _: Rules) -> Any:
    """Give columns the reference's names where only case and spaces differ."""
    names = {_tidied(str(name)): name for name in reference.columns}
    return answer.rename(columns=lambda name: names.get(_tidied(str(name)), name))


def _indexed(answer: Any, reference: Any, _: Rules) -> Any:
    names = list(reference.index.names)
    return answer.set_index(names) if set(names) <= set(answer.columns) else None


SLIPS: dict[str, list[tuple[Mend, str]]] = {
    "number": [
        (_times(0.01, _is_share), PERCENT),
        (_times(0.01), HUNDRED),
        (_times(100), SHARE),
        (_times(-1), SIGN),
        (_rest, REST),
        (_single, "The value is right, but still wrapped up: take it out, for example with `.iloc[0]` or `.item()`."),
        (_from_text, "The number is right, but written as text: give it without quotes."),
    ],
    "text": [
        (_same_text, "The word is right; only its spelling differs: mind capital letters and spaces."),
        (_single, "The text is right, but still wrapped up: take it out, for example with `.iloc[0]` or `[0]`."),
    ],
    "bool": [(_single, "The value is right, but still wrapped up: take it out, for example with `.item()`.")],
    "date": [
        (
            lambda answer, *_: pd.Timestamp(answer),
            "The date is right, but written as text: pd.Timestamp(…) makes it a date.",
        ),
    ],
    "list": [
        (_same_in_another_order, "The right values, but not in the order asked for."),
        (_labels, "You gave the values; what is asked for are their labels: the index."),
        (_times(0.01), HUNDRED),
        (_times(100), SHARE),
        (_times(-1), SIGN),
    ],
    "array": [
        (lambda answer, *_: answer.T, "Rows and columns are exchanged: `.T` turns the array."),
        (_times(0.01), HUNDRED),
        (_times(100), SHARE),
    ],
    "series": [
        (_same_in_another_order, "The right values, but not in the order asked for."),
        (_times(0.01), HUNDRED),
        (_times(100), SHARE),
        (_times(-1), SIGN),
        (_same_values, "The values are right, but not their labels: look at the index."),
        (
            lambda answer, *_: pd.Series(answer.index),
            "You gave the values; what is asked for are their labels: the index.",
        ),
        (_only_column, "The values are right, but in a DataFrame of one column: take the column, as in `table[name]`."),
        (
            _second_column,
            "The values are right, but in a DataFrame: `.set_index(…)` on the labels, then take the column.",
        ),
        (lambda answer, *_: pd.Series(answer), "The values are right; pd.Series(…) makes a Series of them."),
    ],
    "frame": [
        (_same_in_another_order, "The right rows, but not in the order asked for."),
        (_renamed, "The table is right; only the names of its columns differ: mind capital letters and spaces."),
        (lambda answer, *_: answer.T, "Rows and columns are exchanged: `.T` turns the table."),
        (
            lambda answer, *_: answer.reset_index(),
            "A column that is asked for is in the index: `.reset_index()` takes it out.",
        ),
        (_indexed, "The table is right, but its labels are still a column: `.set_index(…)`."),
        (
            lambda answer, *_: answer.to_frame(),
            "The values are right, but in a Series: `.to_frame(…)` makes a table of it.",
        ),
    ],
}
