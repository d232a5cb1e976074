"""One command on a fresh machine: start.py, the Makefile, what continuous integration calls."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOT_A_PERSONS = {"VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONUTF8"}  # what `make test` adds
OLD_PYTHONS = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10"]

sys.path.insert(0, str(ROOT))
import start  # noqa: E402

sys.path.remove(str(ROOT))


def run(*words: str | Path, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would, outside the environment of the tests."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
    environment = {**kept, "PYTHONIOENCODING": "utf-8", **variables}
    return subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def old_python(version: str) -> str:
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    found = [*map(str, pyenv), *filter(None, [shutil.which(f"python{version}")])]
    return next((path for path in found if run(path, "-c", "").returncode == 0), "")


@pytest.mark.parametrize("version", OLD_PYTHONS)
def test_an_old_python_says_in_one_sentence_which_one_is_needed(version: str) -> None:
    python = old_python(version)
    if not python:
        pytest.skip(f"no Python {version} here")
    done = run(python, "start.py", "lab")
    assert done.returncode == 1
    assert f"Clientela needs Python 3.11 to 3.14; this is {version} " in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("other", [(2, 7), (3, 10), (3, 15), (4, 0)])
def test_a_python_that_is_too_old_or_too_new_is_refused(other: tuple[int, int]) -> None:
    with pytest.raises(SystemExit, match=rf"needs Python 3\.11 to 3\.14; this is {other[0]}\.{other[1]} "):
        start.refuse_other_pythons(other)


@pytest.mark.parametrize("fitting", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_the_pythons_that_pyproject_names_are_let_in(fitting: tuple[int, int]) -> None:
    assert start.refuse_other_pythons(fitting) is None
    assert DECLARED["project"]["requires-python"] == ">=3.11,<3.15"


def test_start_needs_nothing_but_the_standard_library() -> None:
    sources = [ROOT / "start.py", *(ROOT / "src/course/environment").glob("*.py")]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} - set(sys.stdlib_module_names) == {"course"}
    assert {name for name in imported if name.startswith("course")} <= {
        "course.environment",
        *(f"course.environment.{path.stem}" for path in sources),
    }


def test_make_knows_each_task_and_only_calls_start() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^TASKS := (.*)$", makefile, flags=re.MULTILINE)
    assert targets
    assert targets.group(1).split() == [name for name, _, _ in start.TASKS]
    if shutil.which("make"):
        for name, _, _ in start.TASKS:
            assert run("make", "-n", name, "ARGS=-k streams").stdout.strip() == f"python3 start.py {name} -k streams"


def test_make_without_a_target_says_what_there_is() -> None:
    shown = run(BASE_PYTHON, "start.py").stdout
    assert all(re.search(rf"^  {re.escape(name)} +\S", shown, flags=re.MULTILINE) for name, _, _ in start.TASKS)


def test_continuous_integration_runs_what_anybody_runs() -> None:
    script = ROOT / ".ci/run"
    assert "make test" in script.read_text(encoding="utf-8")
    assert os.name == "nt" or os.access(script, os.X_OK)


def test_the_words_after_a_task_reach_it() -> None:
    assert start.command("test", ["-k", "streams"])[-2:] == ["-k", "streams"]
    assert start.command("lab", ["--check"]) == ["-m", "course", "lab", "--check"]
    assert start.command("progress", []) == ["-m", "course", "progress"]


def test_each_task_asks_for_groups_that_pyproject_declares() -> None:
    assert {group for _, groups, _ in start.TASKS for group in groups or ()} <= set(DECLARED["dependency-groups"])


@pytest.mark.parametrize("system", [os.name, "nt"])
def test_the_exit_code_of_the_task_is_the_exit_code(system: str) -> None:
    code = f"import os, start, sys; os.name = {system!r}; sys.exit(start.hand_over([sys.executable, '-c', 'exit(7)']))"
    assert run(BASE_PYTHON, "-c", code).returncode == 7


def test_a_python_without_pip_says_how_to_get_uv(project: Path, tmp_path: Path) -> None:
    assert run(BASE_PYTHON, "-m", "venv", "--without-pip", tmp_path / "bare").returncode == 0
    bare = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = run(bare, "start.py", "setup", cwd=project, PATH=str(bare.parent))
    assert done.returncode == 1
    assert "has no pip. Install it" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_one_command_sets_up_a_copy_without_git_wherever_it_lies(project: Path) -> None:
    done = run(BASE_PYTHON, "start.py", "setup", cwd=project, UV_COMPILE_BYTECODE="0", **_path_to_uv())
    assert done.returncode == 0, done.stderr
    python = project / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    where = run(python, "-c", "import course, pandas, jupyterlab; print(course.__file__)", cwd=project.parent)
    assert where.stdout.strip() == str(project / "src/course/__init__.py")
    again = run(BASE_PYTHON, "start.py", "setup", cwd=project)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what a ZIP of the project holds, with spaces and other letters in its path."""
    target = tmp_path_factory.mktemp("fresh") / "Zoë's Kurs и клиенты"
    for name in _files_of_the_project():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target / name)
    return target


def _files_of_the_project() -> list[str]:
    """Return what is tracked; where there is no git, everything that set-up and work have not added."""
    listed = run("git", "-c", "core.quotepath=off", "ls-files", "-z").stdout if (ROOT / ".git").exists() else ""
    if listed:
        return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", ".tools", "work", "__pycache__"}
    paths = (path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts))
    return [str(path.relative_to(ROOT)) for path in paths]


def _path_to_uv() -> dict[str, str]:
    """Point to the uv of this checkout where the Python of the system has no pip to fetch one."""
    if run(BASE_PYTHON, "-m", "pip", "--version").returncode == 0:
        return {}
    return {"PATH": os.pathsep.join([str(ROOT / ".tools/bin"), os.environ["PATH"]])}
