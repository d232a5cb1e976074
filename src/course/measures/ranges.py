"""What the range of a few measurements says about how they spread (Tippett 1925)."""

from __future__ import annotations

from functools import cache

import numpy as np

from course.measures import inputs

LARGEST_SAMPLE = 25  # of a range chart: beyond, a range wastes most of what a sample says


@cache
def range_constants(size: int) -> tuple[float, float]:
    """Mean d2 and standard deviation d3 of the range of `size` standard normal measurements (Tippett 1925).

    d2 = ∫ 1 − Φ(x)ⁿ − (1 − Φ(x))ⁿ dx; the second moment is a double integral of the same kind.

    >>> tuple(round(constant, 4) for constant in range_constants(5))
    (2.3259, 0.8641)
    """
    from scipy.special import ndtr

    inputs.integer(size, "size", 2, LARGEST_SAMPLE)
    x, step = np.linspace(-8.0, 8.0, 1601, retstep=True)
    below = ndtr(x)
    d2 = float((1 - below**size - (1 - below) ** size).sum() * step)
    within = np.clip(below[None, :] - below[:, None], 0, None)  # P(x < measurement < y), for y above x
    both = 1 - below[None, :] ** size - (1 - below[:, None]) ** size + within**size
    weight = np.triu(np.ones_like(both)) - np.eye(len(x)) / 2
    return d2, float(np.sqrt(2 * (both * weight).sum() * step**2 - d2**2))
