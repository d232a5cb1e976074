"""What is known of what firms do: loyalty programmes and service recovery, read from the truth. One function a fact."""

from __future__ import annotations

import numpy as np
import pandas as pd


def rise_with_programme(effects: pd.DataFrame, memberships: pd.DataFrame, tier: str) -> float:
    """Relative change of orders that the programme brings about among members of a tier, under shared luck.

    effects : `truth.effects`. Light buyers are in the tier "basic", moderate in "silver", heavy in "gold". nan where
    the tier has no member.
    """
    members = memberships.loc[memberships["tier"] == tier, "customer_id"]
    return _change(effects[effects["customer_id"].isin(members)], "programme")


def change_with_recovery(effects: pd.DataFrame) -> float:
    """Relative change of orders that making failures good brings about, under shared luck."""
    return _change(effects, "recovery")


def score_after_recovery(scores: pd.DataFrame, tickets: pd.DataFrame) -> float:
    """Mean score after a failure that was made good, less the mean score after an order without a ticket, in points.

    scores : `truth.satisfaction_survey`, what everybody asked would say, by the order's number. Above 0 is the service
    recovery paradox (de Matos, Henrique & Rossi 2007).
    """
    made_good = tickets.loc[tickets["compensation"] > 0, "order_id"]
    after = scores.loc[scores["survey_id"].isin(made_good), "recommend"].mean()
    return float(after - scores.loc[~scores["survey_id"].isin(tickets["order_id"]), "recommend"].mean())


def _change(effects: pd.DataFrame, intervention: str) -> float:
    rows = effects[(effects["intervention"] == intervention) & (effects["outcome"] == "orders")]
    without = rows["value_without"].sum()
    return float(rows["value_with"].sum() / without - 1) if without else np.nan
