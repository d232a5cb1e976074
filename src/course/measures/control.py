"""Control charts: is a process as it always was, or has something happened? (Shewhart 1931)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.ranges import LARGEST_SAMPLE, range_constants

SIGMAS = 3.0
_ZONES = ((1, 1, 3.0), (2, 3, 2.0), (4, 5, 1.0))  # so many of so many points beyond so many sigmas, on one side
_RUN = 8


@dataclass(frozen=True)
class ControlChart:
    """A chart's points and the limits between which chance alone keeps nearly all of them.

    kind : "p", "np", "c", "u", "xbar", "r", "individuals" or "moving range". points : what is plotted, in order.
    centre : the centre line. lower, upper : the limits, three sigmas off; a Series, one pair per point, where samples
        differ in size, else numbers. sigma : of a point. reference : how many first points centre and limits rest on.
    out_of_control : positions, counted from 1, of points beyond a limit.
    """

    kind: str
    points: pd.Series = field(repr=False)
    centre: float
    lower: Any
    upper: Any
    sigma: Any = field(repr=False)
    reference: int = field(repr=False)

    @property
    def out_of_control(self) -> list[int]:
        """Positions of the points beyond a limit, from 1."""
        values = self.points.to_numpy()
        return (np.flatnonzero((values < self.lower) | (values > self.upper)) + 1).tolist()

    @property
    def signals(self) -> pd.DataFrame:
        """Points at which a rule of the Western Electric Company (1956) speaks: `position` from 1, `rule`.

        Rules: one point beyond 3 sigmas, 2 of 3 in succession beyond 2, 4 of 5 beyond 1, 8 on one side of the centre.
        More rules find small shifts sooner, and cry wolf more often.
        """
        away = (self.points.to_numpy() - self.centre) / np.where(np.asarray(self.sigma) > 0, self.sigma, np.inf)
        found = [(position, rule) for rule, hits in _rules(away).items() for position in np.flatnonzero(hits) + 1]
        return pd.DataFrame(sorted(found), columns=["position", "rule"])

    def __str__(self) -> str:
        low, high = (f"{np.mean(limit):.4g}" for limit in (self.lower, self.upper))
        about = "about " if np.ndim(self.upper) else ""
        beyond = ", ".join(map(str, self.out_of_control)) or "none"
        return f"{self.kind} chart: centre {self.centre:.4g}, limits {about}{low} to {high}; out of control: {beyond}"

    __repr__ = __str__


def control_chart(values: Any, kind: str, n: Any = None, reference: int | None = None) -> ControlChart:
    """Draw the limits of a Shewhart chart around a process.

    kind and values:
      "p" – defectives per sample, `n` its size; plotted as a share. "np" – the same, plotted as a count.
      "c" – defects per sample, all samples alike. "u" – defects per sample, `n` units in it; plotted per unit.
      "xbar", "r" – measurements, one row per sample, 2 to 25 columns; or one column and `n`, the size of the samples
      that follow each other in it. Sigma comes from the mean range.
      "individuals", "moving range" – single measurements in the order of time; sigma from neighbours' differences.
    n : one number, or one per sample ("p", "u": limits per point). reference : centre and limits from the first so many
    samples alone, when the process was known to be in order; default: all.

    A lower limit of a count, share or range below 0 is 0. Order matters: it is that of time. Errors: InputError for
    defectives above n, negative counts, ranges of samples of one. Source: Shewhart (1931); Montgomery (2013).

    >>> control_chart([12, 15, 8, 10, 4, 7, 16], kind="p", n=50)
    p chart: centre 0.2057, limits 0.03422 to 0.3772; out of control: none
    """
    kind = inputs.one_of(kind, "kind", _KINDS)
    points, sizes, index = _plotted(values, kind, n)
    first = inputs.integer(len(points) if reference is None else reference, "reference", 2, len(points),
                           "Limits need samples to rest on.")  # fmt: skip
    centre, sigma = _KINDS[kind](points, sizes, first)
    least = -np.inf if kind in ("xbar", "individuals") else 0.0
    ends = np.maximum(centre - SIGMAS * sigma, least), centre + SIGMAS * sigma
    if kind in ("p", "np"):  # no more than all of them
        ends = ends[0], np.minimum(ends[1], 1.0 if kind == "p" else sizes)
    shown = points[:, 0] if points.ndim == 2 else points
    lower, upper, sigma = (_one_or_each(end, len(points), index) for end in (*ends, sigma))
    return ControlChart(kind, pd.Series(_point(shown, sizes, kind), index=index), centre, lower, upper, sigma, first)


def _plotted(values: Any, kind: str, n: Any) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Return the samples' figures (counts; or mean and range), their sizes, and what they are called."""
    if kind in ("xbar", "r"):
        return _samples(values, n, kind)
    if kind in ("individuals", "moving range") and n is not None:
        raise invalid("n", n, f"left out for kind={kind!r}", "Samples of several measurements: kind='xbar'.")
    counted = kind in ("p", "np", "c", "u")
    figures = inputs.whole(values, "values") if counted else inputs.numbers(values, "values")
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(1, len(figures) + 1)
    if kind in ("individuals", "moving range"):
        _need(len(figures) > 1, "values", len(figures), "two measurements or more")
        both = np.column_stack([figures, np.r_[np.nan, np.abs(np.diff(figures))]])
        return both if kind == "individuals" else both[:, ::-1], np.full(len(figures), 2.0), index
    return figures, _sizes(n, len(figures), kind, figures), index


def _sizes(n: Any, samples: int, kind: str, figures: np.ndarray) -> np.ndarray:
    if kind == "c":
        if n is not None:
            raise invalid("n", n, "left out for a c chart", "Use kind='u' where samples differ in size.")
        return np.ones(samples)
    if n is None:
        raise invalid("n", None, f"the size of the samples for kind={kind!r}", "Give one number, or one per sample.")
    one = isinstance(n, str) or not isinstance(n, Iterable)
    sizes = np.full(samples, inputs.between(n, "n", 1e-9, np.inf)) if one else inputs.numbers(n, "n", 1e-9)
    if len(sizes) != samples:
        raise InputError(f"values and n must be equally long, got {samples} and {len(sizes)} samples.")
    above = figures > sizes
    if kind in ("p", "np") and above.any():
        first = int(np.argmax(above))
        step = "They are units of the sample; count defects with kind='u'."
        raise InputError(f"values must be at most n, got {figures[first]:g} of {sizes[first]:g} in row {first}. {step}")
    if kind == "np" and np.ptp(sizes) > 0:
        raise invalid("n", "samples of several sizes", "one size for an np chart", "Use kind='p'.")
    return sizes


def _samples(values: Any, n: Any, kind: str) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Return mean and range of each sample."""
    frame = values if isinstance(values, pd.DataFrame) else None
    array = _rows(values if frame is None else frame.to_numpy())
    if array.ndim == 1:
        array = _cut(inputs.numbers(values, "values"), n)
    elif n is not None and array.shape[1:] != (n,):
        raise invalid("n", n, f"the number of columns, {array.shape[-1]}, or left out", "One row is one sample.")
    _need(array.ndim == 2 and len(array) > 0, "values", f"shape {array.shape}", "one row per sample")
    samples, columns = len(array), array.size // len(array)
    array = inputs.numbers(array.ravel(), "values").reshape(samples, columns)  # refuses gaps and words
    size = inputs.integer(columns, "measurements in a sample", 2, LARGEST_SAMPLE,
                          "Single measurements: kind='individuals'.")  # fmt: skip
    index = frame.index if frame is not None else pd.RangeIndex(1, len(array) + 1)
    figures = np.column_stack([array.mean(axis=1), np.ptp(array, axis=1)])
    return figures if kind == "xbar" else figures[:, ::-1], np.full(len(array), float(size)), index


def _rows(values: Any) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError:  # numpy's word for it is "inhomogeneous"
        raise InputError("values must have as many measurements in each sample, got samples of several sizes. "
                         "Leave the short ones out.") from None  # fmt: skip


def _cut(column: np.ndarray, n: Any) -> np.ndarray:
    """Return a column of measurements as samples of `n` that follow each other."""
    size = inputs.integer(n, "n", 2, LARGEST_SAMPLE, "It is the size of a sample: give one row per sample, or n.")
    if len(column) % size:
        raise InputError(f"n must divide the {len(column)} values, got {size}. Leave the last sample out.")
    return column.reshape(-1, size)


def _need(right: bool, argument: str, value: Any, allowed: str) -> None:
    if not right:
        raise invalid(argument, value, allowed, "Give measurements in the order of time.")


def _point(figures: np.ndarray, sizes: np.ndarray, kind: str) -> np.ndarray:
    return figures / sizes if kind in ("p", "u") else figures


def _one_or_each(limit: Any, samples: int, index: pd.Index) -> Any:
    """Return one number where all points have the same limit."""
    each = np.broadcast_to(np.asarray(limit, dtype=float), samples)
    return float(each[0]) if np.ptp(each) == 0 else pd.Series(each, index=index)


Line = tuple[float, Any]


def _p(counts: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    share = counts[:first].sum() / sizes[:first].sum()
    return float(share), np.sqrt(share * (1 - share) / sizes)


def _np(counts: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    share, sigma = _p(counts, sizes, first)
    return share * float(sizes[0]), sigma * sizes


def _c(counts: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    mean = float(counts[:first].mean())
    return mean, np.sqrt(mean)


def _u(counts: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    rate = float(counts[:first].sum() / sizes[:first].sum())
    return rate, np.sqrt(rate / sizes)


def _xbar(figures: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    size = int(sizes[0])
    mean_range = figures[:first, 1].mean()
    return float(figures[:first, 0].mean()), mean_range / range_constants(size)[0] / np.sqrt(size)


def _r(figures: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    mean_range = float(figures[:first, 0].mean())
    d2, d3 = range_constants(int(sizes[0]))
    return mean_range, mean_range * d3 / d2


def _individuals(figures: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    return float(figures[:first, 0].mean()), np.nanmean(figures[:first, 1]) / range_constants(2)[0]


def _moving_range(figures: np.ndarray, sizes: np.ndarray, first: int) -> Line:
    mean_range = float(np.nanmean(figures[:first, 0]))
    d2, d3 = range_constants(2)
    return mean_range, mean_range * d3 / d2


_KINDS: dict[str, Callable[[np.ndarray, np.ndarray, int], Line]] = {
    "p": _p, "np": _np, "c": _c, "u": _u, "xbar": _xbar, "r": _r,
    "individuals": _individuals, "moving range": _moving_range,
}  # fmt: skip


def _rules(away: np.ndarray) -> dict[str, np.ndarray]:
    """Return by rule at which points it speaks; `away` is in sigmas from the centre."""
    found = {}
    for hits, window, sigmas in _ZONES:
        name = "beyond 3 sigmas" if window == 1 else f"{hits} of {window} beyond {sigmas:g} sigmas"
        sides = [(_last(side * away > sigmas, window) >= hits) & (side * away > sigmas) for side in (1, -1)]
        found[name] = sides[0] | sides[1]
    found[f"{_RUN} on one side"] = (_last(away > 0, _RUN) == _RUN) | (_last(away < 0, _RUN) == _RUN)
    return found


def _last(hits: np.ndarray, window: int) -> np.ndarray:
    """Return how many of the last `window` points are hits, at each point."""
    total = np.cumsum(np.r_[np.zeros(window), hits])
    return total[window:] - total[:-window]
