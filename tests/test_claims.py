"""A claim is one printed line and one record, and never stops a notebook."""

from __future__ import annotations

import decimal
import io
import sys

import numpy as np
import pandas as pd
import pytest

from course import claims


@pytest.fixture(autouse=True)
def _fresh():
    claims.clear()
    yield
    claims.clear()


def said(capsys) -> str:
    return capsys.readouterr().out


def test_a_claim_in_its_range_reads_as_one_line(capsys):
    claims.claim("Members buy about twice as often", 2.0512, low=1.6, high=2.6)
    assert said(capsys) == "✓ Members buy about twice as often: 2.051 (claimed 1.6 to 2.6)\n"


def test_a_claim_out_of_its_range_is_marked(capsys):
    claims.claim("Members buy about twice as often", 1.2, low=1.6, high=2.6)
    assert said(capsys) == "✗ Members buy about twice as often: 1.2 (claimed 1.6 to 2.6)\n"


@pytest.mark.parametrize("value", [1.6, 2.6, np.float32(2), np.int64(2), np.array(2.0), decimal.Decimal(2)])
def test_both_ends_belong_to_the_range(value, capsys):
    claims.claim("s", value, low=1.6, high=2.6)
    assert said(capsys).startswith("✓")


@pytest.mark.parametrize(("value", "mark"), [(True, "✓ s: yes"), (np.True_, "✓ s: yes"), (False, "✗ s: no")])
def test_a_yes_or_no_needs_no_range(value, mark, capsys):
    claims.claim("s", value)
    assert said(capsys) == f"{mark}\n"


def test_one_end_is_enough(capsys):
    claims.claim("s", 5, low=4)
    claims.claim("t", 5, high=4)
    assert said(capsys) == "✓ s: 5 (claimed at least 4)\n✗ t: 5 (claimed at most 4)\n"


class Unreadable:
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


UNJUDGED = [
    ((np.nan, 1, 2), "no value (nan)"),
    ((None, 1, 2), "no value (None)"),
    ((float("inf"), 1, 2), "no value (inf)"),
    ((pd.NA, 1, 2), "got NAType"),
    ((3,), "no range was claimed"),
    ((3, 4, 2), "the claimed range is empty: low 4 is above high 2"),
    ((3, "1", 2), "not a pair of numbers"),
    ((3, np.nan, 4), "not a pair of numbers"),
    ((3, None, np.nan), "not a pair of numbers"),
    (("3", 1, 4), "got str"),
    ((pd.Series([3]), 1, 4), "got Series"),
    ((np.array([3]), 1, 4), "got ndarray"),
    (([3], 1, 4), "got list"),
    ((3 + 0j, 1, 4), "no value"),
    ((True, 0, 1), "takes no range"),
    ((Unreadable(), 1, 2), "got Unreadable"),
]


@pytest.mark.parametrize(("arguments", "reason"), UNJUDGED)
def test_what_cannot_be_judged_is_said_and_never_raised(arguments, reason, capsys):
    claims.claim("s", *arguments)
    line = said(capsys)
    assert line.startswith("✗ s: ")
    assert reason in line
    assert line.count("\n") == 1
    assert not claims.recorded()["held"].any()


def test_even_an_unreadable_sentence_does_not_stop_the_reader(capsys):
    claims.claim(Unreadable(), 1, 0, 2)
    assert said(capsys).startswith("✗ A claim: could not be read")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (2.0, "2"), (0, "0"), (20_000, "20,000"), (23_569.6, "23,570"), (-0.123456, "-0.1235"), (99.996, "100"),
        (1234.5, "1,234"), (0.00012345, "0.0001234"), (1e-9, "1e-09"), (1_234_567, "1,235,000"), (True, "1"),
    ],
)  # fmt: skip
def test_a_number_is_shown_with_at_most_four_digits(number, text):
    assert claims.shorten(number) == text


def test_on_other_data_a_claim_says_so(capsys):
    claims.about("student-ana@0.1", standard=False)
    claims.claim("Members buy about twice as often", 1.2, low=1.6, high=2.6)
    assert said(capsys) == (
        "✗ On these data (student-ana@0.1): Members buy about twice as often: 1.2 "
        "(claimed 1.6 to 2.6 on the standard data)\n"
    )
    claims.about("standard@0.1", standard=True)
    claims.claim("Members buy about twice as often", 2, low=1.6, high=2.6)
    assert said(capsys).startswith("✓ Members")


def test_claims_are_recorded_in_their_order_with_the_data_they_are_about():
    claims.about("standard@0.1", standard=True)
    claims.claim("first", 2, low=1, high=3)
    claims.claim("second", False)
    frame = claims.recorded()
    assert frame.columns.tolist() == ["nr", "sentence", "value", "low", "high", "held", "dataset", "standard"]
    assert frame["sentence"].tolist() == ["first", "second"]
    assert frame["held"].tolist() == [True, False]
    assert frame["dataset"].unique().tolist() == ["standard@0.1"]
    assert frame.loc[0, ["value", "low", "high"]].tolist() == [2, 1, 3]


def test_a_cell_run_twice_claims_once_and_the_last_value_counts():
    claims.claim("s", 1, low=0, high=2)
    claims.claim("s", 5, low=0, high=2)
    assert claims.recorded()["value"].tolist() == [5]
    assert claims.recorded()["held"].tolist() == [False]


def test_without_claims_the_record_is_an_empty_table_with_the_same_columns():
    assert claims.recorded().empty
    assert "held" in claims.recorded()


def test_a_terminal_without_the_marks_still_gets_the_line(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    claims.claim("s", 2, low=1, high=3)
    narrow.flush()
    assert narrow.buffer.getvalue().decode() == "ok s: 2 (claimed 1 to 3)\n"
