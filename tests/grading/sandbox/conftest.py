"""One sandbox for all tests of this folder, on the data of a few customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from course.datasets import store
from course.firm import Firm
from course.grading.sandbox.client import Report, Sandbox, Wanted
from course.grading.sandbox.limits import Limits

LIMITS = Limits(cell_seconds=4, memory=800, folder=20, files=200)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    customers = pd.DataFrame({"customer_id": [1, 2, 3]})
    orders = pd.DataFrame({"order_id": [1, 2, 3], "customer_id": [1, 1, 2], "revenue": [500, 700, 900]})
    tables = {"customers": lambda: customers, "orders": lambda: orders}
    store.write(Firm(tables, name="few", version="1"), folder, {"origin": None})
    return folder


@pytest.fixture
def run(sandbox: Sandbox, data: Path) -> Callable[..., Report]:
    """Return a function that runs cells and asks for the answers bound to `answer` (and to what is named)."""

    def run(*cells: str, wanted: tuple[Wanted, ...] = (Wanted("1.1", "answer"),), **limits: float) -> Report:
        return sandbox.run(list(cells), wanted, data, limits=Limits(**{**vars(LIMITS), **limits}))

    return run
