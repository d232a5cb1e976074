"""How far a market is: blocks, rows a second, time left. On stderr, where it does not mix with the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from course.generate.folder import Record
from course.generate.plan import Plan

Step = Callable[[Record, bool], None]

_LINES = 20  # in a file, where a bar cannot move


@dataclass
class Pace:
    """Blocks done, rows made a second and the time left, after the last block.

    Blocks that were found whole take next to no time: the clock runs from the last of them before the first that is
    made, and neither rate nor time left count them.
    """

    blocks: int
    unit: str
    since: float
    now: float = 0.0
    done: int = 0
    made: int = 0
    rows: int = 0

    def step(self, rows: int, made: bool, now: float) -> None:
        """Take note of one more block."""
        self.now, self.done = now, self.done + 1
        if made:
            self.made, self.rows = self.made + 1, self.rows + rows
        elif not self.made:
            self.since = now

    @property
    def seconds(self) -> float:
        """Return the seconds for which blocks have been made."""
        return max(self.now - self.since, 1e-9)

    def __str__(self) -> str:
        far = f"{self.done:,} of {self.blocks:,} blocks"
        if not self.made:
            return f"{far} found whole" if self.done else far
        left = timedelta(seconds=round(self.seconds / self.made * (self.blocks - self.done)))
        return f"{far}, {self.rows / self.seconds:,.0f} {self.unit}/s, {left} left"


@contextmanager
def progress(plan: Plan, show: bool) -> Iterator[Step]:
    """Give what takes note of a block and shows how far the market is: a bar, or lines where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console, counted = Console(stderr=True, highlight=False), _counted(plan)
    pace = Pace(plan.blocks, counted.replace("_", " ") or "rows", time.perf_counter())
    watched = show and console.is_terminal
    with Progress(BarColumn(), TextColumn("{task.description}"), console=console, disable=not watched) as bar:
        task = bar.add_task(str(pace), total=plan.blocks)

        def step(record: Record, made: bool) -> None:
            before = pace.done
            pace.step(_rows(record, counted), made, time.perf_counter())
            bar.update(task, advance=1, description=str(pace))
            if show and not watched and pace.done * _LINES // pace.blocks > before * _LINES // pace.blocks:
                console.print(str(pace), soft_wrap=True)

        yield step


def _counted(plan: Plan) -> str:
    """Return the table whose rows are counted: order lines, the most, where they are made; otherwise all rows."""
    return "order_lines" if "order_lines" in plan.tables else ""


def _rows(record: Record, table: str) -> int:
    return int(record[table]["rows"]) if table else sum(entry["rows"] for entry in record.values())
