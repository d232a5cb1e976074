"""The frame of a page for people: one file, without scripts or requests, light or dark, on paper too."""

from __future__ import annotations

import html
from collections.abc import Mapping

from course.grading.marking.gradebook import number

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #595959; --line: #c8c8c8; --wash: #f3f3f3;
  --right: #1e6b24; --wrong: #9a3b00; --open: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #191919; --soft: #b5b5b5; --line: #4a4a4a;
  --wash: #262626; --right: #7fd087; --wrong: #ffb27a; --open: #8fc4ff; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .3rem; } p { margin: .3rem 0; }
.score { font-size: 1.3rem; font-weight: 600; } .soft { color: var(--soft); }
section { border-top: 1px solid var(--line); padding: .2rem 0 .8rem; break-inside: avoid; }
.right { color: var(--right); } .wrong { color: var(--wrong); } .open { color: var(--open); }
.verdict { font-weight: 600; }
blockquote { margin: .5rem 0; padding: .4rem .8rem; border-left: 3px solid var(--line); white-space: pre-wrap;
  overflow-wrap: anywhere; }
code { background: var(--wash); padding: 0 .2em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; border-top: 1px solid var(--line); padding: .25rem .6rem .25rem 0; }
td.points, th.points { text-align: right; white-space: nowrap; }
"""


def page(title: str, body: str) -> str:
    """Return a whole page; `body` is HTML, `title` is text."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)}</title><style>{_STYLE}</style>"
    )
    whole = f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body><main>\n{body}\n</main></body></html>\n'
    return whole.encode("utf-8", "replace").decode()


def text(words: object, most: int = 4_000) -> str:
    """Return text as HTML that shows it and nothing else; what is longer than `most` is cut."""
    plain = str(words)
    shown = plain if len(plain) <= most else f"{plain[:most]} …"
    return html.escape("".join(letter if letter.isprintable() or letter in "\n\t" else "\ufffd" for letter in shown))


def points_table(caption: str, heading: str, points: Mapping[str, float]) -> str:
    """Return a table of criteria and their points."""
    rows = "".join(
        f'<tr><th scope="row">{text(criterion)}</th><td class="points">{number(given)}</td></tr>'
        for criterion, given in points.items()
    )
    head = f'<tr><th scope="col">Criterion</th><th scope="col" class="points">{text(heading)}</th></tr>'
    return f"<table><caption>{text(caption)}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
