"""Make a market of any size in a folder: claim it, let an engine make the blocks, show how far it is, sign it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from course.errors import InputError, invalid
from course.generate import engines
from course.generate.engines import Engine
from course.generate.folder import Folder, Record
from course.generate.manifest import sign
from course.generate.plan import Plan
from course.generate.progress import progress


@dataclass(frozen=True)
class Report:
    """What was made: blocks in all and those found whole, rows by table, seconds, by whom, and the digest."""

    folder: Path
    blocks: int
    kept: int
    rows: dict[str, int]
    seconds: float
    engine: str
    workers: int
    digest: str

    def __str__(self) -> str:
        whole = f", {self.kept:,} of them found whole" if self.kept else ""
        rows = f"{sum(self.rows.values()):,} rows in {len(self.rows)} tables"
        blocks = f"{self.blocks:,} block{'s' * (self.blocks != 1)}{whole}"
        return f"{self.folder}: {rows}, {blocks}, {self.seconds:.1f} s; digest {self.digest}"


def generate(
    plan: Plan, out: str | os.PathLike[str], *, workers: int = 1, cluster: str | None = None, show: bool = True
) -> Report:
    """Write a market to a folder that `course.load(folder=out)` reads; asked again, go on where it stopped.

    workers : processes on this machine; cluster : address of a Dask scheduler instead, e.g. "tcp://host:8786".
    No value depends on either. Blocks found whole, by size and digest, are kept.

    Errors: InputError for workers that cannot be; DataError when the folder holds something else, cannot be written
    to, or is full; MissingPackage for a cluster without distributed. No finished block is lost by any of them.
    """
    _check(workers, cluster)
    folder, started = Folder(Path(out), plan), time.perf_counter()
    folder.claim()
    engine = _engine(folder, min(workers, plan.blocks), cluster)
    records, kept = _settle(folder, engine, show)
    manifest = sign(folder, records, {"engine": engine.name, "workers": engine.workers})
    rows = {name: entry["rows"] for name, entry in manifest["tables"].items()}
    seconds = time.perf_counter() - started
    return Report(folder.path, plan.blocks, kept, rows, seconds, engine.name, engine.workers, manifest["digest"])


def _check(workers: int, cluster: str | None) -> None:
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        cores = os.cpu_count() or 1
        raise invalid("workers", workers, "a whole number from 1", f"This machine has {cores} cores: workers={cores}.")
    if cluster is not None and workers != 1:
        raise InputError("generate takes one of workers and cluster. A cluster has its own workers: leave workers out.")


def _engine(folder: Folder, workers: int, cluster: str | None) -> Engine:
    if cluster is not None:
        return engines.cluster(folder, cluster)
    return engines.serial(folder) if workers == 1 else engines.processes(folder, workers)


def _settle(folder: Folder, engine: Engine, show: bool) -> tuple[dict[int, Record], int]:
    """Let the engine settle every block; return their records, and how many were found whole."""
    records: dict[int, Record] = {}
    kept = 0
    try:
        with progress(folder.plan, show) as step:
            for number, record, made in engine.blocks:
                records[number] = record
                kept += not made
                step(record, made)
    finally:
        engine.blocks.close()
        folder.sweep()
    return records, kept
