"""A fairness audit: whom a rule chooses, by group, and whom it overlooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile, share_with_interval

FOUR_FIFTHS = 0.8


@dataclass(frozen=True)
class Audit:
    """Whom a rule chooses, by group.

    groups : one row per group, the least chosen first: `people`, `chosen`, `rate` with `low` and `high` (Wilson),
        `ratio` (its rate over that of the group chosen most) with `ratio_low` and `ratio_high`; with an outcome also
        `deserving` (people with the outcome) and `reached` (share of those who were chosen).
    least, most : the groups chosen least and most. difference : rate of `least` less rate of `most`.
    reached_difference : the same for those with the outcome (equal opportunity); None without an outcome.
    """

    groups: pd.DataFrame = field(repr=False)
    least: Any
    most: Any
    difference: Estimate
    reached_difference: Estimate | None

    @property
    def four_fifths(self) -> bool:
        """Whether every group is chosen at least four fifths as often as the group chosen most."""
        return bool(self.groups["ratio"].min() >= FOUR_FIFTHS)

    def __str__(self) -> str:
        ratio = self.groups["ratio"].iloc[0]
        kept = "keeps" if self.four_fifths else "breaks"
        return f"{self.least!r} is chosen {ratio:.3g} times as often as {self.most!r}: {kept} the four-fifths rule"

    __repr__ = __str__


def selection_rates(frame: Any, group: str, chosen: str, outcome: str | None = None, level: float = 0.95) -> Audit:
    """Audit a rule: share chosen in each group, against the group chosen most.

    frame : one row per person. chosen, outcome : columns of true and false; the outcome is what the rule looks for, for
    example "would have answered". Groups without anybody are left out; at least two must be there, and somebody chosen.
    The interval of a ratio is that of two independent shares on the log scale (Katz et al. 1978); equal rates are
    "statistical parity", equal rates among those with the outcome "equal opportunity". A rule that never sees the group
    can still follow it, through a proxy. Source: Barocas, Hardt & Narayanan (2023); Hardt, Price & Srebro (2016).
    """
    people = inputs.in_memory(frame, "frame")
    named = {"group": group, "chosen": chosen} | ({"outcome": outcome} if outcome else {})
    inputs.require_columns(people, "frame", **named)
    inputs.require_rows(people, "frame")
    inputs.refuse_gaps(inputs.table(people[[group]], "frame"), "frame", group)
    flags = pd.DataFrame({name: inputs.true_or_false(people[column], column) for name, column in named.items()
                          if name != "group"}, index=people.index)  # fmt: skip
    table = _by_group(flags, people[group], level)
    if len(table) < 2:
        raise InputError(f"{group} must have at least two groups, got {list(table.index)}. An audit compares groups.")
    if not table["chosen"].any():
        raise InputError(f"{chosen} must be true for somebody, got nobody chosen. Audit the rule on more people.")
    least, most = table.index[0], table.index[-1]
    return Audit(
        table.join(_ratios(table, most, level)), least, most, _difference(table, "rate", "people", least, most, level),
        _difference(table, "reached", "deserving", least, most, level) if outcome else None,
    )  # fmt: skip


def _by_group(flags: pd.DataFrame, groups: pd.Series, level: float) -> pd.DataFrame:
    each = flags.groupby(groups, observed=True)
    table = each["chosen"].agg(["size", "sum"]).astype(int).set_axis(["people", "chosen"], axis=1)
    ends = [share_with_interval(hits, n, level) for n, hits in table.itertuples(index=False)]
    table = table.join(pd.DataFrame(ends, index=table.index, columns=["rate", "low", "high"]))
    if "outcome" in flags:
        deserving = flags[flags["outcome"]]
        found = deserving.groupby(groups.loc[flags["outcome"]], observed=True)["chosen"].agg(["size", "mean"])
        if len(found) < len(table):
            absent = next(name for name in table.index if name not in found.index)
            raise InputError(
                f"outcome must be true for somebody of each group, got nobody of {absent!r}. Merge groups."
            )
        table = table.assign(deserving=found["size"], reached=found["mean"])
    return table.sort_index().sort_values("rate", kind="stable")


def _ratios(table: pd.DataFrame, most: Any, level: float) -> pd.DataFrame:
    """Ratio of each group's rate to the highest one, with its interval; nobody chosen gives 0 from 0 upwards."""
    best = table.loc[most]
    ratio = table["rate"] / best["rate"]
    chosen = table["chosen"].clip(lower=0.5)  # half a person where nobody was chosen, so that there is an interval
    spread = 1 / chosen - 1 / table["people"] + 1 / best["chosen"] - 1 / best["people"]
    half = np.exp(normal_quantile(level) * np.sqrt(spread))
    middle = chosen / table["people"] / best["rate"]
    low, high = (middle / half).where(table["chosen"] > 0, 0.0), middle * half
    itself = table.index == most
    ends = {"ratio_low": low.mask(itself, 1.0), "ratio_high": high.mask(itself, 1.0)}
    return pd.DataFrame({"ratio": ratio} | ends)


def _difference(table: pd.DataFrame, rate: str, people: str, least: Any, most: Any, level: float) -> Estimate:
    """Difference of two independent shares, each with a person added on either side (Agresti & Caffo 2000)."""
    counts = table.loc[[least, most], people].to_numpy(dtype=float)
    shares = table.loc[[least, most], rate].to_numpy(dtype=float)
    moved = (shares * counts + 1) / (counts + 2)
    error = float(np.sqrt((moved * (1 - moved) / (counts + 2)).sum()))
    half, middle = normal_quantile(level) * error, moved[0] - moved[1]
    low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    return Estimate(float(shares[0] - shares[1]), error, float(low), float(high), level, int(counts.sum()))
