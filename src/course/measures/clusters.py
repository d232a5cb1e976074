"""Segments from numbers by k-means, with labels sorted by a stated rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs
from course.measures.scaling import distinct, numeric, order_of, points_of

STARTS = 20  # random beginnings of each fit; the best is kept
SEED = 0  # fixed, and rows are put in order first: a result depends on the values alone


@dataclass(frozen=True)
class Clusters:
    """A partition of customers.

    labels : segment of each row, 1 to k, with the frame's index; 1 has the largest mean of `sorted_by`.
    centres : mean of each column by segment, in the frame's own units.
    sizes : rows by segment.
    inertia : sum of squared distances to the centres, in the units that were clustered (scaled, if they were).
    """

    labels: pd.Series = field(repr=False, compare=False)
    centres: pd.DataFrame = field(repr=False, compare=False)
    sizes: pd.Series = field(repr=False, compare=False)
    inertia: float
    sorted_by: str

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.sizes)

    def __str__(self) -> str:
        table = shown(self.centres, self.sizes)
        return f"{self.k} segments, sorted by {self.sorted_by}, inertia {self.inertia:,.4f}\n{table}"

    __repr__ = __str__


def k_means(
    frame: Any, k: int, sort_by: str | None = None, log: bool | Iterable[str] = False, scaled: bool = True
) -> Clusters:
    """k-means on the columns of `frame`, scaled first unless scaled=False (see `scale` for `log`).

    Segment 1 has the largest mean of `sort_by` (default: the last column). Twenty starts, fixed seed, rows put in
    order of their values first: the result does not depend on the order of rows or the index. Source: Lloyd (1982).
    """
    numbers = numeric(frame)
    name, points = sorting_column(numbers, sort_by), points_of(numbers, log, scaled)
    order, model = fitted(points, inputs.integer(k, "k", 1, distinct(points), "k cannot exceed the distinct rows."))
    found = np.empty(len(points), dtype=np.int64)
    found[order] = model.labels_
    labels, _ = sorted_labels(numbers, found, name)
    return Clusters(**described(numbers, labels, k), inertia=float(model.inertia_), sorted_by=name)


def fitted(points: pd.DataFrame, k: int, starts: int = STARTS) -> tuple[np.ndarray, Any]:
    """Order of the rows by their values, and the model fitted to them in that order."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    order = order_of(points)
    with threadpool_limits(1):  # sums do not depend on the number of cores, and threads only wait on so little work
        return order, KMeans(k, n_init=starts, random_state=SEED).fit(points.to_numpy()[order])


def shown(centres: pd.DataFrame, sizes: pd.Series) -> str:
    """Return centres and sizes as text, four significant digits."""
    return centres.map(lambda value: f"{value:,.4g}").assign(size=sizes).to_string()


def sorting_column(numbers: pd.DataFrame, sort_by: str | None) -> str:
    """Return the name of the column whose means put segments in order: the last one, if none is named."""
    if sort_by is not None:
        inputs.require_columns(numbers, "frame", sort_by=sort_by)
    return str(numbers.columns[-1] if sort_by is None else sort_by)


def sorted_labels(numbers: pd.DataFrame, found: np.ndarray, sort_by: str) -> tuple[pd.Series, np.ndarray]:
    """Labels 1 … k from the largest mean down (ties: by the other columns), and the old label of each."""
    order = order_of(numbers)
    means = numbers.set_axis(numbers.columns.map(str), axis=1).iloc[order].groupby(found[order]).mean()
    means = means.sort_values([sort_by, *means.columns.drop(sort_by)], ascending=False)
    places = means.index.to_numpy()
    rank = pd.Series(range(1, len(places) + 1), index=places)
    return pd.Series(rank.loc[found].to_numpy(), index=numbers.index, name="segment"), places


def described(numbers: pd.DataFrame, labels: pd.Series, k: int) -> dict[str, Any]:
    """Return labels, centres and sizes of segments 1 … k; one without a row has no centre."""
    order, segments = order_of(numbers), pd.RangeIndex(1, k + 1, name="segment")
    groups = numbers.iloc[order].groupby(labels.to_numpy()[order])
    sizes = groups.size().reindex(segments, fill_value=0).rename("size")
    return {"labels": labels, "centres": groups.mean().reindex(segments), "sizes": sizes}
