"""Does the market look like real ones? Stylised facts of a firm beside targets and real histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from course.datasets.real import REAL
from course.errors import MissingPackage, invalid
from course.firm import Firm
from course.study import stylised_facts as facts

Measure = Callable[[pd.DataFrame], float]


@dataclass(frozen=True)
class Fact:
    """One line of the report.

    measure : a function of a Firm.
    low, high : the target for the standard market, both ends inside; None where it is printed and not tested.
    source : where the target comes from.
    needs : tables without which it cannot be computed.
    means_nothing_for : real histories that the fact cannot be read from, and why.
    """

    name: str
    measure: Callable[[Firm], float]
    low: float | None = None
    high: float | None = None
    source: str = ""
    needs: tuple[str, ...] = ("orders",)
    means_nothing_for: tuple[str, ...] = ()

    def of(self, firm: Firm) -> float:
        """Value for a firm; nan where a table is missing or empty, or where the history cannot say it."""
        if firm.name in self.means_nothing_for or any(name not in firm or firm[name].empty for name in self.needs):
            return np.nan
        return float(self.measure(firm))


def individuals_orders(firm: Firm) -> pd.DataFrame:
    """Orders of individuals; of everybody where the customers' kind is not known."""
    return _orders_of(firm, "individual") if "kind" in firm.customers else firm.orders


def organisations_orders(firm: Firm) -> pd.DataFrame:
    """Orders of organisations; none where the customers' kind is not known."""
    return _orders_of(firm, "organisation") if "kind" in firm.customers else firm.orders.head(0)


def newcomers_orders(firm: Firm) -> pd.DataFrame:
    """Orders of customers who were first met after the history began; of everybody where that is not known."""
    orders, customers = firm.orders, firm.customers
    if "first_contact" not in customers:
        return orders
    met = pd.to_datetime(customers["first_contact"]) >= orders["ordered_at"].min().normalize()
    return orders[orders["customer_id"].isin(customers.loc[met, "customer_id"])]


def _orders_of(firm: Firm, kind: str) -> pd.DataFrame:
    customers = firm.customers
    return firm.orders[firm.orders["customer_id"].isin(customers.loc[customers["kind"] == kind, "customer_id"])]


def _by_orders(measure: Measure, whose: Callable[[Firm], pd.DataFrame] | None = None) -> Callable[[Firm], float]:
    return lambda firm: measure(whose(firm) if whose else firm.orders)


def _by_lines(measure: Measure) -> Callable[[Firm], float]:
    return lambda firm: measure(firm.order_lines)


def _again(days: int) -> Fact:
    return Fact(
        f"buy again within {days} days",
        _by_orders(partial(facts.again_within, days=days), newcomers_orders),
        source="same order of magnitude as CDNOW",
        means_nothing_for=("complete_journey",),  # households there had bought before the year began
    )


LINES = ("orders", "order_lines")
TRIO = "CDNOW, The Complete Journey, Ta Feng"

FACTS: tuple[Fact, ...] = (
    Fact("customers", lambda firm: len(firm.customers), source="20,000 in the standard dataset", needs=("customers",)),
    Fact("orders", lambda firm: len(firm.orders), source="about 110,000 in the standard dataset"),
    Fact("orders per buyer", _by_orders(facts.orders_per_buyer), 6, 7, "what the next three allow together"),
    Fact("buyers with one order", _by_orders(facts.one_order_share), 0.35, 0.50, TRIO),
    Fact("top fifth's revenue, individuals", _by_orders(facts.top_fifth_share, individuals_orders), 0.60, 0.70, TRIO),
    Fact("Gini of revenue, individuals", _by_orders(facts.gini_of_revenue, individuals_orders), 0.55, 0.65, TRIO),
    Fact("top fifth's revenue, organisations", _by_orders(facts.top_fifth_share, organisations_orders)),
    Fact("Gini of revenue, organisations", _by_orders(facts.gini_of_revenue, organisations_orders)),
    Fact("sd of log order value", _by_orders(facts.sd_of_log_value), 0.7, 1.2, TRIO),
    Fact("sd of log order value, within", _by_orders(facts.sd_within_customer)),
    Fact("variance within customers", _by_orders(facts.share_within_customer), 0.5, 1.0, TRIO),
    Fact("correlation of orders and value", _by_orders(facts.correlation_of_orders_and_value), -0.1, 0.1, TRIO),
    Fact("variation of gaps, median", _by_orders(facts.median_gap_variation), 0.8, 1.0, TRIO),
    Fact("NBD r of later orders", _by_orders(facts.nbd_r), 0.3, 1.1, TRIO),
    Fact("lines per order", _by_lines(facts.lines_per_order), 2, 4, "coffee and tea", LINES),
    Fact("orders with one line", _by_lines(facts.single_line_share), 0.25, 0.40, "coffee and tea", LINES),
    Fact("popularity slope at the head", _by_lines(partial(facts.popularity_slope, part="head")), needs=LINES),
    Fact("popularity slope beyond the head", _by_lines(partial(facts.popularity_slope, part="beyond")), needs=LINES),
    Fact("weekend's share of orders", _by_orders(facts.weekend_share), 0.30, 0.36, TRIO),
    Fact(
        "December revenue index",
        _by_orders(facts.december_index),
        low=1.10,
        high=1.25,
        source="The Complete Journey",
        means_nothing_for=("cdnow",),  # one cohort, which shrinks through the year
    ),
    Fact("lines on offer", _by_lines(facts.offer_share), 0.25, 0.50, "The Complete Journey", LINES),
    *map(_again, (30, 90, 180, 365)),
    Fact("top fifth not in next year's", _by_orders(facts.left_the_top_fifth), source="about half"),
)

TARGETS = pd.DataFrame(
    [(fact.name, fact.low, fact.high, fact.source) for fact in FACTS], columns=["fact", "low", "high", "source"]
)


def realism(firm: Firm) -> pd.DataFrame:
    """One row per fact: `fact, value`; nan where the firm's tables cannot say it."""
    return pd.DataFrame({"fact": [fact.name for fact in FACTS], "value": [fact.of(firm) for fact in FACTS]})


def report(seeds: Iterable[int] = range(1, 6), customers: int = 20_000, weeks: int = 104) -> pd.DataFrame:
    """The market over several seeds beside its targets and the real histories that are installed.

    One row per fact: `fact`, `market` (mean over the seeds), `lowest` and `highest` seed, `low` and `high` of the
    target, `inside` (whether the mean lies within; missing where there is no target), one column per real history.
    Takes about a second a seed at the standard size.
    """
    from course.world.simulate import World

    if not (seeds := list(seeds)):
        raise invalid("seeds", seeds, "at least one seed", "report(seeds=range(1, 6)) takes five.")
    values = pd.DataFrame(
        {seed: _values(World(customers=customers, weeks=weeks, seed=seed).observe()) for seed in seeds}
    )
    table = TARGETS[["fact"]].assign(market=values.mean(axis=1), lowest=values.min(axis=1), highest=values.max(axis=1))
    table = table.join(TARGETS[["low", "high"]]).assign(inside=_inside(values.mean(axis=1)))
    return table.assign(**real_values())


def real_values() -> dict[str, pd.Series]:
    """Facts of the real histories whose packages are installed, by name of the history."""
    found = {}
    for name, load in REAL.items():
        try:
            found[name] = _values(load())
        except MissingPackage:
            continue
    return found


def show_report(seeds: Iterable[int] = range(1, 6), customers: int = 20_000, weeks: int = 104) -> None:
    """Print the report as a table, and how many of the targets are met; lowest and highest seed where there is room."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console, table = Console(), report(seeds, customers, weeks)
    real = [name for name in REAL if name in table]
    wide = ["lowest", "highest"] if console.width >= 100 else []
    printed = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title="The market beside real ones: means over seeds")
    printed.add_column("fact", no_wrap=True)
    for column in ["market", *wide, "target", *real]:
        printed.add_column(column.replace("_", " "), justify="right", no_wrap=column not in real, min_width=8)
    for row in table.to_dict("records"):
        numbers = [_short(row[column]) for column in ["market", *wide]]
        printed.add_row(row["fact"], *numbers, _target(row), *(_short(row[name]) for name in real))
    met = table["inside"].dropna()
    console.print(printed)
    console.print(f"{int(met.sum())} of {len(met)} targets are met. – means that the data cannot say.")


def _values(firm: Firm) -> pd.Series:
    return realism(firm)["value"]


def _inside(mean: pd.Series) -> pd.Series:
    met = mean.between(TARGETS["low"], TARGETS["high"]).astype("boolean")
    return met.where(TARGETS["low"].notna())


def _target(row: dict[Any, Any]) -> str:
    if pd.isna(row["low"]):
        return ""
    return f"{row['low']:g} to {row['high']:g} {'✓' if row['inside'] else '✗'}"


def _short(value: float) -> str:
    """Three decimals, fewer for large numbers; – for what the data cannot say."""
    decimals = 3 if abs(value) < 10 else 1 if abs(value) < 1_000 else 0
    return "–" if pd.isna(value) else f"{value:,.{decimals}f}"
