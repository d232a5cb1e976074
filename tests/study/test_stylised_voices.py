"""Facts about what customers say against answers small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.study import stylised_voices as voices


def test_promoters_less_detractors():
    scores = pd.Series([10] * 30 + [9] * 20 + [8] * 15 + [7] * 15 + [6] * 10 + [1] * 10)
    assert voices.net_promoter_score(scores) == pytest.approx(30)
    assert voices.commonest_score(scores) == 10
    assert voices.mean_score(pd.Series([8, 9])) == 8.5


def test_rounded_and_censored_normal_numbers_are_near_a_normal():
    luck = np.random.default_rng(1)
    scores = pd.Series(np.clip(np.rint(luck.normal(8, 1.3, 50_000)), 1, 10))
    assert voices.distance_from_normal(scores) < 0.02


def test_two_heaps_at_the_ends_are_far_from_a_normal():
    """Half of them at 1 and half at 5: .5 lie at or below 1, where the normal has Φ(−.75) = .227."""
    heaps = pd.Series([1, 5] * 100)
    assert voices.distance_from_normal(heaps) == pytest.approx(0.5 - 0.2266, abs=1e-4)
    assert np.isnan(voices.distance_from_normal(pd.Series([5, 5])))


def test_a_j_has_more_ones_than_any_between():
    stars = pd.Series([5] * 70 + [1] * 12 + [4] * 8 + [3] * 6 + [2] * 4)
    assert voices.share_of_stars(stars, 5) == 0.7
    assert voices.ones_to_the_middle(stars) == 1.5
    assert np.isnan(voices.ones_to_the_middle(pd.Series([1, 5])))
