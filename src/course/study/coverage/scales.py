"""Scales, drivers, cross-tabs and audits: samples of a world's people and answers against all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from course.measures import (
    LatentClass,
    cross_tab,
    driver_importance,
    driver_intervals,
    ordinal_model,
    rate_difference,
    regression,
    selection_rates,
)
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_CUSTOMERS, _ASKED, _PEOPLE = 1_500, 300, 500
_DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
_SHARES = np.array([0.5, 0.3, 0.2])  # of the classes
_YES = np.array(  # by class and item: every two classes differ in four items of eight or more
    [
        [0.9, 0.85, 0.8, 0.9, 0.2, 0.1, 0.2, 0.15],
        [0.1, 0.2, 0.15, 0.1, 0.8, 0.9, 0.85, 0.8],
        [0.85, 0.9, 0.1, 0.2, 0.9, 0.85, 0.1, 0.2],
    ]
)


def _row(quantity: str, truth: Any, row: Any, estimate: str) -> Found:
    """Return what a row of a measure's table says."""
    return Found(quantity, float(truth), float(row[estimate]), float(row["low"]), float(row["high"]))


def _feeling(dataset: int) -> Iterator[Found]:
    """Ask 300 orders how satisfied they are: the score is felt satisfaction and normal luck, cut into points."""
    world = World(_CUSTOMERS, seed=dataset)
    everybody = world.truth.satisfaction_survey
    felt = everybody["satisfaction"] + everybody["goodwill"]
    people = pd.DataFrame({"felt": felt, "score": everybody["recommend"].clip(5, 10)})  # few say less than 5
    asked = people.iloc[luck_of("ordinal_model", dataset).choice(len(people), _ASKED, replace=False)]
    truth = world.parameters["answers.satisfaction"] / world.parameters["answers.noise"]
    found = ordinal_model(asked, "score", "felt", link="probit").table().loc["felt"]
    yield _row("satisfaction", truth, found, "coefficient")


def _logit(dataset: int) -> Iterator[Found]:
    luck = luck_of("ordinal_model logit", dataset)
    people = pd.DataFrame({"wait": luck.gamma(2, 2, _ASKED), "member": luck.choice(["no", "yes"], _ASKED)})
    pull = -0.3 * people["wait"] + 0.6 * (people["member"] == "yes")
    people["answer"] = np.searchsorted([-2.5, -1.0, 0.5], pull + luck.logistic(size=_ASKED))
    table = ordinal_model(people, "answer", ["wait", "member"]).table()
    for name, truth in {"wait": -0.3, "member yes": 0.6}.items():
        yield _row(name, truth, table.loc[name], "coefficient")


def _drivers(dataset: int) -> Iterator[Found]:
    """Draw 300 of all who answered in a world, with replacement; the truth is the importance among all of them."""
    survey = World(_CUSTOMERS, seed=dataset).observe().satisfaction_survey.query("answered").reset_index(drop=True)
    columns = [f"perceived_{name}" for name in _DIMENSIONS]
    truth = driver_importance(survey[columns], survey["recommend"])
    asked = survey.iloc[luck_of("driver_intervals", dataset).integers(len(survey), size=_ASKED)]
    found = driver_intervals(asked[columns], asked["recommend"], draws=300)
    for name, column in zip(_DIMENSIONS, columns, strict=True):
        yield _row(name, truth[column], found.loc[column], "importance")


@cache
def _persons() -> pd.DataFrame:
    """Return the persons of one world, with the size of their household and whether they ever bought."""
    firm = World(20_000, seed=1).observe()
    people = firm.individuals
    size = people["household"].clip(upper=4).astype(str)
    income = pd.qcut(people["income"], 3, labels=["low", "middle", "high"])
    bought = people["customer_id"].isin(firm.orders["customer_id"])
    return people.assign(
        size=size, bought=bought, thousands=people["income"] / 1_000, class_of_income=income
    ).reset_index(drop=True)


def _drawn(name: str, dataset: int) -> pd.DataFrame:
    return _persons().iloc[luck_of(name, dataset).integers(len(_persons()), size=_PEOPLE)]


def _weak(dataset: int) -> Iterator[Found]:
    for other in ("bought", "class_of_income"):
        truth = cross_tab(_persons(), "education", other).v
        found = cross_tab(_drawn(f"cross_tab {other}", dataset), "education", other)
        yield Found(f"education and {other.replace('_', ' ')}", truth, found.v, found.low, found.high)


def _strong(dataset: int) -> Iterator[Found]:
    truth = cross_tab(_persons(), "family", "size").v
    found = cross_tab(_drawn("cross_tab strong", dataset), "family", "size")
    yield Found("family and size of household", truth, found.v, found.low, found.high)


def _classes(dataset: int) -> Iterator[Found]:
    luck = luck_of("LatentClass", dataset)
    member = luck.choice(3, size=1_000, p=_SHARES)
    answers = pd.DataFrame(luck.random((1_000, 8)) < _YES[member], columns=[f"item {k}" for k in range(1, 9)])
    table = LatentClass(3, starts=2).fit(answers).class_table()
    for k, truth in enumerate(_SHARES, 1):
        yield _row(f"share of class {k}", truth, table.loc[k], "share")


def _regressed(dataset: int) -> Iterator[Found]:
    people = _drawn("regression", dataset)
    columns = ["household", "thousands"]
    truth, found = (regression(frame, "bought", columns, "logistic") for frame in (_persons(), people))
    for name in columns:
        yield _row(name, truth.loc[name, "estimate"], found.loc[name], "estimate")


def _audited(dataset: int) -> Iterator[Found]:
    luck = luck_of("selection_rates", dataset)
    people = pd.DataFrame({"group": luck.choice(["one", "other"], 400, p=[0.6, 0.4])})
    rate = np.where(people["group"] == "one", 0.45, 0.2)
    found = selection_rates(people.assign(chosen=luck.random(400) < rate), "group", "chosen")
    row = found.groups.loc["other"].rename({"low": "_", "high": "_", "ratio_low": "low", "ratio_high": "high"})
    difference = found.difference
    yield _row("ratio", 0.2 / 0.45, row, "ratio")
    yield Found("difference", -0.25, difference.estimate, difference.low, difference.high)


def _difference(dataset: int) -> Iterator[Found]:
    luck = luck_of("rate_difference", dataset)
    member = np.arange(120) < 40
    found = rate_difference(luck.random(120) < np.where(member, 0.15, 0.3), member)
    yield Found("rate", -0.15, found.estimate, found.low, found.high)


CASES = (
    Case("ordinal_model", WORLDS, _feeling, "of satisfaction"),
    Case("ordinal_model", OWN_MODEL, _logit, "logit"),
    Case("driver_intervals", WORLDS, _drivers),
    Case("cross_tab", WORLDS, _weak, "weak"),
    Case("cross_tab", WORLDS, _strong, "strong", wider="a noncentral chi² supposes a weak association"),
    Case("LatentClass", OWN_MODEL, _classes),
    Case("regression", WORLDS, _regressed),
    Case("selection_rates", OWN_MODEL, _audited),
    Case("rate_difference", OWN_MODEL, _difference),
)
