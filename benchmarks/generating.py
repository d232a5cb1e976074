"""How fast markets of any size are written, beside only writing the same rows and beside another generator.

The peer is tpchgen-cli (group bench), whose rows of orders' lines have 16 columns, text among them; ours have 7.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from clock import TELLS_PEAK, measure, of_children, processor_seconds

from course.datasets import parquet
from course.digest import digest_of_arrow
from course.generate import BLOCK, Plan, generate
from course.generate.block import builders
from course.world.columns import arrow
from course.world.simulate import live

MEMORY = (1, 4, 20)  # blocks
SCALING = 12  # blocks
STEPS = ("lived", "built", "turned to Arrow", "written", "digested")
LINES_AND_ORDERS = ("order_lines", "orders")
SLOWEST = 8  # tables named one by one
PEER_LINES = 6_001_215  # line items at scale factor 1
Row = tuple[str, str, str]
Seconds = dict[tuple[str, str], list[float]]  # by table and step, one a block


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    with tempfile.TemporaryDirectory() as place:
        yield from _throughput(Path(place), repeat)
        yield from _compressed(Path(place), repeat)
        yield from _peer(Path(place))
        yield from _memory(Path(place))
        yield from _scaling(Path(place))


# A block, step by step -------------------------------------------------------------------------------------------


def _throughput(place: Path, repeat: int) -> Iterator[Row]:
    """Order lines per processor second, made and written; the limit is writing order lines that are there."""
    plan, spent = Plan(customers=64 * BLOCK), defaultdict(list)
    lines = [_block(plan, number, place, spent) for number in range(repeat + 1)]  # the first one warms up
    a_line = {key: median(s / n for s, n in zip(values[1:], lines[1:], strict=True)) for key, values in spent.items()}

    def part(chosen: Callable[[str, str], bool]) -> float:
        return sum(value for key, value in a_line.items() if chosen(*key))

    limit, whole = a_line["order_lines", "written"], part(lambda table, step: True)
    few = part(lambda table, step: table in ("", *LINES_AND_ORDERS))
    yield "order lines only written: the limit", _rate(limit), f"{lines[-1]:,} lines, 7 columns"
    asked = "asked for: 1.5 million, 20 %"
    yield "order lines made and written, all tables", _rate(whole), f"{limit / whole:.1%} of the limit; {asked}"
    yield "order lines made and written, orders and lines alone", _rate(few), f"{limit / few:.1%} of the limit"
    only = part(lambda table, step: step == "written")
    yield "rows of all tables only written, by order line", _rate(only), f"{only / whole:.0%} of making and writing"
    for step in STEPS:
        share = part(lambda _, name, step=step: name == step)
        yield f"… of all tables: {step}", f"{share * 1e9:,.0f} ns a line", f"{share / whole:.0%}"
    yield from _by_table(a_line, whole)


def _compressed(place: Path, repeat: int) -> Iterator[Row]:
    """The limit under zstd, as other writers set it."""
    plan = Plan(customers=BLOCK)
    table = arrow(builders(plan)["order_lines"](plan.setting, live(plan.setting, plan.ids(0))))
    took = measure(lambda: parquet.write(table, place / "part", "zstd"), repeat).processor
    yield "order lines only written, with zstd instead of snappy", _rate(took / len(table)), "smaller by a seventh"


def _by_table(a_line: dict[tuple[str, str], float], whole: float) -> Iterator[Row]:
    """Yield what each table takes, built, turned to Arrow, written and digested."""
    tables: dict[str, float] = defaultdict(float)
    for (table, _), value in a_line.items():
        tables[table] += value if table else 0
    slow = sorted(tables, key=lambda table: -tables[table])[:SLOWEST]
    for table in slow:
        yield f"… of table {table}", f"{tables[table] * 1e9:,.0f} ns a line", f"{tables[table] / whole:.0%}"
    rest = sum(tables.values()) - sum(tables[table] for table in slow)
    yield f"… of the other {len(tables) - 1 - SLOWEST} tables", f"{rest * 1e9:,.0f} ns a line", f"{rest / whole:.0%}"


def _block(plan: Plan, number: int, place: Path, spent: Seconds) -> int:
    """Make one block, noting the processor seconds of each table and step; return its order lines."""

    def timed(table: str, step: str, action: Callable[[], Any]) -> Any:
        result, took = processor_seconds(action)
        spent[table, step].append(took)
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


def _rate(seconds_a_line: float) -> str:
    return f"{1 / seconds_a_line / 1e6:.2f} million a processor second"


def _peer(place: Path) -> Iterator[Row]:
    """Line items per processor second of tpchgen-cli, one thread, the same compression."""
    found = shutil.which("tpchgen-cli") or shutil.which("tpchgen-cli", path=str(Path(sys.executable).parent))
    if not found:
        yield "line items of tpchgen-cli", "–", "not installed (group bench)"
        return
    words = ["parquet", "-s", "1", "-T", "lineitem", "-o", str(place / "peer"), "-c", "SNAPPY", "-n", "1", "-q"]
    spent = of_children(lambda: subprocess.run([found, *words], check=True))
    yield "line items of tpchgen-cli, made and written", _rate(spent / PEER_LINES), "16 columns, one thread"


# Memory and workers ----------------------------------------------------------------------------------------------

_ONE_RUN = f"""{TELLS_PEAK}
from course.generate import BLOCK, Plan, generate
report = generate(Plan(customers=int(sys.argv[1]) * BLOCK, truth=sys.argv[3]), sys.argv[2], show=False)
print(report.rows["order_lines"], peak())
"""


def _memory(place: Path) -> Iterator[Row]:
    """Peak memory of one process by size, everything that Python and its packages take included."""
    if sys.platform == "win32":
        yield "peak memory", "–", "not told by this system"
        return
    for blocks, truth in [*((blocks, "none") for blocks in MEMORY), (1, "shared")]:
        command = [sys.executable, "-c", _ONE_RUN, str(blocks), str(place / "memory"), truth]
        said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        lines, peak = map(float, said.split())
        shutil.rmtree(place / "memory")
        what = "one process" if truth == "none" else "with all hidden tables: every decision lived with and without"
        yield f"peak memory at {lines / 1e6:.1f} million order lines", f"{peak:,.0f} MB", f"{what}; asked for: 500 MB"


def _scaling(place: Path) -> Iterator[Row]:
    """Order lines by seconds that pass and number of workers, starting them included."""
    alone = 0.0
    for workers in (1, 2, 4)[: 1 + (os.cpu_count() or 1) // 2]:
        report = generate(Plan(SCALING * BLOCK), place / f"workers{workers}", workers=workers, show=False)
        shutil.rmtree(report.folder)
        lines = report.rows["order_lines"]
        alone = alone or report.seconds
        remark = f"{report.seconds:.1f} s for {lines / 1e6:.1f} million; {alone / report.seconds:.2f} times one worker"
        yield f"{workers} worker{'s' * (workers > 1)}", f"{lines / report.seconds / 1e6:.2f} million a second", remark
