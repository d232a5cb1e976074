"""Surveys: a random sample of a world's answers, or everybody who answered, against what all would have said."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from course.measures import Score, alpha_interval, ces, csat, nps, rake, servqual_gaps, weighted_mean
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_CUSTOMERS, _ASKED = 1_000, 200
_AGES = [0, *range(25, 75, 5), 200]  # years: narrow, so that within a class age explains next to nothing
_DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
_ITEMS, _RELATED, _EDGES = 5, 0.4, (-1.2, -0.4, 0.3, 1.1)  # of a scale; ends of the classes of five points
_SHARES = np.array([0.02, 0.01, 0.01, 0.02, 0.02, 0.04, 0.06, 0.14, 0.26, 0.22, 0.20])  # of the answers 0 … 10


def _found(quantity: str, truth: float, score: Score) -> Found:
    return Found(quantity, float(truth), score.value, score.low, score.high)


def _net_promoters_known(dataset: int) -> Iterator[Found]:
    truth = 100 * (_SHARES[9:].sum() - _SHARES[:7].sum())
    yield _found("score of everybody", truth, nps(luck_of("nps", dataset).choice(11, _ASKED, p=_SHARES)))


def _net_promoters(dataset: int) -> Iterator[Found]:
    """Ask 200 orders at random; all must answer, so the truth is that of everybody asked."""
    everybody = World(_CUSTOMERS, seed=dataset).truth.satisfaction_survey["recommend"].to_numpy()
    asked = luck_of("nps market", dataset).choice(everybody, _ASKED)
    yield _found("score of everybody", nps(everybody).value, nps(asked))


def _answered(dataset: int, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all who answered the satisfaction survey of a world, and 200 of them drawn at random with replacement."""
    survey = World(_CUSTOMERS, seed=dataset).observe().satisfaction_survey
    all_of_them = survey[survey["answered"]].reset_index(drop=True)
    return all_of_them, all_of_them.iloc[luck_of(name, dataset).integers(len(all_of_them), size=_ASKED)]


def _satisfied(dataset: int) -> Iterator[Found]:
    everybody, asked = _answered(dataset, "csat")
    yield _found("share of who answers", csat(everybody["satisfaction"]).value, csat(asked["satisfaction"]))


def _effort(dataset: int) -> Iterator[Found]:
    everybody, asked = _answered(dataset, "ces")
    yield _found("mean of who answers", ces(everybody["effort"]).value, ces(asked["effort"]))


def _gaps(dataset: int) -> Iterator[Found]:
    everybody, asked = _answered(dataset, "servqual_gaps")
    expected, perceived = ([f"{side}_{name}" for name in _DIMENSIONS] for side in ("expected", "perceived"))
    truth, found = (servqual_gaps(people[expected], people[perceived]) for people in (everybody, asked))
    for name in _DIMENSIONS:
        yield Found(name, truth["gap"][name], *found.loc[name, ["gap", "low", "high"]])


def _price_importance(dataset: int) -> Iterator[Found]:
    """Who answers depends on age, gender and recency; the truth is the mean of what everybody asked would have said."""
    world = World(4 * _CUSTOMERS, seed=dataset)
    firm = world.observe()
    people = firm.needs_survey.merge(firm.individuals[["customer_id", "birth_date", "gender"]], on="customer_id")
    years = (people["asked_at"] - people["birth_date"]).dt.days / 365.25
    orders = firm.orders.merge(people[["customer_id", "asked_at"]], on="customer_id")
    lately = orders["ordered_at"].between(orders["asked_at"] - pd.Timedelta(weeks=26), orders["asked_at"])
    recent = people["customer_id"].isin(orders.loc[lately, "customer_id"])
    people = people.assign(age=pd.cut(years, _AGES, right=False).astype("str"), recent=recent)
    answers, known = people[people["answered"]], ["age", "gender", "recent"]
    weights = rake(answers, {name: people[name].value_counts() for name in known})
    found = weighted_mean(answers["price_importance"], weights, raked=answers[known])
    yield _found("mean of everybody", world.truth.needs["price_importance"].mean(), found)


@cache
def _alpha_of_points() -> float:
    """Return the alpha of answers on five points whose normal causes are related equally, from their moments."""
    from scipy.stats import multivariate_normal, norm

    spread = [[1, _RELATED], [_RELATED, 1]]
    above = 1 - norm.cdf(_EDGES)  # an answer is 1 + the number of edges below its cause
    both = np.array([[multivariate_normal.cdf([-a, -b], cov=spread) for b in _EDGES] for a in _EDGES])
    one = np.minimum.outer(above, above) - np.outer(above, above)
    variance, covariance = one.sum(), (both - np.outer(above, above)).sum()
    return float(_ITEMS / (_ITEMS - 1) * (1 - variance / (variance + (_ITEMS - 1) * covariance)))


def _alpha(dataset: int) -> Iterator[Found]:
    luck, n = luck_of("alpha_interval", dataset), 100
    common, own = luck.normal(size=(n, 1)), luck.normal(size=(n, _ITEMS))
    cause = np.sqrt(_RELATED) * common + np.sqrt(1 - _RELATED) * own
    normal = _ITEMS * _RELATED / (1 + (_ITEMS - 1) * _RELATED)
    points = 1 + (cause[..., None] > np.array(_EDGES)).sum(axis=-1)
    for quantity, truth, items in (("normal items", normal, cause), ("five points", _alpha_of_points(), points)):
        found = alpha_interval(pd.DataFrame(items))
        yield Found(quantity, truth, found.estimate, found.low, found.high)


CASES = (
    Case("nps", OWN_MODEL, _net_promoters_known),
    Case("nps", WORLDS, _net_promoters, "market"),
    Case("csat", WORLDS, _satisfied),
    Case("ces", WORLDS, _effort),
    Case("servqual_gaps", WORLDS, _gaps),
    Case("weighted_mean", WORLDS, _price_importance, "raked"),
    Case("alpha_interval", OWN_MODEL, _alpha),
)
