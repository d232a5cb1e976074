"""How many people an experiment takes to see an effect, of means or of shares, and what so many people can see."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.experiments import t_quantile

MOST_PEOPLE = 10**10  # an effect that needs more than everybody on earth is not found by more people


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
    below, beyond = (nctdtr(n - 2, shift, end) for end in (critical, -critical))
    return float(1 - np.nan_to_num(below) + np.nan_to_num(beyond))  # scipy has none for some that are below 1e-12


def sample_size(effect: float, sd: float, wanted: float = 0.8, share: float = 0.5, level: float = 0.95) -> int:
    """How many people in all an experiment takes to find an effect with the `wanted` power; see `power`.

    >>> sample_size(effect=1, sd=1, wanted=0.9)
    45
    """
    found = _least(lambda n: power(effect, sd, n, share, level), wanted)
    if found is None:
        raise InputError(f"effect must be large enough to be found, got {effect!r} at sd {sd!r}. Check the units.")
    return found


def detectable_effect(sd: float, n: float, wanted: float = 0.8, share: float = 0.5, level: float = 0.95) -> float:
    """Smallest difference of means that n people in all find with the `wanted` power, in the unit of sd; see `power`.

    >>> round(detectable_effect(sd=1, n=128), 2)
    0.5
    """
    from scipy.optimize import brentq

    least = 1 - inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.")
    inputs.between(wanted, "wanted", least + 0.01, 0.9999, "Use .8 for four in five.")
    top = 1.0
    while power(top, 1, n, share, level) < wanted:
        top *= 2
    inputs.between(sd, "sd", 1e-300, np.inf)
    return float(sd * brentq(lambda effect: power(effect, 1, n, share, level) - wanted, 0, top, xtol=1e-12))


def power_of_shares(first: float, second: float, n: float, share: float = 0.5, level: float = 0.95) -> float:
    """Probability that n people in all, a `share` of them treated, tell two shares apart.

    first, second : share of the others and of the treated with the event, between 0 and 1. Normal approximation with
    the pooled share under no effect, both directions counted. Source: Fleiss, Levin & Paik (2003).

    >>> round(power_of_shares(0.5, 0.75, n=100), 3)
    0.74
    """
    from scipy.special import ndtr

    inputs.between(first, "first", 0, 1, "Write 5 % as .05.")
    inputs.between(second, "second", 0, 1, "Write 5 % as .05.")
    inputs.between(n, "n", 4, np.inf, "Two treated and two others are the least.")
    inputs.between(share, "share", 0.001, 0.999, "Use .5 to treat every other.")
    pooled = share * second + (1 - share) * first
    alike = np.sqrt(pooled * (1 - pooled) / (n * share * (1 - share)))
    apart = np.sqrt(second * (1 - second) / (n * share) + first * (1 - first) / (n * (1 - share)))
    shift, critical = abs(second - first), t_quantile(np.inf, level) * alike
    if apart == 0:  # nobody or everybody in both groups
        return float(shift > critical)
    return float(ndtr((shift - critical) / apart) + ndtr((-shift - critical) / apart))


def sample_size_of_shares(
    first: float, second: float, wanted: float = 0.8, share: float = 0.5, level: float = 0.95
) -> int:
    """How many people in all it takes to tell two shares apart with the `wanted` power; see `power_of_shares`.

    >>> sample_size_of_shares(0.5, 0.75, wanted=0.9)
    154
    """
    found = _least(lambda n: power_of_shares(first, second, n, share, level), wanted)
    if found is None:
        raise invalid("second", second, f"a share that differs from first = {first:g}", "Equal shares are never found.")
    return found


def power_curve(effects: Iterable[float], sd: float, sizes: Iterable[int], share: float = 0.5) -> pd.DataFrame:
    """One row per effect and size: `effect, n` (people in all), `power` at the level .95; see `power`."""
    inputs.between(sd, "sd", 1e-300, np.inf)
    rows = [(float(effect), int(n), power(effect, sd, n, share)) for effect in list(effects) for n in list(sizes)]
    inputs.require_rows(rows, "effects and sizes", "Name at least one of each.")
    return pd.DataFrame(rows, columns=["effect", "n", "power"])


def _least(found: Callable[[int], float], wanted: float) -> int | None:
    """Return the smallest number of people whose power is as wanted; None where no number is enough."""
    inputs.between(wanted, "wanted", 0.05, 0.9999, "Use .8 for four in five.")
    sizes = range(4, MOST_PEOPLE)
    place = bisect_left(sizes, wanted, key=found)
    return None if place == len(sizes) else sizes[place]
