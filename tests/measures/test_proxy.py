"""Proxies and errors by group: Berkeley's admissions, ProPublica's recidivism scores, laws, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import error_rates, proxy_audit, rate_difference

# Angwin, Larson, Mattu & Kirchner (2016), ProPublica: people by group, score (high), and crime within two years.
COMPAS = [
    ("Black", False, False, 990), ("Black", True, False, 805), ("Black", False, True, 532), ("Black", True, True, 1369),
    ("White", False, False, 1139), ("White", True, False, 349), ("White", False, True, 461), ("White", True, True, 505),
]  # fmt: skip


@pytest.fixture(scope="module")
def scores() -> pd.DataFrame:
    table = pd.DataFrame(COMPAS, columns=["group", "high", "again", "n"])
    return table.loc[table.index.repeat(table["n"])].reset_index(drop=True)


@pytest.fixture(scope="module")
def berkeley(rdataset) -> pd.DataFrame:
    table = rdataset("datasets", "UCBAdmissions")
    people = table.loc[table.index.repeat(table["Freq"])]
    admitted, women = people["Admit"] == "Admitted", people["Gender"] == "Female"
    return pd.DataFrame({"admitted": admitted, "women": women, "department": people["Dept"]}).reset_index(drop=True)


@pytest.mark.parametrize(
    ("group", "rate", "published"),
    [
        ("Black", "false_positive_rate", 0.4485),
        ("White", "false_positive_rate", 0.2345),
        ("Black", "true_positive_rate", 1 - 0.2799),
        ("White", "true_positive_rate", 1 - 0.4772),
        ("Black", "precision", 0.63),
        ("White", "precision", 0.59),
    ],
)
def test_recidivism_scores_err_as_propublica_found(scores, group, rate, published):
    found = error_rates(scores["high"], scores["group"], scores["again"]).loc[group, rate]
    assert found == pytest.approx(published, abs=5e-5 if rate != "precision" else 5e-3)


def test_women_were_admitted_less_and_not_within_departments(berkeley):
    """Bickel, Hammel & O'Connell (1975): 30 % of women, 45 % of men; department by department the gap turns."""
    found = proxy_audit(berkeley["admitted"], berkeley["women"], berkeley["department"])
    assert found.total.estimate == pytest.approx(0.3035 - 0.4452, abs=1e-4)
    assert found.through < found.total.estimate < 0 < found.within
    assert found.by_proxy.loc["A", ["rate", "others_rate"]].to_list() == pytest.approx([0.82, 0.62], abs=5e-3)


def test_the_interval_of_a_difference_is_newcombes():
    """Newcombe (1998), table II, method 10: 56/70 against 48/80."""
    selected = [True] * 56 + [False] * 14 + [True] * 48 + [False] * 32
    found = rate_difference(selected, [True] * 70 + [False] * 80)
    assert (found.estimate, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_parts_add_up_and_order_and_index_do_not_matter(seed):
    luck = np.random.default_rng(seed)
    people = pd.DataFrame({"s": luck.random(80) < 0.4, "g": luck.random(80) < 0.5, "p": luck.choice(list("abcd"), 80)})
    if people["g"].nunique() < 2 or people["p"].nunique() < 2:
        return
    found = proxy_audit(people["s"], people["g"], people["p"])
    assert found.through + found.within == pytest.approx(found.total.estimate)
    mixed = people.sample(frac=1, random_state=seed)
    again = proxy_audit(mixed["s"], mixed["g"].astype(int), mixed["p"].astype("category"))
    assert (again.through, again.within, again.association) == pytest.approx(
        (found.through, found.within, found.association)
    )


def test_a_proxy_that_is_the_group_takes_all_of_the_difference():
    selected, group = np.array([True] * 30 + [False] * 70), np.array([True] * 40 + [False] * 60)
    found = proxy_audit(selected, group, group.astype(str))
    assert found.association == pytest.approx(1)
    assert found.through == pytest.approx(found.total.estimate)


def test_a_proxy_with_one_value_takes_nothing():
    found = proxy_audit([True, False, False, False], [True, True, False, False], ["a"] * 4)
    assert (found.through, found.association) == (0, 0)
    assert found.within == pytest.approx(0.5)


def test_a_rate_of_nobody_is_missing():
    found = error_rates([True, False, True], ["a", "a", "b"], [True, True, True])
    assert found["false_positive_rate"].isna().all()
    assert found.loc["a", "true_positive_rate"] == 0.5


def test_it_prints_what_goes_through(berkeley):
    found = proxy_audit(berkeley["admitted"], berkeley["women"], berkeley["department"])
    assert str(found).startswith("difference -0.1416: -0.1777 through the proxy, +0.03603 among people alike in it")


FOUR = [True, False, True, False]
WRONG = [
    (lambda: rate_difference(FOUR, [True] * 4), "group must be true for some and false for others"),
    (lambda: rate_difference(FOUR, FOUR[:3]), "selected and group must be equally long, got 4 and 3 rows"),
    (lambda: rate_difference([0, 1, 2, 3], FOUR), "selected must be true or false in every row"),
    (lambda: proxy_audit(FOUR, FOUR, ["a"]), "selected and proxy must be equally long, got 4 and 1 rows"),
    (lambda: proxy_audit(FOUR, FOUR, ["a", None, "b", "b"]), "proxy must be known for everybody, got 1 missing"),
    (lambda: error_rates(FOUR, ["a"] * 4, FOUR), "group must have two groups or more, got ['a']"),
    (lambda: error_rates(FOUR, ["a", "a", "b", "b"], FOUR[:3]), "selected and deserved must be equally long"),
    (lambda: error_rates([], [], []), "selected must not be empty"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
