"""The house style: colours that everybody can tell apart, also in grey; a page's width; little ink."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 7.0  # inches: the text of a book's page
HEIGHT = 3.8

#: Okabe & Ito (2008), in an order in which neighbours differ in lightness too.
PALETTE = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7F7F7F", "#F0E442"]
RIGHT, NAIVE, TRUTH = "#0072B2", "#D55E00", "#1A1A1A"
INK, SOFT, FAINT = "#262626", "#6B6B6B", "#D9D9D9"
SEQUENCE = "Blues"  # light to dark: reads the same in grey

RC: Any = {
    "figure.figsize": (WIDTH, HEIGHT),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "white",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same letters everywhere
    "font.size": 9.5,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.titlecolor": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "lines.linewidth": 2.0,
    "lines.markersize": 6,
    "legend.frameon": False,
    "axes.unicode_minus": True,
    "svg.hashsalt": "clientela",
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style, for figures of one's own: `with style(): fig, ax = plt.subplots()`."""
    import matplotlib as mpl
    from cycler import cycler

    own: Any = {**RC, "axes.prop_cycle": cycler(color=PALETTE)}
    with mpl.rc_context(own):
        yield


def canvas(ax: Axes | None, height: float = HEIGHT, width: float = WIDTH) -> Axes:
    """Return `ax`, or the axes of a new figure as wide as a page. Call it within `style()`."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height))[1]
