"""The customer base: samples of a market's customers against all of them; models against their own parameters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

import numpy as np
import pandas as pd

from course.measures import NBD, duplication, gini, gini_interval, linkage_quality, share_with_interval
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

EVERYBODY, SAMPLE, WEEKS = 40_000, 1_000, 52
_CATEGORY = "ground coffee"
_RATES = {"r": 0.8, "alpha": 0.4}
_PEOPLE, _CLASSES = 1_000, ("0", "2", "4+")
_CHECKED = 200  # pairs looked at by hand


@cache
def _everybody() -> World:
    return World(EVERYBODY, weeks=WEEKS, seed=1)


@cache
def _totals() -> pd.DataFrame:
    """Money and number of orders of each of all customers who ordered."""
    return _everybody().observe().orders.groupby("customer_id")["revenue"].agg(["sum", "size"])


def _gini(dataset: int) -> Iterator[Found]:
    money = _totals()["sum"].to_numpy()
    found = gini_interval(luck_of("gini", dataset).choice(money, SAMPLE, replace=False))
    yield Found("revenue of all customers", gini(money), found.estimate, found.low, found.high)


def _repeat(dataset: int) -> Iterator[Found]:
    again = (_totals()["size"] > 1).to_numpy()
    drawn = luck_of("repeat", dataset).choice(again, SAMPLE, replace=False)
    share, low, high = share_with_interval(int(drawn.sum()), SAMPLE)
    yield Found("repeat rate of all customers", float(again.mean()), share, low, high)


@cache
def _purchases() -> pd.DataFrame:
    """What all customers bought of one category: customer and brand."""
    firm = _everybody().observe()
    named = firm.products.query("category == @_CATEGORY")[["product_id", "brand"]]
    lines = firm.order_lines[["order_id", "product_id"]].merge(named, on="product_id")
    bought = lines.merge(firm.orders[["order_id", "customer_id"]], on="order_id")
    return bought[["customer_id", "brand"]].drop_duplicates().sort_values("customer_id", ignore_index=True)


@cache
def _duplication_of_everybody() -> float:
    return duplication(_purchases()).coefficient


def _duplication(dataset: int) -> Iterator[Found]:
    buyers = _purchases()["customer_id"].unique()
    drawn = luck_of("duplication", dataset).choice(buyers, SAMPLE, replace=False)
    found = duplication(_purchases()[_purchases()["customer_id"].isin(drawn)])
    yield Found("D of all buyers", _duplication_of_everybody(), found.coefficient, found.low, found.high)


def _counts(luck: np.random.Generator) -> np.ndarray:
    return luck.poisson(luck.gamma(_RATES["r"], 1 / _RATES["alpha"], _PEOPLE))


def _parameters(dataset: int, buyers_only: bool) -> Iterator[Found]:
    counts = _counts(luck_of("nbd", dataset))
    model = NBD().fit(counts[counts > 0] if buyers_only else counts, buyers_only=buyers_only)
    for name, truth in _RATES.items():
        estimate = float(model.params_[name])
        factor = np.exp(1.96 * float(model.standard_errors_[name]) / estimate)
        yield Found(name, truth, estimate, estimate / factor, estimate * factor)


def _next_period(dataset: int) -> Iterator[Found]:
    luck = luck_of("nbd next", dataset)
    rates = luck.gamma(_RATES["r"], 1 / _RATES["alpha"], _PEOPLE)
    first, second = luck.poisson(rates), luck.poisson(rates)
    table = NBD().fit(first).conditional_expectations(most=4)
    for name in _CLASSES:
        members = first >= 4 if name == "4+" else first == int(name)
        row = table.loc[name]
        yield Found(f"next period of {name}", float(second[members].mean()), *row[["expected", "low", "high"]])


@cache
def _linked() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of records with the same telephone number, and all true pairs, in the market's two systems."""
    world = World(20_000, weeks=WEEKS, seed=1)
    firm = world.observe()
    records = pd.concat([firm.crm_shop, firm.crm_web])[["record_id", "last_name", "postcode"]].dropna()
    links = world.truth.links[["record_id", "customer_id"]]
    tables = ((records, ["last_name", "postcode"]), (links, ["customer_id"]))
    found, true = (table.merge(table, on=keys)[["record_id_x", "record_id_y"]] for table, keys in tables)
    return found.query("record_id_x < record_id_y"), true.query("record_id_x < record_id_y")


def _linkage(dataset: int) -> Iterator[Found]:
    (found, true), luck = _linked(), luck_of("linkage", dataset)
    whole = linkage_quality(found, true)
    checked = linkage_quality(found.sample(_CHECKED, random_state=luck), true).intervals().loc["precision"]
    yield Found("precision of all pairs found", whole.precision, *checked)
    checked = linkage_quality(found, true.sample(_CHECKED, random_state=luck)).intervals().loc["recall"]
    yield Found("recall of all true pairs", whole.recall, *checked)


CASES = (
    Case("gini_interval", WORLDS, _gini),
    Case("share_with_interval", WORLDS, _repeat, about="repeat rate"),
    Case("duplication", WORLDS, _duplication),
    Case("NBD", OWN_MODEL, partial(_parameters, buyers_only=False), about="parameters"),
    Case("NBD", OWN_MODEL, partial(_parameters, buyers_only=True), about="buyers only"),
    Case("NBD", OWN_MODEL, _next_period, about="next period"),
    Case("linkage_quality", WORLDS, _linkage),
)
