"""Coarser columns hide people better and say less: every way of coarsening a table, its crowds and what it keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs

LEFT_OUT = "left out"
_MOST_WAYS = 2_000
_RESULTS = ("precision", "k", "unique", "in_small")  # and best


def generalisations(frame: Any, ladders: Mapping[str, Iterable[str]], k: int = 5) -> pd.DataFrame:
    """Crowds and precision for every way of publishing what may be known, from all of it to none of it.

    frame : one row per person. ladders : by what may be known, the columns that say it, the finest first, e.g.
    {"birth": ["birth_date", "birth_year", "birth_decade"], "home": ["place", "region"]}; a last rung, leaving it out,
    is added. k : the size of crowd that is promised.

    One row per way, the most precise first, among equals that which leaves fewest in small crowds: one column per
    ladder (the rung taken), `precision` (1 − mean share of each ladder climbed: 1 as it was, 0 all left out), `k` (the
    smallest class), `unique` (share of people alone) and `in_small` (share of people in classes smaller than `k`, whom
    one would have to leave out to keep the promise), `best` (no way as precise leaves fewer of them). Missing is a
    value like others.

    Errors: a rung that is not coarser than the one before, i.e. does not follow from it. Source: Samarati (2001);
    precision: Sweeney (2002).
    """
    people = inputs.in_memory(frame, "frame")
    inputs.require_rows(people, "frame")
    crowd = inputs.integer(k, "k", 2, len(people), "A crowd of one hides nobody; nobody hides in more than there are.")
    rungs = _rungs(people, ladders)
    ways = [_way(people, rungs, taken, crowd) for taken in product(*(range(len(names)) for names in rungs.values()))]
    table = pd.DataFrame(ways, columns=[*rungs, *_RESULTS])
    order = ["precision", "in_small", *rungs]
    table = table.sort_values(order, ascending=[False, *[True] * (len(order) - 1)], kind="stable", ignore_index=True)
    return table.assign(best=table["in_small"] < table["in_small"].cummin().shift(fill_value=np.inf))


def _rungs(people: pd.DataFrame, ladders: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return the columns of each ladder and the last rung; refused where one does not follow from the one before."""
    if not isinstance(ladders, Mapping) or not ladders:
        raise invalid("ladders", ladders, "columns by what may be known", 'As {"home": ["place", "region"]}.')
    rungs = {}
    for ladder, columns in ladders.items():
        names = inputs.column_names(columns, f"ladders[{ladder!r}]")
        inputs.require_columns(people, "frame", **{f"ladders[{ladder!r}]": name for name in names})
        inputs.require_plain(people, "frame", names)
        for fine, coarse in pairwise(names):
            _refuse_crossing(people, fine, coarse)
        if str(ladder) in (*_RESULTS, "best"):
            raise invalid(
                "ladders", ladder, f"named otherwise than {', '.join(_RESULTS)}", "The result has these columns."
            )
        rungs[str(ladder)] = [*names, LEFT_OUT]
    if prod(map(len, rungs.values())) > _MOST_WAYS:
        raise InputError(f"ladders must make {_MOST_WAYS:,} ways or fewer. Use fewer rungs or ladders.")
    return rungs


def _refuse_crossing(people: pd.DataFrame, fine: str, coarse: str) -> None:
    code = pd.Series(pd.factorize(people[coarse], use_na_sentinel=False)[0], index=people.index)
    values = code.groupby(people[fine], dropna=False, observed=True).nunique()
    if values.max() > 1:
        of = values.idxmax()
        step = "Order rungs from fine to coarse."
        raise InputError(
            f"{coarse} must follow from {fine}, got {values.max()} values of it where {fine} is {of}. {step}"
        )


def _way(people: pd.DataFrame, rungs: dict[str, list[str]], taken: tuple[int, ...], k: int) -> tuple[Any, ...]:
    chosen = [names[at] for names, at in zip(rungs.values(), taken, strict=True)]
    known = [name for name, at, names in zip(chosen, taken, rungs.values(), strict=True) if at < len(names) - 1]
    climbed = [at / (len(names) - 1) for names, at in zip(rungs.values(), taken, strict=True)]
    sizes = people.groupby(known, dropna=False, observed=True).size() if known else pd.Series([len(people)])
    small = float(sizes[sizes < k].sum() / len(people))
    precision = 1 - sum(climbed) / len(climbed)
    return *map(str, chosen), round(precision, 12), int(sizes.min()), float((sizes == 1).sum() / len(people)), small
