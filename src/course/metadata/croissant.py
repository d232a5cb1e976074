"""A dataset as Croissant 1.1 (MLCommons 2026) with its vocabulary for responsible AI, version 1.0 (MLCommons 2024)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course import tables
from course.metadata import about
from course.metadata.about import About, sha256
from course.metadata.datapackage import PARQUET, type_of
from course.metadata.dictionary import allowed

CONFORMS_TO = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
PARQUET_TYPE = "application/x-parquet"  # the name that Croissant's own reader knows
_TYPES = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "string": "sc:Text",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


def croissant(folder: Path, said: About) -> dict[str, Any]:
    """Return the Croissant description of a folder of Parquet files, or of folders of parts in it."""
    return {
        "@context": _context(),
        "@type": "sc:Dataset",
        "conformsTo": list(CONFORMS_TO),
        "name": said.slug,
        "alternateName": about.TITLE,
        "description": about.SUMMARY,
        "version": said.version,
        "license": about.LICENCE["path"],
        "url": said.page,
        "datePublished": said.published,
        "citeAs": said.citation,
        "creator": {"@type": "sc:Organization", "name": about.CREATOR},
        "publisher": {"@type": "sc:Organization", "name": about.CREATOR},
        "inLanguage": "en",
        "keywords": list(about.KEYWORDS),
        "isLiveDataset": False,
        **_responsible(said),
        "distribution": [_files(folder, name, said) for name in said.tables],
        "recordSet": [_record_set(name, said) for name in said.tables],
    }


def _responsible(said: About) -> dict[str, Any]:
    """Return where the data come from, what they are for and not for, and whom they could harm."""
    return {
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "prov:label": f"Simulation: {said.world}, {said.market}"},
        "rai:hasSyntheticData": True,
        "rai:dataCollection": "Simulated by the package course; no person was observed.",
        "rai:dataCollectionType": ["Others: synthetic, from a simulation"],
        "rai:dataCollectionRawData": "None. truth.parameters says of each number of the market where it comes from.",
        "rai:dataCollectionMissingData": about.MISSING,
        "rai:dataPreprocessingProtocol": ["None: values are stored as they were simulated, as integers or rounded."],
        "rai:dataLimitations": list(about.LIMITS),
        "rai:dataBiases": list(about.BIASES),
        "rai:dataUseCases": list(about.USES),
        "rai:dataSocialImpact": about.IMPACT,
        "rai:personalSensitiveInformation": list(about.SENSITIVE),
        "rai:dataReleaseMaintenancePlan": about.MAINTENANCE,
    }


def _files(folder: Path, name: str, said: About) -> dict[str, Any]:
    return _file_set(name) if name in said.divided else _file_object(folder, name)


def _file_set(name: str) -> dict[str, Any]:
    """Describe the parts of a table, whose digests are in the manifest."""
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}/",
        "name": f"{name}/",
        "description": tables.title(name),
        "encodingFormat": PARQUET_TYPE,
        "includes": f"{name}/*.parquet",
    }


def _file_object(folder: Path, name: str) -> dict[str, Any]:
    path = PARQUET.file_of(name)
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "description": tables.title(name),
        "contentUrl": path,
        "contentSize": f"{(folder / path).stat().st_size} B",
        "encodingFormat": PARQUET_TYPE,
        "sha256": sha256(folder / path),
    }


def _record_set(name: str, said: About) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": tables.title(name),
        "key": [{"@id": f"{name}/{column}"} for column in tables.primary_key(name)],
        "field": [_field(name, column, said) for column in tables.columns(name)],
    }


def _field(name: str, column: tables.Column, said: About) -> dict[str, Any]:
    more = allowed(column)
    files = {"fileSet": {"@id": f"{name}/"}} if name in said.divided else {"fileObject": {"@id": PARQUET.file_of(name)}}
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{name}/{column.name}",
        "name": f"{name}/{column.name}",
        "description": f"{column.description} ({more})" if more else column.description,
        "dataType": _TYPES[type_of(column)],
        "source": {**files, "extract": {"column": column.name}},
    }
    if column.refers_to and column.target[0] in said.tables:  # the form that Croissant's own reader understands
        field["references"] = {"field": {"@id": "/".join(column.target)}}
    return field


def _context() -> dict[str, Any]:
    """Return the context of Croissant 1.1 (appendix 1, and what its own reader expects), and that of provenance."""
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "prov": "http://www.w3.org/ns/prov#",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        **{name: f"cr:{name}" for name in _TERMS.split()},
    }


_TERMS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileObject fileProperty "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path readLines recordSet references "
    "regex repeated replace samplingRate sdVersion separator source subField transform unArchive value"
)
