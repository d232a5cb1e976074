"""Randomised experiments: the difference that a treatment makes, as means, as shares, or as a ratio."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import share_with_interval

INTERVALS = ("delta", "fieller")


def difference_in_means(outcome: Any, treated: Any, level: float = 0.95) -> Estimate:
    """Mean outcome of the treated less that of the others, with Welch's interval: variances may differ.

    outcome : one number per person. treated : true or false per person, matched by position. Two of each at least.
    Where treatment was drawn at random the difference estimates its average effect. The interval holds the expected
    effect in the population that people were drawn from as often as it says; of the effect on just these people it
    is on the safe side, more so the more that effects differ (Neyman 1923). Source: Welch (1947).

    >>> difference_in_means([3, 4, 5, 1, 2, 3], [1, 1, 1, 0, 0, 0])
    2 (standard error 0.8165, 0.95 interval -0.267 to 4.267, n 6)
    """
    values, given = inputs.numbers(outcome, "outcome"), inputs.true_or_false(treated, "treated")
    _as_long(outcome=values, treated=given)
    _of_each(given, 2)
    with_it, without = values[given], values[~given]
    parts = np.array([group.var(ddof=1) / len(group) for group in (with_it, without)])
    error, freedom = float(np.sqrt(parts.sum())), _degrees_of_freedom(parts, np.array([len(with_it), len(without)]))
    estimate = float(with_it.mean() - without.mean())
    half = t_quantile(freedom, level) * error
    return Estimate(estimate, error, estimate - half, estimate + half, level, len(values))


def difference_in_shares(event: Any, treated: Any, level: float = 0.95) -> Estimate:
    """Share of the treated with the event less that of the others, with Newcombe's interval.

    event, treated : true or false per person, matched by position. One of each group at least. The interval joins
    the two Wilson intervals and stays within −1 and 1, where the normal one errs with few events.
    Source: Newcombe (1998), method 10.

    >>> difference_in_shares([1] * 56 + [0] * 14 + [1] * 48 + [0] * 32, [1] * 70 + [0] * 80)
    0.2 (standard error 0.0727, 0.95 interval 0.05243 to 0.3339, n 150)
    """
    happened, given = inputs.true_or_false(event, "event"), inputs.true_or_false(treated, "treated")
    _as_long(event=happened, treated=given)
    _of_each(given, 1)
    sizes = np.array([given.sum(), (~given).sum()])
    counts = np.array([happened[given].sum(), happened[~given].sum()])
    (one, low, high), (other, others_low, others_high) = (
        share_with_interval(int(count), int(size), level) for count, size in zip(counts, sizes, strict=True)
    )
    shares, value = counts / sizes, one - other
    error = float(np.sqrt((shares * (1 - shares) / sizes).sum()))
    least, most = value - np.hypot(one - low, others_high - other), value + np.hypot(high - one, other - others_low)
    return Estimate(value, error, float(least), float(most), level, len(given))


def relative_lift(outcome: Any, treated: Any, level: float = 0.95, interval: str = "delta") -> Estimate:
    """By what share the mean of the treated is above that of the others: .07 is 7 %.

    outcome : one number per person, of a mean above 0 in both groups (fieller: among the others); treated : true or
    false; matched by position, two of each at least. interval "delta" is normal on the log scale; "fieller" holds
    every ratio that the two means do not contradict, which is safer where the mean of the others is not sure.
    InputError where that mean is so unsure that Fieller's interval has no end.
    Source: Fieller (1954); Deng, Knoblich & Lu (2018).

    >>> relative_lift([3, 4, 5, 2, 2, 3], [1, 1, 1, 0, 0, 0])
    0.7143 (standard error 0.3481, 0.95 interval 0.1514 to 1.552, n 6)
    """
    inputs.one_of(interval, "interval", INTERVALS)
    values, given = inputs.numbers(outcome, "outcome"), inputs.true_or_false(treated, "treated")
    _as_long(outcome=values, treated=given)
    _of_each(given, 2)
    means = np.array([values[group].mean() for group in (given, ~given)])
    if means[1] <= 0 or (interval == "delta" and means[0] <= 0):
        got = f"{means[0]:.3g} treated and {means[1]:.3g} others"
        raise InputError(f"outcome must be above 0 on average, got {got}. Use difference_in_means.")
    errors = np.array([values[group].std(ddof=1) / np.sqrt(group.sum()) for group in (given, ~given)])
    ratio, quantile = float(means[0] / means[1]), t_quantile(np.inf, level)
    error = float(np.hypot(errors[0], ratio * errors[1]) / means[1])
    ends = (_delta if interval == "delta" else _fieller)(means, errors, quantile)
    return Estimate(ratio - 1, error, float(ends[0] - 1), float(ends[1] - 1), level, len(given))


def cuped(outcome: Any, before: Any) -> np.ndarray:
    """Outcome less what an earlier measurement of the same people foretells, which makes experiments more precise.

    outcome − θ (before − its mean), with θ the slope of outcome on before: one number per person. Nothing of `before`
    may come from the treatment; then the difference in means of the result has the same expectation and a variance
    smaller by the square of the correlation. Source: Deng, Xu, Kohavi & Walker (2013).
    """
    values, known = inputs.numbers(outcome, "outcome"), inputs.numbers(before, "before")
    _as_long(outcome=values, before=known)
    inputs.require_rows(values, "outcome")
    off = known - known.mean()
    spread = float(off @ off)
    return values - off * (off @ values / spread if spread > 0 else 0.0)


def _degrees_of_freedom(parts: np.ndarray, sizes: np.ndarray) -> float:
    """Welch and Satterthwaite's; of no consequence, and infinite, where nobody differs from anybody of the group."""
    return float(parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum()) if parts.sum() > 0 else np.inf


def t_quantile(freedom: float, level: float) -> float:
    """Standard errors on either side of an estimate that make its interval; the normal one for infinite freedom."""
    from scipy.special import ndtri, stdtrit

    upper = 0.5 + inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.") / 2
    return float(stdtrit(freedom, upper) if np.isfinite(freedom) else ndtri(upper))


def _delta(means: np.ndarray, errors: np.ndarray, quantile: float) -> np.ndarray:
    """Return the ends of the interval of a ratio of means, normal on the log scale."""
    half = quantile * np.hypot(*(errors / means))
    return means[0] / means[1] * np.exp([-half, half])


def _fieller(means: np.ndarray, errors: np.ndarray, quantile: float) -> np.ndarray:
    """Return the ratios at which mean − ratio × other mean is as many standard errors from 0 as `quantile`."""
    known = 1 - (quantile * errors[1] / means[1]) ** 2
    if known <= 0:
        step = 'Use interval="delta", or ask more people.'
        raise InputError(f"outcome must differ from 0 among the others, got {means[1]:.3g} ± {errors[1]:.3g}. {step}")
    ratio = means[0] / means[1]
    half = quantile / means[1] * np.sqrt(errors[0] ** 2 * known + (ratio * errors[1]) ** 2)
    return (ratio + half * np.array([-1, 1])) / known


def _as_long(**columns: np.ndarray) -> None:
    (one, first), (other, second) = columns.items()
    if len(first) != len(second):
        raise InputError(f"{one} and {other} must be equally long, got {len(first)} and {len(second)} rows.")


def _of_each(given: np.ndarray, least: int) -> None:
    if min(given.sum(), (~given).sum()) < least:
        counts = f"{given.sum()} treated and {(~given).sum()} others"
        people = "two people of each kind or more" if least == 2 else "people of both kinds"
        raise InputError(f"treated must hold {people}, got {counts}. Check the assignment.")
