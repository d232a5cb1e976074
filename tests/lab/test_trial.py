"""`course lab --check` starts JupyterLab for real, runs the first notebook in it, leaves nothing running."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from course import datasets
from course.lab import trial, try_out


@pytest.fixture(autouse=True)
def _data_is_fine(monkeypatch):
    monkeypatch.setattr(datasets, "verify_standard", list)


def processes(word: str) -> list[str]:
    """Return the command lines of running processes that name something (none where the system has no /proc)."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return [line for line in lines if word in line]


def test_it_runs_the_first_notebook_beside_a_busy_port_and_leaves_nothing(checkout, monkeypatch):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        monkeypatch.setattr(trial, "_free_port", lambda: port)
        tried = try_out(root=checkout)
    assert tried.problem == ""
    assert [line.split(" (")[0].split(" at http")[0] for line in tried.done] == [
        "the standard dataset is as published",
        "JupyterLab answers",
        "00_start_here ran: 1 code cells",
        "everything is stopped again",
    ]
    assert f":{port}/" not in tried.done[1]
    assert list((checkout / "work").iterdir()) == []
    assert processes(str(checkout)) == []


def test_a_cell_that_fails_is_named_and_nothing_is_left(checkout, make_notebook):
    failing = make_notebook("# 00 · Start here", ">>> 1 + 1", ">>> 1 / 0")
    (checkout / "notebooks" / "00_start_here.ipynb").write_text(json.dumps(failing), encoding="utf-8")
    tried = try_out(root=checkout)
    assert tried.problem == "00_start_here.ipynb, code cell 2: ZeroDivisionError: division by zero"
    assert processes(str(checkout)) == []


def test_a_kernel_that_hangs_is_given_up_and_stopped(checkout, make_notebook):
    hanging = make_notebook("# 00 · Start here", ">>> import time; time.sleep(600)")
    (checkout / "notebooks" / "00_start_here.ipynb").write_text(json.dumps(hanging), encoding="utf-8")
    tried = try_out(timeout=20, root=checkout)
    assert "took too long" in tried.problem or "did not answer in time" in tried.problem
    assert processes(str(checkout)) == []


def test_a_server_that_does_not_start_is_said_with_its_last_words(checkout, monkeypatch):
    monkeypatch.setattr(trial, "QUIET", ["--ServerApp.port=none"])
    tried = try_out(root=checkout)
    assert tried.problem.startswith("JupyterLab did not start: ")
    assert len(tried.problem) > len("JupyterLab did not start: ")


def test_without_a_first_notebook_the_next_step_is_said(checkout):
    (checkout / "notebooks" / "00_start_here.ipynb").unlink()
    assert "there is no chapter '00'" in try_out(root=checkout).problem


def test_a_python_without_jupyterlab_is_said(checkout, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(checkout / "no" / "python"))
    assert "No such file" in try_out(root=checkout).problem
