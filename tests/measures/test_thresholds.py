from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve

from course.errors import InputError
from course.measures import precision_recall


def test_four_pairs_by_hand():
    """Two of the pairs are right: the best and the third; the two in the middle have one score."""
    found = precision_recall([0.9, 0.6, 0.6, 0.1], [True, False, True, False])
    assert found["threshold"].to_list() == [0.9, 0.6, 0.1]
    assert found["found"].to_list() == [1, 3, 4]
    assert found["precision"].to_list() == pytest.approx([1, 2 / 3, 1 / 2])
    assert found["recall"].to_list() == [0.5, 1, 1]


def test_the_example_of_scikit_learn_is_as_published():
    """scikit-learn's user guide: y .1 .4 .35 .8, true for the last two; precision .5 .667 .5 1, recall 1 1 .5 .5."""
    found = precision_recall([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])[::-1]
    assert found["precision"].round(3).to_list() == [0.5, 0.667, 0.5, 1]
    assert found["recall"].to_list() == [1, 1, 0.5, 0.5]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_it_is_that_of_a_library(pairs):
    score, match = np.array(pairs).T
    if not match.any():
        return
    precision, recall, threshold = precision_recall_curve(match, score)
    found = precision_recall(score, match)[::-1]
    assert found["threshold"].to_list() == threshold.tolist()
    assert found["precision"].to_list() == pytest.approx(precision[:-1])
    assert found["recall"].to_list() == pytest.approx(recall[:-1])


def test_pairs_that_were_never_candidates_lower_recall():
    found = precision_recall([0.9, 0.2], [True, True], true=8)
    assert found["recall"].to_list() == [1 / 8, 2 / 8]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: precision_recall([], []), "score must not be empty"),
        (lambda: precision_recall([1, 2], [True]), "score and match must be equally long, got 2 and 1 rows"),
        (lambda: precision_recall([1, np.nan], [True, False]), "score must be finite numbers, got nan in row 1"),
        (lambda: precision_recall([1, 2], [False, False]), "match must be true for some pair, got none"),
        (lambda: precision_recall([1, 2], [True, True], true=1), "true must be a whole number at least 2, got 1"),
        (lambda: precision_recall([1, 2], pd.Series([True, None])), "got 1 missing"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
