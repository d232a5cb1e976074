"""Coding by key words: what a word finds, and how good the coding is."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from course.errors import InputError
from course.measures import code_texts, coding_quality, share_with_interval


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("price", "The price went up.", True), ("price", "Prices went up.", False), ("price*", "PRICES went up.", True),
        ("dear", "Oh dear!", True), ("dear", "endearing", False), ("sold out", "Sold  out again", True),
        ("e-mail", "Your e-mail came", True), ("c++", "in c++ code", True), ("дорого", "Очень ДОРОГО!", True),
        ("a*c", "abc", True), (".*", "abc", False),
    ],
)  # fmt: skip
def test_a_key_word_is_a_whole_word_in_small_or_capital_letters_and_a_star_is_any_ending(word, text, found):
    assert code_texts([text], {"topic": [word]})["topic"].tolist() == [found]


def test_each_topic_is_a_column_on_the_index_of_the_texts():
    texts = pd.Series(["dear and late", None, "late"], index=[5, 5, 9])
    coded = code_texts(texts, {"price": ["dear"], "delivery": ["late"]})
    assert coded.to_dict("list") == {"price": [True, False, False], "delivery": [True, False, True]}
    assert coded.index.tolist() == [5, 5, 9]


ROWS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


@given(ROWS)
def test_quality_is_that_of_scikit_learn_in_any_order_of_rows(rows):
    coded, right = (pd.DataFrame({"price": column}) for column in zip(*rows, strict=True))
    found = coding_quality(coded, right).loc["price"]
    for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        expected = score(right["price"], coded["price"], zero_division=float("nan"))
        assert found[name] == pytest.approx(expected, nan_ok=True)
    pd.testing.assert_series_equal(coding_quality(coded[::-1], right[::-1]).loc["price"], found)


def test_intervals_are_wilsons():
    coded, right = pd.DataFrame({"a": [1, 1, 1, 0]}), pd.DataFrame({"b": [0] * 4, "a": [1, 1, 0, 1]})
    found = coding_quality(coded, right).loc["a"]
    wilson = share_with_interval(2, 3)
    assert tuple(found[["precision", "precision_low", "precision_high"]]) == pytest.approx(wilson)
    assert tuple(found[["recall", "recall_low", "recall_high"]]) == pytest.approx(wilson)
    assert found["texts"] == 3


ONE = pd.DataFrame({"price": [True]})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: code_texts([], {"price": ["dear"]}), "texts must not be empty"),
        (lambda: code_texts("dear", {"price": ["dear"]}), "Put a single text into a list"),
        (lambda: code_texts(["dear"], {}), "dictionary must not be empty"),
        (lambda: code_texts(["dear"], {"price": []}), "dictionary['price'] must be a list of words"),
        (lambda: code_texts(["dear"], {"price": ["*"]}), "dictionary['price'] must be a list of words, got ['*']"),
        (lambda: coding_quality(ONE.iloc[:0], ONE), "coded must not be empty"),
        (lambda: coding_quality(ONE, pd.concat([ONE, ONE])), "about the same texts, got 1 and 2 rows"),
        (lambda: coding_quality(ONE, ONE.rename(columns={"price": "prize"})), "Did you mean 'prize'?"),
        (lambda: coding_quality(ONE, pd.DataFrame({"price": [-1]})), "price must be true or false in every row"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
