"""Migration between segments: how many customers went from which state to which, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, unknown
from course.measures import inputs
from course.measures.markov_chain import stationary, steps_ahead, time_until
from course.measures.proportions import normal_quantile, share_with_interval


@dataclass(frozen=True)
class Migration:
    """Moves of customers from a state to the state one period later.

    counts : customers by state before (rows) and after (columns).
    shares : the same divided by their row's sum: the transition matrix. A state that nobody was in is missing.
    intervals : one row per pair of states: `before, after, n` customers before, `count`, `share`, `low, high` of its
        Wilson interval. A customer who is counted in several periods counts as several.
    n : moves in all. level : of the intervals.
    """

    counts: pd.DataFrame = field(repr=False, compare=False)
    shares: pd.DataFrame = field(repr=False, compare=False)
    intervals: pd.DataFrame = field(repr=False, compare=False)
    n: int
    level: float

    def after(self, steps: int, start: Any = None) -> pd.DataFrame | pd.Series:
        """Shares by state after so many periods, if customers go on moving like this; see `steps_ahead`."""
        return steps_ahead(self._complete(), steps, start)

    def stationary(self) -> pd.Series:
        """Share of customers by state in the long run, if they go on moving like this; see `stationary`."""
        return stationary(self._complete())

    def time_until(self, state: Any) -> pd.Series:
        """Mean number of periods until a customer is next in `state`; see `time_until`."""
        return time_until(self._complete(), state)

    def drift(self) -> pd.DataFrame:
        """One row per state: share of customers `before` and `after`, their `difference`, `low, high` of its interval.

        The customers are the same, so the difference is judged by those who moved (McNemar 1947).
        """
        before, after = self.counts.sum(axis=1), self.counts.sum(axis=0)
        stayed = pd.Series(np.diag(self.counts), index=self.counts.index)
        gone, come = before - stayed, after - stayed
        difference = (come - gone) / self.n
        half = normal_quantile(self.level) * np.sqrt((gone + come) / self.n - difference**2) / np.sqrt(self.n)
        ends = {"low": difference - half, "high": difference + half}
        return pd.DataFrame({"before": before / self.n, "after": after / self.n, "difference": difference, **ends})

    def _complete(self) -> pd.DataFrame:
        empty = self.shares.index[self.shares.isna().any(axis=1)]
        if len(empty):
            step = f"Leave it out: states={[state for state in self.shares.index if state not in set(empty)]!r}."
            raise InputError(f"every state must have customers before, got none in {empty[0]!r}. {step}")
        return self.shares

    def __str__(self) -> str:
        return f"{self.n:,} moves\n{self.shares.map(lambda share: f'{share:.4g}').to_string()}"

    __repr__ = __str__


def migration(before: Any, after: Any, states: Iterable[Any] | None = None, level: float = 0.95) -> Migration:
    """Count who went from which state to which: `before` and `after` hold the state of each customer.

    Two Series are matched by their index (only customers in both count, and each may stand once in either); anything
    else is matched by position. States are sorted, or in the order of `states` or of an ordered categorical; customers
    in other states than `states` are left out. A missing state is refused.
    Source: Anderson & Goodman (1957); interval of Wilson (1927).
    """
    normal_quantile(level)
    first, second = _matched(before, after)
    names = _states(first, second, states)
    pairs = pd.DataFrame({"before": first.to_numpy(dtype=object), "after": second.to_numpy(dtype=object)})
    known = pairs[pairs["before"].isin(names) & pairs["after"].isin(names)]
    inputs.require_rows(known, "before and after", "No customer is in one of the states before and after.")
    counts = pd.crosstab(known["before"], known["after"]).reindex(index=names, columns=names, fill_value=0)
    counts = (
        counts.set_axis(pd.Index(names, name="before")).set_axis(pd.Index(names, name="after"), axis=1).astype("int64")
    )
    return Migration(counts, counts.div(counts.sum(axis=1), axis=0), _intervals(counts, level), len(known), level)


def migration_table(
    frame: Any, customer: str = "customer_id", period: str = "period", state: str = "state"
) -> pd.DataFrame:
    """One row per customer and pair of neighbouring periods: `customer, period` of the first, `before`, `after`.

    frame : one row per customer and period with its state. Neighbouring are periods next to each other among all that
    occur; who is not there in the next period has no row for it. Two states in one period are refused. Made for
    `migration(table["before"].to_numpy(), table["after"].to_numpy())`.
    """
    table = inputs.in_memory(frame, "frame")
    inputs.require_columns(table, "frame", customer=customer, period=period, state=state)
    inputs.require_rows(table, "frame")
    rows = table[[customer, period, state]].set_axis(["customer", "period", "before"], axis=1)
    inputs.refuse_gaps(inputs.table(rows, "frame"), "frame", "customer", "period", "before")
    twice = rows.duplicated(["customer", "period"])
    if twice.any():
        one = rows[twice].iloc[0]
        where = f"{customer} {one['customer']} has several in {period} {one['period']}"
        raise InputError(f"frame must have one state per customer and period, but {where}. Keep one of them.")
    order = pd.Series(pd.factorize(rows["period"], sort=True)[0], index=rows.index)
    later = rows.assign(place=order - 1)[["customer", "place", "before"]].rename(columns={"before": "after"})
    moves = rows.assign(place=order).merge(later, on=["customer", "place"])
    return moves.sort_values(["place", "customer"], ignore_index=True)[["customer", "period", "before", "after"]]


def same_migration(first: Migration, second: Migration) -> pd.Series:
    """Do customers move alike in two periods, or in two groups? `chi2`, `df`, `p` of Anderson & Goodman (1957).

    Small p: they do not, and a forecast by one matrix is wrong. Cells are compared row by row; a state without
    customers in either, and moves that occur in neither, are left out.
    """
    from scipy.stats import chi2

    states = first.counts.index.union(second.counts.index, sort=False)
    both = [one.counts.reindex(index=states, columns=states, fill_value=0) for one in (first, second)]
    total, freedom = 0.0, 0
    for state in states:
        rows = np.array([counts.loc[state] for counts in both], dtype=float)
        rows = rows[:, rows.sum(axis=0) > 0]
        if rows.shape[1] > 1 and (rows.sum(axis=1) > 0).all():
            expected = np.outer(rows.sum(axis=1), rows.sum(axis=0)) / rows.sum()
            total, freedom = total + ((rows - expected) ** 2 / expected).sum(), freedom + rows.shape[1] - 1
    p = float(chi2.sf(total, freedom)) if freedom else np.nan
    return pd.Series({"chi2": float(total), "df": float(freedom), "p": p}, name="same_migration")


def _matched(before: Any, after: Any) -> tuple[pd.Series, pd.Series]:
    """States before and after of the same customers, in one order."""
    first, second = pd.Series(before, name="before"), pd.Series(after, name="after")
    if isinstance(before, pd.Series) and isinstance(after, pd.Series):
        for series in (first, second):
            if not series.index.is_unique:
                one = series.index[series.index.duplicated()][0]
                step = "Pass arrays to match by position."
                raise InputError(f"{series.name} must have each customer once, got {one} several times. {step}")
        first, second = first.align(second, join="inner")
    if len(first) != len(second):
        raise InputError(f"before and after must be equally long, got {len(first)} and {len(second)} customers.")
    inputs.require_rows(first, "before and after", "Are the same customers in both?")
    for series in (first, second):
        missing = int(series.isna().sum())
        if missing:
            step = 'Leave them out, or make it a state: .fillna("unknown").'
            raise InputError(f"{series.name} must be known for every customer, got {missing} missing. {step}")
    return first, second


def _states(first: pd.Series, second: pd.Series, states: Iterable[Any] | None) -> list[Any]:
    """States in the order that was asked for, that of an ordered categorical, or sorted."""
    found = set(first) | set(second)
    if states is None:
        kinds = [series.cat.categories for series in (first, second) if getattr(series.dtype, "ordered", False)]
        known = [name for categories in kinds for name in categories if name in found]
        return list(dict.fromkeys([*known, *sorted(found - set(known), key=lambda name: (str(type(name)), name))]))
    names = list(dict.fromkeys(states))
    inputs.require_rows(names, "states", "Name states that occur.")
    for name in names:
        if name not in found:
            raise unknown("state", name, sorted(map(str, found)), "States must occur before or after.")
    return names


def _intervals(counts: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for before, line in counts.iterrows():
        for after, count in line.items():
            n = int(line.sum())
            share = share_with_interval(count, n, level) if n else (np.nan,) * 3
            rows.append((before, after, n, int(count), *share))
    return pd.DataFrame(rows, columns=["before", "after", "n", "count", "share", "low", "high"])
