"""How well segments look: is each customer nearer to its own segment than to the next?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.scaling import numeric, order_of, points_of

AT_MOST = 4_000  # rows for which pairwise distances are computed: the silhouette of more is that of a sample


def silhouette(frame: Any, labels: Any, log: bool | Iterable[str] = False, scaled: bool = True) -> float:
    """How well segments look: mean nearness of a row to its own segment against the next, −1 to 1; large is good.

    labels : the segment of each row, by position; `log` and `scaled` as in `k_means`. Source: Rousseeuw (1987).
    """
    points, found = _labelled(frame, labels, log, scaled)
    return mean_silhouette(points, found)


def silhouettes(frame: Any, labels: Any, log: bool | Iterable[str] = False, scaled: bool = True) -> pd.DataFrame:
    """One row per customer drawn: `segment`, `silhouette`; by segment, the largest silhouette first.

    Of more than 4,000 rows an even sample of the sorted rows is taken. Arguments and source as in `silhouette`.
    """
    from sklearn.metrics import silhouette_samples

    points, found = _thinned(*_labelled(frame, labels, log, scaled))
    scores = pd.DataFrame({"segment": found, "silhouette": silhouette_samples(points, found)})
    return scores.sort_values(["segment", "silhouette"], ascending=[True, False], ignore_index=True)


def mean_silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean over the rows, or over an even sample of them; missing where it knows one segment only."""
    from sklearn.metrics import silhouette_score

    points, labels = _thinned(points, labels)
    return float(silhouette_score(points, labels)) if 1 < len(np.unique(labels)) < len(labels) else np.nan


def _labelled(frame: Any, labels: Any, log: bool | Iterable[str], scaled: bool) -> tuple[np.ndarray, np.ndarray]:
    """Points and labels in order of the points' values."""
    points, found = points_of(numeric(frame), log, scaled), np.asarray(labels)
    if len(found) != len(points):
        raise InputError(f"labels must be as long as frame, got {len(found)} and {len(points)} rows.")
    if pd.isna(found).any():
        raise InputError("labels must be known in every row, got missing ones. Leave these rows out of both.")
    segments = len(np.unique(found))
    if segments < 2:
        raise InputError("labels must name two segments or more, got one. One segment has no next one to compare with.")
    if segments == len(found):
        raise InputError("labels must put some rows together, got a segment for each row. Use fewer segments.")
    order = order_of(points)
    return points.to_numpy()[order], found[order]


def _thinned(points: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    step = -(-len(points) // AT_MOST)  # every step-th row of the sorted rows: the same ones on every machine
    return points[::step], labels[::step]
