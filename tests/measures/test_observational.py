from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import norm
from statsmodels.sandbox.regression.gmm import IV2SLS

from course.errors import InputError
from course.measures import difference_in_differences, difference_in_means, instrument, matching

BEFORE, AFTER, TREATED = [1, 2, 3, 2, 3, 4], [4, 4, 6, 3, 4, 6], [1, 1, 1, 0, 0, 0]


def kidney_stones() -> pd.DataFrame:
    """Charig et al. (1986): treatment, size of the stone, whether it worked."""
    counts = [("A", "small", 81, 87), ("A", "large", 192, 263), ("B", "small", 234, 270), ("B", "large", 55, 80)]
    parts = [pd.DataFrame({"by": by, "size": size, "ok": np.arange(n) < k}) for by, size, k, n in counts]
    return pd.concat(parts, ignore_index=True)


def offered_at_random(seed: int, n: int = 2_000, effect: float = 0.3) -> pd.DataFrame:
    """Half are offered, the eager take it and have more before and after; it multiplies what they have."""
    luck = np.random.default_rng(seed)
    rate = luck.gamma(2, 1, n)
    assigned = luck.random(n) < 0.5
    treated = assigned & (luck.random(n) < rate / (1 + rate))
    before = luck.poisson(rate)
    after = luck.poisson(rate * (1 + effect * treated))
    return pd.DataFrame({"before": before, "after": after, "treated": treated, "assigned": assigned})


def test_card_and_kruegers_means_give_their_difference_in_differences():
    """Table 3: New Jersey 20.44 → 21.03, Pennsylvania 23.33 → 21.17 full-time jobs; 2.76 before rounding."""
    spread = np.array([-1, 1])
    before, after = np.r_[20.44 + spread, 23.33 + spread], np.r_[21.03 + spread, 21.17 + spread]
    found = difference_in_differences(before, after, [1, 1, 0, 0])
    assert found.estimate == pytest.approx(2.76, abs=0.015)


def test_differences_in_levels_are_differences_of_changes():
    change = np.subtract(AFTER, BEFORE)
    assert difference_in_differences(BEFORE, AFTER, TREATED) == difference_in_means(change, TREATED)


def test_the_ratio_is_that_of_a_poisson_regression_with_errors_by_person():
    people = offered_at_random(1)
    found = difference_in_differences(people["before"], people["after"], people["treated"], form="ratio")
    n, treated = len(people), people["treated"].to_numpy(dtype=float)
    late = np.repeat([0.0, 1.0], n)
    design = np.column_stack([np.ones(2 * n), np.tile(treated, 2), late, np.tile(treated, 2) * late])
    groups = {"groups": np.tile(np.arange(n), 2)}
    outcome = np.r_[people["before"], people["after"]]
    fit = sm.GLM(outcome, design, family=sm.families.Poisson()).fit(cov_type="cluster", cov_kwds=groups)
    assert np.log1p(found.estimate) == pytest.approx(fit.params[3])
    assert found.standard_error / (1 + found.estimate) == pytest.approx(fit.bse[3], rel=2e-3)
    assert np.log1p([found.low, found.high]) == pytest.approx(fit.conf_int()[3], rel=0.02)


def test_growth_of_both_groups_alike_is_no_effect_as_a_ratio_and_one_in_levels():
    before, after, treated = [10, 12, 1, 3], [20, 24, 2, 6], [True, True, False, False]
    assert difference_in_differences(before, after, treated, form="ratio").estimate == pytest.approx(0)
    assert difference_in_differences(before, after, treated).estimate == 9


def test_kidney_stones_matched_by_size_turn_the_comparison_round():
    stones = kidney_stones()
    by_a = stones["by"].eq("A")
    assert difference_in_means(stones["ok"], by_a).estimate == pytest.approx(273 / 350 - 289 / 350)
    found = matching(stones["ok"], by_a, stones[["size"]])
    standardised = (87 * (81 / 87 - 234 / 270) + 263 * (192 / 263 - 55 / 80)) / 350
    assert found.estimate == pytest.approx(standardised)
    assert found.n == 700


def test_the_error_of_matching_is_that_of_a_stratified_sample():
    stones = kidney_stones()
    found = matching(stones["ok"], stones["by"].eq("A"), stones[["size"]])
    treated, others = np.array([[81, 87], [192, 263]]), np.array([[234, 270], [55, 80]])
    share, p, q = treated[:, 1] / 350, treated[:, 0] / treated[:, 1], others[:, 0] / others[:, 1]
    within = share**2 * (p * (1 - p) / treated[:, 1] + q * (1 - q) / (others[:, 1] - 1))
    between = share * (p - q - found.estimate) ** 2 / 350
    assert found.standard_error == pytest.approx(np.sqrt((within + between).sum()), rel=1e-9)


def test_matched_people_are_compared_as_a_ratio_of_their_means():
    outcome, treated, on = [4, 2, 2, 12, 8, 8], [1, 0, 0, 1, 0, 0], list("aaabbb")
    assert matching(outcome, treated, on, form="ratio").estimate == pytest.approx(8 / 5 - 1)
    assert matching(outcome, treated, on).estimate == 3


def test_the_treated_without_two_counterparts_are_left_out():
    on = pd.DataFrame({"age": [1, 1, 1, 1, 2, 2], "city": list("xxxxxy")})
    found = matching([5, 6, 1, 2, 99, 0], [1, 1, 0, 0, 1, 0], on)
    assert found.estimate == 4
    assert found.n == 4


@pytest.mark.real
def test_the_instrument_gives_wooldridges_returns_to_schooling(rdataset):
    """Introductory Econometrics, examples 15.1 (.059) and 15.4 (.132; .054 is its robust standard error)."""
    women = rdataset("wooldridge", "mroz").query("inlf == 1")
    assert instrument(women["lwage"], women["educ"], women["fatheduc"]).estimate == pytest.approx(0.059, abs=5e-4)
    men = rdataset("wooldridge", "card")
    regions = [f"reg{number}" for number in range(662, 670)]
    known = men[["exper", "expersq", "black", "smsa", "south", "smsa66", *regions]]
    found = instrument(men["lwage"], men["educ"], men["nearc4"], known)
    assert (found.estimate, found.standard_error) == pytest.approx((0.132, 0.054), abs=6e-4)


def test_without_covariates_the_instrument_is_walds_ratio():
    people = offered_at_random(2)
    offered, others = people[people["assigned"]], people[~people["assigned"]]
    wald = (offered["after"].mean() - others["after"].mean()) / (offered["treated"].mean() - others["treated"].mean())
    found = instrument(people["after"], people["treated"], people["assigned"])
    assert found.estimate == pytest.approx(wald)


def test_with_covariates_it_is_two_stage_least_squares():
    people = offered_at_random(3).astype(float)
    known = sm.add_constant(people[["before"]])
    fit = IV2SLS(people["after"], known.assign(t=people["treated"]), known.assign(z=people["assigned"])).fit()
    found = instrument(people["after"], people["treated"], people["assigned"], people[["before"]])
    assert found.estimate == pytest.approx(fit.params["t"])
    assert found.standard_error == pytest.approx(fit.bse["t"], rel=0.1)  # that one is not robust


def test_one_sided_takers_are_compared_with_what_they_would_have_had():
    """Who refused shows what the offered who refuse have; the rest of those not offered is what takers would have."""
    outcome = [6, 8, 1, 1, 5, 5, 1, 1]
    found = instrument(outcome, [1, 1, 0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], form="ratio")
    assert found.estimate == pytest.approx(7 / 5 - 1)


@pytest.mark.parametrize("form", ["levels", "ratio"])
@pytest.mark.parametrize("known", [None, ["before"]])
def test_the_instruments_interval_holds_the_effect_as_often_as_it_says(form, known):
    hits = 0
    for seed in range(200):
        people = offered_at_random(seed)
        rate_of_takers = 2.354  # E[rate² / (1 + rate)] / E[rate / (1 + rate)] of a Gamma(2, 1)
        truth = 0.3 if form == "ratio" else 0.3 * rate_of_takers
        columns = None if known is None else people[known]
        hits += instrument(people["after"], people["treated"], people["assigned"], columns, form).holds(truth)
    assert 182 <= hits <= 198


@pytest.mark.parametrize("form", ["levels", "ratio"])
def test_the_level_of_an_interval_is_the_one_asked_for(form):
    people = offered_at_random(4)
    wide, narrow = (
        instrument(people["after"], people["treated"], people["assigned"], form=form, level=level)
        for level in (0.99, 0.8)
    )
    scale = np.log1p if form == "ratio" else float
    widths = [scale(found.high) - scale(found.low) for found in (wide, narrow)]
    assert widths[0] / widths[1] == pytest.approx(norm.ppf(0.995) / norm.ppf(0.9))
    assert wide.level == 0.99


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: difference_in_differences(BEFORE, AFTER, TREATED, form="log"), "no form 'log'"),
        (lambda: difference_in_differences(BEFORE, AFTER[:-1], TREATED), "before, after, treated must be equally long"),
        (lambda: difference_in_differences(BEFORE, AFTER, [1, 0, 0, 0, 0, 0], form="ratio"), "two people of each kind"),
        (lambda: difference_in_differences([0] * 6, AFTER, TREATED, form="ratio"), "before must be above 0 on average"),
        (lambda: difference_in_differences(BEFORE, AFTER, [2, 1, 1, 0, 0, 0]), "treated must be true or false"),
        (lambda: matching([1, 2], [1, 0], ["a", "b"]), "Use fewer columns or classes"),
        (lambda: matching([1, 2], [1, 0], ["a"]), "outcome, treated, on must be equally long, got 2, 2, 1"),
        (lambda: matching([0] * 4, [1, 1, 0, 0], ["a"] * 4, form="ratio"), 'Use form="levels"'),
        (lambda: matching([1, 2], [1, 0], pd.DataFrame(index=[0, 1])), "columns of on must not be empty"),
        (lambda: instrument([1, 2], [0, 1], [0, 1]), "outcome must be 3 people or more with 0 covariates"),
        (lambda: instrument([1, 2, 3], [0, 1, 0], [0, 2, 1], form="ratio"), "assigned must be true or false"),
        (lambda: instrument([1, 2, 3], [0, 0, 0], [0, 1, 1]), "an offer that nobody takes"),
        (lambda: instrument([1, 2, 3, 4], [0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0]), "that covariates tell"),
        (lambda: instrument([1, 2], [0, 1], [0, 1], form="ratio", covariates=[[1], [None]]), "covariates[0] must be"),
        (lambda: instrument([1, 2, 3, 4], [0, 0, 0, 2], [0, 0, 1, 1], form="ratio"), "treated must be true or false"),
        (lambda: instrument([0, 0, -1, 1], [0, 0, 1, 1], [0, 0, 1, 1], form="ratio"), "above 0 on average"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
