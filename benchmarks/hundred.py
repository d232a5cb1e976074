"""A hundred million order lines, all observed tables, by two workers; beside ten million.

It takes minutes and 2 GB of disk, of a temporary folder: TMPDIR says on which.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clock import TELLS_PEAK

BLOCKS = (20, 192)  # ten and a hundred million order lines
WORKERS = 2
Row = tuple[str, str, str]

_RUN = (
    TELLS_PEAK
    + """
import json
from course.generate import BLOCK, Plan, generate
report = generate(Plan(customers=int(sys.argv[1]) * BLOCK), sys.argv[2], workers=int(sys.argv[3]), show=False)
own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "lines": report.rows["order_lines"],
    "rows": sum(report.rows.values()),
    "seconds": report.seconds,
    "processor": sum(one.ru_utime + one.ru_stime for one in (own, workers)),
    "peak": max(peak(), peak_of(resource.RUSAGE_CHILDREN)),
    "bytes": sum(file.stat().st_size for file in report.folder.rglob("*.parquet")),
}))
"""
)


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark; once, however often the others are repeated."""
    if sys.platform == "win32":
        yield "a hundred million order lines", "–", "memory is not told by this system"
        return
    runs = [_run(blocks) for blocks in BLOCKS]
    for run in runs:
        lines = f"{run['lines'] / 1e6:.1f} million order lines"
        yield (
            f"{lines}, {run['rows'] / 1e6:.0f} million rows, {WORKERS} workers",
            f"{run['seconds']:.0f} s",
            "asked for: 60 s at 100 million",
        )
        rate = f"{run['lines'] / run['processor'] / 1e6:.2f} million a processor second"
        yield f"{lines}, starting Python included", rate, f"{run['processor']:.0f} processor seconds"
        yield f"{lines}: peak memory of the largest process", f"{run['peak']:,.0f} MB", "asked for: 500 MB"
        yield (
            f"{lines}: all tables on disk",
            f"{run['bytes'] / 1e9:.2f} GB",
            f"{run['bytes'] / run['lines']:.1f} B a line",
        )
    ratio = runs[1]["peak"] / runs[0]["peak"]
    yield "peak memory at a hundred million over that at ten", f"{ratio:.2f} times", "asked for: 1.1 at most"


def _run(blocks: int) -> dict[str, float]:
    """Make that many blocks in a Python of its own."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-c", _RUN, str(blocks), str(Path(place) / "market"), str(WORKERS)]
        said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return dict(json.loads(said))
