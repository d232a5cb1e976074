"""A firm in a folder: Parquet files and a manifest saying what they are; written whole or not at all.

A table is one file, `orders.parquet`, or many parts that the manifest lists, `orders/00000.parquet` and so on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from course.datasets import parquet
from course.datasets.whole import staged
from course.digest import digest_of, digest_of_arrow
from course.errors import DataError
from course.firm import Firm

MANIFEST = "manifest.json"
PLAN = "plan.json"  # of a market that is written block by block
FORMAT = 1
TRUTH = "truth"
MEND = (
    "Make the data anew: the course's own with make data (python3 start.py data), a market of another size with the "
    "same course generate, which keeps what is whole."
)


def write(firm: Firm, folder: Path, about: Mapping[str, Any], progress: Callable[[str], None] | None = None) -> None:
    """Write all tables of a firm to a folder, replacing what the course wrote there before.

    about : what the manifest says besides tables and digests: the origin, where it may be known.
    Everything is written beside the folder first and moved when complete.
    Errors: DataError when the folder cannot be written or holds files that are not the course's.
    """
    folder = Path(folder)
    _refuse_strangers(folder)
    with staged(folder, MANIFEST, "*.parquet") as place:
        manifest = _write_tables(firm, place, dict(about), progress)
        (place / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _refuse_strangers(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise DataError(f"{folder} is a file, not a folder. Name a new or an empty folder.")
    if (folder / PLAN).exists():
        raise DataError(f"{folder} holds a market written block by block. Name a new or an empty folder.")
    if folder.is_dir() and any(folder.glob("*.parquet")) and not (folder / MANIFEST).exists():
        raise DataError(f"{folder} holds Parquet files that are not the course's. Name a new or an empty folder.")


def _write_tables(
    firm: Firm, folder: Path, about: dict[str, Any], progress: Callable[[str], None] | None
) -> dict[str, Any]:
    """Write every table; return the manifest."""
    tables: dict[str, dict[str, Any]] = {}
    for name, table in frames(firm):
        if progress:
            progress(name)
        _write_parquet(table, folder / f"{name}.parquet")
        tables[name] = {"rows": len(table), "digest": digest_of([table])}
    return {"format": FORMAT, "name": firm.name, "market_version": firm.version, **about, "tables": tables}


def names(firm: Firm) -> list[str]:
    """Return the names of all tables of a firm, the hidden ones as `truth.NAME`."""
    return [*firm.tables, *(f"{TRUTH}.{name}" for name in firm.truth.tables)]


def table_of(firm: Firm, name: str) -> pd.DataFrame:
    """Return a table of a firm, hidden or not."""
    return firm.truth[name.removeprefix(f"{TRUTH}.")] if name.startswith(f"{TRUTH}.") else firm[name]


def frames(firm: Firm) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield all tables of a firm with their names, one after another."""
    return ((name, table_of(firm, name)) for name in names(firm))


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write one table: whole numbers delta-encoded, words by dictionary, zstd."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    whole = [
        field.name for field in table.schema if pa.types.is_integer(field.type) or pa.types.is_timestamp(field.type)
    ]
    words = [field.name for field in table.schema if not (field.name in whole or pa.types.is_boolean(field.type))]
    encoding = dict.fromkeys(whole, "DELTA_BINARY_PACKED")
    pq.write_table(table, path, compression="zstd", use_dictionary=words or False, column_encoding=encoding)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder. Errors: DataError when there is none or it cannot be read."""
    path = Path(folder) / MANIFEST
    if not path.exists() and (Path(folder) / PLAN).exists():
        raise DataError(f"the market in {folder} is not finished. Ask for it again: it goes on where it stopped.")
    if not path.exists():
        raise _nothing_in(Path(folder))
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] == FORMAT and isinstance(manifest["tables"], dict):
            return dict(manifest)
    except (ValueError, KeyError, TypeError):
        pass
    raise DataError(f"{path} is damaged or of another version. {MEND}")


def _nothing_in(folder: Path) -> DataError:
    """Build the error for a folder without data of the course; CSV it writes for others, and does not read."""
    if any(folder.glob("*.csv")):
        return DataError(
            f"{folder} holds CSV, which the course writes for other programs and does not read. "
            "Give course.load a folder of Parquet files, made by course.datasets.save(firm, folder) or course generate."
        )
    return DataError(
        f"there are no data of the course in {folder}. "
        "Write some with course.datasets.save(firm, folder), or with course generate."
    )


def kind_of(folder: Path) -> str:
    """Return "release" for a student's data of an exercise to be marked, "folder" for others. Errors: as `read`."""
    return "release" if "released" in read_manifest(folder) else "folder"


def read(folder: Path, kind: str, validated: bool = True) -> Firm:
    """Return the firm in a folder; a table is read, and validated against its declaration, at its first use."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    loaders = {name: _loader(folder, name, entry, validated) for name, entry in manifest["tables"].items()}
    hidden = {name.removeprefix(f"{TRUTH}."): load for name, load in loaders.items() if name.startswith(f"{TRUTH}.")}
    shown = {name: load for name, load in loaders.items() if not name.startswith(f"{TRUTH}.")}
    origin = manifest.get("origin")
    return Firm(shown, hidden, name=manifest["name"], version=manifest["market_version"], kind=kind, origin=origin)


def _loader(folder: Path, name: str, entry: Mapping[str, Any], validated: bool) -> Callable[[], pd.DataFrame]:
    def load() -> pd.DataFrame:
        from course import tables

        frame = _read(parquet.frame, _files(folder, name, entry))
        if len(frame) != entry["rows"]:
            raise DataError(f"{name} in {folder} has {len(frame):,} rows, its manifest says {entry['rows']:,}. {MEND}")
        if name in tables.BY_NUMBER:
            frame = frame.sort_values(frame.columns[0], ignore_index=True)
        if validated:
            tables.validate(name, frame, str(folder))
        return frame

    return load


def _files(folder: Path, name: str, entry: Mapping[str, Any]) -> list[Path]:
    """Return the files of a table, its parts in their order."""
    return [folder / part["file"] for part in entry.get("parts", [{"file": f"{name}.parquet"}])]


def _read(reader: Callable[[list[Path]], Any], paths: list[Path]) -> Any:
    """Read files, or say which of them is missing or damaged and how to mend it."""
    import pyarrow as pa

    for path in paths:
        if not path.exists():
            raise DataError(f"{path} is missing. {MEND}")
    try:
        return reader(paths)
    except (pa.ArrowException, OSError) as error:
        which = paths[0] if len(paths) == 1 else paths[0].parent
        raise DataError(f"{which} is damaged or cut short ({str(error).splitlines()[0]}). {MEND}") from None


def damage(folder: Path) -> list[str]:
    """Return one sentence for each table that is not what its manifest says; none when all is well."""
    manifest = read_manifest(folder)
    found = []
    for name, entry in manifest["tables"].items():
        try:
            found += _damaged_parts(Path(folder), entry["parts"]) if "parts" in entry else _damaged(folder, name, entry)
        except DataError as error:
            found.append(str(error))
    return found


def _damaged(folder: Path, name: str, entry: Mapping[str, Any]) -> list[str]:
    frame = _loader(Path(folder), name, entry, validated=False)()
    same = digest_of([frame]) == entry["digest"]
    return [] if same else [f"the values of {name} in {folder} are not those that were written."]


def _damaged_parts(folder: Path, parts: list[dict[str, Any]]) -> list[str]:
    """Return one sentence for each part with other values; one part is in memory at a time."""
    other = []
    for part in parts:
        path = folder / part["file"]
        if digest_of_arrow(_read(lambda paths: parquet.read(paths[0]), [path])) != part["digest"]:
            other.append(f"the values of {path} are not those that were written.")
    return other
