"""Telling the stories in twenty worlds: `book/stories.csv`, one row per story, value of the dial and seed.

`book/stories.json` says which code and market each story's rows came from.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pandas as pd

from course.study.fingerprint import fingerprint
from course.study.stories.story import Story

SEEDS, DIAL_SEEDS = range(1, 21), range(1, 6)
COLUMNS = ["story", "dial", "seed", "naive", "estimate", "low", "high", "truth"]
TABLE, STAMP = Path("book", "stories.csv"), Path("book", "stories.json")
_ROOM = "course.study.stories."
DIGITS = 6  # significant, in the table

Rows = list[dict[str, Any]]


class Task(NamedTuple):
    """One telling: a story, the dial's value (None: as it is), a seed."""

    story: Story
    dial: float | None
    seed: int

    @property
    def world(self) -> tuple[int, str, float, int]:
        """Return what tells its world from others: stories of one world are told together."""
        turned = ("", 0.0) if self.dial is None else (self.story.dial.parameter, self.dial)
        return (self.story.customers, *turned, self.seed)


def tasks(story: Story, seeds: Iterable[int] = SEEDS, dial_seeds: Iterable[int] = DIAL_SEEDS) -> list[Task]:
    """Return all tellings of a story: every seed as the market is, some seeds with the dial turned."""
    turned = [Task(story, value, seed) for value in story.dial.values for seed in dial_seeds]
    return [Task(story, None, seed) for seed in seeds] + turned


def told(together: Sequence[Task]) -> list[dict[str, Any]]:
    """Return one row of the table per task; all tasks are of one world, which is lived once."""
    world = together[0].story.world(together[0].seed, together[0].dial)
    return [_row(task, asdict(task.story.tell(world))) for task in together]


def _row(task: Task, figures: Mapping[str, float]) -> dict[str, Any]:
    rounded = {name: float(f"{value:.{DIGITS}g}") for name, value in figures.items()}
    return {"story": task.story.label, "dial": task.dial, "seed": task.seed, **rounded}


def tell(asked: Iterable[Task], workers: int = 1, after: Callable[[Rows], object] = len) -> pd.DataFrame:
    """Return the table of these tellings: COLUMNS, by story, dial (missing where it is as it is), seed.

    after : called with the rows of each world when it is done.
    """
    worlds = [list(group) for _, group in groupby(sorted(asked, key=lambda task: task.world), lambda task: task.world)]
    rows: Rows = []
    for done in map(told, worlds) if workers == 1 else _side_by_side(worlds, workers):
        after(done)
        rows += done
    return in_order(pd.DataFrame(rows, columns=COLUMNS))


def _side_by_side(worlds: list[list[Task]], workers: int) -> Iterator[Rows]:
    with ProcessPoolExecutor(workers) as pool:
        for done in as_completed([pool.submit(told, together) for together in worlds]):
            yield done.result()


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows by story, as the market is before the dial's values, by seed."""
    return table.sort_values(["story", "dial", "seed"], na_position="first", ignore_index=True)


def read(root: Path) -> pd.DataFrame:
    """Return the stored table; empty where it was never made."""
    path = root / TABLE
    return pd.read_csv(path, dtype={"story": "str"}) if path.exists() else pd.DataFrame(columns=COLUMNS)


def renew(root: Path, stories: Sequence[Story], table: pd.DataFrame, everything: Sequence[Story]) -> None:
    """Put these stories' rows in place of their former ones, and forget stories that are no more."""
    before, labels = read(root), [story.label for story in stories]
    others = [story.label for story in everything if story.label not in labels]
    parts = [part for part in (before[before["story"].isin(others)], table) if len(part)]
    stamps = {label: stamp for label, stamp in read_stamp(root).items() if label in others}
    stamps |= {story.label: stamp_of(story) for story in stories}
    text = in_order(pd.concat(parts)).to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")
    (root / TABLE).write_text(text, encoding="utf-8", newline="\n")
    (root / STAMP).write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def read_stamp(root: Path) -> dict[str, dict[str, str]]:
    """Return code and market by story, as they were when the table was made."""
    path = root / STAMP
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def stale(root: Path, stories: Iterable[Story]) -> list[Story]:
    """Return the stories whose code or market is not the one that their rows came from."""
    stamps = read_stamp(root)
    return [story for story in stories if stamps.get(story.label) != stamp_of(story)]


def stamp_of(story: Story) -> dict[str, str]:
    """Return the fingerprint of the modules that tell a story, and the market's version."""
    return fingerprint(_told_by(story))


def _told_by(story: Story) -> list[ModuleType]:
    """Return the module of a story and those beside it that it takes something from, by name."""
    home = sys.modules[getattr(story.tell, "func", story.tell).__module__]
    used = {getattr(value, "__module__", getattr(value, "__name__", "")) for value in vars(home).values()}
    beside = {name for name in used if isinstance(name, str) and name.startswith(_ROOM)}
    return [home, *(sys.modules[name] for name in sorted(beside - {home.__name__}))]
