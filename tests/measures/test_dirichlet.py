from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import NBDDirichlet, double_jeopardy, duplication

#: Toothpaste in Britain, first quarter of 1973 (Goodhardt, Ehrenberg & Chatfield 1984, section 3): 56 % bought any, 2.6
#: times on average. Shares of purchases and penetrations as in the R package NBDdirichlet.
BRANDS = ["Colgate DC", "Macleans", "Close Up", "Signal", "ultrabrite", "Gibbs SR", "Boots", "Sainsbury"]
SHARES = pd.Series([0.25, 0.19, 0.1, 0.1, 0.09, 0.08, 0.03, 0.02], BRANDS)
PENETRATION = pd.Series([0.2, 0.17, 0.09, 0.08, 0.08, 0.07, 0.03, 0.02], BRANDS)
CATEGORY = {"category_penetration": 0.56, "category_rate": 2.6}


@pytest.fixture(scope="module")
def toothpaste() -> NBDDirichlet:
    return NBDDirichlet().fit(SHARES, PENETRATION, **CATEGORY)


@pytest.mark.parametrize(("name", "published"), [("M", 1.46), ("K", 0.78), ("S", 1.55)])
def test_parameters_of_the_toothpaste_market_are_as_published(toothpaste, name, published):
    """The R package NBDdirichlet, as documented with its function dirichlet (S by a mean weighted by shares)."""
    assert round(toothpaste.params_[name], 2) == published


def test_shape_of_the_toothpaste_market_is_that_of_the_r_package(toothpaste):
    """K .7788027 in R, by a search that stops at the fifth digit."""
    assert toothpaste.params_["K"] == pytest.approx(0.778802679700109, abs=2e-5)


#: R's summary (user guide of NBDdirichlet 1.4) at its S of 1.2953: penetration, purchases per buyer, of the category.
NORMS = {
    "Colgate DC": (0.20, 1.82, 3.16), "Macleans": (0.16, 1.76, 3.22), "Close Up": (0.09, 1.68, 3.30),
    "Signal": (0.09, 1.68, 3.30), "ultrabrite": (0.08, 1.67, 3.31), "Gibbs SR": (0.07, 1.66, 3.32),
    "Boots": (0.03, 1.62, 3.37), "Sainsbury": (0.02, 1.61, 3.38),
}  # fmt: skip


@pytest.fixture(scope="module")
def as_in_r() -> NBDDirichlet:
    return NBDDirichlet().fit(SHARES, PENETRATION, **CATEGORY, spread=1.29527957011121)


@pytest.mark.parametrize("brand", BRANDS)
def test_norms_of_each_toothpaste_are_as_published(as_in_r, brand):
    """User guide of the R package NBDdirichlet, table "buy"."""
    row = as_in_r.brands().loc[brand, ["penetration", "purchases_per_buyer", "category_rate"]]
    assert [round(value, 2) for value in row] == list(NORMS[brand])


@pytest.mark.parametrize(
    ("brand", "published"),
    [
        ("Colgate DC", [1, 0.19, 0.10, 0.10, 0.09, 0.08, 0.03, 0.02]),
        ("Macleans", [0.24, 1, 0.1, 0.1, 0.09, 0.08, 0.03, 0.02]),
    ],
)  # fmt: skip
def test_duplication_of_toothpastes_is_as_published(as_in_r, brand, published):
    """User guide (Colgate) and tests (Macleans) of the R package NBDdirichlet, table "dup"."""
    assert as_in_r.duplication().loc[brand].round(2).to_list() == published


def made(people: int, seed: int = 2) -> tuple[pd.DataFrame, np.ndarray]:
    """Purchases of an NBD-Dirichlet market: M 2, K .8, S 1.2, and shares of three brands."""
    luck, shares = np.random.default_rng(seed), np.array([0.5, 0.3, 0.2])
    bought = luck.poisson(luck.gamma(0.8, 2 / 0.8, people))
    likes = luck.dirichlet(1.2 * shares, people)
    who = np.repeat(np.arange(people), bought)
    brand = (luck.random(len(who))[:, None] > likes[who].cumsum(axis=1)).sum(axis=1)
    purchases = pd.DataFrame(
        {"customer_id": who, "order_id": np.arange(len(who)), "brand": np.array(list("ABC"))[brand]}
    )
    return purchases, shares


def test_it_finds_the_parameters_that_made_the_market():
    purchases, shares = made(40_000)
    found = NBDDirichlet().fit_panel(purchases, 40_000)
    assert found.params_.to_list() == pytest.approx([2, 0.8, 1.2], rel=0.03)
    assert found.shares_.to_list() == pytest.approx(list(shares), abs=0.01)


def test_its_norms_are_what_such_a_market_shows():
    purchases, _ = made(40_000)
    model, seen = NBDDirichlet().fit_panel(purchases, 40_000), double_jeopardy(purchases, people=40_000)
    norms = model.brands()
    assert norms["penetration"].to_list() == pytest.approx(seen["penetration"].to_list(), rel=0.02)
    assert norms["purchases_per_buyer"].to_list() == pytest.approx(seen["purchases_per_buyer"].to_list(), rel=0.02)
    shared = duplication(purchases).table.loc[model.shares_.index, model.shares_.index]
    assert model.duplication().to_numpy() == pytest.approx(shared.to_numpy(), abs=0.015)
    of_one = purchases.groupby("customer_id")["brand"].agg(["nunique", "first"])
    loyal = of_one[of_one["nunique"] == 1]["first"].value_counts() / seen["buyers"]
    assert norms["buy_no_other"].to_list() == pytest.approx(loyal[norms.index].to_list(), abs=0.015)


def test_small_brands_suffer_twice(toothpaste):
    norms = toothpaste.brands()
    assert norms["penetration"].is_monotonic_decreasing
    assert norms["purchases_per_buyer"].is_monotonic_decreasing
    assert norms["share_of_requirements"].is_monotonic_decreasing


def test_shares_of_purchases_are_kept_at_any_length_of_time(toothpaste):
    for periods in (0.25, 1, 4):
        norms = toothpaste.brands(periods)
        made_of_brand = norms["penetration"] * norms["purchases_per_buyer"]
        assert made_of_brand.to_list() == pytest.approx((SHARES * 1.456 * periods).to_list())


def test_brands_are_matched_by_name():
    other = NBDDirichlet().fit(SHARES, PENETRATION[::-1], **CATEGORY)
    assert other.params_.equals(NBDDirichlet().fit(SHARES, PENETRATION, **CATEGORY).params_)


PANEL, _ = made(200)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NBDDirichlet().fit([0.5, 0.6], [0.2, 0.2], **CATEGORY), "shares must add up to 1 or less"),
        (lambda: NBDDirichlet().fit([0.5], [0.2, 0.2], **CATEGORY), "equally long, got 1 and 2 brands"),
        (lambda: NBDDirichlet().fit([0.5, 0.4], [20, 30], **CATEGORY), "penetration must be at most 1, got 20"),
        (lambda: NBDDirichlet().fit(SHARES, PENETRATION.rename({"Signal": "Signals"}), **CATEGORY), "the same brands"),
        (lambda: NBDDirichlet().fit([0.5, 0.4], [0.5, 0.5], 56, 2.6), "category_penetration must be a number between"),
        (lambda: NBDDirichlet().fit([0.5, 0.4], [0.5, 0.5], 0.56, 0.9), "category_rate must be a number of at least 1"),
        (lambda: NBDDirichlet().fit([0.5, 0.4], [0.5, 0.5], 0.56, 1.2), "category_rate must be larger for so many"),
        (lambda: NBDDirichlet().fit([0.5, 0.4], [0.55, 0.55], 0.56, 2.6), "penetration must fit shares"),
        (lambda: NBDDirichlet().fit(SHARES, PENETRATION, 0.56, 2.6, spread=0), "spread must be a number between"),
        (lambda: NBDDirichlet().brands(), "NBDDirichlet must be fitted first"),
        (lambda: NBDDirichlet().duplication(), "NBDDirichlet must be fitted first"),
        (lambda: NBDDirichlet().fit(SHARES, PENETRATION, **CATEGORY).brands(0), "periods must be a number between"),
        (lambda: NBDDirichlet().fit(SHARES, PENETRATION, **CATEGORY).brands(1e6), "Take a shorter time"),
        (lambda: NBDDirichlet().fit_panel(PANEL, 10), "people must be a whole number at least"),
        (lambda: NBDDirichlet().fit_panel(PANEL.head(0), 200), "purchases must not be empty"),
        (lambda: NBDDirichlet().fit_panel(PANEL, 200, brand="maker"), "there is no column in purchases named 'maker'"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)


def test_it_prints_its_parameters(toothpaste):
    assert repr(NBDDirichlet()) == "NBDDirichlet (not fitted)"
    assert repr(toothpaste) == "NBDDirichlet: M 1.456, K 0.7788, S 1.55; 8 brands"
