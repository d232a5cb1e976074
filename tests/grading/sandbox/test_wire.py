"""Answers go over the wire as data of known types, whatever they are."""

from __future__ import annotations

import datetime
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.grading.judging.answers import compare
from course.grading.judging.kinds import Unread, described, kind_of
from course.grading.sandbox.wire import MOST_VALUES, decoded, encoded, text_of

FRAME = pd.DataFrame(
    {
        "count": [1, 2],
        "word": ["a", None],
        "day": pd.to_datetime(["2026-01-05", None]),
        "class": pd.Categorical(["low", "high"]),
        "share": [0.25, np.inf],
        "flag": [True, False],
        "span": pd.to_timedelta([1, 2], unit="D"),
        "mixed": [1, "x"],
    },
    index=["p", "q"],
)
VALUES = {
    "a whole number": 7,
    "a long number": 2**80,
    "a share": 0.1 + 0.2,
    "numpy's number": np.float64(2.5),
    "True": True,
    "numpy's True": np.bool_(True),
    "a text": "Café “x”",
    "a day": pd.Timestamp("2026-01-05 10:30"),
    "a moment with a zone": pd.Timestamp("2026-01-05 10:30", tz="Europe/Lisbon"),
    "a span": pd.Timedelta(days=2),
    "a list": [1, [2.5, "x"], None],
    "a tuple": (1, 2),
    "a set": {1, 2},
    "a dictionary": {"a": 1, 2: [3]},
    "a Series": FRAME["count"],
    "a frame": FRAME,
    "a frame in groups": FRAME.set_index(["word", "count"]),
    "a matrix": np.arange(6.0).reshape(2, 3),
    "an index": pd.Index(["p", "q"]),
    "an empty frame": FRAME.iloc[:0],
    "a frame without columns": FRAME[[]],
    "months": pd.Series([1, 2], index=pd.period_range("2026-01", periods=2, freq="M").astype(str)),
}


def sent(value: object) -> object:
    return decoded(json.loads(text_of(encoded(value))))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_answer_that_went_over_the_wire_is_right_where_it_was_right(value):
    assert kind_of(sent(value)) == kind_of(value)
    assert compare(sent(value), value).right


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(), st.lists))
def test_plain_values_arrive_as_they_were(value):
    assert repr(sent(value)) == repr(value)


def test_half_a_pair_of_surrogates_survives():
    assert sent("a\ud800b") == "a\ud800b"


class Equal(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __float__(self):
        return 1e9


class Shifty(str):
    def __str__(self):
        return "right"

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class Raises:
    def __getattribute__(self, name):
        raise RuntimeError("no")


def test_of_a_number_that_equals_everything_the_number_remains():
    arrived = sent(Equal(0.25))
    assert type(arrived) is float
    assert arrived == 0.25


def test_of_a_text_that_pretends_the_text_remains():
    assert type(sent(Shifty("wrong"))) is str
    assert sent(Shifty("wrong")) == "wrong"


STRANGE = {
    "raises": Raises,
    "an object": object,
    "a function": lambda: open,
    "a complex number": lambda: 1j,
    "a class": lambda: type,
}


@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_what_has_no_type_arrives_as_no_answer(make):
    assert isinstance(sent(make()), Unread)


def test_too_much_is_described_and_not_sent():
    much = sent(pd.DataFrame({"a": np.zeros(MOST_VALUES + 1)}))
    assert isinstance(much, Unread)
    assert described(much) == "a DataFrame with 500,001 rows and 1 column"


def test_what_is_nested_too_deeply_is_not_sent():
    itself: list = []
    itself.append(itself)
    assert isinstance(sent(itself), Unread)


FORGED = (
    None, 7, [], {}, {"t": "code"}, {"t": "int"}, {"t": "int", "v": "x" * 9}, {"t": "int", "v": "9" * 5000},
    {"t": "series", "v": {"index": {"d": "range", "v": 3}, "name": None, "column": {"d": "int", "v": [1]}}},
    {"t": "frame", "v": {"index": {"d": "eval", "v": "1"}, "names": [], "columns": []}},
    {"t": "array", "v": {"shape": [10**9], "column": {"d": "int", "v": [1]}}},
    {"t": "set", "v": [{"t": "list", "v": []}]}, {"t": "calls", "v": [1]}, {"t": ["list"], "v": []},
)  # fmt: skip


@pytest.mark.parametrize("typed", FORGED, ids=str)
def test_forged_json_is_no_answer_or_a_plain_one(typed):
    arrived = decoded(typed)
    assert kind_of(arrived) in ("other", "number", "nothing")


def test_dates_of_python_are_moments():
    assert sent(datetime.date(2026, 1, 5)) == pd.Timestamp("2026-01-05")
