from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from course.errors import InputError
from course.measures import NBD

#: Exposures of 250 people to a poster in a week: 48 saw none, 37 saw one, … (Fader & Hardie's tutorial on
#: probability models in marketing research).
BILLBOARD = np.repeat(np.arange(24), [48, 37, 30, 24, 20, 16, 13, 11, 9, 7, 6, 5, 5, 3, 3, 2, 2, 2, 1, 1, 2, 1, 1, 1])


@pytest.fixture(scope="module")
def billboard() -> NBD:
    return NBD().fit(BILLBOARD)


@pytest.mark.parametrize(("name", "published"), [("r", 0.969), ("alpha", 0.218)])
def test_parameters_of_the_billboard_data_are_as_published(billboard, name, published):
    assert round(billboard.params_[name], 3) == published


def test_likelihood_of_the_billboard_data_is_as_published(billboard):
    assert round(billboard.log_likelihood_, 1) == -649.7


def test_r_of_repeat_orders_of_cdnow_is_as_counted(cdnow_master):
    repeats = cdnow_master.groupby("customer_id").size() - 1
    assert NBD().fit(repeats).params_["r"] == pytest.approx(0.35, abs=0.005)


def test_expected_frequencies_add_up_to_the_people(billboard):
    table = billboard.expected_frequencies()
    assert list(table.index) == [*map(str, range(10)), "10+"]
    assert table["observed"].sum() == 250
    assert table["expected"].sum() == pytest.approx(250)
    r, alpha = billboard.params_
    assert table.loc["0"].to_list() == pytest.approx([48, 250 * (alpha / (alpha + 1)) ** r])


def test_probabilities_are_those_of_the_negative_binomial(billboard):
    r, alpha = billboard.params_
    np.testing.assert_allclose(billboard.probability(range(30)), nbinom.pmf(range(30), r, alpha / (alpha + 1)))
    np.testing.assert_allclose(
        billboard.probability(range(30), period=4), nbinom.pmf(range(30), r, alpha / (alpha + 4))
    )


def test_who_bought_nothing_is_expected_to_buy_in_the_next_period(billboard):
    r, alpha = billboard.params_
    assert billboard.expected_purchases(0) == pytest.approx(r / (alpha + 1))
    assert billboard.expected_purchases([0, 4], period=2) == pytest.approx(
        [2 * r / (1 + alpha), 2 * (r + 4) / (1 + alpha)]
    )


def test_conditional_expectations_average_to_the_mean_of_a_steady_market(billboard):
    assert billboard.expected_purchases(BILLBOARD).mean() == pytest.approx(BILLBOARD.mean())


def test_classes_of_buyers_are_expected_to_move_towards_the_mean(billboard):
    table = billboard.conditional_expectations(most=10)
    assert list(table.columns) == ["people", "before", "expected", "low", "high"]
    assert table["people"].sum() == 250
    assert (table["people"] * table["expected"]).sum() / 250 == pytest.approx(BILLBOARD.mean())
    assert table.loc["0", "expected"] > 0
    assert table.loc["10+", "expected"] < table.loc["10+", "before"]
    assert table.loc["0", "expected"] == pytest.approx(float(billboard.expected_purchases(0)))


def test_the_interval_of_a_class_holds_the_mean_of_its_next_period_as_often_as_it_says():
    luck, held = np.random.default_rng(5), []
    for _ in range(200):
        rates = luck.gamma(0.5, 2.0, 2_000)
        first, second = luck.poisson(rates), luck.poisson(rates)
        table = NBD().fit(first).conditional_expectations(most=4)
        for label, low, high in table[["low", "high"]].itertuples():
            members = first >= 4 if label == "4+" else first == int(label)
            held.append(low <= second[members].mean() <= high)
    assert 0.93 <= np.mean(held) <= 0.97


@pytest.mark.parametrize("label", ["0", "5+"])
def test_what_the_interval_allows_besides_the_luck_of_the_next_period_is_that_of_the_fit(label):
    luck, rows = np.random.default_rng(6), []
    for _ in range(400):
        model = NBD().fit(luck.poisson(luck.gamma(0.8, 2.0, 300)))
        row = model.conditional_expectations(most=5).loc[label]
        next_period = (row["expected"] + row["expected"] ** 2 / (model.params_["r"] + row["before"])) / row["people"]
        at = float(model.expected_purchases(0 if label == "0" else 8))
        scale = at / row["expected"]
        rows.append((at, scale**2 * (((row["high"] - row["expected"]) / 1.96) ** 2 - next_period)))
    found, said = np.array(rows).T
    assert said.mean() == pytest.approx(found.var(), rel=0.25)


def test_a_class_that_nobody_is_in_has_no_row():
    assert list(NBD().fit([0, 0, 0, 5, 5]).conditional_expectations(most=6).index) == ["0", "5"]


def test_the_unit_of_time_scales_alpha_alone(billboard):
    weeks = NBD().fit(BILLBOARD, period=52)
    assert weeks.params_["r"] == pytest.approx(billboard.params_["r"])
    assert weeks.params_["alpha"] == pytest.approx(52 * billboard.params_["alpha"])
    assert weeks.expected_purchases(3, period=52) == pytest.approx(billboard.expected_purchases(3))


#: Published by the R program nbdprogram (D. Medri): a brand that 20 % buy, 2.1 times, in 12 weeks. For a day, 1, 4, 12,
#: 24, 48 weeks and a year: penetration, purchases per buyer, share who buy again, purchases of these.
LENGTHS = [1 / 7, 1, 4, 12, 24, 48, 365 / 7]
PROGRAM = {
    "penetration": [0.005, 0.032, 0.1, 0.2, 0.277, 0.355, 0.364],
    "purchases_per_buyer": [1.015, 1.106, 1.401, 2.1, 3.036, 4.729, 5.007],
    "repeat_share": [0.02966, 0.1682, 0.4099, 0.61646, 0.71615, 0.78885, 0.79597],
    "repeat_purchases": [1.028, 1.184, 1.634, 2.548, 3.666, 5.596, 5.908],
}


@pytest.mark.parametrize("figure", PROGRAM)
def test_repeat_buying_over_other_lengths_of_time_is_as_published(figure):
    """Ehrenberg's theory (1988) as computed by the R program nbdprogram from penetration and frequency alone."""
    model = NBD.from_penetration(0.2, 2.1, period=12)
    found = model.repeat_buying(LENGTHS)[figure]
    assert found.to_numpy() == pytest.approx(PROGRAM[figure], abs=2e-5 if figure == "repeat_share" else 5.01e-4)


def test_frequencies_of_buying_in_twelve_weeks_are_as_published():
    """nbdprogram: not at all .800, once .106, twice .043; share of sales to these .252, .206, 3 times .155, 4 .113."""
    chance = NBD.from_penetration(0.2, 2.1, period=12).probability(range(5))
    assert chance[:3].round(3).tolist() == [0.8, 0.106, 0.043]
    sold = chance * np.arange(5) / 0.42
    assert sold[1:].round(3).tolist() == [0.252, 0.206, 0.155, 0.113]


def test_repeat_buying_adds_up(billboard):
    table = billboard.repeat_buying([1, 2])
    none = float(billboard.probability(0)[()])
    assert table.loc[1, "penetration"] == pytest.approx(1 - none)
    again = table.loc[1, "penetration"] * table.loc[1, "repeat_share"]
    new = table.loc[2, "penetration"] - table.loc[1, "penetration"]
    bought = again * table.loc[1, "repeat_purchases"] + new * table.loc[1, "new_purchases"]
    assert bought == pytest.approx(BILLBOARD.mean())
    assert again + new == pytest.approx(1 - none)


def test_standard_errors_are_how_far_estimates_lie_apart():
    luck, found, said = np.random.default_rng(7), [], []
    for _ in range(300):
        model = NBD().fit(luck.poisson(luck.gamma(0.8, 2.0, 400)))
        found.append(model.params_)
        said.append(model.standard_errors_)
    assert np.mean(said, axis=0) == pytest.approx(np.std(found, axis=0), rel=0.12)


def test_the_fit_to_buyers_alone_is_that_of_a_library(rdataset):
    """Days in hospital (Hilbe's medpar): statsmodels' negative binomial without zeros."""
    from statsmodels.discrete.truncated_model import TruncatedLFNegativeBinomialP

    days = rdataset("COUNT", "medpar")["los"].to_numpy()
    library = TruncatedLFNegativeBinomialP(days, np.ones((len(days), 1))).fit(disp=False)
    model, (log_mean, alpha) = NBD().fit(days, buyers_only=True), library.params
    assert model.params_["r"] == pytest.approx(1 / alpha, rel=1e-3)
    assert model.params_["r"] / model.params_["alpha"] == pytest.approx(np.exp(log_mean), rel=1e-3)
    assert model.log_likelihood_ == pytest.approx(library.llf, abs=1e-3)
    assert model.standard_errors_["r"] / model.params_["r"] == pytest.approx(library.bse[1] / alpha, rel=0.01)


def test_non_buyers_need_not_be_counted():
    luck = np.random.default_rng(8)
    counts = luck.poisson(luck.gamma(0.8, 2.5, 60_000))
    model = NBD().fit(counts[counts > 0], buyers_only=True)
    assert model.params_.to_list() == pytest.approx([0.8, 0.4], rel=0.1)
    table = model.expected_frequencies(6)
    assert list(table.index) == ["1", "2", "3", "4", "5", "6+"]
    assert table["expected"].sum() == pytest.approx(table["observed"].sum())
    assert "0" not in model.conditional_expectations(6).index


@given(st.integers(0, 10**6))
def test_the_order_of_people_does_not_matter(luck):
    other = np.random.default_rng(luck).permutation(BILLBOARD)
    assert NBD().fit(other).params_.equals(NBD().fit(BILLBOARD).params_)


def test_it_finds_the_parameters_that_made_the_data():
    luck = np.random.default_rng(3)
    found = NBD().fit(luck.poisson(luck.gamma(0.5, 1 / 0.2, 50_000))).params_
    assert found.to_list() == pytest.approx([0.5, 0.2], rel=0.03)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NBD().fit([]), "counts must not be empty"),
        (lambda: NBD().fit([0, 0]), "got zeros only"),
        (lambda: NBD().fit([1, -1]), "counts must be at least 0, got -1 in row 1"),
        (lambda: NBD().fit([1.5]), "counts must be whole numbers, got 1.5 in row 0"),
        (lambda: NBD().fit([1, np.nan]), "got nan in row 1"),
        (lambda: NBD().fit([2, 2, 2]), "variance above mean"),
        (lambda: NBD().fit([1, 5], period=0), "period must be a number of at least"),
        (lambda: NBD().expected_purchases(1), "must be fitted first"),
        (lambda: NBD().conditional_expectations(), "must be fitted first"),
        (lambda: NBD().fit(BILLBOARD).conditional_expectations(0), "most must be a whole number at least 1, got 0"),
        (lambda: NBD().fit(BILLBOARD).conditional_expectations(level=95), "level must be a number between 0.5 and"),
        (lambda: NBD().fit([0, 1, 4], buyers_only=True), "counts must be at least 1, got 0"),
        (lambda: NBD().fit([1, 1, 1], buyers_only=True), "somebody who bought twice"),
        (lambda: NBD().fit([1] * 90 + [2] * 9 + [4, 9], buyers_only=True), "Count non-buyers too"),
        (lambda: NBD().fit([2, 2, 2, 2, 3], buyers_only=True), "People who do not differ are Poisson"),
        (lambda: NBD.from_penetration(20, 2.1), "penetration must be a number between"),
        (lambda: NBD.from_penetration(0.2, 0.9), "purchases_per_buyer must be a number of at least 1"),
        (lambda: NBD.from_penetration(0.2, 1.05), "purchases_per_buyer must be larger for so many buyers"),
        (lambda: NBD.from_penetration(0.2, 2.1).expected_frequencies(), "must be fitted to counts for this"),
        (lambda: NBD.from_penetration(0.2, 2.1).conditional_expectations(), "must be fitted to counts for this"),
        (lambda: NBD().repeat_buying([1]), "must be fitted first"),
        (lambda: NBD().fit(BILLBOARD).repeat_buying([0]), "periods must be at least"),
        (lambda: NBD().fit(BILLBOARD).expected_frequencies(0), "most must be a whole number at least 1, got 0"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_it_prints_its_parameters():
    assert repr(NBD()) == "NBD (not fitted)"
    assert repr(NBD().fit(BILLBOARD)) == "NBD: r 0.9693, alpha 0.2175"
