"""Importance of drivers: the published parts of R² of Swiss fertility, laws that hold for every table, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.linalg import lstsq

from course.errors import InputError
from course.measures import driver_importance, driver_intervals, importance_performance

# Grömping (2006), relaimpo, on the data swiss of R: lmg as published; the others by regressions below.
LMG = {
    "Agriculture": 0.0571,
    "Examination": 0.1712,
    "Education": 0.2601,
    "Catholic": 0.1056,
    "Infant.Mortality": 0.1128,
}


@pytest.fixture(scope="module")
def swiss(rdataset) -> pd.DataFrame:
    return rdataset("datasets", "swiss")


@pytest.fixture(scope="module")
def drivers(swiss) -> pd.DataFrame:
    return swiss.drop(columns="Fertility")


def r2(frame: pd.DataFrame, y: pd.Series) -> float:
    design = np.column_stack([np.ones(len(frame)), frame])
    return 1 - (y - design @ lstsq(design, y)[0]).var() / y.var()


@pytest.mark.parametrize(("driver", "part"), LMG.items())
def test_lmg_of_swiss_fertility_is_as_published(drivers, swiss, driver, part):
    assert driver_importance(drivers, swiss["Fertility"])[driver] == pytest.approx(part, abs=5e-5)


def test_lmg_adds_up_to_the_r2_of_all_drivers(drivers, swiss):
    parts = driver_importance(drivers, swiss["Fertility"])
    assert parts.sum() == pytest.approx(r2(drivers, swiss["Fertility"]))
    assert parts.sum() == pytest.approx(0.7067, abs=5e-5)  # R² in the printed regression of R's swiss


def test_pratts_parts_add_up_too_and_one_is_negative(drivers, swiss):
    parts = driver_importance(drivers, swiss["Fertility"], "pratt")
    assert parts.sum() == pytest.approx(r2(drivers, swiss["Fertility"]))
    assert parts["Agriculture"] < 0


@pytest.mark.parametrize("driver", LMG)
def test_first_is_r2_alone_and_last_what_is_lost_without(drivers, swiss, driver):
    y = swiss["Fertility"]
    assert driver_importance(drivers, y, "first")[driver] == pytest.approx(r2(drivers[[driver]], y))
    lost = r2(drivers, y) - r2(drivers.drop(columns=driver), y)
    assert driver_importance(drivers, y, "last")[driver] == pytest.approx(lost)


def test_betasq_is_the_squared_slope_of_standardised_columns(drivers, swiss):
    scaled = (swiss - swiss.mean()) / swiss.std()
    slopes = lstsq(scaled[drivers.columns], scaled["Fertility"])[0]
    np.testing.assert_allclose(driver_importance(drivers, swiss["Fertility"], "betasq"), slopes**2)


def test_shapley_is_another_name_for_lmg(drivers, swiss):
    one, other = (driver_importance(drivers, swiss["Fertility"], name) for name in ("lmg", "shapley"))
    assert one.to_list() == other.to_list()


def test_drivers_without_correlation_get_their_own_r2_by_every_method():
    X = pd.DataFrame({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1]}, dtype=float)
    X = pd.concat([X, X])
    y = 3 * X["a"] + X["b"] + [1, 1, 1, 1, -1, -1, -1, -1]
    for method in ("lmg", "first", "last", "pratt", "betasq"):
        assert driver_importance(X, y, method).to_list() == pytest.approx([9 / 11, 1 / 11])


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from(["lmg", "last", "pratt"]))
def test_order_index_units_and_order_of_columns_do_not_matter(drivers, swiss, seed, method):
    luck = np.random.default_rng(seed)
    places, columns = luck.permutation(len(swiss)), luck.permutation(drivers.columns)
    other = (drivers.iloc[places][columns] * luck.uniform(0.1, 9)).reset_index(drop=True)
    found = driver_importance(other, swiss["Fertility"].iloc[places] * 7 + 3, method)
    expected = driver_importance(drivers, swiss["Fertility"], method)
    pd.testing.assert_series_equal(found[expected.index], expected)


def test_intervals_do_not_depend_on_the_order_of_rows(drivers, swiss):
    upside_down = driver_intervals(drivers[::-1], swiss["Fertility"][::-1], draws=100)
    pd.testing.assert_frame_equal(upside_down, driver_intervals(drivers, swiss["Fertility"], draws=100))


def test_an_interval_holds_its_estimate_and_starts_at_nothing_at_the_lowest(drivers, swiss):
    found = driver_intervals(drivers, swiss["Fertility"])
    assert (found["low"] >= 0).all()
    assert (found["low"] <= found["importance"]).all()
    assert (found["importance"] <= found["high"]).all()


def test_act_where_it_matters_and_does_not_work():
    luck = np.random.default_rng(1)
    X = pd.DataFrame(luck.normal([3, 4.5, 3, 4.5], 0.5, (400, 4)), columns=["waiting", "taste", "music", "colour"])
    y = X["waiting"] + X["taste"] + luck.normal(0, 0.3, 400)
    found = importance_performance(X, y)["quadrant"]
    assert found.to_dict() == {
        "waiting": "concentrate here", "taste": "keep up the good work",
        "music": "low priority", "colour": "possible overkill",
    }  # fmt: skip


def test_any_engine_will_do(drivers, swiss):
    polars = pytest.importorskip("polars")
    found = driver_importance(polars.from_pandas(drivers), polars.from_pandas(swiss)["Fertility"])
    assert found.to_dict() == pytest.approx(driver_importance(drivers, swiss["Fertility"]).to_dict())


SMALL = pd.DataFrame({"price": [1.0, 2, 4, 3, 5, 2], "taste": [2.0, 1, 3, 5, 4, 4]})
Y = [1.0, 2, 4, 4, 5, 3]
MANY = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 16)))
WRONG = [
    (lambda: driver_importance(SMALL.iloc[:0], []), "X must not be empty"),
    (lambda: driver_importance([1, 2], [1, 2]), "X must be a table"),
    (lambda: driver_importance(SMALL, Y[:3]), "X and y must be equally long, got 6 and 3 rows"),
    (lambda: driver_importance(SMALL, Y, "lgm"), "Did you mean 'lmg'"),
    (lambda: driver_importance(SMALL.iloc[:3], Y[:3]), "number of rows must be a whole number at least 4, got 3"),
    (lambda: driver_importance(SMALL.assign(price=1.0), Y), "price must be a column that varies"),
    (lambda: driver_importance(SMALL, [1.0] * 6), "y must be a column that varies"),
    (lambda: driver_importance(SMALL.assign(price=[1, 2, np.nan, 3, 5, 2]), Y), "price must be finite numbers"),
    (lambda: driver_importance(SMALL.assign(both=SMALL.sum(axis=1)), Y), "no column that others determine, got 'both'"),
    (lambda: driver_importance(SMALL.assign(city="Porto"), Y), "city must be numbers"),
    (lambda: driver_importance(MANY, MANY[0]), "number of drivers must be a whole number between 1 and 15, got 16"),
    (lambda: driver_intervals(SMALL, Y, draws=3), "draws must be a whole number at least 100"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
