"""What places say of people, and what they do not: slopes between and within, partial pooling, funnel limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import t_quantile
from course.measures.proportions import normal_quantile


def slope_between(x: Any, y: Any, group: Any, level: float = 0.95) -> Estimate:
    """Slope of the line through the groups' means: how y differs between groups that differ by 1 in mean x.

    x, y : one number per person; group : the place or the like of each, matched by position. Groups count alike.
    It says nothing about persons: that it does is the ecological fallacy. Robust standard error (HC1), t interval with
    groups − 2 degrees of freedom. Source: Robinson (1950).
    """
    means = _people(x, y, group).groupby("group")[["x", "y"]].mean()
    return _line(means["x"].to_numpy(), means["y"].to_numpy(), len(means) - 2, level)


def slope_within(x: Any, y: Any, group: Any, level: float = 0.95) -> Estimate:
    """Slope of y on x among people of one group: how y differs between persons of a group who differ by 1 in x.

    Both are taken as deviations from the group's mean, which is a regression with an effect for each group. What all
    people of a group share, known or not, cannot disturb it. Robust standard error (HC1).
    """
    people = _people(x, y, group)
    own = people[["x", "y"]] - people.groupby("group")[["x", "y"]].transform("mean")
    return _line(own["x"].to_numpy(), own["y"].to_numpy(), len(people) - people["group"].nunique() - 1, level)


def partial_pooling(values: Any, group: Any, factors: bool = False, level: float = 0.95) -> pd.DataFrame:
    """Means of groups, each drawn towards the mean of all, the more the fewer people stand behind it.

    One row per group: `n`, `mean`, `pooled`, and the standard error, `low` and `high` of `pooled`. People differ by one
    variance within all groups; group means differ by a variance that is estimated too (see `pool`). Where groups do not
    differ by more than luck explains, all are drawn to the common mean. Source: Efron & Morris (1975).

    factors : groups differ by factors rather than by amounts, as counts and money do, and so does luck: then the
    logarithms of the means are pooled. A mean of 0 has none; leave out small groups.
    """
    people = _people(values, values, group, "values")
    by_group = people.groupby("group")["y"]
    table = by_group.agg(n="size", mean="mean")
    within = ((people["y"] - by_group.transform("mean")) ** 2).sum() / (len(people) - len(table))
    if not factors:
        return table.join(pool(table["mean"], within / table["n"], level))
    if (table["mean"] <= 0).any():
        raise InputError("values must have a mean above 0 in every group where factors=True. Leave out small groups.")
    logs = pool(np.log(table["mean"]), within / people["y"].mean() ** 2 / table["n"], level)
    return table.join(_of_logarithms(logs))


def pool(estimates: Any, variances: Any, level: float = 0.95) -> pd.DataFrame:
    """Estimates of unlike precision, each drawn towards their common mean: `pooled, standard_error, low, high`.

    variances : of the estimates, matched by position. The variance between what they estimate is DerSimonian &
    Laird's (1986); weights of the common mean are 1 ÷ (variance + variance between). The standard errors allow for
    both being estimated (Prasad & Rao 1990); where what is estimated differs much less than luck does, by a tenth of
    its variance, say, intervals are still too short.
    """
    found, noise = inputs.numbers(estimates, "estimates"), inputs.numbers(variances, "variances", low=1e-300)
    if len(found) != len(noise) or len(found) < 2:
        raise InputError(f"estimates and variances must be two or more of each, got {len(found)} and {len(noise)}.")
    between = variance_between(found, noise)
    weight = 1 / (noise + between)
    common, kept = weight @ found / weight.sum(), between / (between + noise)
    pooled, of_mean = common + kept * (found - common), (1 - kept) ** 2 / weight.sum()
    of_variance = noise**2 * weight**3 * _variance_of_variance(noise, between)
    error = np.sqrt(kept * noise + of_mean + 2 * of_variance)
    half = normal_quantile(level) * error
    columns = {"pooled": pooled, "standard_error": error, "low": pooled - half, "high": pooled + half}
    return pd.DataFrame(columns, index=estimates.index if isinstance(estimates, pd.Series) else None)


def james_stein(estimates: Any, variance: float) -> pd.Series:
    """Four estimates or more of one precision, each drawn towards their mean as James and Stein do.

    variance : of each estimate. Of the distance to the mean 1 − (k − 3) variance / Σ (estimate − mean)² is kept, never
    less than nothing. Taken together they are nearer to what they estimate than before, whatever that is. Where
    estimates are of unlike precision, or an interval is wanted: `pool`. Source: Efron & Morris (1975).
    """
    found = inputs.numbers(estimates, "estimates")
    inputs.between(variance, "variance", 1e-300, np.inf, "It is that of one estimate, not of all.")
    if len(found) < 4:
        raise InputError(f"estimates must be four or more, got {len(found)}. Of fewer none can be gained from others.")
    away = found - found.mean()
    kept = max(0.0, 1 - (len(found) - 3) * variance / (away @ away)) if away.any() else 0.0
    return pd.Series(
        found.mean() + kept * away, index=estimates.index if isinstance(estimates, pd.Series) else None, name="pooled"
    )


def _of_logarithms(logs: pd.DataFrame) -> pd.DataFrame:
    """Means, standard errors and intervals of lognormal figures from those of their logarithms."""
    mean = np.exp(logs["pooled"] + logs["standard_error"] ** 2 / 2)
    columns = {"pooled": mean, "standard_error": mean * logs["standard_error"]}
    return pd.DataFrame({**columns, "low": np.exp(logs["low"]), "high": np.exp(logs["high"])})


def variance_between(estimates: np.ndarray, variances: np.ndarray) -> float:
    """Variance of what the estimates estimate, by DerSimonian & Laird's moments; 0 where luck explains all."""
    weight = 1 / variances
    away = weight @ (estimates - weight @ estimates / weight.sum()) ** 2
    scale = weight.sum() - (weight @ weight) / weight.sum()
    return max(0.0, float((away - (len(estimates) - 1)) / scale))


def _variance_of_variance(noise: np.ndarray, between: float) -> float:
    """Variance of DerSimonian & Laird's variance between, a quadratic form of normal estimates."""
    weight, spread = 1 / noise, noise + between
    whole = weight.sum()
    form = (weight**2) @ spread**2 - 2 * (weight**3) @ spread**2 / whole + (weight**2 @ spread) ** 2 / whole**2
    return float(2 * form / (whole - (weight @ weight) / whole) ** 2)


def funnel_limits(n: Any, centre: float, sd: float, level: float = 0.95) -> pd.DataFrame:
    """Limits between which the mean of n people lies if their group is like all others: `low, high`, a row per n.

    centre, sd : mean and standard deviation of the people of all groups. A mean outside is news, one inside is not,
    however high it ranks. Source: Spiegelhalter (2005).
    """
    people = inputs.numbers(np.atleast_1d(n), "n", low=1)
    inputs.between(sd, "sd", 0, np.inf)
    half = normal_quantile(level) * sd / np.sqrt(people)
    return pd.DataFrame({"low": centre - half, "high": centre + half}, index=pd.Index(people, name="n"))


def _people(x: Any, y: Any, group: Any, name: str = "") -> pd.DataFrame:
    """Return x, y and group of people; `name` is what x and y are called where they are one argument."""
    columns = {
        "x": inputs.numbers(x, name or "x"),
        "y": inputs.numbers(y, name or "y"),
        "group": pd.Series(group).to_numpy(),
    }
    lengths = [len(column) for column in columns.values()][bool(name) :]
    if len(set(lengths)) > 1:
        called = f"{name} and group" if name else "x, y and group"
        raise InputError(f"{called} must be equally long, got {', '.join(map(str, lengths))} rows.")
    people = pd.DataFrame(columns)
    if people["group"].isna().any():
        step = "Leave these people out."
        raise InputError(f"group must be known for everybody, got {people['group'].isna().sum()} missing. {step}")
    if not 2 <= people["group"].nunique() < len(people):
        raise InputError(
            f"group must hold two groups or more and somebody's neighbour, got {people['group'].nunique()} groups of "
            f"{len(people)} people."
        )
    return people


def _line(x: np.ndarray, y: np.ndarray, freedom: int, level: float) -> Estimate:
    """Slope of y on x with its robust standard error; `freedom` as left by everything estimated besides."""
    away = x - x.mean()
    if freedom < 1 or not away.any():
        raise InputError(f"x must differ between people and leave a degree of freedom, got {max(freedom, 0)} of these.")
    spread = away @ away
    slope = away @ y / spread
    left = y - y.mean() - slope * away
    error = float(np.sqrt((away**2 @ left**2) * len(x) / freedom) / spread)
    half = t_quantile(freedom, level) * error
    return Estimate(float(slope), error, float(slope - half), float(slope + half), level, len(x))
