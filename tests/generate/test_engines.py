"""Who makes a market changes none of its values: one process, several, a cluster, or a processor without AVX-512."""

import dataclasses
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from course.datasets import parquet, store
from course.errors import DataError, MissingPackage
from course.generate import Plan, engines, generate
from course.generate.folder import Folder
from course.world.parameters import MARKET_VERSION


@pytest.fixture(scope="module")
def digest(made):
    return store.read_manifest(made)["digest"]


def test_several_processes_make_the_same(plan, tmp_path, digest, contents, made):
    report = generate(plan, tmp_path / "out", workers=2, show=False)
    assert (report.engine, report.workers, report.digest) == ("processes", 2, digest)
    other = {"manifest.json"}  # it says who made it
    ours, theirs = contents(tmp_path / "out"), contents(made)
    assert {name: ours[name] for name in ours.keys() - other} == {name: theirs[name] for name in theirs.keys() - other}


def test_no_more_processes_are_started_than_there_are_blocks(tmp_path):
    assert generate(Plan(20), tmp_path / "out", workers=8, show=False).engine == "serial"


ELSEWHERE = """
import sys
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from course.generate import Plan, generate
print(*(name for name in __cpu_dispatch__ if __cpu_features__[name]))
print(generate(Plan(1_300, seed=5, truth="shared", block=500), sys.argv[1], show=False).digest)
"""


def features() -> list[str]:
    """Return what NumPy may use of this processor beyond what it takes for granted."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return [name for name in __cpu_dispatch__ if __cpu_features__[name]]


AVX512 = [name for name in features() if name == "X86_V4" or name.startswith("AVX512")]


@pytest.mark.parametrize("without", [AVX512, features()], ids=["without AVX-512", "with nothing beyond the baseline"])
def test_another_processor_makes_the_same(tmp_path, digest, without):
    """NumPy has other code for exp and log there, which differs in the last bit: no value may hang on it.

    Only what this processor has is switched off (NumPy warns of the rest), and the other process says what it had.
    """
    if not without:
        pytest.skip("this processor has nothing to switch off")
    variables = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(without)}
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path / "out")]
    said = subprocess.run(command, env=variables, check=True, capture_output=True, text=True)
    left, made = said.stdout.splitlines()
    assert set(left.split()) == set(features()) - set(without)
    assert made == digest
    assert "NPY_DISABLE_CPU_FEATURES" not in said.stderr


def test_no_value_hangs_on_the_last_bit(made):
    """Numbers are rounded when they are stored: what remains of a difference in the last bit is nothing."""
    parts = [parquet.read(path) for path in made.rglob("*.parquet")]
    reals = [column for part in parts for column in part.columns if pa.types.is_floating(column.type)]
    assert len(reals) > 30
    for column in reals:
        values = column.drop_null().to_numpy()
        assert (np.round(values, 8) == values).all()


# A killed worker --------------------------------------------------------------------------------------------------


def when_a_block_is_finished(folder, act):
    """Wait for the first block in a thread of its own, then act."""

    def run():
        while not list(folder.glob("blocks/*.json")):
            time.sleep(0.02)
        act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
def test_a_killed_process_is_reported_and_no_finished_block_is_lost(tmp_path):
    plan, folder = Plan(60_000, tables=["orders"], block=3_000), tmp_path / "out"
    children = Path(f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children")
    before = set(children.read_text(encoding="utf-8").split())

    def kill_the_youngest():
        os.kill(int(max(set(children.read_text(encoding="utf-8").split()) - before, key=int)), 9)

    when_a_block_is_finished(folder, kill_the_youngest)
    with pytest.raises(
        DataError, match=r"a worker was killed.*Finished blocks are kept: ask again, with fewer workers"
    ):
        generate(plan, folder, workers=2, show=False)
    kept = len(list(folder.glob("blocks/*.json")))
    assert 1 <= kept < 20
    assert generate(plan, folder, show=False).kept == kept


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="the group cluster is not installed")
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as started:
        yield started


def test_a_cluster_makes_the_same(plan, tmp_path, cluster, digest):
    report = generate(plan, tmp_path / "out", cluster=cluster.scheduler_address, show=False)
    assert (report.engine, report.workers, report.digest) == ("dask", 2, digest)


def test_a_killed_worker_of_a_cluster_loses_nothing(tmp_path, cluster):
    plan, folder = Plan(60_000, tables=["orders", "customers"], block=3_000), tmp_path / "out"

    def kill_one():
        os.kill(cluster.workers[0].process.process.pid, 9)

    killed = when_a_block_is_finished(folder, kill_one)
    report = generate(plan, folder, cluster=cluster.scheduler_address, show=False)
    killed.join(10)
    assert not killed.is_alive()
    assert report.rows["customers"] == 60_000
    assert generate(plan, folder, show=False).kept == 20
    assert report.digest == generate(plan, tmp_path / "undisturbed", show=False).digest


def test_a_cluster_goes_on_where_a_process_stopped(plan, copied, cluster, digest):
    (copied / "blocks/00001.json").unlink()
    report = generate(plan, copied, cluster=cluster.scheduler_address, show=False)
    assert (report.kept, report.digest) == (2, digest)


def test_a_folder_that_workers_do_not_share_is_noticed(plan, tmp_path):
    folder = Folder(tmp_path, plan)
    with pytest.raises(DataError, match=r"must be one that this machine and all workers share"):
        engines._shared(folder, (0, {}, True))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "http://127.0.0.1:9", "other://127.0.0.1:9"])
def test_a_cluster_that_is_not_there_is_named(plan, tmp_path, address, monkeypatch):
    pytest.importorskip("distributed", reason="the group cluster is not installed")
    monkeypatch.setattr(engines, "PATIENCE", 1)
    with pytest.raises(DataError, match=rf"no Dask scheduler answers at {address} \(.+\)\. Start one with `dask"):
        generate(plan, tmp_path / "out", cluster=address, show=False)


def test_a_cluster_without_workers_is_named(plan, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the group cluster is not installed")
    monkeypatch.setattr(engines, "PATIENCE", 1)
    scheduler = {"cls": distributed.Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    with distributed.SpecCluster(scheduler=scheduler) as empty:
        address = empty.scheduler_address
        with pytest.raises(DataError, match=rf"{address} has no workers\. Start some: dask worker {address}"):
            generate(plan, tmp_path / "out", cluster=address, show=False)


def test_a_cluster_that_is_lost_is_reported_and_no_finished_block_is_lost(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the group cluster is not installed")
    plan, folder = Plan(60_000, tables=["orders"], block=3_000), tmp_path / "out"
    with distributed.LocalCluster(1, processes=False, threads_per_worker=1, dashboard_address=":0") as lost:
        when_a_block_is_finished(folder, lost.close)
        with pytest.raises(DataError, match=r"the cluster was lost.*Finished blocks are kept: ask again\."):
            generate(plan, folder, cluster=lost.scheduler_address, show=False)
    kept = len(list(folder.glob("blocks/*.json")))
    assert 1 <= kept < 20
    assert generate(plan, folder, show=False).kept == kept


def test_a_cluster_with_another_market_is_refused(plan, tmp_path, cluster, monkeypatch):
    monkeypatch.setattr(engines, "MARKET_VERSION", "9.9")
    with pytest.raises(DataError, match=rf"has market {MARKET_VERSION}.*, here is 9\.9\. Install the same course here"):
        generate(plan, tmp_path / "out", cluster=cluster.scheduler_address, show=False)


def test_a_cluster_without_the_course_is_refused(plan, tmp_path, cluster, monkeypatch):
    def version():
        raise ModuleNotFoundError("No module named 'course'")

    monkeypatch.setattr(engines, "_version", version)
    with pytest.raises(DataError, match=r"cannot make markets \(.*No module named 'course'.*\)\. Install the same"):
        generate(plan, tmp_path / "out", cluster=cluster.scheduler_address, show=False)


def test_a_missing_package_is_named(plan, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingPackage, match=r"needs the package distributed, here and on every worker"):
        generate(plan, tmp_path / "out", cluster="tcp://here:1", show=False)


def test_a_worker_with_another_market_is_refused(plan, tmp_path):
    with pytest.raises(DataError, match=r"a worker has market .*, the plan is for 9.9. Install the same course on"):
        generate(dataclasses.replace(plan, version="9.9"), tmp_path / "out", show=False)
