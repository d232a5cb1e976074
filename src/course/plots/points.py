"""Names beside points: each on the side where it covers no other point or name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from course.plots.labels import halo, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LETTER, LINE, AWAY = 5.2, 11.0, 8.0  # points: width of a letter, height of a line, and from the point to its name
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))  # right, left, above, below: in the order in which they are tried
ALIGNED = {1: "left", -1: "right", 0: "center"}


def name_points(ax: Axes, at: Any, names: Iterable[Any]) -> None:
    """Write the names of points `at` (x, y in data units, one row each), sides tried in turn until one is free."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    places, labels = np.asarray(at, dtype=float), [words(name) for name in names]
    spots = ax.transData.transform(places) * 72 / figure.dpi
    corners = np.array([ax.bbox.p0, ax.bbox.p1]) * 72 / figure.dpi
    taken = [(*(spot - AWAY / 2), *(spot + AWAY / 2)) for spot in spots]
    for label, spot, place in zip(labels, spots, places, strict=True):
        side, box = _free(spot, label, taken, corners)
        taken.append(box)
        across, up = side
        ax.annotate(label, tuple(place), xytext=(across * AWAY, up * (AWAY + LINE / 2)), textcoords="offset points",
                    ha=ALIGNED[across], va="center", fontsize=8.5, path_effects=halo(), zorder=4)  # fmt: skip


def _free(
    spot: np.ndarray, label: str, taken: list[tuple[float, ...]], corners: np.ndarray
) -> tuple[tuple[int, int], tuple[float, ...]]:
    """Return the first side where the name covers nothing and stays inside, else the one where it covers least."""
    tried = list(_boxes(spot, LETTER * len(label)))
    covered = [sum(_overlap(box, other) for other in taken) + 100 * _outside(box, corners) for _, box in tried]
    return tried[int(np.argmin(covered))]


def _boxes(spot: np.ndarray, width: float) -> Iterator[tuple[tuple[int, int], tuple[float, ...]]]:
    for across, up in SIDES:
        left = spot[0] + {1: AWAY - 1, -1: -AWAY + 1 - width, 0: -width / 2}[across]
        middle = spot[1] + up * (AWAY + LINE / 2)
        yield (across, up), (left, middle - LINE / 2, left + width, middle + LINE / 2)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    across, up = (min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1))
    return max(across, 0.0) * max(up, 0.0)


def _outside(box: tuple[float, ...], corners: np.ndarray) -> float:
    low, high = corners
    return float(np.clip([low[0] - box[0], low[1] - box[1], box[2] - high[0], box[3] - high[1]], 0, None).sum())
