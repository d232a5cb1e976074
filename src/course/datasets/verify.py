"""What is wrong with a dataset: one sentence for each file, value, key or description that is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from course import metadata, tables
from course.datasets import datasheet, store
from course.datasets.digests import digests_of
from course.errors import DataError
from course.firm import Firm
from course.world.parameters import MARKET_DATE, MARKET_VERSION

ANEW = "Make the data anew: make data (python3 start.py data)."


def problems(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the dataset in a folder; nothing when all is well.

    wanted : the published digests, by name. What cannot be judged while a table is damaged is not looked at.
    """
    try:
        manifest = store.read_manifest(folder)
        wrong = [*_other_market(folder, manifest), *store.damage(folder)]
    except DataError as error:
        return [str(error)]
    if wrong:
        return wrong
    firm = store.read(folder, kind="standard", validated=False)
    return [*unlike(firm, wanted), *undeclared(firm, folder), *orphans(firm), *stale(folder, manifest, firm)]


def _other_market(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the manifest says that is not this market: another version, tables too few or too many."""
    if manifest["market_version"] != MARKET_VERSION:
        yield f"{folder} holds market {manifest['market_version']}, this course needs {MARKET_VERSION}. {ANEW}"
    if lacking := [name for name in tables.EVERY if name not in manifest["tables"]]:
        yield f"{folder} lacks {', '.join(lacking)}. {ANEW}"
    if strange := [name for name in manifest["tables"] if name not in tables.EVERY]:
        yield f"{folder} holds tables that are not declared: {', '.join(strange)}. {ANEW}"


def unlike(firm: Firm, wanted: Mapping[str, str]) -> list[str]:
    """Return in what a firm is not the one that was published: its tables, its truth."""
    if firm.name not in wanted:
        return [
            f"market {MARKET_VERSION} has not been published, so nobody can tell whether these are its data. "
            "Its authors publish it with course data --publish."
        ]
    return [
        f"{name} is not that of market {firm.version}: its digest is {digest}, published is {wanted[name]}."
        for name, digest in digests_of(firm).items()
        if wanted.get(name, digest) != digest
    ]


def undeclared(firm: Firm, folder: Path) -> list[str]:
    """Return the first thing about each table that is not as declared: a column, a type, a range, a key met twice."""
    found = []
    for name, table in store.frames(firm):
        try:
            tables.validate(name, table, str(folder))
        except DataError as error:
            found.append(str(error))
    return found


def orphans(firm: Firm, names: Iterable[str] = tuple(tables.EVERY)) -> list[str]:
    """Return one sentence for each reference some of whose values are not found where they point to."""
    links = tables.references(names)
    counted = [(link, _orphans(firm, link)) for link in links.itertuples(index=False)]
    return [
        f"{count:,} values of {link.table}.{link.column} are not found in {link.to_table}.{link.to_column}."
        for link, count in counted
        if count
    ]


def _orphans(firm: Firm, link: Any) -> int:
    here = store.table_of(firm, link.table)[link.column].dropna()
    return int((~here.isin(store.table_of(firm, link.to_table)[link.to_column])).sum())


def stale(folder: Path, manifest: Mapping[str, Any], firm: Firm) -> list[str]:
    """Return which of the files beside the data do not say what they would say if they were derived now."""
    derived = metadata.derived(folder, manifest, MARKET_DATE)
    if sheet := _read(folder / datasheet.FILE):
        derived[datasheet.FILE] = datasheet.renewed(sheet, firm)
    other = [name for name, text in derived.items() if text != _read(folder / name)]
    return [f"{folder / name} is missing or out of date. {ANEW}" for name in other]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
