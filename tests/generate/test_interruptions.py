"""Whatever stops a run, no finished block is lost, nothing half written is taken for whole, nobody is left working."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.generate import Plan, generate

PLAN = Plan(160_000, seed=5, tables=["orders", "customers"])
WORDS = ["--customers", "160000", "--seed", "5", "--tables", "orders, customers"]


@pytest.fixture(scope="module")
def digest(tmp_path_factory):
    """Return the digest of the market that nobody interrupts."""
    return generate(PLAN, tmp_path_factory.mktemp("undisturbed"), show=False).digest


def started(tmp_path, workers):
    """Start a market of 5 blocks in another process, and wait for its first block."""
    folder = tmp_path / "market"
    command = [sys.executable, "-m", "course", "generate", *WORDS, "--out", folder, "--workers", str(workers)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list(folder.glob("blocks/*.json")):
        assert run.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return run, folder


def children_of(run):
    path = Path(f"/proc/{run.pid}/task/{run.pid}/children")
    return [int(pid) for pid in path.read_text(encoding="utf-8").split()] if path.exists() else []


def alive(pid):
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def all_end(pids):
    """Wait for processes to end."""
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(alive(pid) for pid in pids)


def finished(folder):
    """Return the records of finished blocks."""
    return {path.name: path.read_bytes() for path in folder.glob("blocks/*.json")}


def goes_on(folder, before, digest):
    """Ask again; return whether all that was finished was kept, and the market is the one nobody interrupted."""
    report = generate(PLAN, folder, show=False)
    return report.kept == len(before) and before.items() <= finished(folder).items() and report.digest == digest


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_stops_at_once_says_how_to_go_on_and_loses_no_finished_block(tmp_path, workers, digest):
    run, folder = started(tmp_path, workers)
    children = children_of(run)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=30)
    assert (run.returncode, out) == (130, "")
    before = finished(folder)
    assert 1 <= len(before) < 5
    assert f"Stopped. {len(before)} of 5 blocks are whole in {folder}: the same command goes on from there.\n" in err
    assert "Traceback" not in err
    assert list(folder.glob(".writing-*")) == []
    assert all_end(children)
    assert goes_on(folder, before, digest)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_killed_run_loses_no_finished_block_and_its_workers_end_too(tmp_path, workers, digest):
    run, folder = started(tmp_path, workers)
    children = children_of(run)
    run.kill()
    run.communicate(timeout=30)
    assert all_end(children)
    before = finished(folder)
    assert 1 <= len(before) < 5
    assert goes_on(folder, before, digest)
    assert list(folder.glob(".writing-*")) == []
