"""How many segments? Four rules beside each other, because they disagree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.clusters import SEED, _distinct, _fitted, _fitted_mixture, _numeric, _points

AT_MOST = 4_000  # rows for which pairwise distances are computed: the silhouette of more is that of a sample


def choose_k(
    frame: Any,
    ks: Iterable[int] = range(1, 9),
    log: bool | Iterable[str] = False,
    scaled: bool = True,
    references: int = 10,
) -> pd.DataFrame:
    """One row per k with what four rules look at; arguments as in `k_means`.

    inertia : falls with every k; people look for an elbow.
    silhouette : nearness to one's own segment against the next, −1 to 1 (Rousseeuw 1987); large is good, none at 1.
    bic : of a mixture of normal distributions (Fraley & Raftery 2002); small is good.
    gap, gap_error : log inertia of `references` uniform samples in the same box less that of the data, and its error
        (Tibshirani, Walther & Hastie 2001).

    What each rule chooses: `suggested_k`. Ten thousand rows take seconds; a sample of them says the same.
    """
    points = _points(_numeric(frame), log, scaled)
    most = _distinct(points) - 1
    sizes = sorted({inputs.integer(k, "ks", 1, most, "k must stay below the distinct rows.") for k in ks})
    inputs.require_rows(sizes, "ks", "Name numbers of segments, e.g. range(1, 9).")
    inputs.integer(references, "references", 2)
    boxes = _boxes(points, references)
    rows = {k: _criteria(points, k, boxes) for k in sizes}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("k")


def suggested_k(criteria: pd.DataFrame) -> pd.Series:
    """The number of segments by rule: largest silhouette, smallest BIC, gap.

    The gap rule takes the smallest k whose gap is at least the next one's less its error; without such a k it says
    nothing (missing). Needs the rows of `choose_k` for consecutive k.
    """
    inputs.require_columns(criteria, "criteria", **{name: name for name in ("silhouette", "bic", "gap", "gap_error")})
    inputs.require_rows(criteria, "criteria", "Make it with choose_k.")
    if (np.diff(criteria.index) != 1).any():
        raise invalid("criteria", list(criteria.index), "for consecutive k", "Use choose_k(frame, ks=range(1, 9)).")
    gap, error = criteria["gap"], criteria["gap_error"]
    enough = (gap >= gap.shift(-1) - error.shift(-1)).to_numpy()[:-1]
    by_gap = criteria.index[int(np.argmax(enough))] if enough.any() else pd.NA
    scored = criteria["silhouette"].dropna()
    found = {"silhouette": scored.idxmax() if len(scored) else pd.NA, "bic": criteria["bic"].idxmin(), "gap": by_gap}
    return pd.Series(found, dtype="Int64", name="k").rename_axis("rule")


def silhouette(frame: Any, labels: Any, log: bool | Iterable[str] = False, scaled: bool = True) -> float:
    """How well segments look: mean nearness of a row to its own segment against the next, −1 to 1; large is good.

    labels : the segment of each row, by position; `log` and `scaled` as in `k_means`. Source: Rousseeuw (1987).
    """
    points, found = _points(_numeric(frame), log, scaled), np.asarray(labels)
    if len(found) != len(points):
        raise InputError(f"labels must be as long as frame, got {len(found)} and {len(points)} rows.")
    if pd.isna(found).any():
        raise InputError("labels must be known in every row, got missing ones. Leave these rows out of both.")
    if len(np.unique(found)) < 2:
        raise InputError("labels must name two segments or more, got one. One segment has no next one to compare with.")
    order = np.lexsort(points.to_numpy().T[::-1])
    return _silhouette(points.to_numpy()[order], found[order])


def _criteria(points: pd.DataFrame, k: int, boxes: list[pd.DataFrame]) -> dict[str, float]:
    order, model = _fitted(points, k)
    _, cloud = _fitted_mixture(points, k)
    expected = np.log([_fitted(box, k, starts=3)[1].inertia_ for box in boxes])
    return {
        "inertia": float(model.inertia_),
        "silhouette": _silhouette(points.to_numpy()[order], model.labels_) if k > 1 else np.nan,
        "bic": float(cloud.bic(points.to_numpy())),
        "gap": float(expected.mean() - np.log(model.inertia_)),
        "gap_error": float(expected.std() * np.sqrt(1 + 1 / len(boxes))),
    }


def _silhouette(points: np.ndarray, labels: np.ndarray) -> float:
    from sklearn.metrics import silhouette_score

    step = -(-len(points) // AT_MOST)  # every step-th row of the sorted rows: the same ones on every machine
    points, labels = points[::step], labels[::step]
    return float(silhouette_score(points, labels)) if len(np.unique(labels)) > 1 else np.nan


def _boxes(points: pd.DataFrame, references: int) -> list[pd.DataFrame]:
    """Uniform samples over the range of each column: data without any segment."""
    luck = np.random.default_rng(SEED)
    low, high = points.min().to_numpy(), points.max().to_numpy()
    return [pd.DataFrame(luck.uniform(low, high, points.shape)) for _ in range(references)]
