"""requirements.lock and environment.yml, made anew from pyproject.toml."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path

from course.environment import uv
from course.environment.uv import LOCK, say

CONDA = "environment.yml"
CONDA_GROUPS = ("real", "test")  # the chapters, the real transactions, and nbval to run them
OPTIONS = ("--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header")


def renew(root: Path, options: Sequence[str] = ()) -> None:
    """Resolve every group for every platform into requirements.lock, then write environment.yml.

    Pins stay where they still fit; `--upgrade` or `--upgrade-package NAME` among the options renews them.
    """
    tool = uv.find(root)
    oldest = declared(root)["project"]["requires-python"].removeprefix(">=").split(",")[0]
    chosen = [word for group in declared(root)["dependency-groups"] for word in ("--group", group)]
    draft = root / f"{LOCK}.tmp"
    shutil.copyfile(root / LOCK, draft)
    try:
        command = ["pip", "compile", *OPTIONS, "--python-version", oldest, *chosen, *options, "pyproject.toml"]
        uv.run(tool, root, *command, "-o", draft.name)
        os.replace(draft, root / LOCK)
    finally:
        draft.unlink(missing_ok=True)
    (root / CONDA).write_text(conda_environment(root), encoding="utf-8", newline="\n")
    say(f"{LOCK} and {CONDA} are in step with pyproject.toml.")


def conda_environment(root: Path) -> str:
    """Return environment.yml's text, for conda and Binder.

    It holds what pyproject.toml declares and not the lock: beside `-e .` pip accepts no hashes.
    """
    project, groups = declared(root)["project"], declared(root)["dependency-groups"]
    requirements = [*project["dependencies"], *(line for group in CONDA_GROUPS for line in groups[group])]
    return "\n".join(
        [
            "# Made from pyproject.toml by `make lock`; change it there.",
            f"name: {project['name']}",
            "channels:",
            "  - conda-forge",
            "dependencies:",
            f'  - "python{project["requires-python"]}"',
            "  - pip",
            "  - pip:",
            *(f'      - "{line}"' for line in [*requirements, "-e ."]),
            "",
        ]
    )


def declared(root: Path) -> dict:
    """Return pyproject.toml."""
    with open(root / "pyproject.toml", "rb") as file:
        return tomllib.load(file)
