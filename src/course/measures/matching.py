"""Exact matching: the treated beside others who are equal in all classes, and nobody else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.observational import FORMS, above_zero, of_level, of_log, root_sum_of_squares, same_length


def matching(outcome: Any, treated: Any, on: Any, form: str = "levels", level: float = 0.95) -> Estimate:
    """Compare the treated with others who are equal in all columns of `on`: the effect on the treated.

    outcome : one number per person; treated : true or false per person; on : a table with one row per person, of
    classes rather than fine numbers (pd.cut, pd.qcut): exact matching on coarsened columns. Each treated person is set
    against the mean of the others of the same cell. Cells with fewer than two others are left out, and their treated
    with them; `n` counts who is left.

    It is the effect if whoever is equal in these columns differs in nothing else that matters.
    Source: Cochran (1968); Iacus, King & Porro (2012).
    """
    inputs.one_of(form, "form", FORMS)
    values, given = inputs.numbers(outcome, "outcome"), inputs.true_or_false(treated, "treated")
    cells = _cells(on)
    same_length(outcome=values, treated=given, on=cells)
    people = pd.DataFrame({"outcome": values, "treated": given, "cell": cells})
    people = _comparable(people)
    return _matched(people, form, level)


def _comparable(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people of cells with a treated one and two others at least; `others` counts these."""
    others = (~people["treated"]).groupby(people["cell"]).transform("sum")
    some = people["treated"].groupby(people["cell"]).transform("any")
    kept = people.assign(others=others)[(others >= 2) & some]
    if kept["treated"].sum() < 2:
        raise InputError(
            "on must put two of the treated or more beside two others, got no such cells. Use fewer columns or classes."
        )
    return kept


def _matched(people: pd.DataFrame, form: str, level: float) -> Estimate:
    """Return the mean of the treated against the mean of their counterparts."""
    given, values = people["treated"].to_numpy(dtype=bool), people["outcome"].to_numpy(dtype=float)
    counterpart = people["outcome"].where(~people["treated"]).groupby(people["cell"]).transform("mean").to_numpy()
    n, with_it, without = given.sum(), values[given].mean(), counterpart[given].mean()
    # Each of the others stands for so many treated; the second factor makes the cell's variance unbiased.
    others = people["others"].to_numpy(dtype=float)
    stands_for = people["treated"].groupby(people["cell"]).transform("sum").to_numpy(dtype=float) / others
    stands_for *= np.sqrt(others / (others - 1))
    off = np.where(given, counterpart - without, stands_for * (values - counterpart))
    if form == "levels":
        influence = np.where(given, values - with_it, 0) - off
        return of_level(with_it - without, root_sum_of_squares(influence) / n, level, len(people))
    above_zero(with_it, without)
    influence = np.where(given, values - with_it, 0) / with_it - off / without
    return of_log(float(np.log(with_it / without)), root_sum_of_squares(influence) / n, level, len(people))


def _cells(on: Any) -> np.ndarray:
    """Return the number of each row's cell: rows equal in all columns share it."""
    frame = pd.DataFrame(on).reset_index(drop=True)
    inputs.require_rows(frame, "on")
    inputs.require_rows(frame.columns, "columns of on", "Without any use difference_in_means.")
    return frame.groupby(list(frame.columns), dropna=False, observed=True).ngroup().to_numpy()
