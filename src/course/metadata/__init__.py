"""A dataset described for machines and people: Data Package, Croissant, data dictionary. All derived from `tables`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course.metadata.about import PREFIX, About, sha256
from course.metadata.croissant import CONFORMS_TO, croissant
from course.metadata.datapackage import CSV, PARQUET, data_package, schema
from course.metadata.dictionary import dictionary_page

__all__ = [
    "CONFORMS_TO",
    "CSV",
    "PARQUET",
    "PREFIX",
    "About",
    "as_json",
    "croissant",
    "data_package",
    "derived",
    "dictionary_page",
    "schema",
    "sha256",
    "write",
]


def derived(folder: Path, manifest: Mapping[str, Any], published: str) -> dict[str, str]:
    """Return, by the name of its file, each text that is derived for a folder of Parquet files.

    manifest : what the folder's manifest says; published : the date of the market version, ISO.
    """
    said = About.of(manifest, published)
    return {
        "datapackage.json": as_json(data_package(folder, said)),
        "croissant.json": as_json(croissant(folder, said)),
        "dictionary.md": dictionary_page(),
    }


def as_json(content: Mapping[str, Any]) -> str:
    """Return content as JSON that people can read."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def write(folder: Path, manifest: Mapping[str, Any], published: str) -> None:
    """Write datapackage.json, croissant.json and dictionary.md beside the data."""
    for name, text in derived(folder, manifest, published).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
