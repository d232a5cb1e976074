"""A Data Package says all that is declared, and an independent tool finds the data to be so, or not."""

import json
import shutil

import pandas as pd
import pandera.pandas as pa
import pytest

from course import metadata, tables

CONSTRAINTS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
COLUMNS = [(name, column) for name in tables.EVERY for column in tables.columns(name)]


def described(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def fields(name):
    return {field["name"]: field for field in metadata.schema(name)["fields"]}


def every_value(content):
    if isinstance(content, dict):
        content = list(content.values())
    return [each for value in content for each in every_value(value)] if isinstance(content, list) else [content]


def test_frictionless_finds_the_parquet_package_valid(parquet_folder):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(parquet_folder / "datapackage.json")).validate()
    assert report.flatten(["title", "type", "message"]) == []
    assert len(report.tasks) == len(tables.EVERY)


def test_frictionless_finds_the_csv_package_valid(csv_folder):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(csv_folder / "datapackage.json")).validate()
    assert report.flatten(["title", "type", "message"]) == []


BROKEN = {
    "an orphan key": ("orders", "customer_id", "999", "foreign-key"),
    "a hidden row of nobody": ("truth.customers", "customer_id", "999", "foreign-key"),
    "a number above its limit": ("places", "road_index", "101", "constraint-error"),
    "a number at a limit that it must stay below": ("market", "desk_load", "1.0", "constraint-error"),
    "a word that is no level": ("customers", "kind", "pigeon", "constraint-error"),
    "an empty cell": ("products", "name", "", "constraint-error"),
    "two rows with one name": ("members", "relation", "self", "primary-key"),
    "a day that is none": ("individuals", "birth_date", "1980-02-30", "type-error"),
}


@pytest.fixture(scope="module")
def faults(csv_folder, tmp_path_factory):
    """Return what frictionless finds where the second value of some columns is wrong, as (table, type of error)."""
    frictionless = pytest.importorskip("frictionless")
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(csv_folder, folder)
    for table, column, value, _ in BROKEN.values():
        spoil(folder / f"{table}.csv", column, value)
    package = described(folder)
    package["resources"] = [each for each in package["resources"] if each["name"] not in ("prices", "truth.weeks")]
    for resource in package["resources"]:
        resource.pop("hash")  # a changed file is found by its hash alone; here the values are to be
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def spoil(path, column, value):
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    if column == "relation":
        cells[2][0] = cells[1][0]
    cells[2][cells[0].index(column)] = value
    path.write_text("\n".join(map(",".join, cells)) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("table", "column", "value", "error"), BROKEN.values(), ids=BROKEN)
def test_frictionless_finds(faults, table, column, value, error):
    assert (table, error) in faults


def test_frictionless_finds_nothing_where_nothing_was_spoilt(faults):
    spoilt = {table for table, *_ in BROKEN.values()}
    depend = {link for link, to in tables.references(tables.EVERY)[["table", "to_table"]].to_numpy() if to in spoilt}
    assert {name for name, _ in faults} <= spoilt | depend


def test_frictionless_finds_a_changed_file_by_its_hash(csv_folder, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    shutil.copytree(csv_folder, tmp_path / "data")
    package = described(tmp_path / "data")
    package["resources"] = [each for each in package["resources"] if each["name"] == "places"]
    (tmp_path / "data/datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    spoil(tmp_path / "data/places.csv", "population", "7")
    report = frictionless.Package(str(tmp_path / "data/datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} == {"hash-count"}


@pytest.mark.parametrize(("name", "column"), COLUMNS, ids=[f"{name}.{column.name}" for name, column in COLUMNS])
def test_every_limit_level_and_gap_is_a_constraint(name, column):
    limits = fields(name)[column.name]["constraints"]
    assert limits.pop("required") is not column.missing
    assert limits.pop("unique", False) is column.unique
    assert limits.pop("enum", []) == list(column.levels)
    assert limits == {CONSTRAINTS[side]: limit for side, limit in column.limits.items()}


def test_limits_are_those_that_validation_checks():
    checks = tables.model("market").to_schema().columns["desk_load"].checks
    assert {check.name for check in checks} == {"greater_than", "less_than"}
    assert fields("market")["desk_load"]["constraints"] == {
        "required": True,
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
    }
    assert fields("truth.reviews")["taste"]["constraints"]["enum"] == [-1, 0, 1]


def test_a_level_with_a_comma_stays_one_level(monkeypatch):
    class Spiced(tables.Table):
        """Spices: one row per spice."""

        spice: str = tables.column("spice", levels=("salt, pepper", "none"))

    monkeypatch.setitem(tables.EVERY, "spiced", Spiced)
    assert fields("spiced")["spice"]["constraints"]["enum"] == ["salt, pepper", "none"]
    with pytest.raises(pa.errors.SchemaError):
        Spiced.validate(pd.DataFrame({"spice": ["salt"]}))


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_table_has_a_key(name):
    key = metadata.schema(name)["primaryKey"]
    assert key
    assert all(fields(name)[column]["constraints"]["required"] for column in key)


def test_keys_of_several_columns_are_named_whole():
    assert metadata.schema("prices")["primaryKey"] == ["product_id", "week"]
    assert metadata.schema("truth.effects")["primaryKey"] == ["customer_id", "intervention", "outcome"]


def test_every_reference_is_a_foreign_key():
    links = {
        (name, *link["fields"], link["reference"]["resource"], *link["reference"]["fields"])
        for name in tables.EVERY
        for link in metadata.schema(name).get("foreignKeys", [])
    }
    assert links == set(tables.references(tables.EVERY).itertuples(index=False, name=None))
    assert ("truth.reviews", "review_id", "reviews", "review_id") in links
    assert ("order_lines", "product_id", "products", "product_id") in links


def test_a_day_is_a_date_and_a_moment_is_none():
    assert fields("individuals")["birth_date"]["type"] == "date"
    assert fields("orders")["ordered_at"]["type"] == "datetime"
    assert fields("memberships")["joined_at"]["type"] == "date"


def test_a_unit_stands_apart_from_the_description():
    assert fields("orders")["revenue"]["unit"] == "cents"
    assert "unit" not in fields("orders")["ordered_at"]


def test_nothing_is_null_and_no_size_is_claimed(parquet_folder, csv_folder):
    for folder in (parquet_folder, csv_folder):
        package = described(folder)
        assert None not in every_value(package)
        assert all(resource["title"] and "bytes" not in resource for resource in package["resources"])


def test_every_file_carries_its_sha256(parquet_folder, csv_folder):
    for folder in (parquet_folder, csv_folder):
        for resource in described(folder)["resources"]:
            assert resource["hash"] == f"sha256:{metadata.sha256(folder / resource['path'])}"


def test_resources_are_named_as_the_tables_and_their_files(parquet_folder, csv_folder):
    assert [each["name"] for each in described(csv_folder)["resources"]] == list(tables.EVERY)
    assert {each["path"] for each in described(csv_folder)["resources"]} == {p.name for p in csv_folder.glob("*.csv")}
    assert all(each["path"] == f"{each['name']}.parquet" for each in described(parquet_folder)["resources"])


def test_the_package_says_which_world_it_is_and_that_it_is_one(parquet_folder):
    package = described(parquet_folder)
    assert package["sources"][0]["title"].startswith("Simulated: course.World(customers=12, weeks=104, seed=3)")
    assert package["version"].count(".") == 2
    assert package["created"] == "2026-01-01T00:00:00Z"
    assert "do not use it to learn about real customers" in package["description"]
