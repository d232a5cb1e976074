"""What makes an experiment lie: groups of the wrong size, looking too often, asking too many questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import normal_quantile

RATIO_LEVEL = 0.001  # a sound experiment is suspected once in a thousand times (Kohavi, Tang & Xu 2020)
METHODS = {"bonferroni": "bonferroni", "holm": "holm", "benjamini-hochberg": "fdr_bh"}


@dataclass(frozen=True)
class SampleRatio:
    """Whether groups have the sizes that were drawn for them: chi-squared test.

    expected : people per group, by the shares wanted. mismatch : p_value below .001; then find out why before anything
    else is read off the experiment.
    """

    counts: tuple[int, ...]
    expected: tuple[float, ...]
    chi_squared: float
    p_value: float

    @property
    def mismatch(self) -> bool:
        """Whether chance hardly explains the sizes."""
        return self.p_value < RATIO_LEVEL

    def __str__(self) -> str:
        found = "sample ratio mismatch" if self.mismatch else "the sizes are as drawn"
        return f"{found}: chi² {self.chi_squared:.4g}, p {self.p_value:.2g}"

    __repr__ = __str__


def sample_ratio_mismatch(counts: Any, shares: Any = None) -> SampleRatio:
    """Test whether the numbers of people per group fit the shares in which they were drawn; equal ones by default.

    counts : people per group, two groups or more; shares : above 0, in the same order; only their ratio counts.
    Source: Fabijan et al. (2019); Kohavi, Tang & Xu (2020).

    >>> sample_ratio_mismatch([821_588, 815_482])
    sample ratio mismatch: chi² 22.77, p 1.8e-06
    """
    from scipy.special import chdtrc

    people = inputs.whole(counts, "counts")
    wanted = np.ones(len(people)) if shares is None else inputs.numbers(shares, "shares", low=1e-9)
    if len(people) != len(wanted):
        raise InputError(f"counts and shares must be equally long, got {len(people)} and {len(wanted)} groups.")
    if len(people) < 2 or people.sum() == 0:
        raise InputError(f"counts must be of two groups or more with people in them, got {people.tolist()}.")
    expected = people.sum() * wanted / wanted.sum()
    chi_squared = float(((people - expected) ** 2 / expected).sum())
    p_value = float(chdtrc(len(people) - 1, chi_squared))
    return SampleRatio(tuple(map(int, people)), tuple(map(float, expected)), chi_squared, p_value)


def peeking(looks: int, level: float = 0.95) -> float:
    """Probability that an experiment without effect is found to have one, if one looks so often and stops when so.

    looks : after equal numbers of people each. Normal outcome of known variance. Source: Armitage, McPherson & Rowe
    (1969).

    >>> [round(peeking(looks), 3) for looks in (1, 2, 5, 10)]
    [0.05, 0.083, 0.142, 0.193]
    """
    inputs.integer(looks, "looks", 1, 1000)
    end = normal_quantile(level)
    node, weight = np.polynomial.legendre.leggauss(200)
    where, mass = end * node, end * weight * _normal(end * node)
    for look in range(2, looks + 1):  # the sum so far, of those who have not stopped
        ahead = end * np.sqrt(look) * node
        mass, where = end * np.sqrt(look) * weight * (_normal(ahead[:, None] - where) @ mass), ahead
    return float(1 - mass.sum())


def adjusted_p_values(p_values: Any, method: str = "holm") -> np.ndarray:
    """P values so large that, of all questions asked, one below .05 may be believed; in the order given.

    method "holm" or "bonferroni": a false alarm among all in at most 5 %; "benjamini-hochberg": 5 % of the findings
    are false. Source: Holm (1979); Benjamini & Hochberg (1995).

    >>> adjusted_p_values([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    from statsmodels.stats.multitest import multipletests

    inputs.one_of(method, "method", METHODS)
    values = inputs.numbers(p_values, "p_values", low=0, high=1)
    inputs.require_rows(values, "p_values")
    return multipletests(values, method=METHODS[method])[1]


def _normal(x: np.ndarray) -> np.ndarray:
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
