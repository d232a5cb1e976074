"""Croissant's own reader reads every table, and the description says that nobody real is in it."""

import json

import pytest

from course import metadata, tables


@pytest.fixture(scope="module")
def described(parquet_folder):
    return json.loads((parquet_folder / "croissant.json").read_text(encoding="utf-8"))


def opened(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def test_mlcroissant_has_nothing_to_object_to(parquet_folder, caplog):
    dataset = opened(parquet_folder)
    assert dataset.metadata.ctx.issues.errors == set()
    assert dataset.metadata.ctx.issues.warnings == set()
    assert "not standard" not in caplog.text
    assert dataset.metadata.conforms_to == list(metadata.CONFORMS_TO)
    assert {record_set.id for record_set in dataset.metadata.record_sets} == set(tables.EVERY)


@pytest.mark.parametrize("name", ["orders", "memberships", "truth.reviews", "truth.parameters"])
def test_mlcroissant_reads_a_table(parquet_folder, small_firm, name):
    records = list(opened(parquet_folder).records(name))
    hidden, _, table = name.rpartition(".")
    frame = (small_firm.truth if hidden else small_firm)[table]
    assert len(records) == len(frame)
    assert set(records[0]) == {f"{name}/{column}" for column in frame.columns}


def test_what_is_missing_is_missing_for_mlcroissant(parquet_folder, small_firm):
    shops = [record["orders/shop_id"] for record in opened(parquet_folder).records("orders")]
    assert [shop or 0 for shop in shops] == small_firm.orders["shop_id"].fillna(0).tolist()


def test_it_says_that_the_data_are_synthetic_and_what_they_are_not_for(described):
    assert described["rai:hasSyntheticData"] is True
    assert any("do not use it to learn about real customers" in limit for limit in described["rai:dataLimitations"])
    for said in ("dataBiases", "dataUseCases", "dataSocialImpact", "personalSensitiveInformation", "dataCollection"):
        assert described[f"rai:{said}"]
    assert "course.World(customers=12, weeks=104, seed=3)" in described["prov:wasGeneratedBy"]["prov:label"]


def test_it_can_be_cited(described):
    assert described["citeAs"].startswith("@misc{harbour_coffee, title = {{Harbour Coffee")
    assert "year = {2026}" in described["citeAs"]
    assert described["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert described["version"].count(".") == 2


def test_keys_and_references_are_there(described):
    sets = {record_set["@id"]: record_set for record_set in described["recordSet"]}
    assert sets["prices"]["key"] == [{"@id": "prices/product_id"}, {"@id": "prices/week"}]
    fields = {field["@id"]: field for record_set in sets.values() for field in record_set["field"]}
    assert fields["truth.weeks/week"]["references"] == {"field": {"@id": "market/week"}}
    assert sum("references" in field for field in fields.values()) == len(tables.references(tables.EVERY))


def test_a_field_says_its_levels_unit_and_limits(described):
    fields = {field["@id"]: field for record_set in described["recordSet"] for field in record_set["field"]}
    assert fields["orders/channel"]["description"] == "channel of this order (shop · web · app · phone)"
    assert fields["orders/revenue"]["description"] == "what was paid for the whole order (cents, ≥ 0)"
    assert fields["individuals/birth_date"]["dataType"] == "sc:Date"
    assert fields["orders/ordered_at"]["dataType"] == "sc:DateTime"


def test_every_file_carries_its_sha256_and_size(described, parquet_folder):
    for file in described["distribution"]:
        path = parquet_folder / file["contentUrl"]
        assert file["sha256"] == metadata.sha256(path)
        assert file["contentSize"] == f"{path.stat().st_size} B"
