"""How many people are the only ones of their kind, for every set of things that somebody may know about them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.privacy import k_anonymity

_MOST_SETS = 5_000


def uniqueness(frame: Any, columns: Iterable[str], most: int | None = None) -> pd.DataFrame:
    """Share of people who are alone with what they have in a set of columns, for each set that can be known.

    frame : one row per person. columns : what an attacker may know. most : look at sets of so many columns at most.
    One row per set, few columns first, the most telling first among as many: `columns` (names, with + between them),
    `known` (how many), `unique` (share of people alone), `k` (smallest class), `mean_class` (size of the class of a
    person drawn at random). Missing is a value like others. Source: Sweeney (2000), Golle (2006).
    """
    table = inputs.in_memory(frame, "frame")
    inputs.require_rows(table, "frame")
    if isinstance(columns, str):
        raise InputError(f"columns must be a list of names, got {columns!r}. Name what may be known: ['age', 'place'].")
    names = inputs.column_names(columns)
    inputs.require_columns(table, "frame", **{f"columns[{i}]": name for i, name in enumerate(names)})
    largest = inputs.integer(len(names) if most is None else most, "most", 1, len(names))
    sets = [chosen for size in range(1, largest + 1) for chosen in combinations(names, size)]
    if len(sets) > _MOST_SETS:
        raise InputError(f"columns must make {_MOST_SETS:,} sets or fewer, got {len(sets):,}. Lower most.")
    rows = [_row(table, list(chosen)) for chosen in sets]
    result = pd.DataFrame(rows, columns=["columns", "known", "unique", "k", "mean_class"])
    return result.sort_values(["known", "unique", "columns"], ascending=[True, False, True], ignore_index=True)


def _row(table: pd.DataFrame, chosen: list[str]) -> tuple[str, int, float, int, float]:
    found = k_anonymity(table, chosen)
    return " + ".join(map(str, chosen)), len(chosen), found.unique, found.k, float(found.class_size.mean())
