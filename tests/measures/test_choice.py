"""The conditional logit against published fits, statsmodels, and people whose tastes are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.discrete.conditional_models import ConditionalLogit

from course.errors import InputError
from course.measures import choice_model
from course.measures.choice_likelihood import Tasks


def simulated(people: int = 60, tasks: int = 4, seed: int = 1, differ: float = 0.0) -> pd.DataFrame:
    """People who choose among three with utility −.5 price + 1 fresh, `differ` apart in each."""
    luck = np.random.default_rng(seed)
    shape = (people, tasks, 3)
    price, fresh = luck.integers(4, 10, shape), luck.random(shape) < 0.5
    own = np.array([-0.5, 1.0]) + differ * luck.normal(size=(people, 2))
    utility = own[:, :1, None] * price + own[:, 1:, None] * fresh + luck.gumbel(size=shape)
    person, task, _ = (grid.ravel() for grid in np.indices(shape))
    chosen = (utility == utility.max(axis=2, keepdims=True)).ravel()
    columns = {"person": person, "task": task, "price": price.ravel(), "fresh": fresh.ravel(), "chosen": chosen}
    return pd.DataFrame(columns)


SMALL = simulated()
WHAT = ["price", "fresh"]


def long(wide: pd.DataFrame, names: dict[str, str], alternatives: list[str], chosen: str) -> pd.DataFrame:
    """Return one row per alternative from columns `prefix + alternative`, with a dummy for each alternative."""
    parts = [
        pd.DataFrame({"task": np.arange(len(wide)), "alternative": one, "chosen": wide[chosen] == one}
                     | {name: wide[prefix + one] for name, prefix in names.items()})
        for one in alternatives
    ]  # fmt: skip
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(**{one: rows["alternative"] == one for one in alternatives})


@pytest.fixture(scope="module")
def travel(rdataset):
    """Greene's 210 trips between Sydney, Canberra and Melbourne."""
    rows = rdataset("Ecdat", "ModeChoice")  # four rows a traveller: by air, train, bus, car
    at = np.arange(len(rows))
    rows = rows.assign(**{mode: at % 4 == k for k, mode in enumerate(("air", "train", "bus"))})
    return rows.assign(chosen=rows["mode"] == 1, individual=at // 4, air_income=rows["hinc"] * rows["air"])


@pytest.fixture(scope="module")
def heating(rdataset):
    """Train's 900 Californian houses."""
    return long(rdataset("Ecdat", "Heating"), {"ic": "ic.", "oc": "oc."}, ["gc", "gr", "ec", "er", "hp"], "depvar")


@pytest.fixture(scope="module")
def fishing(rdataset):
    """Cameron & Trivedi's 1,182 anglers."""
    return long(
        rdataset("Ecdat", "Fishing"), {"price": "p", "catch": "c"}, ["beach", "pier", "boat", "charter"], "mode"
    )


@pytest.fixture(scope="module")
def yogurt(rdataset):
    """2,412 purchases of 100 households (Jain, Vilcassim & Chintagunta 1994)."""
    wide = rdataset("Ecdat", "Yogurt")
    rows = long(wide, {"price": "price.", "feat": "feat."}, ["yoplait", "dannon", "hiland", "weight"], "choice")
    return rows.assign(household=np.tile(wide["id"].to_numpy(), 4))


TRAVEL = ["gc", "ttme", "air_income", "air", "train", "bus"]


@pytest.mark.parametrize(
    ("name", "coefficient", "error"),
    [
        ("gc", -0.01550, 0.00441), ("ttme", -0.09612, 0.01044), ("air_income", 0.01329, 0.01026),
        ("air", 5.2074, 0.7791), ("train", 3.8690, 0.4431), ("bus", 3.1632, 0.4503),
    ],
)  # fmt: skip
def test_travel_mode_is_as_in_greene(travel, name, coefficient, error):
    """Greene, Econometric Analysis: conditional logit of the travel mode."""
    found = choice_model(travel, TRAVEL, task="individual")
    assert found.coefficients_[name] == pytest.approx(coefficient, abs=5e-5)
    assert found.standard_errors_[name] == pytest.approx(error, abs=5e-5)


def test_the_log_likelihood_of_travel_mode_is_as_in_greene(travel):
    found = choice_model(travel, TRAVEL, task="individual")
    assert found.log_likelihood_ == pytest.approx(-199.1284, abs=5e-5)
    assert found.log_likelihood_null_ == pytest.approx(-291.1218, abs=5e-5)
    assert choice_model(travel, ["air", "train", "bus"], task="individual").log_likelihood_ == pytest.approx(
        -283.7588, abs=5e-5
    )


@pytest.mark.parametrize(
    ("name", "coefficient", "error"), [("ic", -0.00623187, 0.00035277), ("oc", -0.00458008, 0.00032216)]
)
def test_heating_is_as_in_train_and_croissant(heating, name, coefficient, error):
    """Exercises of Train, solved with mlogit by Croissant: installation and operating cost, log-likelihood −1095.2."""
    found = choice_model(heating, ["ic", "oc"])
    assert found.coefficients_[name] == pytest.approx(coefficient, abs=5e-9)
    assert found.standard_errors_[name] == pytest.approx(error, abs=5e-9)
    assert found.log_likelihood_ == pytest.approx(-1095.2, abs=0.05)


def test_a_dollar_a_year_is_worth_73_cents_at_once_in_train_and_croissant(heating):
    assert choice_model(heating, ["ic", "oc"]).willingness_to_pay("oc", "ic").estimate == pytest.approx(
        -0.73, abs=0.005
    )
    constants = choice_model(heating, ["ic", "oc", "ec", "er", "gc", "gr"])
    assert constants.willingness_to_pay("oc", "ic").estimate == pytest.approx(-4.56, abs=0.005)
    assert constants.log_likelihood_ == pytest.approx(-1008.2, abs=0.05)


def test_fishing_is_as_in_cameron_and_trivedi(fishing):
    """Cameron & Trivedi (2005), table 15.2: price −.021, catch rate .953, log-likelihood −1312."""
    found = choice_model(fishing, ["price", "catch"])
    assert found.coefficients_.round(3).tolist() == pytest.approx([-0.020, 0.953], abs=1e-9)
    assert found.log_likelihood_ == pytest.approx(-1311.98, abs=0.005)


YOGURT = ["price", "feat", "hiland", "weight", "yoplait"]


@pytest.mark.parametrize(
    ("name", "coefficient", "error"),
    [
        ("price", -0.366555, 0.024365), ("feat", 0.491439, 0.120062), ("hiland", -3.715477, 0.145417),
        ("weight", -0.641138, 0.054498), ("yoplait", 0.734519, 0.080642),
    ],
)  # fmt: skip
def test_yogurt_is_as_in_helveston(yogurt, name, coefficient, error):
    """Helveston (2023), logitr: multinomial logit of the yogurt data, to what its search stopped at."""
    found = choice_model(yogurt, YOGURT)
    assert found.coefficients_[name] == pytest.approx(coefficient, rel=2e-4)
    assert found.standard_errors_[name] == pytest.approx(error, rel=2e-4)


def test_the_fit_to_yogurt_is_as_in_helveston(yogurt):
    found = choice_model(yogurt, YOGURT)
    assert found.log_likelihood_ == pytest.approx(-2656.887878, abs=1e-5)
    assert found.log_likelihood_null_ == pytest.approx(-3343.741999, abs=1e-6)
    assert found.mcfadden_r2_ == pytest.approx(0.2054148, abs=5e-8)


@pytest.mark.parametrize(
    ("name", "cents"), [("feat", 1.3406987), ("hiland", -10.136219), ("weight", -1.749094), ("yoplait", 2.0038476)]
)
def test_what_yogurt_is_worth_is_as_in_helveston(yogurt, name, cents):
    assert choice_model(yogurt, YOGURT).willingness_to_pay(name).estimate == pytest.approx(cents, rel=2e-4)


def test_statsmodels_finds_the_same_where_its_search_arrives(travel):
    found = choice_model(travel, TRAVEL, task="individual")
    shown, chosen = travel[TRAVEL].to_numpy(dtype=float), travel["chosen"].to_numpy(dtype=int)
    other = ConditionalLogit(chosen, shown, groups=travel["individual"].to_numpy())
    assert other.loglike(found.coefficients_.to_numpy()) == pytest.approx(found.log_likelihood_, abs=1e-8)
    np.testing.assert_allclose(other.score(found.coefficients_.to_numpy()), 0, atol=1e-4)
    np.testing.assert_allclose(other.fit(disp=0).params, found.coefficients_, rtol=1e-3)


def test_scores_and_information_are_derivatives_of_the_likelihood():
    number = SMALL.groupby(["person", "task"]).ngroup().to_numpy()
    tasks = Tasks.of(SMALL[WHAT].to_numpy(dtype=float), SMALL["chosen"].to_numpy(), number)
    beta, step = np.array([-0.3, 0.4]), 1e-5 * np.eye(2)
    slope = [(tasks.log_likelihood(beta + h) - tasks.log_likelihood(beta - h)) / 2e-5 for h in step]
    np.testing.assert_allclose(tasks.scores(beta).sum(axis=0), slope, rtol=1e-6)
    bend = [(tasks.scores(beta + h) - tasks.scores(beta - h)).sum(axis=0) / 2e-5 for h in step]
    np.testing.assert_allclose(tasks.information(beta), -np.array(bend), rtol=1e-6)


def test_errors_clustered_by_person_allow_for_people_who_are_alike_in_their_answers():
    unlike = simulated(people=150, tasks=10, differ=0.6)
    alone = choice_model(unlike.assign(task=unlike["person"] * 10 + unlike["task"]), WHAT)
    together = choice_model(unlike, WHAT, person="person")
    assert alone.coefficients_.tolist() == pytest.approx(together.coefficients_.tolist())
    assert (together.standard_errors_ > 1.15 * alone.standard_errors_).all()
    assert (together.people, together.tasks) == (150, 1500)


def test_answering_everything_twice_makes_nobody_surer():
    twice = pd.concat([SMALL, SMALL.assign(task=SMALL["task"] + 4)])
    once = choice_model(SMALL, WHAT, person="person")
    assert choice_model(twice, WHAT, person="person").standard_errors_.tolist() == pytest.approx(
        once.standard_errors_.tolist()
    )


def test_shares_are_those_of_the_formula_and_sum_to_1():
    found = choice_model(SMALL, WHAT, person="person")
    offered = pd.DataFrame({"price": [5, 6, 6], "fresh": [False, True, False]}, index=["plain", "fresh", "dear"])
    shares = found.shares(offered)
    raw = np.exp(offered.astype(float).to_numpy() @ found.coefficients_.to_numpy())
    assert shares["share"].tolist() == pytest.approx((raw / raw.sum()).tolist())
    assert ((shares["low"] < shares["share"]) & (shares["share"] < shares["high"])).all()
    assert shares.index.tolist() == ["plain", "fresh", "dear"]


def test_the_interval_of_a_share_is_the_delta_method_on_the_logit_scale():
    found = choice_model(SMALL, WHAT, person="person")
    shares = found.shares(pd.DataFrame({"price": [5, 6], "fresh": [False, True]}))
    difference = np.array([1.0, 1.0])  # of two, the logit of a share is what their utilities differ by
    half = 1.959964 * np.sqrt(difference @ found.covariance_.to_numpy() @ difference)
    logit = np.log(shares / (1 - shares)).loc[1]
    assert logit["high"] - logit["share"] == pytest.approx(half, rel=1e-6)


def test_adding_the_same_to_all_alternatives_changes_no_share_and_a_copy_takes_as_much_from_each():
    found = fit()
    two = pd.DataFrame({"price": [5, 7], "fresh": [0, 0]})
    assert found.shares(two.assign(price=two["price"] + 3))["share"].tolist() == pytest.approx(
        found.shares(two)["share"].tolist()
    )
    three = found.shares(pd.concat([two, two.iloc[1:]]))["share"].to_numpy()
    assert three[0] / three[1] == pytest.approx(
        found.shares(two)["share"].to_numpy()[0] / found.shares(two)["share"][1]
    )


def test_worth_is_in_the_unit_of_the_price_with_the_delta_methods_error():
    found, dearer = fit(), SMALL.assign(price=SMALL["price"] * 100)
    euros, cents = found.willingness_to_pay("fresh"), choice_model(dearer, WHAT, person="person")
    assert cents.willingness_to_pay("fresh").estimate == pytest.approx(100 * euros.estimate)
    assert cents.willingness_to_pay("fresh").high == pytest.approx(100 * euros.high)
    a, b = found.coefficients_["fresh"], found.coefficients_["price"]
    v = found.covariance_
    variance = v.loc["fresh", "fresh"] / b**2 + a**2 * v.loc["price", "price"] / b**4
    variance -= 2 * a * v.loc["fresh", "price"] / b**3
    assert euros.standard_error == pytest.approx(np.sqrt(variance))
    assert found.worth().loc["fresh", "low"] == euros.low < euros.estimate < euros.high


def test_fiellers_interval_holds_the_ratios_that_a_test_would_not_reject():
    found = fit()
    worth = found.willingness_to_pay("fresh")
    for ratio in (worth.low, worth.high):
        mix = np.array([ratio, 1.0])  # fresh + ratio × price = 0
        z = mix @ found.coefficients_ / np.sqrt(mix @ found.covariance_ @ mix)
        assert abs(z) == pytest.approx(1.959964, rel=1e-5)


def test_where_the_price_may_matter_not_at_all_the_interval_has_no_ends():
    luck = np.random.default_rng(5)
    blind = SMALL.assign(price=luck.integers(1, 9, len(SMALL)))
    found = choice_model(blind, WHAT, person="person").willingness_to_pay("fresh")
    assert (found.low, found.high) == (-np.inf, np.inf)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["int64", "str", "category"]))
def test_order_of_rows_index_dtype_of_ids_and_other_columns_change_nothing(seed, dtype):
    mixed = SMALL.sample(frac=1, random_state=seed).astype({"person": dtype}).assign(unused=1)
    first, other = choice_model(SMALL, WHAT, person="person"), choice_model(mixed, WHAT, person="person")
    np.testing.assert_allclose(other.coefficients_, first.coefficients_, rtol=1e-9)
    np.testing.assert_allclose(other.covariance_, first.covariance_, rtol=1e-8)
    assert str(other) == str(first)


def test_columns_may_have_names_of_ones_own():
    own = SMALL.rename(columns={"person": "Name", "task": "Frage", "price": "Preis", "chosen": "gewählt"})
    found = choice_model(own, ["Preis", "fresh"], choice="gewählt", task="Frage", person="Name")
    assert found.willingness_to_pay("fresh", price="Preis").estimate == pytest.approx(2, abs=0.7)


def test_tasks_may_have_different_numbers_of_alternatives_and_utilities_may_be_large():
    fewer = SMALL.drop(SMALL.index[~SMALL["chosen"]][:30:2])
    assert np.isfinite(choice_model(fewer, WHAT, person="person").log_likelihood_)
    shifted = SMALL.assign(price=SMALL["price"] + 1e6)
    assert choice_model(shifted, WHAT, person="person").coefficients_.tolist() == pytest.approx(
        choice_model(SMALL, WHAT, person="person").coefficients_.tolist(), rel=1e-6
    )


def test_it_prints_well():
    found = str(choice_model(SMALL, WHAT, person="person"))
    assert found.startswith("240 tasks of 60 people, log-likelihood ")
    assert found.splitlines()[1].split() == ["coefficient", "standard_error", "low", "high"]


def fit(frame=SMALL, attributes=("price", "fresh"), **more):
    return choice_model(frame, attributes, person="person", **more)


PERFECT = SMALL.assign(sign=SMALL["chosen"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: choice_model(SMALL.iloc[:0], WHAT), "frame must not be empty"),
        (lambda: choice_model(SMALL, ["prize"]), "Did you mean 'price'?"),
        (lambda: choice_model(SMALL, WHAT, choice="choice"), "Did you mean 'chosen'?"),
        (lambda: choice_model(SMALL, []), "attributes must not be empty"),
        (lambda: choice_model(SMALL, ["price", "price"]), "columns named once each"),
        (lambda: choice_model(SMALL, WHAT), "each task must have one choice, got 60 in {'task': 0}. Leave"),
        (lambda: fit(SMALL.assign(chosen=False)), "one choice, got 0 in {'person': 0"),
        (lambda: choice_model(SMALL.iloc[[0]].assign(chosen=True), WHAT), "two alternatives or more, got 1"),
        (lambda: choice_model(SMALL.assign(chosen="yes"), WHAT), "chosen must be true or false in every row"),
        (lambda: fit(SMALL.assign(price=np.nan)), "price must be finite numbers"),
        (lambda: fit(SMALL.assign(price="5")), "pd.get_dummies(frame, columns=['price']"),
        (lambda: fit(SMALL.assign(age=30), ["age"]), "age must differ within some task"),
        (lambda: fit(SMALL.assign(p=SMALL["price"] * 2), ["price", "p"]), "say something new"),
        (lambda: fit(PERFECT, ["sign"]), "must leave something to chance"),
        (lambda: fit(SMALL.assign(person=None)), "person must be known in every row"),
        (lambda: fit(SMALL.query("person == 0")), "people must be a whole number at least 2"),
        (lambda: fit(level=95), "level must be a number between"),
        (lambda: fit().willingness_to_pay("organic"), "there is no attribute 'organic'"),
        (lambda: fit().willingness_to_pay("fresh", price="cost"), "there is no attribute for price 'cost'"),
        (lambda: fit().willingness_to_pay("price"), "another one than the price"),
        (lambda: fit().shares(pd.DataFrame({"price": [1], "fresh": [1]})), "A choice needs two alternatives"),
        (lambda: fit().shares(pd.DataFrame({"price": [1, 2]})), "no column in alternatives named 'fresh'"),
    ],
)  # fmt: skip
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
