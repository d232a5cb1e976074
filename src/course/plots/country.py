"""The country as a map of points: places by the number of customers, shops, the names of the regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from course.measures.inputs import require_columns, require_rows
from course.plots.labels import finish, halo
from course.plots.style import NAIVE, RIGHT, SOFT, canvas, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AREA = 1.1  # square points a customer
#: Owner, what it is called, and how its shops are marked (shifted in km, so that neighbours stay apart).
OWNERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ours", "our shops", {"marker": "s", "color": RIGHT, "shift": 0}),
    ("competitor", "the competitor's shops", {"marker": "x", "color": NAIVE, "shift": 2.6}),
)


def country(places: pd.DataFrame, shops: pd.DataFrame, ax: Axes | None = None, title: str = "") -> Axes:
    """One circle per place, its area the number of customers; a mark per shop, the competitor's apart.

    places : `x`, `y` (km), `region` and `customers`. shops : `place_id`, `owner`; matched by `place_id` of places.
    """
    require_columns(places, "places", place="place_id", x="x", y="y", region="region", customers="customers")
    require_columns(shops, "shops", place="place_id", owner="owner")
    require_rows(places, "places")
    with style():
        ax = canvas(ax, height=6.0, width=5.8)
        ax.scatter(places["x"], places["y"], s=AREA * places["customers"], color=RIGHT, alpha=0.3, linewidths=0)
        where = shops.merge(places, on="place_id")
        for owner, name, look in OWNERS:
            rows = where[where["owner"] == owner]
            ax.scatter(rows["x"] + look["shift"], rows["y"], s=22, linewidths=1.5, marker=look["marker"],
                       color=look["color"], label=f"{name} ({len(rows)})", zorder=3)  # fmt: skip
        for region, rows in places.groupby("region"):
            ax.annotate(str(region), (rows["x"].mean(), rows["y"].max() + 7), ha="center", fontweight="bold",
                        fontsize=8.5, color=SOFT, path_effects=halo())  # fmt: skip
        ax.set(aspect="equal", ylim=(places["y"].min() - 10, places["y"].max() + 16))
        ax.grid(visible=False)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.09), ncols=2, handletextpad=0.3)
        return finish(ax, title, "from the west, km", "from the south, km")
