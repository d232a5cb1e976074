"""What a survey says: scores of satisfaction and effort with their intervals, quality against expectation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.proportions import share_with_interval
from course.measures.weighting import Score, weighted_mean


def nps(scores: Any, weights: Any = None, level: float = 0.95) -> Score:
    """Net promoter score: percent of promoters (9, 10) less percent of detractors (0–6), −100 to 100.

    scores : one answer on 0–10 per person, "how likely are you to recommend us?". weights : as in `weighted_mean`.
    The interval is about the score of all whom those who answered stand for; it needs some answers on two sides, and
    says so where all are on one (see `weighted_mean`). Source: Reichheld (2003).

    >>> nps([10] * 50 + [8] * 30 + [3] * 20)
    30 (standard error 7.81, 0.95 interval 14.69 to 45.31, n 100)
    """
    answers = _answers(scores, "scores", 0, 10)
    side = 100.0 * ((answers >= 9).astype(float) - (answers <= 6))
    return weighted_mean(side, np.ones(len(side)) if weights is None else weights, level=level, limits=(-100, 100))


def csat(scores: Any, satisfied: int = 4, best: int = 5, level: float = 0.95) -> Score:
    """Customer satisfaction: percent of answers of at least `satisfied` on 1–`best`, with Wilson's interval."""
    inputs.integer(satisfied, "satisfied", 2, inputs.integer(best, "best", 2), "Use 4 on a scale from 1 to 5.")
    answers = _answers(scores, "scores", 1, best)
    share, low, high = share_with_interval(int((answers >= satisfied).sum()), len(answers), level)
    error = np.sqrt(share * (1 - share) / len(answers))
    return Score(100 * share, float(100 * error), 100 * low, 100 * high, level, len(answers))


def ces(scores: Any, best: int = 7, level: float = 0.95) -> Score:
    """Customer effort score: mean agreement with "the firm made it easy for me", 1–`best`; high is little effort.

    Source: Dixon, Freeman & Toman (2010).
    """
    answers = _answers(scores, "scores", 1, inputs.integer(best, "best", 2))
    return weighted_mean(answers, np.ones(len(answers)), level=level, limits=(1, best))


def servqual_gaps(expected: Any, perceived: Any, level: float = 0.95) -> pd.DataFrame:
    """Quality as people see it less what they expect; one row per dimension, the largest shortfall first.

    expected, perceived : one row per person, one column per dimension, in the same order; a dimension is the column's
    name without "expected_" or "perceived_". Columns: `expected` and `perceived` (means), `gap` (perceived −
    expected), its `standard_error` from the differences within persons, `low`, `high`. Source: Parasuraman, Zeithaml
    & Berry (1988).
    """
    wanted, got = _dimensions(expected, "expected", "expected_"), _dimensions(perceived, "perceived", "perceived_")
    if wanted.shape != got.shape or list(wanted.columns) != list(got.columns):
        said = f"{wanted.shape[0]} × {list(wanted.columns)} and {got.shape[0]} × {list(got.columns)}"
        raise InputError(f"expected and perceived must be about the same people and dimensions, got {said}.")
    rows = {}
    for name in wanted.columns:
        gap = weighted_mean(got[name].to_numpy() - wanted[name].to_numpy(), np.ones(len(got)), level=level)
        means = {"expected": wanted[name].mean(), "perceived": got[name].mean(), "gap": gap.value}
        rows[name] = means | {"standard_error": gap.standard_error, "low": gap.low, "high": gap.high}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("dimension").sort_values("gap", kind="stable")


def _answers(scores: Any, argument: str, low: int, high: int) -> np.ndarray:
    """Return answers on a scale of whole numbers."""
    inputs.numbers(scores, argument, low=low, high=high)
    return inputs.whole(scores, argument)


def _dimensions(frame: Any, argument: str, prefix: str) -> pd.DataFrame:
    """Return columns of numbers without gaps, the prefix taken off their names."""
    table = inputs.in_memory(frame, argument)
    inputs.require_rows(table, argument)
    return pd.DataFrame({str(c).removeprefix(prefix): inputs.numbers(table[c], str(c)) for c in table.columns})
