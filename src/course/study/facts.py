"""Every fact that the market is held to: its name, how it is measured on a firm, its target and where that is from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from course.firm import Firm
from course.study import stylised_brands as brands
from course.study import stylised_effects as effects
from course.study import stylised_facts as facts
from course.study import stylised_service as service
from course.study import stylised_voices as voices
from course.study.whose_orders import individuals_orders, newcomers_orders, organisations_orders

Measure = Callable[..., float]
STANDARD = 20_000  # customers of the standard dataset


@dataclass(frozen=True)
class Fact:
    """One line of the report.

    measure : a function of a Firm.
    low, high : the target for the standard market, both ends inside; None where an end is open, both None where the
        fact is printed and not tested.
    source : where the target comes from.
    needs : tables without which it cannot be computed, hidden ones as "truth.effects".
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
        if firm.name in self.means_nothing_for or any(_is_empty(firm, name) for name in self.needs):
            return np.nan
        return float(self.measure(firm))


def _is_empty(firm: Firm, name: str) -> bool:
    tables = firm.truth if name.startswith("truth.") else firm
    table = name.removeprefix("truth.")
    return table not in tables or tables[table].empty


def _orders(measure: Measure, whose: Callable[[Firm], pd.DataFrame] | None = None) -> Callable[[Firm], float]:
    return lambda firm: measure(whose(firm) if whose else firm.orders)


def _lines(measure: Measure) -> Callable[[Firm], float]:
    return lambda firm: measure(firm.order_lines)


def _brands(name: str, measure: Measure, *target: float | None, source: str = "") -> Fact:
    low, high = target or (None, None)
    needs = ("orders", "order_lines", "products")
    return Fact(name, lambda firm: measure(brands.bought_last_year(firm)), low, high, source, needs)


def _again(days: int, cdnow: float) -> Fact:
    return Fact(
        f"buy again within {days} days",
        _orders(partial(facts.again_within, days=days), newcomers_orders),
        low=round(cdnow / 2, 4),
        high=cdnow * 2,
        source=f"the order of magnitude of CDNOW's {cdnow}",
        means_nothing_for=("complete_journey",),  # households there had bought before the year began
    )


def _given(measure: Measure, read: Callable[[Firm], pd.Series]) -> Callable[[Firm], float]:
    """Measure a column of what was said or done; nan where nobody did."""

    def measured(firm: Firm) -> float:
        values = read(firm)
        return measure(values) if len(values) else np.nan

    return measured


def _truly(measure: Measure) -> Callable[[Firm], float]:
    return _given(measure, lambda firm: firm.truth.satisfaction_survey["recommend"])


def _said(measure: Measure) -> Callable[[Firm], float]:
    return _given(measure, lambda firm: firm.satisfaction_survey["recommend"].dropna().astype(int))


def _stars(measure: Measure) -> Callable[[Firm], float]:
    return _given(measure, lambda firm: firm.reviews["stars"])


def _calls(measure: Measure) -> Callable[[Firm], float]:
    return _given(measure, lambda firm: firm.contacts.loc[firm.contacts["channel"] == "phone", "contacted_at"])


def _answered(survey: str) -> Fact:
    return Fact(
        f"answers to the {survey.replace('_', ' ')}",
        lambda firm: firm[survey]["answered"].mean(),
        low=0.10,
        high=0.30,
        source="surveys by mail and e-mail",
        needs=(survey,),
    )


def _rise(whom: str, tier: str, low: float, high: float | None, source: str) -> Fact:
    return Fact(
        f"programme: rise of {whom} buyers",
        lambda firm: effects.rise_with_programme(firm.truth.effects, firm.memberships, tier),
        low,
        high,
        source,
        ("truth.effects", "memberships"),
    )


LINES = ("orders", "order_lines")
EVERYBODY, ANSWERS = ("truth.satisfaction_survey",), ("satisfaction_survey",)
TRIO = "CDNOW, The Complete Journey, Ta Feng"
ECSI = "ECSI, mobile telephony: mode 8, mean 7.99"
BANK = "a bank's calls"

FACTS: tuple[Fact, ...] = (
    Fact("customers", lambda firm: len(firm.customers), needs=("customers",)),
    Fact("orders", lambda firm: len(firm.orders)),
    Fact(
        f"orders of {STANDARD:,} customers",
        lambda firm: STANDARD * len(firm.orders) / len(firm.customers),
        low=104_500,
        high=115_500,
        source="about 110,000",
        means_nothing_for=("cdnow", "complete_journey"),  # other people for another time
    ),
    Fact("orders per buyer", _orders(facts.orders_per_buyer), 6, 7, "what the next three allow together"),
    Fact("buyers with one order", _orders(facts.one_order_share), 0.35, 0.50, TRIO),
    Fact("top fifth's revenue, individuals", _orders(facts.top_fifth_share, individuals_orders), 0.60, 0.70, TRIO),
    Fact("Gini of revenue, individuals", _orders(facts.gini_of_revenue, individuals_orders), 0.55, 0.65, TRIO),
    Fact("top fifth's revenue, organisations", _orders(facts.top_fifth_share, organisations_orders)),
    Fact("Gini of revenue, organisations", _orders(facts.gini_of_revenue, organisations_orders)),
    Fact("sd of log order value", _orders(facts.sd_of_log_value), 0.7, 1.2, TRIO),
    Fact("sd of log order value, within", _orders(facts.sd_within_customer)),
    Fact("variance within customers", _orders(facts.share_within_customer), 0.5, 1.0, TRIO),
    Fact("correlation of orders and value", _orders(facts.correlation_of_orders_and_value), -0.1, 0.1, TRIO),
    Fact("variation of gaps, median", _orders(facts.median_gap_variation), 0.8, 1.0, TRIO),
    Fact("NBD r of later orders", _orders(facts.nbd_r), 0.3, 1.1, TRIO),
    Fact("lines per order", _lines(facts.lines_per_order), 2, 4, "coffee and tea", LINES),
    Fact("orders with one line", _lines(facts.single_line_share), 0.25, 0.40, "coffee and tea", LINES),
    Fact("popularity slope at the head", _lines(partial(facts.popularity_slope, part="head")), needs=LINES),
    Fact("popularity slope beyond the head", _lines(partial(facts.popularity_slope, part="beyond")), needs=LINES),
    Fact("weekend's share of orders", _orders(facts.weekend_share), 0.30, 0.36, TRIO),
    Fact(
        "December revenue index",
        _orders(facts.december_index),
        low=1.10,
        high=1.25,
        source="The Complete Journey",
        means_nothing_for=("cdnow",),  # one cohort, which shrinks through the year
    ),
    Fact("lines on offer", _lines(facts.offer_share), 0.25, 0.50, "The Complete Journey", LINES),
    *(_again(days, cdnow) for days, cdnow in ((30, 0.175), (90, 0.292), (180, 0.375), (365, 0.459))),
    Fact("top fifth not in next year's", _orders(facts.left_the_top_fifth), 0.4, 0.6, "about half"),
    _brands("brands: size and loyalty", brands.size_and_loyalty, 0.5, 1.0, source="double jeopardy"),
    _brands("brands: smallest to largest", brands.smallest_to_largest, source=".66 in a grocery panel"),
    _brands("brands: duplication", brands.duplication_coefficient, 0.85, 1.25, source="grocery panels"),
    Fact("everybody's score: mean", _truly(voices.mean_score), 7.5, 8.5, ECSI, EVERYBODY),
    Fact("everybody's score: mode", _truly(voices.commonest_score), 8, 8, ECSI, EVERYBODY),
    Fact(
        "everybody's score: off a normal",
        _truly(voices.distance_from_normal),
        low=0,
        high=0.05,
        source="about normal where all rate (Hu, Pavlou & Zhang 2009)",
        needs=EVERYBODY,
    ),
    Fact("answered score: mean", _said(voices.mean_score), 7.5, 8.5, ECSI, ANSWERS),
    Fact("answered score: mode", _said(voices.commonest_score), 8, 8, ECSI, ANSWERS),
    Fact("everybody's NPS", _truly(voices.net_promoter_score), needs=EVERYBODY),
    Fact("answered NPS", _said(voices.net_promoter_score), 9, 43, "by industry (Temkin 2017)", ANSWERS),
    *map(_answered, ("satisfaction_survey", "needs_survey")),
    Fact(
        "reviews: five stars",
        _stars(partial(voices.share_of_stars, number=5)),
        low=0.5,
        source="most (Hu, Pavlou & Zhang 2009)",
        needs=("reviews",),
    ),
    Fact("reviews: one star", _stars(partial(voices.share_of_stars, number=1)), needs=("reviews",)),
    Fact(
        "reviews: ones to twos, threes, fours",
        _stars(voices.ones_to_the_middle),
        low=1,
        source="J: more ones than any between (Hu, Pavlou & Zhang 2009)",
        needs=("reviews",),
    ),
    Fact("reviews: off a normal", _stars(voices.distance_from_normal), needs=("reviews",)),
    _rise("light", "basic", 0.02, None, "rise (Liu 2007)"),
    _rise("moderate", "silver", 0.02, None, "rise (Liu 2007)"),
    _rise("heavy", "gold", -0.01, 0.01, "do not rise (Liu 2007)"),
    Fact(
        "recovery: score against no failure",
        lambda firm: effects.score_after_recovery(firm.truth.satisfaction_survey, firm.tickets),
        low=0.1,
        source="higher, in points (de Matos, Henrique & Rossi 2007)",
        needs=("truth.satisfaction_survey", "tickets"),
    ),
    Fact(
        "recovery: change of orders",
        lambda firm: effects.change_with_recovery(firm.truth.effects),
        low=-0.001,
        high=0.001,
        source="none (de Matos, Henrique & Rossi 2007)",
        needs=("truth.effects",),
    ),
    Fact("calls: busiest hour to mean", _calls(service.intraday_peak), source=f"1.48 in {BANK}", needs=("contacts",)),
    Fact("calls: variance over mean", _calls(service.overdispersion), source=f"1.63 in {BANK}", needs=("contacts",)),
)

TARGETS = pd.DataFrame(
    [(fact.name, fact.low, fact.high, fact.source) for fact in FACTS], columns=["fact", "low", "high", "source"]
).astype({"low": float, "high": float})
