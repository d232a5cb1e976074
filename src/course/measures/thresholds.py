"""From which score on do two records count as one person? Precision and recall at every threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs


def precision_recall(score: Any, match: Any, true: int | None = None) -> pd.DataFrame:
    """What each threshold would find: one row per different score, the highest first.

    score : how sure a pair is (probability, weight, any number), one per pair. match : true where it is right. true :
    number of true pairs, those that were never candidates included; by default those among the scored, which makes
    recall too high where blocking lost some.

    Columns: `threshold` (pairs with at least this score are taken), `found` pairs, `precision`, `recall`. Where both
    matter alike the best row has the largest 2 · precision · recall / (precision + recall); where an error of one kind
    costs more, the costs decide. Source: Manning, Raghavan & Schütze (2008).
    """
    scores, right = inputs.numbers(score, "score"), inputs.true_or_false(match, "match")
    if len(scores) != len(right):
        raise InputError(f"score and match must be equally long, got {len(scores)} and {len(right)} rows.")
    if not right.any():
        raise InputError("match must be true for some pair, got none. Recall is a share of the true pairs.")
    everything = int(right.sum())
    if true is not None:
        step = "Count the true pairs that were scored too."
        everything = inputs.integer(true, "true", everything, next_step=step)
    order = np.argsort(-scores, kind="stable")
    last = np.flatnonzero(np.r_[scores[order][1:] != scores[order][:-1], True])
    found, hits = last + 1, np.cumsum(right[order])[last]
    columns = {"threshold": scores[order][last], "found": found, "precision": hits / found, "recall": hits / everything}
    return pd.DataFrame(columns)
