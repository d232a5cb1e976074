"""Whatever is wrong with a dataset is said in a sentence; nothing is said of one that is right."""

import json

import pytest

from course import metadata
from course.datasets import datasheet, store, verify
from course.datasets.digests import digests_of
from course.firm import Firm
from course.world.parameters import MARKET_DATE
from course.world.simulate import World


@pytest.fixture(scope="module")
def firm():
    return World(customers=150, seed=2).observe()


@pytest.fixture
def wanted(firm):
    return digests_of(firm)


@pytest.fixture
def folder(firm, tmp_path):
    write(firm, tmp_path / "data")
    return tmp_path / "data"


def write(firm, folder):
    store.write(firm, folder, {"origin": firm.origin})
    metadata.write(folder, store.read_manifest(folder), MARKET_DATE)


def changed(firm, name, **columns):
    """Return the firm with other columns in one of its tables."""
    tables = {table: store.table_of(firm, table) for table in store.names(firm)}
    tables[name] = tables[name].assign(**columns)
    shown = {table: (lambda of=of: of) for table, of in tables.items() if not table.startswith("truth.")}
    hidden = {table[6:]: (lambda of=of: of) for table, of in tables.items() if table.startswith("truth.")}
    return Firm(shown, hidden, name=firm.name, version=firm.version, origin=firm.origin)


def told(problems):
    assert len(problems) == 1, problems
    return problems[0]


def test_a_dataset_that_is_right_has_nothing_wrong(folder, wanted):
    assert verify.problems(folder, wanted) == []


def test_nothing_there_is_said_once(tmp_path, wanted):
    assert "there are no data of the course" in told(verify.problems(tmp_path, wanted))


def test_a_missing_table_is_named(folder, wanted):
    (folder / "orders.parquet").unlink()
    assert "orders.parquet is missing" in told(verify.problems(folder, wanted))


def test_a_value_of_the_truth_that_its_manifest_does_not_know_is_found(folder, firm, wanted):
    store._write_parquet(firm.truth.weeks.assign(alive=False), folder / "truth.weeks.parquet")
    assert "the values of truth.weeks" in told(verify.problems(folder, wanted))


def test_other_data_with_a_manifest_of_their_own_are_not_the_published_ones(firm, wanted, tmp_path):
    write(changed(firm, "orders", revenue=firm.orders["revenue"] + 1), tmp_path)
    sentence = told(verify.problems(tmp_path, wanted))
    assert sentence.startswith(f"{firm.name} is not that of market")
    assert wanted[firm.name] in sentence


def test_another_truth_behind_the_same_tables_is_not_the_published_one(firm, wanted, tmp_path):
    other = firm.truth.customers["profit_next_year"] + 1
    write(changed(firm, "truth.customers", profit_next_year=other), tmp_path)
    assert told(verify.problems(tmp_path, wanted)).startswith(f"{firm.name} truth is not that of market")


def test_digests_published_before_there_was_one_of_the_truth_still_count(folder, firm, wanted):
    assert verify.problems(folder, {firm.name: wanted[firm.name]}) == []


def test_a_market_that_is_not_published_is_said_to_be_none(folder):
    assert "has not been published" in told(verify.problems(folder, {}))


def test_an_orphan_key_is_counted(firm, tmp_path):
    nobody = firm.orders["customer_id"].where(firm.orders.index > 2, 9_999)
    other = changed(firm, "orders", customer_id=nobody)
    write(other, tmp_path)
    sentence = told(verify.problems(tmp_path, digests_of(other)))
    assert sentence == "3 values of orders.customer_id are not found in customers.customer_id."


def test_a_hidden_row_of_nobody_is_an_orphan_too(firm, tmp_path):
    other = changed(firm, "truth.reviews", review_id=range(len(firm.truth.reviews)))
    assert "of truth.reviews.review_id are not found in reviews.review_id." in told(verify.orphans(other))


def test_a_key_that_is_missing_is_no_orphan(firm):
    assert firm.orders["shop_id"].isna().any()
    assert verify.orphans(firm) == []


def test_a_value_that_breaks_its_declaration_is_named(firm, tmp_path):
    other = changed(firm, "orders", channel="pigeon")
    write(other, tmp_path)
    assert "the table orders" in told(verify.problems(tmp_path, digests_of(other)))


def test_another_version_of_the_market_is_named(folder, wanted):
    manifest = json.loads((folder / store.MANIFEST).read_text())
    (folder / store.MANIFEST).write_text(json.dumps({**manifest, "market_version": "0.0"}))
    assert "holds market 0.0" in told(verify.problems(folder, wanted))


def test_tables_too_few_and_too_many_are_named(folder, wanted):
    manifest = json.loads((folder / store.MANIFEST).read_text())
    manifest["tables"]["spices"] = manifest["tables"].pop("orders")
    (folder / "orders.parquet").rename(folder / "spices.parquet")
    (folder / store.MANIFEST).write_text(json.dumps(manifest))
    lacking, strange = verify.problems(folder, wanted)
    assert "lacks orders" in lacking
    assert "not declared: spices" in strange


@pytest.mark.parametrize("name", ["datapackage.json", "croissant.json", "dictionary.md"])
def test_a_description_that_is_out_of_date_is_named(folder, wanted, name):
    (folder / name).write_text((folder / name).read_text(encoding="utf-8").replace("customer", "client", 1))
    assert f"{name} is missing or out of date" in told(verify.problems(folder, wanted))
    (folder / name).unlink()
    assert f"{name} is missing or out of date" in told(verify.problems(folder, wanted))


def test_a_datasheet_with_the_numbers_of_other_data_is_named(folder, firm, wanted):
    (folder / datasheet.FILE).write_text(
        "# Sheet\n\n<!-- derived: rows -->\n| `orders` | 7 |\n<!-- end -->\n\nProse.\n"
    )
    assert "datasheet.md is missing or out of date" in told(verify.problems(folder, wanted))
    datasheet.renew(folder, firm)
    assert verify.problems(folder, wanted) == []
    text = (folder / datasheet.FILE).read_text(encoding="utf-8")
    assert f"| `orders` | {len(firm.orders):,} | 6 |" in text
    assert text.startswith("# Sheet\n\n<!-- derived: rows -->")
    assert text.endswith("<!-- end -->\n\nProse.\n")
