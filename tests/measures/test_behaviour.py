"""What customers do: offers, brands, variety, novelties, one row per customer."""

import pandas as pd
import pytest

from course.errors import InputError
from course.measures import behaviour_table

ORDERS = pd.DataFrame(
    {
        "order_id": [1, 2, 3],
        "customer_id": [7, 7, 8],
        "ordered_at": pd.to_datetime(["2024-01-01", "2024-01-15", "2024-03-01"]),
    }
)
LINES = pd.DataFrame(
    {"order_id": [1, 1, 2, 3], "product_id": [1, 2, 3, 3], "on_offer": [True, False, False, True]},
)
PRODUCTS = pd.DataFrame(
    {
        "product_id": [1, 2, 3],
        "category": ["tea", "beans", "tea"],
        "brand": ["A", "B", "A"],
        "launched": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-10"]),
    }
)


def test_one_row_per_customer_counts_lines_and_weeks():
    table = behaviour_table(ORDERS, LINES, PRODUCTS)
    row = table.loc[7]
    assert (row["orders"], row["lines"], row["gap"], row["categories"]) == (2, 3, 2.0, 2)
    assert row["on_offer"] == pytest.approx(1 / 3)
    assert row["favourite_brand"] == pytest.approx(2 / 3)
    assert pd.isna(table.loc[8, "gap"])


def test_only_a_product_launched_later_can_be_new_and_only_for_a_while():
    table = behaviour_table(ORDERS, LINES, PRODUCTS)  # 8 bought on the 51st day after the launch
    assert table["bought_new"].tolist() == [True, True]
    assert behaviour_table(ORDERS, LINES, PRODUCTS, fresh=50)["bought_new"].tolist() == [True, False]


def test_a_missing_column_is_named():
    with pytest.raises(InputError, match="no column in lines named 'on_offer'"):
        behaviour_table(ORDERS, LINES.drop(columns="on_offer"), PRODUCTS)


WRONG = [
    (dict(orders=ORDERS.head(0)), "orders must not be empty"),
    (dict(orders=ORDERS.assign(ordered_at="x")), "pd.to_datetime"),
    (dict(orders=ORDERS.assign(customer_id=None)), "customer_id must be known in every row of orders"),
    (dict(orders=pd.concat([ORDERS, ORDERS])), "order_id must be unique in orders"),
    (dict(lines=LINES.assign(on_offer="yes")), "on_offer must be true or false"),
    (dict(products=PRODUCTS.assign(launched=pd.NaT)), "launched must be known in every row of products"),
    (dict(products=pd.concat([PRODUCTS, PRODUCTS])), "product_id must be unique in products"),
    (dict(fresh=0), "fresh must be a whole number at least 1, got 0"),
    (dict(lines="lines.csv"), "lines must be a table"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(arguments, words):
    with pytest.raises(InputError) as caught:
        behaviour_table(**({"orders": ORDERS, "lines": LINES, "products": PRODUCTS} | arguments))
    assert words in str(caught.value)


def test_order_of_rows_unused_columns_and_kind_of_ids_do_not_matter():
    mixed = [frame.sample(frac=1, random_state=3).assign(note="x") for frame in (ORDERS, LINES, PRODUCTS)]
    mixed[0]["customer_id"] = "c" + mixed[0]["customer_id"].astype(str)
    found = behaviour_table(*mixed)
    expected = behaviour_table(ORDERS, LINES, PRODUCTS)
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))
