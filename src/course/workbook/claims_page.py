"""The book's page of claims: how often each holds on other worlds, from the stored table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.workbook.replication import read_table, summary

if TYPE_CHECKING:
    import pandas as pd

ABOUT = """# Claims

Whatever a chapter's prose relies on is a claim in its code: a sentence, a value, and bounds. Each was tried on twenty
worlds that differ by luck alone (seeds 1 to 20). A claim must hold in nineteen of them; one that a 95 % interval holds
the truth in seventeen, because such an interval misses once in twenty by design. `course claims` counts anew.
"""


def as_markdown(root: Path) -> str:
    """Return the page: one table a chapter, one row a claim, with the bounds, the values found, how often it held."""
    table = read_table(root)
    if table.empty:
        return ABOUT
    claims = summary(table).merge(_bounds(table), on=["chapter", "nr", "sentence"])
    pieces = [ABOUT]
    for chapter, rows in claims.groupby("chapter", sort=False):
        lines = [_line(row) for row in rows.to_dict("records")]
        head = ["| claim | bounds | lowest | highest | holds |", "|---|---|---:|---:|---:|"]
        there = (root / "notebooks" / f"{chapter}.ipynb").exists()
        title = f"[{chapter}](notebooks/{chapter}.ipynb)" if there else str(chapter)
        pieces.append("\n".join([f"## {title}\n", *head, *lines]))
    return "\n\n".join(pieces) + "\n"


def _bounds(table: pd.DataFrame) -> pd.DataFrame:
    """Return the bounds that were claimed; some follow from the data and differ between worlds."""
    ends = {f"{end}_{how}": (end, how) for end in ("low", "high") for how in ("min", "max")}
    return table.groupby(["chapter", "nr", "sentence"], as_index=False).agg(**ends)


def _line(row: dict[Any, Any]) -> str:
    low, high = (_said(row[f"{end}_min"], row[f"{end}_max"]) for end in ("low", "high"))
    bounds = f"{low} to {high}" if low or high else "true"
    sentence = str(row["sentence"]).replace("|", "\\|")
    values = f"{row['lowest']:.4g} | {row['highest']:.4g}" if low or high else "|"
    return f"| {sentence} | {bounds} | {values} | {row['held']} of {row['seeds']} |"


def _said(least: float, most: float) -> str:
    if least != least:  # no bound
        return ""
    return f"{least:.4g}" if least == most else "its own"
