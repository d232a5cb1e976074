"""What the world makes is what the tables declare."""

import pytest

from course import tables
from course.errors import DataError, InputError
from course.world.simulate import World

EVERY = [*tables.OBSERVED, *(f"truth.{name}" for name in tables.TRUTH)]


@pytest.fixture(scope="module")
def firm():
    return World(customers=2_000, seed=21).observe()


def frame_of(firm, name):
    return firm.truth[name.removeprefix("truth.")] if name.startswith("truth.") else firm[name]


def test_the_firm_has_exactly_the_declared_tables(firm):
    assert firm.tables == list(tables.OBSERVED)
    assert firm.truth.tables == list(tables.TRUTH)


@pytest.mark.parametrize("name", EVERY)
def test_every_table_is_as_declared(firm, name):
    tables.validate(name, frame_of(firm, name))


@pytest.mark.parametrize("name", EVERY)
def test_every_column_says_what_it_is(name):
    described = tables.dictionary(name)
    assert (described["description"].str.len() > 3).all()


@pytest.mark.parametrize("name", EVERY)
def test_every_reference_finds_its_row(firm, name):
    for _, row in tables.dictionary(name).query("refers_to != ''").iterrows():
        table, column = row["refers_to"].split(".")
        here = frame_of(firm, name)[row["column"]].dropna()
        assert here.isin(firm[table][column]).all()


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
