"""Laws for every measure: order of rows, index, unused columns, type of ids and unit of time change no result.

To take up a measure: a line in MEASURES, with how its result is laid out. What takes no rows stands in EXEMPT, with
the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

from course import measures as m
from course.errors import InputError

IDS = ("customer_id", "order_id", "product_id", "person_id")
TYPES = ("int64", "int32", "float64", "str", "object", "category")
UNITS = ("s", "ms", "us", "ns")
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Law:
    """A measure, and how its result is compared.

    rows : the table that it has one row for, matched by position; empty where the result is about the whole table, or
    has one row per id. tolerance : relative, for searches that end near each other.
    """

    call: Callable[[Tables], Any]
    rows: str = ""
    tolerance: float = 1e-9


def people() -> pd.DataFrame:
    """Numbers, classes, times and answers of some people."""
    luck, n = np.random.default_rng(4), 60
    x = luck.normal(10, 3, n).round(1)
    place = luck.integers(1, 6, n)
    treated = luck.random(n) < 0.5
    return pd.DataFrame(
        {
            "person_id": np.arange(101, 101 + n),
            "x": x,
            "y": (0.5 * x + place + treated + luck.normal(0, 2, n)).round(1),
            "money": luck.gamma(0.7, 90, n).round(0),
            "count": luck.poisson(luck.gamma(0.8, 3, n)),
            "weeks": luck.integers(0, 90, n),
            "place": place,
            "region": place // 3,
            "treated": treated,
            "offered": luck.random(n) < np.where(treated, 0.8, 0.2),
            "event": luck.random(n) < 0.6,
            "time": luck.integers(1, 30, n),
            "score": luck.integers(0, 11, n),
            "satisfied": luck.integers(1, 6, n),
            "easy": luck.integers(1, 8, n),
            "weight": luck.uniform(0.5, 2, n).round(2),
            "variance": luck.uniform(0.5, 2, n).round(2),
            "text": luck.choice(["Åse Lind", "Bo-Ek", "bo ek ", "Cy"], n),
            "other": luck.choice(["Ase Lind", "Bo Ek", "Cyd"], n),
            "phone": luck.integers(10**8, 10**8 + 12, n),
            "day": pd.Timestamp("2024-03-01") + pd.to_timedelta(luck.integers(0, 90, n), unit="D"),
            "born": pd.Timestamp("1980-03-01") + pd.to_timedelta(luck.integers(0, 60, n), unit="D"),
        }
    ).assign(**{f"item_{number}": (x + luck.normal(0, 3, n)).round(1) for number in range(1, 5)})


def places() -> pd.DataFrame:
    """Visits from ten places to three shops, and how far these are."""
    luck = np.random.default_rng(5)
    distance, visits = luck.uniform(1, 30, (10, 3)).round(1), luck.integers(1, 30, (10, 3))
    names = [f"{what}_{shop}" for what in ("km", "visits") for shop in (1, 2, 3)]
    return pd.DataFrame(np.column_stack([distance, visits]), columns=names)


def panel() -> pd.DataFrame:
    """Six units over eight periods, treated from different ones on."""
    luck, units = np.random.default_rng(6), 8
    frame = pd.DataFrame({"person_id": np.repeat(np.arange(1, units + 1), 8), "period": np.tile(np.arange(8), units)})
    frame["first"] = frame["person_id"].map(dict(zip(range(1, units + 1), [3, 3, 4, 5, 5, 6, 99, 99], strict=True)))
    frame["first"] = frame["first"].where(frame["first"] < 99)
    return frame.assign(y=luck.normal(size=len(frame)).round(2) + (frame["period"] >= frame["first"]))


KM, VISITS = ["km_1", "km_2", "km_3"], ["visits_1", "visits_2", "visits_3"]
OF_PERSONS = ("people", "places", "panel", "levels", "tasks", "touches")
EASY = {"score": "easy"}
LEVELS = ["name_level", "home_level"]


def levels() -> pd.DataFrame:
    """Likeness of pairs of records."""
    luck = np.random.default_rng(7)
    match = np.arange(400) < 60
    draw = [np.where(match, luck.choice(3, 400, p=[0.1, 0.1, 0.8]), luck.choice(3, 400, p=[0.7, 0.1, 0.2]))]
    draw += [np.where(match, luck.choice(3, 400, p=[0.1, 0.2, 0.7]), luck.choice(3, 400, p=[0.8, 0.1, 0.1]))]
    return pd.DataFrame(np.column_stack(draw), columns=LEVELS)


def fitted(model: Any, *parts: Any) -> list[Any]:
    return [model.params_, *parts]


def linked(t: Tables) -> list[Any]:
    model = m.FellegiSunter().fit(t["levels"][LEVELS], t["levels"][LEVELS].iloc[::1], 20_000)
    return [model.m_, model.u_, model.matches_]


def pairs_by_id(t: Tables) -> pd.DataFrame:
    """Pairs in whichever order, the smaller id first."""
    known = t["people"].dropna(subset=["person_id"]).set_index("person_id")
    found = m.candidate_pairs(known, [["text", "place"], ["phone", "region"]])
    both = np.sort([number(found["left"]), number(found["right"])], axis=0).T
    return pd.DataFrame(both).sort_values([0, 1], ignore_index=True)


def quality(t: Tables) -> Any:
    found = t["people"][["phone", "place"]]
    return m.linkage_quality(found, found[found["place"] < 3])


def log_line(t: Tables) -> Any:
    return m.hazard_model(t["people"][["time", "event", "x", "treated"]].astype(float), "time", "event").coefficients_


def p(name: str) -> Callable[[Tables], pd.Series]:
    return lambda t: t["people"][name]


PAIRS, OFFERED = {"app": ("satisfied", "place")}, {"offered": "event"}
ITEMS = ["item_1", "item_2", "item_3", "item_4"]
COSTS = pd.DataFrame({"write": [1.0, -4.0], "wait": [0.0, 0.0]}, index=["stays", "leaves"])


def spent(t: Tables) -> pd.DataFrame:
    return pd.DataFrame({"frequency": t["people"]["count"] + 5, "monetary_value": np.exp(t["people"]["x"] / 3)})


def value(t: Tables) -> pd.Series:
    summary = m.rfm_summary(t["orders"])
    return m.customer_value(m.ParetoNBD().fit(summary), m.GammaGamma().fit(spent(t)), summary, horizon=4)


def chances(t: Tables) -> pd.DataFrame:
    leaves = t["people"]["place"] / 10
    return pd.DataFrame({"stays": 1 - leaves, "leaves": leaves})


def tasks() -> pd.DataFrame:
    """Forty choices between three bags of coffee."""
    luck = np.random.default_rng(8)
    rows = pd.DataFrame({"task": np.repeat(np.arange(40), 3), "price": luck.integers(3, 9, 120)})
    rows["organic"] = luck.integers(0, 2, 120)
    worth = rows["organic"] - 0.4 * rows["price"] + luck.gumbel(size=120)
    return rows.assign(chosen=worth.eq(worth.groupby(rows["task"]).transform("max")))


def touches() -> pd.DataFrame:
    """Channels that thirty customers met before they bought, or did not."""
    luck = np.random.default_rng(9)
    rows = pd.DataFrame(
        {"customer_id": np.repeat(np.arange(1, 31), 3), "channel": luck.choice(["shop", "mail", "app"], 90)}
    )
    rows["at"] = pd.Timestamp("2024-05-01") + pd.to_timedelta(np.arange(90) * 7 + luck.integers(0, 5, 90), unit="h")
    return rows.assign(converted=np.repeat(luck.random(30) < 0.5, 3))


MEASURES: dict[str, Law] = {
    # transactions
    "rfm_summary": Law(lambda t: m.rfm_summary(t["orders"])),
    "rfm_table": Law(lambda t: m.rfm_table(t["orders"])),
    "rfm_score": Law(lambda t: m.rfm_score(m.rfm_table(t["orders"]))),
    "cohort_table": Law(lambda t: m.cohort_table(t["orders"], period="month")),
    "concentration": Law(lambda t: [m.concentration(t["orders"]), m.concentration(t["orders"]).curve]),
    "repeat_rate": Law(lambda t: m.repeat_rate(t["orders"])),
    "came_back": Law(lambda t: m.came_back(t["orders"])),
    "regulars_by_rule": Law(lambda t: m.regulars_by_rule(t["visits"], (4, 52), (1, 2, 3))),
    "orders_by_arrival": Law(lambda t: m.orders_by_arrival(t["customers"], t["orders"], size=20)),
    "behaviour_table": Law(lambda t: m.behaviour_table(t["orders"], t["lines"], t["products"])),
    "double_jeopardy": Law(lambda t: m.double_jeopardy(t["lines"], people=150)),
    "duplication": Law(lambda t: [m.duplication(t["lines"]), m.duplication(t["lines"]).table]),
    "NBDDirichlet": Law(lambda t: fitted(f := m.NBDDirichlet().fit_panel(t["lines"], 150), f.brands())),
    "roles": Law(lambda t: m.roles({**t, "order_lines": t["lines"]})),
    "count_roles": Law(lambda t: m.count_roles(m.roles({**t, "order_lines": t["lines"]}))),
    "overlaps": Law(lambda t: m.overlaps(m.roles({**t, "order_lines": t["lines"]}))),
    "count_by_definition": Law(lambda t: m.count_by_definition({**t, "order_lines": t["lines"]}, windows=(13, 52))),
    "renewals_due": Law(lambda t: m.renewals_due(t["subscriptions"], "2025-02-01")),
    "FadingOrders": Law(
        lambda t: fitted(f := m.FadingOrders().fit(t["orders"]), f.share_still_there(resamples=3)), tolerance=1e-6
    ),
    "NBDWhileThere": Law(
        lambda t: fitted(f := m.NBDWhileThere().fit(t["orders"], period=26), f.share_there(resamples=3)), tolerance=1e-6
    ),
    "BetaGeometric": Law(
        lambda t: fitted(f := m.BetaGeometric().fit(s := m.rfm_summary(t["orders"])), f.probability_alive(s)),
        tolerance=1e-4,
    ),
    "CommonDropout": Law(lambda t: fitted(m.CommonDropout().fit(m.rfm_summary(t["orders"]))), tolerance=1e-4),
    "expected_revenue": Law(lambda t: m.expected_revenue(t["orders"], t=13), tolerance=1e-4),
    # amounts and counts
    "lorenz": Law(lambda t: m.lorenz(p("money")(t))),
    "gini": Law(lambda t: m.gini(p("money")(t))),
    "gini_interval": Law(lambda t: m.gini_interval(p("money")(t))),
    "rank_frequency": Law(lambda t: m.rank_frequency(t["people"].set_index("person_id")["money"])),
    "NBD": Law(lambda t: fitted(f := m.NBD().fit(p("count")(t)), f.conditional_expectations())),
    "count_classes": Law(lambda t: m.count_classes(p("count")(t) + 1), rows="people"),
    "silence_classes": Law(lambda t: m.silence_classes(p("weeks")(t)), rows="people"),
    "share_by_group": Law(lambda t: m.share_by_group(p("event")(t), p("place")(t))),
    # comparisons and experiments
    "difference_in_means": Law(lambda t: m.difference_in_means(p("y")(t), p("treated")(t))),
    "cuped": Law(lambda t: m.cuped(p("y")(t), p("x")(t)), rows="people"),
    "difference_in_differences": Law(lambda t: m.difference_in_differences(p("x")(t), p("y")(t), p("treated")(t))),
    "matching": Law(lambda t: m.matching(p("y")(t), p("treated")(t), t["people"][["region"]])),
    "instrument": Law(
        lambda t: m.instrument(p("y")(t), p("treated")(t), p("offered")(t), t["people"][["x"]]), tolerance=1e-8
    ),
    "event_study": Law(
        lambda t: [f := m.event_study(t["panel"], "person_id", "period", "y", "first"), f.by_time], tolerance=1e-8
    ),
    "lift": Law(lambda t: m.lift(p("score")(t), p("money")(t), resamples=20)),
    "gains": Law(lambda t: m.gains(p("score")(t), p("money")(t))),
    "qini": Law(lambda t: [f := m.qini(p("score")(t), p("treated")(t), p("y")(t)), f.curve]),
    "policy_value": Law(lambda t: m.policy_value(p("y")(t), p("treated")(t), p("event")(t))),
    "TLearner": Law(lambda t: learned(m.TLearner, t), rows="people", tolerance=1e-7),
    "SLearner": Law(lambda t: learned(m.SLearner, t), rows="people", tolerance=1e-7),
    "XLearner": Law(lambda t: learned(m.XLearner, t), rows="people", tolerance=1e-7),
    # times
    "survival_curve": Law(lambda t: m.survival_curve(p("time")(t), p("event")(t))),
    "log_rank": Law(lambda t: m.log_rank(p("time")(t), p("event")(t), p("treated")(t))),
    "hazard_model": Law(log_line, tolerance=1e-6),
    "restricted_mean": Law(lambda t: m.restricted_mean(p("time")(t), p("event")(t), until=20)),
    "proportional_hazards": Law(
        lambda t: m.proportional_hazards(t["people"][["time", "event", "x"]].astype(float), "time", "event"),
        tolerance=1e-6,
    ),
    # segments
    "scale": Law(lambda t: m.scale(t["people"][["x", "money"]]), rows="people"),
    "k_means": Law(lambda t: [f := m.k_means(t["people"][["x", "money"]], 3), f.centres, f.sizes]),
    "mixture": Law(lambda t: [f := m.mixture(t["people"][["x", "y"]], 2), f.centres, f.sizes], tolerance=1e-6),
    "stability": Law(lambda t: m.stability(t["people"][["x", "money"]], 2)),
    "choose_k": Law(lambda t: m.choose_k(t["people"][["x", "money"]], ks=(1, 2), references=2), tolerance=1e-6),
    "silhouette": Law(lambda t: m.silhouette(t["people"][["x", "money"]], p("region")(t))),
    # places
    "slope_between": Law(lambda t: m.slope_between(p("x")(t), p("y")(t), p("place")(t))),
    "slope_within": Law(lambda t: m.slope_within(p("x")(t), p("y")(t), p("place")(t))),
    "correlation_by_scale": Law(lambda t: m.correlation_by_scale(t["people"], "x", "y", ["place", "region"])),
    "partial_pooling": Law(lambda t: m.partial_pooling(p("y")(t), p("place")(t))),
    "pool": Law(lambda t: m.pool(p("y")(t), p("variance")(t)), rows="people"),
    "james_stein": Law(lambda t: m.james_stein(p("y")(t), 2.0), rows="people"),
    "funnel_limits": Law(lambda t: m.funnel_limits(p("time")(t), 1, 2), rows="people"),
    "huff": Law(lambda t: m.huff([3, 2, 1], t["places"][KM]), rows="places"),
    "huff_decay": Law(lambda t: m.huff_decay(t["places"][VISITS], [3, 2, 1], t["places"][KM])),
    # surveys
    "nps": Law(lambda t: m.nps(p("score")(t), p("weight")(t))),
    "csat": Law(lambda t: m.csat(p("satisfied")(t))),
    "ces": Law(lambda t: m.ces(p("easy")(t))),
    "weighted_mean": Law(lambda t: m.weighted_mean(p("y")(t), p("weight")(t), t["people"][["place"]])),
    "rake": Law(
        lambda t: m.rake(t["people"], {"place": {1: 1, 2: 2, 3: 2, 4: 1, 5: 1}, "treated": {True: 3, False: 2}}),
        rows="people",
    ),
    "cronbach_alpha": Law(lambda t: m.cronbach_alpha(t["people"][["satisfied", "easy", "score"]])),
    "servqual_gaps": Law(lambda t: m.servqual_gaps(t["people"][["easy"]], t["people"][["score"]].rename(columns=EASY))),
    "interval_coverage": Law(lambda t: m.interval_coverage(p("y")(t), p("x")(t) - 4, p("x")(t) + 4)),
    # records and privacy
    "profile": Law(lambda t: m.profile(t["people"][["phone", "place", "day"]]).drop(columns=["commonest"])),
    "plain_text": Law(lambda t: m.plain_text(p("text")(t)), rows="people"),
    "plain_digits": Law(lambda t: m.plain_digits(p("phone")(t), last=4), rows="people"),
    "plain_date": Law(lambda t: m.plain_date(p("day")(t).dt.strftime("%d.%m.%Y"), "%d.%m.%Y"), rows="people"),
    "candidate_pairs": Law(pairs_by_id),
    "compare": Law(
        lambda t: m.compare(t["people"], t["people"].assign(day=p("born")(t)), {"text": "same", "day": "same_date"}),
        rows="people",
    ),
    "same": Law(lambda t: m.same(p("text")(t), p("other")(t)), rows="people"),
    "similar": Law(lambda t: m.similar(p("text")(t), p("other")(t)), rows="people"),
    "same_date": Law(lambda t: m.same_date(p("day")(t), p("born")(t)), rows="people"),
    "jaro_winkler": Law(lambda t: m.jaro_winkler(p("text")(t), p("other")(t)), rows="people"),
    "linkage_quality": Law(quality),
    "FellegiSunter": Law(linked),
    "precision_recall": Law(lambda t: m.precision_recall(p("score")(t), p("event")(t))),
    "k_anonymity": Law(lambda t: [m.k_anonymity(t["people"], ["place", "text"]).k]),
    "l_diversity": Law(lambda t: [m.l_diversity(t["people"], ["place"], "text").l]),
    "attack": Law(lambda t: m.attack(t["lines"], "customer_id", ["product_id"], known=2).candidates),
    # buying, leaving, spending
    "ParetoNBD": Law(
        lambda t: fitted(f := m.ParetoNBD().fit(s := m.rfm_summary(t["orders"])), f.probability_alive(s)),
        tolerance=1e-4,
    ),
    "GammaGamma": Law(lambda t: fitted(m.GammaGamma().fit(spent(t))), tolerance=1e-4),
    "tracking": Law(
        lambda t: m.tracking(t["orders"], m.ParetoNBD().fit(m.rfm_summary(t["orders"]))), tolerance=1e-4
    ),
    "customer_value": Law(value, tolerance=1e-4),
    # comparisons, adjusted
    "difference_in_shares": Law(lambda t: m.difference_in_shares(p("event")(t), p("treated")(t))),
    "relative_lift": Law(lambda t: m.relative_lift(p("y")(t), p("treated")(t))),
    "standardised_shares": Law(lambda t: m.standardised_shares(p("event")(t), p("treated")(t), p("region")(t))),
    "mantel_haenszel": Law(lambda t: m.mantel_haenszel(p("event")(t), p("treated")(t), p("region")(t))),
    "regression_to_the_mean": Law(lambda t: m.regression_to_the_mean(p("x")(t), p("y")(t), share=0.3)),
    "difference_in_cross_sections": Law(
        lambda t: m.difference_in_cross_sections(p("y")(t), p("treated")(t), p("event")(t), t["people"][["x"]])
    ),
    "nearest_neighbours": Law(lambda t: m.nearest_neighbours(p("y")(t), p("treated")(t), t["people"][["x", "money"]])),
    "inverse_probability": Law(
        lambda t: m.inverse_probability(p("y")(t), p("treated")(t), t["people"][["x"]]), tolerance=1e-6
    ),
    "doubly_robust": Law(lambda t: m.doubly_robust(p("y")(t), p("treated")(t), t["people"][["x"]]), tolerance=1e-6),
    "propensity_scores": Law(
        lambda t: m.propensity_scores(p("treated")(t), t["people"][["x"]]), rows="people", tolerance=1e-6
    ),
    "balance": Law(lambda t: m.balance(t["people"][["x", "text"]], p("treated")(t))),
    "two_way_fixed_effects": Law(
        lambda t: m.two_way_fixed_effects(t["panel"], "person_id", "period", "y", "first"), tolerance=1e-8
    ),
    "bacon_decomposition": Law(
        lambda t: m.bacon_decomposition(t["panel"], "person_id", "period", "y", "first").drop(columns="kind"),
        tolerance=1e-8,
    ),
    # who differs, and from what
    "cross_tab": Law(lambda t: [f := m.cross_tab(t["people"], "text", "treated"), f.counts, f.residuals]),
    "selection_rates": Law(lambda t: m.selection_rates(t["people"], "region", "treated").groups),
    "rate_difference": Law(lambda t: m.rate_difference(p("event")(t), p("treated")(t))),
    "error_rates": Law(lambda t: m.error_rates(p("event")(t), p("treated")(t), p("offered")(t))),
    "proxy_audit": Law(lambda t: m.proxy_audit(p("event")(t), p("treated")(t), p("region")(t))),
    "regression": Law(lambda t: m.regression(t["people"], "y", ["x", "text"]), tolerance=1e-6),
    "SegmentTree": Law(lambda t: m.SegmentTree(3, 10).fit(t["people"], "y", ["x", "money"]).segments_),
    "ordinal_model": Law(
        lambda t: m.ordinal_model(t["people"], "satisfied", ["x", "treated"]).coefficients_, tolerance=1e-4
    ),
    "proportional_odds": Law(
        lambda t: m.proportional_odds(t["people"].assign(three=p("satisfied")(t) // 2), "three", ["x"]), tolerance=1e-4
    ),
    "driver_importance": Law(lambda t: m.driver_importance(t["people"][["x", "money", "place"]], p("y")(t))),
    "driver_intervals": Law(lambda t: m.driver_intervals(t["people"][["x", "money"]], p("y")(t), draws=100)),
    "importance_performance": Law(
        lambda t: m.importance_performance(t["people"][["x", "money"]], p("y")(t)).drop(columns="quadrant")
    ),
    # what they want
    "kano": Law(lambda t: m.kano(p("satisfied")(t), 6 - p("satisfied")(t)), rows="people"),
    "kano_table": Law(lambda t: m.kano_table(t["people"], pairs=PAIRS).select_dtypes("number")),
    "choice_model": Law(lambda t: m.choice_model(t["tasks"], ["price", "organic"]).coefficients_, tolerance=1e-5),
    "topics": Law(lambda t: m.topics(p("text")(t), 2, least_texts=1, most_share=1.0, stop_words=None).shares),
    "number_of_topics": Law(
        lambda t: m.number_of_topics(p("text")(t), [2], least_texts=1, most_share=1.0, stop_words=None), tolerance=1e-6
    ),
    "topic_agreement": Law(lambda t: m.topic_agreement(p("text")(t), p("other")(t))),
    "code_texts": Law(lambda t: m.code_texts(p("text")(t), {"name": ["bo", "lind"]}), rows="people"),
    "coding_quality": Law(
        lambda t: m.coding_quality(t["people"][["event"]], t["people"][["offered"]].rename(columns=OFFERED))
    ),
    "design_effect": Law(lambda t: m.design_effect(p("weight")(t))),
    "effective_sample_size": Law(lambda t: m.effective_sample_size(p("weight")(t))),
    "alpha_interval": Law(lambda t: m.alpha_interval(t["people"][["satisfied", "easy", "score"]])),
    "item_statistics": Law(lambda t: m.item_statistics(t["people"][["satisfied", "easy", "score"]])),
    "parallel_analysis": Law(lambda t: m.parallel_analysis(t["people"][ITEMS], draws=20)),
    "sampling_adequacy": Law(lambda t: m.sampling_adequacy(t["people"][ITEMS])),
    "factor_analysis": Law(lambda t: m.factor_analysis(t["people"][ITEMS], 1).loadings, tolerance=1e-5),
    "LatentClass": Law(
        lambda t: m.LatentClass(2, starts=2).fit(t["people"][["treated", "event", "offered"]]).class_shares_,
        tolerance=1e-4,
    ),
    "choose_classes": Law(
        lambda t: m.choose_classes(t["people"][["treated", "event", "offered"]], most=2, starts=2), tolerance=1e-4
    ),
    # segments and moves
    "split_half": Law(lambda t: m.split_half(t["people"][["x", "money"]], 2, samples=3)),
    "silhouettes": Law(lambda t: m.silhouettes(t["people"][["x", "money"]], p("region")(t))),
    "rfm_grid": Law(lambda t: m.rfm_grid(m.rfm_score(m.rfm_table(t["orders"])))),
    "migration": Law(lambda t: [f := m.migration(p("place")(t), p("region")(t)), f.counts, f.shares]),
    "migration_table": Law(lambda t: m.migration_table(t["panel"], "person_id", "period", "period")["before"]),
    "removal_effects": Law(lambda t: m.removal_effects(t["touches"], time="at")),
    "attribution": Law(lambda t: m.attribution(t["touches"], time="at")),
    "by_precedence": Law(lambda t: m.by_precedence(t["people"][["treated", "event"]]), rows="people"),
    "expected_cost": Law(lambda t: m.expected_cost(chances(t), COSTS), rows="people"),
    "best_action": Law(lambda t: m.best_action(chances(t), COSTS), rows="people"),
    # privacy, quality
    "uniqueness": Law(lambda t: m.uniqueness(t["people"], ["place", "text"]).drop(columns="columns")),
    "generalisations": Law(lambda t: m.generalisations(t["people"], {"home": ["place", "region"]})),
    "unicity": Law(lambda t: m.unicity(t["lines"], "customer_id", ["product_id"], most=2)),
    "private_mean": Law(lambda t: m.private_mean(p("x")(t), 1.0, 0, 20, seed=1)),
    "private_counts": Law(lambda t: m.private_counts(p("place")(t), 1.0, [1, 2, 3, 4, 5], seed=1)),
    "capability": Law(lambda t: m.capability(p("x")(t), 0, 30)),
}  # fmt: skip

#: Public names that take no rows whose order, index or type could matter.
EXEMPT = {
    "Anonymity": "a result", "Attack": "a result", "Clusters": "a result", "Concentration": "a result",
    "Diversity": "a result", "Duplication": "a result", "Estimate": "a result", "EventStudy": "a result",
    "HazardModel": "a result", "Lifetime": "a result", "LinkageQuality": "a result", "Mixture": "a result",
    "Qini": "a result", "Score": "a result", "Stability": "a result",
    "ShiftedBetaGeometric": "survivors are in the order of time", "discounted_lifetime": "a curve in the order of time",
    "lifetime_value": "takes three numbers", "mase": "in the order of time", "naive_forecast": "in the order of time",
    "rolling_origin": "in the order of time", "power": "takes numbers", "sample_size": "takes numbers",
    "share_with_interval": "takes two numbers", "suggested_k": "takes the result of choose_k",
    "survival_at": "takes the result of survival_curve", "median_time": "takes the result of survival_curve",
    "median_interval": "takes the result of survival_curve",
    "cross_fitted": "deals rows out to folds at random, by position",
    "Adequacy": "a result",
    "Audit": "a result",
    "Capability": "a result",
    "ChoiceModel": "a result",
    "ControlChart": "a result",
    "CrossTab": "a result",
    "Factors": "a result",
    "Instrument": "a result",
    "Migration": "a result",
    "OrdinalModel": "a result",
    "Private": "a result",
    "ProxyAudit": "a result",
    "Queue": "a result",
    "RegressionToTheMean": "a result",
    "SampleRatio": "a result",
    "Staffing": "a result",
    "Topics": "a result",
    "BassModel": "in the order of time",
    "compare_forecasts": "in the order of time",
    "control_chart": "in the order of time",
    "forecast_errors": "in the order of time",
    "interval_score": "in the order of time",
    "journeys": "in the order of time",
    "naive_forecaster": "in the order of time",
    "sarimax_forecaster": "in the order of time",
    "staffing_day": "in the order of time",
    "adjusted_p_values": "takes numbers",
    "budget_spent": "takes numbers",
    "defects_per_million": "takes numbers",
    "detectable_effect": "takes numbers",
    "dpmo": "takes numbers",
    "erlang_b": "takes numbers",
    "erlang_c": "takes numbers",
    "feldt_interval": "takes numbers",
    "kano_from_counts": "takes numbers",
    "laplace_mechanism": "takes numbers",
    "little": "takes numbers",
    "peeking": "takes numbers",
    "power_curve": "takes numbers",
    "power_of_shares": "takes numbers",
    "queue": "takes numbers",
    "range_constants": "takes numbers",
    "sample_ratio_mismatch": "takes numbers",
    "sample_size_of_shares": "takes numbers",
    "shapley_values": "takes numbers",
    "sigma_level": "takes numbers",
    "staffing": "takes numbers",
    "migration_value": "takes a matrix of shares",
    "same_migration": "takes a matrix of shares",
    "stationary": "takes a matrix of shares",
    "steps_ahead": "takes a matrix of shares",
    "time_until": "takes a matrix of shares",
}  # fmt: skip


def learned(learner: Any, t: Tables) -> pd.Series:
    features = t["people"][["x", "money"]]
    return learner(LinearRegression()).fit(features, t["people"]["treated"], t["people"]["y"]).predict(features)


@dataclass(frozen=True)
class Change:
    """How the tables are handed in differently."""

    seed: int
    ids: str
    unit: str
    index: str

    def of(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        place = self.order(name, len(frame))
        changed = frame.iloc[place].assign(unused="left alone", other_unused=place)
        labels = {"numbers": place, "texts": [f"row {i}" for i in place], "all alike": np.zeros(len(place), dtype=int)}
        changed.index = pd.Index(labels[self.index])
        for column in changed:
            if column in IDS:
                changed[column] = typed(changed[column], self.ids)
            elif pd.api.types.is_datetime64_any_dtype(changed[column]):
                changed[column] = changed[column].astype(f"datetime64[{self.unit}]")
        return changed

    def order(self, name: str, n: int) -> np.ndarray:
        return np.random.default_rng([self.seed, *name.encode()]).permutation(n)


def typed(ids: pd.Series, kind: str) -> pd.Series:
    """Ids as another type; as texts of one length, which sort as the numbers do."""
    texts = (ids + 10_000).astype("str")
    return {"str": texts, "object": texts.astype(object), "category": texts.astype("category")}.get(
        kind, ids.astype(kind if kind in ("int64", "int32", "float64") else "int64")
    )


def number(labels: Any) -> Any:
    """Return ids of whatever type as the numbers that they were."""
    index = pd.Index(np.asarray(labels))
    if pd.api.types.is_numeric_dtype(index):
        return index.astype("int64")
    return index.astype("str").astype("int64") - 10_000


CHANGES = st.builds(
    Change,
    st.integers(0, 10**6),
    st.sampled_from(TYPES),
    st.sampled_from(UNITS),
    st.sampled_from(["numbers", "texts", "all alike"]),
)


@pytest.fixture(scope="module")
def tables(transactions) -> Tables:
    return transactions | {
        "people": people(),
        "places": places(),
        "panel": panel(),
        "levels": levels(),
        "tasks": tasks(),
        "touches": touches(),
    }


def parts(result: Any) -> list[Any]:
    """What a measure returned, taken apart into numbers and tables of numbers."""
    if isinstance(result, list):
        return [part for one in result for part in parts(one)]
    if is_dataclass(result):
        return [value for value in (getattr(result, f.name) for f in fields(result)) if isinstance(value, (int, float))]
    return [result]


def plain(part: Any) -> Any:
    """A table of numbers without ids, sorted by them where it has some; a number as it is."""
    if isinstance(part, np.ndarray):
        return pd.DataFrame(part)
    if not isinstance(part, (pd.Series, pd.DataFrame)):
        return part
    frame = part.to_frame(part.name or "value") if isinstance(part, pd.Series) else part
    named = [name for name in frame.index.names if name is not None]
    frame = frame.reset_index() if named else frame
    for name in [column for column in frame if column in IDS]:
        frame = frame.assign(**{str(name): number(frame[name])})
    keys = [name for name in frame if name in (*IDS, "relation")]
    frame = frame.sort_values(keys, ignore_index=True) if keys else frame
    dates = {
        name: frame[name].astype("datetime64[us]")
        for name in frame
        if pd.api.types.is_datetime64_any_dtype(frame[name])
    }
    return frame.assign(**dates) if dates else frame


def check_same(found: Any, expected: Any, law: Law) -> None:
    if isinstance(expected, (int, float, np.number)):
        assert found == pytest.approx(expected, rel=law.tolerance, nan_ok=True)
        return
    pd.testing.assert_frame_equal(
        found.reset_index(drop=True) if law.rows else found,
        expected.reset_index(drop=True) if law.rows else expected,
        check_dtype=False, check_index_type=False, check_column_type=False, check_categorical=False, check_names=False,
        rtol=law.tolerance, atol=1e-9,
    )  # fmt: skip


@pytest.mark.parametrize("name", MEASURES)
def test_order_index_unused_columns_types_and_units_change_nothing(tables, name):
    law = MEASURES[name]
    expected = [plain(part) for part in parts(law.call(tables))]

    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(CHANGES)
    def holds(change: Change) -> None:
        changed = {key: change.of(key, frame) for key, frame in tables.items()}
        found = [plain(part) for part in parts(law.call(changed))]
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            wanted = other.iloc[change.order(law.rows, len(other))] if law.rows else other
            check_same(one, wanted, law)

    holds()


class Recorded(dict):
    """Tables that remember which of them were looked at."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> pd.DataFrame:
        self.used.add(name)
        return super().__getitem__(name)

    def keys(self) -> Any:
        self.used.update(super().keys())
        return super().keys()


def with_gap(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """One value of the column is missing."""
    whole = pd.api.types.is_integer_dtype(frame[column])
    kind = object if frame[column].dtype == bool else "float64" if whole else frame[column].dtype
    changed = frame.astype({column: kind})
    changed[column] = changed[column].where(np.arange(len(frame)) != 3, other=None if kind is object else np.nan)
    return changed


def damaged(name: str, frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "empty", frame.head(0)
    yield "one row", frame.head(1)
    for column in frame:
        yield f"a gap in {column}", with_gap(frame, column)
        if name not in OF_PERSONS:  # columns of these are picked by the test, not by the measure
            yield f"{column} misspelt", frame.rename(columns={column: f"{column}_"})
            yield f"{column} is text", frame.assign(**{column: "soon"})


@pytest.mark.parametrize("name", MEASURES)
def test_whatever_is_wrong_with_a_table_is_said_in_words(tables, name):
    """Empty, one row, a gap, a column misspelt or of text: a result or an InputError, nothing from deep inside."""
    recorded = Recorded(tables)
    MEASURES[name].call(recorded)
    used = recorded.used if recorded.used < set(tables) else set(tables) - set(OF_PERSONS)
    for table in sorted(used):
        for what, frame in damaged(table, tables[table]):
            try:
                MEASURES[name].call(tables | {table: frame})
            except InputError:
                continue
            except Exception as error:
                pytest.fail(f"{table}, {what}: {type(error).__name__}: {error}")


@pytest.mark.parametrize("name", ["rfm_summary", "roles", "behaviour_table"])
def test_the_tables_handed_in_stay_as_they_were(tables, name):
    before = {key: frame.copy() for key, frame in tables.items()}
    MEASURES[name].call(tables)
    for key, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[key])


def test_every_public_measure_obeys_these_laws_or_says_why_not():
    public = {name for name in dir(m) if not name.startswith("_") and callable(getattr(m, name))}
    assert sorted(public - MEASURES.keys() - EXEMPT.keys()) == []
    assert sorted((MEASURES.keys() | EXEMPT.keys()) - public) == []
    assert sorted(MEASURES.keys() & EXEMPT.keys()) == []
