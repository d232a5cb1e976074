"""A dataset described for machines and people: Data Package, Croissant, data dictionary. All derived from `tables`.

Data Package v2 (Open Knowledge Foundation 2024) and Croissant 1.0 (MLCommons 2024).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course import tables

TITLE = "Harbour Coffee: a simulated customer base with known truth"
SUMMARY = (
    "Customers of a fictional coffee and tea roaster over two years: who they are, what they ordered, said and "
    "were offered, and the truth behind it. Everything is simulated; no person is described."
)
LIMITS = (
    "Simulated: do not use it to learn about real customers, to rank methods that share its functional form, or as "
    "evidence of external validity. Effects marked 'teaching' were chosen so that a lesson can be seen."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
CROISSANT = "http://mlcommons.org/croissant/1.0"

_PACKAGE_TYPES = {"int64": "integer", "Int64": "integer", "float64": "number", "bool": "boolean"}
_CROISSANT_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "string": "sc:Text",
    "datetime": "sc:DateTime",
}


def file_of(name: str) -> str:
    """Return the file of a table inside a dataset's folder."""
    return f"{name}.parquet"


def data_package(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Data Package v2 of a folder of data: resources with schema, foreign keys and SHA-256."""
    resources = [_resource(folder, name) for name in manifest["tables"]]
    return {
        "$schema": PROFILE,
        "name": f"harbour-coffee-{manifest['name']}",
        "title": TITLE,
        "description": f"{SUMMARY} {LIMITS}",
        "version": manifest["market_version"],
        "licenses": [LICENCE],
        "keywords": ["customer behaviour", "simulation", "known truth", "teaching"],
        "resources": resources,
    }


def _resource(folder: Path, name: str) -> dict[str, Any]:
    declared = tables.model(name)
    return {
        "name": name.replace(".", "-").replace("_", "-"),
        "title": name,
        "description": _first_line(declared),
        "path": file_of(name),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(folder / file_of(name))}",
        "schema": schema(name),
    }


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def schema(name: str) -> dict[str, Any]:
    """Return the Table Schema of a table: fields with constraints, primary key, foreign keys."""
    described = _columns(name)
    found: dict[str, Any] = {"fields": [_field(name, row) for row in described]}
    if key := [str(row["column"]) for row in described if row["unique"]]:
        found["primaryKey"] = key[:1]
    links = [_foreign_key(row) for row in described if row["refers_to"]]
    return {**found, "foreignKeys": links} if links else found


def _field(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": row["column"], "type": _type(row["type"]), "description": row["description"]}
    if row["unit"]:
        field["unit"] = row["unit"]
    limits: dict[str, Any] = {"required": not row["missing"]}
    if row["unique"]:
        limits["unique"] = True
    if row["levels"]:
        limits["enum"] = row["levels"].split(", ")
    return {**field, "constraints": limits}


def _columns(name: str) -> list[dict[str, Any]]:
    """Return the columns of a table as the data dictionary describes them."""
    return [{str(key): value for key, value in row.items()} for row in tables.dictionary(name).to_dict("records")]


def _type(dtype: str) -> str:
    if dtype.startswith(("datetime", "str")):
        return "datetime" if dtype.startswith("datetime") else "string"
    return _PACKAGE_TYPES[dtype]


def _foreign_key(row: Mapping[str, Any]) -> dict[str, Any]:
    table, column = row["refers_to"].split(".")
    return {
        "fields": [row["column"]],
        "reference": {"resource": table.replace("_", "-"), "fields": [column]},
    }


def croissant(folder: Path, manifest: Mapping[str, Any], published: str) -> dict[str, Any]:
    """Return the Croissant 1.0 description of a folder of data; `published` is the date of the market version."""
    names = list(manifest["tables"])
    return {
        "@context": _context(),
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT,
        "name": f"harbour-coffee-{manifest['name']}",
        "description": SUMMARY,
        "version": f"{manifest['market_version']}.0",
        "license": LICENCE["path"],
        "url": "https://creativecommons.org/licenses/by/4.0/",
        "datePublished": published,
        "citeAs": f"Clientela authors. {TITLE}, market {manifest['market_version']}.",
        "creator": {"@type": "sc:Organization", "name": "The Clientela authors"},
        "keywords": ["customer behaviour", "simulation", "synthetic data"],
        "isLiveDataset": False,
        "rai:dataCollection": "Simulated by the package course; no person was observed.",
        "rai:dataCollectionType": ["Software Collection", "Synthetic"],
        "rai:dataLimitations": LIMITS,
        "rai:dataUseCases": ["teaching", "method development with known truth"],
        "rai:personalSensitiveInformation": ["None: all persons are invented."],
        "distribution": [_file_object(folder, name) for name in names],
        "recordSet": [_record_set(name) for name in names],
    }


def _file_object(folder: Path, name: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file_of(name),
        "name": file_of(name),
        "description": _first_line(tables.model(name)),
        "contentUrl": file_of(name),
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(folder / file_of(name)),
    }


def _record_set(name: str) -> dict[str, Any]:
    rows = _columns(name)
    found: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": _first_line(tables.model(name)),
        "field": [_croissant_field(name, row) for row in rows],
    }
    keys = [row["column"] for row in rows if row["unique"]]
    return {**found, "key": {"@id": f"{name}/{keys[0]}"}} if keys else found


def _croissant_field(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{name}/{row['column']}",
        "name": f"{name}/{row['column']}",
        "description": row["description"] + (f" ({row['unit']})" if row["unit"] else ""),
        "dataType": _CROISSANT_TYPES[_type(row["type"])],
        "source": {"fileObject": {"@id": file_of(name)}, "extract": {"column": row["column"]}},
    }
    if row["refers_to"]:
        table, column = row["refers_to"].split(".")
        field["references"] = {"field": {"@id": f"{table}/{column}"}}
    return field


def _context() -> dict[str, Any]:
    """Return the context that Croissant 1.0 prescribes."""
    ids = ("column", "fileObject", "fileSet", "recordSet")
    context: dict[str, Any] = {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "citeAs": "cr:citeAs",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
    }
    plain = (
        "equivalentProperty extract field fileProperty format includes isLiveDataset jsonPath key md5 parentField path "
        "references regex repeated replace samplingRate separator source subField transform"
    )
    return {**context, **{name: f"cr:{name}" for name in (*ids, *plain.split())}}


def _first_line(declared: type[tables.Table]) -> str:
    return (declared.__doc__ or "").strip().splitlines()[0]


def dictionary_page() -> str:
    """Return the data dictionary of all tables as Markdown."""
    parts = ["# Data dictionary", "", "Derived from the declarations; money is in cents, weeks count from 0.", ""]
    for name in [*tables.OBSERVED, *(f"truth.{hidden}" for hidden in tables.TRUTH)]:
        parts += [f"## {name}", "", _first_line(tables.model(name)), "", "| column | type | what it says | unit |"]
        parts += ["|---|---|---|---|", *_dictionary_rows(name), ""]
    return "\n".join(parts)


def _dictionary_rows(name: str) -> list[str]:
    rows = []
    for row in _columns(name):
        said = row["description"]
        said += f": {row['levels']}" if row["levels"] else ""
        said += f" (→ {row['refers_to']})" if row["refers_to"] else ""
        rows.append(f"| `{row['column']}` | {_type(row['type'])} | {said} | {row['unit']} |")
    return rows


def write(folder: Path, manifest: Mapping[str, Any], published: str) -> None:
    """Write datapackage.json, croissant.json and dictionary.md beside the data."""
    described = {
        "datapackage.json": json.dumps(data_package(folder, manifest), indent=1, ensure_ascii=False) + "\n",
        "croissant.json": json.dumps(croissant(folder, manifest, published), indent=1, ensure_ascii=False) + "\n",
        "dictionary.md": dictionary_page(),
    }
    for name, text in described.items():
        (folder / name).write_text(text, encoding="utf-8")
