from __future__ import annotations

import pandas as pd
import pytest

from course.errors import InputError
from course.measures import plain_date, plain_digits, plain_text, profile

EXPORT = pd.DataFrame(
    {
        "name": ["Ann Lee", "ann lee", "BO", None],
        "born": ["1981-03-14", "14.03.1981", "1981-03-14", "1990-01-01"],
        "phone": [612005078, 612005079, 612005078, 612005080],
    }
)


def test_a_profile_tells_what_is_filled_how_often_the_commonest_comes_and_in_how_many_ways_it_is_written():
    found = profile(EXPORT)
    assert found.index.tolist() == ["name", "born", "phone"]
    assert found["filled"].tolist() == [0.75, 1, 1]
    assert found["distinct"].tolist() == [3, 3, 3]
    assert found.loc["born", ["commonest", "share"]].tolist() == ["1981-03-14", 0.5]
    assert found["pattern"].tolist()[1:] == ["9-9-9", "9"]
    assert found["patterns"].tolist() == [3, 2, 1]


def test_the_profile_of_an_empty_column_is_empty():
    found = profile(pd.DataFrame({"fax": pd.Series([None, None], dtype="str")}))
    assert found.loc["fax", ["filled", "distinct", "patterns"]].tolist() == [0, 0, 0]
    assert found.loc["fax", ["commonest", "pattern"]].isna().all()


def test_names_lose_capitals_marks_and_blanks_and_nothing_else():
    written = pd.Series(["  Søren ÆRØ", "Jean-Luc", "O'Neil", "A.", "Şükrü", None], index=list("uvwxyz"))
    found = plain_text(written)
    assert found.dropna().to_dict() == {
        "u": "soren aero", "v": "jean luc", "w": "oneil", "x": "a", "y": "sukru",
    }  # fmt: skip
    assert found.isna().to_dict()["z"]


def test_dates_are_read_in_the_order_of_the_formats():
    written = pd.Series(["1981-03-14", "14.03.1981", "14/03/81", "03/04/2001", "soon", None])
    found = plain_date(written, ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d/%m/%Y"])
    assert found.astype("str").tolist()[:4] == ["1981-03-14", "1981-03-14", "1981-03-14", "2001-04-03"]
    assert found.isna().tolist() == [False] * 4 + [True] * 2


def test_a_birth_that_seems_to_lie_in_the_future_was_a_hundred_years_before():
    found = plain_date(["05/06/31", "05/06/11"], ["%d/%m/%y"], latest="2025-12-31")
    assert found.dt.year.tolist() == [1931, 2011]


def test_a_year_of_four_digits_that_lies_in_the_future_is_no_date():
    found = plain_date(["2031-06-05", "2011-06-05", "05/06/31"], ["%Y-%m-%d", "%d/%m/%y"], latest="2025-12-31")
    assert found.isna().tolist() == [True, False, False]
    assert found.dt.year.tolist()[1:] == [2011, 1931]


def test_one_way_of_writing_needs_no_list():
    assert plain_date(["14.03.1981"], "%d.%m.%Y").dt.year.tolist() == [1981]


def test_numbers_that_gaps_made_fractions_keep_their_digits():
    assert plain_digits(pd.Series([612005078, None], dtype=float), last=9).tolist()[0] == "612005078"


def test_telephone_numbers_are_the_same_however_they_are_written():
    whole = plain_digits(pd.Series([612005078, None], dtype="Int64"), last=9)
    texts = plain_digits(["+999 612 005 078", "0612 005 078", "0612005078", "5078"], last=9)
    assert whole.dropna().tolist() == ["612005078"]
    assert texts.dropna().tolist() == ["612005078"] * 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: profile([]), "frame must be a table"),
        (lambda: profile(EXPORT.head(0)), "frame must not be empty"),
        (lambda: plain_date(["x"], []), "formats must not be empty"),
        (lambda: plain_date(["x"], ["%Y"], latest="soon"), "latest must be a day"),
        (lambda: plain_digits(["1"], last=0), "last must be a whole number at least 1"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
