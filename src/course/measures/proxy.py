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
from course.measures.proportions import normal_quantile, share_with_interval


@dataclass(frozen=True)
class ProxyAudit:
    """How a rule that does not look at the group still tells groups apart.

    total : rate of the group less that of all others. through : the part that is there because the group has other
    values of the proxy; within : the part among people with the same value. association : Cramér's V of group and
    proxy. by_proxy : one row per value: its `share` of the group, `others_share`, `rate` in the group, `others_rate`.
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
    difference in the proxy's distribution × the mean rate at each value; within: the difference of rates at each value
    × the mean distribution. A value that only one side has counts with the rate of the side that has it. Source:
    Kitagawa (1955).
    """
    total = rate_difference(selected, group, level)
    chosen, member = inputs.true_or_false(selected, "selected"), inputs.true_or_false(group, "group")
    values = pd.Series(proxy).reset_index(drop=True)
    if len(values) != len(chosen):
        raise InputError(f"selected and proxy must be equally long, got {len(chosen)} and {len(values)} rows.")
    if values.isna().any():
        raise InputError(f"proxy must be known for everybody, got {int(values.isna().sum())} missing. Leave them out.")
    people = pd.DataFrame({"proxy": values, "group": member, "selected": chosen})
    sizes, rates = (people.pivot_table("selected", "proxy", "group", aggfunc=how) for how in ("size", "mean"))
    share = sizes.fillna(0) / sizes.sum()
    rate = rates.T.bfill().ffill().T
    others_share, own_share = share.to_numpy(dtype=float).T  # False comes before True
    others_rate, own_rate = rate.to_numpy(dtype=float).T
    through = float((own_share - others_share) @ (own_rate + others_rate) / 2)
    within = float((own_rate - others_rate) @ (own_share + others_share) / 2)
    table = pd.DataFrame({"share": share[True], "others_share": share[False]})
    table = table.assign(rate=rates[True], others_rate=rates[False])
    strength = cross_tab(people, "proxy", "group").v if len(table) > 1 else 0.0
    return ProxyAudit(total, through, within, strength, table)
