"""Repeat purchases as they came and as a model expects them: CDNOW as published, by hand, bad input."""

import pandas as pd
import pytest

from course.errors import InputError
from course.measures import BetaGeometric, ParetoNBD, rfm_summary, tracking


class Steady:
    """Everybody buys again once a week."""

    def expected_purchases(self, t: float, summary=None) -> float:
        return t


ORDERS = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 2, 2],
        "ordered_at": pd.to_datetime(
            ["2026-01-05 09:00", "2026-01-05 18:00", "2026-01-13 10:00", "2026-01-12 11:00", "2026-01-26 12:00"]
        ),
    }
)


def test_purchases_are_counted_from_the_second_day_on():
    found = tracking(ORDERS, Steady(), unit="week")
    assert found["actual"].to_list() == [0, 1, 1]
    assert found["expected"].to_list() == [1, 2 + 1, 3 + 2]
    assert found.index.name == "week"


def test_the_models_follow_cdnow_through_weeks_that_they_have_not_seen(cdnow_sample):
    summary = rfm_summary(cdnow_sample, end="1997-09-30")
    for model in (BetaGeometric().fit(summary), ParetoNBD().fit(summary)):
        found = tracking(cdnow_sample, model)
        assert len(found) == 78
        assert found["actual"].iloc[-1] == pytest.approx(4375, abs=60)
        assert found["expected"].iloc[-1] == pytest.approx(found["actual"].iloc[-1], rel=0.06)
        assert found["expected"].loc[39] == pytest.approx(found["actual"].loc[39], rel=0.06)


def test_order_index_types_and_units_do_not_matter():
    mixed = ORDERS.sample(frac=1, random_state=1).assign(customer_id=lambda t: t["customer_id"].astype(str), x=1)
    mixed["ordered_at"] = mixed["ordered_at"].astype("datetime64[s]")
    pd.testing.assert_frame_equal(tracking(mixed, Steady()), tracking(ORDERS, Steady()))


WRONG = [
    (lambda: tracking(ORDERS, 3), "model must be a fitted model with .expected_purchases, got 'int'"),
    (lambda: tracking(ORDERS, Steady(), unit="weeks"), "Did you mean 'week'"),
    (lambda: tracking(ORDERS[:0], Steady()), "orders must not be empty"),
    (lambda: tracking(ORDERS, Steady(), end="2025-01-01"), "orders up to end must not be empty"),
    (lambda: tracking(ORDERS, Steady(), unit="year"), "orders must reach over a year or more"),
    (lambda: tracking(ORDERS, Steady(), customer="client"), "named 'client'"),
    (lambda: tracking(ORDERS, BetaGeometric()), "must be fitted first"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
