"""Arrays, or dataclasses of them: one after the other, one inside the other, or some of their rows."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np


def stack(parts: list[Any]) -> Any:
    """Concatenate arrays, or dataclasses of them field by field."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    names = [field.name for field in dataclasses.fields(parts[0]) if field.init]
    return type(parts[0])(**{name: stack([getattr(part, name) for part in parts]) for name in names})


def put(whole: Any, part: Any, at: int) -> None:
    """Put a part into the whole from row `at` on, an array or the arrays of a dataclass."""
    if isinstance(whole, np.ndarray):
        whole[at : at + len(part)] = part
        return
    for field in dataclasses.fields(whole):
        put(getattr(whole, field.name), getattr(part, field.name), at)


def take(whole: Any, rows: np.ndarray) -> Any:
    """Return these rows of an array, or of the arrays of a dataclass."""
    if isinstance(whole, np.ndarray):
        return whole[rows]
    names = [field.name for field in dataclasses.fields(whole) if field.init]
    return type(whole)(**{name: take(getattr(whole, name), rows) for name in names})
