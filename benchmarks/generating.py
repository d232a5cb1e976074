"""How fast markets of any size are written, beside only writing the same rows and beside another generator.

The peer is tpchgen-cli (group bench), whose rows of orders' lines have 16 columns, text among them; ours have 7.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from clock import measure

import course
from course.datasets import parquet
from course.digest import digest_of_arrow
from course.generate import BLOCK, Plan, generate
from course.generate.block import builders
from course.world.columns import arrow, frame
from course.world.simulate import live

LATENCY = (2_000, 20_000)
MEMORY = (4, 40)  # blocks
SCALING = 8  # blocks
STEPS = ("lived", "built", "turned to Arrow", "written", "digested")
PEER_LINES = 6_001_215  # line items at scale factor 1
Row = tuple[str, str, str]
Seconds = dict[tuple[str, str], list[float]]


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    with tempfile.TemporaryDirectory() as place:
        yield from _throughput(Path(place), repeat)
        yield from _peer(Path(place))
        yield from _memory(Path(place))
        yield from _scaling(Path(place))
    for customers in LATENCY:
        yield from _latency(customers, repeat)


# A block, step by step -------------------------------------------------------------------------------------------


def _throughput(place: Path, repeat: int) -> Iterator[Row]:
    """Order lines per processor second, made and written; the limit is writing order lines that are there."""
    plan, spent, lines = Plan(customers=64 * BLOCK), defaultdict(list), 0
    for number in range(repeat + 1):
        lines = _block(plan, number, place, spent)
    second = {key: median(values[1:]) for key, values in spent.items()}
    limit, whole = second["order_lines", "written"], sum(second.values())
    few = second["", "lived"] + sum(value for (table, _), value in second.items() if table in ("orders", "order_lines"))
    yield "order lines only written, per processor second: the limit", _rate(lines, limit), f"{lines:,} lines"
    yield "order lines made and written, all tables", _rate(lines, whole), f"{limit / whole:.0%} of the limit"
    yield "order lines made and written, orders and lines alone", _rate(lines, few), f"{limit / few:.0%} of the limit"
    for step in STEPS:
        part = sum(value for (_, name), value in second.items() if name == step)
        yield f"… of all tables: {step}", f"{part / whole:.0%}", f"{part * 1e9 / lines:,.0f} ns a line"
    written = sum(value for (_, name), value in second.items() if name == "written")
    yield "the rows of all tables only written", _rate(lines, written), f"{len(second) // 4} tables"


def _block(plan: Plan, number: int, place: Path, spent: Seconds) -> int:
    """Make one block, noting the processor seconds of each table and step; return its order lines."""

    def timed(table: str, step: str, action: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = action()
        spent[table, step].append(time.process_time() - start)
        return result

    setting, lines = plan.setting, 0
    life = timed("", "lived", lambda: live(setting, plan.ids(number)))
    for name, build in builders(plan).items():
        columns = timed(name, "built", lambda build=build: build(setting, life))
        table = timed(name, "turned to Arrow", lambda columns=columns: arrow(columns))
        timed(name, "written", lambda table=table: parquet.write(table, place / "part"))
        timed(name, "digested", lambda table=table: digest_of_arrow(table))
        lines += len(table) if name == "order_lines" else 0
    return lines


def _rate(lines: int, seconds: float) -> str:
    return f"{lines / seconds / 1e6:.2f} million"


def _peer(place: Path) -> Iterator[Row]:
    """Line items per processor second of tpchgen-cli, one thread, the same compression."""
    found = shutil.which("tpchgen-cli") or shutil.which("tpchgen-cli", path=str(Path(sys.executable).parent))
    if not found:
        yield "line items of tpchgen-cli", "–", "not installed (group bench)"
        return
    words = ["parquet", "-s", "1", "-T", "lineitem", "-o", str(place / "peer"), "-c", "ZSTD(1)", "-n", "1", "-q"]
    before = os.times()
    subprocess.run([found, *words], check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    yield "line items of tpchgen-cli, per processor second", _rate(PEER_LINES, spent), "made and written, 16 columns"


# Memory and workers ----------------------------------------------------------------------------------------------

_ONE_RUN = """
import resource, sys
from course.generate import BLOCK, Plan, generate
report = generate(Plan(customers=int(sys.argv[1]) * BLOCK), sys.argv[2], show=False)
print(report.rows["order_lines"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _memory(place: Path) -> Iterator[Row]:
    """Peak memory of one process by size, everything that Python and its packages take included."""
    if sys.platform == "win32":
        yield "peak memory", "–", "not told by this system"
        return
    unit = 2**20 if sys.platform == "darwin" else 2**10
    for blocks in MEMORY:
        command = [sys.executable, "-c", _ONE_RUN, str(blocks), str(place / f"memory{blocks}")]
        said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        lines, peak = map(int, said.split())
        shutil.rmtree(place / f"memory{blocks}")
        yield f"peak memory at {lines / 1e6:.0f} million order lines", f"{peak / unit:,.0f} MB", "one process"


def _scaling(place: Path) -> Iterator[Row]:
    """Seconds that pass, by number of workers, starting them included."""
    for workers in (1, 2, 4)[: 1 + (os.cpu_count() or 1) // 2]:
        report = generate(Plan(SCALING * BLOCK), place / f"workers{workers}", workers=workers, show=False)
        shutil.rmtree(report.folder)
        rate = f"{report.rows['order_lines'] / report.seconds / 1e6:.2f} million"
        remark = f"{report.seconds:.1f} s for {report.rows['order_lines'] / 1e6:.0f} million"
        yield f"order lines per second, {workers} worker{'s' * (workers > 1)}", rate, remark


# Small markets ---------------------------------------------------------------------------------------------------


def _latency(customers: int, repeat: int) -> Iterator[Row]:
    """Seconds until a small market is there, by stage: lives, then each table as a frame."""
    world = course.World(customers=customers, seed=7)
    setting, life = world.setting, world.life
    yield f"{customers:,} customers: the market's weeks and shelf", str(measure(lambda: _fresh(customers), repeat)), ""
    yield (
        f"{customers:,} customers: lives",
        str(measure(lambda: list(world.blocks()), repeat)),
        "the year after included",
    )
    slow = []
    for name, build in builders(Plan(customers)).items():
        slow.append((measure(lambda build=build: frame(build(setting, life)), repeat).elapsed, name))
    for seconds, name in sorted(slow, reverse=True)[:6]:
        yield f"{customers:,} customers: {name}", f"{seconds * 1e3:.0f} ms", "as a frame"
    rest = sum(seconds for seconds, _ in sorted(slow, reverse=True)[6:])
    yield f"{customers:,} customers: the other {len(slow) - 6} tables that go by customer", f"{rest * 1e3:.0f} ms", ""


def _fresh(customers: int) -> object:
    return course.World(customers=customers, seed=7).setting
