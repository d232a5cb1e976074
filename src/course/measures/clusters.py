"""Segments from numbers: k-means and mixtures, with labels sorted by a stated rule, and how stable they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

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
        table = _shown(self.centres, self.sizes)
        return f"{self.k} segments, sorted by {self.sorted_by}, inertia {self.inertia:,.4f}\n{table}"

    __repr__ = __str__


@dataclass(frozen=True)
class Mixture:
    """Segments as overlapping clouds: a mixture of normal distributions.

    labels, centres, sizes, sorted_by : as in `Clusters`, each row counted where it belongs most probably.
    probabilities : how probably each row belongs to each segment; rows add up to 1.
    log_likelihood : a sum over rows. bic : −2 log-likelihood + parameters × log rows; small is good.
    """

    labels: pd.Series = field(repr=False, compare=False)
    probabilities: pd.DataFrame = field(repr=False, compare=False)
    centres: pd.DataFrame = field(repr=False, compare=False)
    sizes: pd.Series = field(repr=False, compare=False)
    log_likelihood: float
    bic: float
    sorted_by: str

    def __str__(self) -> str:
        table = _shown(self.centres, self.sizes)
        return f"{len(self.sizes)} segments, sorted by {self.sorted_by}, BIC {self.bic:,.1f}\n{table}"

    __repr__ = __str__


@dataclass(frozen=True)
class Stability:
    """Agreement of segmentations of bootstrap samples with that of all rows: adjusted Rand index, 1 is the same.

    mean : of the samples. worst : the smallest. values : one per sample.
    """

    mean: float
    worst: float
    values: pd.Series = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"adjusted Rand index over {len(self.values)} samples: mean {self.mean:.2f}, worst {self.worst:.2f}"

    __repr__ = __str__


def scale(frame: Any, log: bool | Iterable[str] = False) -> pd.DataFrame:
    """Columns with mean 0 and standard deviation 1, so that no unit outweighs another.

    log : True, or the columns of which log(1 + value) is taken first: for amounts that differ by factors. They must
    not be negative. A column in which all rows are equal cannot be scaled and is refused.
    """
    numbers = _numeric(frame)
    chosen = list(numbers.columns) if log is True else [] if log is False else list(log)
    inputs.require_columns(numbers, "frame", **{f"log[{i}]": name for i, name in enumerate(chosen)})
    for name in chosen:
        numbers[name] = np.log1p(inputs.numbers(numbers[name], name, low=0))
    spread = numbers.std(ddof=0)
    if (spread < 1e-12 * numbers.abs().max().clip(lower=1e-300)).any():
        raise InputError(f"column {spread.idxmin()!r} must vary, all its rows are equal. Leave it out.")
    return (numbers - numbers.mean()) / spread


def k_means(
    frame: Any, k: int, sort_by: str | None = None, log: bool | Iterable[str] = False, scaled: bool = True
) -> Clusters:
    """k-means on the columns of `frame`, scaled first unless scaled=False (see `scale` for `log`).

    Segment 1 has the largest mean of `sort_by` (default: the last column). Twenty starts, fixed seed, rows put in
    order of their values first: the result does not depend on the order of rows or the index. Source: Lloyd (1982).
    """
    numbers = _numeric(frame)
    points = _points(numbers, log, scaled)
    order, model = _fitted(points, inputs.integer(k, "k", 1, _distinct(points), "k cannot exceed the distinct rows."))
    found = np.empty(len(points), dtype=np.int64)
    found[order] = model.labels_
    labels, _ = _sorted(numbers, found, _column(numbers, sort_by))
    return Clusters(**_described(numbers, labels), inertia=float(model.inertia_), sorted_by=_column(numbers, sort_by))


def mixture(
    frame: Any, k: int, sort_by: str | None = None, log: bool | Iterable[str] = False, scaled: bool = True
) -> Mixture:
    """A mixture of k normal distributions with covariances of their own; arguments as in `k_means`.

    A column with many equal values, such as a count, pulls a segment onto one of them: its likelihood has no bound.
    An InputError says so where the fit does not converge. Source: Fraley & Raftery (2002).
    """
    numbers = _numeric(frame)
    points = _points(numbers, log, scaled)
    order, model = _fitted_mixture(points, inputs.integer(k, "k", 1, _distinct(points)))
    probable = np.empty((len(points), k))
    probable[order] = model.predict_proba(points.to_numpy()[order])
    name = _column(numbers, sort_by)
    labels, places = _sorted(numbers, probable.argmax(axis=1), name)
    columns = pd.Index(range(1, k + 1), name="segment")
    probabilities = pd.DataFrame(probable[:, places], index=numbers.index, columns=columns)
    likelihood, bic = model.score(points.to_numpy()) * len(points), model.bic(points.to_numpy())
    described = _described(numbers, labels)
    return Mixture(**described, probabilities=probabilities, log_likelihood=likelihood, bic=bic, sorted_by=name)


def stability(
    frame: Any, k: int, samples: int = 20, log: bool | Iterable[str] = False, scaled: bool = True
) -> Stability:
    """Cluster bootstrap samples, assign all rows to their centres, compare with the segments of all rows.

    Near 1: the same segments come back whichever customers are drawn. It says that they are stable, not that they
    are separate groups. Source: Hennig (2007); index of Hubert & Arabie (1985).
    """
    from sklearn.metrics import adjusted_rand_score

    inputs.integer(samples, "samples", 2)
    points = _points(_numeric(frame), log, scaled)
    order, whole = _fitted(points, inputs.integer(k, "k", 2, _distinct(points), "One segment is always the same."))
    sorted_points, luck = points.to_numpy()[order], np.random.default_rng(SEED)
    agreement = []
    for _ in range(samples):
        drawn = points.iloc[order[luck.integers(0, len(order), len(order))]]
        _, again = _fitted(drawn, min(k, _distinct(drawn)), starts=5)
        agreement.append(adjusted_rand_score(whole.labels_, again.predict(sorted_points)))
    values = pd.Series(agreement, name="adjusted_rand_index")
    return Stability(float(values.mean()), float(values.min()), values)


def _shown(centres: pd.DataFrame, sizes: pd.Series) -> str:
    return centres.map(lambda value: f"{value:,.4g}").assign(size=sizes).to_string()


def _numeric(frame: Any) -> pd.DataFrame:
    table = inputs.in_memory(frame, "frame")
    inputs.require_rows(table, "frame")
    return pd.DataFrame({name: inputs.numbers(table[name], str(name)) for name in table.columns}, index=table.index)


def _points(numbers: pd.DataFrame, log: bool | Iterable[str], scaled: bool) -> pd.DataFrame:
    if scaled:
        return scale(numbers, log)
    if log is not False:
        raise InputError("log needs scaled=True, got scaled=False. Take logarithms of the columns before.")
    return numbers


def _distinct(points: pd.DataFrame) -> int:
    return len(points.drop_duplicates())


def _fitted(points: pd.DataFrame, k: int, starts: int = STARTS) -> tuple[np.ndarray, Any]:
    """Order of the rows by their values, and the model fitted to them in that order."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    order = np.lexsort(points.to_numpy().T[::-1])
    with threadpool_limits(1):  # sums do not depend on the number of cores, and threads only wait on so little work
        return order, KMeans(k, n_init=starts, random_state=SEED).fit(points.to_numpy()[order])


def _fitted_mixture(points: pd.DataFrame, k: int) -> tuple[np.ndarray, Any]:
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    order = np.lexsort(points.to_numpy().T[::-1])
    with threadpool_limits(1):
        model = GaussianMixture(k, n_init=3, max_iter=1000, random_state=SEED).fit(points.to_numpy()[order])
    if not model.converged_:
        raise InputError(f"the mixture of {k} did not converge in {model.n_iter_} steps. Use fewer segments.")
    return order, model


def _column(numbers: pd.DataFrame, sort_by: str | None) -> str:
    if sort_by is not None:
        inputs.require_columns(numbers, "frame", sort_by=sort_by)
    return str(numbers.columns[-1] if sort_by is None else sort_by)


def _sorted(numbers: pd.DataFrame, found: np.ndarray, sort_by: str) -> tuple[pd.Series, np.ndarray]:
    """Labels 1 … k from the largest mean down (ties: by the other columns), and the old label of each."""
    means = numbers.groupby(found).mean().sort_values([sort_by, *numbers.columns.drop(sort_by)], ascending=False)
    places = means.index.to_numpy()
    rank = pd.Series(range(1, len(places) + 1), index=places)
    return pd.Series(rank.loc[found].to_numpy(), index=numbers.index, name="segment"), places


def _described(numbers: pd.DataFrame, labels: pd.Series) -> dict[str, Any]:
    groups = numbers.groupby(labels.to_numpy())
    centres, sizes = groups.mean().rename_axis("segment"), groups.size().rename_axis("segment").rename("size")
    return {"labels": labels, "centres": centres, "sizes": sizes}
