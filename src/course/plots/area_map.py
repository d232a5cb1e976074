"""A map without a map file: each place gets the ground that is nearer to it than to any other, coloured by a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures.inputs import numbers, require_columns
from course.plots.labels import finish
from course.plots.style import INK, SEQUENCE, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARGIN = 0.04  # of the country's width, between the outermost places and the edge of the map
LOWEST = 3  # places of which a plane can be divided


def area_map(
    places: pd.DataFrame,
    value: str,
    area: str | None = None,
    ax: Axes | None = None,
    title: str = "",
    limits: tuple[float, float] | None = None,
) -> Axes:
    """Colour each place's Voronoi cell by the column `value`; lines are drawn where two areas meet.

    places : one row per place with `x`, `y` (km) and `value`, which is the same in all places of an area where the
    area is what the map is about. area : the column that names the areas; without it each place is one. limits : the
    values of the lightest and the darkest colour, so that several maps can be compared. The cells are
    `ax.collections[0]`, for a colour bar.
    """
    require_columns(places, "places", x="x", y="y", value=value, **({} if area is None else {"area": area}))
    if len(places) < LOWEST:
        raise InputError(f"places must be at least {LOWEST} to be a map, got {len(places)}.")
    figures = numbers(places[value], value)
    owner = np.arange(len(places)) if area is None else pd.factorize(places[area])[0]
    cells, borders = _cells(places[["x", "y"]].to_numpy(dtype=float), owner)
    with style():
        from matplotlib.collections import LineCollection, PolyCollection

        ax = canvas(ax, height=5.6, width=5.8)
        low, high = limits or (float(figures.min()), float(figures.max()))
        fill = PolyCollection(cells, array=figures, cmap=SEQUENCE, edgecolors="face", linewidths=0.3)
        fill.set_clim(low, high)
        ax.add_collection(fill)
        ax.add_collection(LineCollection(borders, colors=INK, linewidths=0.5 if area is None else 0.9))
        ax.autoscale_view()
        ax.set(aspect="equal")
        ax.margins(0)
        ax.grid(visible=False)
        return finish(ax, title, "from the west, km", "from the south, km")


def _cells(points: np.ndarray, owner: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return each point's polygon, and the pieces of border between points of unlike owners.

    The points are mirrored in the four edges of the map: an edge is then the border between a point and its image, and
    no cell reaches beyond it.
    """
    from scipy.spatial import Voronoi

    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * float((high - low).max())
    low, high = low - room, high + room
    images = [points]
    for axis in (0, 1):
        for edge in (low[axis], high[axis]):
            image = points.copy()
            image[:, axis] = 2 * edge - image[:, axis]
            images.append(image)
    diagram = Voronoi(np.vstack(images))
    cells = [diagram.vertices[diagram.regions[region]] for region in diagram.point_region[: len(points)]]
    borders = [
        diagram.vertices[ends]
        for (one, other), ends in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True)
        if max(one, other) < len(points) and owner[one] != owner[other]
    ]
    return cells, borders
