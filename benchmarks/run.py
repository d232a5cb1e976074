"""Measure how fast the course is, and print the figures as Markdown tables, to be pasted into README.md.

python benchmarks/run.py [market] [reading] [rfm] [generating] … [--repeat 5]
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import platform
import sys

from course.world.parameters import MARKET_VERSION

PARTS = ("market", "reading", "rfm", "generating")
# Those asked for by name take minutes, GB of disk, or packages of another time.
ASKED_FOR_BY_NAME = ("hundred", "rfm_hundred", "btyd", "grading", "chapters")
PACKAGES = ("numpy", "pandas", "pyarrow", "duckdb")


def main() -> int:
    """Run the parts that were asked for, each row as soon as it is known."""
    known = (*PARTS, *ASKED_FOR_BY_NAME)
    reader = argparse.ArgumentParser(description="Measure how fast the course is. Nothing is asserted.")
    reader.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(known)}; the hundreds only when named")
    reader.add_argument("--repeat", type=int, default=5, help="repetitions; the median counts (default 5)")
    asked = reader.parse_args()
    strange = sorted(set(asked.parts) - set(known))
    if strange or asked.repeat < 1:
        reader.error(
            f"there is no part {strange[0]!r}: {', '.join(known)}" if strange else "--repeat must be 1 or more"
        )
    print(f"{machine()}\nMarket {MARKET_VERSION}, {asked.repeat} repetitions.")
    for part in asked.parts or PARTS:
        print(f"\n### {part}\n\n{load()}`python benchmarks/run.py {part}`\n")
        print("| what | figure | remark |\n|---|---:|---|")
        for row in importlib.import_module(part).rows(asked.repeat):
            print("| {} | {} | {} |".format(*row), flush=True)
    return 0


def machine() -> str:
    """Say in general words what was measured on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{where}, Python {platform.python_version()}, {versions}"


def load() -> str:
    """Say how many others want a processor, where the system tells: what is shared is slower."""
    return f"Load {os.getloadavg()[0]:.1f} at the start. " if hasattr(os, "getloadavg") else ""


if __name__ == "__main__":
    sys.exit(main())
