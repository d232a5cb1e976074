"""Where orders are made: shops by Huff's model, fewer orders far from a shop."""

import numpy as np
import pytest

from course import World
from course.formulas import huff_shares
from course.world import country


@pytest.fixture(scope="module")
def made():
    """Orders made in a shop, with the customer's place."""
    firm = World(customers=8_000, seed=5).observe()
    orders = firm.orders.dropna(subset=["shop_id"])
    return orders.merge(firm.customers[["customer_id", "place_id"]], on="customer_id")


def test_only_orders_made_in_a_shop_have_one():
    orders = World(customers=500, seed=5).observe().orders
    assert (orders["shop_id"].notna() == (orders["channel"] == "shop")).all()


def test_shops_of_a_place_are_chosen_as_huff_says(made):
    size = country.shops().query("owner == 'ours'")["size"].to_numpy()
    shares = huff_shares(size, country.distances(), 2.0)
    expected = np.bincount(made["place_id"] - 1, minlength=192) @ shares
    found = np.bincount(made["shop_id"].astype(int) - 1, minlength=40)
    chi2 = ((found - expected) ** 2 / expected).sum()
    assert chi2 < 40 + 4 * np.sqrt(80)


def test_whoever_lives_beside_a_shop_mostly_goes_there(made):
    home = country.shops().set_index("shop_id")["place_id"].loc[made["shop_id"].astype(int)].to_numpy()
    has_one = made["place_id"].isin(country.shops().query("owner == 'ours'")["place_id"])
    assert (home == made["place_id"])[has_one].mean() > 0.7


def test_without_decay_distance_does_not_matter():
    firm = World(customers=3_000, seed=5, parameters={"shops.decay": 0.0}).observe()
    found = firm.orders["shop_id"].value_counts(normalize=True)
    size = country.shops().query("owner == 'ours'").set_index("shop_id")["size"]
    assert found.sort_index().to_numpy() == pytest.approx((size / size.sum()).to_numpy(), abs=0.01)


def test_people_far_from_a_shop_need_less():
    near, far = (World(customers=4_000, seed=5, parameters={"need.distance": d}).life.people for d in (0.0, -0.05))
    ratio = np.log(far.need / near.need)
    away = country.distances().min(axis=1)[near.place]
    private = (near.kind == 0) & (near.need < 1.2)
    assert ratio[private] == pytest.approx(-0.05 * np.log1p(away[private]))
    assert np.all(ratio[near.kind != 0] == 0)
