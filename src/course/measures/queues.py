"""Waiting lines: how long customers wait at a desk, and how many agents a promise takes (Erlang 1917; Little 1961)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course import formulas
from course.errors import InputError, invalid
from course.measures import inputs

_MOST_AGENTS = 1_000_000


def little(customers: float | None = None, rate: float | None = None, time: float | None = None) -> float:
    """Little's law, customers = rate × time: give two of the three, get the one left out.

    customers : mean number in the system. rate : arrivals per unit of time. time : mean time in the system, in that
    unit. It holds for any queue that does not grow without end. Source: Little (1961).

    >>> little(rate=40, time=0.25)  # 40 calls an hour of a quarter of an hour each
    10.0
    """
    given = {"customers": customers, "rate": rate, "time": time}
    known = {name: inputs.between(value, name, 0, np.inf) for name, value in given.items() if value is not None}
    if len(known) != 2:
        raise InputError(f"little takes two of customers, rate and time, got {len(known)}. It returns the third.")
    if customers is None:
        return known["rate"] * known["time"]
    other = "time" if rate is None else "rate"
    if known[other] == 0:
        raise invalid(other, 0, "above 0", "Who stays no time, or never comes, says nothing about the rest.")
    return known["customers"] / known[other]


def erlang_b(erlangs: float, agents: int) -> float:
    """Share of arrivals that find all agents busy and are lost: a desk without a queue.

    erlangs : offered load, arrivals per unit of time × mean handling time. agents : 0 or more. Source: Erlang (1917).

    >>> round(erlang_b(10, 14), 4)
    0.0568
    """
    load = inputs.between(erlangs, "erlangs", 0, np.inf, "Arrivals an hour × hours each takes.")
    blocked = 1.0
    for n in range(1, inputs.integer(agents, "agents", 0, _MOST_AGENTS) + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(erlangs: float, agents: int) -> float:
    """Share of arrivals that must wait, where everybody waits until served: M/M/c.

    erlangs : offered load, arrivals per unit of time × mean handling time, below `agents`. Source: Erlang (1917).

    >>> round(erlang_c(10, 14), 4)
    0.1741
    """
    load = inputs.between(erlangs, "erlangs", 0, np.inf, "Arrivals an hour × hours each takes.")
    return formulas.erlang_c(load, inputs.integer(agents, "agents", 1, _MOST_AGENTS, "Somebody has to answer."))


@dataclass(frozen=True)
class Queue:
    """A desk in its steady state: M/M/c, i.e. calls come by chance, differ by chance, and wait until answered.

    Times are in the unit of `handling`, rates per that unit.

    erlangs : offered load. agents : who answers. occupancy : share of an agent's time that is spent on calls.
    waits : share of calls that must wait. mean_wait : over all calls; mean_wait_of_waiting : over those who wait.
    queue : mean number waiting. present : mean number waiting or being served. mean_time : wait and handling.
    """

    arrivals: float
    handling: float
    agents: int
    erlangs: float
    occupancy: float
    waits: float
    mean_wait: float
    mean_wait_of_waiting: float
    queue: float
    present: float
    mean_time: float

    def answered_within(self, time: float) -> float:
        """Share of calls answered within a time: 1 − P(wait) · exp(−(agents − erlangs) · time / handling)."""
        time = inputs.between(time, "time", 0, np.inf, "It is in the unit of handling.")
        return 1 - self.waits * math.exp(-time / self.mean_wait_of_waiting)

    def wait_quantile(self, share: float) -> float:
        """Wait that this share of calls does not exceed; 0 where so many do not wait at all."""
        share = inputs.between(share, "share", 0, 1 - 1e-12, "0.9 is what nine in ten do not exceed.")
        if self.waits <= 1 - share:
            return 0.0
        return math.log(self.waits / (1 - share)) * self.mean_wait_of_waiting

    def __str__(self) -> str:
        load = f"{self.erlangs:.4g} erlangs on {self.agents:,} agents ({self.occupancy:.1%} busy)"
        return f"{load}: {self.waits:.1%} wait, on average {self.mean_wait:.4g} over all calls"

    __repr__ = __str__


def queue(arrivals: float, handling: float, agents: int) -> Queue:
    """The steady state of a desk with one line: see `Queue`.

    arrivals : calls per unit of time. handling : mean time a call takes, in that unit. agents : whole number.
    Errors: InputError where the load is not below the number of agents, because then the line has no steady state.
    Source: Erlang (1917); Gross & Harris (1998).

    >>> queue(arrivals=10 / 180, handling=180, agents=14)  # in seconds
    10 erlangs on 14 agents (71.4% busy): 17.4% wait, on average 7.836 over all calls
    """
    arrivals = inputs.between(arrivals, "arrivals", 0, np.inf, "Calls per unit of time.")
    handling = inputs.between(handling, "handling", 1e-300, np.inf, "The mean time of a call.")
    load = arrivals * handling
    waits = erlang_c(load, agents)
    each = handling / (agents - load)
    mean_wait = waits * each
    return Queue(
        arrivals=arrivals, handling=handling, agents=int(agents), erlangs=load, occupancy=load / agents, waits=waits,
        mean_wait=mean_wait, mean_wait_of_waiting=each, queue=arrivals * mean_wait,
        present=arrivals * (mean_wait + handling), mean_time=mean_wait + handling,
    )  # fmt: skip


@dataclass(frozen=True)
class Staffing:
    """How many agents a promise takes, and what one more or less would do.

    agents : the smallest number that keeps it. options : one row per number of agents around it (the index): `waits`,
        `answered` (share within the promised time), `mean_wait` (in the unit of `handling`), `occupancy`.
    by_rule : agents by the square-root rule, load + β √load, whose β fits the promise to wait at most (Halfin & Whitt
        1981): a check on one line of paper.
    """

    agents: int
    within: float
    promised: float
    by_rule: int
    options: pd.DataFrame

    def __str__(self) -> str:
        kept = float(self.options["answered"].loc[self.agents])
        who = "1 agent answers" if self.agents == 1 else f"{self.agents:,} agents answer"
        return f"{who} {kept:.1%} within {self.within:g} (promised {self.promised:.0%})"

    __repr__ = __str__


def staffing(arrivals: float, handling: float, within: float, promised: float = 0.8, around: int = 3) -> Staffing:
    """The smallest number of agents that answers the share `promised` of calls `within` a time.

    arrivals, handling, within : in one unit of time, as in `queue`. promised : between 0 and 1 ("80 in 20": 0.8 within
    20 s). around : how many fewer and more agents to show beside it. Source: Erlang (1917); Gans, Koole & Mandelbaum
    (2003).

    >>> staffing(arrivals=10 / 180, handling=180, within=20, promised=0.8)
    14 agents answer 88.8% within 20 (promised 80%)
    """
    promised = inputs.between(promised, "promised", 0, 0.999999, "0.8 means that eight in ten are answered in time.")
    within = inputs.between(within, "within", 0, np.inf, "It is in the unit of handling.")
    inputs.integer(around, "around", 0)
    least = _least(arrivals, handling)
    agents = _fewest(least, lambda number: queue(arrivals, handling, number).answered_within(within) >= promised)
    numbers = range(max(least, agents - around), agents + around + 1)
    return Staffing(agents, within, promised, _by_rule(arrivals * handling, within / handling, promised),
                    _options(arrivals, handling, within, numbers))  # fmt: skip


def staffing_day(calls: Any, period: float, handling: float, within: float, promised: float = 0.8) -> pd.DataFrame:
    """Agents by time of day: one row per entry of `calls`, which counts the calls of periods of one length.

    period : length of a period, in the unit of `handling` and `within`. Each period is taken for a steady state of its
    own, which is right where a call is short against a period. Columns: `calls, erlangs, agents, answered, mean_wait,
    occupancy`. A period without calls needs nobody.
    """
    counts = inputs.numbers(calls, "calls", low=0)
    period = inputs.between(period, "period", 1e-300, np.inf, "1800 for half hours in seconds.")
    rows = [_period(count, period, handling, within, promised) for count in counts]
    index = calls.index if isinstance(calls, pd.Series) else pd.RangeIndex(len(counts))
    table = pd.DataFrame(
        rows, index=index, columns=["calls", "erlangs", "agents", "answered", "mean_wait", "occupancy"]
    )
    return table.astype({"agents": int})


def _period(count: float, period: float, handling: float, within: float, promised: float) -> list[float]:
    if count == 0:
        return [0, 0, 0, 1, 0, 0]
    plan = staffing(count / period, handling, within, promised, around=0)
    desk = plan.options.iloc[0]
    return [count, count / period * handling, plan.agents, desk["answered"], desk["mean_wait"], desk["occupancy"]]


def _options(arrivals: float, handling: float, within: float, numbers: range) -> pd.DataFrame:
    desks = [queue(arrivals, handling, number) for number in numbers]
    rows = [[desk.waits, desk.answered_within(within), desk.mean_wait, desk.occupancy] for desk in desks]
    return pd.DataFrame(rows, pd.Index(numbers, name="agents"), ["waits", "answered", "mean_wait", "occupancy"])


def _least(arrivals: float, handling: float) -> int:
    """Return the smallest number of agents above the load."""
    load = inputs.between(arrivals, "arrivals", 0, np.inf) * inputs.between(handling, "handling", 1e-300, np.inf)
    if load >= _MOST_AGENTS:
        raise invalid("arrivals × handling", load, f"below {_MOST_AGENTS:,}", "Are both in one unit of time?")
    return math.floor(load) + 1


def _fewest(least: int, enough: Any) -> int:
    """Return the smallest number from `least` that is enough: doubled steps up, then halved."""
    if enough(least):
        return least
    step = 1
    while not enough(least + step):
        step *= 2
    low, high = least + step // 2, least + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _by_rule(load: float, within: float, promised: float) -> int:
    """Return load + β √load, β the least at which Halfin and Whitt's P(wait) · exp(−β √load · within) keeps it."""
    from scipy.optimize import brentq
    from scipy.stats import norm

    root = math.sqrt(load)
    if root == 0:
        return 0

    def late(beta: float) -> float:
        waits = 1 / (1 + beta * norm.cdf(beta) / norm.pdf(beta))
        return waits * math.exp(-beta * root * within) - (1 - promised)

    return math.ceil(load + root * (brentq(late, 1e-9, 30) if late(1e-9) > 0 else 0.0))
