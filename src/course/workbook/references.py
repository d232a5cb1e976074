"""The books and papers that chapters cite: `{cite}` with a key of notebooks/references.bib."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

CITE = re.compile(r"\{cite(?::\w+)?\}`(?P<keys>[^`]+)`(?P<space>[ \t]*)")
_SOURCES = re.compile(r"^## Sources[ \t]*$", re.MULTILINE)
_ENTRY = re.compile(r"^@(?P<kind>\w+)\s*\{\s*(?P<key>[^,\s]+)\s*,(?P<body>.*?)(?=^@|\Z)", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*(?:[{\"](?P<text>.*?)[}\"]|(?P<number>\d+))\s*,?\s*$", re.MULTILINE)


def read_references(path: Path) -> dict[str, str]:
    """Return the short form of each entry by its key: "Fader, Hardie & Lee 2005"; empty where there is no file."""
    if not path.exists():
        return {}
    entries = _ENTRY.finditer(path.read_text(encoding="utf-8"))
    return {entry["key"]: _short(_fields(entry["body"])) for entry in entries}


def keys_cited(text: str) -> list[str]:
    """Return the keys that a text cites, in order."""
    return [key.strip() for cite in CITE.finditer(text) for key in cite["keys"].split(",")]


def in_plain_text(cells: Iterable[str], references: Mapping[str, str], form: str = "({})") -> list[str]:
    """Write each `{cite}` of a notebook's texts as a reader without the book sees it: "(Fader, Hardie & Lee 2005)".

    Under `## Sources` the mark is left out, for there the reference itself follows; unknown keys stay as they are.
    """
    plain, listing = [], False
    for text in cells:
        listing = listing or bool(_SOURCES.search(text))
        plain.append(_written(text, references, "" if listing else form))
    return plain


def _written(text: str, references: Mapping[str, str], form: str) -> str:
    def written(cite: re.Match[str]) -> str:
        keys = [key.strip() for key in cite["keys"].split(",")]
        known = [references[key] for key in keys if key in references]
        if len(known) < len(keys):
            return cite[0]
        return form.format("; ".join(known)) + cite["space"] if form else ""

    return CITE.sub(written, text)


def _fields(body: str) -> dict[str, str]:
    return {field["name"].lower(): field["text"] or field["number"] or "" for field in _FIELD.finditer(body)}


def _short(fields: Mapping[str, str]) -> str:
    who = fields.get("author") or fields.get("editor") or fields.get("organization", "")
    names = [_family(name) for name in re.split(r"\s+and\s+", who) if name]
    shown = (
        f"{names[0]} et al." if len(names) > 3 else " & ".join([", ".join(names[:-1]), *names[-1:]]).removeprefix(" & ")
    )
    return f"{shown} {fields.get('year', 'n.d.')}".strip()


def _family(name: str) -> str:
    """Return the family name of "Fader, Peter S.", of "Peter S. Fader", or an organisation in braces whole."""
    if name.startswith("{"):
        return name.strip("{}")
    return (name.split(",")[0] if "," in name else name.split()[-1]).strip("{} ")
