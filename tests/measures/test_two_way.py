"""The two-way regression and what it is made of: the published decomposition, identities, bad input."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import bacon_decomposition, event_study, two_way_fixed_effects

NAMES = {"unit": "unit", "time": "time", "outcome": "outcome", "first": "first"}


@pytest.fixture(scope="module")
def castle(rdataset) -> pd.DataFrame:
    """Homicide in 50 states, 21 of which passed a castle doctrine law (Cheng & Hoekstra 2013)."""
    rows = rdataset("causaldata", "castle")
    first = rows[rows["post"] > 0].groupby("sid")["year"].min()
    table = rows.assign(first=rows["sid"].map(first))
    return table[["sid", "year", "l_homicide", "first"]].set_axis(list(NAMES), axis="columns")


# Cunningham (2021), Causal Inference: The Mixtape, chapter 9: weights and means of the three kinds of comparison.
@pytest.mark.parametrize(
    ("kind", "weight", "mean"),
    [
        ("earlier against later", 0.077, -0.029),
        ("later against earlier", 0.024, 0.046),
        ("treated against untreated", 0.899, 0.078),
    ],
)
def test_comparisons_of_castle_doctrine_laws_are_as_published(castle, kind, weight, mean):
    rows = bacon_decomposition(castle, **NAMES).query("kind == @kind")
    assert rows["weight"].sum() == pytest.approx(weight, abs=5e-4)
    assert np.average(rows["estimate"], weights=rows["weight"]) == pytest.approx(mean, abs=5e-4)


def panel(seed: int, growth: float = 0.0) -> pd.DataFrame:
    """Twelve units over eight periods; an effect of 2 that grows by so much a period."""
    luck = np.random.default_rng(seed)
    starts = np.repeat([3.0, 5.0, 7.0, np.nan], 3)
    rows = pd.DataFrame([(u, t, starts[u]) for u in range(12) for t in range(1, 9)], columns=["unit", "time", "first"])
    since = (rows["time"] - rows["first"]).fillna(-1)
    effect = np.where(since >= 0, 2 + growth * since, 0)
    return rows.assign(outcome=effect + rows["unit"] + rows["time"] ** 2 + luck.normal(0, 0.1, len(rows)))


def test_the_coefficient_is_that_of_the_regression():
    table = panel(1).assign(now=lambda t: (t["time"] >= t["first"]).astype(int))
    fit = smf.ols("outcome ~ now + C(unit) + C(time)", table).fit()
    assert two_way_fixed_effects(table, **NAMES).estimate == pytest.approx(fit.params["now"])


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6), st.floats(-2, 2))
def test_weighted_comparisons_add_up_to_the_coefficient(seed, growth):
    table = panel(seed, growth)
    parts = bacon_decomposition(table, **NAMES)
    assert parts["weight"].sum() == pytest.approx(1)
    total = (parts["weight"] * parts["estimate"]).sum()
    assert total == pytest.approx(two_way_fixed_effects(table, **NAMES).estimate)


def test_where_effects_grow_the_regression_says_too_little_and_the_event_study_does_not():
    table = panel(2, growth=1.0)
    since = table["time"] - table["first"]
    true = (2 + since[since >= 0]).mean()
    assert two_way_fixed_effects(table, **NAMES).estimate < 0.75 * true
    assert event_study(table, **NAMES).holds(true)


def test_where_effects_do_not_grow_both_are_right():
    assert two_way_fixed_effects(panel(3), **NAMES).holds(2)


def test_order_of_rows_and_names_of_units_do_not_matter():
    table = panel(4)
    mixed = table.sample(frac=1, random_state=0).assign(unit=lambda t: "unit " + t["unit"].astype(str), x=1)
    assert two_way_fixed_effects(mixed, **NAMES).estimate == pytest.approx(
        two_way_fixed_effects(table, **NAMES).estimate
    )


WRONG = [
    (lambda: two_way_fixed_effects(panel(1), "unitt", "time", "outcome", "first"), "Did you mean 'unit'"),
    (lambda: two_way_fixed_effects(panel(1).iloc[:0], **NAMES), "frame must not be empty"),
    (lambda: two_way_fixed_effects(panel(1).iloc[1:], **NAMES), "every unit in every time, got 1 gaps"),
    (lambda: two_way_fixed_effects(panel(1).assign(first=3), **NAMES), "first must differ between units"),
    (lambda: two_way_fixed_effects(panel(1).assign(first=np.nan), **NAMES), "first must differ between units"),
    (lambda: bacon_decomposition(panel(1).assign(first=np.nan), **NAMES), "first must differ between units"),
    (lambda: bacon_decomposition(panel(1).assign(time=0.5), **NAMES), "time must be whole numbers"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[f"{i} {words}" for i, (_, words) in enumerate(WRONG)])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
