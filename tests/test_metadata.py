"""What describes a dataset is derived from its declaration, and independent tools accept it."""

import json

import pytest

from course import metadata, tables
from course.datasets import store
from course.world.simulate import World


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where, firm = tmp_path_factory.mktemp("data"), World(customers=40, seed=3).observe()
    store.write(firm, where, {"origin": firm.origin})
    metadata.write(where, store.read_manifest(where), "2026-01-01")
    return where


def test_frictionless_finds_the_package_valid(folder):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["title", "type", "message"]) == []


def test_frictionless_finds_an_orphan_key(folder, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    orders = store.read(tmp_path, kind="folder").orders
    store._write_parquet(orders.assign(customer_id=999), tmp_path / "orders.parquet")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert "foreign-key" in {row[0] for row in report.flatten(["type"])}


def test_mlcroissant_reads_every_table(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert metadata.CROISSANT in str(dataset.metadata.conforms_to)
    first = next(iter(dataset.records("orders")))
    assert set(first) == {f"orders/{column}" for column in tables.dictionary("orders")["column"]}


def test_croissant_says_that_the_data_are_synthetic(folder):
    described = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert "Synthetic" in described["rai:dataCollectionType"]
    assert "do not use" in described["rai:dataLimitations"]


def test_every_file_carries_its_sha256(folder):
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        assert resource["hash"] == f"sha256:{metadata.sha256(folder / resource['path'])}"


def test_every_column_of_every_table_is_in_the_dictionary():
    page = metadata.dictionary_page()
    for name in [*tables.OBSERVED, *(f"truth.{hidden}" for hidden in tables.TRUTH)]:
        assert f"## {name}\n" in page
        for column in tables.dictionary(name)["column"]:
            assert f"| `{column}` |" in page


def test_every_reference_is_a_foreign_key():
    links = metadata.schema("order_lines")["foreignKeys"]
    assert {(one["fields"][0], one["reference"]["resource"]) for one in links} == {
        ("order_id", "orders"),
        ("product_id", "products"),
    }
