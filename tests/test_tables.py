"""What the world makes is what the tables declare."""

import pandas as pd
import pytest

from course import tables
from course.errors import DataError, InputError
from course.world.simulate import World


@pytest.fixture(scope="module")
def firm():
    return World(customers=2_000, seed=21).observe()


def frame_of(firm, name):
    hidden, _, table = name.rpartition(".")
    return (firm.truth if hidden else firm)[table]


def test_the_firm_has_exactly_the_declared_tables(firm):
    assert firm.tables == list(tables.OBSERVED)
    assert firm.truth.tables == list(tables.TRUTH)


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_table_is_as_declared(firm, name):
    tables.validate(name, frame_of(firm, name))


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_column_says_what_it_is(name):
    described = tables.dictionary(name)
    assert (described["description"].str.len() > 3).all()


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_reference_finds_its_row(firm, name):
    for _, row in tables.dictionary(name).query("refers_to != ''").iterrows():
        table, column = row["refers_to"].split(".")
        here = frame_of(firm, name)[row["column"]].dropna()
        assert here.isin(firm[table][column]).all()


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_table_has_a_key_that_names_each_row_once(firm, name):
    key = tables.primary_key(name)
    assert key
    assert not frame_of(firm, name).duplicated(key).any()
    assert frame_of(firm, name)[key].notna().all(axis=None)


@pytest.mark.parametrize("name", [name for name in tables.EVERY if len(tables.primary_key(name)) > 1])
def test_a_row_that_is_there_twice_is_refused(firm, name):
    frame = frame_of(firm, name)
    twice = pd.concat([frame, frame.head(1)], ignore_index=True)
    with pytest.raises(DataError, match="not unique"):
        tables.validate(name, twice)


@pytest.mark.parametrize("name", tables.EVERY)
def test_a_column_is_a_day_exactly_where_its_unit_says_so(firm, name):
    for column in tables.columns(name):
        if column.type.startswith("datetime"):
            times = frame_of(firm, name)[column.name].dropna()
            assert column.unit in ("date", "time")
            assert (times == times.dt.normalize()).all() == (column.unit == "date")


def test_records_are_whose_the_truth_says(firm):
    """A reference that depends on another column, `system`, and so stands in no schema."""
    linked = firm.truth.links.groupby("system")["record_id"].agg(set)
    assert linked["shop"] == set(firm.crm_shop["record_id"])
    assert linked["web"] == set(firm.crm_web["record_id"])


def test_a_missing_column_is_named(firm):
    with pytest.raises(DataError, match=r"the table orders in somewhere is not as declared: .*revenue"):
        tables.validate("orders", firm.orders.drop(columns="revenue"), "somewhere")


def test_a_value_off_its_levels_is_named(firm):
    wrong = firm.order_lines.assign(for_whom="nobody")
    with pytest.raises(DataError, match="for_whom"):
        tables.validate("order_lines", wrong)


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'orders'"):
        tables.model("order")


def test_a_key_names_every_row_once(firm):
    for table, column in tables.keys().items():
        assert column == "" or firm[table][column].is_unique
    assert tables.keys()[["orders", "individuals", "members", "prices"]].tolist() == ["order_id", "customer_id", "", ""]


def test_references_are_the_dictionary_s():
    found = tables.references()
    assert ["order_lines", "order_id", "orders", "order_id"] in found.to_numpy().tolist()
    assert len(found) == sum((tables.dictionary(name)["refers_to"] != "").sum() for name in tables.OBSERVED)
    assert set(tables.references(tables.EVERY)["table"]) > set(found["table"])


def test_the_dictionary_lists_levels_limits_do_not_hide():
    described = tables.dictionary("order_lines").set_index("column")
    assert described.loc["for_whom", "levels"] == "self, household, gift, staff, resale"
    assert described.loc["for_whom", "type"] == "str"
