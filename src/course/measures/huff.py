"""Where people shop: every shop pulls, a large and near one most (Huff 1964)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.formulas import huff_shares
from course.measures import inputs
from course.measures.estimate import Estimate

STEPS, CLOSE = 100, 1e-12  # of Newton's method


def huff(size: Any, distance: Any, decay: float = 2.0) -> pd.DataFrame:
    """Probability that who lives in a place (row) shops in a shop (column): size ÷ distance^decay, as a share.

    size : one number per shop, above 0, such as floor space. distance : table of places × shops, above 0; give a shop
    in the place itself half a kilometre or so, not 0. decay : how fast pull falls with distance; at 0 not at all.
    Places that a map gives to their nearest shop are the limit of a large decay. Source: Huff (1964).
    """
    pull, away = _shops(size, distance)
    shares = huff_shares(pull, away, inputs.between(decay, "decay", 0, 100))
    frame = distance if isinstance(distance, pd.DataFrame) else pd.DataFrame(distance)
    return pd.DataFrame(shares, frame.index, frame.columns)


def huff_decay(visits: Any, size: Any, distance: Any, level: float = 0.95) -> Estimate:
    """How fast pull falls with distance, from where people of each place went: maximum likelihood, with its interval.

    visits : table of places × shops with counts; size, distance : as for `huff`. Each visit is a choice of its own;
    `n` counts them. A place without visits says nothing.
    """
    pull, away = _shops(size, distance)
    counts = np.asarray(visits, dtype=float)
    if counts.shape != away.shape:
        raise InputError(f"visits must have the shape of distance, {away.shape}, got {counts.shape}.")
    inputs.whole(counts.ravel(), "visits")
    if not (counts.sum() > 0 and np.ptp(np.log(away[counts.sum(axis=1) > 0]), axis=1).any()):
        raise InputError("visits must hold a choice between shops at unlike distances, got none. Check the tables.")
    return _fitted(counts, pull, np.log(away), level)


def _fitted(counts: np.ndarray, pull: np.ndarray, log_distance: np.ndarray, level: float) -> Estimate:
    """Newton's method: the score is the distance that people went less the distance that they were expected to go."""
    decay, visits = 1.0, counts.sum(axis=1)
    went = float((counts * log_distance).sum())
    for _ in range(STEPS):
        shares = huff_shares(pull, np.exp(log_distance), decay)
        mean = (shares * log_distance).sum(axis=1)
        information = float(visits @ ((shares * log_distance**2).sum(axis=1) - mean**2))
        step = (float(visits @ mean) - went) / information
        decay += float(np.clip(step, -1, 1))
        if abs(step) < CLOSE:
            return Estimate.normal(decay, information**-0.5, int(visits.sum()), level)
    raise InputError(f"visits must not all be to the nearest shop (or all to the farthest): decay ran to {decay:.3g}.")


def _shops(size: Any, distance: Any) -> tuple[np.ndarray, np.ndarray]:
    pull, away = inputs.numbers(size, "size"), np.asarray(distance, dtype=float)
    if away.ndim != 2 or away.shape[1] != len(pull):
        raise InputError(f"distance must be a table of places × {len(pull)} shops, got shape {away.shape}.")
    for name, values in (("size", pull), ("distance", inputs.numbers(away.ravel(), "distance"))):
        if (values <= 0).any():
            raise InputError(f"{name} must be above 0, got {values.min():g}. Use half a kilometre within a place.")
    return pull, away
