"""Laws of what a chapter shows: stored in full, readable by everybody, free of errors and of one machine's traces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from course.workbook.laws.page import Page, Place

CROSS = "✗"
REPLY = '<div role="status"'  # how what `course.check` says begins
IGNORE = "nbval-ignore-output"
MOST_DIGITS = 4
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE | re.DOTALL)
_FIGURE = re.compile(r"<figure\b.*?</figure>", re.IGNORECASE | re.DOTALL)
_ALT = re.compile(r"\balt=(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_PICTURE_BYTES = re.compile(r"base64,[A-Za-z0-9+/=\s]+")
_MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|Users|root|tmp|var|usr|opt|mnt|private|srv|work|workspace)/\w"
    r"|\b[A-Za-z]:\\\w|site-packages|ipykernel_\d+"
)
_DECIMAL = re.compile(r"(?<![\w.,@:])\d[\d,]*\.\d+(?!\.?\d|\w)")


def run_in_order(page: Page) -> list[str]:
    """Every code cell was run, in order, and its outputs are stored."""
    counts = [place.cell["execution_count"] for place in page.code]
    if counts == list(range(1, len(counts) + 1)):
        return []
    return [f"cells were run as {counts}, not 1 to {len(counts)}; run `course notebooks run {page.number}`"]


def no_errors(page: Page) -> list[str]:
    """No cell ends with an error."""
    errors = [(nr, output) for nr, output in _outputs(page) if output["output_type"] == "error"]
    return [f"cell {nr} stops with {output.get('ename')}: {output.get('evalue')}" for nr, output in errors]


def no_warnings(page: Page) -> list[str]:
    """Nothing is written to stderr: a warning that a reader cannot act on is noise."""
    found = [(nr, _text(output.get("text", ""))) for nr, output in _outputs(page) if output.get("name") == "stderr"]
    return [f"cell {nr} writes to stderr: {text.strip()[:80]}" for nr, text in found]


def claims_hold(page: Page) -> list[str]:
    """No stored output shows ✗: every claim holds on the standard data. What a check replies is no claim."""
    lines = [(nr, line) for nr, text in _shown(page, replies=False) for line in text.splitlines() if CROSS in line]
    return [f"cell {nr} shows {line.strip()[:120]}" for nr, line in lines]


def figures_described(page: Page) -> list[str]:
    """Every picture is a figure with alt text, from `course.show(fig, alt=…)`; bare pictures reach no screen reader."""
    problems = []
    for nr, output in _outputs(page):
        data = output.get("data", {})
        problems += [f"cell {nr} shows a bare {kind}; use course.show" for kind in data if kind.startswith("image/")]
        html = _text(data.get("text/html", ""))
        inside = " ".join(_FIGURE.findall(html))
        problems += [f"cell {nr}: {problem}" for img in _IMG.findall(html) for problem in _undescribed(img, inside)]
    return problems


def few_digits(page: Page) -> list[str]:
    """A shown decimal number has at most four significant digits."""
    problems = []
    for nr, text in _shown(page):
        long = [number for number in _DECIMAL.findall(text) if _significant(number) > MOST_DIGITS]
        problems += [f"cell {nr} shows {number}: round it to {MOST_DIGITS} digits" for number in dict.fromkeys(long)]
    return problems


def no_machine_paths(page: Page) -> list[str]:
    """No output names a folder of the machine it was made on."""
    found = [(nr, _MACHINE_PATH.search(text)) for nr, text in _shown(page)]
    return [f"cell {nr} shows a path of this machine, {match[0]}…" for nr, match in found if match]


def widgets_not_compared(page: Page) -> list[str]:
    """A cell with something to play with is tagged `nbval-ignore-output`: its output lives only in the browser."""
    playing = [place for place in page.code if re.search(r"\binteract\w*\(|@interact", place.text)]
    return [f"cell {place.nr} needs the tag {IGNORE}" for place in playing if IGNORE not in _tags(place)]


def _tags(place: Place) -> list[str]:
    return place.cell["metadata"].get("tags", [])


def _outputs(page: Page) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((place.nr, output) for place in page.code for output in place.cell["outputs"])


def _shown(page: Page, replies: bool = True) -> Iterator[tuple[int, str]]:
    """Yield cell number and text of each output as a reader sees it: of HTML the words, of pictures only alt texts."""
    for nr, output in _outputs(page):
        data = output.get("data", {})
        html = _PICTURE_BYTES.sub("", _text(data.get("text/html", "")))
        if REPLY in html and not replies:
            continue
        words = unescape(re.sub(r"<[^>]+>", " ", html)) + " ".join(_ALT.findall(html))
        yield nr, words if html else _text(data.get("text/plain", output.get("text", output.get("evalue", ""))))


def _undescribed(img: str, inside: str) -> list[str]:
    alt = _ALT.search(img)
    problems = [] if img in inside else ["a picture stands outside a <figure>; use course.show"]
    if not alt or len(alt[1].strip("\"' ").split()) < 3:
        problems.append("a picture has no alt text that says what it shows")
    return problems


def _significant(number: str) -> int:
    """Count significant digits: "0.1250" has 3, "1,234.5" has 5, "20,000.0" has 1."""
    digits = number.replace(",", "").rstrip("0").rstrip(".")
    whole = digits.rstrip("0") if "." not in digits else digits
    return len(whole.replace(".", "").lstrip("0"))


def _text(value: str | list[str]) -> str:
    return "".join(value)
