"""What counts as right, and what is said about what is not."""

from __future__ import annotations

import datetime
import decimal
import fractions

import numpy as np
import pandas as pd
import pytest

from course.grading.judging import slips
from course.grading.judging.answers import Rules, compare

SHARE = 0.7046
TABLE = pd.DataFrame({"channel": ["app", "shop", "web"], "orders": [1, 3, 2], "share": [0.1234, 0.5, 0.3766]})
LABELLED = pd.Series([1, 3, 2], index=["app", "shop", "web"], name="orders")


class EqualsEverything:
    def __eq__(self, other):
        return True

    __hash__ = None


class Unreadable:
    def __eq__(self, other):
        raise ValueError("no")

    def __repr__(self):
        raise ValueError("no")

    __str__ = __repr__
    __hash__ = None


class Evasive(Unreadable):
    @property
    def __class__(self):
        raise ValueError("no")


RIGHT = {
    "an int for a float": (2, 2.0, {}),
    "a float for an int": (2.0, 2, {}),
    "a NumPy number": (np.float32(0.5), 0.5, {}),
    "a NumPy array of no dimension": (np.array(0.5), 0.5, {}),
    "a Decimal": (decimal.Decimal("0.5"), 0.5, {}),
    "a fraction": (fractions.Fraction(1, 2), 0.5, {}),
    "three significant digits": (0.705, SHARE, {}),
    "two digits where the question allows it": (0.71, SHARE, {"rtol": 0.01}),
    "a distance where the question states one": (103, 100, {"atol": 3}),
    "zero but for rounding": (1e-17, 0.0, {}),
    "a NumPy bool": (np.True_, True, {}),
    "a text": (np.str_("shop"), "shop", {}),
    "a date as a timestamp": (pd.Timestamp("2024-01-01"), datetime.date(2024, 1, 1), {}),
    "a length of time": (np.timedelta64(7, "D"), pd.Timedelta(weeks=1), {}),
    "a tuple for a list": ((1, 2, 3), [1, 2, 3], {}),
    "an array for a list": (np.array([1.0, 2.0]), [1, 2], {}),
    "a Series for a list": (pd.Series([1, 2], index=[7, 3]), [1, 2], {}),
    "a list in another order where order does not matter": ([3, 1, 2], [1, 2, 3], {"ordered": False}),
    "a list for a set": (["web", "app"], {"app", "web"}, {}),
    "a dictionary in another order": ({"b": 2.0, "a": [1, 2]}, {"a": [1, 2], "b": 2}, {}),
    "a Series in another order": (LABELLED.iloc[::-1], LABELLED, {}),
    "a Series of another name": (LABELLED.rename("n"), LABELLED, {}),
    "a Series of categories": (LABELLED.set_axis(pd.Categorical(LABELLED.index)), LABELLED, {}),
    "a Series by position": (pd.Series([5.0, 6.0], index=[9, 4]), pd.Series([5, 6]), {}),
    "a table with its rows in another order": (TABLE.iloc[[2, 0, 1]], TABLE, {}),
    "a table with its columns in another order": (TABLE[["share", "orders", "channel"]], TABLE, {}),
    "a table of other types": (TABLE.astype({"channel": "category", "orders": "Int64"}), TABLE, {}),
    "a table of rounded shares": (TABLE.round(3), TABLE, {}),
    "a labelled table in another order": (TABLE.set_index("channel").iloc[::-1], TABLE.set_index("channel"), {}),
    "a table with a missing value": (TABLE.assign(share=[np.nan, 1, 2]), TABLE.assign(share=[np.nan, 1, 2]), {}),
    "an array": (np.eye(2), np.eye(2), {}),
}


@pytest.mark.parametrize(("answer", "reference", "rules"), RIGHT.values(), ids=RIGHT)
def test_is_right(answer, reference, rules):
    outcome = compare(answer, reference, Rules(**rules))
    assert (outcome.right, outcome.message) == (True, "")


WRONG = {
    "a count that is off by one": (101, 100, {}, "101, is not right"),
    "a count within a thousandth": (20_001, 20_000, {}, "20001"),
    "two digits": (0.71, SHARE, {}, "0.71, is not right"),
    "missing": (float("nan"), SHARE, {}, "missing (NaN)"),
    "infinite": (float("inf"), SHARE, {}, "inf"),
    "True for one": (True, 1, {}, "a number; you gave True"),
    "one for True": (1, True, {}, "True or False; you gave the number 1"),
    "a table for a number": (TABLE, SHARE, {}, "a number; you gave a DataFrame with 3 rows and 3 columns"),
    "a number for a table": (SHARE, TABLE, {}, "a table (pandas DataFrame); you gave the number 0.7046"),
    "a function for a number": (len, SHARE, {}, "brackets"),
    "an empty table for a number": (TABLE.iloc[:0], SHARE, {}, "0 rows"),
    "the other truth value": (False, True, {}, "Your answer, False, is not right"),
    "another day": (datetime.date(2024, 1, 2), pd.Timestamp("2024-01-01"), {}, "2024-01-02, is not right"),
    "another word": ("web", "shop", {}, "“web”, is not right"),
    "a list that is too short": ([1, 2], [1, 2, 3], {}, "a list with 2 values; that is not the right number"),
    "a list with a wrong value": ([1, 2, 4], [1, 2, 3], {}, "1 of your 3 values is not right"),
    "an empty list": ([], [1, 2, 3], {}, "an empty list"),
    "a set where order matters": ({1, 2, 3}, [1, 2, 3], {}, "a set keeps none"),
    "a dictionary that lacks a key": ({"a": 1}, {"a": 1, "b": 2}, {}, "no entry for 'b'"),
    "a dictionary with one too many": ({"a": 1, "c": 2}, {"a": 1}, {}, "'c' besides"),
    "a dictionary with a wrong value": ({"a": 1, "b": 3}, {"a": 1, "b": 2}, {}, "Entry 'b': your number, 3"),
    "a dictionary not filled in": ({"a": 1, "b": ...}, {"a": 1, "b": 2}, {}, "not filled in yet"),
    "a table that lacks a column": (TABLE[["channel", "orders"]], TABLE, {}, "lacks the column 'share'"),
    "a table with a column too many": (TABLE.assign(x=1), TABLE, {}, "'x' besides what is asked for"),
    "a table with a row too few": (TABLE.head(2), TABLE, {}, "2 rows; that is not the right number"),
    "a table with a wrong value": (TABLE.assign(orders=[1, 3, 9]), TABLE, {}, "1 of 3 values in column 'orders' is"),
    "a table with text for numbers": (TABLE.assign(orders=["a"] * 3), TABLE, {}, "should be numbers; yours are texts"),
    "columns of one name": (pd.concat([TABLE, TABLE], axis=1), TABLE, {}, "share a name"),
    "an empty table": (pd.DataFrame(), TABLE, {}, "lacks the column"),
    "a Series that is too long": (pd.Series(range(9)), LABELLED, {}, "9 values; that is not the right number"),
    "a Series with other labels": (pd.Series([9, 3, 2], index=list("abc")), LABELLED, {}, "labels of the rows"),
    "an array of another shape": (np.eye(3), np.ones((2, 2)), {}, "shape (3, 3)"),
}


@pytest.mark.parametrize(("answer", "reference", "rules", "said"), WRONG.values(), ids=WRONG)
def test_is_wrong_and_says_why(answer, reference, rules, said):
    outcome = compare(answer, reference, Rules(**rules))
    assert not outcome.right
    assert said in outcome.message
    assert not outcome.form


SLIPS = {
    "a percentage for a share": (70.46, SHARE, {}, slips.PERCENT),
    "a share for a percentage": (0.7046, 70.46, {}, slips.SHARE),
    "cents for money": (221_500, 2_215, {}, slips.HUNDRED),
    "the other sign": (-SHARE, SHARE, {}, slips.SIGN),
    "the share of the others": (1 - SHARE, SHARE, {}, slips.REST),
    "a number in a Series": (pd.Series([SHARE]), SHARE, {}, "wrapped up"),
    "a number in a table": (pd.DataFrame({"a": [SHARE]}), SHARE, {}, "wrapped up"),
    "a number as text": ("70.46 %", SHARE, {}, "written as text"),
    "another case": ("Shop ", "shop", {}, "only its spelling"),
    "a date as text": ("2024-01-01", pd.Timestamp("2024-01-01"), {}, "written as text"),
    "a list in another order": ([2, 1, 3], [1, 2, 3], {}, "not in the order"),
    "values for labels": (LABELLED, ["app", "shop", "web"], {}, "the index"),
    "values for labels in a Series": (LABELLED, pd.Series(["app", "shop", "web"]), {}, "the index"),
    "percentages in a Series": (LABELLED * 100, LABELLED, {}, slips.HUNDRED),
    "a Series without its labels": (LABELLED.reset_index(drop=True), LABELLED, {}, "not their labels"),
    "a Series in another order": (LABELLED.iloc[::-1], LABELLED, {"ordered": True}, "not in the order"),
    "a column left in its table": (LABELLED.to_frame(), LABELLED, {}, "take the column"),
    "a table for a Series": (LABELLED.reset_index(), LABELLED, {}, "set_index"),
    "a dictionary for a Series": (LABELLED.to_dict(), LABELLED, {}, "pd.Series(…)"),
    "a transposed table": (TABLE.set_index("channel").T, TABLE.set_index("channel"), {}, "exchanged"),
    "a transposed array": (np.array([[1, 2], [3, 4]]).T, np.array([[1, 2], [3, 4]]), {}, "exchanged"),
    "a column in the index": (TABLE.set_index("channel"), TABLE, {}, ".reset_index()"),
    "an index in a column": (TABLE, TABLE.set_index("channel"), {}, ".set_index(…)"),
    "columns in capitals": (TABLE.rename(columns=str.upper), TABLE, {}, "names of its columns"),
    "rows in another order": (TABLE.iloc[::-1], TABLE, {"ordered": True}, "not in the order"),
}


@pytest.mark.parametrize(("answer", "reference", "rules", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_of_form_is_recognised(answer, reference, rules, said):
    outcome = compare(answer, reference, Rules(**rules))
    assert (outcome.right, outcome.form) == (False, True)
    assert said in outcome.message


STRANGE = {
    "equal to everything": EqualsEverything,
    "not to be read": Unreadable,
    "not to be typed": Evasive,
    "a list of the first": lambda: [EqualsEverything()] * 2,
    "a list of the last": lambda: [Evasive(), 1],
    "a dictionary": lambda: {"a": Evasive()},
    "a Series": lambda: pd.Series([EqualsEverything()] * 3, index=LABELLED.index),
    "a table": lambda: pd.DataFrame({"channel": [Unreadable()] * 3, "orders": 1, "share": EqualsEverything()}),
    "an empty table": pd.DataFrame,
    "an empty Series": lambda: pd.Series(dtype=float),
    "an empty array": lambda: np.array([]),
    "not a number": lambda: float("nan"),
    "not a time": lambda: np.datetime64("NaT"),
    "missing": lambda: pd.NA,
    "a class": lambda: int,
    "a function": lambda: print,
    "a number too large": lambda: 10**400,
    "a complex number": lambda: 1 + 2j,
    "bytes": lambda: b"shop",
    "a generator": lambda: (value for value in [1, 2]),
    "itself": lambda: (lambda box: box.append(box) or box)([]),
}


@pytest.mark.parametrize("reference", [1, 0.5, True, "shop", [1, 2], {"a": 1}, LABELLED, TABLE, np.eye(2), [[1], [2]]])
@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_strange_objects_are_not_right_and_raise_nothing(make, reference):
    outcome = compare(make(), reference)
    assert not outcome.right
    assert outcome.message


@pytest.mark.parametrize("answer", [101, 0.71, "web", [1, 2, 4], LABELLED * 2, TABLE.assign(orders=7), {"a": 9}, len])
def test_what_is_said_does_not_give_the_answer_away(answer):
    for reference in (98_765, 0.54321, "teapot", [54_321, 7, 8], {"a": 54_321}, LABELLED * 54_321):
        said = compare(answer, reference).message
        assert not any(secret in said for secret in ("98765", "0.54", "teapot", "54321"))


def test_rows_match_whatever_their_order_when_two_floats_are_nearly_equal():
    reference = pd.DataFrame({"place": ["a", "b"], "share": [0.50001, 0.5]})
    answer = pd.DataFrame({"place": ["b", "a"], "share": [0.50002, 0.5]})
    assert compare(answer, reference).right


def test_a_large_table_is_compared_in_a_moment():
    big = pd.DataFrame({"customer_id": np.arange(200_000), "spend": np.linspace(0, 1, 200_000)})
    start = datetime.datetime.now(datetime.UTC)
    assert compare(big.sample(frac=1, random_state=0), big).right
    assert (datetime.datetime.now(datetime.UTC) - start).total_seconds() < 5
