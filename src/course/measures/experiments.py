"""Randomised experiments: the difference that a treatment makes, and how many people it takes to see it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate

MOST_PEOPLE = 10**10  # an effect that needs more than everybody on earth is not found by more people


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
    if len(values) != len(given):
        raise InputError(f"outcome and treated must be equally long, got {len(values)} and {len(given)} rows.")
    with_it, without = values[given], values[~given]
    if min(len(with_it), len(without)) < 2:
        counts = f"{len(with_it)} treated and {len(without)} others"
        raise InputError(f"treated must hold two people of each kind or more, got {counts}. Check the assignment.")
    parts = np.array([group.var(ddof=1) / len(group) for group in (with_it, without)])
    error, freedom = float(np.sqrt(parts.sum())), _degrees_of_freedom(parts, np.array([len(with_it), len(without)]))
    estimate = float(with_it.mean() - without.mean())
    half = t_quantile(freedom, level) * error
    return Estimate(estimate, error, estimate - half, estimate + half, level, len(values))


def cuped(outcome: Any, before: Any) -> np.ndarray:
    """Outcome less what an earlier measurement of the same people foretells, which makes experiments more precise.

    outcome − θ (before − its mean), with θ the slope of outcome on before: one number per person. Nothing of `before`
    may come from the treatment; then the difference in means of the result has the same expectation and a variance
    smaller by the square of the correlation. Source: Deng, Xu, Kohavi & Walker (2013).
    """
    values, known = inputs.numbers(outcome, "outcome"), inputs.numbers(before, "before")
    if len(values) != len(known):
        raise InputError(f"outcome and before must be equally long, got {len(values)} and {len(known)} rows.")
    off = known - known.mean()
    spread = float(off @ off)
    return values - off * (off @ values / spread if spread > 0 else 0.0)


def power(effect: float, sd: float, n: float, share: float = 0.5, level: float = 0.95) -> float:
    """Probability that an experiment with n people in all finds an effect: that its interval leaves out 0.

    effect, sd : difference of means, and standard deviation of the outcome within a group, in one unit.
    share : of the people who are treated. Noncentral t distribution, pooled variance. Source: Cohen (1988).

    >>> round(power(effect=1, sd=1, n=40), 3)
    0.869
    """
    from scipy.special import nctdtr

    inputs.between(effect, "effect", -np.inf, np.inf)
    inputs.between(sd, "sd", 1e-300, np.inf)
    inputs.between(n, "n", 4, np.inf, "Two treated and two others are the least.")
    inputs.between(share, "share", 0.001, 0.999, "Use .5 to treat every other.")
    shift, critical = abs(effect) / sd * np.sqrt(n * share * (1 - share)), t_quantile(n - 2, level)
    return float(1 - nctdtr(n - 2, shift, critical) + nctdtr(n - 2, shift, -critical))


def sample_size(effect: float, sd: float, wanted: float = 0.8, share: float = 0.5, level: float = 0.95) -> int:
    """How many people in all an experiment takes to find an effect with the `wanted` power; see `power`.

    >>> sample_size(effect=1, sd=1, wanted=0.9)
    45
    """
    inputs.between(wanted, "wanted", 0.05, 0.9999, "Use .8 for four in five.")
    sizes = range(4, MOST_PEOPLE)
    found = bisect_left(sizes, wanted, key=lambda n: power(effect, sd, n, share, level))
    if found == len(sizes):
        raise InputError(f"effect must be large enough to be found, got {effect!r} at sd {sd!r}. Check the units.")
    return sizes[found]


def _degrees_of_freedom(parts: np.ndarray, sizes: np.ndarray) -> float:
    """Welch and Satterthwaite's; of no consequence, and infinite, where nobody differs from anybody of the group."""
    return float(parts.sum() ** 2 / (parts**2 / (sizes - 1)).sum()) if parts.sum() > 0 else np.inf


def t_quantile(freedom: float, level: float) -> float:
    """Standard errors on either side of an estimate that make its interval; the normal one for infinite freedom."""
    from scipy.special import ndtri, stdtrit

    upper = 0.5 + inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.") / 2
    return float(stdtrit(freedom, upper) if np.isfinite(freedom) else ndtri(upper))
