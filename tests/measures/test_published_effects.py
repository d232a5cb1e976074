"""Published effects of treatments, reproduced from the data that packages carry; one test per figure."""

import pandas as pd
import pytest

from course.measures import (
    balance,
    difference_in_cross_sections,
    difference_in_means,
    doubly_robust,
    instrument,
    inverse_probability,
    share_with_interval,
)


@pytest.fixture(scope="module")
def smokers(rdataset) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Weight gained by 1,566 smokers of whom some quit, and what Hernán & Robins adjust for."""
    rows = rdataset("causaldata", "nhefs_complete").dropna(subset=["wt82_71"])
    known = rows[["age", "smokeintensity", "smokeyrs", "wt71"]].astype(float)
    known = known.join((known**2).add_suffix(" squared"))
    words = rows[["sex", "race", "education", "exercise", "active"]].astype(int).astype("str")
    return rows["wt82_71"], rows["qsmk"].astype(int), known.join(words)


def card(rows: pd.DataFrame) -> pd.DataFrame:
    regions = [f"reg66{number}" for number in range(2, 10)]
    return rows[["exper", "expersq", "black", "smsa", "south", "smsa66", *regions]]


@pytest.mark.parametrize(("quantity", "published"), [("estimate", 0.1315), ("standard_error", 0.0541)])
def test_returns_to_schooling_by_nearness_of_a_college_are_as_published(rdataset, quantity, published):
    """Card (1995) as in Wooldridge, Econometric Analysis, example 5.4; errors robust to heteroskedasticity."""
    rows = rdataset("wooldridge", "card")
    found = instrument(rows["lwage"], rows["educ"], rows["nearc4"], card(rows))
    assert getattr(found, quantity) == pytest.approx(published, abs=6e-5)


def test_the_naive_return_to_schooling_is_as_published(rdataset):
    """The same example: .0747 by least squares, which an instrument equal to the treatment gives."""
    rows = rdataset("wooldridge", "card")
    assert instrument(rows["lwage"], rows["educ"], rows["educ"], card(rows)).estimate == pytest.approx(0.0747, abs=5e-5)


def test_training_raised_earnings_in_the_experiment_as_published(rdataset):
    """LaLonde (1986), Dehejia & Wahba (1999): 1,794 dollars, 185 trained, 260 not."""
    rows = rdataset("causaldata", "nsw_mixtape")
    found = difference_in_means(rows["re78"], rows["treat"])
    assert found.estimate == pytest.approx(1794.34, abs=0.01)
    assert found.standard_error == pytest.approx(671.0, abs=0.5)


def test_prices_near_the_incinerator_fell_as_published(rdataset):
    """Kiel & McClain (1995) as in Wooldridge, example 13.3: −11,863.9 dollars."""
    rows = rdataset("wooldridge", "kielmc")
    found = difference_in_cross_sections(rows["rprice"], rows["nearinc"], rows["y81"])
    assert found.estimate == pytest.approx(-11_863.9, abs=0.05)


@pytest.mark.parametrize(("quantity", "published"), [("estimate", 0.191), ("standard_error", 0.069)])
def test_higher_benefits_lengthened_absence_as_published(rdataset, quantity, published):
    """Meyer, Viscusi & Durbin (1995), Kentucky, log weeks, as in Wooldridge, example 13.4."""
    rows = rdataset("wooldridge", "injury").query("ky == 1")
    found = difference_in_cross_sections(rows["ldurat"], rows["highearn"], rows["afchnge"])
    assert getattr(found, quantity) == pytest.approx(published, abs=5e-4)


def test_quitting_added_weight_by_weighting_as_published(smokers):
    """Hernán & Robins (2020), What If, 12.2: 3.4 kg, 95 % interval 2.4 to 4.5 with conservative errors."""
    found = inverse_probability(*smokers, target="everybody")
    assert found.estimate == pytest.approx(3.44, abs=5e-3)
    assert 2.4 < found.low < found.high < 4.5


def test_quitting_added_weight_by_both_models_much_the_same(smokers):
    assert doubly_robust(*smokers, target="everybody").estimate == pytest.approx(3.4, abs=0.1)


@pytest.mark.parametrize(("column", "quitters", "others"), [("age", 46.2, 42.8), ("wt71", 72.4, 70.3)])
def test_quitters_differ_beforehand_as_published(smokers, column, quitters, others):
    """What If, table 12.1."""
    row = balance(smokers[2], smokers[1]).loc[column]
    assert (row["treated_mean"], row["others_mean"]) == pytest.approx((quitters, others), abs=0.05)


def test_a_quarter_of_the_telephone_companys_customers_left_as_published(rdataset):
    """Telco customer churn, the sample data of IBM: 1,869 of 7,043."""
    left = rdataset("modeldata", "wa_churn")["churn"].eq("Yes")
    assert share_with_interval(int(left.sum()), len(left))[0] == pytest.approx(0.26537, abs=5e-6)
