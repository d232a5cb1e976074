from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import (
    candidate_pairs,
    compare,
    jaro_winkler,
    linkage_quality,
    same,
    same_date,
    similar,
)

#: Winkler (1990), table 1: last names and first names that are alike, and how much.
WINKLER = [
    ("shackleford", "shackelford", 0.982),
    ("dunningham", "cunnigham", 0.896),
    ("nichleson", "nichulson", 0.956),
    ("jones", "johnson", 0.832),
    ("massey", "massie", 0.933),
    ("abroms", "abrams", 0.922),
    ("martha", "marhta", 0.961),
    ("jeraldine", "geraldine", 0.926),
    ("michelle", "michael", 0.921),
    ("julies", "julius", 0.933),
    ("tanya", "tonya", 0.880),
    ("dwayne", "duane", 0.840),
    ("sean", "susan", 0.805),
    ("jon", "john", 0.933),
    ("dixon", "dicksonx", 0.813),
]


@pytest.mark.parametrize(("one", "other", "alike"), WINKLER, ids=[row[0] for row in WINKLER])
def test_names_are_as_alike_as_winkler_says(one, other, alike):
    assert jaro_winkler([one], [other])[0] == pytest.approx(alike, abs=5e-4)


def test_likeness_is_that_of_a_library():
    library = pytest.importorskip("rapidfuzz.distance").JaroWinkler
    luck = np.random.default_rng(0)
    words = ["".join(luck.choice(list("abcdeé"), luck.integers(0, 10))) for _ in range(2_000)]
    others = [words[place] for place in luck.permutation(len(words))]
    expected = [library.similarity(*pair) for pair in zip(words, others, strict=True)]
    assert jaro_winkler(words, others) == pytest.approx(expected, abs=1e-12)


def test_a_text_is_all_like_itself_and_not_at_all_like_nothing():
    assert jaro_winkler(["tea", "", "tea"], ["tea", "", ""]).tolist() == [1, 1, 0]


RECORDS = pd.DataFrame(
    {
        "name": ["ann", "ann", "bo", "cy", None, None],
        "town": ["x", "y", "y", "y", "x", "x"],
        "email": ["a@b", None, "c@d", "a@b", None, None],
    },
    index=[10, 20, 30, 40, 50, 60],
)


def pairs(found):
    """Return pairs as tuples."""
    return list(found.itertuples(index=False, name=None))


def test_candidates_agree_in_all_columns_of_one_key_and_missing_agrees_with_nothing():
    assert pairs(candidate_pairs(RECORDS, [["name"], ["email"]])) == [(10, 20), (10, 40)]
    assert pairs(candidate_pairs(RECORDS, [["name", "town"]])) == []
    assert pairs(candidate_pairs(RECORDS, [["town"]])) == [(10, 50), (10, 60), (20, 30), (20, 40), (30, 40), (50, 60)]


def test_candidates_among_some_are_those_of_each_of_them_with_all_others():
    assert pairs(candidate_pairs(RECORDS, [["town"], ["name"]], among=[20, 10])) == [
        (10, 20), (10, 50), (10, 60), (20, 10), (20, 30), (20, 40),
    ]  # fmt: skip


def test_candidates_are_those_of_a_join():
    luck = np.random.default_rng(1)
    table = pd.DataFrame(luck.integers(0, 30, (400, 3)), columns=list("abc"))
    found = candidate_pairs(table, [["a", "b"], ["c"]])
    whole = table.reset_index().merge(table.reset_index(), how="cross")
    agree = ((whole["a_x"] == whole["a_y"]) & (whole["b_x"] == whole["b_y"])) | (whole["c_x"] == whole["c_y"])
    joined = whole[agree & (whole["index_x"] < whole["index_y"])]
    assert pairs(found) == sorted(pairs(joined[["index_x", "index_y"]]))


def test_fields_are_the_same_close_different_or_missing():
    left = pd.DataFrame({"name": ["anna", "anna", "anna", "anna", None], "phone": ["1", "1", "1", None, "1"]})
    right = pd.DataFrame({"name": ["anna", "ana", "a", "bert", "anna"], "phone": ["1", "2", None, "1", "1"]})
    found = compare(left, right, {"name": similar, "phone": same})
    assert found["name"].tolist() == [2, 1, 1, 0, -1]
    assert found["phone"].tolist() == [2, 0, -1, -1, 2]


def test_comparisons_can_be_named_or_ones_own():
    named = compare(RECORDS, RECORDS[::-1], {"town": "same", "name": "similar"})
    pd.testing.assert_frame_equal(named, compare(RECORDS, RECORDS[::-1], {"town": same, "name": similar}))
    own = compare(RECORDS, RECORDS[::-1], {"town": lambda one, other: (one.to_numpy() == other.to_numpy()).astype(int)})
    assert set(own["town"]) == {0, 1}


def test_dates_with_one_slip_are_close():
    born = pd.Series(pd.to_datetime(["1981-03-04"] * 6))
    written = pd.to_datetime(["1981-03-04", "1981-04-03", "1981-03-05", "1982-03-04", "1982-04-03", "1990-12-04"])
    assert same_date(born, pd.Series(written)).tolist() == [2, 1, 1, 1, 0, 0]


def test_no_pairs_at_all_are_compared_without_complaint():
    empty = RECORDS.head(0)
    assert compare(empty, empty, {"name": similar, "town": same}).shape == (0, 2)


def test_precision_is_of_the_found_and_recall_of_the_true_whichever_record_is_first():
    found = pd.DataFrame({"left": [1, 3, 5], "right": [2, 4, 6]})
    true = pd.DataFrame({"a": [2, 8], "b": [1, 9]})
    quality = linkage_quality(found, true)
    assert (quality.precision, quality.recall) == (1 / 3, 1 / 2)
    assert str(quality) == "precision 0.333, recall 0.500 (3 found, 2 true)"


def test_a_pair_found_twice_counts_once():
    found = pd.DataFrame({"left": [1, 2, 3], "right": [2, 1, 4]})
    assert linkage_quality(found, found).found == 2


def test_where_nothing_was_found_precision_is_missing():
    nothing = pd.DataFrame({"left": [], "right": []})
    quality = linkage_quality(nothing, pd.DataFrame({"a": [1], "b": [2]}))
    assert np.isnan(quality.precision)
    assert quality.recall == quality.f1 == 0
    assert list(quality.intervals().index) == ["recall"]


def test_intervals_of_checked_pairs_are_those_of_wilson():
    quality = linkage_quality(
        pd.DataFrame({"a": range(10), "b": range(10, 20)}), pd.DataFrame({"a": [0, 1], "b": [10, 11]})
    )
    assert quality.intervals().loc["precision"].round(3).to_list() == [0.2, 0.057, 0.51]
    assert quality.f1 == pytest.approx(2 * 0.2 * 1 / 1.2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: compare(RECORDS, RECORDS, {"name": "sane"}), "Did you mean 'same'?"),
        (lambda: compare(RECORDS, RECORDS, {"name": 3}), "comparison for how['name'] named 3"),
        (lambda: compare(RECORDS, RECORDS, ["name"]), "how must be a comparison by column, got 'list'"),
        (lambda: candidate_pairs(RECORDS, []), "keys must not be empty"),
        (lambda: candidate_pairs(RECORDS, ["email"]), "keys must be lists of columns, got 'email'"),
        (lambda: candidate_pairs(RECORDS, [[]]), "keys must be lists of columns, got []"),
        (lambda: jaro_winkler(["a", None], ["a", "None"]), "left must hold texts alone"),
        (lambda: same_date(RECORDS["name"], RECORDS["name"]), "Read them with plain_date first"),
        (lambda: candidate_pairs(RECORDS, [["naame"]]), "Did you mean 'name'?"),
        (lambda: candidate_pairs(RECORDS, [["name"]], among=[11]), "among must be labels of rows of records, got 11"),
        (lambda: candidate_pairs(pd.concat([RECORDS, RECORDS]), [["name"]]), "without repeated labels"),
        (lambda: compare(RECORDS, RECORDS.head(2), {"name": same}), "equally long, got 6 and 2"),
        (lambda: compare(RECORDS, RECORDS, {}), "how must not be empty"),
        (lambda: compare(RECORDS, RECORDS, {"zip": same}), "there is no column in left named 'zip'"),
        (lambda: jaro_winkler(["a"], ["a", "b"]), "equally long, got 1 and 2"),
        (lambda: linkage_quality(RECORDS, RECORDS), "found must have two columns"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
