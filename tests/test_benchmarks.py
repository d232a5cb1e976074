"""The benchmarks run; how long they take is nobody's test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "benchmarks/run.py"


@pytest.mark.slow
@pytest.mark.parametrize("part", ["market", "reading", "rfm", "generating"])
def test_a_part_prints_a_row_for_everything_it_measured(part):
    said = subprocess.run(
        [sys.executable, RUN, part, "--repeat", "1"], capture_output=True, encoding="utf-8", check=True
    )
    rows = said.stdout.split("|---|---:|---|\n")[1].splitlines()
    assert len(rows) >= 4
    assert all(row.startswith("| ") and row.count("|") == 4 for row in rows)


def test_a_part_that_does_not_exist_is_named_with_those_that_do():
    said = subprocess.run([sys.executable, RUN, "markte"], capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 2
    assert "there is no part 'markte': market, reading, rfm, generating, hundred" in said.stderr
