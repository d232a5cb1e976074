"""Facts about programmes and recovery against effects small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.study import stylised_effects as effects

EFFECTS = pd.DataFrame(
    [(1, "programme", "orders", 10, 12), (2, "programme", "orders", 10, 10), (3, "programme", "orders", 40, 40),
     (1, "programme", "profit", 900, 100), (1, "recovery", "orders", 20, 21), (2, "recovery", "orders", 20, 20)],
    columns=["customer_id", "intervention", "outcome", "value_without", "value_with"],
)  # fmt: skip


def test_the_rise_is_of_the_orders_of_a_tiers_members():
    memberships = pd.DataFrame({"customer_id": [1, 2, 3, 4], "tier": ["basic", "basic", "gold", None]})
    assert effects.rise_with_programme(EFFECTS, memberships, "basic") == pytest.approx(0.1)
    assert effects.rise_with_programme(EFFECTS, memberships, "gold") == 0
    assert np.isnan(effects.rise_with_programme(EFFECTS, memberships, "silver"))


def test_the_change_with_recovery_is_of_orders_alone():
    assert effects.change_with_recovery(EFFECTS) == pytest.approx(1 / 40)


def test_the_paradox_compares_what_was_made_good_with_what_never_failed():
    scores = pd.DataFrame({"survey_id": [1, 2, 3, 4], "recommend": [9, 5, 8, 7]})
    tickets = pd.DataFrame({"order_id": [1, 2], "compensation": [500, 0]})
    assert effects.score_after_recovery(scores, tickets) == pytest.approx(9 - 7.5)
