"""Where a rule is right and wrong, group by group: errors weigh differently on who deserved better."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import share_by_group


def error_rates(selected: Any, group: Any, deserved: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per group: how often a rule is right and wrong about people who deserve it, or do not.

    selected, deserved : true or false per person, the rule and the outcome that it is about; group : matched by
    position. Columns: `n`, `true_positive_rate` (selected of those who deserve; equal ones are equal opportunity,
    Hardt, Price & Srebro 2016), `false_positive_rate` (selected of those who do not), `precision` (deserving of those
    selected), each with `…_low` and `…_high` (Wilson). A rate of nobody is missing. Except by luck not all can be equal
    (Barocas, Hardt & Narayanan 2023, chapter 3).
    """
    chosen, worthy = inputs.true_or_false(selected, "selected"), inputs.true_or_false(deserved, "deserved")
    if len(chosen) != len(worthy):
        raise InputError(f"selected and deserved must be equally long, got {len(chosen)} and {len(worthy)} rows.")
    inputs.require_rows(chosen, "selected")
    groups = pd.Series(group).reset_index(drop=True).rename(getattr(group, "name", None) or "group")
    found = _two_groups(share_by_group(chosen, groups, level))[["n"]].copy()
    asked = {
        "true_positive_rate": (chosen, worthy),
        "false_positive_rate": (chosen, ~worthy),
        "precision": (worthy, chosen),
    }
    for name, (event, among) in asked.items():
        shares = _among(event, among, groups, level).reindex(found.index)
        found[[name, f"{name}_low", f"{name}_high"]] = shares.to_numpy()
    return found


def _among(event: np.ndarray, among: np.ndarray, groups: pd.Series, level: float) -> pd.DataFrame:
    if not among.any():
        return pd.DataFrame(columns=["share", "low", "high"], dtype=float)
    return share_by_group(event[among], groups[among], level)[["share", "low", "high"]]


def _two_groups(found: pd.DataFrame) -> pd.DataFrame:
    if len(found) < 2:
        raise InputError(
            f"group must have two groups or more, got {list(found.index)}. There is nobody to compare with."
        )
    return found
