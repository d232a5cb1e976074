"""The core of chapter 07 runs unchanged on two firms nobody simulated, and needs no more than their orders."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import matplotlib
import pytest

import course
from course import project
from course.measures import share_with_interval
from course.workbook import chapters
from course.workbook.laws import page_of
from course.workbook.shelf import find

matplotlib.use("Agg")
pytestmark = pytest.mark.real

ROOT = project.root()
PAGE = page_of(find("07", chapters(ROOT)), ROOT)
SECTION = "By hand, then on the data"
CORE = [place for place in PAGE.code if place.section == SECTION and not place.deeper]
COLUMNS = ["customer_id", "ordered_at", "revenue"]


def run_on(firm) -> dict:
    """Return the names that the section's core cells bind, run with `firm` in the place of the market.

    Of what stands before the section they get only the imports and the reader's guesses.
    """
    names = {"firm": SimpleNamespace(orders=firm.orders[COLUMNS])}
    for place in PAGE.code:
        if place.nr < CORE[0].nr:
            imports = [node for node in ast.parse(place.text).body if isinstance(node, (ast.Import, ast.ImportFrom))]
            guesses = place.section == "Predict first"
            exec(place.text if guesses else compile(ast.Module(imports, []), PAGE.name, "exec"), names)
    for place in CORE:
        exec(compile(place.text, f"{PAGE.name}, cell {place.nr}", "exec"), names)
    return names


@pytest.fixture(scope="module", params=["cdnow", "complete_journey"])
def run(request):
    firm = course.load(request.param)
    return SimpleNamespace(firm=firm, names=run_on(firm))


def test_every_buyer_is_described_and_put_into_a_segment(run):
    buyers = run.firm.orders["customer_id"].nunique()
    assert len(run.names["table"]) == buyers
    assert run.names["even"].sizes.sum() == buyers
    assert run.names["same"]


def test_who_came_back_is_counted_as_plain_pandas_counts(run):
    orders, middle = run.firm.orders, run.names["middle"]
    days = orders["ordered_at"].dt.normalize()
    known = orders[days <= middle].groupby("customer_id")["ordered_at"].agg(["max", "size"])
    silence = (middle - known["max"].dt.normalize()).dt.days
    chosen = known.index[silence.between(28, 90) & known["size"].between(4, 9)]
    back = chosen.isin(orders.loc[days > middle, "customer_id"])
    row = run.names["found"].set_index(["silence", "orders"]).loc[("4 to 13", "4–9")]
    assert row["n"] == len(chosen) > 50
    assert tuple(row[["share", "low", "high"]]) == pytest.approx(share_with_interval(back.sum(), len(chosen)))


def test_the_model_is_fitted_and_certain_of_who_ordered_once(run):
    assert (run.names["model"].params_ > 0).all()
    table = run.names["table"]
    assert (table.loc[run.names["summary"]["frequency"] == 0, "alive"] == 1).all()
    assert table["alive"].between(0, 1).all()


def test_the_section_has_cells_to_run():
    assert len(CORE) > 10
