"""A firm hands out its tables by name and says what it does not have."""

import pandas as pd
import pytest

from course.errors import InputError
from course.firm import Firm


@pytest.fixture
def firm():
    return Firm({"orders": lambda: pd.DataFrame({"a": [1, 2]})}, name="toy", version="1")


def test_tables_are_attributes_and_items(firm):
    assert firm.orders.equals(firm["orders"])
    assert "orders" in firm
    assert list(firm) == ["orders"]
    assert "orders" in dir(firm)


def test_a_table_is_made_once():
    made = []
    firm = Firm({"orders": lambda: made.append(1) or pd.DataFrame({"a": [1]})}, name="toy", version="1")
    _ = firm.orders, firm.orders
    assert made == [1]


def test_an_absent_table_is_named_with_those_there_are(firm):
    with pytest.raises(AttributeError, match=r"has no table 'order'. Did you mean 'orders'\? It has: orders"):
        _ = firm.order
    with pytest.raises(KeyError, match="It has: orders"):
        _ = firm["members"]


def test_data_that_were_not_simulated_have_no_world(firm):
    with pytest.raises(InputError, match="no world lies behind it"):
        _ = firm.origin


def test_the_digest_changes_with_any_value(firm):
    other = Firm({"orders": lambda: pd.DataFrame({"a": [1, 3]})}, name="toy", version="1")
    assert firm.digest() != other.digest()
    assert len(firm.digest()) == 16
