"""Are the treated and the others comparable? Means beside each other, in standard deviations of the treated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures import inputs
from course.measures.observational import features, same_length, two_of_each


def balance(on: Any, treated: Any, weights: Any = None) -> pd.DataFrame:
    """One row per column of `on` (per class, where it holds text): how alike the treated and the others are.

    treated_mean, others_mean; difference : of the means, in standard deviations of the treated (√(p (1 − p)) for
    shares): beyond ±.1 look, beyond ±.25 a regression will not mend it; variance_ratio : of the treated to the others,
    1 if alike, missing for shares. weights : of everybody, e.g. 1 for the treated and e / (1 − e) for the others: then
    the table says what weighting has done; the standard deviation stays that of before.
    Source: Stuart (2010); Rubin (2001).
    """
    given = inputs.true_or_false(treated, "treated")
    columns = features(on, "on")
    weight = np.ones(len(given)) if weights is None else inputs.numbers(weights, "weights", low=0)
    same_length(on=columns, treated=given, weights=weight)
    two_of_each(given)
    if min(weight[given].sum(), weight[~given].sum()) <= 0:
        raise invalid("weights", "0 for all of a group", "above 0 for some of both groups", "Check who was treated.")
    rows = {name: _row(values.to_numpy(), given, weight) for name, values in columns.items()}
    names = ["treated_mean", "others_mean", "difference", "variance_ratio"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("column")


def _row(values: np.ndarray, given: np.ndarray, weight: np.ndarray) -> tuple[float, float, float, float]:
    share = bool(np.isin(values, [0, 1]).all())
    (one, spread), (other, others_spread) = (_moments(values[g], weight[g]) for g in (given, ~given))
    first = values[given]
    unit = np.sqrt(first.mean() * (1 - first.mean())) if share else first.std(ddof=1)
    difference = (one - other) / unit if unit > 0 else (0.0 if one == other else np.nan)
    ratio = spread / others_spread if not share and others_spread > 0 else np.nan
    return one, other, float(difference), float(ratio)


def _moments(values: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return weighted mean and variance, unbiased for weights that count people alike."""
    shares = weight / weight.sum()
    mean = float(shares @ values)
    left = 1 - float(shares @ shares)
    return mean, float(shares @ (values - mean) ** 2) / left if left > 0 else np.nan
