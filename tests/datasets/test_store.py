"""A folder of data is whole or refused; nothing is half written and no stranger's file is touched."""

import os

import pytest

from course.datasets import store
from course.errors import DataError
from course.world.simulate import World


@pytest.fixture(scope="module")
def firm():
    return World(customers=150, seed=2).observe()


@pytest.fixture
def folder(firm, tmp_path):
    store.write(firm, tmp_path / "data", {"origin": firm.origin})
    return tmp_path / "data"


def test_what_was_written_is_undamaged(folder):
    assert store.damage(folder) == []


def test_a_truncated_table_is_named_with_the_next_step(folder):
    path = folder / "orders.parquet"
    path.write_bytes(path.read_bytes()[:500])
    firm = store.read(folder, kind="folder")
    with pytest.raises(DataError, match=r"orders.parquet is damaged or cut short .* make data"):
        _ = firm.orders
    assert len(store.damage(folder)) == 1
    assert len(firm.customers) > 0


def test_a_missing_table_is_named(folder):
    (folder / "orders.parquet").unlink()
    with pytest.raises(DataError, match=r"orders.parquet is missing"):
        _ = store.read(folder, kind="folder").orders


def test_a_table_with_other_values_is_found(folder, firm):
    store._write_parquet(firm.orders.assign(revenue=1), folder / "orders.parquet")
    assert store.damage(folder) == [f"the values of orders in {folder} are not those that were written."]


def test_a_table_with_other_rows_is_refused(folder, firm):
    store._write_parquet(firm.orders.head(3), folder / "orders.parquet")
    with pytest.raises(DataError, match="has 3 rows, its manifest says"):
        _ = store.read(folder, kind="folder").orders


def test_a_table_that_breaks_its_declaration_is_refused(folder, firm):
    store._write_parquet(firm.orders.assign(channel="pigeon"), folder / "orders.parquet")
    with pytest.raises(DataError, match=r"orders in .* is not as declared"):
        _ = store.read(folder, kind="folder").orders


@pytest.mark.parametrize("text", ["", "{", '{"format": 9, "tables": {}}', "[]"])
def test_a_damaged_manifest_is_refused(folder, text):
    (folder / store.MANIFEST).write_text(text)
    with pytest.raises(DataError, match="is damaged or of another version"):
        store.read(folder, kind="folder")


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(DataError, match="there are no data of the course"):
        store.read(tmp_path, kind="folder")


def test_csv_is_told_from_a_folder_without_data(tmp_path):
    (tmp_path / "orders.csv").write_text("order_id\n1\n")
    with pytest.raises(DataError, match="holds CSV, which the course writes for other programs and does not read"):
        store.read(tmp_path, kind="folder")


def test_parquet_files_of_somebody_else_are_not_overwritten(firm, tmp_path):
    (tmp_path / "mine.parquet").write_bytes(b"precious")
    with pytest.raises(DataError, match="not the course's"):
        store.write(firm, tmp_path, {})
    assert (tmp_path / "mine.parquet").read_bytes() == b"precious"


def test_an_interrupted_write_leaves_what_was_there(folder, firm, monkeypatch):
    before = store.read(folder, kind="folder").digest()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_parquet", full)
    with pytest.raises(DataError, match="No space left on device"):
        store.write(firm, folder, {})
    assert store.read(folder, kind="folder").digest() == before
    assert not list(folder.glob(".writing-*"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_write_permission_is_refused(firm, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(DataError, match="cannot write data to"):
        store.write(firm, closed / "data", {})


def test_a_file_in_place_of_the_folder_is_refused(firm, tmp_path):
    (tmp_path / "data").write_text("x")
    with pytest.raises(DataError, match="is a file, not a folder"):
        store.write(firm, tmp_path / "data", {})
