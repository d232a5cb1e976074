"""A market written in blocks is the world itself; asked again it goes on; nothing half made is taken for whole."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.compute as pc
import pytest
from pandas.testing import assert_frame_equal

import course
from course.datasets import parquet, store
from course.digest import digest_of
from course.errors import DataError, InputError
from course.generate import Plan, generate, main
from course.tables import OBSERVED, TRUTH
from course.world.of_effects import effects
from course.world.simulate import World


@pytest.fixture(scope="module")
def world(plan):
    return World(plan.customers, plan.weeks, plan.seed)


@pytest.fixture(scope="module")
def firm(made):
    return course.load(folder=made)


# The folder is the world ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", OBSERVED)
def test_a_table_is_that_of_the_world_cell_by_cell(firm, world, table):
    assert_frame_equal(firm[table], world.observe()[table])


@pytest.mark.parametrize("table", TRUTH)
def test_a_hidden_table_is_that_of_the_world_cell_by_cell(firm, world, table):
    assert_frame_equal(firm.truth[table], world.truth[table])


def test_the_folder_knows_which_world_it_is(firm, world):
    assert firm.digest() == world.observe().digest()
    assert firm.id == world.observe().id
    assert World(**firm.origin).seed == world.seed
    assert firm.tables == list(OBSERVED)


def test_blocks_of_another_size_give_the_same_tables(firm, plan, tmp_path):
    generate(dataclasses.replace(plan, block=1_300, truth="none"), tmp_path / "one", show=False)
    assert course.load(folder=tmp_path / "one").digest() == firm.digest()


def test_a_firm_without_truth_has_no_hidden_table(plan, tmp_path):
    generate(Plan(50, tables=["orders", "places"]), tmp_path / "few", show=False)
    few = course.load(folder=tmp_path / "few")
    assert (few.tables, few.truth.tables) == (["places", "orders"], [])
    assert_frame_equal(few.orders, World(50).observe().orders)


def test_tables_of_the_country_alone_are_made_too(tmp_path):
    generate(Plan(50, tables=["places"]), tmp_path / "few", show=False)
    assert len(course.load(folder=tmp_path / "few").places) > 100


def test_expected_effects_are_those_of_the_world(tmp_path):
    plan = Plan(90, seed=2, truth="expected", block=50)
    generate(plan, tmp_path / "expected", show=False)
    assert_frame_equal(
        course.load(folder=tmp_path / "expected").truth.effects, effects(World(90, seed=2), expected=True)
    )


def test_changed_parameters_are_those_of_the_market(tmp_path):
    changed = {"leaving.hazard": 0.05}
    generate(Plan(200, parameters=changed, truth="shared"), tmp_path / "changed", show=False)
    firm = course.load(folder=tmp_path / "changed")
    assert firm.digest() == World(200, parameters=changed).observe().digest()
    assert firm.truth.parameters.set_index("name")["value"]["leaving.hazard"] == 0.05


# The manifest -----------------------------------------------------------------------------------------------------


def test_the_manifest_says_who_made_it_and_the_content_of_every_part(made, plan):
    manifest = store.read_manifest(made)
    assert manifest["made"] == {"engine": "serial", "workers": 1}
    assert manifest["origin"] == {"customers": 1_300, "weeks": 104, "seed": 5}
    for table in manifest["tables"].values():
        assert table["rows"] == sum(part["rows"] for part in table["parts"])
        assert all((made / part["file"]).exists() for part in table["parts"])
        assert all(len(part["digest"]) == 16 for part in table["parts"])
    assert [part["file"] for part in manifest["tables"]["orders"]["parts"]] == [
        f"orders/0000{number}.parquet" for number in range(plan.blocks)
    ]


def test_a_part_without_rows_has_no_file(made):
    assert [path.name for path in (made / "truth.weeks").iterdir()] == ["00000.parquet"]


def test_an_undamaged_market_is_found_so(made):
    assert store.damage(made) == []


def test_other_values_in_a_part_are_found(copied):
    path = copied / "orders/00001.parquet"
    table = parquet.read(path)
    place = table.column_names.index("revenue")
    parquet.write(table.set_column(place, table.schema.field(place), pc.add(table["revenue"], 1)), path)
    assert store.damage(copied) == [f"the values of {path} are not those that were written."]


def test_a_missing_part_is_named(copied):
    (copied / "orders/00001.parquet").unlink()
    with pytest.raises(DataError, match=r"orders.00001.parquet is missing"):
        _ = course.load(folder=copied).orders


def test_the_digest_of_the_folder_changes_with_its_market(made, plan, tmp_path):
    other = generate(dataclasses.replace(plan, seed=6, truth="none"), tmp_path / "other", show=False)
    assert other.digest != store.read_manifest(made)["digest"]


# Going on ---------------------------------------------------------------------------------------------------------


def test_asked_again_nothing_is_made_anew(copied, plan, contents):
    before = contents(copied)
    report = generate(plan, copied, show=False)
    assert (report.blocks, report.kept) == (3, 3)
    assert contents(copied) == before


def spoil_nothing(folder):
    (folder / "blocks/00001.json").unlink()


def lose_a_file(folder):
    (folder / "orders/00001.parquet").unlink()


def cut_a_file_short(folder):
    path = folder / "orders/00001.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def change_a_byte(folder):
    path = folder / "order_lines/00001.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def put_another_block_there(folder):
    shutil.copy(folder / "customers/00000.parquet", folder / "customers/00001.parquet")


def cut_a_record_short(folder):
    path = folder / "blocks/00001.json"
    path.write_bytes(path.read_bytes()[:50])


def put_nonsense_in_a_record(folder):
    (folder / "blocks/00001.json").write_text('{"orders": 3}')


def forget_a_table(folder):
    path = folder / "blocks/00001.json"
    record = json.loads(path.read_text())
    del record["customers"]
    path.write_text(json.dumps(record))


SPOILED = [
    *(spoil_nothing, lose_a_file, cut_a_file_short, change_a_byte, put_another_block_there),
    *(cut_a_record_short, put_nonsense_in_a_record, forget_a_table),
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_block_that_is_not_whole_is_made_anew_and_the_others_are_kept(copied, plan, contents, spoil):
    before = contents(copied)
    spoil(copied)
    report = generate(plan, copied, show=False)
    assert report.kept == 2
    assert contents(copied) == before


def test_what_an_interrupted_run_left_half_written_is_taken_away(copied, plan, contents):
    before = contents(copied)
    (copied / ".writing-abc").mkdir()
    (copied / ".writing-abc" / "orders.parquet").write_bytes(b"half")
    generate(plan, copied, show=False)
    assert contents(copied) == before


def test_an_unfinished_market_is_not_read(copied):
    (copied / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"is not finished. Ask for it again: it goes on where it stopped"):
        course.load(folder=copied)


START = """
import sys
from course.generate import Plan, generate, main
from pathlib import Path
if __name__ == "__main__":
    sys.exit(main(200_000, Path(sys.argv[1]), seed=5, tables="orders,customers", workers=int(sys.argv[2])))
"""


def started(tmp_path, workers):
    """Start a market of 7 blocks in another process, and wait for its first block."""
    script = tmp_path / "start.py"
    script.write_text(START)
    folder = tmp_path / "market"
    run = subprocess.Popen([sys.executable, script, folder, str(workers)], stdout=subprocess.PIPE, text=True)
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


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_stops_at_once_leaves_nobody_working_and_loses_no_finished_block(tmp_path, workers):
    run, folder = started(tmp_path, workers)
    children = children_of(run)
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    finished = {path.name: path.read_bytes() for path in folder.glob("blocks/*.json")}
    assert 1 <= len(finished) < 7
    assert f"Stopped. {len(finished)} of 7 blocks are whole in {folder}: the same command goes on from there." in said
    assert "Traceback" not in said
    assert list(folder.glob(".writing-*")) == []
    assert all_end(children)
    report = generate(Plan(200_000, seed=5, tables=["orders", "customers"]), folder, show=False)
    assert report.kept == len(finished)
    assert finished.items() <= {path.name: path.read_bytes() for path in folder.glob("blocks/*.json")}.items()


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="needs /proc")
def test_when_the_run_is_killed_its_workers_end_too(tmp_path):
    run, _ = started(tmp_path, 2)
    children = children_of(run)
    assert len(children) >= 2
    run.kill()
    run.communicate(timeout=30)
    assert all_end(children)


# What can go wrong ------------------------------------------------------------------------------------------------


OTHERS = [
    ({"seed": 6}, "seed 5 (now 6)"),
    ({"customers": 1_301}, "customers 1300 (now 1301)"),
    ({"weeks": 50}, "weeks 104 (now 50)"),
    ({"parameters": {"leaving.hazard": 0.1}}, "parameters {} (now {'leaving.hazard': 0.1})"),
    ({"truth": "none"}, "truth 'shared' (now 'none')"),
    ({"tables": ["orders"]}, "now ['orders']"),
    ({"block": 600}, "block 500 (now 600)"),
    ({"version": "9.9"}, "(now '9.9')"),
]


@pytest.mark.parametrize(("change", "words"), OTHERS, ids=[str(change) for change, _ in OTHERS])
def test_a_folder_with_another_market_is_left_as_it_is(copied, plan, contents, change, words):
    before = contents(copied)
    with pytest.raises(DataError) as caught:
        generate(dataclasses.replace(plan, **change), copied, show=False)
    assert words in str(caught.value)
    assert "Ask for the same again, name another folder, or remove this one." in str(caught.value)
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
def test_a_damaged_plan_is_refused(copied, plan, text):
    (copied / "plan.json").write_text(text)
    with pytest.raises(DataError, match=r"plan.json is damaged or of another version. Remove the folder, or name"):
        generate(plan, copied, show=False)


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


def test_a_place_that_cannot_be_made_is_refused(plan, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DataError, match=r"cannot write to .* Name a folder you may write to"):
        generate(plan, tmp_path / "file" / "out", show=False)


@pytest.fixture
def small_disk(tmp_path):
    """Give a disk of 1.5 MB; only the superuser of Linux can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only the superuser of Linux can make a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_reported_and_after_some_space_is_freed_the_run_goes_on(small_disk, tmp_path, workers):
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


def test_the_command_takes_names_with_commas_and_says_what_was_made(tmp_path, capsys):
    assert main(80, tmp_path / "out", tables="orders, customers", truth="none") == 0
    said = capsys.readouterr().out
    assert f"{tmp_path / 'out'}: " in said.replace("\n", "")
    assert course.load(folder=tmp_path / "out").tables == ["customers", "orders"]
