"""Where things that refer to each other stand: in columns, few lines crossing (Sugiyama, Tagawa & Toda 1981)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 4


@dataclass(frozen=True)
class Layers:
    """Places of things and of the lines between them.

    at : (column, height) of each thing, and of each spot where a line passes a column. ways : the spots along each
    line, from the thing that refers to the thing referred to. width, height : of the whole, in places.
    """

    at: dict[str, tuple[float, float]]
    ways: list[list[str]]
    width: int
    height: float


def layered(names: list[str], pairs: list[tuple[str, str]], passing: float = 0.4) -> Layers:
    """Put each of `names` one column right of everything it refers to; `pairs` are (refers, referred to).

    A thing is 1 high; a line that passes a column needs `passing`. References to oneself are left out.
    """
    pairs = [(one, other) for one, other in pairs if one != other]
    level = {name: _level(name, pairs) for name in names}
    ways = [_way(one, other, level) for one, other in pairs]
    columns: list[list[str]] = [[name for name in names if level[name] == at] for at in range(max(level.values()) + 1)]
    for way in ways:
        for spot in way[1:-1]:
            level[spot] = int(spot.rsplit("@", 1)[1])
            columns[level[spot]].append(spot)
    steps = [(here, there) for way in ways for here, there in pairwise(way)]
    at = _settled(columns, steps, passing)
    return Layers(at, ways, len(columns), max(_height(column, passing) for column in columns))


def _level(name: str, pairs: list[tuple[str, str]]) -> int:
    return 1 + max((_level(other, pairs) for one, other in pairs if one == name), default=-1)


def _way(one: str, other: str, level: dict[str, int]) -> list[str]:
    """Name the spots along a line: "order_lines>products@2" where it passes column 2."""
    between = range(level[one] - 1, level[other], -1)
    return [one, *(f"{one}>{other}@{column}" for column in between), other]


def _settled(columns: list[list[str]], steps: list[tuple[str, str]], passing: float) -> dict[str, tuple[float, float]]:
    """Move everything towards the mean of what it is joined to, column by column, there and back again."""
    at: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        at |= _stacked(column, number, passing)
    order = list(range(len(columns)))
    for turn in range(SWEEPS):
        for number in order if turn % 2 == 0 else order[::-1]:
            wished = {name: _mean_of_neighbours(name, number, turn, steps, at) for name in columns[number]}
            columns[number].sort(key=lambda name: wished[name])
            at |= _stacked(columns[number], number, passing)
    return at


def _mean_of_neighbours(
    name: str, column: int, turn: int, steps: list[tuple[str, str]], at: dict[str, tuple[float, float]]
) -> float:
    """Return the mean height of what a spot is joined to on the side that the sweep comes from, else its own."""
    back = turn % 2 == 0
    joined = [there if back else here for here, there in steps if (here if back else there) == name]
    heights = [at[other][1] for other in joined]
    return sum(heights) / len(heights) if heights else at[name][1]


def _stacked(column: list[str], number: int, passing: float) -> dict[str, tuple[float, float]]:
    """Return places one below the other, around height 0."""
    top, found = -_height(column, passing) / 2, {}
    for name in column:
        size = _size(name, passing)
        found[name] = (float(number), top + size / 2)
        top += size
    return found


def _height(column: list[str], passing: float) -> float:
    return sum(_size(name, passing) for name in column)


def _size(name: str, passing: float) -> float:
    return passing if "@" in name else 1.0
