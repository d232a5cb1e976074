"""`.venv`, made from requirements.lock with every hash enforced.

A stamp inside it is written last, so that no half-made environment is taken for a whole one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course.environment import uv
from course.environment.uv import LOCK, SetUpError, say

VENV, STAMP = ".venv", "clientela.json"


def python_of(root: Path) -> Path:
    """Return the path of the environment's Python, whether it exists or not."""
    return root / VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(root: Path, groups: Iterable[str] = ()) -> Path:
    """Make `.venv` hold the runtime and the groups, as the lock has them; return its Python.

    Nothing happens where all of it is there. Raises `SetUpError` where the folder cannot be written,
    uv cannot be had or a package cannot be installed.
    """
    groups = list(groups)
    if reason := problem(root, groups):
        started = time.monotonic()
        say(f"Setting up Clientela in {VENV}: {reason}.")
        _check_writable(root)
        _make(root, sorted({*groups, *_stamp(root).get("groups", [])}))
        say(f"Set up in {time.monotonic() - started:.0f} s.")
    return python_of(root)


def problem(root: Path, groups: Iterable[str] = ()) -> str:
    """Return why `.venv` is not whole or not current, or an empty string."""
    if not (root / VENV).exists():
        return "this is the first time"
    stamp = _stamp(root)
    if not stamp.get("complete"):
        return "it is not whole, set-up did not come to its end"
    if stamp["root"] != str(root):
        return "the project's folder was moved or copied"
    if stamp["python"] != _python_version():
        return f"it has Python {stamp['python']}, and this is {_python_version()}"
    if stamp["wanted"] != _wanted(root):
        return f"{LOCK} or pyproject.toml has changed"
    return _lacking(root, stamp, groups)


def _lacking(root: Path, stamp: dict[str, Any], groups: Iterable[str]) -> str:
    if missing := sorted(set(groups) - set(stamp["groups"])):
        return f"packages for {', '.join(missing)} are to be added"
    if gone := sorted(set(stamp["packages"]) - _packages(root)):
        return f"{gone[0]} is gone" + (f", with {len(gone) - 1} others" if gone[1:] else "")
    return "" if _runs(python_of(root)) else "its Python does not start"


def _make(root: Path, groups: list[str]) -> None:
    """Make the environment anew, or add what it lacks; say that it is complete only when it is."""
    tool = uv.find(root)
    if not _extendable(root):
        say(f"  Python {_python_version()}")
        base = getattr(sys, "_base_executable", "") or sys.executable
        uv.run(tool, root, "venv", "--quiet", "--clear", "--prompt", "clientela", "--python", base, VENV)
    _write_stamp(root, groups, complete=False)
    say(f"  packages of {LOCK}, each checked against its hash")
    target = ["--python", str(python_of(root).relative_to(root)), "--exact"]
    chosen = [word for group in groups for word in ("--group", group)]
    uv.run(tool, root, "pip", "install", *target, "-c", LOCK, "-b", LOCK, "-r", "pyproject.toml", *chosen, "-e", ".")
    _write_stamp(root, groups, complete=True)


def _extendable(root: Path) -> bool:
    """Say whether `.venv` was made here, with this Python, to its end, and runs: then packages can be added to it.

    After an interruption they cannot: a half-copied package looks installed.
    """
    stamp = _stamp(root)
    ours = stamp.get("complete") and (stamp["root"], stamp["python"]) == (str(root), _python_version())
    return bool(ours) and _runs(python_of(root))


def _stamp(root: Path) -> dict[str, Any]:
    try:
        return json.loads((root / VENV / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_stamp(root: Path, groups: list[str], *, complete: bool) -> None:
    said = {
        "complete": complete,
        "root": str(root),
        "python": _python_version(),
        "wanted": _wanted(root),
        "groups": groups,
        "packages": sorted(_packages(root)),
    }
    temporary = root / VENV / f"{STAMP}.tmp"
    temporary.write_text(json.dumps(said, indent=1), encoding="utf-8")
    os.replace(temporary, root / VENV / STAMP)


def _wanted(root: Path) -> str:
    """Return a digest of what should be installed: the lock, the declared dependencies, the project's version."""
    with open(root / "pyproject.toml", "rb") as file:
        declared = tomllib.load(file)
    parts = {key: declared[key] for key in ("build-system", "project", "dependency-groups")}
    files = [root / LOCK, root / "src/course/_version.py"]
    content = b"".join([json.dumps(parts, sort_keys=True).encode(), *(file.read_bytes() for file in files)])
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def _packages(root: Path) -> set[str]:
    """Return name and version of every installed distribution."""
    places = [*(root / VENV).glob("lib/python*/site-packages"), root / VENV / "Lib/site-packages"]
    return {found.name.removesuffix(".dist-info") for place in places for found in place.glob("*.dist-info")}


def _runs(python: Path) -> bool:
    try:
        return not subprocess.run([python, "-c", ""], capture_output=True, timeout=60, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def _check_writable(root: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise SetUpError(
            f"The folder {root} cannot be written to ({error.strerror}). Copy the project into a folder of your own, "
            "for example under Documents, and start it there."
        ) from None


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"
