"""The country: regions, districts, places and shops. Constants, the same for every seed.

Fictional, so that no map needs a file and no result offends a real place: places are points in a square of 200 km.
Affluence (in standard deviations) is set by rank, so that what chapter 06 says about regions never depends on luck.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.special import ndtri

from course.formulas import huff_shares
from course.streams import Luck

_REGIONS = ("Aldermere", "Brackwater", "Corvale", "Dunholt", "Eastmarch", "Fernhaven", "Glimmerdale", "Highmoor")
_DISTRICTS = ("City", "Port", "Heights", "Valley", "Moor", "Isles")
_PLACES = ("Market", "Mill", "Bridge", "Orchard")
_DISTRICT_SHARES = np.array([0.40, 0.22, 0.14, 0.10, 0.08, 0.06])
_PLACE_SHARES = np.array([0.40, 0.28, 0.20, 0.12])
_CLIMATES = ("coastal", "mild", "continental", "upland")
_FERNISH = (2, 4)  # the regions where the second language is at home
_SIDE_KM = 200.0
_COUNTRY_SEED = 0
_OUR_SHOPS = 40
_RIVAL_SHOPS = 16
OWN_PLACE_KM = 0.5


@cache
def places() -> pd.DataFrame:
    """Return one row per place: 8 regions × 6 districts × 4 places = 192, with the hidden column `affluence`."""
    index = np.arange(192)
    region, district, place = index // 24, index // 4 % 6, index % 4
    names = [(_REGIONS[r], _DISTRICTS[d], _PLACES[p]) for r, d, p in zip(region, district, place, strict=True)]
    share = _DISTRICT_SHARES[district] * _PLACE_SHARES[place] / 8
    x, y = _coordinates(region, district, index)
    return pd.DataFrame(
        {
            "place_id": index + 1,
            "region": [r for r, _, _ in names],
            "district": [f"{r} {d}" for r, d, _ in names],
            "postcode": [
                f"{(r + 1) * 1000 + d * 100 + p * 10}" for r, d, p in zip(region, district, place, strict=True)
            ],
            "x": x.round(1),
            "y": y.round(1),
            "population": (share * 6_000_000).round(-2).astype(np.int64),
            "climate": [_CLIMATES[r // 2] for r in region],
            "language": np.where(np.isin(region, _FERNISH), "Fernish", "Meridian"),
            "road_index": (90 - 8 * district - 3 * place + 2 * (region % 3)).astype(np.int64),
            "broadband_index": (95 - 9 * district - 2 * place).astype(np.int64),
            "country": "Meridia",
            "affluence": affluence(region, district).round(3),
        }
    )


def affluence(region: np.ndarray, district: np.ndarray) -> np.ndarray:
    """Return A_s = A_r + .45 × a normal quantile; A_r runs evenly from −1.5 to 1.5 over the regions."""
    of_region = -1.5 + 3.0 * np.array([3, 6, 1, 4, 0, 5, 2, 7]) / 7
    quantile = ndtri((np.array([[4, 1, 3, 0, 5, 2], [1, 5, 2, 3, 0, 4]]) + 0.5) / 6)
    return of_region[region] + 0.45 * quantile[region % 2, district]


def _coordinates(region: np.ndarray, district: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    luck = Luck(_COUNTRY_SEED)
    corner_x, corner_y = (region % 4) * _SIDE_KM / 4, (region // 4) * _SIDE_KM / 2
    spot_x = np.array([25, 12, 38, 10, 40, 26])[district] + 12 * (luck.uniform("country.x", index) - 0.5)
    spot_y = np.array([50, 22, 28, 78, 74, 92])[district] + 14 * (luck.uniform("country.y", index) - 0.5)
    return corner_x + spot_x, corner_y + spot_y


@cache
def place_shares() -> np.ndarray:
    """Return the share of the population in each of the 192 places."""
    people = places()["population"].to_numpy()
    return people / people.sum()


@cache
def shops() -> pd.DataFrame:
    """Return one row per shop: ours in the 40 largest places, the competitor's in every second of the 32 largest."""
    largest = places().sort_values(["population", "place_id"], ascending=[False, True])["place_id"].to_numpy()
    chosen = np.concatenate([largest[:_OUR_SHOPS], largest[: 2 * _RIVAL_SHOPS : 2]])
    ours = np.arange(len(chosen)) < _OUR_SHOPS
    opened = np.where(ours, 2004 + np.arange(len(chosen)) % 18, 2024).astype(str)
    return pd.DataFrame(
        {
            "shop_id": np.arange(len(chosen)) + 1,
            "owner": np.where(ours, "ours", "competitor"),
            "place_id": chosen,
            "size": _floor_space(places()["population"].to_numpy()[chosen - 1], ours),
            "opened": pd.to_datetime(pd.Series(opened) + np.where(ours, "-03-01", "-09-09")).astype("datetime64[us]"),
        }
    )


def _floor_space(population: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """Return floor space in m², to the ten: a shop grows with its place; the competitor builds larger ones."""
    return ((50 + population / 500) * np.where(ours, 1.0, 1.3) / 10).round().astype(np.int64) * 10


@cache
def distances() -> np.ndarray:
    """Return kilometres from each place to each of our shops (places × shops): in one's own place half a kilometre."""
    here = places()[["x", "y"]].to_numpy()
    there = here[shops().query("owner == 'ours'")["place_id"].to_numpy() - 1]
    return np.maximum(np.sqrt(((here[:, None, :] - there[None, :, :]) ** 2).sum(axis=2)), OWN_PLACE_KM)


@cache
def shop_choice(decay: float) -> np.ndarray:
    """Return P(shop of ours | place), cumulated over shops (places × shops): Huff's model with floor space."""
    size = shops().query("owner == 'ours'")["size"].to_numpy()
    return np.cumsum(huff_shares(size, distances(), decay), axis=1)
