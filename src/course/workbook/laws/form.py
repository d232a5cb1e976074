"""Laws of a chapter's form: its headings, the size of cells and file, the form in which it is stored."""

from __future__ import annotations

import re

from course.workbook.execution import as_text, stale, tidy
from course.workbook.glossary import LANGUAGES, rows_of
from course.workbook.laws.page import Page, headings

SECTIONS = (
    "You will learn", "The idea", "Predict first", "By hand, then on the data", "Against the truth", "A wrong turn",
    "What to remember", "Words", "Exercises", "Sources",
)  # fmt: skip
WITHOUT_TRUTH = ("a1", "a2", "00")  # they tell no story of the market, so nothing stands against its truth
OMITTED = ("Against the truth", "A wrong turn")
MOST_LINES, MOST_BYTES = 12, 1_000_000


def headings_in_order(page: Page) -> list[str]:
    """The chapter has one title, `# NN · Title`, and the sections of every chapter in their order."""
    found = [heading for place in page.prose for heading in headings(place.cell)]
    titles = [title for level, title in found if level == 1]
    wanted = [name for name in SECTIONS if not (page.number in WITHOUT_TRUTH and name in OMITTED)]
    sections = [title for level, title in found if level == 2]
    problems = []
    if len(titles) != 1 or not re.fullmatch(rf"{page.number} · \S.*", titles[0]) or found[0][0] != 1:
        problems.append(f"it must open with one title `# {page.number} · …`, found {titles}")
    if sections != wanted:
        problems.append(f"its sections must be {wanted}, in this order; {_difference(sections, wanted)}")
    return problems


def deeper_sections_named(page: Page) -> list[str]:
    """A section that may be skipped is headed `### Deeper: …`, so that the book can fold it."""
    found = [(place.nr, level, title) for place in page.prose for level, title in headings(place.cell)]
    wrong = [
        (nr, "#" * level + " " + title)
        for nr, level, title in found
        if title.lower().startswith("deeper") and not (level == 3 and re.match(r"Deeper: \S", title))
    ]
    return [f"cell {nr}: write `### Deeper: …`, not `{heading}`" for nr, heading in wrong]


def opens_with_a_figure(page: Page) -> list[str]:
    """A numbered chapter answers its question with a figure before anything else."""
    if page.number in WITHOUT_TRUTH:
        return []
    outputs = [output for place in page.code if not place.section for output in place.cell["outputs"]]
    shown = ["<img" in "".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    return [] if any(shown) else ["no figure stands above `## You will learn`; show the one that answers the question"]


def says_how_long(page: Page) -> list[str]:
    """`You will learn` says how many minutes the chapter takes."""
    text = " ".join(place.text for place in page.prose if place.section == "You will learn")
    return [] if re.search(r"\d+\s*min(utes)?\b", text) else ["`You will learn` must say how many minutes it takes"]


def words_in_four_languages(page: Page) -> list[str]:
    """`Words` has a table of the terms in English, Russian, Polish and Portuguese, for the glossary."""
    rows = [row for place in page.prose if place.section == "Words" for row in rows_of(place.text)]
    if not rows:
        return [f"`Words` needs a table with the columns {' | '.join(LANGUAGES)}"]
    wrong = [row for row in rows if len(row) != len(LANGUAGES) or not all(row)]
    return [f"`Words`: the row of {row[0]!r} needs a word in each of the four languages" for row in wrong]


def cells_short(page: Page) -> list[str]:
    """A code cell has at most twelve lines; longer logic is a named, tested function."""
    lengths = [(place.nr, len(place.text.strip().splitlines())) for place in page.code]
    return [f"cell {nr} has {length} lines, at most {MOST_LINES}" for nr, length in lengths if length > MOST_LINES]


def file_small(page: Page) -> list[str]:
    """The stored file has at most one megabyte."""
    size = len(as_text(page.notebook).encode())
    return [f"the file has {size:,} bytes, at most {MOST_BYTES:,}; draw smaller figures"] if size > MOST_BYTES else []


def stored_tidily(page: Page) -> list[str]:
    """The file holds no noise of one run: no timing, no widget state, no version of Python."""
    if as_text(tidy(page.notebook)) == as_text(page.notebook):
        return []
    return [f"it was not stored by the course; run `course notebooks run {page.number}`"]


def outputs_fresh(page: Page) -> list[str]:
    """The stored outputs were made by this code on this market."""
    reason = stale(page.notebook)
    return [f"{reason}; run `course notebooks run {page.number}`"] if reason else []


def _difference(found: list[str], wanted: list[str]) -> str:
    parts = {"missing": [name for name in wanted if name not in found], "too many": _surplus(found, wanted)}
    said = [f"{kind}: {names}" for kind, names in parts.items() if names]
    return "; ".join(said) or f"found the order {found}"


def _surplus(found: list[str], wanted: list[str]) -> list[str]:
    left = list(wanted)
    return [name for name in found if name not in left or left.remove(name)]  # type: ignore[func-returns-value]
