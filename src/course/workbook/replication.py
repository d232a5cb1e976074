"""Whether claims hold on other worlds: each chapter's code run anew under seeds 1 to 20, without a kernel.

`book/claims.csv` has one row per claim and seed; `book/claims.json` says which code and market they came from.
Run as a module with a notebook and a file, this runs one chapter and writes its claims to the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.atomic import write_text
from course.workbook.execution import SEED, CellFailed, code_cells, code_hash, market_version, source_of
from course.workbook.shelf import Entry

if TYPE_CHECKING:
    import pandas as pd

SEEDS = range(1, 21)
COLUMNS = ["chapter", "nr", "sentence", "seed", "value", "low", "high", "held"]
ENOUGH, ENOUGH_FOR_INTERVALS = 19, 17  # of 20 seeds; a 95 % interval misses the truth once in twenty by design
TABLE, STAMP = Path("book", "claims.csv"), Path("book", "claims.json")
TIMEOUT = 1200  # seconds for one chapter on one seed


def replicate(
    entries: Iterable[Entry], root: Path, *, workers: int = 2, seeds: Iterable[int] = SEEDS, after: Callable = print
) -> list[str]:
    """Run chapters under other seeds, renew their rows in `book/claims.csv`, and return what went wrong.

    A chapter that stops under some seed keeps its former rows. `after(entry, seed)` is called after every run.
    """
    problems: list[str] = []
    for entry in entries:
        run = partial(_claims_under, entry, after=after)
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(run, seeds))
        stopped = [problem for _, problem in found if problem]
        problems += stopped
        if not stopped:
            _renew(root, entry, [row for rows, _ in found for row in rows])
    return problems


def stale_chapters(entries: Iterable[Entry], root: Path) -> list[Entry]:
    """Return the chapters whose code or market is not the one that their rows in the table came from."""
    stamp = read_stamp(root)
    return [entry for entry in entries if stamp.get(entry.name) != _stamp_of(entry)]


def forget_others(entries: Iterable[Entry], root: Path) -> None:
    """Take chapters that no longer exist out of the table and its stamp."""
    names, table, stamp = {entry.name for entry in entries}, read_table(root), read_stamp(root)
    if not set(stamp) <= names:
        _write(root, table[table["chapter"].isin(names)], {name: stamp[name] for name in stamp if name in names})


def read_table(root: Path) -> pd.DataFrame:
    """Return the table of claims: one row per chapter, claim and seed; empty where it was never made."""
    import pandas as pd

    path = root / TABLE
    return pd.read_csv(path, dtype={"chapter": "str"}) if path.exists() else pd.DataFrame(columns=COLUMNS)


def read_stamp(root: Path) -> dict[str, dict[str, str]]:
    """Return code and market by chapter, as they were when the table was made."""
    path = root / STAMP
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per claim: chapter, nr, sentence, seeds, held (how many), needed, lowest and highest value."""
    claims = table.groupby(["chapter", "nr", "sentence"], as_index=False).agg(
        seeds=("seed", "nunique"), held=("held", "sum"), lowest=("value", "min"), highest=("value", "max")
    )
    about_interval = claims["sentence"].str.contains("95 ?% interval", regex=True)
    return claims.assign(needed=about_interval.map({True: ENOUGH_FOR_INTERVALS, False: ENOUGH}))


def too_rare(table: pd.DataFrame) -> list[str]:
    """Return a sentence for each claim that was not made under every seed, or holds under too few."""
    problems: list[str] = []
    for claim in summary(table).to_dict("records"):
        name = f"{claim['chapter']}, claim {claim['nr']} ({claim['sentence']})"
        seeds, held, needed = claim["seeds"], claim["held"], claim["needed"]
        if seeds != len(SEEDS):
            problems.append(f"{name}: made under {seeds} of {len(SEEDS)} seeds; its sentence must not change")
        elif held < needed:
            problems.append(f"{name}: holds under {held} of {len(SEEDS)} seeds, {needed} are needed")
    return problems


def _claims_under(entry: Entry, seed: int, after: Callable) -> tuple[list[dict[str, Any]], str]:
    """Run one chapter in a process of its own; return its claims as rows, and why it stopped if it did."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "claims.json"
        call = [sys.executable, "-m", "course.workbook.replication", str(entry.path), str(out)]
        settings = {
            SEED: str(seed),
            "MPLBACKEND": "Agg",
            "IPYTHONDIR": folder,
            "PYTHONUTF8": "1",
            "OMP_NUM_THREADS": "1",
        }
        environment = {**os.environ, **settings}
        try:
            ran = subprocess.run(
                call, env=environment, cwd=entry.path.parent, capture_output=True, text=True, encoding="utf-8",
                timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return [], f"under seed {seed}: {entry.name} was not done after {TIMEOUT} s"
        after(entry, seed)
        if ran.returncode:
            return [], f"under seed {seed}: {(ran.stderr.strip() or 'it stopped').splitlines()[-1]}"
        rows = json.loads(out.read_text(encoding="utf-8"))
        return [{**row, "chapter": entry.name, "seed": seed} for row in rows], ""


def _renew(root: Path, entry: Entry, rows: list[dict[str, Any]]) -> None:
    """Put a chapter's rows into the table in place of its former ones, then its stamp."""
    import pandas as pd

    before = read_table(root)
    kept = before[before["chapter"] != entry.name]
    table = pd.concat([frame for frame in (kept, pd.DataFrame(rows, columns=COLUMNS)) if len(frame)] or [kept])
    _write(root, table.sort_values(["chapter", "nr", "seed"]), {**read_stamp(root), entry.name: _stamp_of(entry)})


def _write(root: Path, table: pd.DataFrame, stamp: dict[str, dict[str, str]]) -> None:
    """Write the table first and its stamp last: a table without its stamp counts as stale."""
    (root / TABLE).parent.mkdir(exist_ok=True)
    write_text(root / TABLE, table.to_csv(index=False, float_format="%.6g", lineterminator="\n"))
    write_text(root / STAMP, json.dumps(stamp, indent=1, sort_keys=True) + "\n")


def _stamp_of(entry: Entry) -> dict[str, str]:
    notebook = json.loads(entry.path.read_text(encoding="utf-8"))
    return {"code": code_hash(notebook), "market": market_version()}


def run_code(path: Path) -> list[dict[str, Any]]:
    """Run a notebook's code cells in this process and return its claims as rows; raises `CellFailed`."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from course import claims

    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    claims.clear()
    for nr, cell in enumerate(code_cells(json.loads(path.read_text(encoding="utf-8"))), start=1):
        result = shell.run_cell(source_of(cell))
        error = result.error_before_exec or result.error_in_exec
        if error:
            raise CellFailed(f"{path.stem}, code cell {nr}: {type(error).__name__}: {error}")
    return json.loads(claims.recorded().to_json(orient="records", force_ascii=False))


def _main(notebook: str, out: str) -> int:
    try:
        rows = run_code(Path(notebook))
    except CellFailed as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    write_text(Path(out), json.dumps(rows, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
