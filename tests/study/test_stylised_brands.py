"""Facts about brands against categories small enough to count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.firm import Firm
from course.study import stylised_brands as brands

#: Everybody buys A, the first twice; two buy B, one C.
CATEGORY = pd.DataFrame(
    [(1, 1, "A"), (1, 2, "A"), (1, 2, "B"), (2, 3, "A"), (3, 4, "A"), (3, 5, "B"), (4, 6, "A"), (4, 6, "C")],
    columns=["customer_id", "order_id", "brand"],
).assign(category="beans")


def test_a_small_brand_whose_buyers_buy_it_less_often_is_double_jeopardy():
    loyal = pd.concat([CATEGORY, CATEGORY.query("brand == 'B'").assign(order_id=[7, 8]).head(1)])
    assert brands.size_and_loyalty(loyal) == pytest.approx(0.5)  # B is bought more often than A: 1.5 against 1.25
    assert brands.smallest_to_largest(CATEGORY) == pytest.approx(1 / 1.25)


def test_duplication_is_mean_duplication_over_mean_penetration():
    assert brands.duplication_coefficient(CATEGORY) == pytest.approx(2.75 / 6 / (1.75 / 3))


def test_categories_count_alike_and_those_of_two_brands_not_at_all():
    other = CATEGORY.assign(category="tea", customer_id=CATEGORY["customer_id"] + 10)
    two = CATEGORY.query("brand != 'C'").assign(category="sweets")
    assert brands.smallest_to_largest(pd.concat([CATEGORY, other, two])) == pytest.approx(1 / 1.25)
    assert np.isnan(brands.size_and_loyalty(two))
    assert np.isnan(brands.duplication_coefficient(two))


def test_the_last_52_weeks_count_and_the_maker_is_the_brand_where_known():
    tables = {
        "orders": pd.DataFrame(
            {
                "order_id": [1, 2, 3],
                "customer_id": [1, 1, 2],
                "ordered_at": pd.to_datetime(["2024-01-01 20:00", "2024-01-02 08:00", "2024-12-30 09:00"]),
            }
        ),
        "order_lines": pd.DataFrame({"order_id": [1, 2, 3], "product_id": [1, 2, 3]}),
        "products": pd.DataFrame(
            {"product_id": [1, 2], "category": "tea", "brand": "National", "manufacturer_id": [69, 70]}
        ),
    }
    bought = brands.bought_last_year(Firm({k: lambda v=v: v for k, v in tables.items()}, name="tiny", version="1"))
    assert bought[["order_id", "brand"]].to_numpy().tolist() == [[2, 70]]  # 3 is of no known product
