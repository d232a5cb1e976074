import pandas as pd
import pytest

from course import World
from course.study.stories import forecasting


def test_everybody_in_the_cohort_had_seven_renewals_to_make_or_to_miss():
    firm = World(8_000, seed=2).observe()
    chosen = forecasting.cohort(firm)
    assert (chosen["channel"] == "web").all()
    running = chosen[chosen["ended_at"].isna()]
    assert running["renewals"].min() >= 7
    left = forecasting.survivors(chosen)
    assert left[0] == len(chosen)
    assert left.is_monotonic_decreasing


def test_the_parabola_through_the_published_cohort_climbs_above_what_began():
    """Fader & Hardie (2007), high-end segment: shares left after none to seven years."""
    left = pd.Series([1000, 869, 743, 653, 593, 551, 517, 491])
    assert forecasting.parabola(left, 3) == pytest.approx(0.653, abs=0.03)
    assert forecasting.parabola(left, 20) > 1
