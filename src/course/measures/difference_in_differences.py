"""Difference in differences: how the treated changed, less how the others did."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import difference_in_means
from course.measures.observational import (
    FORMS,
    clusters,
    design,
    of_level,
    of_log,
    residuals,
    root_sum_of_squares,
    same_length,
    two_of_each,
)


def difference_in_differences(
    before: Any, after: Any, treated: Any, form: str = "levels", level: float = 0.95, cluster: Any = None
) -> Estimate:
    """Change of the treated less that of the others ("levels"), or their growth over that of the others ("ratio").

    before, after : one outcome per person and time; treated : true or false per person; matched by position. "ratio"
    is (mean after / mean before of the treated) / (the same of the others) − 1: the coefficient of a Poisson
    regression on group, time and both, with errors clustered by person. The two times need not be equally long.

    It is the effect on the treated if, without treatment, both groups had changed alike (in this form).
    Levels: Welch's interval; ratio: normal on the log scale. cluster : whom chance moves together (shop, village), one
    name per person: errors are clustered, intervals t with clusters − 1 degrees of freedom. Covariates, or different
    people before and after: `difference_in_cross_sections`.
    Source: Card & Krueger (1994); ratio: Wooldridge (2023); clusters: Bertrand, Duflo & Mullainathan (2004).

    >>> difference_in_differences([1, 2, 3, 2, 3, 4], [4, 4, 6, 3, 4, 6], [1, 1, 1, 0, 0, 0]).estimate.__round__(3)
    1.333
    """
    inputs.one_of(form, "form", FORMS)
    earlier, later = (inputs.numbers(values, name) for values, name in ((before, "before"), (after, "after")))
    given = inputs.true_or_false(treated, "treated")
    same_length(before=earlier, after=later, treated=given)
    if form == "levels" and cluster is None:
        return difference_in_means(later - earlier, given, level)
    two_of_each(given)
    change, size = _changes(earlier, later, given, form)
    value = float(size[0] - size[1])
    sizes = np.where(given, given.sum(), -(~given).sum())
    make = of_level if form == "levels" else of_log
    if cluster is None:
        spread = np.array([change[who].var(ddof=1) / who.sum() for who in (given, ~given)])
        return make(value, float(np.sqrt(spread.sum())), level, len(given))
    groups = clusters(cluster, len(given))
    error = root_sum_of_squares(change / sizes, groups)
    return make(value, error, level, len(given), freedom=int(groups.max()))


def difference_in_cross_sections(
    outcome: Any, treated: Any, after: Any, covariates: Any = None, cluster: Any = None, level: float = 0.95
) -> Estimate:
    """Difference in differences where before and after are different people, or covariates are to be held equal.

    outcome : one number per row; treated : whether the row is of the treated group, at whatever time; after : whether
    it is of the time after; covariates : columns held equal, classes as text. The coefficient of treated × after in
    a regression on both, it, and the covariates. Robust errors (HC1), normal interval; with `cluster` they are
    clustered, the interval t with clusters − 1 degrees of freedom. Source: Meyer, Viscusi & Durbin (1995).

    >>> found = difference_in_cross_sections([1, 2, 4, 6, 1, 3, 2, 4], [1] * 4 + [0] * 4, [0, 0, 1, 1] * 2)
    >>> round(found.estimate, 3)
    2.5
    """
    values = inputs.numbers(outcome, "outcome")
    given, later = inputs.true_or_false(treated, "treated"), inputs.true_or_false(after, "after")
    known = design(covariates, len(values))
    same_length(outcome=values, treated=given, after=later, covariates=known)
    cells = pd.crosstab(given, later).reindex(index=[False, True], columns=[False, True], fill_value=0).to_numpy()
    if cells.min() < 2:
        raise InputError(f"treated and after must leave two rows in each of four cells, got {cells.tolist()}.")
    known = np.column_stack([known, given, later])
    both = residuals((given & later).astype(float), known)
    if both @ both < 1e-9 * len(both):
        raise InputError("covariates must not tell who is treated when, got columns that do. Leave them out.")
    value = float(both @ values / (both @ both))
    left = residuals(values - value * (given & later), known)
    influence = both * left / (both @ both) * np.sqrt(len(values) / max(len(values) - known.shape[1] - 1, 1))
    if cluster is None:
        return of_level(value, root_sum_of_squares(influence), level, len(values))
    groups = clusters(cluster, len(values))
    return of_level(value, root_sum_of_squares(influence, groups), level, len(values), int(groups.max()))


def _changes(
    before: np.ndarray, after: np.ndarray, given: np.ndarray, form: str
) -> tuple[np.ndarray, tuple[float, float]]:
    """Return each person's deviation from the change of their group, and both groups' change (its log, as a ratio)."""
    change, sizes = np.empty(len(given)), []
    for who in (given, ~given):
        if form == "levels":
            size = float((after[who] - before[who]).mean())
            change[who] = after[who] - before[who] - size
        else:
            (last, last_mean), (first, first_mean) = _relative(after[who], "after"), _relative(before[who], "before")
            size = float(np.log(last_mean / first_mean))
            change[who] = last - first
        sizes.append(size)
    return change, (sizes[0], sizes[1])


def _relative(values: np.ndarray, argument: str) -> tuple[np.ndarray, float]:
    """Return values over their mean, and the mean."""
    mean = float(values.mean())
    if mean <= 0:
        raise invalid(argument, f"mean {mean:.3g}", "above 0 on average in both groups", 'Use form="levels".')
    return values / mean, mean
