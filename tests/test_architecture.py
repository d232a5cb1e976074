"""The rooms of ARCHITECTURE.md: who imports whom, what the facade offers, what `import course` costs."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import course

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src/course").rglob("*.py"))
ROOMS = sorted({path.relative_to(ROOT / "src/course").parts[0].removesuffix(".py") for path in SOURCES})
HEAVY = {
    *(
        "IPython",
        "dask",
        "distributed",
        "duckdb",
        "ipywidgets",
        "jupyterlab",
        "matplotlib",
        "narwhals",
        "numpy",
        "pandas",
    ),
    *("pandera", "polars", "pyarrow", "rich", "scipy", "seaborn", "sklearn", "statsmodels", "stepmix", "typer"),
}
SLOW_TO_START = {"dask", "distributed", "matplotlib", "pandera", "seaborn", "sklearn", "statsmodels", "stepmix"}
ONLY_ON_POSIX = {"fcntl", "grp", "posix", "pwd", "resource", "termios"}


def imported_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh Python has after running the code."""
    shown = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True).stdout.split())


def test_imports_run_one_way() -> None:
    words = ["lint-imports", "--no-cache", "--no-logo"]
    code = f"import sys; sys.argv = {words}; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", [room for room in ROOMS if not room.startswith("_")])
def test_each_room_is_on_the_page(room: str) -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## Rooms")[1].split("## ")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    assert room in {name for cell in first_cells for name in re.findall(r"`(\w+)/?`", cell)}


def test_import_course_imports_nothing_heavy() -> None:
    assert imported_by("import course") & HEAVY == set()


def test_loading_data_waits_for_no_model_and_no_figure() -> None:
    assert (
        imported_by("import course; course.load; course.World; course.claim; course.datasets") & SLOW_TO_START == set()
    )


@pytest.mark.parametrize("name", [name for name in course.__all__ if not name.startswith("_")])
def test_each_public_name_is_what_it_is_where_it_lives(name: str) -> None:
    module, attribute = course._PUBLIC[name]
    lives = importlib.import_module(module)
    assert getattr(course, name) is (getattr(lives, attribute) if attribute else lives)


def test_the_facade_lists_what_it_offers() -> None:
    public = {"load", "World", "effect", "claim", "show", "check", "hint", "solution", "datasets", "market_version"}
    assert public | {"__version__"} <= set(dir(course))
    assert set(dir(course)) == set(course.__all__)


def test_the_types_that_an_editor_sees_are_those_that_run() -> None:
    tree = ast.parse((ROOT / "src/course/__init__.py").read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {
        (alias.asname or alias.name): (node.module, alias.name)
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    said = {
        name: (module, attribute) for name, (module, attribute) in course._PUBLIC.items() if name != "market_version"
    }
    assert imported == {name: (at, of) if of else ("course", at.split(".")[1]) for name, (at, of) in said.items()}


def test_a_name_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"course has no 'laod'\. Did you mean 'load'\? It has: load, World, "):
        _ = course.laod
    with pytest.raises(AttributeError, match=r"course has no 'zzz'\. It has: load, "):
        _ = course.zzz


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT / "src").as_posix())
def test_nothing_is_imported_at_the_start_that_windows_lacks(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names = {alias.name for node in body if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in body if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} & ONLY_ON_POSIX == set()
