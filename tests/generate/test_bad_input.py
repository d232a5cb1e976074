"""What cannot be done is said in one paragraph with the next step; what is there stays as it is."""

import dataclasses
import os
import shutil
import subprocess
import sys

import pytest

import course
from course.datasets import parquet
from course.digest import digest_of
from course.errors import DataError, InputError
from course.generate import Plan, generate
from course.world.parameters import MARKET_VERSION
from course.world.simulate import World

OTHERS = [
    ({"seed": 6}, "seed 5 (now 6)"),
    ({"customers": 1_301}, "customers 1300 (now 1301)"),
    ({"weeks": 50}, "weeks 104 (now 50)"),
    ({"parameters": {"leaving.hazard": 0.1}}, "parameters {} (now {'leaving.hazard': 0.1})"),
    ({"truth": "none"}, "truth 'shared' (now 'none')"),
    ({"tables": ["orders"]}, "names (now orders)"),
    ({"block": 600}, "block 500 (now 600)"),
    ({"seed": 6, "block": 600}, "block 500 (now 600); seed 5 (now 6). Ask for the same again"),
]


@pytest.mark.parametrize(("change", "words"), OTHERS, ids=[str(change) for change, _ in OTHERS])
def test_a_folder_with_another_market_is_left_as_it_is(copied, plan, contents, change, words):
    before = contents(copied)
    with pytest.raises(DataError) as caught:
        generate(dataclasses.replace(plan, **change), copied, show=False)
    assert words in str(caught.value)
    assert "Ask for the same again, name another folder, or remove this one." in str(caught.value)
    assert contents(copied) == before


def test_a_folder_of_another_market_version_is_left_as_it_is(copied, plan, contents):
    before = contents(copied)
    with pytest.raises(DataError) as caught:
        generate(dataclasses.replace(plan, version="9.9"), copied, show=False)
    assert str(caught.value) == (
        f"{copied} holds market {MARKET_VERSION}, this course makes 9.9. "
        "Go on with the course that began it, name another folder, or remove this one."
    )
    assert contents(copied) == before


def test_a_folder_with_somebody_elses_files_is_refused(plan, tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(
        DataError, match=r"is not empty, and no market is being made there. Name a new or an empty folder"
    ):
        generate(plan, tmp_path, show=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_place_of_the_folder_is_refused(plan, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(DataError, match="is a file, not a folder"):
        generate(plan, tmp_path / "out", show=False)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_plan_of_who_knows_which_market_is_refused(copied, plan, text, contents):
    (copied / "plan.json").write_text(text)
    before = contents(copied)
    with pytest.raises(DataError, match=r"plan.json is damaged or of another version. Remove the folder, or name"):
        generate(dataclasses.replace(plan, seed=6), copied, show=False)
    assert contents(copied) == before


def test_saving_a_firm_over_a_market_in_blocks_is_refused(copied, contents):
    before = contents(copied)
    with pytest.raises(DataError, match="holds a market written block by block"):
        course.datasets.save(World(10).observe(), copied)
    assert contents(copied) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_write_permission_is_refused(plan, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(DataError, match=r"cannot write to .* Name a folder you may write to"):
        generate(plan, tmp_path / "closed", show=False)


@pytest.mark.parametrize("name", ["file/out", "n" * 300], ids=["below a file", "too long a name"])
def test_a_place_that_cannot_be_made_is_refused(plan, tmp_path, name):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match=r"cannot write to .* Name a folder you may write to"):
        generate(plan, tmp_path / name, show=False)


def test_a_folder_that_somebody_removes_during_the_run_is_reported(plan, tmp_path, monkeypatch):
    write = parquet.write

    def remove_and_write(table, path):
        shutil.rmtree(path.parent)
        write(table, path)

    monkeypatch.setattr(parquet, "write", remove_and_write)
    with pytest.raises(DataError, match=r"No such file or directory\. Does another run write there too, or did some"):
        generate(plan, tmp_path / "out", show=False)


@pytest.fixture
def mount(tmp_path):
    """Return a function that mounts a disk with options; only the superuser of Linux can."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(options):
        if not sys.platform.startswith("linux") or os.geteuid() != 0:
            pytest.skip("only the superuser of Linux can mount a disk")
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("no disk can be mounted here")
        return place

    yield mounted
    if os.path.ismount(place):
        subprocess.run(["umount", place], check=True)


def test_a_disk_that_can_only_be_read_is_refused_whoever_asks(mount, plan):
    with pytest.raises(DataError, match=r"cannot write to .*: Read-only file system\. Name a folder you may write to"):
        generate(plan, mount("ro"), show=False)


def test_a_market_on_a_disk_that_has_become_read_only_keeps_its_blocks(mount, made, plan, contents):
    place = mount("size=20m")
    shutil.copytree(made, place / "market")
    (place / "market/blocks/00001.json").unlink()
    before = contents(place / "market")
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)
    with pytest.raises(DataError, match="Read-only file system"):
        generate(plan, place / "market", show=False)
    assert contents(place / "market") == before
    subprocess.run(["mount", "-o", "remount,rw", place], check=True)
    assert generate(plan, place / "market", show=False).kept == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_reported_and_after_some_space_is_freed_the_run_goes_on(mount, workers):
    small_disk = mount("size=1500k")
    plan = Plan(10_000, tables=["orders", "order_lines"], block=1_000)
    folder = small_disk / "market"
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    with pytest.raises(DataError, match=r"No space left on device. Finished blocks are kept: free some space"):
        generate(plan, folder, workers=workers, show=False)
    kept = len(list(folder.glob("blocks/*.json")))
    assert 1 <= kept < 10
    assert list(folder.glob(".writing-*")) == []
    (small_disk / "ballast").unlink()
    assert generate(plan, folder, show=False).kept == kept
    firm = World(plan.customers).observe()
    assert course.load(folder=folder).digest() == digest_of(firm[table] for table in plan.tables)


LIMITED = """
import resource, sys
from course.generate import Plan, generate
from course.errors import DataError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    generate(Plan(1_300, seed=5, truth="shared", block=500), sys.argv[1], show=False)
except DataError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_a_file_that_cannot_be_written_to_its_end_loses_no_finished_block(copied, plan, contents):
    """As on a full disk, without being the superuser: no file may become longer than 20 kB."""
    before = contents(copied)
    (copied / "blocks/00002.json").unlink()
    (copied / "blocks/00001.json").unlink()
    (copied / "order_lines/00001.parquet").unlink()
    command = [sys.executable, "-c", LIMITED, str(copied)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "File too large. Finished blocks are kept: free some space" in said
    assert not (copied / "order_lines/00001.parquet").exists()
    assert list(copied.glob(".writing-*")) == []
    assert generate(plan, copied, show=False).kept == 1
    assert contents(copied) == before


def test_a_write_that_fails_loses_no_finished_block(copied, plan, contents, monkeypatch):
    before = contents(copied)
    (copied / "blocks/00002.json").unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet, "write", full)
    with pytest.raises(DataError, match=r"No space left on device. Finished blocks are kept"):
        generate(plan, copied, show=False)
    monkeypatch.undo()
    assert generate(plan, copied, show=False).kept == 2
    assert contents(copied) == before


CALLS = [
    ({"workers": 0}, "workers must be a whole number from 1, got 0. This machine has"),
    ({"workers": 1.5}, "workers must be a whole number from 1"),
    ({"workers": 2, "cluster": "tcp://here:1"}, "one of workers and cluster"),
]


@pytest.mark.parametrize(("arguments", "message"), CALLS, ids=[str(arguments) for arguments, _ in CALLS])
def test_workers_that_cannot_be_are_refused_and_nothing_is_written(plan, tmp_path, arguments, message):
    with pytest.raises(InputError) as caught:
        generate(plan, tmp_path / "out", show=False, **arguments)
    assert message in str(caught.value)
    assert not (tmp_path / "out").exists()
