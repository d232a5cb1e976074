from __future__ import annotations

import base64
import re

import matplotlib.pyplot as plt
import pytest

from course.errors import InputError
from course.plots import figure as module
from course.plots import png, show, style


@pytest.fixture
def drawing():
    with style():
        fig, ax = plt.subplots(figsize=(5, 3))
        ax.plot([1, 2, 3], [3, 1, 2])
    yield fig
    plt.close(fig)


@pytest.fixture
def page(monkeypatch):
    """What Jupyter is given."""
    shown: list[dict] = []
    monkeypatch.setattr(module, "_in_jupyter", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    return shown


def test_in_jupyter_a_figure_is_an_image_with_its_alternative_text(drawing, page):
    assert show(drawing, alt="Sales fall, then rise.") is None
    (data,) = page
    found = re.fullmatch(
        r'<figure><img alt="Sales fall, then rise." src="data:image/png;base64,([A-Za-z0-9+/=]+)" width="480">'
        r'<figcaption aria-hidden="true">Sales fall, then rise.</figcaption></figure>',
        data["text/html"],
    )
    assert base64.b64decode(found[1]).startswith(b"\x89PNG")
    assert data["text/plain"] == "Figure: Sales fall, then rise."


def test_a_caption_of_its_own_is_read_to_everybody(drawing, page):
    show(drawing, alt="A curve.", caption="Figure 1: sales")
    assert page[0]["text/html"].endswith("<figcaption>Figure 1: sales</figcaption></figure>")


def test_texts_are_escaped(drawing, page):
    show(drawing, alt='a < b & "c"', caption="<script>")
    assert '<img alt="a &lt; b &amp; &quot;c&quot;"' in page[0]["text/html"]
    assert "<figcaption>&lt;script&gt;</figcaption>" in page[0]["text/html"]


def test_lines_of_an_alternative_text_become_one(drawing, page):
    show(drawing, alt="one\n   two")
    assert page[0]["text/plain"] == "Figure: one two"


def test_axes_will_do_too(drawing, page):
    show(drawing.axes[0], alt="A curve.")
    assert len(page) == 1


def test_the_figure_is_closed(drawing, page):
    show(drawing, alt="A curve.")
    assert not plt.fignum_exists(drawing.number)


def test_outside_jupyter_the_text_is_printed(drawing, capsys):
    assert show(drawing, alt="A curve.") is None
    assert capsys.readouterr().out == "Figure: A curve.\n"


def test_equal_figures_are_equal_bytes_and_small():
    def drawn() -> bytes:
        with style():
            fig, ax = plt.subplots()
            ax.plot(range(200), [x % 17 for x in range(200)])
        return png(fig)

    first = drawn()
    assert first == drawn()
    assert len(first) < 60_000
    assert b"Software" not in first
    plt.close("all")


def test_the_house_style_ends_with_its_block():
    before = dict(plt.rcParams)
    with style():
        assert plt.rcParams["axes.titlelocation"] == "left"
    assert dict(plt.rcParams) == before


@pytest.mark.parametrize("alt", ["", "   ", None, 7])
def test_a_figure_without_an_alternative_text_is_refused(drawing, alt):
    with pytest.raises(InputError, match=r"alt must be a text that is not empty, got .*Say in a sentence"):
        show(drawing, alt=alt)


def test_alt_must_be_named(drawing):
    with pytest.raises(TypeError, match="alt"):
        show(drawing)


def test_what_is_not_a_figure_is_refused():
    with pytest.raises(InputError, match="fig must be a matplotlib figure or axes, got 'list'"):
        show([1, 2], alt="Two numbers.")
