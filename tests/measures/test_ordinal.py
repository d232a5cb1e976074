"""The ordinal model against the housing survey of Copenhagen (Venables & Ripley 2002), laws, bad input."""

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import ordinal_model

# polr(Sat ~ Infl + Type + Cont, weights = Freq) in Venables & Ripley (2002), Modern Applied Statistics with S, 7.3.
PUBLISHED = {
    "Infl Medium": (0.5664, 0.1047), "Infl High": (1.2888, 0.1272), "Type Apartment": (-0.5724, 0.1192),
    "Type Atrium": (-0.3662, 0.1552), "Type Terrace": (-1.0910, 0.1515), "Cont High": (0.3603, 0.0955),
}  # fmt: skip
STEPS = {"Low|Medium": (-0.4961, 0.1248), "Medium|High": (0.6907, 0.1255)}
LEVELS = {
    "Sat": ["Low", "Medium", "High"], "Infl": ["Low", "Medium", "High"],
    "Type": ["Tower", "Apartment", "Atrium", "Terrace"], "Cont": ["Low", "High"],
}  # fmt: skip


@pytest.fixture(scope="module")
def housing(rdataset) -> pd.DataFrame:
    table = rdataset("MASS", "housing")
    return table.assign(**{name: pd.Categorical(table[name], levels, ordered=True) for name, levels in LEVELS.items()})


@pytest.fixture(scope="module")
def fitted(housing):
    return ordinal_model(housing, "Sat", ["Infl", "Type", "Cont"], count="Freq")


@pytest.mark.parametrize(("name", "published"), PUBLISHED.items())
def test_coefficients_of_the_housing_survey_are_as_published(fitted, name, published):
    found = fitted.coefficients_[name], fitted.standard_errors_[name]
    assert found == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize(("name", "published"), STEPS.items())
def test_thresholds_of_the_housing_survey_are_as_published(fitted, name, published):
    assert (fitted.thresholds_[name], fitted.standard_errors_[name]) == pytest.approx(published, abs=1e-4)


def test_deviance_of_the_housing_survey_is_as_published(fitted):
    assert -2 * fitted.log_likelihood_ == pytest.approx(3479.149, abs=5e-4)
    assert fitted.n == 1681


def test_rows_that_count_people_are_as_good_as_people(housing, fitted):
    people = housing.loc[housing.index.repeat(housing["Freq"])].sample(frac=1, random_state=3)
    found = ordinal_model(people, "Sat", ["Infl", "Type", "Cont"])
    pd.testing.assert_series_equal(found.coefficients_, fitted.coefficients_, rtol=1e-5)
    assert found.log_likelihood_ == pytest.approx(fitted.log_likelihood_)


def test_probabilities_of_the_answers_add_up_to_one_and_follow_the_model(fitted, housing):
    found = fitted.probabilities(housing)
    assert list(found.columns) == LEVELS["Sat"]
    np.testing.assert_allclose(found.sum(axis=1), 1)
    first = 1 / (1 + np.exp(-fitted.thresholds_["Low|Medium"]))  # a tower, little influence, little contact
    assert found["Low"].iloc[0] == pytest.approx(first)


def test_the_table_gives_intervals_and_odds_ratios(fitted):
    row = fitted.table().loc["Infl High"]
    assert row["odds_ratio"] == pytest.approx(np.exp(row["coefficient"]))
    assert row["high"] - row["low"] == pytest.approx(2 * 1.96 * row["standard_error"], rel=1e-4)
    assert "odds_ratio" not in ordinal_model(TINY, "stars", "price", link="probit").table()


@pytest.mark.parametrize("factor", [0.001, 50.0])
def test_the_unit_of_a_predictor_changes_its_coefficient_alone(factor):
    one, other = (ordinal_model(TINY.assign(price=TINY["price"] * by + 3), "stars", "price") for by in (1, factor))
    assert other.coefficients_["price"] * factor == pytest.approx(one.coefficients_["price"], rel=1e-4)
    assert other.log_likelihood_ == pytest.approx(one.log_likelihood_)


def test_order_index_and_other_columns_do_not_matter():
    mixed = TINY.assign(name="x").sample(frac=1, random_state=1).reset_index(drop=True)
    one, other = ordinal_model(TINY, "stars", "price"), ordinal_model(mixed, "stars", "price")
    assert one.coefficients_.equals(other.coefficients_)


def test_it_prints_its_coefficients(fitted):
    assert str(fitted).startswith("ordinal logit: Infl Medium 0.5664, Infl High 1.289")


def tiny() -> pd.DataFrame:
    luck = np.random.default_rng(4)
    price = luck.normal(10, 2, 300)
    stars = np.digitize(-0.5 * price + luck.logistic(size=300), [-7.0, -5, -4]) + 1
    return pd.DataFrame({"price": price, "stars": stars, "shop": luck.choice(["a", "b"], 300)})


TINY = tiny()
PERFECT = pd.DataFrame({"price": np.arange(40.0), "stars": np.arange(40) // 20})
WRONG = [
    (lambda: ordinal_model(TINY, "start", "price"), "Did you mean 'stars'"),
    (lambda: ordinal_model(TINY, "stars", "prize"), "Did you mean 'price'"),
    (lambda: ordinal_model(TINY, "stars", []), "predictors must be at least one column"),
    (lambda: ordinal_model(TINY.iloc[:0], "stars", "price"), "frame must not be empty"),
    (lambda: ordinal_model(TINY.iloc[:4], "stars", "price"), "rows of frame must be"),
    (lambda: ordinal_model(TINY.assign(stars=3), "stars", "price"), "stars must be at least two different answers"),
    (lambda: ordinal_model(TINY.assign(stars="good"), "stars", "price"), "Say the order"),
    (lambda: ordinal_model(TINY.assign(stars=TINY["stars"].where(TINY["stars"] > 1)), "stars", "price"), "finite"),
    (lambda: ordinal_model(TINY.assign(price=1.0), "stars", "price"), "price must be a column that varies"),
    (lambda: ordinal_model(TINY.assign(shop="a"), "stars", ["price", "shop"]), "shop must be a column that varies"),
    (lambda: ordinal_model(TINY.assign(p2=TINY["price"] * 2), "stars", ["price", "p2"]), "must not determine"),
    (lambda: ordinal_model(PERFECT, "stars", "price"), "did not converge"),
    (lambda: ordinal_model(TINY, "stars", "price", link="log"), "Did you mean 'logit'"),
    (lambda: ordinal_model(TINY.assign(n=0), "stars", "price", count="n"), "n must be above 0 in some row"),
    (lambda: ordinal_model(TINY, "stars", "shop").probabilities(pd.DataFrame({"shop": ["c"]})), "shop must be one of"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
