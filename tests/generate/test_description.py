"""A folder of any size says what is in it, in words and for machines: Croissant's own reader reads its parts."""

import json

import pytest

import course
from course.generate import Plan, generate
from course.metadata import CONFORMS_TO, dictionary_page


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """Return the folder of a market in three blocks with some tables of customers and of the country."""
    folder = tmp_path_factory.mktemp("some") / "made"
    generate(Plan(50, tables=["customers", "orders", "places"], truth="shared", block=20), folder, show=False)
    return folder


def opened(folder):
    mlcroissant = pytest.importorskip("mlcroissant")
    return mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))


def test_mlcroissant_has_nothing_to_object_to(some, made):
    for folder in (some, made):
        dataset = opened(folder)
        assert dataset.metadata.ctx.issues.errors == set()
        assert dataset.metadata.ctx.issues.warnings == set()
        firm = course.load(folder=folder)
        assert {record_set.id for record_set in dataset.metadata.record_sets} == {
            *firm.tables,
            *(f"truth.{name}" for name in firm.truth.tables),
        }


@pytest.mark.parametrize("name", ["orders", "places", "truth.customers", "truth.parameters"])
def test_mlcroissant_reads_all_parts_of_a_table(some, name):
    firm = course.load(folder=some)
    frame = firm.truth[name.removeprefix("truth.")] if name.startswith("truth.") else firm[name]
    key = f"{name}/{frame.columns[0]}"
    records = [record[key] for record in opened(some).records(name)]
    assert [read.decode() if isinstance(read, bytes) else read for read in records] == frame.iloc[:, 0].tolist()


def test_only_tables_that_are_there_are_referred_to(some):
    sets = json.loads((some / "croissant.json").read_text(encoding="utf-8"))["recordSet"]
    fields = [field for each in sets for field in each["field"]]
    references = {field["references"]["field"]["@id"] for field in fields if "references" in field}
    assert references == {"customers/customer_id", "places/place_id"}


def test_the_description_says_which_world_it_is_and_where_to_read_on(some):
    said = json.loads((some / "croissant.json").read_text(encoding="utf-8"))
    assert said["conformsTo"] == list(CONFORMS_TO)
    assert "course.World(customers=50, weeks=104, seed=7)" in said["prov:wasGeneratedBy"]["prov:label"]
    assert (some / said["url"]).read_text(encoding="utf-8") == dictionary_page()
