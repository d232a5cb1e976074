"""A figure on the page with its text alternative, the same in JupyterLab, in a file and in the book."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

from course.errors import InputError, invalid
from course.plots.style import RC

DOTS_PER_INCH = 144  # sharp on a screen of double density; the page shows it at 96
COLOURS = 128  # enough for a palette, a scale and smooth letters, and a third of the bytes


def show(fig: Any, *, alt: str, caption: str | None = None) -> None:
    """Put a figure (or axes) on the page and close it; returns nothing, so that a cell ends with it.

    alt : what the figure says, for who does not see it: one or two sentences with the finding. Required.
    caption : text under the figure; default: the text of `alt`.

    Outside Jupyter the line "Figure: …" is printed instead. An InputError names a missing text or figure.
    """
    figure = _figure(fig)
    text = _sentence(alt)
    picture = png(figure)
    _close(figure)
    page, plain = _page(picture, figure, text, caption), f"Figure: {text}"
    if _in_jupyter():
        from IPython.display import display

        display({"text/html": page, "text/plain": plain}, raw=True)
    else:
        print(plain)


def png(figure: Any) -> bytes:
    """Return the figure as a small PNG without date or program, so that equal figures are equal bytes."""
    import matplotlib as mpl
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    with mpl.rc_context(RC):  # ticks are made when drawn, and so is their style
        figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    image = Image.open(drawn).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def _figure(fig: Any) -> Any:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    found = fig.figure if isinstance(fig, Axes) else fig
    if not isinstance(found, Figure):
        raise invalid("fig", type(fig).__name__, "a matplotlib figure or axes", "Pass what the plot function returned.")
    return found


def _sentence(alt: Any) -> str:
    if not isinstance(alt, str) or not alt.strip():
        step = "Say in a sentence what the figure shows, e.g. alt='The top fifth has two thirds of the revenue.'"
        raise InputError(f"alt must be a text that is not empty, got {alt!r}. {step}")
    return " ".join(alt.split())


def _page(picture: bytes, figure: Any, alt: str, caption: str | None) -> str:
    """The caption that only repeats the alternative is hidden from screen readers, which have just read it."""
    width = round(figure.get_figwidth() * 96)
    data = base64.b64encode(picture).decode("ascii")
    again = ' aria-hidden="true"' if caption is None else ""
    below = html.escape(alt if caption is None else caption)
    image = f'<img alt="{html.escape(alt)}" src="data:image/png;base64,{data}" width="{width}">'
    return f"<figure>{image}<figcaption{again}>{below}</figcaption></figure>"


def _close(figure: Any) -> None:
    import matplotlib.pyplot as plt

    plt.close(figure)


def _in_jupyter() -> bool:
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return hasattr(get_ipython(), "kernel")
