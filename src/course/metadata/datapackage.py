"""A dataset as a Data Package, version 2 (Open Knowledge Foundation 2024), whatever the form of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import tables
from course.metadata import about
from course.metadata.about import About, sha256

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {"int64": "integer", "Int64": "integer", "float64": "number", "bool": "boolean", "str": "string"}
_CONSTRAINTS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


@dataclass(frozen=True)
class Form:
    """A form of files: how their names end, what a resource says about them, what stands for a missing value."""

    suffix: str
    says: Mapping[str, str]
    missing: tuple[str, ...] = ("",)

    def file_of(self, table: str) -> str:
        """Return the file of a table inside a dataset's folder."""
        return f"{table}.{self.suffix}"


# Parquet knows what is missing; a checker that reads it through pandas finds these in its place.
PARQUET = Form("parquet", {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}, ("", "NaT", "nan"))
CSV = Form("csv", {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"})


def data_package(folder: Path, said: About, form: Form = PARQUET) -> dict[str, Any]:
    """Return the Data Package of a folder of data: resources with schema, keys, constraints and SHA-256."""
    return {
        "$schema": PROFILE,
        "name": said.slug,
        "title": about.TITLE,
        "description": "\n\n".join([about.SUMMARY, *about.LIMITS]),
        "version": said.version,
        "created": f"{said.published}T00:00:00Z",
        "licenses": [about.LICENCE],
        "keywords": list(about.KEYWORDS),
        "contributors": [{"title": about.CREATOR, "roles": ["creator"]}],
        "sources": [{"title": f"Simulated: {said.world}, market {said.market}", "version": said.market}],
        "resources": [_resource(folder, name, form) for name in said.tables],
    }


def _resource(folder: Path, name: str, form: Form) -> dict[str, Any]:
    """Describe one file. `bytes` is left out: checkers that count what they read of Parquet find another number."""
    path = form.file_of(name)
    return {
        "name": name,
        "type": "table",
        "title": name.replace("_", " ").replace(".", ": ").capitalize(),
        "description": tables.title(name),
        "path": path,
        **form.says,
        "hash": f"sha256:{sha256(folder / path)}",
        "schema": schema(name, form),
    }


def schema(name: str, form: Form = PARQUET) -> dict[str, Any]:
    """Return the Table Schema of a table: fields with constraints, primary key, foreign keys."""
    columns = tables.columns(name)
    found: dict[str, Any] = {
        "fields": [_field(each) for each in columns],
        "missingValues": list(form.missing),
        "primaryKey": tables.primary_key(name),
    }
    links = [_foreign_key(each) for each in columns if each.refers_to]
    return {**found, "foreignKeys": links} if links else found


def _field(column: tables.Column) -> dict[str, Any]:
    field = {"name": column.name, "type": type_of(column), "description": column.description}
    if column.unit and not _is_time(column):
        field["unit"] = column.unit
    return {**field, "constraints": _constraints(column)}


def _constraints(column: tables.Column) -> dict[str, Any]:
    found: dict[str, Any] = {"required": not column.missing}
    if column.unique:
        found["unique"] = True
    if column.levels:
        found["enum"] = list(column.levels)
    return found | {_CONSTRAINTS[name]: value for name, value in column.limits.items()}


def type_of(column: tables.Column) -> str:
    """Return the type of a column in a Table Schema; a time whose unit is a date is a date."""
    if _is_time(column):
        return "date" if column.unit == "date" else "datetime"
    return TYPES[column.type]


def _is_time(column: tables.Column) -> bool:
    return column.type.startswith("datetime")


def _foreign_key(column: tables.Column) -> dict[str, Any]:
    table, key = column.target
    return {"fields": [column.name], "reference": {"resource": table, "fields": [key]}}
