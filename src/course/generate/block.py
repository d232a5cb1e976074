"""One block of customers: lived, its tables built, written and digested one after another, then noted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from course.datasets import parquet
from course.digest import digest_of_arrow
from course.errors import DataError
from course.generate.folder import Folder, Record
from course.generate.plan import Plan
from course.world import observe, of_effects, truth
from course.world.columns import Columns, arrow
from course.world.lives import Life
from course.world.parameters import MARKET_VERSION
from course.world.simulate import live
from course.world.weeks import Setting

if TYPE_CHECKING:
    import pyarrow as pa

Builder = Callable[[Setting, Life], Columns]


def settle(plan: Plan, path: str, number: int) -> tuple[int, Record, bool]:
    """Return a block's number, its record, and whether it was made now: a block that is whole is kept.

    Workers anywhere run this function. Errors: DataError when the folder cannot be written to, or the worker has
    another version of the market.
    """
    if plan.version != MARKET_VERSION:
        raise DataError(
            f"a worker has market {MARKET_VERSION}, the plan is for {plan.version}. "
            "Install the same course on every worker, then ask again."
        )
    folder = Folder(Path(path), plan)
    found = whole(folder, number)
    return (number, found, False) if found is not None else (number, make(folder, number), True)


def make(folder: Folder, number: int) -> Record:
    """Make one block: every file is written beside its place and moved, and the record is written last."""
    plan = folder.plan
    setting = plan.setting
    life = live(setting, plan.ids(number))
    record: Record = {}
    with folder.writing() as place:
        for table, build in builders(plan).items():
            record[table] = written(arrow(build(setting, life)), place / f"{table}.parquet")
        for table, entry in record.items():
            if needed(entry, number):
                folder.move(place / f"{table}.parquet", folder.part(table, number))
        folder.note(number, record, place)
    return record


def written(table: pa.Table, path: Path) -> dict[str, object]:
    """Write a table; return its rows, the bytes of its file and the digest of its content."""
    parquet.write(table, path)
    return {"rows": len(table), "bytes": path.stat().st_size, "digest": digest_of_arrow(table)}


def whole(folder: Folder, number: int) -> Record | None:
    """Return the record of a block all of whose files are as they were written; None otherwise."""
    record = folder.record(number)
    if record is None or set(record) != set(builders(folder.plan)):
        return None
    undamaged = all(
        _as_noted(folder.path / folder.part(table, number), entry) for table, entry in _files(record, number)
    )
    return record if undamaged else None


def needed(entry: dict[str, object], number: int) -> bool:
    """Return whether a part has a file: all that have rows, and those of the first block, which carry the columns."""
    return number == 0 or entry["rows"] != 0


def _files(record: Record, number: int) -> list[tuple[str, dict[str, object]]]:
    return [(table, entry) for table, entry in record.items() if needed(entry, number)]


def _as_noted(path: Path, entry: dict[str, object]) -> bool:
    import pyarrow as pa

    try:
        return path.stat().st_size == entry["bytes"] and digest_of_arrow(parquet.read(path)) == entry["digest"]
    except (OSError, pa.ArrowException, KeyError):
        return False


def builders(plan: Plan) -> dict[str, Builder]:
    """Return what builds the tables that go by customer, the hidden ones as `truth.NAME`."""
    shown = {name: build for name, build in observe.BY_CUSTOMER.items() if name in plan.tables}
    if plan.truth == "none":
        return shown
    hidden = {f"truth.{name}": build for name, build in truth.BY_CUSTOMER.items()}
    return {**shown, **hidden, "truth.effects": partial(of_effects.columns, expected=plan.truth == "expected")}


def country(plan: Plan) -> dict[str, pa.Table]:
    """Return the tables that do not go by customer; the market's numbers among them where the truth is wanted."""
    import pyarrow as pa

    tables = {name: arrow(build(plan.setting)) for name, build in observe.OF_COUNTRY.items() if name in plan.tables}
    if plan.truth != "none":
        numbers = pa.Table.from_pandas(truth.parameters(plan.world), preserve_index=False)
        tables["truth.parameters"] = numbers.replace_schema_metadata(None)
    return tables
