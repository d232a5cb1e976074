"""A digest is of what a table says, never of how it is stored."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from course.digest import digest_of, digest_of_arrow

BASE = pd.DataFrame({"n": [1, 2, 3], "x": [0.5, -0.0, 2.0], "s": ["a", "b", None], "b": [True, False, True]})


def test_storage_does_not_change_a_digest():
    other = BASE.astype({"n": "int32", "s": "object"}).set_axis([7, 8, 9])
    other["s"] = other["s"].astype("string")
    assert digest_of([other]) == digest_of([BASE])


def test_minus_zero_is_zero():
    assert digest_of([BASE.assign(x=[0.5, 0.0, 2.0])]) == digest_of([BASE])


CHANGES = {
    "a value": BASE.assign(n=[1, 2, 4]),
    "a name": BASE.rename(columns={"n": "m"}),
    "the order of rows": BASE.iloc[::-1],
    "the order of columns": BASE[["x", "n", "s", "b"]],
    "a missing value": BASE.assign(s=["a", "b", "c"]),
    "a type": BASE.assign(n=BASE["n"].astype(float)),
    "a text cut elsewhere": BASE.assign(s=["ab", "", None]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_of_content_changes_it(name):
    assert digest_of([CHANGES[name]]) != digest_of([BASE])


def test_dates_count_in_microseconds_whatever_their_unit():
    dates = pd.DataFrame({"d": np.array(["2024-01-01", "2024-05-01"], dtype="datetime64[us]")})
    assert digest_of([dates]) == digest_of([dates.astype("datetime64[s]")])


TABLE = pa.table(
    {
        "n": pa.array([5, None, 7, 5]),
        "when": pa.array(np.array(["2024-01-01", "NaT", "2024-05-01", "2024-01-02"], dtype="datetime64[us]")),
        "x": pa.array([0.5, -0.0, None, 2.0]),
        "b": [True, False, True, True],
        "s": pa.DictionaryArray.from_arrays(pa.array([1, 0, None, 1], pa.int8()), ["tea", "coffee"]),
    }
)
SAME = {
    "words not coded": {"s": pa.array(["coffee", "tea", None, "coffee"])},
    "words in another order, one of them unused, one twice": {
        "s": pa.DictionaryArray.from_arrays(pa.array([0, 2, None, 3]), ["coffee", "cocoa", "tea", "coffee"])
    },
    "fewer bytes": {"n": pa.array([5, None, 7, 5], pa.int16())},
    "another unit": {"when": TABLE["when"].cast(pa.timestamp("ms"))},
    "zero without a sign": {"x": pa.array([0.5, 0.0, None, 2.0])},
    "not a number": {"x": pa.array([0.5, 0.0, float("nan"), 2.0])},
    "two chunks": {"n": pa.chunked_array([[5, None], [7, 5]])},
}
OTHER = {
    "a whole number": {"n": pa.array([5, None, 8, 5])},
    "all whole numbers by one": {"n": pa.array([6, None, 8, 6])},
    "a gap": {"n": pa.array([5, 5, 7, 5])},
    "a gap elsewhere": {"n": pa.array([None, 5, 7, 5])},
    "a real number": {"x": pa.array([0.5, 0.0, None, 2.1])},
    "a word": {"s": pa.array(["coffee", "tea", None, "tea"])},
    "all words": {"s": pa.array(["cocoa", "tea", None, "cocoa"])},
    "yes or no": {"b": pa.array([True, False, True, False])},
    "the type": {"b": pa.array([1, 0, 1, 1])},
}


def with_columns(table, columns):
    for name, values in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


@pytest.mark.parametrize("change", SAME)
def test_how_an_arrow_table_is_stored_does_not_change_its_digest(change):
    assert digest_of_arrow(with_columns(TABLE, SAME[change])) == digest_of_arrow(TABLE)


@pytest.mark.parametrize("change", OTHER)
def test_every_change_of_content_changes_the_digest_of_an_arrow_table(change):
    assert digest_of_arrow(with_columns(TABLE, OTHER[change])) != digest_of_arrow(TABLE)


def test_names_and_order_are_content_of_an_arrow_table():
    digests = {
        digest_of_arrow(t)
        for t in (TABLE, TABLE.select(["x", "n", "when", "b", "s"]), TABLE.slice(1), TABLE.take([1, 0, 2, 3]))
    }
    assert len(digests) == 4
    assert digest_of_arrow(TABLE.rename_columns(["m", "when", "x", "b", "s"])) not in digests


def test_pieces_of_a_long_table_are_put_together():
    long = pa.table({"n": np.arange(100_000) % 1_000, "s": pa.array(["a", "b"] * 50_000).dictionary_encode()})
    other = pa.table({"n": np.r_[np.arange(99_999) % 1_000, 0], "s": long["s"]})
    assert digest_of_arrow(long) != digest_of_arrow(other)
    assert digest_of_arrow(long) == digest_of_arrow(pa.concat_tables([long.slice(0, 7), long.slice(7)]))
