"""Shares with their intervals: how many of a group did something, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs


def share_with_interval(successes: float, n: float, level: float = 0.95) -> tuple[float, float, float]:
    """Share of successes and its Wilson score interval: share, low, high. Source: Wilson (1927).

    >>> tuple(round(x, 3) for x in share_with_interval(2, 10))
    (0.2, 0.057, 0.51)
    """
    n = inputs.between(n, "n", 1, np.inf, "A share of nobody does not exist.")
    successes = inputs.between(successes, "successes", 0, n)
    z = normal_quantile(level)
    share = successes / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if successes == 0 else centre - half
    return share, float(low), 1.0 if successes == n else float(centre + half)


def share_by_group(event: Any, group: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per group: `n`, `share` of true events, `low` and `high` of its Wilson interval.

    `event` is true or false per row, `group` what the row belongs to: both of one length, matched by position.
    Groups are sorted; rows whose group is missing are left out, and so are categories without a row.
    """
    events = inputs.true_or_false(event, "event")
    groups = pd.Series(group).reset_index(drop=True).rename(getattr(group, "name", None) or "group")
    if len(events) != len(groups):
        raise InputError(f"event and group must be equally long, got {len(events)} and {len(groups)} rows.")
    inputs.require_rows(events, "event")
    counted = pd.Series(events).groupby(groups, observed=True).agg(["size", "sum"])
    rows = [share_with_interval(hits, n, level) for n, hits in counted.itertuples(index=False)]
    result = pd.DataFrame(rows, columns=["share", "low", "high"], index=counted.index)
    result.insert(0, "n", counted["size"])
    return result


def normal_quantile(level: float) -> float:
    """How many standard errors an interval of this level reaches to each side: 1.96 for .95."""
    from scipy.special import ndtri

    inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.")
    return float(ndtri(0.5 + level / 2))
