"""Whose orders a fact is about, where a history knows enough of its customers to tell them apart."""

from __future__ import annotations

import pandas as pd

from course.firm import Firm


def individuals_orders(firm: Firm) -> pd.DataFrame:
    """Orders of individuals; of everybody where the customers' kind is not known."""
    return _orders_of(firm, "individual") if "kind" in firm.customers else firm.orders


def organisations_orders(firm: Firm) -> pd.DataFrame:
    """Orders of organisations; none where the customers' kind is not known."""
    return _orders_of(firm, "organisation") if "kind" in firm.customers else firm.orders.head(0)


def newcomers_orders(firm: Firm) -> pd.DataFrame:
    """Orders of customers who were first met after the history began; of everybody where that is not known."""
    orders, customers = firm.orders, firm.customers
    if "first_contact" not in customers:
        return orders
    met = pd.to_datetime(customers["first_contact"]) >= orders["ordered_at"].min().normalize()
    return orders[orders["customer_id"].isin(customers.loc[met, "customer_id"])]


def _orders_of(firm: Firm, kind: str) -> pd.DataFrame:
    customers = firm.customers
    return firm.orders[firm.orders["customer_id"].isin(customers.loc[customers["kind"] == kind, "customer_id"])]
