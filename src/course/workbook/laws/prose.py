"""Laws of a chapter's prose: numbers come from code or from sources, links and names lead somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from course.workbook.laws.names import python_of
from course.workbook.laws.page import Page, without_fences
from course.workbook.references import CITE, keys_cited

_NUMBER = re.compile(r"(?<!\w)(?:\d[\d,\u202f\u2009]*\d|\d)(?:\.\d+)?|(?<!\w)\.\d+|\d+")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)[^)]*\)")
_QUESTION_ID = re.compile(r"(?<![\w.])(?:\d\d|a\d)\.\d+(?![\w.%]| %)")

# What may hold digits that are neither computed nor cited.
EXCEPTIONS = {
    "code": re.compile(r"`[^`]*`"),
    "a formula": re.compile(r"\$\$.+?\$\$|\$[^$\n]+?\$", re.DOTALL),
    "HTML": re.compile(r"<!--.*?-->|<[a-zA-Z/][^>]*>", re.DOTALL),
    "the number of a section or of a list's item": re.compile(r"^\s*(?:#+\s+)?\d+[.)]\s+", re.MULTILINE),
    "the title of a chapter": re.compile(r"^#\s+\w?\d+ ·", re.MULTILINE),
    "a chapter by its number": re.compile(
        r"\b[Cc]hapters?\s+(?:(?:a\d|\d\d)(?:–\d\d)?(?:,\s+|\s+(?:and|or|to)\s+|,\s+and\s+)?)+|\ba[12]\b(?!\.\d)"
    ),
    "minutes of reading": re.compile(r"\b\d+(?:\s*[–-]\s*\d+)?\s*min(?:utes)?\b"),
    "a name": re.compile(r"\bB2[BC]\b|\bPython 3(?:\.\d+)?\b|\bUTF-8\b|\bCC BY 4\.0\b"),
}
PLANNED = re.compile(r"\b[Cc]hapter\s+(a\d|\d\d)(?:\s+\(planned\)|,\s+planned\b|\s+\|.*\|\s+planned\s+\|)")
CHAPTER_LINK = re.compile(r"(?:a\d|\d\d)_\w+\.ipynb")
EXERCISE_LINK = re.compile(r"\.\./exercises/(?:a\d|\d\d)_\w+/exercise\.ipynb")


def numbers_have_a_source(page: Page) -> list[str]:
    """A digit in prose is set in a code cell of the chapter, cited in its paragraph, or one of `EXCEPTIONS`."""
    known = numbers_in_code(page)
    problems = []
    for place in page.prose:
        if place.section == "Sources":
            continue
        for number, percent in _numbers(place.text, page):
            value = float(number.replace(",", "").replace("\u202f", "").replace("\u2009", ""))
            if value not in known and not (percent and round(value / 100, 10) in known):
                problems.append(f"cell {place.nr}: {number} is neither set in code nor cited in its paragraph")
    return problems


def links_lead_somewhere(page: Page) -> list[str]:
    """A link leads to a chapter, to an exercise or to the web, so that it works in the book and in every copy."""
    problems = []
    for place in page.prose:
        for link in _LINK.finditer(EXCEPTIONS["code"].sub("", without_fences(place.text))):
            problems += [f"cell {place.nr}: {problem}" for problem in _link_problems(page, link)]
    return problems


def written_chapters_linked(page: Page) -> list[str]:
    """Only a chapter that is not there yet is called planned; one that is there is a link."""
    named = [(place.nr, number) for place in page.prose for number in PLANNED.findall(place.text)]
    return [f"cell {nr}: chapter {number} is there; link it" for nr, number in named if number in page.written]


def exercises_exist(page: Page) -> list[str]:
    """`Exercises` links to the chapter's own exercise, and every question named exists."""
    own = f"../exercises/{page.name}/exercise.ipynb"
    text = "\n".join(place.text for place in page.prose if place.section == "Exercises")
    problems = [] if own in text and page.exists(own) else [f"`Exercises` must link to {own}, which must exist"]
    named = [(place.nr, name) for place in page.places for name in _questions_named(place.text, place.is_code)]
    return problems + [f"cell {nr}: there is no question {name}" for nr, name in named if name not in page.questions]


def citations_known(page: Page) -> list[str]:
    """Every `{cite}` names an entry of notebooks/references.bib."""
    cited = [(place.nr, key) for place in page.prose for key in keys_cited(place.text)]
    return [f"cell {nr}: {key} is not in references.bib" for nr, key in cited if key not in page.keys]


def sources_listed(page: Page) -> list[str]:
    """What is cited anywhere in the chapter is listed in full under `Sources`, with its `{cite}`."""
    listed = {key for place in page.prose if place.section == "Sources" for key in keys_cited(place.text)}
    cited = dict.fromkeys(key for place in page.prose for key in keys_cited(place.text))
    return [f"`Sources` does not list {key}" for key in cited if key not in listed]


def numbers_in_code(page: Page) -> set[float]:
    """Return the numbers that stand in the chapter's code, in its strings too (dates, sentences), not in comments."""
    found: set[float] = set()
    for place in page.code:
        for node in ast.walk(ast.parse(python_of(place.text))):
            if isinstance(node, ast.Constant) and not isinstance(node.value, (bool, complex, bytes)):
                texts = re.findall(r"\d+(?:\.\d+)?", node.value) if isinstance(node.value, str) else [node.value]
                found |= {float(text) for text in texts if isinstance(text, (str, int, float))}
    return found


def _numbers(text: str, page: Page) -> Iterator[tuple[str, bool]]:
    """Yield the numbers that need a source, each with whether a per cent sign follows."""
    bare = without_fences(text)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)", bare):
        if CITE.search(paragraph):
            continue
        rest = _LINK.sub(lambda link: " " if CHAPTER_LINK.fullmatch(link["target"]) else link["text"], paragraph)
        for pattern in EXCEPTIONS.values():
            rest = pattern.sub(" ", rest)
        rest = _QUESTION_ID.sub(lambda found: " " if found[0] in page.questions else found[0], rest)
        for match in _NUMBER.finditer(rest):
            yield match[0], rest[match.end() :].lstrip(" \u00a0\u202f").startswith(("%", "per cent", "percent"))


def _link_problems(page: Page, link: re.Match[str]) -> list[str]:
    target = link["target"]
    if link["image"]:
        said = [] if link["text"].strip() else [f"the picture {target} has no alt text"]
        return said if page.exists(target) else [*said, f"the picture {target} does not exist"]
    if re.match(r"https?://|mailto:", target):
        return []
    if not (CHAPTER_LINK.fullmatch(target) or EXERCISE_LINK.fullmatch(target)):
        return [f"{target} is neither a chapter (NN_name.ipynb) nor ../exercises/NN_name/exercise.ipynb nor https://…"]
    return [] if page.exists(target) else [f"{target} does not exist"]


def _questions_named(text: str, is_code: bool) -> list[str]:
    if is_code:
        return re.findall(r"\b(?:check|hint|solution)\(\s*[\"']([^\"']+)[\"']", text)
    return re.findall(r"\b[Ee]xercises?\s+((?:\d\d|a\d)\.\d+)", text)
