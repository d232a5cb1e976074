"""A small firm, and a small exercise with every kind of answer, in a checkout of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from course import project
from course.firm import Firm
from course.grading.authoring import exercises
from course.grading.practice import records

SPEND = [100, 900, 300, 50, 650, 200]  # the two heaviest of five buyers spent 1,550 of 2,200


def a_firm(name: str = "small", spend: list[int] | None = None, **settings: str) -> Firm:
    """Return eight customers, five of whom bought."""
    orders = pd.DataFrame({"order_id": range(6), "customer_id": [1, 2, 3, 4, 5, 1], "revenue": spend or SPEND})
    orders["channel"] = ["shop", "web", "shop", "shop", "app", "web"]
    customers = pd.DataFrame({"customer_id": range(1, 9)})
    tables = {"customers": lambda: customers, "orders": lambda: orders}
    return Firm(tables, name=name, version="1", **settings)


CHECKS = """
import matplotlib.pyplot as plt
import pandas as pd

from course.grading import alternative, misconception, question


@question("07.1", binds="top_share", points=2, text="Share of the top two", hints=[
    "Rank customers by money.", "Sum the largest two of `spend`, divide by the total."])
def top_share(firm) -> float:
    spend = firm.orders.groupby("customer_id")["revenue"].sum()
    return spend.nlargest(2).sum() / spend.sum()


@misconception("07.1", credit=0.5, hint="You counted orders; the question is about money.")
def counted_orders(firm) -> float:
    orders = firm.orders["customer_id"].value_counts()
    return orders.head(2).sum() / orders.sum()


@alternative("07.1")
def by_sorting(firm) -> float:
    spend = firm.orders.groupby("customer_id")["revenue"].sum().sort_values()
    return spend.iloc[-2:].sum() / spend.sum()


@question("07.2", binds="busiest", text="Busiest channel")
def busiest(firm) -> str:
    return firm.orders["channel"].mode()[0]


@question("07.3", binds="by_channel", text="Revenue by channel", hints=["Group the orders."])
def by_channel(firm) -> pd.DataFrame:
    return firm.orders.groupby("channel", as_index=False)["revenue"].sum()


@question("07.4", binds="spread", probes=[(pd.Series([1.0, 3.0]),), pd.Series([2.0, 2.0, 8.0])])
def spread(firm):
    return lambda values: values.max() - values.min()


@question("07.5", binds="curve", plot="lines")
def curve(firm):
    fig, ax = plt.subplots()
    ax.plot(firm.orders["revenue"].sort_values().cumsum().to_numpy())
    return ax


@question("07.6", binds="advice", rubric={"names a segment": 1, "names a cost": 1}, points=2)
def advice(firm) -> str:
    return "Write to the heavy buyers."


@question("07.7", binds="chosen", decision=lambda ids, firm: firm.orders.loc[
    firm.orders["customer_id"].isin(list(ids)[:2]), "revenue"].sum())
def chosen(firm) -> list:
    return [2, 5]
"""

TOML = 'customers = 2000\ntables = ["customers", "orders"]\nminutes = 20\n'

CELLS = (
    "# Exercise 07 · Segments\n\nAbout 20 minutes.",
    ">>> import course\n\nfirm = course.load()",
    "**07.1** Which share of revenue do the top two have?",
    ">>> ### BEGIN SOLUTION\nspend = firm.orders.groupby('customer_id')['revenue'].sum()\n"
    "top_share = spend.nlargest(2).sum() / spend.sum()\n### END SOLUTION",
    '>>> course.check("07.1", top_share)',
    ">>> ### BEGIN SOLUTION\nbusiest = firm.orders['channel'].mode()[0]\n### END SOLUTION\n"
    'course.check("07.2", busiest)',
    ">>> ### BEGIN SOLUTION\nby_channel = firm.orders.groupby('channel', as_index=False)['revenue'].sum()\n"
    '### END SOLUTION\ncourse.check("07.3", by_channel)',
    ">>> def spread(values):\n    ### BEGIN SOLUTION\n    top = values.max()\n    return top - values.min()\n"
    '    ### END SOLUTION\n\n\ncourse.check("07.4", spread)',
    ">>> import matplotlib.pyplot as plt\n\nfig, curve = plt.subplots()\n### BEGIN SOLUTION\n"
    "curve.plot(firm.orders['revenue'].sort_values().cumsum().to_numpy())\n### END SOLUTION\n"
    'course.check("07.5", curve)',
    '>>> ### BEGIN SOLUTION\nadvice = """Write to the heavy buyers."""\n### END SOLUTION\ncourse.check("07.6", advice)',
    ">>> ### BEGIN SOLUTION\nchosen = [2, 5]\n### END SOLUTION\ncourse.check('07.7', chosen)",
)

NAME = "07_behavioural_segments"


@pytest.fixture
def firm() -> Firm:
    """Return eight customers, five of whom bought."""
    return a_firm()


@pytest.fixture
def make_firm() -> Callable[..., Firm]:
    """Return a function that makes a firm of a name, with what each order brought."""
    return a_firm


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty checkout, in a path with a space and a letter that is not ASCII, that the course works in."""
    folder = tmp_path / "Übungen zum Kurs"
    (folder / "exercises").mkdir(parents=True)
    monkeypatch.setattr(project, "find_root", lambda: folder)
    monkeypatch.setattr(records, "_unsaved", [])
    return folder


@pytest.fixture
def folder(root: Path, make_notebook: Callable[..., dict]) -> Path:
    """Return the folder of an exercise that has every kind of answer."""
    path = root / "exercises" / NAME
    path.mkdir()
    (path / "checks.py").write_text(CHECKS, encoding="utf-8")
    (path / "exercise.toml").write_text(TOML, encoding="utf-8")
    notebook = make_notebook(*CELLS)
    (path / "solution.ipynb").write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    exercises.build(path)
    return path
