"""What the course says back: the same content as HTML and as plain text, readable without colour."""

from __future__ import annotations

import html
import sys
import textwrap
from dataclasses import dataclass
from typing import Any

MARKS = {
    "Right": ("✓", "#2e7d32"),
    "Not yet": ("✗", "#b26a00"),
    "Not attempted": ("…", "#607d8b"),
    "Recorded": ("✎", "#1565c0"),
    "Hint": ("?", "#1565c0"),
    "Solution": ("→", "#1565c0"),
    "Not judged": ("!", "#607d8b"),
}


@dataclass(frozen=True)
class Reply:
    """A word ("Right", "Not yet", …), the question's title, sentences, and code where a solution is shown."""

    word: str
    title: str
    sentences: tuple[str, ...] = ()
    code: str = ""

    def __repr__(self) -> str:
        lines = [f"{MARKS[self.word][0]} {self.word}: {self.title}", *self.sentences]
        return "\n".join([*lines, *([textwrap.indent(self.code, "    ")] if self.code else [])])

    def _repr_html_(self) -> str:
        mark, colour = MARKS[self.word]
        head = f'<span aria-hidden="true">{mark} </span><strong>{self.word}:</strong> {marked_up(self.title)}'
        paragraphs = "".join(f'<p style="margin:.3em 0 0">{marked_up(text)}</p>' for text in self.sentences)
        code = f'<pre style="margin:.5em 0 0"><code>{html.escape(self.code)}</code></pre>' if self.code else ""
        style = f"border-left:4px solid {colour};padding:.3em .8em;margin:.3em 0"
        return f'<div role="status" style="{style}"><p style="margin:0">{head}</p>{paragraphs}{code}</div>'


def marked_up(text: str) -> str:
    """Return escaped text in which what stands between backticks is code."""
    return with_code(html.escape(text))


def with_code(escaped: str) -> str:
    """Return text that is escaped already with what stands between backticks as code."""
    pieces = escaped.split("`")
    if len(pieces) % 2 == 0:
        return "`".join(pieces)
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))


def notebook() -> Any:
    """Return the shell of the notebook that this runs in; None outside one."""
    shell = sys.modules.get("IPython")
    return shell.get_ipython() if shell is not None else None


def say(reply: Reply) -> None:
    """Display a reply in the notebook, or print it outside one."""
    if notebook() is not None:
        from IPython.display import display

        display(reply)
        return
    try:
        print(reply)
    except UnicodeEncodeError:  # a console that does not know ✓
        print(repr(reply).encode("ascii", "replace").decode())
