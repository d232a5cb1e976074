"""Slope and curvature of a smooth function by central differences, where nobody has written them down."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

_FIRST, _SECOND = 1e-5, 1e-3  # steps that balance rounding against bending, for parameters on a log scale

Function = Callable[[np.ndarray], float]


def slope(function: Function, at: np.ndarray) -> np.ndarray:
    """Return the gradient."""
    steps = np.eye(len(at)) * _FIRST
    return np.array([(function(at + step) - function(at - step)) / (2 * _FIRST) for step in steps])


def curvature(function: Function, at: np.ndarray) -> np.ndarray:
    """Return the matrix of second derivatives, symmetric."""
    steps = np.eye(len(at)) * _SECOND

    def corner(i: int, j: int, first: int, second: int) -> float:
        return function(at + first * steps[i] + second * steps[j])

    matrix = np.empty((len(at), len(at)))
    for i in range(len(at)):
        for j in range(i + 1):
            twisted = corner(i, j, 1, 1) - corner(i, j, 1, -1) - corner(i, j, -1, 1) + corner(i, j, -1, -1)
            matrix[i, j] = matrix[j, i] = twisted / (4 * _SECOND**2)
    return matrix
