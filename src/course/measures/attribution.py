"""Which channel earned the conversion? Rules that share credit among the touches of a journey.

No rule sees who would have bought anyway: credit is not effect. Only an experiment, or twins, tell what a channel adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

#: The rules, in the order in which they are shown.
RULES: dict[str, str] = {
    "first_touch": "all to the first touch",
    "last_touch": "all to the last touch",
    "linear": "the same to each touch",
    "position_based": "two fifths each to the first and the last touch, the rest shared by those between",
    "time_decay": "half as much to a touch one half-life earlier",
    "markov": "by what is lost when the channel is taken out of a chain of touches (Anderl et al. 2016)",
    "shapley": "by what a channel adds to the conversion rate of sets of channels (Dalessandro et al. 2012)",
}
ENDS = 0.4  # of the first and of the last touch, by position
HALF_LIFE = 7.0  # days
MOST = 12  # channels of one journey: all their sets are looked at


def attribution(
    touches: Any,
    rules: Iterable[str] = tuple(RULES),
    half_life: float = HALF_LIFE,
    customer: str = "customer_id",
    time: str = "time",
    converted: str = "converted",
) -> pd.DataFrame:
    """Conversions credited to each channel: one row per `channel`, one column per rule of `RULES`.

    touches : one row per touch: `customer`, `time` (dates or numbers), `channel`, `converted` (true in one row or in
        all: the journey ended in one conversion). A customer has one journey; where they buy again, make journeys with
        `journeys` and pass customer="journey". Touches at one moment are taken in the order of their channels' names.
    half_life : of a touch in the rule time_decay; in days where time is a date, else in its unit.

    The sum of each column is the number of journeys that converted; channels are sorted by name.
    """
    journeys = _journeys(touches, customer, time, converted)
    inputs.between(half_life, "half_life", 1e-9, np.inf, "A week is 7 days.")
    names = [inputs.one_of(rule, "rule", RULES) for rule in rules]
    inputs.require_rows(names, "rules", f"Name some of {', '.join(RULES)}.")
    if not journeys["converted"].any():
        raise InputError(f"{converted} must be true for some journey, got none. There is nothing to attribute.")
    found = {name: _credit(journeys, name, half_life) for name in names}
    return pd.DataFrame(found, index=pd.Index(sorted(journeys["channel"].unique()), name="channel")).fillna(0.0)


def removal_effects(
    touches: Any, customer: str = "customer_id", time: str = "time", converted: str = "converted"
) -> pd.Series:
    """Share of conversions that a chain of touches loses without the channel: whoever would come to it leaves.

    First-order Markov chain from a start over channels to conversion or nothing. Arguments as in `attribution`.
    Source: Anderl, Becker, von Wangenheim & Schumann (2016).
    """
    return _removed(_journeys(touches, customer, time, converted))


def shapley_values(worth: Mapping[Any, float]) -> pd.Series:
    """What each player adds, averaged over all orders in which players may join. Source: Shapley (1953).

    worth : by set of players (a frozenset, tuple or single name), what these reach together; the empty set reaches 0
    if it is not named. All sets of the players must be there.
    """
    values = {_coalition(players): float(value) for players, value in dict(worth).items()}
    players = sorted(set().union(*values)) if values else []
    inputs.require_rows(players, "worth", 'For example {"a": 1, "b": 2, ("a", "b"): 4}.')
    values.setdefault(frozenset(), 0.0)
    for chosen in _subsets(players):
        if chosen not in values:
            raise InputError(f"worth must have every set of players, {', '.join(sorted(chosen))} is missing.")
    found = [_added(player, players, values) for player in players]
    return pd.Series(found, index=pd.Index(players, name="player"), name="value")


def _journeys(touches: Any, customer: str, time: str, converted: str) -> pd.DataFrame:
    """Touches in order: journey, channel, time (days or a number), converted, and place from both ends."""
    table = inputs.in_memory(touches, "touches")
    inputs.require_columns(table, "touches", customer=customer, time=time, converted=converted, channel="channel")
    inputs.require_rows(table, "touches")
    frame = table[[customer, time, "channel", converted]].set_axis(["customer", "time", "channel", "converted"], axis=1)
    inputs.refuse_gaps(inputs.table(frame, "touches"), "touches", "customer", "time", "channel")
    if pd.api.types.is_datetime64_any_dtype(frame["time"]):
        moment = (frame["time"] - frame["time"].min()).dt.total_seconds() / 86_400
    else:
        moment = pd.Series(inputs.numbers(frame["time"], time), index=frame.index)
    frame = frame.assign(time=moment, channel=frame["channel"].astype(str))
    frame["converted"] = inputs.true_or_false(frame["converted"], converted)
    frame = frame.sort_values(["customer", "time", "channel"], ignore_index=True)
    by = frame.groupby("customer")
    last = by["time"].transform("max")
    ends = {"touches": by["channel"].transform("size"), "place": by.cumcount(), "ago": last - frame["time"]}
    return frame.assign(converted=by["converted"].transform("max"), **ends)


def _credit(journeys: pd.DataFrame, rule: str, half_life: float) -> pd.Series:
    if rule == "markov":
        effects = _removed(journeys)
        return effects / effects.sum() * journeys.loc[journeys["place"] == 0, "converted"].sum()
    if rule == "shapley":
        return _shapley(journeys)
    won = journeys[journeys["converted"]]
    weights = _weights(won, rule, half_life)
    return (weights / weights.groupby(won["customer"]).transform("sum")).groupby(won["channel"]).sum()


def _weights(won: pd.DataFrame, rule: str, half_life: float) -> pd.Series:
    """How the touches of converted journeys share their conversion, before they are made to add up to 1."""
    first, last = won["place"] == 0, won["place"] == won["touches"] - 1
    if rule == "position_based":
        between = (1 - 2 * ENDS) / (won["touches"] - 2).clip(lower=1)
        return between.mask(first | last, ENDS)  # one touch, or two: shared evenly
    plain = {"first_touch": first, "last_touch": last, "linear": won["touches"] > 0}
    return plain[rule].astype(float) if rule in plain else np.exp2(-won["ago"] / half_life)


def _removed(journeys: pd.DataFrame) -> pd.Series:
    channels = sorted(journeys["channel"].unique())
    counts = _moves(journeys, channels)
    whole = _reaches(counts)
    left = [_reaches(counts, place) for place in range(1, len(channels) + 1)]
    effects = 1 - np.array(left) / whole if whole > 0 else np.zeros(len(channels))
    return pd.Series(effects.clip(0, 1), index=pd.Index(channels, name="channel"), name="removal_effect")


def _moves(journeys: pd.DataFrame, channels: list[str]) -> np.ndarray:
    """Moves from start and channels (rows) to start, channels, conversion and nothing (columns)."""
    here = np.searchsorted(channels, journeys["channel"].to_numpy(dtype=str)) + 1
    ends = (journeys["place"] == journeys["touches"] - 1).to_numpy()
    beyond = np.where(journeys["converted"], len(channels) + 1, len(channels) + 2)
    after = np.where(ends, beyond, np.roll(here, -1))
    counts = np.zeros((len(channels) + 1, len(channels) + 3))
    np.add.at(counts, (here, after), 1)
    np.add.at(counts, (0, here[journeys["place"].to_numpy() == 0]), 1)
    return counts


def _reaches(counts: np.ndarray, without: int | None = None) -> float:
    """Probability of a conversion from the start; who comes to the channel left out leaves."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    size = len(shares)
    inner, won = shares[:, :size].copy(), shares[:, size].copy()
    if without is not None:
        inner[:, without], inner[without], won[without] = 0, 0, 0
    return float(np.linalg.solve(np.eye(size) - inner, won)[0])


def _shapley(journeys: pd.DataFrame) -> pd.Series:
    """Share the conversions of each set of channels by the rates of all its subsets."""
    sets = journeys.groupby("customer").agg(channels=("channel", frozenset), won=("converted", "first"))
    by_set = sets.groupby("channels")["won"].agg(["size", "mean"])
    rates = dict(by_set["mean"])
    credit: dict[str, float] = {}
    for channels in sorted(by_set.index, key=lambda names: (len(names), sorted(names))):
        if len(channels) > MOST:
            raise InputError(f"a journey must have at most {MOST} channels, got {len(channels)}. Put some together.")
        values = {chosen: _rate(chosen, rates) for chosen in _subsets(sorted(channels))}
        for name, value in shapley_values(values).items():
            credit[str(name)] = credit.get(str(name), 0.0) + value * by_set.loc[[channels], "size"].iloc[0]
    return pd.Series(credit)


def _rate(channels: frozenset[str], rates: Mapping[frozenset[str], float]) -> float:
    """Conversion rate of journeys with just these channels; where there were none, that of the best part of the set."""
    if channels in rates:
        return rates[channels]
    return max((rate for part, rate in rates.items() if part < channels), default=0.0)


def _added(player: str, players: list[str], values: Mapping[frozenset[str], float]) -> float:
    others, n = [one for one in players if one != player], len(players)
    return sum(
        factorial(len(some)) * factorial(n - len(some) - 1) / factorial(n) * (values[some | {player}] - values[some])
        for some in _subsets(others)
    )


def _subsets(names: list[str]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(names, size)]


def _coalition(players: Any) -> frozenset[str]:
    return frozenset([players] if isinstance(players, str) else map(str, players))
