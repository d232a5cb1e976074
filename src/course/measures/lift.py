"""How much more than average they buy whom a score puts first: lift, and what it costs to look only at known people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate


def lift(score: Any, outcome: Any, share: float = 0.1, level: float = 0.95, resamples: int = 200) -> Estimate:
    """Mean outcome of the best-scored `share` of people, divided by the mean outcome of all.

    score, outcome : one number per person, matched by position; a high score is good. Of people with equal scores at
    the border each counts in part. A score that says nothing has lift 1; none has more than 1 ÷ `share` where outcomes
    are not negative. The interval comes from resampled people: for people whom the score has not seen it is honest,
    for those whom it was fitted to it is around the wrong figure.

    >>> lift([4, 3, 2, 1], [6, 2, 0, 0], share=0.25).estimate
    3.0
    """
    scores, values = _matched(score, outcome)
    inputs.between(share, "share", 0.0001, 1, "Use .1 for the best tenth.")
    inputs.integer(resamples, "resamples", 2)
    best_first = np.lexsort((values, -scores))  # equal scores by outcome: resampling does not depend on rows' order
    scores, values = scores[best_first], values[best_first]
    luck, people = np.random.default_rng(1), len(values)
    draws = (np.bincount(luck.integers(people, size=people), minlength=people) for _ in range(resamples))
    error = float(np.nanstd([_lift(scores, values, times, share) for times in draws], ddof=1))
    return Estimate.normal(_lift(scores, values, np.ones(people), share), error, people, level)


def gains(score: Any, outcome: Any, parts: int = 10) -> pd.DataFrame:
    """Cumulative gains: what the best-scored have of everything, for `parts` equal steps of people.

    One row per step: `people` (share of all), `outcome` (their share of the total), `lift` (one divided by the other).
    """
    scores, values = _matched(score, outcome)
    best_first = np.argsort(-scores, kind="stable")
    people = np.arange(1, inputs.integer(parts, "parts", 1) + 1) / parts
    times = np.ones(len(values))
    lifts = [_lift(scores[best_first], values[best_first], times, share) for share in people]
    return pd.DataFrame({"people": people, "outcome": people * lifts, "lift": lifts})


def _lift(scores: np.ndarray, values: np.ndarray, times: np.ndarray, share: float) -> float:
    """Lift among people sorted by score, each counted `times`; who is equal shares alike in what is left.

    Missing where nobody who is counted has any of the outcome.
    """
    starts = np.flatnonzero(np.r_[True, scores[1:] != scores[:-1]])
    people, totals = np.add.reduceat(times, starts), np.add.reduceat(times * values, starts)
    before, wanted = np.cumsum(people) - people, share * people.sum()
    part = np.clip((wanted - before) / np.where(people > 0, people, 1), 0, 1)
    everything = totals.sum()
    return float((part @ totals / wanted) / (everything / people.sum())) if everything > 0 else np.nan


def _matched(score: Any, outcome: Any) -> tuple[np.ndarray, np.ndarray]:
    scores, values = inputs.numbers(score, "score"), inputs.numbers(outcome, "outcome", low=0)
    if len(scores) != len(values):
        raise InputError(f"score and outcome must be equally long, got {len(scores)} and {len(values)} rows.")
    if values.sum() == 0:
        raise InputError("outcome must be above 0 for somebody, got zeros only. Check the period that it counts.")
    return scores, values
