"""What commands print: results on stdout, progress and mistakes on stderr."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress

    from course.workbook import Entry

shown, told = Console(highlight=False), Console(stderr=True, highlight=False)


def bar_of(total: int) -> Progress:
    """Return a progress bar on stderr, where it does not mix with what a command prints."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=told)
    bar.add_task("", total=total)
    return bar


def ticker(bar: Progress) -> Callable[[Entry, object], None]:
    """Return what moves the bar on by one, naming the chapter that was done."""

    def tick(entry: Entry, _: object) -> None:
        bar.update(bar.task_ids[0], advance=1, description=entry.name)

    return tick


def listed(mark: str, lines: list[str]) -> None:
    """Print sentences with a mark in front."""
    for line in lines:
        shown.print(f"{mark} {line}", markup=False, soft_wrap=True)
