"""Arrays, or dataclasses of them, one after the other."""

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
