"""What a table of tellings says of its stories: who errs by how much, who covers, with what power."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from course.study.stories.story import Story

if TYPE_CHECKING:
    from rich.table import Table

COVERED, EXCLUDED, POWER = 17, 19, 0.9  # of 20 seeds: a 95 % interval misses once in twenty by design


def verdict(story: Story, table: pd.DataFrame) -> dict[str, float]:
    """Return what the seeds say of one story.

    naive_error, error : mean of the naive answer and of the estimate less the truth; covered, excluded : seeds whose
    interval holds the truth, and does not hold the naive answer; same_side : seeds in which the naive answer errs in
    the stated direction; power : share of seeds whose interval excludes "no effect" on the truth's side, nan without
    one; right_at : mean naive error where the dial says that the naive method is right.
    """
    rows = table[table["story"] == story.label]
    plain, off = rows[rows["dial"].isna()], rows["naive"] - rows["truth"]
    wrong, right = off[rows["dial"].isna()], off[rows["dial"] == story.dial.right_at]
    sign = 1 if story.naive_error[0] > 0 else -1
    return {
        "seeds": len(plain),
        "naive_error": float(wrong.mean()),
        "error": float((plain["estimate"] - plain["truth"]).mean()),
        "same_side": int((sign * wrong > 0).sum()),
        "covered": int(plain["truth"].between(plain["low"], plain["high"]).sum()),
        "excluded": int((~plain["naive"].between(plain["low"], plain["high"])).sum()),
        "power": power(story, plain),
        "right_at": float(right.mean()),
    }


def power(story: Story, plain: pd.DataFrame) -> float:
    """Return the share of seeds whose interval lies wholly on the truth's side of "no effect"; nan without one."""
    if story.no_effect is None:
        return float("nan")
    above = plain["truth"].mean() > story.no_effect
    beyond = plain["low"] > story.no_effect if above else plain["high"] < story.no_effect
    return float(beyond.mean())


def problems(story: Story, table: pd.DataFrame) -> list[str]:
    """Return a sentence for each thing that a story promises and the table does not show."""
    found, (low, high) = verdict(story, table), sorted(story.naive_error)
    least, short = found["seeds"] * EXCLUDED / 20, []
    promises = {
        f"the naive answer is off by {low:g} to {high:g}": low <= found["naive_error"] <= high,
        "the naive answer errs to one side": found["same_side"] >= least,
        "the interval excludes the naive answer": found["excluded"] >= least,
        "the interval holds the truth": found["covered"] >= found["seeds"] * COVERED / 20,
        f"the naive answer is right within {story.dial.within:g} at {story.dial.parameter} = {story.dial.right_at:g}": (
            abs(found["right_at"]) <= story.dial.within
        ),
        f"power is at least {POWER}": not story.claims_sign or found["power"] >= POWER,
    }
    short += [promise for promise, kept in promises.items() if not kept]
    return [f"{story.label}: not true that {promise}: {_said(found)}" for promise in short]


def _said(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in found.items())


def summary(stories: Iterable[Story], table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per story that is in the table: label, unit, and its verdict."""
    known = set(table["story"])
    rows = [{"story": s.label, "unit": s.unit, **verdict(s, table)} for s in stories if s.label in known]
    return pd.DataFrame(rows)


def printed(stories: Iterable[Story], table: pd.DataFrame) -> Table:
    """Return the summary as a table to print: errors in each story's unit, at the dial that of the naive method."""
    from rich import box
    from rich.table import Table

    found = summary(stories, table)
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title="Stories against the truth, over twenty worlds")
    shown.add_column("story, unit of its errors", min_width=26)
    for heading in ("naive\nerror", "right\nerror", "holds\ntruth", "not\nnaive", "power", "at the\ndial"):
        shown.add_column(heading, justify="right")
    for row in found.to_dict("records"):
        counted = [f"{row[name]}/{row['seeds']}" for name in ("covered", "excluded")]
        power = "–" if pd.isna(row["power"]) else f"{row['power']:.2f}"
        errors = [f"{row[name]:+,.3g}" if abs(row[name]) < 1_000 else f"{row[name]:+,.0f}" for name in _ERRORS]
        shown.add_row(f"{row['story']}\n{row['unit']}", *errors[:2], *counted, power, errors[2])
    return shown


_ERRORS = ("naive_error", "error", "right_at")
