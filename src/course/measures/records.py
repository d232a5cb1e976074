"""Records of people, before they are compared: what stands in the columns, and one way of writing it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
ISO = "%Y-%m-%d"


def profile(frame: Any) -> pd.DataFrame:
    """One row per column: `filled` (share of rows), `distinct` values, the `commonest` value and its `share`.

    `pattern` is how most values are written: 9 for a digit, a for a letter, A for a capital, each run once; `patterns`
    is how many ways of writing there are. Many ways, or one value far too common, are the first signs of dirt.
    """
    table = inputs.in_memory(frame, "frame")
    inputs.require_rows(table, "frame")
    return pd.DataFrame.from_dict({name: _described(table[name]) for name in table}, orient="index").rename_axis(
        "column"
    )


def plain_text(values: Any) -> pd.Series:
    """Texts in small letters without diacritics, punctuation or stray blanks; missing stays missing.

    >>> plain_text(["  ÅSE-Marie ", "O'Neil"]).tolist()
    ['ase marie', 'oneil']
    """
    return _each_once(values, _plain)


def plain_date(values: Any, formats: str | Sequence[str], latest: Any = None) -> pd.Series:
    """Dates out of texts, each read by the first of `formats` that fits; missing where none does.

    latest : no date can be later. A date of two digits for the year (%y) that seems to be is one of a hundred years
    before; one of four digits is no date.
    """
    texts = pd.Series(values).astype("str").str.strip()
    formats = [formats] if isinstance(formats, str) else list(formats)
    inputs.require_rows(formats, "formats", 'Name how dates are written: ["%Y-%m-%d"].')
    dates = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    limit = pd.Timestamp.max if latest is None else pd.Timestamp(inputs.day(latest, "latest"))
    for form in formats:
        read = pd.to_datetime(texts, format=form, errors="coerce")
        earlier = read - pd.DateOffset(years=100) if "%y" in form else pd.NaT
        dates = dates.fillna(read.mask(read > limit, earlier))
    return dates


def plain_digits(values: Any, last: int) -> pd.Series:
    """The last so many digits of numbers or texts: telephone numbers without prefix; missing where there are fewer.

    >>> plain_digits(["+999 612 005 078", "0612005078", "12"], last=9).tolist()
    ['612005078', '612005078', nan]
    """
    inputs.integer(last, "last", 1)
    texts = _without_fractions(pd.Series(values)).astype("str").str.replace(r"\D", "", regex=True)
    return texts.where(texts.str.len() >= last).str[-last:]


def _without_fractions(values: pd.Series) -> pd.Series:
    """Return whole numbers where gaps made fractions of them: 612005078.0 would be read as one digit longer."""
    return values.convert_dtypes() if pd.api.types.is_float_dtype(values) else values


def _each_once(values: Any, change: Callable[[str], str]) -> pd.Series:
    """Return what `change` makes of each text, done once for equal ones."""
    texts = pd.Series(values).astype("str")
    return texts.map({text: change(text) for text in texts.dropna().unique()}).astype("str")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().translate(_LETTERS))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s-]", "", kept).replace("-", " ").replace("_", " ").split())


def _described(values: pd.Series) -> dict[str, Any]:
    counts, patterns = values.value_counts(), _each_once(values, _pattern).value_counts()
    known = len(counts) > 0
    return {
        "filled": float(values.notna().mean()),
        "distinct": len(counts),
        "commonest": str(counts.index[0]) if known else np.nan,
        "share": float(counts.iloc[0] / counts.sum()) if known else np.nan,
        "pattern": patterns.index[0] if known else np.nan,
        "patterns": len(patterns),
    }


def _pattern(text: str) -> str:
    marks = "".join("9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else c for c in text)
    return re.sub(r"(.)\1+", r"\1", marks)
