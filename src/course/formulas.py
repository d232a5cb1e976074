"""Textbook formulas that both the world and the measures need. Nothing here knows the course."""

from __future__ import annotations

import math

import numpy as np

from course.errors import invalid


def erlang_c(erlangs: float, agents: int) -> float:
    """Return the probability of having to wait in an M/M/c queue (Erlang 1917).

    erlangs : offered load, arrival rate × mean handling time; below `agents`, or the queue grows without end.
    agents : number of servers.
    Errors: InputError for a load below 0 or not below the number of agents.
    """
    if isinstance(agents, bool) or int(agents) != agents or agents < 1:
        raise invalid("agents", agents, "a whole number from 1", "Somebody has to answer.")
    if not 0 <= erlangs < agents:
        raise invalid("erlangs", erlangs, f"from 0 to below agents = {agents}", "With more load the queue never ends.")
    blocked = 1.0
    for n in range(1, int(agents) + 1):
        blocked = erlangs * blocked / (n + erlangs * blocked)
    return blocked / (1.0 - (erlangs / agents) * (1.0 - blocked))


def mean_wait(load: float, agents: int, handling: float) -> float:
    """Return the mean wait in an M/M/c queue at this load per agent, in the unit of `handling`."""
    erlangs = load * agents
    return erlang_c(erlangs, agents) * handling / (agents - erlangs) if load > 0 else 0.0


def huff_shares(attraction: np.ndarray, distance: np.ndarray, decay: float) -> np.ndarray:
    """Return the probability of choosing each shop (Huff 1964): attraction ÷ distance^decay, as a share of the sum.

    attraction : by shop, above 0 (floor space); distance : origins × shops, above 0; decay : 0 or more.
    Shape: origins × shops; each row sums to 1.
    """
    pull = attraction * distance**-decay
    return pull / pull.sum(axis=-1, keepdims=True)


def discount_factor(rate: float, years: float) -> float:
    """Return what 1 paid after `years` is worth now at a yearly rate: (1 + rate)^−years."""
    if not rate > -1 or not math.isfinite(rate):
        raise invalid("rate", rate, "a yearly rate above −1", "0.1 means ten percent.")
    return float((1.0 + rate) ** -years)
