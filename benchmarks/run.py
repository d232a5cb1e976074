"""Measure how fast the course is, and print the figures as a Markdown table.

python benchmarks/run.py [market] [reading] [rfm] [--repeat 5]
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import sys

PARTS = ("market", "reading", "rfm")
PACKAGES = ("numpy", "pandas", "pyarrow", "duckdb")


def main() -> int:
    """Run the parts that were asked for, each row as soon as it is known."""
    reader = argparse.ArgumentParser(description="Measure how fast the course is. Nothing is asserted.")
    reader.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    reader.add_argument("--repeat", type=int, default=5, help="repetitions; the median counts (default 5)")
    asked = reader.parse_args()
    strange = sorted(set(asked.parts) - set(PARTS))
    if strange or asked.repeat < 1:
        reader.error(
            f"there is no part {strange[0]!r}: {', '.join(PARTS)}" if strange else "--repeat must be 1 or more"
        )
    print(f"{machine()}\n\n| what | figure | remark |\n|---|---:|---|")
    for part in asked.parts or PARTS:
        for row in importlib.import_module(part).rows(asked.repeat):
            print("| {} | {} | {} |".format(*row), flush=True)
    return 0


def machine() -> str:
    """Say in general words what was measured on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{where}, Python {platform.python_version()}, {versions}"


if __name__ == "__main__":
    sys.exit(main())
