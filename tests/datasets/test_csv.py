"""CSV says what Parquet says, to the digit, and a folder of it is whole or was not touched."""

import json
import os

import numpy as np
import pandas as pd
import pytest

from course.datasets import csv, store
from course.digest import digest_of
from course.errors import DataError
from course.firm import Firm
from course.world.simulate import World

PUBLISHED = "2026-01-01"


@pytest.fixture(scope="module")
def firm():
    return World(customers=150, seed=2).observe()


@pytest.fixture(scope="module")
def written(firm, tmp_path_factory):
    folder = tmp_path_factory.mktemp("csv")
    csv.write(firm, folder, PUBLISHED)
    return folder


@pytest.fixture
def folder(firm, tmp_path):
    csv.write(firm, tmp_path / "out", PUBLISHED)
    return tmp_path / "out"


def package(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def read_as_described(folder, resource):
    """Read one file as a stranger would: by what the package says of it, and nothing else."""
    schema = resource["schema"]
    whole = {True: "int64", False: "Int64"}
    types = {"number": "float64", "boolean": "bool", "string": "str", "date": "str", "datetime": "str"}
    dtype = {
        field["name"]: whole[field["constraints"]["required"]] if field["type"] == "integer" else types[field["type"]]
        for field in schema["fields"]
    }
    frame = pd.read_csv(
        folder / resource["path"],
        dtype=dtype,
        encoding=resource["encoding"],
        keep_default_na=False,
        na_values=schema["missingValues"],
    )
    times = [field["name"] for field in schema["fields"] if field["type"] in ("date", "datetime")]
    return frame.assign(**{name: frame[name].astype("datetime64[us]") for name in times})


def test_every_table_comes_back_as_it_was_by_its_schema_alone(firm, written):
    resources = package(written)["resources"]
    assert [resource["name"] for resource in resources] == store.names(firm)
    for resource in resources:
        back, table = read_as_described(written, resource), store.table_of(firm, resource["name"])
        assert list(back.columns) == list(table.columns)
        assert digest_of([back]) == digest_of([table]), resource["name"]


def test_days_and_moments_are_iso_8601(written, firm):
    day = pd.read_csv(written / "customers.csv", dtype="str")["first_contact"]
    moment = pd.read_csv(written / "orders.csv", dtype="str")["ordered_at"]
    assert day.str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert moment.str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00").all()
    assert (pd.to_datetime(moment).to_numpy() == firm.orders["ordered_at"].to_numpy()).all()


def test_what_is_missing_is_empty(written, firm):
    lines = (written / "memberships.csv").read_text(encoding="utf-8").splitlines()
    assert sum(line.endswith(",,,") for line in lines) == firm.memberships["invited_at"].isna().sum()


def test_files_are_utf_8_without_a_mark_and_end_lines_as_unix_does(written, firm):
    content = (written / "individuals.csv").read_bytes()
    assert content.startswith(b"customer_id,")
    assert b"\r" not in content
    names = (written / "crm_web.csv").read_bytes().decode("utf-8")
    assert any(ord(letter) > 127 for letter in names)


def test_equal_data_give_equal_files(written, folder):
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in written.iterdir()
    }


def test_each_table_is_named_when_it_is_written(firm, tmp_path):
    told = []
    csv.write(firm, tmp_path / "out", PUBLISHED, told.append)
    assert told == store.names(firm)


def test_an_earlier_export_is_replaced(folder, firm):
    (folder / "orders.csv").write_text("damaged")
    package_of_before = package(folder)
    package_of_before["resources"].append({"path": "retired.csv"})
    (folder / "datapackage.json").write_text(json.dumps(package_of_before))
    (folder / "retired.csv").write_text("a table that is no more")
    csv.write(firm, folder, PUBLISHED)
    assert len(pd.read_csv(folder / "orders.csv")) == len(firm.orders)
    assert not (folder / "retired.csv").exists()


STRANGE = {
    "a table of somebody else's": {"customers.csv": "id\n1\n"},
    "somebody else's package": {
        "datapackage.json": '{"name": "mine", "resources": [{"path": "a.csv"}]}',
        "a.csv": "1",
    },
    "a package that is none": {"datapackage.json": "{", "a.csv": "1"},
    "a dataset as Parquet": {"datapackage.json": '{"name": "harbour-coffee-x", "resources": [{"path": "a.parquet"}]}'},
}


@pytest.mark.parametrize("files", STRANGE.values(), ids=STRANGE)
def test_a_folder_that_holds_something_else_is_refused(firm, tmp_path, files):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=r"holds \S+, which no export of the course wrote\. Name a new or an empty"):
        csv.write(firm, tmp_path, PUBLISHED)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == files


def test_a_note_put_beside_an_export_keeps_it_from_being_replaced(folder, firm):
    (folder / "notes.txt").write_text("precious")
    with pytest.raises(DataError, match=r"holds notes\.txt"):
        csv.write(firm, folder, PUBLISHED)


def test_a_file_in_place_of_the_folder_is_refused(firm, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(DataError, match="is a file, not a folder"):
        csv.write(firm, tmp_path / "out", PUBLISHED)


def breaking(firm, after):
    """Return the firm with a table, the one after so many, on whose way to the disk the disk is full."""

    def full():
        raise OSError(28, "No space left on device")

    loaders = {name: full if nr == after else (lambda name=name: firm[name]) for nr, name in enumerate(firm.tables)}
    hidden = {name: (lambda name=name: firm.truth[name]) for name in firm.truth.tables}
    return Firm(loaders, hidden, name=firm.name, version=firm.version, origin=firm.origin)


def test_an_interrupted_export_leaves_what_was_there(folder, firm):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DataError, match=r"cannot write data to .*No space left on device"):
        csv.write(breaking(firm, after=5), folder, PUBLISHED)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_export_interrupted_in_a_new_folder_leaves_it_empty_and_can_be_asked_for_again(firm, tmp_path):
    with pytest.raises(DataError):
        csv.write(breaking(firm, after=5), tmp_path / "out", PUBLISHED)
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "out" / ".writing-killed").mkdir()  # what a run leaves that is killed
    csv.write(firm, tmp_path / "out", PUBLISHED)
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"orders.csv", "datapackage.json", "dictionary.md"}
    assert not list((tmp_path / "out").glob(".writing-*"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_write_permission_is_refused(firm, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(DataError, match="cannot write data to"):
        csv.write(firm, tmp_path / "closed" / "out", PUBLISHED)


def test_a_moment_keeps_its_second():
    times = pd.Series(np.array(["2024-02-29T23:59:58", "NaT"], dtype="datetime64[us]"))
    assert csv._iso(times, "s").tolist()[0] == "2024-02-29T23:59:58"
    assert csv._iso(times, "D").isna().tolist() == [False, True]
