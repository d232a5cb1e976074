"""Effects of treatments: the random mailing against twins; methods without chance on people whose choice is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from course import measures as m
from course.measures.estimate import Estimate
from course.study.coverage.case import OWN_MODEL, WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.study.stories.letters import experiment, weeks_of
from course.world.effects import effect
from course.world.simulate import World

_CUSTOMERS, _PEOPLE, _EFFECT = 4_000, 800, 2.0


def _of(quantity: str, truth: float, found: Estimate) -> Found:
    return Found(quantity, float(truth), found.estimate, found.low, found.high)


def _mailing(dataset: int) -> Iterator[Found]:
    """Orders after the random mailing; the truth is the mean difference of twins in which all and nobody got it."""
    world = World(_CUSTOMERS, seed=dataset)
    firm = world.observe()
    people = experiment(firm).dropna(subset=["written"])
    nobody, all_of_them = world.do(campaigns="off"), world.do(campaigns=people.index)
    difference = effect(nobody, all_of_them, "orders", weeks_of(firm)).set_index("customer_id")["difference"]
    truth = difference.reindex(people.index, fill_value=0).mean()
    written, before = people["written"].astype(bool), people["orders"]
    yield _of("orders", truth, m.difference_in_means(people["after"], written))
    yield _of("orders, cuped", truth, m.difference_in_means(m.cuped(people["after"], before), written))


def _chosen(dataset: int, name: str) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, np.random.Generator]:
    """People who are treated the more often, the more they have anyway; an effect of 2."""
    luck = luck_of(name, dataset)
    known = pd.DataFrame({"age": luck.normal(40, 10, _PEOPLE), "income": luck.normal(30, 5, _PEOPLE)})
    pull = (known["age"] - 40) / 10 + (known["income"] - 30) / 10
    treated = luck.random(_PEOPLE) < 1 / (1 + np.exp(0.5 - pull))
    outcome = known.sum(axis=1) / 5 + _EFFECT * treated + luck.normal(0, 1, _PEOPLE)
    return outcome.to_numpy(), treated, known, luck


def _adjusted(method: Callable[..., Estimate], name: str, dataset: int) -> Iterator[Found]:
    outcome, treated, known, _ = _chosen(dataset, name)
    yield _of("effect on the treated", _EFFECT, method(outcome, treated, known))


def _matched(dataset: int) -> Iterator[Found]:
    luck = luck_of("matching", dataset)
    cell = pd.DataFrame({"a": luck.integers(0, 3, _PEOPLE), "b": luck.integers(0, 2, _PEOPLE)})
    treated = luck.random(_PEOPLE) < 0.2 + 0.15 * cell["a"]
    outcome = cell["a"] * 3 + cell["b"] + _EFFECT * treated + luck.normal(0, 2, _PEOPLE)
    yield _of("effect on the treated", _EFFECT, m.matching(outcome, treated, cell))


def _changes(dataset: int) -> Iterator[Found]:
    luck = luck_of("difference_in_differences", dataset)
    personal, treated = luck.gamma(2, 2, _PEOPLE), luck.random(_PEOPLE) < 0.4
    level = personal * np.where(treated, 1.5, 1.0)
    before, after = luck.poisson(level), luck.poisson(level * 1.2 * np.where(treated, 1.3, 1.0))
    yield _of("ratio", 0.3, m.difference_in_differences(before, after, treated, form="ratio"))
    moved = before + 1 + _EFFECT * treated + luck.normal(0, 2, _PEOPLE)
    yield _of("levels", _EFFECT, m.difference_in_differences(before, moved, treated))


def _offered(dataset: int) -> Iterator[Found]:
    luck = luck_of("instrument", dataset)
    eager, offered = luck.normal(size=_PEOPLE), luck.random(_PEOPLE) < 0.5
    treated = eager + 1.5 * offered > 1
    outcome = 5 + 2 * eager + _EFFECT * treated + luck.normal(0, 1, _PEOPLE)
    yield _of("effect", _EFFECT, m.instrument(outcome, treated, offered))


def _shares(dataset: int) -> Iterator[Found]:
    luck = luck_of("difference_in_shares", dataset)
    treated = luck.random(_PEOPLE) < 0.5
    event = luck.random(_PEOPLE) < np.where(treated, 0.14, 0.10)
    yield _of("difference", 0.04, m.difference_in_shares(event, treated))


def _lift(dataset: int) -> Iterator[Found]:
    luck = luck_of("relative_lift", dataset)
    treated = luck.random(_PEOPLE) < 0.5
    outcome = luck.gamma(1.0, 10, _PEOPLE) * np.where(treated, 1.2, 1.0)
    yield _of("lift", 0.2, m.relative_lift(outcome, treated))


def _strata(dataset: int) -> Iterator[Found]:
    luck = luck_of("mantel_haenszel", dataset)
    stratum, treated = luck.integers(0, 4, _PEOPLE), luck.random(_PEOPLE) < 0.5
    odds = np.exp(-1 + 0.5 * stratum + np.log(1.8) * treated)
    yield _of("odds ratio", 1.8, m.mantel_haenszel(luck.random(_PEOPLE) < odds / (1 + odds), treated, stratum))


def _panel(luck: np.random.Generator) -> pd.DataFrame:
    """48 units trained one after the other over twelve weeks, an effect of 2, luck that carries over."""
    units, weeks = 48, 12
    first = np.repeat([4.0, 6, 8, np.nan], units // 4)
    noise = luck.normal(0, 1, (units, weeks)) + luck.normal(0, 1, (units, 1))
    now = np.arange(weeks)[None, :] >= np.nan_to_num(first, nan=99)[:, None]
    outcome = noise + np.linspace(0, 3, weeks) + _EFFECT * now
    index = np.indices((units, weeks)).reshape(2, -1)
    rows = {"unit": index[0], "week": index[1], "y": outcome.ravel(), "first": np.repeat(first, weeks)}
    return pd.DataFrame(rows)


def _trained(method: Callable[..., Estimate], name: str, dataset: int) -> Iterator[Found]:
    yield _of("effect", _EFFECT, method(_panel(luck_of(name, dataset)), "unit", "week", "y", "first"))


def _policy(dataset: int) -> Iterator[Found]:
    luck = luck_of("policy_value", dataset)
    x, treated = luck.normal(size=_PEOPLE), luck.random(_PEOPLE) < 0.5
    outcome = 3 + x + treated * x + luck.normal(0, 1, _PEOPLE)
    gain = 1 / np.sqrt(2 * np.pi)  # mean of max(x, 0): what treating those with x above 0 brings over nobody
    found = m.policy_value(outcome, treated, x > 0)
    yield _of("gain", gain, found)


def _case(measure: str, method: Any) -> Case:
    return Case(measure, OWN_MODEL, partial(_adjusted, method, measure))


CASES = (
    Case("difference_in_means", WORLDS, _mailing, "mailing"),
    _case("nearest_neighbours", m.nearest_neighbours),
    _case("inverse_probability", m.inverse_probability),
    _case("doubly_robust", m.doubly_robust),
    Case("matching", OWN_MODEL, _matched),
    Case("difference_in_differences", OWN_MODEL, _changes),
    Case("instrument", OWN_MODEL, _offered),
    Case("difference_in_shares", OWN_MODEL, _shares),
    Case("relative_lift", OWN_MODEL, _lift),
    Case("mantel_haenszel", OWN_MODEL, _strata),
    Case("event_study", OWN_MODEL, partial(_trained, m.event_study, "event_study")),
    Case("two_way_fixed_effects", OWN_MODEL, partial(_trained, m.two_way_fixed_effects, "two_way_fixed_effects")),
    Case("policy_value", OWN_MODEL, _policy),
)
