from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import attribution, journeys


def at(*days: int) -> pd.Series:
    return pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(list(days), unit="D"))


TOUCHES = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 1, 2, 2, 3],
        "time": at(0, 5, 10, 90, 3, 60, 8),
        "channel": ["mail", "ads", "mail", "ads", "ads", "mail", "ads"],
    }
)
ORDERS = pd.DataFrame({"customer_id": [1, 1, 3, 4], "time": at(5, 30, 100, 1)})


def test_a_touch_belongs_to_the_next_conversion_within_the_window():
    found = journeys(TOUCHES, ORDERS, window=30)
    assert found["journey"].to_list() == [1, 1, 2, 3, 4, 5, 6]
    assert found["converted"].to_list() == [True, True, True, False, False, False, False]


def test_journeys_can_be_attributed():
    credits = attribution(journeys(TOUCHES, ORDERS), ["last_touch", "linear"], customer="journey")
    assert credits["last_touch"].to_dict() == {"ads": 1, "mail": 1}
    assert credits["linear"].to_dict() == {"ads": 0.5, "mail": 1.5}


def test_a_long_window_reaches_further_back():
    assert journeys(TOUCHES, ORDERS, window=95)["converted"].to_list() == [True, True, True, False, False, False, True]


rows = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60), st.sampled_from("ab")), min_size=1, max_size=15)


@settings(deadline=None, max_examples=40)
@given(rows, st.lists(st.tuples(st.integers(1, 3), st.integers(0, 60)), min_size=1, max_size=6), st.integers(0, 99))
def test_it_is_what_a_loop_over_the_touches_says(touched, bought, seed):
    touches = pd.DataFrame(touched, columns=["customer_id", "day", "channel"]).assign(time=lambda f: at(*f["day"]))
    orders = pd.DataFrame(bought, columns=["customer_id", "day"]).assign(time=lambda f: at(*f["day"]))
    found = journeys(touches, orders, window=20)
    for row in found.itertuples():
        day = (row.time - pd.Timestamp("2025-01-01")).days
        assert row.converted == any(who == row.customer_id and day <= other <= day + 20 for who, other in bought)
    won = found[found["converted"]]
    assert (won.groupby("journey")["customer_id"].nunique() == 1).all()
    mixed = journeys(
        touches.sample(frac=1, random_state=seed).assign(note=1), orders.sample(frac=1, random_state=seed), window=20
    )
    pd.testing.assert_frame_equal(mixed, found)
    named = {number: f"c{number}" for number in (1, 2, 3)}
    texts = [frame.assign(customer_id=frame["customer_id"].map(named)) for frame in (touches, orders)]
    assert (journeys(*texts, window=20)["journey"] == found["journey"]).all()


WRONG = [
    (lambda: journeys(TOUCHES.head(0), ORDERS), "touches must not be empty"),
    (lambda: journeys(TOUCHES, ORDERS.head(0)), "conversions must not be empty"),
    (lambda: journeys(TOUCHES.drop(columns="channel"), ORDERS), "no column in touches named 'channel'"),
    (lambda: journeys(TOUCHES, ORDERS, customer="customer"), "Did you mean 'customer_id'"),
    (lambda: journeys(TOUCHES.assign(time=1), ORDERS), "a column of dates or times"),
    (lambda: journeys(TOUCHES, ORDERS.assign(time=pd.NaT)), "time must be known in every row of conversions"),
    (lambda: journeys(TOUCHES, ORDERS, window=-1), "window must be a number of at least 0"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
