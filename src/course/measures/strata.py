"""The same comparison within strata: shares as if all groups had everybody's mix, and one odds ratio of all strata.

A treatment can be better in every stratum and worse overall, where the hard cases get the better one (Simpson 1951).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile


def standardised_shares(event: Any, group: Any, stratum: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per group, sorted: `n`, `share` of true events, `standardised` share with its `low` and `high`.

    event : true or false per row; group, stratum : what the row belongs to; matched by position. standardised is
    Σ (share of all rows in the stratum) × (the group's share in it): direct standardisation to everybody's mix; the
    interval is normal, given the mix. InputError where a group has nobody in a stratum.

    Source: Simpson (1951); kidney stones: Charig et al. (1986).
    """
    rows = _rows(event, group=group, stratum=stratum)
    cells = rows.groupby(["group", "stratum"])["event"].agg(["size", "mean"]).unstack("stratum")
    sizes, shares = cells["size"].fillna(0), cells["mean"].to_numpy()
    if (sizes == 0).to_numpy().any():
        lacking, where = next((one, two) for one in sizes.index for two in sizes.columns if sizes.loc[one, two] == 0)
        step = "Leave this stratum out, or make coarser ones."
        raise InputError(f"each group must have rows in each stratum, got none of {lacking!r} in {where!r}. {step}")
    mix = rows.groupby("stratum").size().to_numpy() / len(rows)
    counted = rows.groupby("group")["event"].agg(n="size", share="mean")
    value = shares @ mix
    half = normal_quantile(level) * np.sqrt((shares * (1 - shares) / sizes.to_numpy()) @ mix**2)
    return counted.assign(standardised=value, low=np.clip(value - half, 0, 1), high=np.clip(value + half, 0, 1))


def mantel_haenszel(event: Any, treated: Any, stratum: Any, level: float = 0.95) -> Estimate:
    """Odds of the event among the treated over those of the others, the same in all strata: 1 is no difference.

    event, treated : true or false per row; stratum : what the row belongs to; matched by position. Normal interval
    on the log scale. Source: Mantel & Haenszel (1959); its error: Robins, Breslow & Greenland (1986).
    """
    given = inputs.true_or_false(treated, "treated")
    rows = _rows(event, treated=given, stratum=stratum)
    counts = [
        (rows["event"].eq(ok) & rows["treated"].eq(by)).groupby(rows["stratum"]).sum().to_numpy(dtype=float)
        for ok, by in ((True, True), (False, True), (True, False), (False, False))
    ]
    a, b, c, d = counts
    n = a + b + c + d
    with_it, without, alike, unlike = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    if min(with_it.sum(), without.sum()) == 0:
        raise InputError("event must be true and false on both sides of some stratum, got none. Use fewer strata.")
    ratio = float(with_it.sum() / without.sum())
    variance = (
        (alike * with_it).sum() / (2 * with_it.sum() ** 2)
        + (alike * without + unlike * with_it).sum() / (2 * with_it.sum() * without.sum())
        + (unlike * without).sum() / (2 * without.sum() ** 2)
    )
    error, half = np.sqrt(variance), normal_quantile(level) * np.sqrt(variance)
    low, high = (float(ratio * np.exp(step)) for step in (-half, half))
    return Estimate(ratio, float(ratio * error), low, high, level, len(rows))


def _rows(event: Any, **columns: Any) -> pd.DataFrame:
    events = inputs.true_or_false(event, "event")
    inputs.require_rows(events, "event")
    others = {name: pd.Series(values).reset_index(drop=True) for name, values in columns.items()}
    for name, values in others.items():
        if len(values) != len(events):
            raise InputError(f"event and {name} must be equally long, got {len(events)} and {len(values)} rows.")
        if values.isna().any():
            raise InputError(f"{name} must be known in every row, got {values.isna().sum()} missing. Leave them out.")
    plain = {name: values.astype(object) if values.dtype == "category" else values for name, values in others.items()}
    return pd.DataFrame({"event": events, **plain})
