"""The assortment: sixty places on the shelf, one of them renewed every eight weeks, twelve offers a week.

A place on the shelf keeps its category and popularity; what stands there is renewed. Products and list prices are
constants of the country; which products are on offer in a week is the market's luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from course.streams import Luck
from course.world.parameters import Parameters

SHELF = 60
TASTES = 8
LAST_WEEK = 256
RENEWAL_WEEKS = 8
_PERIODS = LAST_WEEK // RENEWAL_WEEKS
_CELLS = 4096

# Category: places on the shelf, lowest and highest list price (cents), unit cost as a share of the list price, words.
_CATEGORIES = {
    "beans": (16, 890, 1690, 0.52, ("Sidama", "Huila", "Antigua", "Mogiana", "Tarrazú", "Lintong", "Nyeri", "Yirga")),
    "ground coffee": (10, 640, 1090, 0.50, ("House", "Breakfast", "Mocha", "Filter", "Night")),
    "capsules": (10, 390, 690, 0.45, ("Ristretto", "Lungo", "Crema", "Decaf", "Vanilla")),
    "tea": (14, 420, 1290, 0.40, ("Assam", "Darjeeling", "Sencha", "Rooibos", "Mint", "Oolong", "Earl Grey")),
    "sweets": (6, 250, 790, 0.48, ("Shortbread", "Nougat", "Cantuccini")),
    "equipment": (4, 1490, 4900, 0.60, ("Hand mill", "Dripper", "Kettle", "Mug set")),
}
_BRANDS = ("Harbour", "Harbour", "Harbour", "Lighthouse", "Gull & Sons")


@dataclass(frozen=True)
class Assortment:
    """What stands on the shelf and at which price.

    product : what stands there, by week and place on the shelf: its position (0-based) in the catalogue.
    price : cents by week and place on the shelf, offers included.
    offer : whether a place on the shelf is on offer in a week.
    offered : the places on offer by week (weeks × offers).
    """

    product: np.ndarray
    price: np.ndarray
    offer: np.ndarray
    offered: np.ndarray


def assortment(luck: Luck, parameters: Parameters, own_index: np.ndarray) -> Assortment:
    """Return the shelf for all weeks; `own_index` is the firm's price level by week (1 = list prices)."""
    weeks = np.arange(LAST_WEEK)
    product = _renewals()[weeks // RENEWAL_WEEKS]
    offered = _offers(luck, int(parameters["offers.number"]))
    offer = np.zeros((LAST_WEEK, SHELF), dtype=bool)
    np.put_along_axis(offer, offered, True, axis=1)
    listed = catalogue()["list_price"].to_numpy()[product]
    price = listed * own_index[:, None] * np.where(offer, 1.0 - parameters["offers.discount"], 1.0)
    return Assortment(product, np.rint(price).astype(np.int64), offer, offered)


def _offers(luck: Luck, number: int) -> np.ndarray:
    """Draw without replacement which places are on offer: the `number` smallest of sixty luck values a week."""
    cell = np.arange(LAST_WEEK * SHELF).reshape(LAST_WEEK, SHELF)
    return np.argsort(luck.bits("offers.place", cell), axis=1, kind="stable")[:, :number]


@cache
def _renewals() -> np.ndarray:
    """Return the product position by period and place: every period, the next place gets a new product."""
    table = np.tile(np.arange(SHELF), (_PERIODS, 1))
    for period in range(1, _PERIODS):
        table[period:, (period * 7) % SHELF] = SHELF + period - 1
    return table


@cache
def catalogue() -> pd.DataFrame:
    """Return one row per product that ever stands on the shelf, in order of launch."""
    place = np.concatenate([np.arange(SHELF), [(period * 7) % SHELF for period in range(1, _PERIODS)]])
    launched = np.concatenate([np.zeros(SHELF, dtype=int), np.arange(1, _PERIODS) * RENEWAL_WEEKS])
    rows = [_product(int(spot), int(week)) for spot, week in zip(place, launched, strict=True)]
    frame = pd.DataFrame(rows, columns=["name", "category", "brand", "list_price", "unit_cost"])
    frame.insert(0, "product_id", np.arange(len(frame)) + 1)
    return frame.assign(launched_week=launched)


@cache
def unit_costs() -> np.ndarray:
    """Return unit costs in cents by product position."""
    return catalogue()["unit_cost"].to_numpy()


def _product(place: int, week: int) -> tuple[str, str, str, int, int]:
    """Return name, category, brand, list price and unit cost (cents) of what is launched at this place."""
    category, position, size = _category_of(place)
    _, low, high, cost, words = _CATEGORIES[category]
    brand = _BRANDS[place % len(_BRANDS)]
    price = low + (high - low) * position // max(size - 1, 1) // 10 * 10 - 1
    if week:
        price += 30 + 10 * (week // RENEWAL_WEEKS % 4)
    edition = f"No. {position // len(words) + 1}" if not week else f"Edition {week // RENEWAL_WEEKS}"
    return f"{brand} {words[position % len(words)]} {edition}", category, brand, price, round(price * cost)


def _category_of(place: int) -> tuple[str, int, int]:
    """Return category, position inside it and its number of places; popularity rank cuts across categories."""
    spot = (place * 37) % SHELF
    for category, (size, *_) in _CATEGORIES.items():
        if spot < size:
            return category, spot, size
        spot -= size
    raise AssertionError("the categories fill the shelf")


def taste_table(luck: Luck, parameters: Parameters) -> np.ndarray:
    """Return for each taste 4,096 equally likely places on the shelf, so that one look-up draws a product.

    Weights are Zipf–Mandelbrot in the place's rank (Mandelbrot 1953) times exp(taste), rounded to 1/4,096.
    """
    rank = np.arange(SHELF) + 1.0
    popularity = (rank + parameters["basket.zipf_shift"]) ** -parameters["basket.zipf"]
    liking = luck.normal("assortment.taste", np.arange(TASTES * SHELF)).reshape(TASTES, SHELF)
    weight = popularity * np.exp(parameters["basket.taste_sd"] * liking)
    cumulative = np.cumsum(weight / weight.sum(axis=1, keepdims=True), axis=1)
    middle = (np.arange(_CELLS) + 0.5) / _CELLS
    places = [np.minimum(np.searchsorted(row, middle), SHELF - 1) for row in cumulative]
    return np.array(places, dtype=np.int64)
