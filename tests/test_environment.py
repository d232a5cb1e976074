"""The environment is made what the lock says; the lock and environment.yml are what pyproject.toml says."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course.environment import SetUpError, lock, problem, python_of, set_up, uv, venv

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
DECLARED = lock.declared(ROOT)
SMALL = """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "clientela"
version = "1"
requires-python = ">=3.11"
dependencies = ["iniconfig"]

[dependency-groups]
real = ["idna"]
test = ["six"]

[tool.hatch.build.targets.wheel]
packages = ["src/course"]
"""
PINS = [
    "uv",
    "editables",
    "hatchling",
    "idna",
    "iniconfig",
    "packaging",
    "pathspec",
    "pluggy",
    "six",
    "trove-classifiers",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def small(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project like ours with three tiny packages in its lock, not set up."""
    root = place / "small"
    shutil.rmtree(root, ignore_errors=True)
    (root / "src/course").mkdir(parents=True)
    (root / "src/course/__init__.py").write_text("", encoding="utf-8")
    (root / "src/course/_version.py").write_text("", encoding="utf-8")
    (root / "pyproject.toml").write_text(SMALL, encoding="utf-8")
    locked = [name for name in PINS if re.search(rf"^{name}==", LOCK, re.MULTILINE)]
    (root / "requirements.lock").write_text("".join(uv.pin_of(name, LOCK) for name in locked), encoding="utf-8")
    monkeypatch.setenv("PATH", os.pathsep.join([str(ROOT / ".tools/bin"), os.environ["PATH"]]))
    monkeypatch.setenv("UV_COMPILE_BYTECODE", "0")
    return root


@pytest.fixture
def whole(small: Path, place: Path) -> Path:
    """Return the small project, set up with the group real: once, then from a copy of its environment."""
    if (place / "kept").exists():
        shutil.copytree(place / "kept", small / ".venv", symlinks=True)
    set_up(small, ["real"])
    if not (place / "kept").exists():
        shutil.copytree(small / ".venv", place / "kept", symlinks=True)
    return small


def installed(root: Path) -> set[str]:
    """Return the names of the packages in the project's environment."""
    return {name.rsplit("-", 1)[0] for name in venv._packages(root)}


def made_again(root: Path) -> bool:
    """Set up; say whether the environment was made from nothing."""
    (root / ".venv/mark").touch()
    set_up(root, ["real"])
    assert problem(root, ["real"]) == ""
    return not (root / ".venv/mark").exists()


# ------------------------------------------------------------------------------------------------------------- set-up


def test_set_up_installs_the_runtime_and_the_groups_and_nothing_else(small: Path) -> None:
    assert problem(small) == "this is the first time"
    python = set_up(small, ["real"])
    assert installed(small) == {"clientela", "idna", "iniconfig"}
    assert problem(small, ["real"]) == ""
    where = subprocess.run([python, "-c", "import course; print(course.__file__)"], capture_output=True, text=True)
    assert where.stdout.strip() == str(small / "src/course/__init__.py")


def test_what_is_there_is_not_done_again(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uv, "run", lambda *_: pytest.fail("uv was called"))
    assert set_up(whole, ["real"]) == python_of(whole)
    assert set_up(whole) == python_of(whole)


def test_a_group_is_added_to_those_that_are_there(whole: Path) -> None:
    assert problem(whole, ["test"]) == "packages for test are to be added"
    set_up(whole, ["test"])
    assert installed(whole) == {"clientela", "idna", "iniconfig", "six"}
    assert problem(whole, ["real", "test"]) == ""


def test_what_the_lock_no_longer_has_is_taken_away(whole: Path) -> None:
    declared = (whole / "pyproject.toml").read_text(encoding="utf-8")
    (whole / "pyproject.toml").write_text(declared.replace('["iniconfig"]', "[]"), encoding="utf-8")
    assert problem(whole, ["real"]) == "requirements.lock or pyproject.toml has changed"
    set_up(whole, ["real"])
    assert installed(whole) == {"clientela", "idna"}


def test_settings_of_tools_do_not_make_the_environment_stale(whole: Path) -> None:
    with open(whole / "pyproject.toml", "a", encoding="utf-8") as file:
        file.write("[tool.ruff]\nline-length = 100\n")
    assert problem(whole, ["real"]) == ""


def test_an_interrupted_set_up_is_not_taken_for_a_whole_one(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = uv.run

    def interrupted(tool: Path, root: Path, *words: str) -> None:
        if words[0] == "pip":
            raise KeyboardInterrupt
        done(tool, root, *words)

    monkeypatch.setattr(uv, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        set_up(small, ["real"])
    monkeypatch.setattr(uv, "run", done)
    assert problem(small) == "it is not whole, set-up did not come to its end"
    assert made_again(small)


def test_adding_a_group_that_is_interrupted_leaves_no_whole_environment(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise SetUpError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(uv, "run", fails)
        with pytest.raises(SetUpError):
            set_up(whole, ["test"])
    assert problem(whole, ["real"]).startswith("it is not whole")
    assert made_again(whole)
    assert "six" in installed(whole)


def test_a_broken_python_is_replaced(whole: Path) -> None:
    python = python_of(whole)
    python.unlink()
    python.write_text("not a program", encoding="utf-8")
    assert problem(whole, ["real"]) == "its Python does not start"
    assert made_again(whole)


def test_a_package_that_is_gone_is_named_and_put_back(whole: Path) -> None:
    (gone,) = (whole / ".venv").rglob("idna-*.dist-info")
    shutil.rmtree(gone)
    assert problem(whole, ["real"]) == f"{gone.stem} is gone"
    set_up(whole, ["real"])
    assert "idna" in installed(whole)


def test_a_moved_project_is_set_up_anew(whole: Path) -> None:
    moved = whole.rename(whole.with_name("moved"))
    assert problem(moved, ["real"]) == "the project's folder was moved or copied"
    assert made_again(moved)


def test_another_python_makes_another_environment(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(venv, "_python_version", lambda: "3.99")
        assert "and this is 3.99" in problem(whole, ["real"])
        assert not venv._extendable(whole)
    assert problem(whole, ["real"]) == ""


def test_a_package_with_another_hash_is_refused(small: Path) -> None:
    pins = (small / "requirements.lock").read_text(encoding="utf-8")
    idna = uv.pin_of("idna", pins)
    other = re.sub(r"sha256:\w{4}", "sha256:0000", idna)
    (small / "requirements.lock").write_text(pins.replace(idna, other), encoding="utf-8")
    with pytest.raises(SetUpError, match=r"is not the one that requirements\.lock names and was refused"):
        set_up(small, ["real"])
    assert problem(small).startswith("it is not whole")


def test_a_tool_that_builds_with_another_hash_is_refused(small: Path) -> None:
    pins = (small / "requirements.lock").read_text(encoding="utf-8")
    built_with = uv.pin_of("hatchling", pins)
    other = re.sub(r"sha256:\w{4}", "sha256:0000", built_with)
    (small / "requirements.lock").write_text(pins.replace(built_with, other), encoding="utf-8")
    with pytest.raises(SetUpError, match="was refused"):
        set_up(small)


def test_without_a_connection_the_next_step_is_said(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(small / "empty"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    with pytest.raises(SetUpError, match=r"Is there a connection to the internet .* Then start it again\."):
        set_up(small)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """Return a folder that the tests' user may not write to, even where that user is root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield folder
    if root:
        os.seteuid(0)
    folder.rmdir()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such mark on folders")
def test_a_folder_that_cannot_be_written_to_is_named(read_only: Path) -> None:
    with pytest.raises(SetUpError, match=f"{read_only} cannot be written to .* under Documents"):
        set_up(read_only)
    assert list(read_only.iterdir()) == []


# ----------------------------------------------------------------------------------------------------------------- uv


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for uv")
@pytest.mark.parametrize("says", ["uv 0.8.3 (old)", "uv", "UltraViolet 2.0.0"])
def test_a_uv_that_is_too_old_is_passed_over(says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uv").write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    (tmp_path / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert uv._usable(tmp_path) is None


def test_a_pin_is_taken_from_the_lock_with_its_hashes_and_no_others() -> None:
    text = "uvloop==1 \\\n    --hash=sha256:aa\nuv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\nzict==3\n"
    assert uv.pin_of("uv", text) == "uv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    assert uv.pin_of("zict", text) == "zict==3\n"
    with pytest.raises(SetUpError, match=r"requirements\.lock has no uw"):
        uv.pin_of("uw", text)


# ------------------------------------------------------------------------------------------- lock and environment.yml


def pins() -> list[tuple[str, str, str]]:
    """Return name, version and the rest of its text for every pin of the lock: several where Pythons differ."""
    entries = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)((?:.*\\\n)*.*\n)", LOCK, flags=re.MULTILINE)
    return [(canonicalize_name(name), version, rest) for name, version, rest in entries]


def versions_of(name: str) -> set[str]:
    return {version for pinned, version, _ in pins() if pinned == canonicalize_name(name)}


def requirements() -> list[str]:
    groups = [line for group in DECLARED["dependency-groups"].values() for line in group]
    return [*DECLARED["project"]["dependencies"], *groups, *DECLARED["build-system"]["requires"]]


@pytest.mark.parametrize("line", requirements())
def test_the_lock_meets_what_is_declared(line: str) -> None:
    wanted = Requirement(line)
    assert versions_of(wanted.name)
    assert all(wanted.specifier.contains(version) for version in versions_of(wanted.name))


def test_every_pin_of_the_lock_has_a_hash_and_none_an_address() -> None:
    assert len(pins()) == len(re.findall(r"^\S", LOCK, flags=re.MULTILINE))
    assert all("--hash=sha256:" in rest for _, _, rest in pins())
    assert not re.search(r"https?://|--(extra-)?index|--find-links| @ |file:", LOCK)


def test_every_package_that_is_installed_here_is_in_the_lock() -> None:
    stamp = ROOT / ".venv" / venv.STAMP
    if not stamp.exists():
        pytest.skip("this environment was not made by start.py")
    for name in json.loads(stamp.read_text(encoding="utf-8"))["packages"]:
        package, version = name.rsplit("-", 1)
        if package != "clientela":
            assert version in versions_of(package)


def test_the_lock_serves_windows_and_macos_too() -> None:
    assert {"sys_platform == 'win32'", "sys_platform == 'darwin'"} <= set(re.findall(r"sys_platform == '\w+'", LOCK))


def test_environment_yml_holds_what_pyproject_declares() -> None:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == lock.conda_environment(ROOT), "run `make lock`"
    listed = yaml.safe_load(text)["dependencies"]
    (by_pip,) = (entry["pip"] for entry in listed if isinstance(entry, dict))
    groups = DECLARED["dependency-groups"]
    assert by_pip == [*DECLARED["project"]["dependencies"], *groups["real"], *groups["test"], "-e ."]
    assert "nbval" in {Requirement(line).name for line in by_pip if not line.startswith("-")}
    assert listed[:2] == [f"python{DECLARED['project']['requires-python']}", "pip"]


def test_the_versions_say_the_same_everywhere() -> None:
    import course

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert citation["version"] == course.__version__ == importlib.metadata.version("clientela")
    assert newest
    assert newest.group(1) == course.__version__


def test_the_data_are_cited_as_they_describe_themselves() -> None:
    from course.metadata.about import CREATOR, TITLE
    from course.world.parameters import MARKET_DATE, MARKET_VERSION

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    (data,) = citation["references"]
    assert (data["title"], data["authors"], data["type"]) == (TITLE, [{"name": CREATOR}], "dataset")
    assert data["version"] == f"market {MARKET_VERSION}, standard dataset"
    assert data["date-released"] == MARKET_DATE
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"> Market {MARKET_VERSION}, standard dataset." in readme
