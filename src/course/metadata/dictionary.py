"""The data dictionary: a page that says what every table and column is."""

from __future__ import annotations

from collections.abc import Iterable

from course import tables
from course.metadata.datapackage import type_of

_INTRODUCTION = """# Data dictionary

Derived from the declarations in `src/course/tables.py`, as the data's validation is.

- Money is in integer cents. Weeks count from 0; week 0 begins on Monday 1 January 2024. Times have no time zone.
- A type with `?` may be missing.
- `→` names the column that is referred to: every value that is there is found there.
- *Key* names the columns that together tell the rows of a table apart.
- The tables named `truth.…` hold what nobody in the market can see.
"""
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def dictionary_page() -> str:
    """Return the data dictionary of all tables as Markdown."""
    contents = ["| table | what its rows are | key |", "|---|---|---|", *map(_content, tables.EVERY)]
    return "\n".join([_INTRODUCTION, *contents, "", *(_section(name) for name in tables.EVERY)])


def _content(name: str) -> str:
    return f"| [{name}](#{_anchor(name)}) | {tables.title(name)} | {_key(name)} |"


def _anchor(name: str) -> str:
    """Return the anchor that a heading gets where Markdown is shown: letters, digits and `_` of its text."""
    return name.replace(".", "")


def _key(name: str) -> str:
    return ", ".join(f"`{column}`" for column in tables.primary_key(name))


def _section(name: str) -> str:
    about = [f"## {name}", "", tables.title(name), "", f"Key: {_key(name)}.{_referred(name)}", ""]
    rows = ["| column | type | what it says | values |", "|---|---|---|---|", *map(_row, tables.columns(name))]
    return "\n".join([*about, *rows, ""])


def _referred(name: str) -> str:
    """Return which tables refer to this one."""
    links = tables.references(tables.EVERY)
    names = links.loc[links["to_table"] == name, "table"].unique()
    return f" Referred to by {_listed(names)}." if len(names) else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _row(column: tables.Column) -> str:
    kind = f"{type_of(column)}{'?' if column.missing else ''}"
    values = f"→ `{column.refers_to}`" if column.refers_to else allowed(column)
    return f"| `{column.name}` | {kind} | {column.description} | {values} |"


def allowed(column: tables.Column) -> str:
    """Return which values a column may have, in words: its levels, or its unit and limits."""
    if column.levels:
        return " · ".join(map(str, column.levels))
    unit = "" if type_of(column) in ("date", "datetime") else column.unit
    low_high = "–".join(str(column.limits[side]) for side in ("ge", "le") if side in column.limits)
    if unit == low_high:  # a scale says its limits itself
        return unit
    return ", ".join([*filter(None, [unit]), *(f"{_SIGNS[side]} {limit}" for side, limit in column.limits.items())])
