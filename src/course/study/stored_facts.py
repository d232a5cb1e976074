"""The facts of twenty worlds as they are kept: `book/realism.csv`, one row per fact, one column per seed.

`book/realism.json` says which code and market they came from.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from course.study import (
    facts,
    stylised_brands,
    stylised_effects,
    stylised_facts,
    stylised_service,
    stylised_voices,
    whose_orders,
)
from course.study.fingerprint import fingerprint

SEEDS = range(1, 21)
TABLE, STAMP = Path("book", "realism.csv"), Path("book", "realism.json")
DIGITS = 6  # significant
_CODE = (
    facts,
    stylised_brands,
    stylised_effects,
    stylised_facts,
    stylised_service,
    stylised_voices,
    whose_orders,
)


def read(root: Path) -> pd.DataFrame:
    """Return the facts as `realism.in_worlds` does; empty where they were never kept."""
    path = root / TABLE
    return pd.read_csv(path, index_col="fact").rename(columns=int) if path.exists() else pd.DataFrame()


def keep(root: Path, values: pd.DataFrame) -> None:
    """Write the facts of all twenty worlds, and what they came from."""
    text = values.to_csv(float_format=f"%.{DIGITS}g", lineterminator="\n")
    (root / TABLE).write_text(text, encoding="utf-8", newline="\n")
    (root / STAMP).write_text(json.dumps(stamp(), indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def stale(root: Path) -> bool:
    """Return whether the facts were never kept, or come from other code or another market."""
    path = root / STAMP
    return not path.exists() or json.loads(path.read_text(encoding="utf-8")) != stamp()


def stamp() -> dict[str, str]:
    """Return the fingerprint of the modules that measure the facts, and the market's version."""
    return fingerprint(_CODE)
