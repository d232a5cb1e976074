"""Kano's categories against the evaluation table of Berger et al. (1993), and what a feature does for satisfaction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import kano, kano_from_counts, kano_table, share_with_interval

WORDS = ["like", "must-be", "neutral", "live with", "dislike"]
BERGER = {"like": "QAAAO", "must-be": "RIIIM", "neutral": "RIIIM", "live with": "RIIIM", "dislike": "RRRRQ"}
CELLS = [(row, column, BERGER[row][at]) for row in WORDS for at, column in enumerate(WORDS)]
LONG = pd.DataFrame(
    {
        "feature": ["app"] * 4 + ["refill"] * 4,
        "with_it": ["like", "like", "neutral", "like", "neutral", "neutral", "dislike", "like"],
        "without_it": ["dislike", "neutral", "dislike", "like", "neutral", "dislike", "like", "dislike"],
    }
)  # app: O A M Q; refill: I M R O


@pytest.mark.parametrize(("functional", "dysfunctional", "category"), CELLS)
def test_each_cell_is_that_of_berger_et_al_1993(functional, dysfunctional, category):
    assert kano([functional], [dysfunctional]).tolist() == [category]


@pytest.mark.parametrize(("functional", "dysfunctional", "category"), CELLS)
def test_answers_may_be_numbers_1_to_5_in_the_order_of_the_table(functional, dysfunctional, category):
    numbers = pd.Series([WORDS.index(functional) + 1]), pd.Series([float(WORDS.index(dysfunctional) + 1)])
    assert kano(*numbers).tolist() == [category]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I like it that way", "like"), ("LIKE", "like"), (" Like it ", "like"), ("I would enjoy it", "like"),
        ("must be so", "must-be"), ("It must be that way.", "must-be"), ("Must_be", "must-be"),
        ("I expect it", "must-be"),
        ("I am neutral", "neutral"), ("I don't care", "neutral"),
        ("can live with it", "live with"), ("I can live with it that way", "live with"), ("Live-with", "live with"),
        ("I can tolerate it", "live with"), ("I dislike it that way", "dislike"), ("Don't like it", "dislike"),
    ],
)  # fmt: skip
def test_common_ways_to_write_an_answer_are_understood(said, meant):
    assert kano([said] * 5, WORDS).tolist() == kano([meant] * 5, WORDS).tolist()


@pytest.mark.parametrize(
    ("feature", "percent", "better", "worse", "category"),
    [
        ("a", [7.0, 32.3, 49.3, 9.5, 0.3, 1.5], 0.40, -0.83, "M"),
        ("b", [10.4, 45.1, 30.5, 11.5, 1.2, 1.2], 0.57, -0.78, "O"),
        ("c", [63.8, 21.6, 2.9, 8.5, 0.7, 2.5], 0.88, -0.25, "A"),
    ],
)
def test_coefficients_follow_the_formulas_of_berger_et_al_1993(feature, percent, better, worse, category):
    """By hand: (A + O) / (A + O + M + I) and −(O + M) / (A + O + M + I), here of 1,000 people each."""
    counts = pd.DataFrame([np.round(np.array(percent) * 10)], columns=list("AOMIRQ"), index=[feature])
    found = kano_from_counts(counts).loc[feature]
    assert found["better"] == pytest.approx(better, abs=0.006)
    assert found["worse"] == pytest.approx(worse, abs=0.006)
    assert found["category"] == category


def test_the_table_counts_each_feature():
    table = kano_table(LONG)
    assert table.loc["app", list("AOMIRQ")].tolist() == [1, 1, 1, 0, 0, 1]
    assert table.loc["refill", list("AOMIRQ")].tolist() == [0, 1, 1, 1, 1, 0]
    assert table["n"].tolist() == [4, 4]
    assert table["better"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["worse"].tolist() == pytest.approx([-2 / 3, -2 / 3])


def test_intervals_are_wilsons_turned_round_for_what_is_lost():
    row = kano_table(LONG).loc["app"]
    _, low, high = share_with_interval(2, 3)
    assert (row["better_low"], row["better_high"]) == pytest.approx((low, high))
    assert (row["worse_low"], row["worse_high"]) == pytest.approx((-high, -low))


def test_of_categories_equally_common_must_be_comes_first_then_one_dimensional_then_attractive():
    counts = pd.DataFrame([[2, 2, 2, 2], [2, 2, 1, 2], [2, 1, 1, 2]], columns=list("AOMI"))
    assert kano_from_counts(counts)["category"].tolist() == ["M", "O", "A"]


def test_strengths_are_those_of_lee_and_newcomb_1997():
    found = kano_from_counts(pd.DataFrame([[50, 20, 10, 15, 3, 2]], columns=list("AOMIRQ"))).iloc[0]
    assert found["category_strength"] == pytest.approx(0.30)
    assert found["total_strength"] == pytest.approx(0.80)


def test_where_all_say_reverse_or_questionable_there_is_no_coefficient():
    found = kano_from_counts(pd.DataFrame([[0, 0, 0, 0, 3, 2]], columns=list("AOMIRQ"))).iloc[0]
    assert found[["better", "better_low", "worse", "worse_high"]].isna().all()
    assert found["category"] == "R"


def test_one_row_per_person_gives_the_same_as_one_row_per_person_and_feature():
    wide = pd.DataFrame({f"{name}_{side}": part[side].to_numpy() for name, part in LONG.groupby("feature")
                         for side in ("with_it", "without_it")})  # fmt: skip
    pairs = {name: (f"{name}_with_it", f"{name}_without_it") for name in ("app", "refill")}
    pd.testing.assert_frame_equal(kano_table(wide, pairs=pairs), kano_table(LONG))


def test_columns_may_have_names_of_ones_own():
    own = LONG.set_axis(["Merkmal", "mit", "ohne"], axis=1)
    found = kano_table(own, "mit", "ohne", "Merkmal")
    assert found.to_numpy().tolist() == kano_table(LONG).to_numpy().tolist()


@given(st.permutations(range(8)), st.sampled_from(["str", "category", "object"]))
def test_order_of_rows_index_dtype_and_other_columns_change_nothing(order, dtype):
    other = LONG.iloc[list(order)].set_axis([7] * 8).astype(dtype).assign(unused=1)
    found = kano_table(other)
    pd.testing.assert_frame_equal(found, kano_table(LONG), check_index_type=False)


def test_the_letters_come_on_the_index_of_the_answers():
    answers = LONG.set_axis([3, 1, 4, 1, 5, 9, 2, 6])
    found = kano(answers["with_it"], answers["without_it"])
    assert found.index.tolist() == [3, 1, 4, 1, 5, 9, 2, 6]
    assert found.tolist() == list("OAMQIMRO")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kano([], []), "functional must not be empty"),
        (lambda: kano(["like"], ["like", "like"]), "must be equally long, got 1 and 2 rows"),
        (lambda: kano(["like", None], ["like", "like"]), "functional must be answered in every row, got 1 missing"),
        (lambda: kano(["like"], ["meh"]), "dysfunctional must be one of like, must-be, neutral, live with, dislike"),
        (lambda: kano(["like"], ["can't live with it"]), 'got "can\'t live with it". Rename the answer'),
        (lambda: kano([6], [1]), "or 1 to 5 in this order, got 6"),
        (lambda: kano([2.5], [1]), "got 2.5"),
        (lambda: kano([True], [1]), "got True"),
        (lambda: kano(pd.Series(["like"]), pd.Series(["like"], index=[1])), "must have one index, got two that differ"),
        (lambda: kano_table(LONG.iloc[:0]), "answers must not be empty"),
        (lambda: kano_table(LONG, functional="with"), "Did you mean 'with_it'?"),
        (lambda: kano_table(LONG.assign(feature=None)), "feature must be known in every row of answers, got 8 missing"),
        (lambda: kano_table("answers.csv"), "Read the file first"),
        (lambda: kano_table(LONG, pairs={}), "pairs must not be empty"),
        (lambda: kano_table(LONG, pairs={"app": "with_it"}), "two columns, with and without it, got ['with_it']"),
        (lambda: kano_table(LONG, pairs={"app": ("with_it", "without")}), "Did you mean 'without_it'?"),
        (lambda: kano_from_counts(pd.DataFrame({"A": [1], "O": [1], "M": [1]})), "no column in counts named 'I'"),
        (lambda: kano_from_counts(pd.DataFrame([[-1, 1, 1, 1]], columns=list("AOMI"))), "A must be at least 0, got -1"),
        (lambda: kano_from_counts(pd.DataFrame([[0.5, 1, 1, 1]], columns=list("AOMI"))), "A must be whole numbers"),
        (lambda: kano_from_counts(pd.DataFrame([[0] * 4], columns=list("AOMI"))), "above 0 in each row"),
        (lambda: kano_table(LONG, level=95), "level must be a number between 0.5 and 0.9999"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
