"""How many people a table gives away: crowds in which a row hides, and attacks by those who know a little."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures import inputs
from course.measures.proportions import share_with_interval


@dataclass(frozen=True)
class Anonymity:
    """In how large a crowd rows hide.

    k : size of the smallest class; everybody hides among at least k. class_size : size of each row's class, the row
    itself included, with the frame's index.
    """

    k: int
    class_size: pd.Series = field(repr=False, compare=False)

    @property
    def unique(self) -> float:
        """Share of rows that are alone in their class."""
        return float((self.class_size == 1).mean())

    def __str__(self) -> str:
        return f"k {self.k}: {self.unique:.1%} of {len(self.class_size):,} rows are alone in their class"

    __repr__ = __str__


@dataclass(frozen=True)
class Diversity:
    """How much the crowds hide: rows of one class can have one and the same secret.

    l : fewest different values of the sensitive column in a class. values : how many there are in each row's class.
    """

    l: int  # noqa: E741 - the letter is the measure's name
    values: pd.Series = field(repr=False, compare=False)

    def __str__(self) -> str:
        known = (self.values == 1).mean()
        return f"l {self.l}: of {known:.1%} of {len(self.values):,} rows the class gives the sensitive value away"

    __repr__ = __str__


@dataclass(frozen=True)
class Attack:
    """What an attack on some people came to.

    candidates : by person attacked, how many people the known records fit; 1 is found. share : share of people found;
    low, high : its Wilson interval, for all people as the attacked ones were drawn at random from them.
    """

    candidates: pd.Series = field(repr=False, compare=False)
    share: float
    low: float
    high: float

    def __str__(self) -> str:
        found, tried = int((self.candidates == 1).sum()), len(self.candidates)
        return f"{found:,} of {tried:,} found: {self.share:.1%} (interval {self.low:.1%} to {self.high:.1%})"

    __repr__ = __str__


def k_anonymity(frame: Any, columns: str | Iterable[str]) -> Anonymity:
    """Size of the classes of rows that are alike in all of `columns`, the quasi-identifiers.

    One row per person; where a person has several rows the crowd is one of rows, and `attack` says what several rows
    together give away. Missing is a value like others. Source: Sweeney (2002).
    """
    table, names = _chosen(frame, columns)
    size = table.groupby(names, dropna=False, observed=True)[names[0]].transform("size").rename("class_size")
    return Anonymity(int(size.min()), size.astype("int64"))


def l_diversity(frame: Any, columns: str | Iterable[str], sensitive: str) -> Diversity:
    """How many different values of `sensitive` the rows have that are alike in all of `columns`.

    Source: Machanavajjhala, Kifer, Gehrke & Venkitasubramaniam (2007), distinct l-diversity.
    """
    table, names = _chosen(frame, columns)
    inputs.require_columns(table, "frame", sensitive=sensitive)
    inputs.require_plain(table, "frame", [sensitive])
    if sensitive in names:
        raise invalid("sensitive", sensitive, "another column than those known", "What is known is no secret.")
    code = pd.Series(pd.factorize(table[sensitive], use_na_sentinel=False)[0], index=table.index)
    keys = [table[name] for name in names]
    values = code.groupby(keys, dropna=False, observed=True).transform("nunique").rename("values")
    return Diversity(int(values.min()), values.astype("int64"))


def attack(
    records: Any, person: str, columns: str | Iterable[str], known: int = 3, targets: int | None = None, seed: int = 0
) -> Attack:
    """Look for people of whom `known` records are known, each by what stands in `columns`.

    records : several rows per person, the names taken off. From people with at least `known` different records,
    `targets` are drawn at random (None: all), and of each as many records; candidates are all who have them too. The
    attacker is sure that the target is in the table, and that what is known is true: who knows less finds fewer.
    Source: de Montjoye, Radaelli, Singh & Pentland (2015), who call the share unicity.
    """
    pairs, people, points = _targets(records, person, columns, inputs.integer(known, "known", 1), targets, seed)
    candidates = pd.Series(_shared(pairs, points), index=pd.Index(people, name=person), name="candidates")
    return Attack(candidates, *share_with_interval(int((candidates == 1).sum()), len(candidates)))


def unicity(
    records: Any, person: str, columns: str | Iterable[str], most: int = 5, targets: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """Share of people found when 1, 2, … `most` records of them are known: one row per number of records.

    records, person, columns, targets, seed : as in `attack`. Every row is about the same people, those with at least
    `most` different records, and who knows one record more keeps those known before: `share` cannot fall. Columns:
    `known, people, found, share, low, high` (Wilson's interval, for all such people as the attacked ones were drawn
    from them) and `candidates`, the median number of people whom the known records fit.
    Source: de Montjoye, Radaelli, Singh & Pentland (2015).
    """
    pairs, _, points = _targets(records, person, columns, inputs.integer(most, "most", 1), targets, seed)
    rows = []
    for known in range(1, most + 1):
        fit = _shared(pairs, points[:, :known])
        found = int((fit == 1).sum())
        rows.append((known, len(fit), found, *share_with_interval(found, len(fit)), float(np.median(fit))))
    return pd.DataFrame(rows, columns=["known", "people", "found", "share", "low", "high", "candidates"])


def _targets(
    records: Any, person: str, columns: str | Iterable[str], known: int, targets: int | None, seed: int
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return who has which point, the people attacked, and the points known of each."""
    table, names = _chosen(records, columns, "records")
    inputs.require_columns(table, "records", person=person)
    inputs.refuse_gaps(inputs.table(table, "records"), "records", person)
    luck = np.random.default_rng(inputs.integer(seed, "seed", 0))
    pairs = _pairs(table, person, names)
    people, points = _known(pairs, known, luck)
    if targets is not None:
        inputs.integer(targets, "targets", 1, len(people), "There are no more people with so many records.")
        chosen = np.sort(luck.choice(len(people), targets, replace=False))
        people, points = people[chosen], points[chosen]
    return pairs, people, points


def _chosen(frame: Any, columns: str | Iterable[str], argument: str = "frame") -> tuple[pd.DataFrame, list[str]]:
    """Return the table and the names of its columns that are to be looked at."""
    table, names = inputs.in_memory(frame, argument), inputs.column_names(columns)
    inputs.require_rows(table, argument)
    inputs.require_columns(table, argument, **{f"columns[{i}]": name for i, name in enumerate(names)})
    inputs.require_plain(table, argument, names)
    return table, names


def _pairs(table: pd.DataFrame, person: str, names: list[str]) -> pd.DataFrame:
    """Return who has which point, a combination of what stands in the columns: one row per person and point."""
    point = table.groupby(names, dropna=False, observed=True).ngroup()
    return pd.DataFrame({"person": table[person], "point": point}).drop_duplicates().sort_values(["person", "point"])


def _known(pairs: pd.DataFrame, known: int, luck: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the people with at least `known` points, and as many of each at random (people × known)."""
    mixed = pairs.iloc[luck.permutation(len(pairs))]
    some = mixed.groupby("person").head(known).sort_values("person", kind="stable")
    some = some[some.groupby("person")["point"].transform("size") == known]
    inputs.require_rows(some, f"people with {known} different records", "Suppose that less is known: known=1.")
    return some["person"].to_numpy()[::known], some["point"].to_numpy().reshape(-1, known)


def _shared(pairs: pd.DataFrame, points: np.ndarray) -> np.ndarray:
    """Return how many people have all points of a row, for each row of points; pairs are in order of person."""
    by_point = pairs.assign(who=pd.factorize(pairs["person"])[0]).sort_values("point", kind="stable")
    begin = np.searchsorted(by_point["point"].to_numpy(), np.arange(by_point["point"].max() + 2))
    holders = np.split(by_point["who"].to_numpy(), begin[1:-1])
    return np.array([_in_all(sorted((holders[point] for point in row), key=len)) for row in points])


def _in_all(crowds: list[np.ndarray]) -> int:
    """Return how many people are in all crowds; each is in order, the smallest is the first."""
    left = crowds[0]
    for crowd in crowds[1:]:
        left = left[crowd.take(np.searchsorted(crowd, left), mode="clip") == left]
    return len(left)
