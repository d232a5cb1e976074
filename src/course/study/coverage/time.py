"""Times and series: who is left, what hazards differ by, what comes next."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from course import measures as m
from course.study.coverage.case import OWN_MODEL, Case, Found
from course.study.coverage.counting import luck_of

_PEOPLE = 300
_BASS = {"p": 0.02, "q": 0.4, "m": 10_000.0}


def _lives(name: str, dataset: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times and events of people of whom half leave twice as fast; who joined late is followed for less long."""
    luck = luck_of(name, dataset)
    fast = luck.random(_PEOPLE) < 0.5
    life, seen = luck.exponential(1 / np.where(fast, 0.2, 0.1)), luck.uniform(2, 12, _PEOPLE)
    return np.minimum(life, seen), life <= seen, fast


def _curve(dataset: int) -> Iterator[Found]:
    time, event, fast = _lives("survival_curve", dataset)
    row = m.survival_at(m.survival_curve(time[fast], event[fast]), 5.0)
    yield Found("left after 5", float(np.exp(-1)), row["survival"], row["low"], row["high"])
    curve = m.survival_curve(time[fast], event[fast])
    yield Found("median", float(np.log(2) / 0.2), m.median_time(curve), *m.median_interval(curve))


def _restricted(dataset: int) -> Iterator[Found]:
    time, event, fast = _lives("restricted_mean", dataset)
    found = m.restricted_mean(time[fast], event[fast], until=6)
    yield Found("mean up to 6", float((1 - np.exp(-1.2)) / 0.2), found.estimate, found.low, found.high)


def _hazards(dataset: int) -> Iterator[Found]:
    time, event, fast = _lives("hazard_model", dataset)
    model = m.hazard_model(pd.DataFrame({"time": time, "event": event, "fast": fast.astype(float)}), "time", "event")
    estimate, low, high = np.log(model.hazard_ratios().loc["fast"]).tolist()
    yield Found("log hazard ratio", float(np.log(2)), estimate, low, high)


def _walk(dataset: int) -> Iterator[Found]:
    walk = luck_of("naive_forecaster", dataset).normal(size=160).cumsum()
    said = m.naive_forecaster()(walk[:156], 4).iloc[3]
    yield Found("four steps ahead", walk[159], said["forecast"], said["low"], said["high"])


def _airline(dataset: int) -> Iterator[Found]:
    noise = luck_of("sarimax_forecaster", dataset).normal(size=201)
    series = np.cumsum(noise[1:] - 0.5 * noise[:-1])
    said = m.sarimax_forecaster((0, 1, 1))(series[:198], 2).iloc[1]
    yield Found("two steps ahead", series[199], said["forecast"], said["low"], said["high"])


def _spreading(dataset: int) -> Iterator[Found]:
    model = m.BassModel()
    model.params_ = pd.Series(_BASS)
    luck = luck_of("BassModel", dataset)
    sold = np.clip(model.sales(20).to_numpy() + luck.normal(0, 40, 20), 0, None)
    found = m.BassModel().fit(sold)
    from scipy.special import stdtrit

    for name, true in _BASS.items():
        estimate = float(found.params_[name])
        half = stdtrit(17, 0.975) * found.standard_errors_[name] / estimate
        yield Found(name, np.log(true), np.log(estimate), np.log(estimate) - half, np.log(estimate) + half)


CASES = (
    Case("survival_curve", OWN_MODEL, _curve),
    Case("restricted_mean", OWN_MODEL, _restricted),
    Case("hazard_model", OWN_MODEL, _hazards),
    Case("naive_forecaster", OWN_MODEL, _walk),
    Case("sarimax_forecaster", OWN_MODEL, _airline),
    Case("BassModel", OWN_MODEL, _spreading),
)
