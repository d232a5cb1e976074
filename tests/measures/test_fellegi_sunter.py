from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import FellegiSunter

FIELDS = ["name", "home", "born", "email"]
M = np.array([[0.05, 0.15, 0.80], [0.10, 0.20, 0.70], [0.03, 0.07, 0.90], [0.25, 0.05, 0.70]])
U = np.array([[0.95, 0.03, 0.02], [0.97, 0.02, 0.01], [0.98, 0.015, 0.005], [0.997, 0.002, 0.001]])
RELATED = np.array([[0.05, 0.05, 0.90], [0.05, 0.05, 0.90], [0.98, 0.015, 0.005], [0.997, 0.002, 0.001]])
MATCHES, OTHERS, RELATIVES = 2_000, 400_000, 1_000


def drawn(luck, chances, n):
    """Return levels of n pairs, each field by itself."""
    return pd.DataFrame({name: luck.choice(3, n, p=row) for name, row in zip(FIELDS, chances, strict=True)})


def pairs(luck, *relatives):
    """Return all pairs and which are matches: every one is a candidate but those that agree in nothing."""
    parts = [drawn(luck, M, MATCHES), drawn(luck, U, OTHERS), *relatives]
    levels = pd.concat(parts, ignore_index=True)
    match = np.arange(len(levels)) < MATCHES
    seen = (levels == 2).any(axis=1).to_numpy()
    return levels[seen].reset_index(drop=True), match[seen], len(levels)


@pytest.fixture
def luck():
    return np.random.default_rng(8)


def test_it_learns_how_often_fields_agree_and_how_many_matches_there_are(luck):
    levels, match, everything = pairs(luck)
    model = FellegiSunter().fit(levels, drawn(luck, U, 50_000), everything)
    assert model.m_.to_numpy() == pytest.approx(M, abs=0.03)
    assert model.u_.to_numpy() == pytest.approx(U, abs=0.002)
    assert model.matches_ == pytest.approx(match.sum(), rel=0.03)


def test_its_probabilities_mean_what_they_say(luck):
    levels, match, everything = pairs(luck)
    sure = FellegiSunter().fit(levels, drawn(luck, U, 50_000), everything).probability(levels)
    for low, high in ((0.01, 0.3), (0.3, 0.7), (0.7, 0.99)):
        these = (sure > low) & (sure < high)
        assert match[these].mean() == pytest.approx(sure[these].mean(), abs=0.08)


def test_relatives_pass_for_matches_without_a_third_kind_of_pairs(luck):
    levels, match, everything = pairs(luck, drawn(luck, RELATED, RELATIVES))
    chance = drawn(luck, U, 50_000)
    two = FellegiSunter().fit(levels, chance, everything)
    three = FellegiSunter(shared=["name", "home"]).fit(levels, chance, everything)
    assert two.matches_ > 1.2 * match.sum()
    assert three.matches_ == pytest.approx(match.sum(), rel=0.04)
    assert three.related_ == pytest.approx(RELATIVES, rel=0.15)


def test_a_missing_field_says_nothing(luck):
    levels, _, everything = pairs(luck)
    model = FellegiSunter().fit(levels, drawn(luck, U, 50_000), everything)
    one, without = pd.DataFrame([[2, 2, -1, 2]], columns=FIELDS), model.weights()
    weight = sum(without.loc[name, 2] for name in ("name", "home", "email"))
    odds = 2**weight * model.matches_ / (everything - model.matches_)
    assert model.probability(one) == pytest.approx([odds / (1 + odds)])
    assert model.probability(one * 0 - 1) == pytest.approx([model.matches_ / everything])


def test_the_weight_of_a_pair_is_the_sum_of_its_fields(luck):
    """Fellegi & Sunter (1969): log2 (m / u), added up; a field with m .9 and u .01 that agrees adds 6.49."""
    model = FellegiSunter()
    model.m_ = pd.DataFrame([[0.06, 0.04, 0.9], [0.1, 0.1, 0.8]], index=["name", "home"], columns=range(3))
    model.u_ = pd.DataFrame([[0.97, 0.02, 0.01], [0.8, 0.1, 0.1]], index=["name", "home"], columns=range(3))
    model._fields = ["name", "home"]
    levels = pd.DataFrame({"home": [-1, 2, 0], "name": [2, 2, 0]})
    assert model.weight(levels).round(2).tolist() == [6.49, 9.49, round(np.log2(0.06 / 0.97) - 3, 2)]


def test_probabilities_rise_with_the_weight_alone(luck):
    levels, _, everything = pairs(luck)
    model = FellegiSunter().fit(levels, drawn(luck, U, 50_000), everything)
    odds = 2 ** model.weight(levels) * model.matches_ / (everything - model.matches_)
    assert model.probability(levels) == pytest.approx(odds / (1 + odds))


def test_columns_are_found_by_name(luck):
    levels, _, everything = pairs(luck)
    model = FellegiSunter().fit(levels, drawn(luck, U, 50_000)[FIELDS[::-1]], everything)
    assert (model.probability(levels[FIELDS[::-1]]) == model.probability(levels)).all()


def test_learning_that_has_not_settled_is_refused(luck, monkeypatch):
    monkeypatch.setattr("course.measures.fellegi_sunter._ROUNDS", 2)
    levels, _, everything = pairs(luck)
    with pytest.raises(InputError, match="nothing had settled after 2 rounds"):
        FellegiSunter().fit(levels, drawn(luck, U, 50_000), everything)


LEVELS = pd.DataFrame({"name": [2, 0], "home": [2, 1]})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: FellegiSunter().fit(LEVELS, LEVELS, 2), "pairs must be a whole number at least 3, got 2"),
        (lambda: FellegiSunter().fit(LEVELS + 1, LEVELS, 9), "candidates must be levels −1, 0, 1, 2, got 3"),
        (lambda: FellegiSunter().fit(LEVELS, LEVELS[["name"]], 9), "there is no column in by_chance named 'home'"),
        (lambda: FellegiSunter().probability(LEVELS), "FellegiSunter must be fitted first"),
        (lambda: FellegiSunter().weight(LEVELS), "FellegiSunter must be fitted first"),
        (lambda: FellegiSunter().fit(LEVELS, LEVELS, 9).weight(LEVELS[["name"]]), "named 'home'"),
        (lambda: FellegiSunter().fit(LEVELS, LEVELS.head(0), 9), "by_chance must not be empty"),
        (lambda: FellegiSunter().fit([1], LEVELS, 9), "candidates must be a table"),
        (lambda: FellegiSunter().weights(), "FellegiSunter must be fitted first"),
        (lambda: FellegiSunter("naame").fit(LEVELS, LEVELS, 9), "Did you mean 'name'?"),
        (lambda: FellegiSunter(["naame"]).fit(LEVELS, LEVELS, 9), "Did you mean 'name'?"),
        (lambda: FellegiSunter().fit(LEVELS.head(0), LEVELS, 9), "Name keys that more records agree in"),
        (lambda: FellegiSunter().fit(LEVELS, LEVELS, 9).probability(LEVELS[["name"]]), "named 'home'"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
