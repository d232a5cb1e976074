from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import attack, k_anonymity, l_diversity, share_with_interval, unicity

#: Sweeney (2002), figure 2: a table of which race, birth, gender and zip are the quasi-identifiers, k 2.
TABLE_T = pd.DataFrame(
    [
        ("Black", 1965, "m", "0214*", "short breath"),
        ("Black", 1965, "m", "0214*", "chest pain"),
        ("Black", 1965, "f", "0213*", "hypertension"),
        ("Black", 1965, "f", "0213*", "hypertension"),
        ("Black", 1964, "f", "0213*", "obesity"),
        ("Black", 1964, "f", "0213*", "chest pain"),
        ("White", 1964, "m", "0213*", "chest pain"),
        ("White", 1964, "m", "0213*", "obesity"),
        ("White", 1964, "m", "0213*", "short breath"),
        ("White", 1967, "m", "0213*", "chest pain"),
        ("White", 1967, "m", "0213*", "chest pain"),
    ],
    columns=["race", "birth", "gender", "zip", "problem"],
)
KNOWN = ["race", "birth", "gender", "zip"]


def test_sweeneys_table_has_k_2():
    found = k_anonymity(TABLE_T, KNOWN)
    assert found.k == 2
    assert found.class_size.tolist() == [2, 2, 2, 2, 2, 2, 3, 3, 3, 2, 2]
    assert found.unique == 0


def test_one_more_column_leaves_rows_alone():
    found = k_anonymity(TABLE_T, [*KNOWN, "problem"])
    assert found.k == 1
    assert found.unique == pytest.approx(7 / 11)
    assert str(found) == "k 1: 63.6% of 11 rows are alone in their class"


def test_a_class_that_shares_its_secret_gives_it_away_whatever_its_k():
    found = l_diversity(TABLE_T, KNOWN, "problem")
    assert found.l == 1
    assert found.values.tolist() == [2, 2, 1, 1, 2, 2, 3, 3, 3, 1, 1]
    assert str(found) == "l 1: of 36.4% of 11 rows the class gives the sensitive value away"


def test_missing_is_a_value_like_others_and_the_index_is_kept():
    table = pd.DataFrame(
        {"town": ["a", None, None, "a"], "age": [1, 2, 2, 3], "secret": ["x", None, "x", "x"]}, list("wxyz")
    )
    found = k_anonymity(table, ["town", "age"])
    assert found.class_size.to_dict() == {"w": 1, "x": 2, "y": 2, "z": 1}
    assert l_diversity(table, "town", "secret").values.to_dict() == {"w": 1, "x": 2, "y": 2, "z": 1}


def test_categories_that_nobody_has_are_no_classes():
    table = pd.DataFrame({"band": pd.Categorical(["young", "young"], ["young", "old"])})
    assert k_anonymity(table, "band").k == 2


BASKETS = pd.DataFrame(
    {
        "customer": ["ana", "ana", "ana", "ben", "ben", "cem", "cem", "cem", "dov"],
        "product": ["tea", "beans", "filter", "tea", "beans", "tea", "beans", "filter", "mug"],
    }
)


def test_people_with_the_same_records_hide_each_other_and_any_two_may_be_shared():
    found = attack(BASKETS, "customer", "product", known=3)
    assert found.candidates.to_dict() == {"ana": 2, "cem": 2}
    assert found.share == 0
    ben = attack(BASKETS, "customer", "product", known=2).candidates["ben"]
    assert ben == 3


def test_a_record_that_nobody_else_has_finds_its_owner():
    found = attack(BASKETS, "customer", "product", known=1)
    assert found.candidates["dov"] == 1
    assert found.candidates.drop("dov").min() > 1
    assert (found.share, found.low, found.high) == share_with_interval(1, 4)


def test_candidates_are_those_whom_plain_pandas_finds():
    luck = np.random.default_rng(5)
    lines = pd.DataFrame(
        {"who": luck.integers(0, 60, 900), "what": luck.zipf(1.6, 900) % 30, "when": luck.integers(0, 4, 900)}
    )
    found = attack(lines, "who", ["what", "when"], known=2, targets=25, seed=3)
    again = attack(lines.sample(frac=1, random_state=1), "who", ["what", "when"], known=2, targets=25, seed=3)
    assert found.candidates.equals(again.candidates)
    owned = lines.groupby("who")[["what", "when"]].apply(lambda rows: set(map(tuple, rows.to_numpy().tolist())))
    possible = {
        who: {sum({one, other} <= points for points in owned) for one in owned[who] for other in owned[who] - {one}}
        for who in found.candidates.index
    }
    assert all(count in possible[who] for who, count in found.candidates.items())


def test_the_attack_on_a_sample_says_what_the_attack_on_all_comes_to():
    luck = np.random.default_rng(6)
    lines = pd.DataFrame({"who": luck.integers(0, 1_500, 12_000), "what": luck.integers(0, 120, 12_000)})
    everybody = attack(lines, "who", "what", seed=1).share
    found = [attack(lines, "who", "what", targets=100, seed=seed) for seed in range(60)]
    assert sum(one.low <= everybody <= one.high for one in found) >= 53
    assert 0.2 < everybody < 0.8


def test_who_knows_more_finds_more():
    luck = np.random.default_rng(7)
    lines = pd.DataFrame({"who": luck.integers(0, 500, 6_000), "what": luck.integers(0, 100, 6_000)})
    shares = [attack(lines, "who", "what", known=known).share for known in (1, 2, 3, 4)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] > 0.8


def lines(people: int = 500) -> pd.DataFrame:
    luck = np.random.default_rng(8)
    return pd.DataFrame({"who": luck.integers(0, people, 12 * people), "what": luck.integers(0, 100, 12 * people)})


def test_one_record_more_of_the_same_people_never_finds_fewer():
    found = unicity(lines(), "who", "what", most=5)
    assert found["known"].to_list() == [1, 2, 3, 4, 5]
    assert found["people"].nunique() == 1
    assert found["share"].is_monotonic_increasing
    assert found["candidates"].is_monotonic_decreasing
    assert found["share"].iloc[-1] > 0.9


def test_the_last_row_of_unicity_is_the_attack_with_as_many_records():
    row = unicity(lines(), "who", "what", most=3, targets=80, seed=4).iloc[-1]
    found = attack(lines(), "who", "what", known=3, targets=80, seed=4)
    assert (row["share"], row["low"], row["high"]) == (found.share, found.low, found.high)
    assert row["candidates"] == found.candidates.median()


def test_unicity_of_four_people_is_what_one_counts_by_hand():
    """Ana and Cem hide each other whatever is known of them; Ben has two records, and Dov one."""
    found = unicity(BASKETS, "customer", "product", most=2)
    assert found["people"].to_list() == [3, 3]
    assert found["found"].to_list() == [0, 0]
    assert unicity(BASKETS, "customer", "product", most=1)["found"].to_list() == [1]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: k_anonymity(TABLE_T, []), "columns must name at least one column"),
        (lambda: k_anonymity(TABLE_T, ["sex"]), "there is no column in frame named 'sex'"),
        (lambda: k_anonymity(TABLE_T.head(0), KNOWN), "frame must not be empty"),
        (lambda: k_anonymity("table.csv", KNOWN), "frame must be a table"),
        (lambda: l_diversity(TABLE_T, KNOWN, "illness"), "there is no column in frame named 'illness'"),
        (lambda: k_anonymity(TABLE_T, None), "columns must be names of columns, got None"),
        (lambda: k_anonymity(TABLE_T, ["race", "race"]), "columns must name each column once, got 'race' twice"),
        (lambda: k_anonymity(TABLE_T.assign(race=[["x"]] * 11), KNOWN), "race must hold one value a row of frame"),
        (lambda: l_diversity(TABLE_T, KNOWN, "race"), "sensitive must be another column than those known"),
        (lambda: unicity(BASKETS, "customer", "product", most=0), "most must be a whole number at least 1, got 0"),
        (lambda: unicity(BASKETS, "customer", "product", most=9), "Suppose that less is known"),
        (lambda: unicity(BASKETS.head(0), "customer", "product"), "records must not be empty"),
        (lambda: attack(BASKETS, "who", "product"), "there is no column in records named 'who'"),
        (lambda: attack(BASKETS.replace({"customer": {"ben": None}}), "customer", "product"), "customer must be known"),
        (lambda: attack(BASKETS, "customer", "product", known=0), "known must be a whole number at least 1, got 0"),
        (lambda: attack(BASKETS, "customer", "product", known=4), "Suppose that less is known"),
        (lambda: attack(BASKETS, "customer", "product", targets=3), "targets must be a whole number between 1 and 2"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
