"""Coarser columns against plain pandas: crowds grow, precision falls; bad input."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import generalisations, k_anonymity

# Twelve people of three kinds in four places, as in the lattices of Samarati (2001).
PEOPLE = pd.DataFrame([(kind, code) for kind in "abc" for code in ("02138", "02139", "02141", "02142")],
                      columns=["kind", "zip"])  # fmt: skip
PEOPLE = PEOPLE.assign(zip4=PEOPLE["zip"].str[:4], zip3=PEOPLE["zip"].str[:3])
LADDERS = {"kind": ["kind"], "zip": ["zip", "zip4", "zip3"]}


def row(table: pd.DataFrame, **rungs: str) -> pd.Series:
    (found,) = table.loc[(table[list(rungs)] == pd.Series(rungs)).all(axis=1)].to_dict("records")
    return pd.Series(found)


def test_every_way_is_looked_at_from_all_to_nothing():
    found = generalisations(PEOPLE, LADDERS, k=2)
    assert len(found) == 2 * 4
    assert found.iloc[0][["kind", "zip", "precision", "k"]].to_list() == ["kind", "zip", 1.0, 1]
    assert found.iloc[-1][["kind", "zip", "precision", "k"]].to_list() == ["left out", "left out", 0.0, 12]


@pytest.mark.parametrize(
    ("kind", "code", "k", "precision"),
    [
        ("kind", "zip", 1, 1), ("left out", "zip", 3, 1 / 2), ("kind", "zip4", 2, 5 / 6), ("kind", "zip3", 4, 2 / 3),
        ("left out", "zip4", 6, 1 / 3), ("kind", "left out", 4, 1 / 2),
    ],
)  # fmt: skip
def test_crowd_and_precision_of_each_way(kind, code, k, precision):
    """Precision is 1 − the mean of rungs climbed over rungs that there are (Sweeney 2002)."""
    found = row(generalisations(PEOPLE, LADDERS, k=2), kind=kind, zip=code)
    assert (found["k"], found["precision"]) == (k, pytest.approx(precision))


def test_a_row_is_what_k_anonymity_says():
    people = PEOPLE.iloc[[0, 0, 1, 2, 3, 4, 6, 11]]
    found = row(generalisations(people, LADDERS, k=2), kind="kind", zip="zip4")
    crowd = k_anonymity(people, ["kind", "zip4"])
    assert (found["k"], found["unique"]) == (crowd.k, crowd.unique)
    assert found["in_small"] == (crowd.class_size < 2).mean()


def test_the_best_ways_are_those_that_no_other_beats_in_both():
    found = generalisations(PEOPLE.iloc[[0, 0, 1, 2, 3, 4, 6, 11]], LADDERS, k=2)
    for way in found.to_dict("records"):
        better = found[(found["precision"] >= way["precision"]) & (found["in_small"] < way["in_small"])]
        if way["best"]:
            assert better.empty
    safe = found[found["in_small"] == 0]
    assert safe.loc[safe["best"], "precision"].to_list() == [safe["precision"].max()]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 11), min_size=3, max_size=30))
def test_one_rung_up_never_leaves_more_people_in_small_crowds(drawn):
    found = generalisations(PEOPLE.iloc[drawn], LADDERS, k=3).set_index(["kind", "zip"])["in_small"]
    for kind in ("kind", "left out"):
        climb = [found[kind, rung] for rung in ("zip", "zip4", "zip3", "left out")]
        assert climb == sorted(climb, reverse=True)


def test_missing_is_a_value_and_a_column_may_be_called_left_out():
    people = PEOPLE.assign(**{"left out": PEOPLE["zip3"]}).replace({"zip4": {"0213": None}})
    found = generalisations(people, {"zip": ["zip", "zip4", "left out"]}, k=2)
    assert found["k"].to_list() == [3, 6, 12, 12]


WRONG = [
    (lambda: generalisations(PEOPLE, {}), "ladders must be columns by what may be known, got {}"),
    (lambda: generalisations(PEOPLE, ["zip"]), "ladders must be columns by what may be known"),
    (lambda: generalisations(PEOPLE, {"zip": []}), "ladders['zip'] must name at least one column"),
    (lambda: generalisations(PEOPLE, {"zip": 3}), "ladders['zip'] must be names of columns, got 3"),
    (lambda: generalisations(PEOPLE, {"zip": ["zip", "zip5"]}), "Did you mean 'zip"),
    (lambda: generalisations(PEOPLE, {"zip": ["zip3", "zip"]}), "zip must follow from zip3, got 4 values of it"),
    (lambda: generalisations(PEOPLE, {"k": ["zip"]}), "ladders must be named otherwise than precision, k"),
    (lambda: generalisations(PEOPLE, LADDERS, k=1), "k must be a whole number between 2 and 12, got 1"),
    (lambda: generalisations(PEOPLE, LADDERS, k=13), "k must be a whole number between 2 and 12, got 13"),
    (lambda: generalisations(PEOPLE.head(0), LADDERS), "frame must not be empty"),
    (lambda: generalisations("people.csv", LADDERS), "frame must be a table"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
