"""A digest is of what a table says, never of how it is stored."""

import numpy as np
import pandas as pd
import pytest

from course.digest import digest_of

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
