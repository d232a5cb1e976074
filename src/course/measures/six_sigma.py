"""Six Sigma: defects per million opportunities, the sigma level that they come to, and what a process is capable of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile

MILLION = 1e6
SHIFT = 1.5  # sigmas that a process drifts over the long run, by convention (Harry & Schroeder 2000)


def dpmo(sigma: float, shift: float = SHIFT) -> float:
    """Defects per million opportunities of a process whose limit is `sigma` standard deviations off.

    shift : how far the mean drifts towards the limit in the long run; 1.5 by convention. One side only.
    Source: Harry & Schroeder (2000).

    >>> round(dpmo(6), 1)
    3.4
    """
    from scipy.special import ndtr

    sigma = inputs.between(sigma, "sigma", -np.inf, np.inf)
    return float(MILLION * ndtr(inputs.between(shift, "shift", 0, 10) - sigma))


def sigma_level(dpmo: float, shift: float = SHIFT) -> float:
    """Sigma level at which so many defects per million opportunities are left: the inverse of `dpmo`.

    >>> round(sigma_level(66_807), 2)
    3.0
    """
    from scipy.special import ndtri

    defects = inputs.between(dpmo, "dpmo", 0, MILLION, "It counts defects per million opportunities.")
    if defects in (0, MILLION):
        step = "Nothing seen is not nothing there: use the upper end of defects_per_million."
        raise invalid("dpmo", defects, "above 0 and below 1,000,000", step)
    return float(inputs.between(shift, "shift", 0, 10) - ndtri(defects / MILLION))


def defects_per_million(defects: int, units: int, opportunities: int = 1, level: float = 0.95) -> Estimate:
    """Defects per million opportunities from counts, with the exact interval of Clopper & Pearson (1934).

    defects : counted in all. units : orders, tickets, … looked at. opportunities : ways in which one unit can fail.
    The interval covers at least `level`, also when no defect was seen.

    >>> defects_per_million(defects=12, units=2_000, opportunities=3)
    2000 (standard error 576.8, 0.95 interval 1034 to 3491, n 6,000)
    """
    chances = inputs.integer(units, "units", 1) * inputs.integer(opportunities, "opportunities", 1)
    count = inputs.integer(defects, "defects", 0, chances, "Each opportunity can fail once.")
    inputs.between(level, "level", 0.5, 0.9999)
    low, high = _exact(count, chances, level)
    share = count / chances
    error = MILLION * float(np.sqrt(share * (1 - share) / chances))
    return Estimate(MILLION * share, error, MILLION * low, MILLION * high, level, chances)


def _exact(count: int, n: int, level: float) -> tuple[float, float]:
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high


@dataclass(frozen=True)
class Capability:
    """How well a process fits between its limits.

    cp : width of the limits over six sigmas, None with one limit; cpk : distance to the nearer limit over three sigmas.
    low, high : interval of cpk (Bissell 1990). mean, sigma : of the measurements, in their unit.
    dpmo : defects per million that a normal process like this leaves, without a shift.
    """

    cp: float | None
    cpk: float
    low: float
    high: float
    mean: float
    sigma: float
    dpmo: float
    n: int

    def __str__(self) -> str:
        first = "" if self.cp is None else f"Cp {self.cp:.3g}, "
        ends = f"({self.low:.3g} to {self.high:.3g})"
        return f"{first}Cpk {self.cpk:.3g} {ends}, {self.dpmo:.4g} defects per million, n {self.n:,}"

    __repr__ = __str__


def capability(values: Any, lower: float | None = None, upper: float | None = None, level: float = 0.95) -> Capability:
    """What a process is capable of against its limits, from measurements of it while in control.

    lower, upper : specification limits in the unit of `values`; one of them may be left out, e.g. a longest wait.
    Measurements should be about normal: waits are not, their logarithms may be. Source: Montgomery (2013).
    """
    measured = inputs.numbers(values, "values")
    n = inputs.integer(len(measured), "number of values", 3, next_step="Measure more.")
    limits = [None if end is None else inputs.between(end, name, -np.inf, np.inf)
              for name, end in (("lower", lower), ("upper", upper))]  # fmt: skip
    bottom, top = limits
    if bottom is None and top is None:
        raise InputError("capability needs lower, upper, or both, got neither. What do customers accept?")
    if bottom is not None and top is not None and bottom >= top:
        raise invalid("lower", bottom, f"below upper = {top:g}", "Swap them?")
    mean, sigma = float(measured.mean()), float(measured.std(ddof=1))
    if np.ptp(measured) == 0:  # sigma may be 1e-17 then
        raise InputError("values must differ, got one value in every row. Check the column.")
    room = [distance for distance in (_room(mean, bottom, -1), _room(mean, top, 1)) if distance is not None]
    cpk = min(room) / (3 * sigma)
    half = normal_quantile(level) * np.sqrt(1 / (9 * n) + cpk**2 / (2 * (n - 1)))
    cp = None if bottom is None or top is None else (top - bottom) / (6 * sigma)
    beyond = sum(dpmo(distance / sigma, shift=0) for distance in room)
    return Capability(cp, cpk, float(cpk - half), float(cpk + half), mean, sigma, beyond, n)


def _room(mean: float, limit: float | None, side: int) -> float | None:
    return None if limit is None else side * (limit - mean)
