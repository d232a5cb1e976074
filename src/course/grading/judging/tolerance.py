"""How close is close enough, stated once for numbers, lists and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas.api.types import is_integer_dtype

THREE_DIGITS = 0.005  # a float rounded to three significant digits is at most this far off, relatively
ROUND_OFF = 1e-9  # two ways to write zero


@dataclass(frozen=True)
class Rules:
    """What counts as equal.

    rtol : allowed relative error; None means none for whole numbers (a count is a count), .005 for others.
    atol : allowed absolute error, in the answer's unit.
    ordered : whether order matters; None means for lists yes, for rows of a Series or DataFrame no.
    """

    rtol: float | None = None
    atol: float = 0.0
    ordered: bool | None = None


def close(answer: Any, reference: Any, rules: Rules) -> np.ndarray:
    """Compare numbers one by one; missing equals missing, infinite equals infinite of the same sign."""
    given, wanted = np.asarray(answer, dtype=float), np.asarray(reference, dtype=float)
    relative = rules.rtol if rules.rtol is not None else 0.0 if whole(reference) else THREE_DIGITS
    with np.errstate(all="ignore"):
        near = np.abs(given - wanted) <= np.maximum(max(rules.atol, ROUND_OFF), relative * np.abs(wanted))
    near = np.where(np.isfinite(wanted), near, given == wanted)
    return near | (np.isnan(given) & np.isnan(wanted))


def whole(reference: Any) -> bool:
    """Return whether the reference counts something: its type, not its value, is a whole number."""
    return is_integer_dtype(getattr(reference, "dtype", np.asarray(reference).dtype))
