"""A fairness audit counts what it says, agrees with a textbook case, and refuses what cannot be audited."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import selection_rates, share_with_interval


def people(**groups: tuple[int, int]) -> pd.DataFrame:
    """So many people of each group, so many of whom are chosen."""
    rows = [(name, number < chosen) for name, (n, chosen) in groups.items() for number in range(n)]
    return pd.DataFrame(rows, columns=["group", "chosen"])


# Uniform Guidelines on Employee Selection Procedures (1978), question 12: 80 applicants, 48 hired; 40, 12 hired.
HIRED = people(white=(80, 48), black=(40, 12))


def test_the_guidelines_example_breaks_the_four_fifths_rule():
    found = selection_rates(HIRED, "group", "chosen")
    assert found.groups["rate"].to_dict() == pytest.approx({"black": 0.3, "white": 0.6})
    assert found.groups.loc["black", "ratio"] == pytest.approx(0.5)
    assert not found.four_fifths
    assert (found.least, found.most) == ("black", "white")
    assert str(found) == "'black' is chosen 0.5 times as often as 'white': breaks the four-fifths rule"


def test_rates_come_with_wilsons_interval():
    row = selection_rates(HIRED, "group", "chosen").groups.loc["white"]
    assert (row["rate"], row["low"], row["high"]) == pytest.approx(share_with_interval(48, 80))


def test_the_ratio_has_the_interval_of_katz():
    row = selection_rates(HIRED, "group", "chosen").groups.loc["black"]
    half = 1.959964 * np.sqrt(1 / 12 - 1 / 40 + 1 / 48 - 1 / 80)
    assert (row["ratio_low"], row["ratio_high"]) == pytest.approx((0.5 / np.exp(half), 0.5 * np.exp(half)))


def test_the_difference_is_least_less_most():
    found = selection_rates(HIRED, "group", "chosen").difference
    assert found.estimate == pytest.approx(-0.3)
    assert found.low < -0.3 < found.high < 0


def test_equal_opportunity_looks_at_the_deserving_alone():
    rows = people(a=(10, 5), b=(10, 5)).assign(outcome=[True] * 5 + [False] * 5 + [False] * 5 + [True] * 5)
    found = selection_rates(rows, "group", "chosen", outcome="outcome")
    assert found.difference.estimate == 0
    assert found.groups["reached"].to_dict() == {"a": 1.0, "b": 0.0}
    assert abs(found.reached_difference.estimate) == 1


def test_a_group_of_whom_nobody_is_chosen_has_an_interval_from_zero():
    row = selection_rates(people(a=(50, 20), b=(50, 0)), "group", "chosen").groups.loc["b"]
    assert (row["ratio"], row["ratio_low"]) == (0, 0)
    assert 0 < row["ratio_high"] < 1


def test_order_index_other_columns_and_names_of_groups_do_not_matter():
    mixed = HIRED.sample(frac=1, random_state=2).reset_index(drop=True).assign(x=1, chosen=lambda t: t["chosen"] * 1)
    expected = selection_rates(HIRED, "group", "chosen").groups
    pd.testing.assert_frame_equal(selection_rates(mixed, "group", "chosen").groups, expected)
    numbered = mixed.assign(group=mixed["group"].map({"black": 2, "white": 1}))
    assert selection_rates(numbered, "group", "chosen").groups["rate"].to_dict() == {2: 0.3, 1: 0.6}


WRONG = [
    (lambda: selection_rates(HIRED, "groups", "chosen"), "Did you mean 'group'"),
    (lambda: selection_rates(HIRED.iloc[:0], "group", "chosen"), "frame must not be empty"),
    (lambda: selection_rates(HIRED[:80], "group", "chosen"), "group must have at least two groups, got ['white']"),
    (lambda: selection_rates(people(a=(5, 0), b=(5, 0)), "group", "chosen"), "chosen must be true for somebody"),
    (lambda: selection_rates(HIRED.assign(chosen=2), "group", "chosen"), "chosen must be true or false in every row"),
    (lambda: selection_rates(HIRED.replace("black", None), "group", "chosen"), "group must be known in every row"),
    (
        lambda: selection_rates(HIRED.assign(good=HIRED["group"] == "white"), "group", "chosen", "good"),
        "outcome must be true for somebody of each group, got nobody of 'black'",
    ),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
