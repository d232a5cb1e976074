"""What is wrong with an installation, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from course.doctor import machine, packages
from course.doctor.finding import ABSENT as ABSENT
from course.doctor.finding import BROKEN as BROKEN
from course.doctor.finding import WELL as WELL
from course.doctor.finding import Finding as Finding
from course.doctor.finding import broken

if TYPE_CHECKING:
    from rich.table import Table

CHECKS: tuple[Callable[[], Finding], ...] = (
    machine.python,
    machine.place_of_its_own,
    machine.set_up_whole,
    packages.nothing_missing,
    packages.versions_fit,
    packages.as_locked,
    packages.kernel,
    machine.checkout,
    packages.data,
    packages.real_data,
    machine.work_folder,
    machine.disk,
    machine.browser,
    machine.letters,
)


def examine(checks: tuple[Callable[[], Finding], ...] = CHECKS) -> list[Finding]:
    """Return what each check found; a check that itself breaks is a finding too."""
    return [_found(check) for check in checks]


def is_broken(findings: list[Finding]) -> bool:
    """Say whether something must be mended."""
    return any(finding.mark == BROKEN for finding in findings)


def table(findings: list[Finding]) -> Table:
    """Return the findings as a table for the terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table("", "what", "how it is", "next step", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for finding in findings:
        shown.add_row(*(Text(part) for part in (finding.mark, finding.what, finding.says, finding.next_step)))
    return shown


def _found(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # what ails the installation may ail the check
        name = check.__name__.replace("_", " ").capitalize()
        return broken(name, f"could not be looked at: {type(error).__name__}: {error}", "python3 start.py setup")
