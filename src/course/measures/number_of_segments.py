"""How many segments? Four rules beside each other, because they disagree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures import inputs
from course.measures.clusters import SEED, fitted
from course.measures.mixtures import fitted_mixture
from course.measures.scaling import distinct, numeric, order_of, points_of
from course.measures.silhouettes import mean_silhouette


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
    points = points_of(numeric(frame), log, scaled)
    sizes = _sizes(ks, distinct(points) - 1)
    inputs.integer(references, "references", 2)
    points = points.iloc[order_of(points)]
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


def _sizes(ks: Any, most: int) -> list[int]:
    """Return the numbers of segments to try, each once, sorted."""
    if not isinstance(ks, Iterable) or isinstance(ks, str):
        raise invalid("ks", ks, "several numbers of segments", "Name them, e.g. ks=range(1, 9), or call k_means(k=…).")
    sizes = sorted({inputs.integer(k, "ks", 1, max(1, most), "k must stay below the distinct rows.") for k in ks})
    inputs.require_rows(sizes, "ks", "Name numbers of segments, e.g. range(1, 9).")
    return sizes


def _criteria(points: pd.DataFrame, k: int, boxes: list[pd.DataFrame]) -> dict[str, float]:
    _, model = fitted(points, k)
    _, cloud = fitted_mixture(points, k)
    expected = np.log([fitted(box, k, starts=3)[1].inertia_ for box in boxes])
    return {
        "inertia": float(model.inertia_),
        "silhouette": mean_silhouette(points.to_numpy(), model.labels_) if k > 1 else np.nan,
        "bic": float(cloud.bic(points.to_numpy())),
        "gap": float(expected.mean() - np.log(model.inertia_)),
        "gap_error": float(expected.std() * np.sqrt(1 + 1 / len(boxes))),
    }


def _boxes(points: pd.DataFrame, references: int) -> list[pd.DataFrame]:
    """Uniform samples over the range of each column: data without any segment."""
    luck = np.random.default_rng(SEED)
    low, high = points.min().to_numpy(), points.max().to_numpy()
    return [pd.DataFrame(luck.uniform(low, high, points.shape)) for _ in range(references)]
