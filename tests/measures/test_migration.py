from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from statsmodels.stats.contingency_tables import SquareTable

from course.errors import InputError
from course.measures import migration, migration_table, same_migration, share_with_interval

BEFORE = pd.Series({1: "new", 2: "new", 3: "new", 4: "loyal", 5: "loyal", 6: "gone"})
AFTER = pd.Series({6: "gone", 5: "gone", 4: "loyal", 3: "gone", 2: "loyal", 1: "loyal", 9: "new"})
STATES = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 2, 2, 3, 4],
        "period": [2021, 2022, 2024, 2022, 2021, 2022, 2023],
        "state": ["new", "loyal", "loyal", "gone", "new", "new", "new"],
    }
)


def test_customers_are_matched_by_their_index():
    found = migration(BEFORE, AFTER, states=["new", "loyal", "gone"])
    assert found.counts.to_numpy().tolist() == [[0, 2, 1], [0, 1, 1], [0, 0, 1]]
    assert found.n == 6
    assert found.shares.loc["new"].to_list() == pytest.approx([0, 2 / 3, 1 / 3])


def test_each_share_has_the_interval_of_a_share():
    found = migration(BEFORE, AFTER).intervals.set_index(["before", "after"])
    row = found.loc[("new", "loyal")]
    assert (row["n"], row["count"]) == (3, 2)
    assert (row["share"], row["low"], row["high"]) == pytest.approx(share_with_interval(2, 3))
    assert found.groupby("before")["share"].sum().to_list() == pytest.approx([1, 1, 1])


def test_states_keep_the_order_of_an_ordered_categorical():
    order = pd.CategoricalDtype(["new", "loyal", "gone", "never"], ordered=True)
    found = migration(BEFORE.astype(order), AFTER.astype(order))
    assert list(found.counts.index) == list(found.counts.columns) == ["new", "loyal", "gone"]
    assert list(migration(BEFORE, AFTER).counts.index) == ["gone", "loyal", "new"]


def test_arrays_are_matched_by_position():
    found = migration([1, 1, 2], [2, 1, 2])
    assert found.counts.to_numpy().tolist() == [[1, 1], [0, 1]]


def test_a_forecast_needs_customers_in_every_state():
    found = migration(["a", "a", "b"], ["a", "b", "a"])
    assert found.after(2).loc["a", "a"] == pytest.approx(0.75)
    assert found.stationary().to_dict() == pytest.approx({"a": 2 / 3, "b": 1 / 3})
    assert found.time_until("b")["a"] == pytest.approx(2)
    with pytest.raises(InputError, match="every state must have customers before, got none in 'c'"):
        migration(["a", "b"], ["c", "a"]).stationary()


def test_drift_is_judged_by_who_moved():
    """The variance of Stuart (1955) for one state, as statsmodels has it in its test of homogeneity."""
    luck = np.random.default_rng(5)
    before = luck.choice(list("ab"), 400, p=[0.6, 0.4])
    found = migration(before, np.where(luck.random(400) < 0.3, "b", before))
    drift = found.drift()
    assert (drift["after"] - drift["before"]).to_list() == pytest.approx(drift["difference"].to_list())
    assert drift["difference"].sum() == pytest.approx(0)
    error = (drift["high"] - drift["low"]) / 2 / 1.959964
    table = SquareTable(found.counts.to_numpy(), shift_zeros=False)
    statistic = table.homogeneity("bhapkar").statistic
    assert (drift["difference"] / error)["a"] ** 2 == pytest.approx(statistic, rel=1e-3)


def test_neighbouring_periods_make_the_moves():
    found = migration_table(STATES)
    assert found.to_numpy().tolist() == [[1, 2021, "new", "loyal"], [2, 2021, "new", "gone"]]
    assert migration(found["before"].to_numpy(), found["after"].to_numpy()).n == 2


def test_two_periods_are_compared_row_by_row():
    """Anderson & Goodman (1957): the sum of a chi-square test of two samples for each state."""
    luck = np.random.default_rng(3)
    first, second = (migration(luck.choice(list("abc"), 300), luck.choice(list("abc"), 300)) for _ in range(2))
    found = same_migration(first, second)
    tests = [chi2_contingency([first.counts.loc[state], second.counts.loc[state]], correction=False) for state in "abc"]
    assert found["chi2"] == pytest.approx(sum(test.statistic for test in tests))
    assert found["df"] == sum(test.dof for test in tests) == 6
    assert 0 < found["p"] < 1
    assert same_migration(first, first)["p"] == 1


def test_a_changed_market_is_noticed():
    luck = np.random.default_rng(4)
    first = migration(luck.choice(list("ab"), 500), luck.choice(list("ab"), 500, p=[0.5, 0.5]))
    second = migration(luck.choice(list("ab"), 500), luck.choice(list("ab"), 500, p=[0.7, 0.3]))
    assert same_migration(first, second)["p"] < 0.001


def test_it_prints_the_same_everywhere():
    assert str(migration(["a", "a", "b"], ["a", "b", "b"])).splitlines()[0] == "3 moves"
    assert str(migration(["a", "a", "b"], ["a", "b", "b"])).splitlines()[-1].split() == ["b", "0", "1"]


customers = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30)


@settings(deadline=None, max_examples=40)
@given(customers, st.randoms(use_true_random=False))
def test_order_index_and_kind_of_ids_do_not_matter(pairs, luck):
    before, after = (pd.Series(states) for states in zip(*pairs, strict=True))
    places = list(range(len(pairs)))
    luck.shuffle(places)
    names = {place: f"c{place}" for place in places}
    other = migration(before.iloc[places].rename(names).astype("category"), after.rename(names))
    pd.testing.assert_frame_equal(other.counts, migration(before, after).counts)
    rows = pd.concat(
        [pd.DataFrame({"customer_id": before.index, "period": place, "state": states, "note": "x"})
         for place, states in enumerate((before, after))]
    )  # fmt: skip
    table = migration_table(rows.sample(frac=1, random_state=1))
    assert table[["before", "after"]].to_numpy().tolist() == [list(pair) for pair in pairs]
    monthly = rows.assign(period=pd.Timestamp("2025-01-01") + 40 * rows["period"] * pd.Timedelta(days=1))
    assert (migration_table(monthly)["after"] == table["after"]).all()


WRONG = [
    (lambda: migration([], []), "before and after must not be empty"),
    (lambda: migration(["a"], ["a", "b"]), "must be equally long, got 1 and 2"),
    (lambda: migration(["a", None], ["a", "b"]), "before must be known for every customer, got 1 missing"),
    (lambda: migration(BEFORE, AFTER.rename(lambda one: one + 100)), "Are the same customers in both?"),
    (lambda: migration(pd.Series(["a", "b"], index=[1, 1]), pd.Series(["a"], index=[1])), "got 1 several times"),
    (lambda: migration(BEFORE, AFTER, states=["loyl"]), "Did you mean 'loyal'"),
    (lambda: migration(BEFORE, AFTER, states=[]), "states must not be empty"),
    (lambda: migration(BEFORE, AFTER, level=95), "level must be a number between"),
    (lambda: migration_table(STATES.head(0)), "frame must not be empty"),
    (lambda: migration_table(STATES, state="stat"), "Did you mean 'state'"),
    (lambda: migration_table(STATES.assign(period=2021)), "customer_id 1 has several in period 2021"),
    (lambda: migration_table(STATES.assign(state=None)), "got 7 missing"),
    (lambda: migration_table("states.csv"), "frame must be a table"),
    (lambda: migration(BEFORE, AFTER).after(1, "lost"), "there is no state 'lost'"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
