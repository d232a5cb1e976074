"""Segments as overlapping clouds: a mixture of normal distributions."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.clusters import SEED, described, shown, sorted_labels, sorting_column
from course.measures.scaling import distinct, numeric, order_of, points_of

_FEWER = "Use fewer segments, or columns with fewer equal values."


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
        table = shown(self.centres, self.sizes)
        return f"{len(self.sizes)} segments, sorted by {self.sorted_by}, BIC {self.bic:,.1f}\n{table}"

    __repr__ = __str__


def mixture(
    frame: Any, k: int, sort_by: str | None = None, log: bool | Iterable[str] = False, scaled: bool = True
) -> Mixture:
    """A mixture of k normal distributions with covariances of their own; arguments as in `k_means`.

    A column with many equal values, such as a count, pulls a segment onto one of them: its likelihood has no bound.
    An InputError says so where the fit does not converge. Source: Fraley & Raftery (2002).
    """
    numbers = numeric(frame)
    name, points = sorting_column(numbers, sort_by), points_of(numbers, log, scaled)
    k = inputs.integer(k, "k", 1, distinct(points), "k cannot exceed the distinct rows.")
    order, model = fitted_mixture(points, k)
    ordered, probable = points.to_numpy()[order], np.empty((len(points), k))
    probable[order] = model.predict_proba(ordered)
    labels, places = sorted_labels(numbers, probable.argmax(axis=1), name)
    places = np.append(places, np.setdiff1d(np.arange(k), places))  # a segment may be nobody's most probable one
    columns = pd.RangeIndex(1, k + 1, name="segment")
    probabilities = pd.DataFrame(probable[:, places], index=numbers.index, columns=columns)
    likelihood, bic = float(model.score(ordered)) * len(points), float(model.bic(ordered))
    found = described(numbers, labels, k)
    return Mixture(**found, probabilities=probabilities, log_likelihood=likelihood, bic=bic, sorted_by=name)


def fitted_mixture(points: pd.DataFrame, k: int) -> tuple[np.ndarray, Any]:
    """Order of the rows by their values, and the model fitted to them in that order."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    order, model = order_of(points), GaussianMixture(k, n_init=3, max_iter=1000, random_state=SEED)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # said below
        try:
            model.fit(points.to_numpy()[order])
        except ValueError:
            raise InputError(f"a mixture of {k} cannot be fitted: a segment shrinks to nothing. {_FEWER}") from None
    if not model.converged_:
        raise InputError(f"the mixture of {k} did not converge in {model.n_iter_} steps. {_FEWER}")
    return order, model
