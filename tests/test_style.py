"""The style, the types and the spelling that hold everywhere, at the versions of the lock."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PLACES = ["src", "tests", "start.py", "notebooks", "exercises", "book", "benchmarks"]
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "docs"]


def run(tool: str, *words: str) -> None:
    """Run a tool of the group lint over the project; fail with what it says."""
    pytest.importorskip(tool, reason="the group lint is not installed")
    command = [sys.executable, "-m", tool, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command[1:])}\n{done.stdout}{done.stderr}", pytrace=False)


def present(places: list[str]) -> list[str]:
    return [place for place in places if (ROOT / place).exists()]


def test_the_rules_hold_in_code_and_in_notebooks() -> None:
    run("ruff", "check", "--quiet", "--output-format", "concise", *present(PLACES))


def test_code_has_one_form() -> None:
    run("ruff", "format", "--check", "--quiet", "--output-format", "concise", *present(PLACES))


def test_types_agree() -> None:
    run("mypy")


def test_words_are_spelled_right() -> None:
    run("codespell_lib", *present([*PAGES, *PLACES]))


def test_the_hooks_before_a_commit_have_the_versions_of_the_lock() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert {hook["id"] for hook in hooks} == {"ruff-check", "ruff-format", "mypy", "codespell"}
    for pin in {pin for hook in hooks for pin in hook["additional_dependencies"]}:
        assert re.search(rf"^{re.escape(pin)} ", LOCK, flags=re.MULTILINE), pin


def test_the_workflow_runs_the_oldest_and_the_newest_python() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, newest = matrix["python"]
    assert project["requires-python"] == f">={oldest},<3.{int(newest.split('.')[1]) + 1}"
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "windows", "macos"}
