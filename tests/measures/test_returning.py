"""Who came back: classes of silence and of orders, and the share that ordered again."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import came_back, count_classes, share_with_interval, silence_classes

# Cut on 2024-03-31. Ana: one order, 13 weeks before; Bo: two orders, the last a week before; Cy: one order on the day
# of the cut, back the day after; Di: only after the cut.
ORDERS = pd.DataFrame(
    {
        "customer_id": [1, 2, 2, 2, 3, 3, 4],
        "ordered_at": pd.to_datetime(
            [
                "2023-12-31 10:00",
                "2024-01-05",
                "2024-03-24",
                "2024-06-30",
                "2024-03-31 23:59",
                "2024-04-01",
                "2024-05-01",
            ],
            format="ISO8601",
        ),
    }
)
CUT = "2024-03-31"


def test_customers_are_described_until_the_cut_and_counted_after_it():
    found = came_back(ORDERS, CUT)
    rows = found.astype({"silence": "str", "orders": "str"})[["silence", "orders", "n", "share"]]
    assert rows.to_numpy().tolist() == [["0 to 4", "1", 1, 1.0], ["0 to 4", "2–3", 1, 1.0], ["13 to 26", "1", 1, 0.0]]


def test_by_default_the_history_is_cut_in_the_middle():
    days = pd.date_range("2024-01-01", "2024-01-11", periods=11)
    orders = pd.DataFrame({"customer_id": range(11), "ordered_at": days})
    assert came_back(orders)["n"].sum() == 6  # up to and with 6 January
    assert came_back(orders).equals(came_back(orders, "2024-01-06"))


def test_the_interval_is_that_of_a_share():
    several = pd.DataFrame(
        {
            "customer_id": [1, 2, 3, 4, 1],
            "ordered_at": pd.to_datetime(["2024-01-01"] * 4 + ["2024-02-01"]),
        }
    )
    row = came_back(several, "2024-01-02").iloc[0]
    assert (row["share"], row["low"], row["high"]) == pytest.approx(share_with_interval(1, 4))


def test_rows_stand_in_the_order_of_silence_and_then_of_orders():
    luck = np.random.default_rng(1)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(luck.integers(0, 700, 4000), unit="D")
    found = came_back(pd.DataFrame({"customer_id": luck.geometric(0.004, 4000), "ordered_at": days}))
    assert found.equals(found.sort_values(["silence", "orders"]))
    assert list(found["orders"].cat.categories) == ["1", "2–3", "4–9", "10+"]


def test_it_agrees_with_counting_in_plain_pandas():
    luck = np.random.default_rng(2)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(luck.integers(0, 700, 3000), unit="D")
    orders = pd.DataFrame({"customer_id": luck.integers(1, 900, 3000), "ordered_at": days})
    cut = pd.Timestamp("2024-12-01")
    known = orders[orders["ordered_at"] <= cut].groupby("customer_id")["ordered_at"].agg(["max", "size"])
    quiet = known[((cut - known["max"]).dt.days.between(26 * 7, 39 * 7 - 1)) & known["size"].between(2, 3)]
    back = quiet.index.isin(orders[orders["ordered_at"] > cut]["customer_id"]).mean()
    found = came_back(orders, cut).set_index(["silence", "orders"]).loc[("26 to 39", "2–3")]
    assert (found["n"], found["share"]) == (len(quiet), pytest.approx(back))


def test_counts_and_silences_fall_into_named_classes_in_their_order():
    counts = count_classes(pd.Series([1, 2, 3, 4, 9, 10, 200], index=list("abcdefg")))
    assert counts.astype("str").tolist() == ["1", "2–3", "2–3", "4–9", "4–9", "10+", "10+"]
    assert list(counts.index) == list("abcdefg")
    assert count_classes([1, 2, 3], starts=[1, 2, 3]).astype("str").tolist() == ["1", "2", "3+"]
    assert silence_classes([0, 3.99, 4, 60]).astype("str").tolist() == ["0 to 4", "0 to 4", "4 to 13", "52+"]
    assert counts.cat.ordered


def test_a_count_below_the_first_class_belongs_to_none():
    assert count_classes([0, 1]).isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: came_back(ORDERS, "2025-01-01"), "cut must be a day from 2023-12-31, before 2024-06-30"),
        (lambda: came_back(ORDERS, "2020-01-01"), "cut must be a day from"),
        (lambda: came_back(ORDERS, "soon"), "cut must be a day, got 'soon'"),
        (lambda: came_back(ORDERS.head(1)), "orders must span at least two days"),
        (lambda: came_back(ORDERS, customer="client"), "no column in orders named 'client'"),
        (lambda: came_back(ORDERS.head(0)), "orders must not be empty"),
        (lambda: came_back(ORDERS.assign(ordered_at="x")), "pd.to_datetime"),
        (lambda: came_back(ORDERS.assign(ordered_at=pd.Timestamp("2999-01-01"))), "years in the future"),
        (lambda: came_back(ORDERS.assign(customer_id=None)), "customer_id must be known"),
        (lambda: came_back(ORDERS, counts=(500,)), "classes of customers must not be empty"),
        (lambda: count_classes([1.5]), "counts must be whole numbers"),
        (lambda: count_classes([1], starts=[4, 2]), "starts must be numbers that rise"),
        (lambda: silence_classes([-1]), "weeks must be at least 0"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_next_step(wrong, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        wrong()


def test_who_is_in_no_class_is_left_out():
    everybody = came_back(ORDERS)
    some = came_back(ORDERS, counts=(2, 4, 10))
    pd.testing.assert_frame_equal(
        some.astype({"orders": str}),
        everybody[everybody["orders"] != "1"].reset_index(drop=True).astype({"orders": str}),
    )


def test_order_of_rows_index_and_kind_of_ids_do_not_matter():
    other = ORDERS.sample(frac=1, random_state=2).assign(customer_id=lambda rows: "c" + rows["customer_id"].astype(str))
    pd.testing.assert_frame_equal(came_back(other.assign(note="x")), came_back(ORDERS))
