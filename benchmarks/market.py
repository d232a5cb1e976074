"""How fast a market is made, stage by stage, and how that compares with only writing its rows."""

from __future__ import annotations

import cProfile
import pstats
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from clock import measure

import course
from course import datasets
from course.firm import Firm

SIZES = (2_000, 20_000)
Row = tuple[str, str, str]


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    for customers in SIZES:
        yield from _latency(customers, repeat)
    yield from _stages(SIZES[-1])
    yield from _throughput(SIZES[-1], repeat)


def _made(customers: int) -> Firm:
    """Make a world and build every observed table."""
    firm = course.World(customers=customers, seed=7).observe()
    for name in firm:
        firm[name]
    return firm


def _latency(customers: int, repeat: int) -> Iterator[Row]:
    lives = measure(lambda: course.World(customers=customers, seed=7).life, repeat)
    whole = measure(lambda: _made(customers), repeat)
    yield f"{customers:,} customers, 104 weeks: lives", str(lives), "and the hidden year after"
    yield f"{customers:,} customers: all observed tables", str(whole), "lives included"


def _stages(customers: int) -> Iterator[Row]:
    """Share of each stage, i.e. of each module that the simulation calls; a profiler adds some overhead."""
    world, profile = course.World(customers=customers, seed=7), cProfile.Profile()
    profile.enable()
    lived = world.life
    profile.disable()
    seconds, total = _by_module(pstats.Stats(profile)), pstats.Stats(profile).total_tt  # type: ignore[attr-defined]
    for stage, spent in sorted(seconds.items(), key=lambda item: -item[1]):
        yield f"… of the lives: {stage}", f"{spent / total:.0%}", f"{len(lived.people):,} customers"
    yield "… of the lives: the rest of simulate", f"{1 - sum(seconds.values()) / total:.0%}", ""


def _by_module(stats: pstats.Stats) -> dict[str, float]:
    """Seconds in functions that `simulate` calls in its sister modules, by module."""
    seconds: dict[str, float] = defaultdict(float)
    for (file, _, _), (*_, callers) in stats.stats.items():  # type: ignore[attr-defined]
        path = Path(file)
        if path.parent.name != "world" or path.stem == "simulate":
            continue
        for (caller, _, _), (*_, cumulative) in callers.items():
            seconds[path.stem] += cumulative if Path(caller).name == "simulate.py" else 0
    return {stage: spent for stage, spent in seconds.items() if spent}


def _throughput(customers: int, repeat: int) -> Iterator[Row]:
    """Order lines per processor second: made in memory, made and saved, and the same frames only written."""
    firm = _made(customers)
    lines, frames = len(firm.order_lines), {name: firm[name] for name in firm}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = measure(lambda: _made(customers), repeat).processor
        saved = measure(lambda: datasets.save(_made(customers), folder / "saved"), repeat).processor
        written = measure(lambda: _write(frames, folder), repeat).processor
    yield f"order lines made, per processor second ({lines:,})", f"{lines / made / 1e3:,.0f} thousand", "all tables"
    yield "order lines made and saved", f"{lines / saved / 1e3:,.0f} thousand", "with truth and digests"
    yield "order lines only written as Parquet", f"{lines / written / 1e3:,.0f} thousand", "the same tables, zstd"
    yield "making and saving over only writing", f"{saved / written:.1f} times", "processor seconds"


def _write(frames: dict[str, pd.DataFrame], folder: Path) -> None:
    for name, frame in frames.items():
        pq.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), folder / f"{name}.parquet", compression="zstd"
        )
