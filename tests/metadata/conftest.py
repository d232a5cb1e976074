"""One small world, described as Parquet and as CSV; frictionless takes a second for some thousand rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from course import metadata
from course.datasets import csv, store
from course.firm import Firm
from course.world.simulate import World

PUBLISHED = "2026-01-01"


@pytest.fixture(scope="session")
def small_firm() -> Firm:
    return World(customers=12, seed=3).observe()


@pytest.fixture(scope="session")
def parquet_folder(small_firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    store.write(small_firm, folder, {"origin": small_firm.origin})
    metadata.write(folder, store.read_manifest(folder), PUBLISHED)
    return folder


@pytest.fixture(scope="session")
def csv_folder(small_firm: Firm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv")
    csv.write(small_firm, folder, PUBLISHED)
    return folder
