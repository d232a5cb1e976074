"""Names beside points of a figure, each where it covers least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from course.plots.labels import halo

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Where a name may stand, best first: points to the right and up, and which side of it touches the point.
SPOTS = [
    (8, 0, "left", "center"), (0, 8, "center", "bottom"), (0, -8, "center", "top"), (-8, 0, "right", "center"),
    (7, 7, "left", "bottom"), (7, -7, "left", "top"), (-7, 7, "right", "bottom"), (-7, -7, "right", "top"),
    (20, 16, "left", "bottom"), (20, -16, "left", "top"), (-20, 16, "right", "bottom"), (-20, -16, "right", "top"),
]  # fmt: skip
_ROOM = 3  # pixels around a name and around a point


def name_points(ax: Axes, points: Any, names: list[str]) -> None:
    """Write each name beside its point (x, y), clear of other points, other names and the edges where that can be.

    Call it when the limits of the axes are set.
    """
    figure: Any = ax.figure
    figure.draw_without_rendering()
    renderer, edges = figure.canvas.get_renderer(), ax.get_window_extent()
    spots = ax.transData.transform(np.asarray(points, dtype=float).reshape(-1, 2))
    taken = [(x - _ROOM, y - _ROOM, x + _ROOM, y + _ROOM) for x, y in spots]
    for at, name in enumerate(names):
        best, least = SPOTS[0], np.inf
        for spot in SPOTS:
            box = _box(ax, points[at], name, spot, renderer)
            covered = sum(_shared(box, other) for k, other in enumerate(taken) if k != at)
            covered += 10 * _outside(box, (edges.x0, edges.y0, edges.x1, edges.y1))
            if covered < least - 1e-9:
                best, least = spot, covered
        taken.append(_box(ax, points[at], name, best, renderer))
        _write(ax, points[at], name, best)


def _write(ax: Axes, point: Any, name: str, spot: tuple[int, int, str, str]) -> Any:
    right, up, ha, va = spot
    return ax.annotate(name, tuple(point), xytext=(right, up), textcoords="offset points", ha=ha, va=va,
                       path_effects=halo())  # fmt: skip


def _box(ax: Axes, point: Any, name: str, spot: tuple[int, int, str, str], renderer: Any) -> tuple[float, ...]:
    """Return the ends of a name in pixels, if written there."""
    written = _write(ax, point, name, spot)
    extent = written.get_window_extent(renderer)
    written.remove()
    return extent.x0 - _ROOM, extent.y0 - _ROOM, extent.x1 + _ROOM, extent.y1 + _ROOM


def _shared(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the area that two boxes share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _outside(box: tuple[float, ...], edges: tuple[float, ...]) -> float:
    """Return the area of a box beyond the edges."""
    return (box[2] - box[0]) * (box[3] - box[1]) - _shared(box, edges)
