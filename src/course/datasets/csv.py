"""Tables as CSV with a Data Package that describes them, written whole or not at all.

UTF-8 with a header; days as 2024-01-31, moments as 2024-01-31T15:20:00; nothing where a value is missing; equal data
give equal files.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from course import metadata, tables
from course.datasets import store
from course.datasets.whole import found, staged
from course.errors import DataError
from course.firm import Firm
from course.metadata.datapackage import type_of

PACKAGE, DICTIONARY = "datapackage.json", "dictionary.md"
_UNITS: dict[str, Literal["D", "s"]] = {"date": "D", "datetime": "s"}


def write(firm: Firm, folder: Path, published: str, progress: Callable[[str], None] | None = None) -> None:
    """Write all tables of a firm to a new or an empty folder, or in place of an earlier export.

    published : the date of the market version, ISO; progress : told the name of each table that is written.
    Errors: DataError when the folder holds other files or cannot be written to; what was there stays as it was.
    """
    folder = Path(folder)
    _refuse_strangers(folder)
    said = metadata.About(firm.name, firm.version, published, tuple(store.names(firm)), firm.origin)
    with staged(folder, PACKAGE, "*.csv") as place:
        for name, frame in store.frames(firm):
            if progress:
                progress(name)
            path = place / metadata.CSV.file_of(name)
            as_text(name, frame).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
        (place / DICTIONARY).write_text(metadata.dictionary_page(), encoding="utf-8", newline="\n")
        described = metadata.as_json(metadata.data_package(place, said, metadata.CSV))
        (place / PACKAGE).write_text(described, encoding="utf-8", newline="\n")


def _refuse_strangers(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DataError(f"{folder} is a file, not a folder. Name a new or an empty folder.")
    if strangers := sorted(found(folder) - _exported(folder)):
        raise DataError(
            f"{folder} holds {strangers[0]}, which no export of the course wrote. Name a new or an empty folder."
        )


def _exported(folder: Path) -> set[str]:
    """Return the names of the files that an earlier export wrote into a folder; none where there was none."""
    try:
        described = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        paths = {resource["path"] for resource in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    ours = str(described.get("name")).startswith(metadata.PREFIX) and all(path.endswith(".csv") for path in paths)
    return {*paths, PACKAGE, DICTIONARY} if ours else set()


def as_text(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its days and moments in the words of ISO 8601."""
    kinds = {column.name: type_of(column) for column in tables.columns(name)}
    return frame.assign(**{label: _iso(frame[label], _UNITS[kind]) for label, kind in kinds.items() if kind in _UNITS})


def _iso(times: pd.Series, unit: Literal["D", "s"]) -> pd.Series:
    words = np.datetime_as_string(times.to_numpy("datetime64[us]"), unit=unit)
    return pd.Series(words, index=times.index).where(times.notna())
