"""Surveys: a sample of a world's customers against what all of them would have said."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from course.measures import nps
from course.study.coverage.case import OWN_MODEL, Case, Found
from course.study.coverage.counting import luck_of

_SHARES = np.array([0.02, 0.01, 0.01, 0.02, 0.02, 0.04, 0.06, 0.14, 0.26, 0.22, 0.20])  # of the answers 0 … 10
_ASKED = 200


def _net_promoters(dataset: int) -> Iterator[Found]:
    truth = 100 * (_SHARES[9:].sum() - _SHARES[:7].sum())
    found = nps(luck_of("nps", dataset).choice(11, _ASKED, p=_SHARES))
    yield Found("score of everybody", truth, found.value, found.low, found.high)


CASES = (Case("nps", OWN_MODEL, _net_promoters),)
