"""What the machine gives: a Python, a place of its own, room on the disk, a browser, letters."""

from __future__ import annotations

import codecs
import locale
import os
import shutil
import sys
import tempfile
import webbrowser
from pathlib import Path

from course import project
from course.doctor.finding import Finding, absent, broken, well

OLDEST = (3, 11)
ROOM = 500  # megabytes: the data, students' copies and a generated larger market


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Look whether this Python is new enough."""
    text, oldest = ".".join(map(str, version)), ".".join(map(str, OLDEST))
    if version >= OLDEST:
        return well("Python", f"{text} ({sys.executable})")
    return broken(
        "Python",
        f"{text} is too old, {oldest} or newer is needed",
        "Install a newer one from https://www.python.org/downloads/ and start with it: python3.13 start.py setup",
    )


def place_of_its_own(prefix: str = sys.prefix, base: str = sys.base_prefix) -> Finding:
    """Look whether the course's packages are apart from the system's."""
    if prefix != base:
        return well("Environment", prefix)
    if os.environ.get("CONDA_PREFIX") and Path(os.environ["CONDA_PREFIX"]) == Path(prefix):
        return well("Environment", f"{prefix} (conda)")
    return absent(
        "Environment",
        "none of its own: packages are shared with the rest of the system",
        "Use the project's: python3 start.py setup, then python3 start.py doctor",
    )


def set_up_whole(root: Path | None = None, prefix: str = sys.prefix) -> Finding:
    """Look whether the project's own .venv was made to its end and fits the project as it is now."""
    from course import environment

    root = root or project.find_root()
    if root is None or Path(prefix) != root / ".venv":
        return absent("Set-up", "not made by start.py", "Nothing to do if you manage the packages yourself.")
    if reason := environment.problem(root):
        return broken("Set-up", reason, "python3 start.py setup")
    return well("Set-up", "whole, and made for this project as it is")


def checkout(root: Path | None = None) -> Finding:
    """Look whether the chapters are there: an installed package alone has none."""
    root = root or project.find_root()
    if root is None:
        return absent(
            "Chapters",
            "no checkout of the project here or above",
            "Go into the project's folder, or fetch it: see README.md",
        )
    count = len(list((root / "notebooks").glob("*.ipynb")))
    if not count:
        return broken("Chapters", f"{root / 'notebooks'} holds none", "Fetch the whole project again.")
    return well("Chapters", f"{count} in {root / 'notebooks'}")


def work_folder(root: Path | None = None) -> Finding:
    """Look whether students' copies can be written."""
    root = root or project.find_root()
    if root is None:
        return absent("work/", "there is no checkout to work in", "See Chapters.")
    work = root / "work"
    try:
        work.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=work):
            return well("work/", "can be written")
    except OSError as error:
        return broken(
            "work/",
            f"{work} cannot be written ({error.strerror or error})",
            "Give yourself the right to write there, or move the project to a folder of your own.",
        )


def disk(folder: Path | None = None) -> Finding:
    """Look whether the disk has room."""
    free = shutil.disk_usage(folder or project.find_root() or Path.cwd()).free // 1_000_000
    if free >= ROOM:
        return well("Disk", f"{free:,} MB free")
    return broken("Disk", f"{free:,} MB free, {ROOM} MB are needed", "Free some space on this disk.")


def browser() -> Finding:
    """Look for a web browser, in which JupyterLab runs."""
    try:
        return well("Browser", getattr(webbrowser.get(), "name", "") or "found")
    except webbrowser.Error:
        return absent("Browser", "none found", "Start with `course lab --no-browser` and open the printed address.")


def letters(encoding: str = "") -> Finding:
    """Look whether text is written in an encoding that knows every letter."""
    encoding = encoding or ("utf-8" if sys.flags.utf8_mode else locale.getpreferredencoding(False))
    if codecs.lookup(encoding).name == "utf-8":
        return well("Letters", "UTF-8")
    return absent(
        "Letters",
        f"{encoding}: some letters and marks may be shown as ?",
        "Set PYTHONUTF8=1 (start.py does so), or choose a UTF-8 locale.",
    )
