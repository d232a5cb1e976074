"""What every figure is held to: axes in and out, the finding as its title, nothing beyond the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import pytest

from course import plots

Draw = Callable[..., Any]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture
def keeps_to_its_axes() -> Callable[[Draw, str], Any]:
    """Draw on the axes handed in and leave their neighbour alone; then alone, with a title: these axes are returned."""

    def check(draw: Draw, title: str) -> Any:
        with plots.style():
            _, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
        assert draw(ax=right) is right
        assert not left.lines
        alone = draw(title=title)
        assert alone.get_title(loc="left") == title
        assert alone.get_xlabel()
        return alone

    return check


@pytest.fixture
def stays_on_the_page() -> Callable[[Draw, str], Any]:
    """Nothing is cut off, though the title is long; the axes are returned."""

    def check(draw: Draw, title: str) -> Any:
        ax = draw(title=title)
        ax.figure.draw_without_rendering()
        box, (width, height) = ax.figure.get_tightbbox(), ax.figure.get_size_inches()
        assert min(box.x0, box.y0) > -0.02
        assert box.x1 < width + 0.02
        assert box.y1 < height + 0.02
        return ax

    return check
