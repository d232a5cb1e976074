"""The manifest of a finished market: what `course.load(folder=…)` reads, with digests of the content of every part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from course import metadata
from course.datasets import store
from course.generate.block import builders, country, needed, written
from course.generate.folder import Folder, Record
from course.generate.plan import Plan
from course.world.parameters import MARKET_DATE

CROISSANT, DICTIONARY = "croissant.json", "dictionary.md"


def sign(folder: Folder, records: Mapping[int, Record], made: Mapping[str, Any]) -> dict[str, Any]:
    """Write the tables of the country, the descriptions and, last of all, the manifest; return it.

    made : how it was made (engine, workers). It changes no digest.
    """
    plan = folder.plan
    with folder.writing() as place:
        tables = _divided(folder, records)
        for name, table in country(plan).items():
            tables[name] = _whole(f"{name}.parquet", written(table, place / name))
            folder.move(place / name, f"{name}.parquet")
        ordered = {name: tables[name] for name in sorted(tables, key=lambda name: _place(plan, name))}
        manifest = {**_about(plan), "made": dict(made), "digest": _joint(ordered.values()), "tables": ordered}
        _describe(folder, manifest, place)
        folder.move(folder.write_json(place / store.MANIFEST, manifest), store.MANIFEST)
    return manifest


def _describe(folder: Folder, manifest: Mapping[str, Any], place: Path) -> None:
    """Write the data dictionary and the Croissant description.

    There is no Data Package: a resource of many files is one text cut into pieces there, which Parquet is not.
    """
    divided = frozenset(builders(folder.plan))
    said = replace(metadata.About.of(manifest, MARKET_DATE), divided=divided, page=DICTIONARY)
    folder.move(folder.write_json(place / CROISSANT, metadata.croissant(folder.path, said)), CROISSANT)
    (place / DICTIONARY).write_text(metadata.dictionary_page(), encoding="utf-8", newline="\n")
    folder.move(place / DICTIONARY, DICTIONARY)


def _about(plan: Plan) -> dict[str, Any]:
    world = plan.world
    return {
        "format": store.FORMAT,
        "name": world.observe().name,
        "market_version": plan.version,
        "origin": world.origin,
        "block": plan.block,
    }


def _place(plan: Plan, name: str) -> int:
    """Return the place of a table in the data dictionary; hidden tables come last, as they are."""
    return plan.tables.index(name) if name in plan.tables else len(plan.tables)


def _divided(folder: Folder, records: Mapping[int, Record]) -> dict[str, dict[str, Any]]:
    """Return rows, digest and parts of the tables that go by customer."""
    tables = {}
    for name in records[0]:
        parts = [
            {"file": folder.part(name, number), "rows": record[name]["rows"], "digest": record[name]["digest"]}
            for number, record in sorted(records.items())
            if needed(record[name], number)
        ]
        tables[name] = {"rows": sum(part["rows"] for part in parts), "digest": _joint(parts), "parts": parts}
    return tables


def _whole(file: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of a table in one file."""
    part = {"file": file, "rows": entry["rows"], "digest": entry["digest"]}
    return {"rows": entry["rows"], "digest": _joint([part]), "parts": [part]}


def _joint(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return one digest of the digests of parts or tables, in their order."""
    return hashlib.sha256("".join(entry["digest"] for entry in entries).encode()).hexdigest()[:16]
