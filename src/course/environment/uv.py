"""uv, which installs the packages: found, or put into `.tools` by pip with its hash checked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TOOLS, LOCK = ".tools", "requirements.lock"
OLDEST = (0, 8, 4)  # the oldest that was tried: `pip install --group … --exact`, `venv --clear`
# What would turn uv to another Python than the project's.
STRANGERS = {"UV_SYSTEM_PYTHON", "UV_PYTHON", "UV_BREAK_SYSTEM_PACKAGES", "UV_NO_BUILD_ISOLATION", "VIRTUAL_ENV"}
NETWORK = "Is there a connection to the internet (behind a proxy: HTTPS_PROXY), and space on the disk?"


class SetUpError(RuntimeError):
    """Setting up cannot go on; the message says what to do."""


def find(root: Path) -> Path:
    """Return uv: of `.tools`, else of the system where it is new enough, else put into `.tools` by pip."""
    return _usable(root) or _fetch(root)


def run(uv: Path, root: Path, *arguments: str) -> None:
    """Run uv in the project's folder, its downloads shown on a terminal.

    Raises `SetUpError` with uv's last words where it fails.
    """
    variables = {name: value for name, value in os.environ.items() if name not in STRANGERS}
    variables |= {"UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}
    variables.setdefault("UV_COMPILE_BYTECODE", "1")  # else the first imports take three times as long
    said = []
    with subprocess.Popen([uv, *arguments], cwd=root, env=variables, stderr=subprocess.PIPE) as process:
        for line in process.stderr or ():
            said.append(line.decode("utf-8", "replace").rstrip())
            _show(said[-1])
    _show("")
    if process.returncode:
        raise SetUpError(_explained("\n".join(said)))


def pin_of(package: str, lock: str) -> str:
    """Return one package's pin with its hashes, as the lock's text has it."""
    found = re.search(rf"^{re.escape(package)}==(?:.*\\\n)*.*\n", lock, flags=re.MULTILINE)
    if not found:
        raise SetUpError(f"{LOCK} has no {package}: it is damaged. Fetch the project again.")
    return found.group()


def say(text: str) -> None:
    """Write a line to the terminal, apart from what a task prints."""
    print(text, file=sys.stderr, flush=True)


def _usable(root: Path) -> Path | None:
    name = "uv.exe" if os.name == "nt" else "uv"
    folders = [root / TOOLS / "bin", root / TOOLS / "Scripts", *map(Path, os.get_exec_path())]
    candidates = (folder / name for folder in folders)
    return next((uv for uv in candidates if uv.is_file() and version(uv) >= OLDEST), None)


def version(uv: Path) -> tuple[int, ...]:
    """Return uv's version, or nothing where the file is no uv that runs here."""
    try:
        answer = subprocess.run([uv, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer)
    return tuple(map(int, found.groups())) if found else ()


def _fetch(root: Path) -> Path:
    """Install the lock's uv into `.tools`; this needs neither the module venv nor a Python that may be written to."""
    say(f"  uv, which installs the packages, in {TOOLS}")
    (root / TOOLS).mkdir(exist_ok=True)
    pinned = root / TOOLS / "uv.txt"
    pinned.write_text(pin_of("uv", (root / LOCK).read_text(encoding="utf-8")), encoding="utf-8")
    options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--upgrade", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", TOOLS, "-r", f"{TOOLS}/uv.txt"]
    done = subprocess.run(command, cwd=root, env=_plain_pip(os.environ), capture_output=True, check=False)
    uv = _usable(root)
    if done.returncode or uv is None:
        raise SetUpError(_without_uv(done.stderr.decode("utf-8", "replace")))
    return uv


def _plain_pip(variables: Mapping[str, str]) -> dict[str, str]:
    """Switch off what does not go together with `--target`."""
    return {**variables, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _without_uv(said: str) -> str:
    by_hand = "Or install uv yourself (https://docs.astral.sh/uv/) and start again."
    if "No module named pip" in said:
        return (
            f"This Python ({sys.executable}) has no pip. Install it (Debian, Ubuntu: sudo apt install python3-pip; "
            f"elsewhere: python3 -m ensurepip) and start again. {by_hand}"
        )
    return f"{_last_lines(said)}\nuv could not be installed by pip: its last words are above. {NETWORK} {by_hand}"


def _explained(said: str) -> str:
    if "hash mismatch" in said.lower():
        cause = f"A package is not the one that {LOCK} names and was refused. Fetch the project again."
    else:
        cause = f"Set-up stopped: the reason is above. {NETWORK} What was downloaded is kept."
    return f"{_last_lines(said)}\n{cause} Then start it again."


def _last_lines(said: str, count: int = 12) -> str:
    return "\n".join([line for line in said.splitlines() if line.strip()][-count:])


def _show(line: str) -> None:
    """Show a download on one line of a terminal; an empty line wipes it."""
    shown = line.strip()[:70] if line.lstrip().startswith(("Downloading", "Building", "Prepared")) else ""
    if sys.stderr.isatty() and (shown or not line):
        print(f"\r    {shown:<70}", end="" if shown else "\r", file=sys.stderr, flush=True)
