"""The weeks every customer lives through: season, economy, prices, the competitor, holidays. One row a week.

Nothing here depends on customers or on their number, so that each customer lives alone, given the market.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.streams import Luck
from course.world.assortment import LAST_WEEK, Assortment, assortment, taste_table
from course.world.decisions import Decisions
from course.world.desk import Desk, desk
from course.world.parameters import Parameters

FIRST_DAY = np.datetime64("2024-01-01", "D")  # a Monday
_WEEKS = np.arange(LAST_WEEK)


@dataclass(frozen=True)
class Market:
    """The world outside the customer, by week (arrays of 256) and on the shelf."""

    log_rate: np.ndarray  # season + economy, added to every customer's log rate
    log_price: np.ndarray  # ln own price index − ln the competitor's + his presence
    economy: np.ndarray
    competitor_price: np.ndarray
    competitor_present: np.ndarray
    temperature: np.ndarray
    holiday: np.ndarray
    desk: Desk
    shelf: Assortment
    tastes: np.ndarray


def market(luck: Luck, parameters: Parameters, decided: Decisions) -> Market:
    """Return the market of a seed under the firm's decisions."""
    season, economy = _season(parameters), _economy(luck, parameters)
    present = (_WEEKS >= parameters["competitor.enters"]) & (decided.competitor == "on")
    own = np.where(_WEEKS >= 52, 1.03, 1.0) * decided.prices  # one list-price rise in the second year
    rival = np.round(np.exp(0.015 + 0.8 * _walk(luck, "market.competitor_price", 0.9, 0.01)), 3)
    shelf = assortment(luck, parameters, own)
    return Market(
        log_rate=season + economy,
        log_price=np.log(own) - np.log(rival) + parameters["price.competitor"] * present,
        economy=np.round(100 * np.exp(economy), 2),
        competitor_price=rival,
        competitor_present=present,
        temperature=_temperature(luck),
        holiday=_holiday(),
        desk=desk(luck, parameters, training=decided.training == "on"),
        shelf=shelf,
        tastes=taste_table(luck, parameters),
    )


def _season(parameters: Parameters) -> np.ndarray:
    """Return the log rate of the season: a winter wave, four weeks of Advent, Christmas week."""
    of_year = _WEEKS % 52
    wave = parameters["season.amplitude"] * np.cos(2 * np.pi * (of_year - 2) / 52)
    advent = parameters["season.advent"] * ((of_year >= 47) & (of_year <= 50))
    return wave + advent + parameters["season.christmas"] * (of_year == 51)


def _economy(luck: Luck, parameters: Parameters) -> np.ndarray:
    return _walk(luck, "market.economy", parameters["economy.memory"], parameters["economy.sd"])


def _walk(luck: Luck, name: str, memory: float, sd: float) -> np.ndarray:
    """Return a first-order autoregression that starts at 0."""
    shocks = sd * luck.normal(name, _WEEKS)
    path = np.zeros(LAST_WEEK)
    for week in range(1, LAST_WEEK):
        path[week] = memory * path[week - 1] + shocks[week]
    return path


def _temperature(luck: Luck) -> np.ndarray:
    """Return the week's mean temperature in °C, to a tenth."""
    return np.round(
        10.5 - 9.0 * np.cos(2 * np.pi * (_WEEKS - 2) / 52) + 1.8 * luck.normal("market.temperature", _WEEKS), 1
    )


def _holiday() -> np.ndarray:
    """Return the holiday of each week: "none", "Easter", "summer", "Advent" or "Christmas"."""
    of_year = _WEEKS % 52
    names = np.full(LAST_WEEK, "none", dtype=object)
    names[of_year == 14] = "Easter"
    names[(of_year >= 28) & (of_year <= 33)] = "summer"
    names[(of_year >= 47) & (of_year <= 50)] = "Advent"
    names[of_year == 51] = "Christmas"
    return names
