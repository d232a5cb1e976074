"""Who is alone with what can be known: a small published table, laws, bad input."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import k_anonymity, l_diversity, uniqueness

# Machanavajjhala et al. (2007), figure 2: inpatients, 4-anonymous in these three columns, of whom one class gives away.
INPATIENTS = pd.DataFrame({
    "zip": ["130**"] * 4 + ["1485*"] * 4 + ["130**"] * 4,
    "age": ["< 30"] * 4 + [">= 40"] * 4 + ["3*"] * 4,
    "condition": ["heart", "heart", "virus", "virus", "cancer", "heart", "virus", "virus"] + ["cancer"] * 4,
})  # fmt: skip

# The same, figure 3: the same people, made 3-diverse.
DIVERSE = pd.DataFrame({
    "zip": ["1305*"] * 4 + ["1485*"] * 4 + ["1306*"] * 4,
    "age": ["<= 40"] * 4 + ["> 40"] * 4 + ["<= 40"] * 4,
    "condition": ["heart", "virus", "cancer", "cancer", "cancer", "heart", "virus", "virus",
                  "heart", "virus", "cancer", "cancer"],
})  # fmt: skip

# Sweeney (2002), figure 2: k = 2 in race, birth, gender and ZIP.
SWEENEY = pd.DataFrame({
    "race": ["black"] * 6 + ["white"] * 5, "birth": [1965] * 4 + [1964] * 5 + [1967] * 2,
    "gender": ["m", "m", "f", "f", "f", "f", "m", "m", "m", "m", "m"], "zip": ["0214*"] * 2 + ["0213*"] * 9,
})  # fmt: skip


def test_the_published_inpatients_are_4_anonymous():
    assert k_anonymity(INPATIENTS, ["zip", "age"]).k == 4


def test_the_published_inpatients_are_not_diverse():
    assert l_diversity(INPATIENTS, ["zip", "age"], "condition").l == 1


def test_the_published_table_made_diverse_is_4_anonymous_and_3_diverse():
    assert k_anonymity(DIVERSE, ["zip", "age"]).k == 4
    assert l_diversity(DIVERSE, ["zip", "age"], "condition").l == 3


def test_the_published_table_of_eleven_is_2_anonymous():
    assert k_anonymity(SWEENEY, ["race", "birth", "gender", "zip"]).k == 2
    assert uniqueness(SWEENEY, list(SWEENEY))["unique"].max() == 0


def people(seed: int = 0) -> pd.DataFrame:
    luck = np.random.default_rng(seed)
    return pd.DataFrame({"born": luck.integers(0, 365 * 60, 2_000), "sex": luck.integers(0, 2, 2_000),
                         "place": luck.integers(0, 40, 2_000)})  # fmt: skip


def test_every_set_is_looked_at_and_more_knowledge_finds_more():
    found = uniqueness(people(), ["born", "sex", "place"])
    assert found["known"].to_list() == [1, 1, 1, 2, 2, 2, 3]
    by_set = found.set_index("columns")["unique"]
    assert by_set["born + sex + place"] >= by_set["born + place"] >= by_set["born"]
    assert by_set["sex"] == 0
    assert by_set["born + sex + place"] > 0.95


def test_each_row_is_what_k_anonymity_says():
    row = uniqueness(people(), ["sex", "place"]).set_index("columns").loc["sex + place"]
    crowd = k_anonymity(people(), ["sex", "place"])
    assert (row["unique"], row["k"], row["mean_class"]) == (crowd.unique, crowd.k, crowd.class_size.mean())


def test_order_of_rows_index_and_other_columns_do_not_matter():
    mixed = (
        people().sample(frac=1, random_state=1).reset_index(drop=True).assign(x=1, sex=lambda t: t["sex"].astype(str))
    )
    pd.testing.assert_frame_equal(uniqueness(mixed, ["sex", "place"]), uniqueness(people(), ["sex", "place"]))


WRONG = [
    (lambda: uniqueness(people(), "sex"), "columns must be a list of names, got 'sex'"),
    (lambda: uniqueness(people(), []), "columns must name at least one column"),
    (lambda: uniqueness(people(), None), "columns must be names of columns, got None"),
    (lambda: uniqueness(people(), ["sex", "sex"]), "columns must name each column once, got 'sex' twice"),
    (lambda: uniqueness(people().assign(sex=[[1]] * 2_000), ["sex"]), "sex must hold one value a row of frame"),
    (lambda: uniqueness(people(), ["sexx"]), "Did you mean 'sex'"),
    (lambda: uniqueness(people()[:0], ["sex"]), "frame must not be empty"),
    (lambda: uniqueness(people(), ["sex", "place"], most=3), "most must be a whole number between 1 and 2, got 3"),
    (lambda: uniqueness([1, 2], ["sex"]), "frame must be a table"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
