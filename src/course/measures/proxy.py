"""A rule that does not look at the group can still tell groups apart: how much of that goes through a stand-in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.association import cross_tab
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile, share_by_group, share_with_interval


@dataclass(frozen=True)
class ProxyAudit:
    """How a rule that does not look at the group still tells groups apart.

    total : rate of the group less that of all others. through : the part that is there because the group has other
    values of the proxy; within : the part among people with the same value. association : Cramér's V of group and proxy.
    """

    total: Estimate
    through: float
    within: float
    association: float
    by_proxy: pd.DataFrame = field(repr=False, compare=False)

    def __str__(self) -> str:
        parts = f"{self.through:+.4g} through the proxy, {self.within:+.4g} among people alike in it"
        return f"difference {self.total.estimate:+.4g}: {parts}; Cramér's V of group and proxy {self.association:.3g}"

    __repr__ = __str__


def rate_difference(selected: Any, group: Any, level: float = 0.95) -> Estimate:
    """Rate of those in the group less the rate of all others, with Newcombe's interval.

    selected, group : true or false per person, matched by position. Restrict both to people who deserve it for the
    difference in opportunity. Source: Newcombe (1998), method 10.
    """
    chosen, member = inputs.true_or_false(selected, "selected"), inputs.true_or_false(group, "group")
    if len(chosen) != len(member):
        raise InputError(f"selected and group must be equally long, got {len(chosen)} and {len(member)} rows.")
    if member.all() or not member.any():
        raise InputError("group must be true for some and false for others. There is nobody to compare with.")
    one, two = (share_with_interval(int(chosen[g].sum()), int(g.sum()), level) for g in (member, ~member))
    difference = one[0] - two[0]
    low = difference - np.hypot(one[0] - one[1], two[2] - two[0])
    high = difference + np.hypot(one[2] - one[0], two[0] - two[1])
    error = (high - low) / (2 * normal_quantile(level))
    return Estimate(float(difference), float(error), float(low), float(high), level, len(chosen))


def proxy_audit(selected: Any, group: Any, proxy: Any, level: float = 0.95) -> ProxyAudit:
    """Split the difference of rates between a group and all others into what goes through a proxy and the rest.

    selected, group : true or false per person; proxy : its value (place, age band), matched by position. Through: the
    difference in the proxy's distribution × the mean rate at each value; within: the difference of rates at each value ×
    the mean distribution. A value that only one side has counts with the rate of the side that has it. Source: Kitagawa
    (1955).
    """
    total = rate_difference(selected, group, level)
    chosen, member = inputs.true_or_false(selected, "selected"), inputs.true_or_false(group, "group")
    values = pd.Series(proxy).reset_index(drop=True)
    if len(values) != len(chosen):
        raise InputError(f"selected and proxy must be equally long, got {len(chosen)} and {len(values)} rows.")
    if values.isna().any():
        raise InputError(f"proxy must be known for everybody, got {int(values.isna().sum())} missing. Leave them out.")
    people = pd.DataFrame({"proxy": values, "group": member, "selected": chosen})
    cells = people.groupby(["proxy", "group"], observed=True)["selected"].agg(["size", "mean"]).unstack()
    share = cells["size"].fillna(0) / cells["size"].sum()
    rate = cells["mean"].T.bfill().ffill().T
    through = float(((share[True] - share[False]) * rate.mean(axis=1)).sum())
    within = float(((rate[True] - rate[False]) * share.mean(axis=1)).sum())
    table = pd.DataFrame({"share": share[True], "others_share": share[False]})
    table = table.assign(rate=cells["mean"][True], others_rate=cells["mean"][False])
    strength = cross_tab(people, "proxy", "group").v if len(table) > 1 else 0.0
    return ProxyAudit(total, through, within, strength, table)


def error_rates(selected: Any, group: Any, deserved: Any, level: float = 0.95) -> pd.DataFrame:
    """One row per group: how often a rule is right and wrong about people who deserve it, or do not.

    deserved : true or false per person: the outcome that the rule is about. Columns: `n`, `true_positive_rate` (selected
    of those who deserve; equal ones are equal opportunity, Hardt, Price & Srebro 2016), `false_positive_rate` (selected
    of those who do not), `precision` (deserving of those selected), each with `…_low` and `…_high` (Wilson). A rate of
    nobody is missing.
    """
    chosen, worthy = inputs.true_or_false(selected, "selected"), inputs.true_or_false(deserved, "deserved")
    if len(chosen) != len(worthy):
        raise InputError(f"selected and deserved must be equally long, got {len(chosen)} and {len(worthy)} rows.")
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
