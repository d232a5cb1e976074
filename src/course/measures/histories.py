"""What a buy-till-you-die model is told of each customer: frequency, recency and T, as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs


def history(summary: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Frequency, recency and T as arrays, after refusing what cannot have happened."""
    frame = inputs.in_memory(summary, "summary")
    inputs.require_columns(frame, "summary", frequency="frequency", recency="recency", T="T")
    x = inputs.whole(frame["frequency"], "frequency")
    recency = inputs.numbers(frame["recency"], "recency", low=0)
    age = inputs.numbers(frame["T"], "T", low=0)
    _refuse_rows(recency > age, "recency must be at most T", "Both count from the first order.")
    _refuse_rows((x == 0) & (recency > 0), "recency must be 0 where frequency is 0", "rfm_summary gives both.")
    _refuse_rows((x > 0) & (recency == 0), "recency must be above 0 where frequency is", "Merge orders of one day.")
    return x, recency, age


def customers(summary: Any) -> pd.Index:
    """Who the rows are about: the column customer_id where there is one, else the index."""
    frame = inputs.in_memory(summary, "summary")
    return pd.Index(frame["customer_id"]) if "customer_id" in frame.columns else frame.index


def _refuse_rows(wrong: np.ndarray, rule: str, next_step: str) -> None:
    if wrong.any():
        raise InputError(f"{rule}, got {int(wrong.sum())} other rows, the first in row {np.argmax(wrong)}. {next_step}")
