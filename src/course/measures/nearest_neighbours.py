"""Nearest neighbours: each of the treated beside the others who are most alike."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.observational import features, of_level, same_length, two_of_each

ALIKE = 1e-9  # distances that differ by less are ties


def nearest_neighbours(
    outcome: Any, treated: Any, on: Any, neighbours: int = 1, adjusted: bool = True, level: float = 0.95
) -> Estimate:
    """Compare each of the treated with the others nearest to them in all columns of `on`: the effect on the treated.

    outcome : one number per person; treated : true or false; on : a table with one row per person; text is taken as
    classes. Distances are Euclidean, each column in its standard deviations. Others may serve several of the treated;
    all that are equally near serve together. adjusted : what a regression among the neighbours says about the distance
    that is left is taken off, without which the error of many columns does not vanish with more people.

    It is the effect if whoever is alike in these columns differs in nothing else that matters: see `balance`.
    Normal interval. Source: Abadie & Imbens (2006); adjustment: Abadie & Imbens (2011).
    """
    values, given, columns = inputs.numbers(outcome, "outcome"), inputs.true_or_false(treated, "treated"), on
    columns = features(on, "on").to_numpy()
    same_length(outcome=values, treated=given, on=columns)
    two_of_each(given)
    most = int((~given).sum()) - 1
    inputs.integer(neighbours, "neighbours", 1, most, "There are no more others than that.")
    scaled = _scaled(columns)
    pairs = _Pairs(scaled[given], scaled[~given], neighbours)
    expected = _regression(columns[~given], values[~given], pairs.served) if adjusted else np.zeros(columns.shape[1])
    flat = values - columns @ expected  # outcomes as if all were alike in the columns
    gaps = flat[given] - pairs.mean_of(flat[~given])
    estimate, n = float(gaps.mean()), len(gaps)
    noise = _noise(scaled[~given], flat[~given], max(neighbours, 1))
    variance = ((gaps - estimate) ** 2).sum() + ((pairs.served**2 - pairs.squares) * noise).sum()
    return of_level(estimate, float(np.sqrt(max(variance, 0.0))) / n, level, len(values))


class _Pairs:
    """Who serves whom: rows of the treated, of the others, and the share of each in the counterpart."""

    def __init__(self, treated: np.ndarray, others: np.ndarray, neighbours: int) -> None:
        from scipy.spatial import cKDTree

        tree = cKDTree(others)
        reach = np.atleast_2d(tree.query(treated, k=[neighbours])[0]).reshape(len(treated), -1)[:, -1]
        found = tree.query_ball_point(treated, reach * (1 + ALIKE) + ALIKE, return_sorted=True)
        counts = np.array([len(one) for one in found])
        self.row, self.other = np.repeat(np.arange(len(treated)), counts), np.concatenate(found).astype(int)
        self.share = np.repeat(1 / counts, counts)
        self.served = np.bincount(self.other, self.share, len(others))
        self.squares = np.bincount(self.other, self.share**2, len(others))

    def mean_of(self, values: np.ndarray) -> np.ndarray:
        """Return the mean of each treated person's neighbours."""
        return np.bincount(self.row, self.share * values[self.other])


def _scaled(columns: np.ndarray) -> np.ndarray:
    spread = columns.std(axis=0, ddof=1)
    if not (spread > 0).any():
        raise InputError("on must differ between people in some column, got none. Use difference_in_means.")
    return (columns[:, spread > 0] - columns[:, spread > 0].mean(axis=0)) / spread[spread > 0]


def _regression(columns: np.ndarray, values: np.ndarray, served: np.ndarray) -> np.ndarray:
    """Return slopes among those who serve, weighted by how many they serve."""
    root = np.sqrt(served)[:, None]
    design = np.column_stack([np.ones(len(columns)), columns - columns.mean(axis=0)])
    scale = np.where(np.ptp(design, axis=0) > 0, design.std(axis=0), 1)
    slopes = np.linalg.lstsq(root * design / scale, root[:, 0] * values, rcond=None)[0] / scale
    return slopes[1:]


def _noise(others: np.ndarray, values: np.ndarray, neighbours: int) -> np.ndarray:
    """Return the variance of each of the others' outcomes given the columns: against their own nearest (2006, eq 14).

    Whoever stands at the same place is as near as it gets: the mean of all of them is taken.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(others)
    reach = tree.query(others, k=[neighbours + 1])[0][:, -1]
    found = tree.query_ball_point(others, reach * (1 + ALIKE) + ALIKE)
    counts = np.array([len(one) for one in found]) - 1
    row = np.repeat(np.arange(len(others)), counts + 1)
    sums = np.bincount(row, values[np.concatenate(found).astype(int)]) - values
    return counts / (counts + 1) * (values - sums / counts) ** 2
